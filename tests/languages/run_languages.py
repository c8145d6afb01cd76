#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The same module in several languages, in the same application, says the same: on the PC, where keys
for buttons bring the next module of apps/badge, and on a board, whose clock jumps over the waiting.
What bindings the modules and applications have is what tw bindgen makes of bridge/*.wit.
"""
import filecmp
import os
import random
import subprocess
import sys
import tempfile

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "boards")]
from harness import ROOT, Suite, run  # noqa: E402
from run_boards import Firmware, children  # noqa: E402

BOARD = "lm3s6965evb"
LANGUAGES = ("c", "rust", "zig", "assemblyscript", "tinygo")
BRIDGES = {"badge": "badge", "greeter": "externref"}  # a bridge, and the application that has it
SHOWN = {"badge": 10, "greeter": 3}  # updates of a module until it is the next one's turn
# What an application shows of a module: when it starts, and at its n-th update.
SAID = {
    "badge": (["# TinyWASM", "1 modules in any language", "2 on any microcontroller"],
              lambda n: [f"3 {n}"]),
    "greeter": (["Hello, world"], lambda n: ["Hello, again", f"{n}"]),
}


class Program(Firmware):
    """An application on the PC, its console read and written as a board's."""

    def __init__(self, path):
        self.process = children.start([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, bufsize=0)
        self.buffer = b""
        self.ended = False

    def press(self):
        self.process.stdin.write(random.choice(b"audlr").to_bytes(1, "little"))


def built(suite, app, preset, name):
    done = run("cmake", "--preset", preset)
    if done.code == 0:
        done = run("cmake", "--build", "--preset", preset, "--target", app, "--parallel", "2", timeout=600)
    suite.check(f"{app}_builds_for_{preset}", done.code != 0 and done.out)
    return os.path.join(ROOT, "build", preset, name)


def expected(bridge, language, updates):
    start, update = SAID[bridge]
    return [f"== {bridge}_{language}.wasm", *start, *(line for n in range(updates) for line in update(n + 1))]


def compare(suite, name, console, wanted):
    got = [console.line(30) for _ in wanted]
    suite.check(name, got != wanted and f"expected {wanted}, got {got}")


def start_badge(suite, console, where):
    """START shows one after another, from the menu on."""
    compare(suite, f"badge_has_a_menu_on_{where}", console, ["# Modules", *(
        f"{'>' if language == LANGUAGES[0] else ' '} badge_{language}.wasm" for language in LANGUAGES)])
    console.process.stdin.write(b"s")


def test_badge_on_host(suite, path):
    """A button brings the next module, whenever it is pressed."""
    console = Program(path)
    start_badge(suite, console, "host")
    for language in LANGUAGES:
        wanted = expected("badge", language, random.choice((1, 1, 2)))
        compare(suite, f"badge_in_{language}_on_host", console, wanted)
        console.press()
    compare(suite, "badge_begins_again_on_host", console, expected("badge", LANGUAGES[0], 0))
    console.close()


def test_badge_on_board(suite, path):
    """Nobody presses a button after START; each module has its ten seconds."""
    console = Firmware(BOARD, path, "-icount", "shift=4,sleep=off")
    start_badge(suite, console, BOARD)
    for language in LANGUAGES:
        compare(suite, f"badge_in_{language}_on_{BOARD}", console,
                expected("badge", language, SHOWN["badge"]))
    compare(suite, f"badge_begins_again_on_{BOARD}", console, expected("badge", LANGUAGES[0], 1))
    console.close()


def test_greeter(suite, console, where):
    for language in LANGUAGES:
        compare(suite, f"greeter_in_{language}_on_{where}", console,
                expected("greeter", language, SHOWN["greeter"]))
    compare(suite, f"greetings_are_given_back_on_{where}", console, ["greetings that are held: 0"])
    suite.check(f"externref_ends_on_{where}", console.wait() != 0 and "another exit code")
    console.close()


def test_sizes(suite, bridge):
    for language in LANGUAGES:
        name = f"{bridge}_{language}"
        size = os.path.getsize(os.path.join(ROOT, f"modules/{name}/{name}.wasm"))
        suite.check(f"{name}_is_under_1_kib", size >= 1024 and f"{size} B")


def test_bindings(suite, bridge, app):
    """What is committed is what tw bindgen makes."""
    kinds = [(f"modules/{bridge}_{language}", ("guest", "--lang", language)) for language in LANGUAGES]
    for folder, words in [*kinds, (f"apps/{app}/bridge", ("host",))]:
        with tempfile.TemporaryDirectory() as made:
            done = run("build/tw", "bindgen", *words, f"bridge/{bridge}.wit", "-o", made)
            names = os.listdir(made)
            stale = [name for name in names if not filecmp.cmp(
                os.path.join(made, name), os.path.join(ROOT, folder, name), shallow=False)]
        suite.check(f"bindings_in_{folder}_are_made_of_{bridge}.wit",
                    (done.code != 0 or not names or stale) and f"{stale} {done.out}")


def test_grants(suite):
    with tempfile.TemporaryDirectory() as made:
        table = os.path.join(made, "grants.grants")
        done = run("build/tw", "grants", "compile", "apps/externref/grants.toml", "-o", table)
        same = done.code == 0 and filecmp.cmp(
            table, os.path.join(ROOT, "apps/externref/grants.grants"), shallow=False)
        suite.check("grants.grants_is_made_of_grants.toml", not same and (done.out or "differs"))


def main():
    suite = Suite("languages")
    run("cmake", "--preset", "host")
    done = run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2", timeout=600)
    suite.check("tw_builds", done.code != 0 and done.out)
    for bridge, app in BRIDGES.items():
        test_sizes(suite, bridge)
        test_bindings(suite, bridge, app)
    test_grants(suite)
    test_badge_on_host(suite, built(suite, "badge", "host", "badge"))
    test_badge_on_board(suite, built(suite, "badge", BOARD, "badge.elf"))
    test_greeter(suite, Program(built(suite, "externref", "host", "externref")), "host")
    test_greeter(suite, Firmware(BOARD, built(suite, "externref", BOARD, "externref.elf")), BOARD)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
