# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The builds that the suite runs on, and how to run each."""

import collections
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))
import building  # noqa: E402

# preset: of CMakePresets.json; options: more for CMake, whose build then has a folder of its own;
# emulator: the program that runs the runner; run, files: what run_spec.py is told;
# source: the folder of a project that has a runner of its own; program: another runner.
Variant = collections.namedtuple("Variant",
                                 "says preset options emulator run files source program",
                                 defaults=((), (), (), (), "", "spec-runner"))
CLANG = next((c for c in ("clang-22", "clang-19", "clang") if shutil.which(c)), "clang")
VARIANTS = {
    "whole": Variant("this PC, computed goto", "host"),
    "stream": Variant("every module fed in pieces", "host", run=("--stream",)),
    "sparse": Variant("memories with 40 bytes in one piece", "host", run=("--sparse",)),
    "slices": Variant("calls stop after every 7 of fuel and are resumed", "host",
                      run=("--slice", "7", "--option=--timeout", "--option=900")),
    "stress": Variant("objects collected whenever one is made, calls in slices of 7", "host-debug",
                      ("-DTINYWASM_DEFINES=TW_CFG_HEAP_STRESS=1",),
                      run=("--slice", "7", "--option=--timeout", "--option=900"),
                      files=("gc", "exceptions", "wasm-v3/table_grow")),
    "kept": Variant("every module loaded from kept code, mapped and read", "host",
                    run=("--option=--kept",)),
    "boards": Variant("the code that boards have, kept, on this PC", "host",
                      run=("--standard", "--option=--boards", "--option=--kept"),
                      program="spec-boards"),
    "boards-sparse": Variant("the code that boards have, memories with 40 bytes in one piece", "host",
                             run=("--standard", "--option=--boards", "--sparse"), program="spec-boards"),
    "clang": Variant("clang, tail calls", "host", (f"-DCMAKE_C_COMPILER={CLANG}",)),
    "debug": Variant("assertions, ASan, UBSan, switch", "host-debug"),
    "tiny": Variant("profile TINY, the suite of 2.0; UNSUPPORTED is skipped", "host",
                    ("-DTINYWASM_PROFILE=TINY", "-DTINYWASM_DEFINES=TW_CFG_ERR_TEXT=1"),
                    run=("--option=--partial",), files=("wasm-v2",)),
    "far": Variant("far branches everywhere, small arithmetic", "host",
                   ("-DTINYWASM_DEFINES=TW_CFG_FAR_BRANCH_BYTES=0;TW_CFG_SMALL_ARITHMETIC=1",)),
    "plain": Variant("no superinstructions, small arithmetic", "host",
                     ("-DTINYWASM_DEFINES=TW_CFG_SUPERINSTRUCTIONS=0;TW_CFG_SMALL_ARITHMETIC=1",)),
    "i386": Variant("pointers of 32 bits", "host-i386"),
    "powerpc": Variant("big-endian, 32 bits, emulated", "host-powerpc", (), ("qemu-ppc",)),
    "board": Variant("emulated Cortex-M3, profile FULL, arena of 4,128,768 B", "spec-board",
                     ("-DTINYWASM_PROFILE=FULL",), (ROOT / "tests/spec/board/emulate",),
                     source="tests/spec/board"),
    "thumb1": Variant("the same with the code for Cortex-M0+", "spec-board",
                      ("-DSPEC_CPU=cortex-m0plus",), (ROOT / "tests/spec/board/emulate",),
                      run=("--standard",), source="tests/spec/board"),
    "board-plain": Variant("the same without superinstructions", "spec-board",
                           ("-DTINYWASM_DEFINES=TW_CFG_SUPERINSTRUCTIONS=0",),
                           (ROOT / "tests/spec/board/emulate",), run=("--standard",),
                           source="tests/spec/board"),
    "thumb1-plain": Variant("both", "spec-board",
                            ("-DSPEC_CPU=cortex-m0plus",
                             "-DTINYWASM_DEFINES=TW_CFG_SUPERINSTRUCTIONS=0"),
                            (ROOT / "tests/spec/board/emulate",), run=("--standard",),
                            source="tests/spec/board"),
}


# What the board's arena has no room for, and the memory that each assertion needs.
TOO_LARGE = {
    "wasm-v2/call.json:359": 20119552,
    "wasm-v2/call_indirect.json:603": 20119552,
    "wasm-v2/memory_grow.json:45": 52625408,
    "wasm-v2/memory_grow.json:48": 52690944,
    "wasm-v3/call.json:359": 20119552,
    "wasm-v3/call_indirect.json:603": 20119552,
    "wasm-v3/memory_grow.json:10": 52625408,
    "wasm-v3/memory_grow.json:13": 52690944,
    "memory64/memory_grow64.json:45": 52625408,
    "memory64/memory_grow64.json:46": 52690944,
}


def folder_of(name):
    variant = VARIANTS[name]
    return f"host-{name}" if variant.options else variant.preset


def run_logged(command):
    """"" or what went wrong."""
    try:
        with building.alone(command):
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stdout.decode(errors="replace")


def build_in(folder, configure, program):
    """Builds a program: "" or what went wrong."""
    return run_logged([*configure, "-B", folder]) or run_logged(
        ["cmake", "--build", folder, "--target", program, "--parallel", str(os.cpu_count())])


def build(name, program=""):
    """Builds the variant's runner, or another program: the command that starts it, or why there is
    none."""
    variant = VARIANTS[name]
    folder = ROOT / "build" / folder_of(name)
    program = "spec-board" if variant.source else program or variant.program
    configure = ["cmake", "-S", ROOT / variant.source, "-DCMAKE_BUILD_TYPE=Release"]
    if not variant.source:
        configure = ["cmake", "--preset", variant.preset]
    problem = build_in(folder, [*configure, *variant.options], program)
    if problem:
        return None, f"{problem}\nthe build of {name} failed"
    if variant.source:
        program += ".elf"
    is_tool = folder_of(name) == "host" and program != "spec-boards"
    place = ROOT / "build" if is_tool else folder
    return [*variant.emulator, place / program], ""


def write_limits():
    """The table of docs/LIMITS.md."""
    page = ROOT / "docs" / "LIMITS.md"
    head, _, rest = page.read_text(encoding="utf-8").partition("<!-- too large -->\n")
    _, mark, tail = rest.partition("<!-- end of too large -->")
    rows = ["| assertion | bytes of memory |", "|---|--:|"]
    rows += [f"| `{place}` | {size:,} |" for place, size in TOO_LARGE.items()]
    page.write_text(head + "<!-- too large -->\n" + "\n".join(rows) + "\n" + mark + tail,
                    encoding="utf-8")


if __name__ == "__main__":
    write_limits()
