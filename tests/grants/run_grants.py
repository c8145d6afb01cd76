#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw grants from outside, and the page docs/GRANTS.md: what it shows is run."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/grants")
WORK = os.path.join(ROOT, "build/grants")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_modules(suite):
    made = os.path.join(WORK, "made")
    os.makedirs(made, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", made)
    suite.check("modules_can_be_made", done.code and done.out)
    for name in sorted(n for n in os.listdir(HERE) if n.endswith(".wasm")):
        differs = read(os.path.join(made, name)) != read(os.path.join(HERE, name))
        suite.check(f"{name}_is_made_of_its_source", differs and "it differs")


def main():
    suite = Suite("grants")
    test_modules(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
