#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The sample modules in Go are what TinyGo makes of their sources. Long, for TinyGo is compiled first."""
import filecmp
import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402


def test_module(suite, path):
    module = os.path.basename(os.path.dirname(path))
    with tempfile.TemporaryDirectory() as folder:
        done = run("modules/build.sh", module, "-o", folder, timeout=600)
        made = os.path.join(folder, module + ".wasm")
        same = False
        if os.path.exists(made):
            with open(made, "rb") as ours, open(path[:-3] + ".wasm", "rb") as theirs:
                same = ours.read() == theirs.read()
    suite.check(f"{module}.wasm_is_made_of_its_source", not same and (done.out or "differs"))


def test_gopher(suite):
    """A module that imports TinyGo's package machine, and nothing of ours."""
    kept = os.path.join(ROOT, "tests/schedule/gopher/gopher.wasm")
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "gopher.wasm")
        done = run("guest/build", "tests/schedule/gopher/gopher.go", "-o", made, timeout=600)
        same = os.path.exists(made) and filecmp.cmp(made, kept, shallow=False)
    suite.check("gopher.wasm_is_made_of_its_source", not same and (done.out or "differs"))


def main():
    suite = Suite("tinygo")
    done = run("tools/setup", "tinygo", CI="1", timeout=600)
    suite.check("setup_brings_tinygo", done.code != 0 and done.out)
    for path in sorted(glob.glob(os.path.join(ROOT, "modules/*_tinygo/*_tinygo.go"))):
        test_module(suite, path)
    test_gopher(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
