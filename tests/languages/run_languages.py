#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The same module in several languages, in the same application, says the same: on the PC, where keys
bring the next module, and on a board, whose clock jumps over the waiting.
"""
import os
import random
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "boards")]
from harness import ROOT, Suite, run  # noqa: E402
from run_boards import Firmware  # noqa: E402

BOARD = "lm3s6965evb"
LANGUAGES = ("c", "rust", "zig", "assemblyscript", "tinygo")
SHOWN = 10  # updates of a module until it is the next one's turn
# What each application shows of a module: when it starts, and at its n-th update.
APPS = {
    "badge": (["# TinyWASM", "1 modules in any language", "2 on any microcontroller"],
              lambda n: [f"3 {n}"]),
}


class Program(Firmware):
    """An application on the PC, its console read and written as a board's."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, bufsize=0)
        self.buffer = b""
        self.ended = False

    def press(self):
        self.process.stdin.write(random.choice(b"abcxyz ").to_bytes(1, "little"))


def built(suite, app, preset, name):
    done = run("cmake", "--preset", preset)
    if done.code == 0:
        done = run("cmake", "--build", "--preset", preset, "--target", app, "--parallel", "2", timeout=600)
    suite.check(f"{app}_builds_for_{preset}", done.code != 0 and done.out)
    return os.path.join(ROOT, "build", preset, name)


def expected(app, language, updates):
    start, update = APPS[app]
    return [f"== {app}_{language}.wasm", *start, *(line for n in range(updates) for line in update(n + 1))]


def compare(suite, name, console, wanted):
    got = [console.line(30) for _ in wanted]
    suite.check(name, got != wanted and f"expected {wanted}, got {got}")


def test_host(suite, app, path):
    """A key brings the next module, whenever it comes."""
    console = Program(path)
    for language in LANGUAGES:
        wanted = expected(app, language, random.choice((1, 1, 2)))
        compare(suite, f"{app}_in_{language}_on_host", console, wanted)
        console.press()
    compare(suite, f"{app}_begins_again_on_host", console, expected(app, LANGUAGES[0], 0))
    console.close()


def test_board(suite, app, path):
    """Nobody presses a key; each module has its ten seconds."""
    console = Firmware(BOARD, path, "-icount", "shift=4,sleep=off")
    for language in LANGUAGES:
        compare(suite, f"{app}_in_{language}_on_{BOARD}", console, expected(app, language, SHOWN))
    compare(suite, f"{app}_begins_again_on_{BOARD}", console, expected(app, LANGUAGES[0], SHOWN))
    console.close()


def test_sizes(suite, app):
    for language in LANGUAGES:
        size = os.path.getsize(os.path.join(ROOT, f"modules/{app}_{language}/{app}_{language}.wasm"))
        suite.check(f"{app}_in_{language}_is_under_1_kib", size >= 1024 and f"{size} B")


def main():
    suite = Suite("languages")
    for app in APPS:
        test_sizes(suite, app)
        test_host(suite, app, built(suite, app, "host", app))
        test_board(suite, app, built(suite, app, BOARD, f"{app}.elf"))
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
