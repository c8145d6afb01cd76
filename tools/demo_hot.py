#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make demo-hot: modules that come and go on a running device.

tools/demo_hot.py [BOARD...]: on this PC and on an emulated board, two modules in two languages count
side by side; one is replaced over the serial line while the other counts on; broken versions are
refused; the power is cut, and both are back. What was seen is kept in build/demo-hot/transcript.txt,
or transcript-BOARD.txt.
Exit code 0: all of it happened, and no number of the other module was missing.
"""
import os
import re
import subprocess
import sys
import time

import building
from device import ROOT, Device

BOARDS = ("host", "emcraft-sf2")
FOLDER = os.path.join(ROOT, "build/demo-hot")
TW = os.path.join(ROOT, "build/tw")
COUNT = re.compile(r"(?<![a-z])(tick2?|tock) (\d+)\r\n")


class Failed(Exception):
    """Something of the demo did not happen."""


def run(*command):
    with building.alone(command):
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}\n{done.stdout}")


def build(board, target):
    run("cmake", "--preset", board)
    run("cmake", "--build", "--preset", board, "--target", target, "--parallel",
        str(os.cpu_count() or 2))


class Demo:
    def __init__(self, board, transcript):
        self.transcript = transcript
        store = os.path.join(FOLDER, board + ".img")
        if os.path.exists(store):
            os.remove(store)
        program = os.path.join(ROOT, "build", board, "filestore" + ("" if board == "host" else
                                                                    ".elf"))
        self.device = Device(board, program, store)
        self.at = 0       # characters of the console that were looked at
        self.last = {}    # name -> last number seen
        self.path = ""

    def say(self, text):
        print(text, flush=True)
        self.transcript.write(text + "\n")

    def console(self):
        return "".join(text for _, text in list(self.device.seen))

    def until(self, wanted, seconds=300):
        """Waits until the console has shown a pattern since the last look."""
        end = time.monotonic() + seconds
        while not re.search(wanted, self.console()[self.at:]):
            if time.monotonic() > end:
                raise Failed(f"the console never showed {wanted!r}: {self.console()[-500:]!r}")
            time.sleep(0.02)

    def type(self, line, wanted=""):
        """As a person at a terminal."""
        self.say(f"==> {line}")
        self.at = len(self.console())
        self.device.send(line + "\r")
        self.until(re.escape(line) + wanted + r"(.|\n)*==> ")

    def tw(self, *words, code=0):
        self.say("$ tw " + " ".join(os.path.basename(w) for w in words) + " --device LINE")
        done = subprocess.run([TW, *words, "--device", self.path], cwd=ROOT,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600,
                              check=False)
        told = done.stdout + "".join(line + "\n" for line in done.stderr.splitlines()
                                     if not line.startswith("device: "))
        for line in told.splitlines():
            self.say(line)
        if done.returncode != code:
            raise Failed(f"exit code {done.returncode}, expected {code}")

    def watch(self, names, seconds=1.0):
        """Lets them count, and shows how far each has come; none may have left a number out."""
        time.sleep(seconds)
        text = self.console()
        text = text[:text.rfind("\n") + 1]
        numbers = {}
        for name, number in COUNT.findall(text[self.at:]):
            numbers.setdefault(name, []).append(int(number))
        self.at = len(text)
        if set(numbers) != set(names):
            raise Failed(f"{sorted(numbers)} counted, not {sorted(names)}")
        told = []
        for name in names:
            told.append(f"{name} {numbers[name][0]} to {numbers[name][-1]}")
            self.check_numbers(name, numbers[name])
        self.say("  console  " + ", ".join(told) + ": no number is missing")

    def check_numbers(self, name, numbers):
        step = 1000 if numbers[-1] >= 1000 and name.startswith("tick") else 1
        before = self.last.get(name)
        if step == 1000 and (before is None or before < 1000):  # the new version has begun
            numbers = [n for n in numbers if n >= 1000]
            before = None
        if before is not None:
            numbers = [before] + numbers
        gaps = [(a, b) for a, b in zip(numbers, numbers[1:]) if b - a != step]
        if gaps:
            raise Failed(f"{name} left numbers out: {gaps}")
        self.last[name] = numbers[-1]

    def power(self):
        self.say("(the power is cut, and comes back)")
        self.device.power_off()
        self.at = len(self.console())
        self.last = {}
        self.device.power_on()


def module(name):
    return f"modules/{name}/{name}.wasm"


def play(demo):
    """The whole of it, on a device whose line has its other end at demo.path."""
    demo.until("==> ")
    demo.type("format --yes", "(.|\n)*==> ")
    demo.until("==> ")
    demo.tw("put", module("tick"))
    demo.tw("put", module("tock_rust"), "tock.wasm")
    demo.tw("run", "tick")
    demo.at = len(demo.console())
    demo.tw("run", "tock")
    demo.watch(["tick", "tock"])
    demo.tw("put", module("tick2"))
    demo.tw("swap", "tick", "tick2.wasm")
    demo.watch(["tick", "tock"])
    demo.tw("put", "tests/demo/invalid.wasm", "tick3.wasm", code=1)
    demo.watch(["tick", "tock"])
    demo.tw("put", module("tick3"))
    demo.tw("swap", "tick", "tick3.wasm", code=1)
    demo.watch(["tick", "tock"])
    demo.type("autostart tick2.wasm")
    demo.type("autostart tock.wasm")
    demo.type("autostart", "(.|\n)*tick2.wasm\r\n(.|\n)*tock.wasm\r\n")
    demo.power()
    demo.until("tock 3")
    demo.watch(["tick2", "tock"])


def act(number, board, transcript):
    where = "this PC" if board == "host" else f"{board}, emulated"
    demo = Demo(board, transcript)
    demo.say(f"Act {number}: apps/filestore on {where}")
    try:
        with demo.device.port() as path:
            demo.path = path
            play(demo)
    finally:
        demo.device.close()


def main():
    os.makedirs(FOLDER, exist_ok=True)
    boards = sys.argv[1:] or BOARDS
    try:
        build("host", "tw")
        name = "-".join(["transcript", *sys.argv[1:]]) + ".txt"
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as transcript:
            for number, board in enumerate(boards, 1):
                build(board, "filestore")
                if number > 1:
                    print()
                    transcript.write("\n")
                act(number, board, transcript)
    except Failed as problem:
        print(f"demo-hot: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
