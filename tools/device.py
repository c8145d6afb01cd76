# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A device with a shell at the other end of a pseudo-terminal: apps/filestore and its like, as a
program of the PC or in a board's emulator. What it keeps is in one file, so that its power can be
cut and given back."""
import contextlib
import os
import pty
import random
import re
import select
import socket
import subprocess
import threading
import time
import tty

import children
from flash import KINDS, Flash

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Device:
    """program: of the PC, or an ELF for the board's emulator. store: the file that is its flash.
    options: more for the emulator."""

    def __init__(self, board, program, store, options=()):
        self.board = board
        self.options = options
        self.program = program
        self.store = store
        self.flash = Flash(board, store) if board in KINDS else None
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
        if self.board == "host":
            return [self.program]
        if self.flash is None:  # it keeps nothing
            return [os.path.join(ROOT, "tools/emulate"), self.board, self.program, *self.options]
        if not os.path.exists(self.store):
            self.flash.make(self.program)
        return [os.path.join(ROOT, "tools/emulate"), self.board, self.flash.kernel(self.program),
                *self.flash.power_on(), *self.options]

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
            self.flash.power_off(self.process)
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

    def wake(self, timeout=120):
        """Waits until the shell listens to a person, and forgets what came before. False: it does
        not."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            word = f"nosuch{random.randrange(10 ** 9)}"
            self.send(f"\x03\x15{word}\r")
            if self.wait(f"{word}: NOENT: [^\n]*\n", 3) is not None and self.prompt() is not None:
                return True
        return False

    def wait(self, wanted, timeout=120):
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

    def prompt(self, timeout=120):
        """Lines up to the next prompt, as a person sees them; None if none comes."""
        text = self.wait(r"(?:^|[\n\r])==> \x1b\[K", timeout)
        return None if text is None else shown(text)[:-1]

    def do(self, line, timeout=120):
        """Types a line; what the device answers, without the line itself."""
        self.send(line + "\r")
        lines = self.prompt(timeout)
        return None if lines is None else lines[1:] if lines and line in lines[0] else lines

    def transfer(self, command, timeout=300, cwd=None, most=None):
        """Runs a program of lrzsz, its line carried to and from the device's; its exit code. It is
        killed when it takes too long, or when `most` bytes have gone to the device."""
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL,
                                   cwd=cwd)
        ended = os.pidfd_open(process.pid)
        end = time.monotonic() + timeout
        sent = 0
        while time.monotonic() < end and (most is None or sent < most):
            ready = select.select([self.master, ours, ended], [], [], 0.2)[0]
            if self.master in ready and ended not in ready:
                ours.sendall(os.read(self.master, 65536))
            if ours in ready:
                data = ours.recv(4096)
                sent += len(data)
                self.send(data)
            elif ended in ready:
                break
        process.kill()
        code = process.wait()
        os.close(ended)
        ours.close()
        # What the peer has not read was for the person.
        with theirs, theirs.makefile("rb") as unread:
            self.text += unread.read().decode("latin-1")
        return code

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
