#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Register code does not depend on the machine: every module of the official suite is translated by
builds for other widths of pointers and another order of bytes, and the units of the code compared.

    run_code.py [MACHINE...]   this PC and these: i386, powerpc; both if none is named

Closes with `spec-code: N passed, N failed, N skipped`, counted in scripts of the suite."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
import run_spec  # noqa: E402
import variants  # noqa: E402
from harness import Suite, run  # noqa: E402

MACHINES = ("whole", *(sys.argv[1:] or ("i386", "powerpc")))
AT_ONCE = 200


def translate(command, files):
    """What the program says of each file."""
    lines = []
    for start in range(0, len(files), AT_ONCE):
        done = run(*map(str, command), *files[start:start + AT_ONCE], timeout=600)
        if done.code != 0:
            sys.exit(f"run_code.py: {done.out}")
        lines += done.lines
    return dict(line.split(" ", 1) for line in lines)


def modules_of(suite_folder, tool):
    """Script -> its modules."""
    scripts = {}
    for name, script in run_spec.list_scripts(suite_folder).items():
        run_spec.convert(tool, name, script)
        scripts[name] = sorted(map(str, (run_spec.OUT / name).glob("*.wasm")))
    return scripts


def main():
    scripts = modules_of(*run_spec.find_inputs())
    files = [file for modules in scripts.values() for file in modules]
    said = {}
    for machine in MACHINES:
        command, problem = variants.build(machine, "spec-code")
        said[machine] = translate(command or sys.exit(problem), files)
    suite = Suite("spec-code")
    for name, modules in scripts.items():
        differ = [f"{file}: " + ", ".join(f"{m} {said[m].get(file)}" for m in MACHINES)
                  for file in modules if len({said[m].get(file) for m in MACHINES}) != 1]
        suite.check(name, "\n     ".join(differ[:3]))
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
