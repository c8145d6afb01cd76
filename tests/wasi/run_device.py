#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""WASI on devices: apps/wasi at the other end of a serial line, on the PC and in boards' emulators.

tests/wasi/run_device.py [BOARD...]. Programs (tests/wasi/device, and those of tests/wasi/own that have
room) are sent to the device's filestore and run there; what they print, read and end with is judged
here, outside.
"""
import concurrent.futures
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "tools"))
from device import Device  # noqa: E402

BOARDS = ("host", "lm3s6965evb", "microbit", "riscv-virt", "mps2-an385")
IN_RAM = ("riscv-virt", "mps2-an385")   # stores that are gone with the power
SMALL = ("microbit",)                   # 16 KiB of RAM: XMODEM, and the smallest program
HERE = os.path.join(ROOT, "tests/wasi/device")
MADE = os.path.join(ROOT, "build/wasi/device")
OWN = os.path.join(ROOT, "build/wasi/own")
TW = os.path.join(ROOT, "build/tw")
JOBS = str(os.cpu_count() or 2)
WAIT_S = 30
PROMPT_S = 60


class RamDevice(Device):
    """A board's emulator whose store has no file."""

    def __init__(self, board, program, store):
        self.emulated = board
        super().__init__("host", program, store)

    def command(self):
        return [os.path.join(ROOT, "tools/emulate"), self.emulated, self.program]


def build(board):
    for command in (["cmake", "--preset", board],
                    ["cmake", "--build", "--preset", board, "--target", "wasi", "--parallel", JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def lacks_entropy(board):
    port = re.search(r"set\(BOARD_PORT (\S+)\)",
                     read_text(os.path.join(ROOT, "boards", board, "board.cmake")))[1]
    return " entropy" in read_text(os.path.join(ROOT, "ports", port, "port.cmake"))


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def differs(got, wanted):
    return "" if got == wanted else f"expected {wanted!r}, got {got!r}"


class Line:
    """A device that runs apps/wasi, and a suite's checks by its name."""

    def __init__(self, suite, board, folder, program=None):
        self.suite = suite
        self.board = board
        program = program or os.path.join(ROOT, "build", board, "wasi" + ("" if board == "host" else ".elf"))
        kind = RamDevice if board in IN_RAM else Device
        self.device = kind(board, program, os.path.join(folder, board + ".img"))

    def do(self, line, timeout=PROMPT_S):
        """What the device answers; a test that breaks off where there is none any more."""
        if self.device.process.poll() is not None:
            raise EOFError(f"the device ended before {line!r}")
        return self.device.do(line, timeout)

    def check(self, claim, problem):
        self.suite.check(f"device_{self.board}_{claim}", problem)

    def begin(self):
        greeting = self.device.prompt()
        self.check("greets", not greeting or greeting[0] != "TinyWASM programs: type help")
        if self.board not in IN_RAM:
            self.do("format --yes")
            self.device.prompt()

    def put(self, path, timeout=300):
        name = os.path.basename(path)
        if self.board in SMALL:
            self.device.send(f"save {name}\r")
            self.device.wait("gives up")
            self.device.transfer(["sx", path])
            answer = "\n".join(self.device.prompt() or [])
            self.check(f"takes_{name}", f"saved {name}" not in answer and answer)
            return
        with self.device.port() as line:
            done = subprocess.run([TW, "put", path, "--device", line], capture_output=True, text=True,
                                  timeout=timeout, check=False)
        self.check(f"takes_{name}", done.returncode != 0 and done.stdout + done.stderr)
        self.device.wake()


# --- what is tried -------------------------------------------------------------------------------

def test_ends(line):
    """Arguments, and the ways to end."""
    word = "".join(random.choices("abcdefgh", k=8))
    line.check("gives_arguments_and_shows_the_exit_code",
               differs(line.do(f"wasi talk.wasm exit '{word} {word}'"),
                       ["[exit]", f"[{word} {word}]", "exit code 42"]))
    lines = line.do("wasi talk.wasm trap") or []
    line.check("shows_a_trap", not (len(lines) == 3 and re.match(
        r"talk\.wasm, function \d+.*: TRAP: unreachable: ", lines[1])) and lines)
    line.check("ends_a_trap_with_134", differs(lines[-1:], ["exit code 134"]))
    line.check("says_that_a_program_is_missing",
               "none.wasm: NOENT: " not in str(line.do("wasi none.wasm")))


def test_machine(line):
    random_line = "no random" if lacks_entropy(line.board) else "random"
    line.check("has_clock_and_random_bytes", differs(
        line.do("wasi talk.wasm clock"),
        ["[clock]", "poll: 0", "events: 1", "slept as long: 1", "nobody knows what day it is: 28",
         "processor time: 28", random_line, "exit code 0"]))


def test_input(line):
    line.device.send("wasi talk.wasm read\r")
    line.check("waits_for_input", line.device.wait("say something\r\n", WAIT_S) is None)
    word = "".join(random.choices("klmnopq", k=12))
    line.device.send(word + "\r")
    heard = line.device.wait(f"heard {word}\r\n", WAIT_S) or ""
    line.check("reads_what_is_typed", "what came: 2" not in heard and heard)
    line.device.send("\x04")
    line.check("input_ends", differs(line.device.prompt(WAIT_S), ["end of input", "exit code 0"]))


def test_interrupt(line):
    line.device.send("wasi talk.wasm forever\r")
    line.check("sleeps_again_and_again", line.device.wait("poll: 0\r\npoll: 0\r\n", WAIT_S) is None)
    line.device.send("\x03")
    lines = line.device.prompt(WAIT_S) or []
    line.check("ctrl_c_ends_a_program", differs(lines[-1:], ["exit code 130"]))


def test_memory(line):
    """Programs come and go, and leave nothing."""
    before = (line.do("mem") or [""])[0].split(",")[0]
    for _ in range(3):
        line.do("wasi talk.wasm exit")
        line.do("wasi talk.wasm trap")
    line.check("all_memory_comes_back", differs((line.do("mem") or [""])[0].split(",")[0], before))


def test_store(line):
    """Files of the filestore; those of the engine cannot be reached."""
    line.do("autostart talk.wasm")
    before = line.do("autostart")
    line.check("the_engine_has_a_file", not before and before)
    got = line.do("wasi store.wasm", 300) or []
    wanted = read_text(os.path.join(HERE, "store.out")).splitlines()
    for i, text in enumerate(wanted):
        there = got[i] if i < len(got) else "nothing"
        line.check(f"store_line_{i + 1}", differs(there, text))
    line.check("store_ends_well", differs(got[len(wanted):], ["exit code 7"]))
    line.check("the_engine_s_file_is_as_it_was", differs(line.do("autostart"), before))
    line.check("what_was_removed_is_gone",
               differs([name for name in line.do("ls") or [] if not ".wasm " in name], []))


def test_page(line):
    """The transcript in the application's page."""
    page = read_text(os.path.join(ROOT, "apps/wasi/README.md"))
    pieces = re.search(r"```console\n==> (.*?)\n```", page, re.S)[1].split("\n==> ")
    for piece in pieces:
        command, *wanted = piece.splitlines()
        got = [text for text in line.do(command) or [] if text != "busy.wasm"]
        line.check(f"page_{command.replace(' ', '_')}", differs(sorted(got), sorted(wanted)))


def fuel(line):
    for text in line.do("ps") or []:
        if text.startswith("busy"):
            return int(text.split()[2].replace(",", ""))
    return 0


def test_beside(line):
    """Another module runs on while a program sleeps."""
    line.do("run busy.wasm")
    first = fuel(line)
    line.do("wasi talk.wasm exit")
    second = fuel(line)
    line.do("wasi talk.wasm sleep")
    third = fuel(line)
    line.check("others_run_while_a_program_sleeps",
               not third - second > 3 * (second - first) > 0 and f"{first}, {second}, {third}")
    line.do("halt busy")


def test_own(line):
    """Programs with a C library, where there is room."""
    for name in ("process", "listing"):
        line.put(os.path.join(OWN, name + ".wasm"))
    lines = line.do("wasi process.wasm one 'two words'") or []
    line.check("runs_a_c_library_s_program", not ("arguments = 3" in lines and "[two words]" in lines and
                                                  lines[-1] == "exit code 41") and lines)


def test_board(suite, board, folder):
    problem = build(board)
    suite.check(f"device_{board}_is_built", problem)
    if problem:
        return
    line = Line(suite, board, folder)
    try:
        line.begin()
        is_small = board in SMALL
        names = ("talk",) if is_small else ("talk", "store", "busy")
        for name in names:
            line.put(os.path.join(MADE, name + ".wasm"))
        line.check("lists_programs",
                   differs(sorted(line.do("wasi") or []), sorted(name + ".wasm" for name in names)))
        for test in (test_ends, test_machine, test_input, test_interrupt, test_memory,
                     *(() if is_small else (test_store, test_beside)),
                     *((test_page,) if board == "host" else ()),
                     *((test_own,) if board in ("host", *IN_RAM) else ())):
            suite.attempt(test, line, where=board)
    finally:
        line.device.close()


def main():
    suite = Suite("wasi-device")
    for script, made in (("device", MADE), ("own", OWN)):
        done = run(os.path.join(ROOT, "tests/wasi", script, "build.sh"), made)
        suite.check(f"device_programs_of_{script}_are_built", done.code != 0 and done.out)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(suite.attempt, test_board, suite, board, folder, where=board)
                     for board in sys.argv[1:] or BOARDS]:
            done.result()
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
