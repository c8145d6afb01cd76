# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The builds that the suite runs on, and how to run each."""

import collections
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

# preset: of CMakePresets.json; options: more for CMake, whose build then has a folder of its own;
# emulator: the program that runs the runner; run, files: what run_spec.py is told.
Variant = collections.namedtuple("Variant", "says preset options emulator run files",
                                 defaults=((), (), (), ()))
CLANG = next((c for c in ("clang-22", "clang-19", "clang") if shutil.which(c)), "clang")
VARIANTS = {
    "whole": Variant("this PC, computed goto", "host"),
    "stream": Variant("every module fed in pieces", "host", run=("--stream",)),
    "sparse": Variant("memories with 40 bytes in one piece", "host", run=("--sparse",)),
    "slices": Variant("calls stop after every 7 of fuel and are resumed", "host",
                      run=("--slice", "7")),
    "clang": Variant("clang, tail calls", "host", (f"-DCMAKE_C_COMPILER={CLANG}",)),
    "debug": Variant("assertions, ASan, UBSan, switch", "host-debug"),
    "tiny": Variant("profile TINY, the suite of 2.0; UNSUPPORTED is skipped", "host",
                    ("-DTINYWASM_PROFILE=TINY", "-DTINYWASM_DEFINES=TW_CFG_ERR_TEXT=1"),
                    run=("--option=--partial",), files=("wasm-v2",)),
    "far": Variant("far branches everywhere", "host",
                   ("-DTINYWASM_DEFINES=TW_CFG_FAR_BRANCH_BYTES=0",)),
    "plain": Variant("no superinstructions", "host",
                     ("-DTINYWASM_DEFINES=TW_CFG_SUPERINSTRUCTIONS=0",)),
    "i386": Variant("pointers of 32 bits", "host-i386"),
    "powerpc": Variant("big-endian, 32 bits, emulated", "host-powerpc", (), ("qemu-ppc",)),
}


def folder_of(name):
    variant = VARIANTS[name]
    return f"host-{name}" if variant.options else variant.preset


def run_logged(command):
    """"" or what went wrong."""
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stdout.decode(errors="replace")


def build(name):
    """Builds the variant's runner: the command that starts it, or why there is none."""
    variant = VARIANTS[name]
    folder = ROOT / "build" / folder_of(name)
    for command in (["cmake", "--preset", variant.preset, "-B", folder, *variant.options],
                    ["cmake", "--build", folder, "--target", "spec-runner", "--parallel",
                     str(os.cpu_count())]):
        problem = run_logged(command)
        if problem:
            return None, f"{problem}\nthe build of {name} failed"
    program = ROOT / "build" / "spec-runner" if folder_of(name) == "host" else folder / "spec-runner"
    return [*variant.emulator, program], ""
