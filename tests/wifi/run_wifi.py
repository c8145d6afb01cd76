#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The radio: what is committed is what its sources make. With --long, the driver of ESP-AT
co-processors when the network, the co-processor or bytes are lost, with the sanitizers.

tests/wifi/run_wifi.py [--long]. Closes with `wifi: N passed, N failed, N skipped`."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/wifi")
MADE = os.path.join(ROOT, "build/wifi")
PRESET = "host-debug"


def test_module(suite):
    os.makedirs(MADE, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", MADE)
    suite.check("module_builds", done.code != 0 and done.out)
    with open(os.path.join(HERE, "wifi.wasm"), "rb") as ours, \
            open(os.path.join(MADE, "wifi.wasm"), "rb") as made:
        suite.check("module_is_as_committed", ours.read() != made.read() and "differs")


def test_losses(suite):
    for command in (("cmake", "--preset", PRESET),
                    ("cmake", "--build", "--preset", PRESET, "--parallel", str(os.cpu_count() or 2),
                     "--target", "test_esp_at")):
        done = run(*command, timeout=1200)
        suite.check("the_driver_builds", done.code != 0 and done.out)
    done = run(os.path.join(ROOT, "build", PRESET, "tests/wifi/test_esp_at"), "long", timeout=300,
               CMOCKA_MESSAGE_OUTPUT="TAP")
    for verdict, name in re.findall(r"^(ok|not ok) \d+ - (\S+)", done.out, re.M):
        suite.check(name, verdict != "ok" and done.out[-2000:])
    suite.check("it_ends_well", done.code != 0 and done.out[-2000:])


def main():
    suite = Suite("wifi")
    if "--long" in sys.argv[1:]:
        test_losses(suite)
    else:
        test_module(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
