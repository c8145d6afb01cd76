#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make faults: cuts the power of an emulated flash at every step of what a filestore does (faults.c),
and of running boards between two instructions (cuts.py).

tests/faults/run_faults.py [-n N] [--only PART] [ID]: every N-th fault only, or the one named ID, as a
`LOST ID: ...` line names it. Closes with `faults: N injected, N lost`.
"""
import argparse
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, run  # noqa: E402

import cuts  # noqa: E402


def run_program(every, wanted):
    """(injected, lost) of faults.c, whose lines are shown but for the closing one."""
    for command in (["cmake", "--preset", "host-debug"],
                    ["cmake", "--build", "--preset", "host-debug", "--target", "faults",
                     "--parallel", str(os.cpu_count() or 2)]):
        done = run(*command, timeout=900)
        if done.code != 0:
            print(f"FAIL {' '.join(command)}\n{done.out}")
            return 1, 1
    program = os.path.join(ROOT, "build/host-debug/tests/faults/faults")
    done = subprocess.run([program, "-n", str(every), *([wanted] if wanted else [])], cwd=ROOT,
                          stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines() or [""]
    closing = re.fullmatch(r"faults: (\d+) injected, (\d+) lost", lines[-1])
    print("".join(line + "\n" for line in lines[:-1]), end="")
    if closing is None or (done.returncode != 0) != (closing[2] != "0" or closing[1] == "0"):
        print(f"FAIL {program}: exit code {done.returncode}, {lines[-1]}")
        return 1, 1
    return int(closing[1]), int(closing[2])


PARTS = {"flash": run_program, "boards": cuts.run_cuts}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("-n", type=int, default=1)
    parser.add_argument("id", nargs="?")
    options = parser.parse_args()
    injected = lost = 0
    if options.id is not None:
        options.only = "boards" if cuts.is_id(options.id) else "flash"
    for name, part in PARTS.items():
        if options.only not in (None, name):
            continue
        came, bad = part(max(1, options.n), options.id)
        print(f"{name}: {came} injected, {bad} lost", flush=True)
        injected, lost = injected + came, lost + bad
    print(f"faults: {injected} injected, {lost} lost")
    return 1 if lost or not injected else 0


if __name__ == "__main__":
    sys.exit(main())
