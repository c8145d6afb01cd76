#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make boards: firmware in the boards' emulators, judged by what comes out of the serial line.

tests/boards/run_boards.py [BOARD...]. A line per program that ran, `BOARD CORE ELF-sha256-8 tests
seconds`. Only an ELF for the board's own processor counts; a program for the PC is refused. What a
test reads from a board it has sent there first, at random.
"""
import hashlib
import os
import random
import re
import select
import string
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

BOARDS = ("lm3s6965evb", "mps2-an385")
JOBS = str(os.cpu_count() or 2)
ELF_ARM = 40
START = ["TinyWASM engine starting...", "Using interpreter...", "Initializing engine...",
         "Defining func...", "Loading module...", "Running module..."]


def board_value(board, name):
    with open(os.path.join(ROOT, "boards", board, "board.h"), encoding="utf-8") as file:
        return re.search(rf'#define {name} "?([^"\n]*)"?', file.read())[1]


def refuse_reason(elf):
    """Why this file is no firmware for an Arm core; "" if it is."""
    with open(elf, "rb") as file:
        head = file.read(20)
    if head[:4] != b"\x7fELF":
        return "is no ELF file"
    if head[4] != 1 or int.from_bytes(head[18:20], "little") != ELF_ARM:
        return "is not a program for a 32-bit Arm core"
    return ""


class Firmware:
    """A program running in an emulator; its console is read and written from here."""

    def __init__(self, board, elf):
        reason = refuse_reason(elf)
        if reason:
            raise ValueError(f"{elf} {reason}")
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "tools/emulate"), board, elf], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.buffer = b""
        self.ended = False

    def line(self, timeout=10):
        """The next line; None at the end or when nothing comes."""
        end = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self.process.stdout.fileno(), 4096)
            if not piece:
                return None
            self.buffer += piece
        text, self.buffer = self.buffer.split(b"\n", 1)
        return text.decode("utf-8", "replace").rstrip("\r")

    def send(self, text):
        self.process.stdin.write(text.encode() + b"\n")

    def ask(self, text):
        self.send(text)
        return self.line()

    def wait(self):
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def random_text(size):
    return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(size))


# --- the programs --------------------------------------------------------------------------------

def test_simple(check, board, elf):
    """apps/simple: its lines in order, then a pong a second."""
    firmware = Firmware(board, elf)
    lines = [firmware.line() for _ in START]
    check("simple_says_each_step", differs(lines, START))
    times = []
    for i in range(3):
        lines = [firmware.line(), firmware.line()]
        times.append(time.monotonic())
        check(f"simple_pong_{i + 1}", differs(lines, ["Calling ping...", "pong"]))
    gaps = [b - a for a, b in zip(times, times[1:])]
    # A busy PC makes an emulated second longer, never shorter.
    check("simple_calls_once_a_second",
          not all(0.8 < gap < 5 for gap in gaps) and f"seconds between: {gaps}")
    firmware.close()


def clocks_over_sleep(firmware, ms):
    """Milliseconds that a sleep took, by the ticks and by the counter."""
    before = [int(n) for n in (firmware.ask("t") or "0 0 1").split()]
    firmware.ask(f"s {ms}")
    after = [int(n) for n in (firmware.ask("t") or "0 0 1").split()]
    return after[0] - before[0], (after[1] - before[1]) % 2 ** 32 * 1000 / after[2]


def test_port(check, board, elf):
    """Each promise of hal.h."""
    firmware = Firmware(board, elf)
    check("port_greets", differs(firmware.line(), f"port of {board}"))
    for size in (1, 7, 60):
        text = random_text(size)
        check(f"port_console_carries_{size}_bytes",
              differs(firmware.ask(f"e {text}"), text[::-1]))
    for ms in random.sample(range(30, 300), 2):
        slept, counted = clocks_over_sleep(firmware, ms)
        check("port_sleep_lasts_at_least_as_long_as_asked",
              not ms <= slept <= ms + 2000 and f"{ms} ms asked, {slept} ms slept")
        # A busy PC loses ticks now and then: one of three must agree.
        tries = [(slept, counted)] + [clocks_over_sleep(firmware, ms) for _ in range(2)]
        check("port_counter_agrees_with_the_ticks",
              not any(abs(c - s) <= 0.3 * s + 3 for s, c in tries) and f"ms by each: {tries}")
    firmware.send("r")
    check("port_reset_starts_anew", differs(firmware.line(), f"port of {board}"))
    code = random.randrange(2, 90)
    firmware.send(f"x {code}")
    check("port_exit_gives_its_code", differs(firmware.wait(), code))
    firmware.close()


def test_faults(check, board, elf):
    for command, what in (("f", "an undefined instruction"), ("u", "an unaligned load")):
        firmware = Firmware(board, elf)
        firmware.line()
        firmware.send(command)
        lines = [firmware.line(), firmware.line()]
        check(f"port_reports_{what.replace(' ', '_')}",
              not (lines[1] or "").startswith("HardFault pc=") and f"got {lines}")
        check(f"port_ends_with_98_after_{what.replace(' ', '_')}", differs(firmware.wait(), 98))
        firmware.close()


PROGRAMS = {"simple": [test_simple], "port": [test_port, test_faults]}


def build(board):
    for command in (["cmake", "--preset", board],
                    ["cmake", "--build", "--preset", board, "--parallel", JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def run_board(suite, board):
    problem = build(board)
    suite.check(f"{board}_builds", problem)
    if problem:
        return
    for name, tests in PROGRAMS.items():
        elf = os.path.join(ROOT, "build", board, name + ".elf")
        with open(elf, "rb") as file:
            sha = hashlib.sha256(file.read()).hexdigest()[:8]
        start, before = time.monotonic(), suite.passed + suite.failed
        for test in tests:
            test(lambda claim, problem: suite.check(f"{board}_{claim}", problem), board, elf)
        print(f"{board} {board_value(board, 'BOARD_CORE')} {sha} "
              f"{suite.passed + suite.failed - before} {time.monotonic() - start:.1f}", flush=True)


def test_harness(suite):
    """A program for the PC must not pass for firmware."""
    suite.check("a_program_for_the_pc_is_refused",
                not refuse_reason(sys.executable) and "was taken for firmware")


def main():
    wanted = sys.argv[1:] or BOARDS
    if not set(wanted) <= set(BOARDS):
        print(f"use: run_boards.py [BOARD...]; boards: {' '.join(BOARDS)}", file=sys.stderr)
        return 2
    suite = Suite("boards")
    test_harness(suite)
    for board in wanted:
        run_board(suite, board)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
