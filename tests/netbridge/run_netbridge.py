#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The network for modules, what programs outside see of it: tests/netbridge/run_netbridge.py. Closes
with `netbridge: N passed, N failed, N skipped`."""
import filecmp
import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/netbridge")


def test_modules(suite):
    """The committed modules are what their sources make."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(os.path.join(HERE, "build.sh"), "-o", folder)
        for source in sorted(glob.glob(os.path.join(HERE, "*.wat"))):
            name = os.path.basename(source)[:-4] + ".wasm"
            made = os.path.join(folder, name)
            suite.check(f"{name}_is_what_its_source_makes",
                        done.out if done.code else not os.path.exists(made) or
                        not filecmp.cmp(made, os.path.join(HERE, name), shallow=False))


def test_made(suite):
    """What else is committed is what the tools make of its source."""
    with tempfile.TemporaryDirectory() as folder:
        for kept in ("tests/netbridge/fetch/modules/fetch/fetch.wasm",
                     "tests/tls/device/modules/errand/errand.wasm"):
            made = os.path.join(folder, "made.wasm")
            done = run("guest/build", kept[:-4] + "c", "-o", made)
            suite.check(f"{os.path.basename(kept)}_is_what_its_source_makes",
                        done.out if done.code else not filecmp.cmp(made, kept, shallow=False))
        for grants in ("apps/weather", "tests/netbridge/silent", "tests/netbridge/fetch",
                       "tests/tls/device"):
            made = os.path.join(folder, "made.grants")
            done = run("build/tw", "grants", "compile", f"{grants}/grants.toml", "-o", made)
            suite.check(f"{grants}/grants.grants_is_what_its_toml_makes", done.out if done.code else not
                        filecmp.cmp(made, f"{grants}/grants.grants", shallow=False))
    suite.check("hail_tinygo_has_the_bindings", not filecmp.cmp(
        "guest/tinygo/net.go", "modules/hail_tinygo/net.go", shallow=False))


def main():
    os.chdir(ROOT)
    suite = Suite("netbridge")
    test_modules(suite)
    test_made(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
