# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What is around an emulated board: sets and sees what is wired to it, as boards/BOARD/wiring.toml
says. A board under QEMU is reached by its monitor, its qtest line, its traces and its images; the
Pico by the socket of tools/rp2040-wires.mjs."""
import json
import os
import random
import re

from machine import Machine, connect
from wire import Wire

CARD_BYTES = 1 << 20
PICO_FLASH = 0x10000000  # where its first byte is
INPUT, INPUT_PULL_UP = 0, 1
TRACED = re.compile(r"^pl061_set_output (\S+) setting output (\d+) to (\d+)$", re.M)


def aspeed_name(pin):
    """gpioA0 of 0."""
    return f"gpio{chr(ord('A') + pin // 8)}{pin % 8}"


class Wires:
    """The socket of tools/rp2040-wires.mjs."""

    def __init__(self, path):
        self.path, self.socket, self.file = path, None, None

    def options(self):
        return ["--wires", self.path]

    def ask(self, *words):
        if self.file is None:
            self.socket = connect(self.path)
            self.file = self.socket.makefile("rw")
        self.file.write(" ".join(str(w) for w in words) + "\n")
        self.file.flush()
        return self.file.readline().strip()

    def changes(self, pin, nanoseconds):
        """The level before, then (nanosecond, level) of each change of the next nanoseconds."""
        return json.loads(self.ask("watch", pin, nanoseconds))

    def close(self):
        if self.file is not None:
            self.file.close()
            self.socket.close()


class Outside:
    def __init__(self, wiring, flash_origin):
        self.wiring, self.flash_origin = wiring, flash_origin
        self.machine = Machine()
        self.wires = Wires(self.machine.path("wires")) if wiring.get("wires") else None
        self.wire = Wire(b"\2" + random.randbytes(5)) if "net" in wiring else None
        self.card_bytes, self.is_card_awake = CARD_BYTES, False
        self.driven = set()  # pins that somebody out here holds
        pins = wiring.get("gpio", {})
        self.way_in, self.way_out = pins.get("drive", {}), pins.get("see", {})
        # Keys pull a pin low and leave it alone otherwise.
        self.input_mode = INPUT_PULL_UP if "keys" in self.way_in else INPUT

    def _options_of_wires(self):
        options = self.wires.options() + list(self.wiring.get("options", ()))
        if "uart" in self.wiring:
            options += ["--uart", self.machine.path("uart0")]
        return options + ["--flash", self.machine.path("flash")]

    def options(self):
        """For the emulator."""
        if self.wires is not None:
            return self._options_of_wires()
        if not self.wiring:
            return []
        options = self.machine.options() + list(self.wiring.get("options", ()))
        if "uart" in self.wiring:
            options += self.machine.uart_options(len(self.wiring["uart"]["uarts"]))
        if "card" in self.wiring.get("spi", {}):
            options += ["-drive", f"if=sd,format=raw,file={self._image('card', CARD_BYTES)}"]
        if "eeprom" in self.wiring.get("i2c", {}):
            options += self._eeprom_options(self.wiring["i2c"]["eeprom"])
        if self.wire is not None:
            options += self.wire.options()
        if self.way_out == "pl061":
            options += ["-D", self.machine.path("trace"), "-trace", "pl061_set_output"]
        return options

    def close(self):
        if self.wires is not None:
            self.wires.close()
        if self.wire is not None:
            self.wire.close()
        self.machine.close()

    # Images of chips, with random contents.

    def _image(self, name, size):
        path = self.machine.path(name)
        with open(path, "wb") as file:
            file.write(random.randbytes(size))
        return path

    def _eeprom_options(self, chip):
        image = self._image("eeprom", chip["size"])
        return ["-drive", f"id=eeprom,if=none,format=raw,file={image}", "-device",
                f"at24c-eeprom,bus={chip['at']},address={chip['address']},"
                f"rom-size={chip['size']},drive=eeprom"]

    def _bytes(self, name, addr, size):
        with open(self.machine.path(name), "rb") as file:
            file.seek(addr)
            return file.read(size)

    def card(self, addr, size):
        return self._bytes("card", addr, size)

    def eeprom(self, addr, size):
        return self._bytes("eeprom", addr, size)

    def flash(self, addr, size):
        """What is in the flash that the board leaves to applications."""
        if self.wires is not None:
            return self._bytes("flash", self.flash_origin - PICO_FLASH + addr, size)
        return self.machine.memory(self.flash_origin + addr, size)

    # Pins.

    def rest(self, pin):
        """The level high, from which a test begins; a key has none before it was used once."""
        for level in (0, 1):
            self.drive(pin, level)

    def drive(self, pin, level):
        self.driven.add(pin)
        if self.wires is not None:
            self.wires.ask("drive", pin, level)
        elif "properties" in self.way_in:
            self.machine.qmp("qom-set", path=self.way_in["properties"], property=aspeed_name(pin),
                             value=bool(level))
        elif "keys" in self.way_in:
            self.machine.key(self.way_in["keys"][str(pin)], not level)
        else:
            self.machine.set_pin(self.way_in["lines"], pin, level)

    def see(self, pin):
        if self.wires is not None:
            return int(self.wires.ask("see", pin))
        if self.way_out == "pl061":
            return self._traced(pin)
        if "properties" in self.way_out:
            return int(self.machine.qmp("qom-get", path=self.way_out["properties"],
                                        property=aspeed_name(pin)))
        return self.machine.word(self.way_out["word"]) >> pin & 1

    def _traced(self, pin):
        """The last level that the pin's port gave out; 0 if it gave out none."""
        ports = [p["name"] for p in self.machine.qmp("qom-list", path="/machine/unattached")
                 if p["type"] == "child<pl061_luminary>"]
        ports.sort(key=lambda name: int(name[len("device["):-1]))
        wanted = (f"/machine/unattached/{ports[pin // 8]}", str(pin % 8))
        level = 0
        with open(self.machine.path("trace"), encoding="utf-8", errors="replace") as file:
            for owner, bit, value in TRACED.findall(file.read()):
                level = int(value) if (owner, bit) == wanted else level
        return level

    def pulses(self, pin, period):
        """Nanoseconds from one rising edge to the next, and high of them, of the last whole pulse."""
        edges = self.wires.changes(pin, 5 * period)[1:]
        rising = [ns for ns, level in edges if level == 1]
        falling = [ns for ns, level in edges if level == 0 and ns > rising[-2]] if rising[1:] else []
        return (rising[-1] - rising[-2], falling[0] - rising[-2]) if falling else (0, 0)

    def steady(self, pin, nanoseconds):
        """The level that the pin keeps for so long, once what ran before is over; None if it does
        not."""
        self.wires.changes(pin, nanoseconds)
        level, *changes = self.wires.changes(pin, nanoseconds)
        return level if not changes else None

    def stop_entropy(self):
        """The source of random bits stands still; false if that cannot be done."""
        return self.wires is not None and self.wires.ask("ring", 0) == "ok"

    def set_voltage(self, channel, value):
        self.wires.ask("voltage", channel, value)

    # Chips on buses.

    def greys(self, width, y):
        """The levels of grey, 0 to 15, of a row of the screen."""
        path = self.machine.path("screen")
        self.machine.qmp("screendump", filename=path)
        with open(path, "rb") as file:
            head = [file.readline().split() for _ in range(3)]
            scale = int(head[1][0]) // width
            file.seek(3 * width * scale * scale * y, os.SEEK_CUR)
            return [red // 17 for red in file.read(3 * width * scale)[::3 * scale]]

    def sent(self, bus):
        """What the chip on that bus got in its last transfer."""
        return bytes.fromhex(self.wires.ask("sent")) if bus == 0 else None

    def set_temperature(self, chip, millicelsius):
        if self.wires is not None:
            self.wires.ask("temperature", millicelsius)
            return
        path = chip["path"] if "path" in chip else self._only(chip["type"])
        self.machine.qmp("qom-set", path=path, property="temperature", value=millicelsius)

    def _only(self, kind):
        """The machine's own chip of that kind."""
        name, = [p["name"] for p in self.machine.qmp("qom-list", path="/machine/unattached")
                 if p["type"] == f"child<{kind}>"]
        return f"/machine/unattached/{name}"
