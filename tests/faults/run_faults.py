#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make faults: cuts the power of an emulated flash at every step of what a filestore does (faults.c),
and of running boards between two instructions (cuts.py); lets modules come and go at random, and every
allocation of that fail once (engine.c).

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


def run_program(name, every, wanted):
    """(injected, lost) of a program, whose lines are shown but for the closing one."""
    for command in (["cmake", "--preset", "host-debug"],
                    ["cmake", "--build", "--preset", "host-debug", "--target", name,
                     "--parallel", str(os.cpu_count() or 2)]):
        done = run(*command, timeout=900)
        if done.code != 0:
            print(f"FAIL {' '.join(command)}\n{done.out}")
            return 1, 1
    program = os.path.join(ROOT, "build/host-debug/tests/faults", name)
    done = subprocess.run([program, "-n", str(every), *([wanted] if wanted else [])], cwd=ROOT,
                          stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines() or [""]
    closing = re.fullmatch(r"faults: (\d+) injected, (\d+) lost", lines[-1])
    print("".join(line + "\n" for line in lines[:-1]), end="")
    if closing is None or (done.returncode != 0) != (closing[2] != "0"):
        print(f"FAIL {program}: exit code {done.returncode}, {lines[-1]}")
        return 1, 1
    return int(closing[1]), int(closing[2])


PARTS = {"flash": lambda every, wanted: run_program("faults", every, wanted),
         "engine": lambda every, wanted: run_program("faults-engine", every, wanted),
         "boards": cuts.run_cuts}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("-n", type=int, default=1)
    parser.add_argument("id", nargs="?")
    options = parser.parse_args()
    injected = lost = 0
    if options.id is not None:
        options.only = ("boards" if cuts.is_id(options.id)
                        else "engine" if options.id.startswith("engine:") else "flash")
    for name, part in PARTS.items():
        if options.only not in (None, name):
            continue
        came, bad = part(max(1, options.n), options.id)
        print(f"{name}: {came} injected, {bad} lost", flush=True)
        injected, lost = injected + came, lost + bad
    print(f"faults: {injected} injected, {lost} lost")
    is_churn = (options.id or "").startswith("engine:churn:")  # where nothing is injected
    return 1 if lost or not (injected or is_churn) else 0


if __name__ == "__main__":
    sys.exit(main())
