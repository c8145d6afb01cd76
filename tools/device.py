# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A device with a shell at the other end of a pseudo-terminal: apps/filestore and its like, as a
program of the PC or in a board's emulator. What it keeps is in one file, so that its power can be
cut and given back."""
import contextlib
import os
import pty
import re
import select
import socket
import subprocess
import threading
import time
import tty

import children
from flash import Flash

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Device:
    """program: of the PC, or an ELF for the board's emulator. store: the file that is its flash."""

    def __init__(self, board, program, store):
        self.board = board
        self.program = program
        self.store = store
        self.flash = None if board == "host" else Flash(board, store)
        self.text = ""
        self.seen = []  # (when, text) that came while a port was open
        self.process = None
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self.slave = slave
        self.power_on()

    def command(self):
        """Flash is erased when the device is new."""
        if self.flash is None:
            return [self.program]
        if not os.path.exists(self.store):
            self.flash.make(self.program)
        return [os.path.join(ROOT, "tools/emulate"), self.board, self.flash.kernel(self.program),
                *self.flash.power_on()]

    def power_on(self):
        self.process = children.start(
            self.command(), stdin=self.slave, stdout=self.slave, stderr=subprocess.DEVNULL,
            cwd=ROOT, env={**os.environ, "TINYWASM_FLASH": self.store})
        # QEMU turns line feeds of its own terminal into two bytes; a serial line has none of that.
        select.select([self.master], [], [], 60)
        tty.setraw(self.slave)

    def power_off(self):
        """As when the plug is pulled: the core stops between two instructions."""
        if self.flash is not None:
            self.flash.power_off()
            self.process.wait()
        children.stop(self.process)
        if self.flash is not None:
            self.flash.close()
        self.drain()
        self.text = ""

    def close(self):
        self.power_off()
        os.close(self.master)
        os.close(self.slave)

    def drain(self, seconds=0.0):
        """What has come, and comes for so long."""
        end = time.monotonic() + seconds
        while select.select([self.master], [], [], max(0.0, end - time.monotonic()))[0]:
            self.text += os.read(self.master, 65536).decode("latin-1")

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode("latin-1")
        while data:
            data = data[os.write(self.master, data):]

    def silence(self, seconds=0.7):
        """Waits until nothing has come for so long, and forgets what has."""
        while select.select([self.master], [], [], seconds)[0]:
            os.read(self.master, 65536)
        self.text = ""

    def wake(self):
        """Asks for a prompt, and forgets what came before."""
        self.silence()
        self.send("\r")
        self.silence()

    def wait(self, wanted, timeout=20):
        """Text up to and with the first match of a pattern; what follows stays. None: none came."""
        end = time.monotonic() + timeout
        while True:
            match = re.search(wanted, self.text)
            if match:
                before, self.text = self.text[:match.end()], self.text[match.end():]
                return before
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return None
            self.text += os.read(self.master, 65536).decode("latin-1")

    def prompt(self, timeout=20):
        """Lines up to the next prompt, as a person sees them; None if none comes."""
        text = self.wait(r"(?:^|[\n\r])==> \x1b\[K", timeout)
        return None if text is None else shown(text)[:-1]

    def do(self, line, timeout=20):
        """Types a line; what the device answers, without the line itself."""
        self.send(line + "\r")
        lines = self.prompt(timeout)
        return None if lines is None else lines[1:] if lines and line in lines[0] else lines

    def transfer(self, command, timeout=60, cwd=None, most=None):
        """Runs a program of lrzsz, its line carried to and from the device's; its exit code. It is
        killed when it takes too long, or when `most` bytes have gone to the device."""
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL,
                                   cwd=cwd)
        theirs.close()
        end = time.monotonic() + timeout
        sent = 0
        is_open = True
        while is_open and time.monotonic() < end and (most is None or sent < most):
            for ready in select.select([self.master, ours], [], [], 0.2)[0]:
                data = self.read_side(ready, ours)
                if ready is ours:
                    is_open = bool(data)
                    sent += len(data)
                    self.send(data)
                else:
                    self.give(ours, data)
        process.kill()
        ours.close()
        return process.wait()

    @contextlib.contextmanager
    def port(self, damage=None):
        """The path of a terminal at the other end of the line, for programs that open one. damage:
        what happens to bytes on the way, f(data, is_to_device) -> data."""
        near, far = pty.openpty()
        tty.setraw(far)
        stop = threading.Event()

        def carry():
            while not stop.is_set():
                for ready in select.select([self.master, near], [], [], 0.05)[0]:
                    data = os.read(ready, 65536)
                    if ready == self.master:
                        self.seen.append((time.monotonic(), data.decode("latin-1")))
                    data = damage(data, ready == near) if damage else data
                    os.write(self.master if ready == near else near, data)

        thread = threading.Thread(target=carry)
        thread.start()
        try:
            yield os.ttyname(far)
        finally:
            stop.set()
            thread.join()
            os.close(near)
            os.close(far)

    def read_side(self, ready, ours):
        try:
            return ours.recv(4096) if ready is ours else os.read(self.master, 65536)
        except ConnectionError:
            return b""

    def give(self, ours, data):
        """To the peer; what it is no longer there to read is the person's."""
        try:
            ours.sendall(data)
        except OSError:
            self.text += data.decode("latin-1")


def shown(text):
    """The lines that a terminal shows."""
    lines = []
    for line in text.split("\n"):
        line = line.rstrip("\r")
        line = re.sub(r"\x1b\[K", "\x00", line)
        at = line.rfind("\r")
        line = line[at + 1:] if at >= 0 else line
        lines.append(line.replace("\x00", "").rstrip())
    return lines
