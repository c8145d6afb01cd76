# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A program of the PC as a board, in virtual time, with a co-processor at its line 3: what goes on
between program and tool, docs/SIMULATOR.md says."""
import os
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tools"), os.path.join(ROOT, "tools/peers")]
from esp_at import EspAt  # noqa: E402

RADIO_LINE = 3
STEP_US = 1000
PIECE = 500


class Virtual:
    """Runs a program; `others` are stepped as the co-processor is."""

    def __init__(self, program, folder, **radio):
        ours, its = socket.socketpair()
        environment = {**os.environ, "TINYWASM_SIM": f"{its.fileno()} v 0 1", "TINYWASM_IMAGES": folder}
        self.process = subprocess.Popen([program], env=environment, pass_fds=[its.fileno()],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        its.close()
        self.file = ours.makefile("rwb")
        self.socket = ours
        self.us, self.console, self.to_device, self.others = 0, "", b"", []
        self.radio = EspAt(self.receive, clock=self.seconds, **radio)
        self.until_stop()

    def seconds(self):
        return self.us / 1e6

    def receive(self, data):
        """From the co-processor."""
        self.to_device += data

    def until_stop(self):
        """What it says until it waits for a command; false when it has ended."""
        while True:
            words = self.file.readline().split()
            if not words:
                return False
            kind = words[0].decode()
            if kind in ("at", "out", "end"):
                self.us = int(words[1])
            if kind == "out":
                self.take(int(words[2]), self.file.read(int(words[3])))
            elif kind == "frame":
                self.file.read(int(words[2]) * int(words[3]) * 3)
            elif kind in ("at", "ok", "no"):
                return True

    def take(self, line, data):
        if line == RADIO_LINE:
            self.radio.feed(data)
        elif line == 0:
            self.console += data.decode("latin-1")

    def do(self, line):
        self.file.write(line.encode() + b"\n")
        self.file.flush()
        return self.until_stop()

    def go(self, seconds):
        end = self.us + int(seconds * 1e6)
        while self.us < end and self.do(f"run {min(self.us + STEP_US, end)} n"):
            self.radio.step()
            for other in self.others:
                other.step()
            while self.to_device:
                piece, self.to_device = self.to_device[:PIECE], self.to_device[PIECE:]
                self.do(f"input {RADIO_LINE} {piece.hex()}")

    def go_until(self, text, seconds=30):
        """True when the console has had the text, counted from its beginning."""
        end = self.us + int(seconds * 1e6)
        while text not in self.console and self.us < end and self.process.poll() is None:
            self.go(0.01)
        return text in self.console

    def type(self, text):
        self.do(f"input 0 {text.encode().hex()}")

    def close(self):
        self.file.close()
        self.socket.close()
        self.process.kill()
        self.process.wait()
