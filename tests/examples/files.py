# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""An example with a shell, and who sends it modules from the other end of the line."""
import os
import random
import time

from boards import ROOT, elf_of
from device import Device

LANGUAGES = ("ping", "ping_rust", "ping_zig", "ping_tinygo")


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


class Shell(Device):
    """On the PC with the flash in a file, or in a board's emulator."""

    def __init__(self, board, app, store="", options=()):
        self.started = [os.path.join(ROOT, "build/host", app)] if board == "host" else [
            os.path.join(ROOT, "tools/emulate"), board, elf_of(board, app), *options]
        super().__init__("host", self.started[0], store)
        if any("is new" in line for line in self.prompt() or []):
            self.do("format --yes")
            self.prompt()

    def command(self):
        return self.started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def save(self, module):
        """Sends a module, whose name there is ping.wasm; what is wrong with the shell's answer."""
        path = os.path.join(ROOT, f"modules/{module}/{module}.wasm")
        self.send("save ping.wasm\r")
        self.wait("gives up")
        self.transfer(["sb", path])
        return differs((self.prompt() or [""])[-1], f"saved ping.wasm, {os.path.getsize(path)} B")


def when_free(line, words):
    """What the command says as soon as the module has begun: its start may still run."""
    said = line.do(words)
    end = time.monotonic() + 30
    while said and "STATE" in said[0] and time.monotonic() < end:
        said = line.do(words)
    return said


def try_modules(check, line, modules):
    """Each is sent, pongs as often as it is called, and goes."""
    for module in modules:
        check(f"takes_{module}", line.save(module))
        check(f"runs_{module}", differs([line.do("load ping.wasm")[-1][:17], line.do("run ping")],
                                        ["loaded ping.wasm,", []]))
        pings = random.randrange(2, 9)
        check(f"{module}_pongs", differs(when_free(line, f"ping {pings}"), pings * ["pong"]))
        check(f"{module}_goes", differs(
            [line.do(do) for do in ("halt ping", "unload ping.wasm", "rm ping.wasm")], 3 * [[]]))
