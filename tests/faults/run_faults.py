#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make faults: cuts the power of an emulated flash at every step of what a filestore does.

tests/faults/run_faults.py [-n N] [ID]: every N-th fault only, or the one named ID, as a `LOST ID: ...`
line names it. Closes with `faults: N injected, N lost`.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, run  # noqa: E402


def main():
    for command in (["cmake", "--preset", "host-debug"],
                    ["cmake", "--build", "--preset", "host-debug", "--target", "faults",
                     "--parallel", str(os.cpu_count() or 2)]):
        done = run(*command, timeout=900)
        if done.code != 0:
            print(f"FAIL {' '.join(command)}\n{done.out}\nfaults: 1 injected, 1 lost")
            return 1
    program = os.path.join(ROOT, "build/host-debug/tests/faults/faults")
    return subprocess.run([program, *sys.argv[1:]], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
