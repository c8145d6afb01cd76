#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What of the console no single program can show: ten seconds of tones have the golden samples with
every compiler and level; font and carts are what their sources make.

tests/wasm4/run_wasm4.py [BOARD...]: with boards, the samples on their emulators and on PCs of 32
bits, nothing else."""
import os
import re
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
                    os.path.abspath(__file__)))), "tools")]
import font_wasm4  # noqa: E402
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/wasm4")
MADE = os.path.join(ROOT, "build/wasm4")
CARTS = os.path.join(HERE, "carts")
SOURCES = ["tests/wasm4/pcm/main.c", "src/wasm4/synth.c", "src/wasm4/note.c", "src/base/sha256.c"]
FLAGS = ["-std=c11", "-ffp-contract=off", "-Isrc", "-Iinclude"]
# Those of the arithmetic that wasm4.h and the synthesizer describe, which is that of WASM-4's
# native runtime: SHA-256 of the samples of pcm/script.h, and of the frequencies of all notes.
GOLDEN = {"pcm": "03c683580cb25146b8d17d125793882151787ae3366cb4e4846954362e6986d8",
          "notes": "09a026dbe81934bf66878c951ddd64ed3b59099048fd1c4c8e540ec3c109b35a"}
COMPILERS = {"gcc": ["gcc"], "clang": ["clang-22"], "native": ["gcc", "-march=native"]}
FAR_COMPILERS = {"i386": ["i686-linux-gnu-gcc", "-static", "-msse2", "-mfpmath=sse"]}
LEVELS = ("-O0", "-O3", "-Os")


def test_samples(suite, compilers):
    for compiler, command in compilers.items():
        for level in LEVELS:
            name = f"samples_{compiler}{level}"
            program = os.path.join(MADE, name)
            done = run(*command, level, *FLAGS, *SOURCES, "-o", program)
            if done.code != 0:
                suite.check(name, done.out)
                continue
            found = dict(line.split() for line in run(program).lines)
            suite.check(name, found != GOLDEN and f"{found}, golden is {GOLDEN}")


def test_board(suite, board):
    for command in (["cmake", "--preset", board],
                    ["cmake", "--build", "--preset", board, "--parallel", "2", "--target",
                     "wasm4-sound"]):
        done = run(*command, timeout=600)
        if done.code != 0:
            suite.check(f"samples_{board}", done.out)
            return
    elf = os.path.join(ROOT, "build", board, "wasm4-sound.elf")
    printed = run("tools/emulate", board, elf, timeout=600).out
    found = dict(re.findall(r"^(pcm|notes) ([0-9a-f]{64})", printed, re.M))
    suite.check(f"samples_{board}", found != GOLDEN and f"{found or printed}, golden is {GOLDEN}")


def test_font(suite):
    with open(font_wasm4.TARGET, encoding="utf-8") as file:
        suite.check("font_is_as_committed",
                    file.read() != font_wasm4.source_of(font_wasm4.PROGRAM) and
                    "tools/font_wasm4.py makes another src/wasm4/font.c")


def test_carts(suite):
    done = run(os.path.join(CARTS, "build.sh"), "-o", MADE)
    suite.check("carts_build", done.code != 0 and done.out)
    for name in sorted(os.listdir(CARTS)):
        if name.endswith(".wasm"):
            with open(os.path.join(CARTS, name), "rb") as ours, \
                    open(os.path.join(MADE, name), "rb") as made:
                suite.check(f"{name}_is_as_committed", ours.read() != made.read() and "differs")


def main():
    suite = Suite("wasm4")
    os.makedirs(MADE, exist_ok=True)
    for board in sys.argv[1:]:
        test_board(suite, board)
    if sys.argv[1:]:
        test_samples(suite, FAR_COMPILERS)
    else:
        test_font(suite)
        test_carts(suite)
        test_samples(suite, COMPILERS)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
