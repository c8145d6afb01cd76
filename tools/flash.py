# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The flash of an emulated board in a file of the PC, so that it outlives the emulator. Blocks are
what the board's driver erases, units what it programs at least."""
import os
import re
import subprocess

from machine import Machine


class Chip:
    """A chip of its own, which QEMU keeps in the file: SPI NOR, or a memory card."""

    def __init__(self, size, block, interface="mtd", unit=16):
        self.size, self.block, self.interface, self.unit = size, block, interface, unit
        self.outlives_reset = True
        self.is_all_littlefs = True

    def start(self, elf):
        """What the flash holds before anything was written to it."""
        del elf
        return b""

    def kernel(self, elf, path):
        del path
        return elf

    def options(self, path):
        return ["-drive", f"if={self.interface},format=raw,file={path}"]

    def save(self, machine, path):
        """QEMU has done it."""


class OwnFlash(Chip):
    """The core's own, which also holds the program: QEMU starts with it, and forgets it."""

    def __init__(self, size, block):
        super().__init__(size, block)
        self.outlives_reset = self.is_all_littlefs = False

    def start(self, elf):
        raw = elf + ".flash"
        subprocess.run(("arm-none-eabi-objcopy", "-O", "binary", elf, raw), check=True)
        with open(raw, "rb") as file:
            return file.read()

    def kernel(self, elf, path):
        return path

    def options(self, path):
        return []

    def save(self, machine, path):
        flash = machine.memory(0, self.size)
        with open(path, "wb") as file:
            file.write(flash)


class PicoFlash(Chip):
    """rp2040js's, which also holds the program; tools/rp2040.mjs writes what changes at once."""

    def __init__(self, size, block):
        super().__init__(size, block)
        self.is_all_littlefs = False

    def options(self, path):
        return ["--flash", path]


def chip(board, block, unit=16):
    """The chip of its own that the board's board.cmake names."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../boards", board, "board.cmake")
    with open(path, encoding="utf-8") as file:
        found = re.search(r"^set\(BOARD_STORE_CHIP (\w+) (\d+)\)$", file.read(), re.M)
    return Chip(int(found[2]), block, found[1], unit)


KINDS = {"emcraft-sf2": chip("emcraft-sf2", 65536), "ast1030-evb": chip("ast1030-evb", 65536),
         "lm3s6965evb": chip("lm3s6965evb", 4096, unit=512),
         "microbit": OwnFlash(256 << 10, 1024), "pico": PicoFlash(2 << 20, 4096)}


class Flash:
    """For boards of KINDS."""

    def __init__(self, board, path):
        self.kind = KINDS[board]
        self.path = path
        self.is_qemu = not isinstance(self.kind, PicoFlash)
        self.machine = None

    def make(self, elf):
        """Erased, but for the firmware where it is in the same flash."""
        with open(self.path, "wb") as file:
            file.write(self.kind.start(elf).ljust(self.kind.size, b"\xff"))

    def kernel(self, elf):
        """What the emulator starts."""
        return self.kind.kernel(elf, self.path)

    def power_on(self):
        """Options for the emulator that is started next."""
        self.machine = Machine()
        return (self.machine.options() if self.is_qemu else []) + self.kind.options(self.path)

    def power_off(self, process):
        """At this moment: nothing that the core did is lost, and it does nothing more. The emulator
        then ends."""
        if not self.is_qemu:
            process.kill()
            return
        self.machine.qmp("stop")
        self.kind.save(self.machine, self.path)
        self.machine.qmp("quit")

    def close(self):
        self.machine.close()
