#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Each option of config.h is in the id of kept code (src/core/keep.c), or named here as one that
changes no code or follows from others; and what cmake/build-id.cmake makes of the sources is what
tools/single_file.py makes.

Closes with `options: N passed, N failed, N skipped`."""
import os
import re
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(TESTS)
sys.path[:0] = [TESTS, os.path.join(ROOT, "tools")]
import single_file  # noqa: E402
from harness import Suite, run  # noqa: E402

CHANGE_NO_CODE = {"ERR_TEXT", "FAULT_TEXT_BYTES", "ASSERT", "DISPATCH", "FUEL_QUANTUM", "FILE", "HASH",
                  "HEAP_STRESS", "INTERP_WASM3", "PENDING_CALLS", "SMALL_ARITHMETIC", "STREAM_WINDOW_BYTES"}
FOLLOW_FROM_OTHERS = {"EXTRA", "HEAP", "WIDE_CONST"}


def names_in(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return set(re.findall(r"TW_CFG_(\w+)", file.read()))


def build_id():
    """As CMake makes it."""
    with tempfile.TemporaryDirectory() as folder:
        header = os.path.join(folder, "core_build_id.h")
        done = run("cmake", f"-DROOT={ROOT}", f"-DOUTPUT={header}", "-P",
                   os.path.join(ROOT, "cmake/build-id.cmake"))
        if done.code != 0:
            return done.out
        with open(header, encoding="utf-8") as file:
            return re.findall(r"#define .*", file.read())


def main():
    suite = Suite("options")
    in_id = names_in("src/core/keep.c")
    for name in sorted(names_in("include/tinywasm/config.h")):
        is_once = (name in in_id) != (name in CHANGE_NO_CODE | FOLLOW_FROM_OTHERS)
        suite.check(f"option_{name}", "" if is_once else "put it into tw__keep_id, or here if it "
                    "changes no code")
    made, wanted = build_id(), single_file.build_id()
    suite.check("build_id", "" if made == wanted else f"CMake makes {made}, single_file.py {wanted}")
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
