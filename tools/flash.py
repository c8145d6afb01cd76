# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The flash of an emulated board in a file of the PC, so that it outlives the emulator."""
import subprocess

from machine import Machine

# A chip of its own, which the emulator keeps in the file.
NOR_BYTES = {"emcraft-sf2": 16 << 20, "ast1030-evb": 4 << 20}
FLASH_BYTES = 256 << 10  # of microbit: the program's and the store's, kept by reading the memory


class Flash:
    """For boards whose store is in flash: those of NOR_BYTES, and microbit."""

    def __init__(self, board, path):
        self.path = path
        self.is_nor = board in NOR_BYTES
        self.size = NOR_BYTES.get(board, FLASH_BYTES)
        self.machine = None

    def make(self, elf):
        """Erased, but for the firmware where it is in the same flash."""
        if not self.is_nor:
            subprocess.run(("arm-none-eabi-objcopy", "-O", "binary", elf, self.path), check=True)
        with open(self.path, "wb" if self.is_nor else "ab") as file:
            file.write((self.size - file.tell()) * b"\xff")

    def kernel(self, elf):
        """What the emulator starts."""
        return elf if self.is_nor else self.path

    def power_on(self):
        """Options for the emulator that is started next."""
        self.machine = Machine()
        drive = ["-drive", f"if=mtd,format=raw,file={self.path}"] if self.is_nor else []
        return self.machine.options() + drive

    def power_off(self):
        """At this moment: nothing that the core did is lost, and it does nothing more. The emulator
        then ends."""
        self.machine.qmp("stop")
        if not self.is_nor:
            flash = self.machine.memory(0, FLASH_BYTES)
            with open(self.path, "wb") as file:
                file.write(flash)
        self.machine.qmp("quit")

    def close(self):
        self.machine.close()
