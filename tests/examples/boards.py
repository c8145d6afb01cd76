# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""An example on an emulated board, and what is around it: its buttons, LED, thermometer and display,
set and seen from outside."""
import os
import re
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tests/boards"), os.path.join(ROOT, "tools")]
from flash import KINDS  # noqa: E402
from outside import Outside  # noqa: E402
from parts import wiring_of  # noqa: E402
from run_boards import Firmware, board_value  # noqa: E402
import picture  # noqa: E402

BUTTONS = ("a", "b", "up", "down", "left", "right", "select", "start")
KEYS = "abudlres"  # apps/input.h
REST_SECONDS = 0.2


def numbers(board, name):
    """The numbers of a list in board.h."""
    with open(os.path.join(ROOT, "boards", board, "board.h"), encoding="utf-8") as file:
        match = re.search(rf"#define {name} \{{(.*)\}}", file.read())
    return [int(n, 0) for n in match[1].split(",")] if match else []


def peers(board, panel):
    """What is around a board whose emulator has nothing by itself: contacts, an OLED panel."""
    if not wiring_of(board).get("wires"):
        return []
    pins = "+".join(str(pin) for pin in numbers(board, "BOARD_BUTTON_PINS"))
    return ["--peer", f"contacts.mjs:pins={pins}", "--peer", "ssd1306.mjs:" + panel]


def led_of(board):
    """The LED's pin."""
    return int(board_value(board, "BOARD_LED_PIN").rstrip("u"))


def elf_of(board, program):
    return os.path.join(ROOT, "build", board, program + ".elf")


def wiring_with(board, flash):
    """Without the memory card that a test of the bus puts there, where that is the board's flash."""
    wiring = wiring_of(board)
    if flash:
        wiring.get("spi", {}).pop("card", None)
    return wiring


class Board:
    """One run of a program; close it."""

    def __init__(self, board, program, panel="width=128", flash=None):
        """flash: the file that is the board's, which the run keeps."""
        self.name, self.flash = board, flash
        self.outside = Outside(wiring_with(board, flash), 0)
        keep = KINDS[board].options(flash) if flash else []
        # Of two files of flash the first counts.
        options = [*keep, *self.outside.options(), *peers(board, panel)]
        self.firmware = Firmware(board, elf_of(board, program), *options)
        self.pins = numbers(board, "BOARD_BUTTON_PINS")
        self.pressed = int(board_value(board, "BOARD_BUTTONS_LOW_PRESSED", "true") == "false")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.firmware.close()
        self.outside.close()

    def cut_power(self):
        """The flash is as it was at this moment."""
        if self.outside.wires is None:
            self.outside.machine.qmp("stop")
            KINDS[self.name].save(self.outside.machine, self.flash)
            self.outside.machine.qmp("quit")
            self.firmware.wait()

    def line(self, timeout=60):
        return self.firmware.line(timeout)

    def lines(self, count):
        return [self.line() for _ in range(count)]

    def type(self, text):
        self.firmware.process.stdin.write(text.encode())

    # Buttons.

    def buttons(self):
        """Those that the board has."""
        return [name for name, pin in zip(BUTTONS, self.pins) if pin >= 0]

    def rest(self):
        """All buttons are let go. Keys are held down until they were pressed and let go once."""
        for pin in [pin for pin in self.pins if pin >= 0]:
            if "keys" in self.outside.way_in:
                self.outside.drive(pin, self.pressed)
            self.outside.drive(pin, 1 - self.pressed)
        time.sleep(REST_SECONDS)

    def hold(self, name, is_pressed):
        level = self.pressed if is_pressed else 1 - self.pressed
        self.outside.drive(self.pins[BUTTONS.index(name)], level)

    def until(self, wanted, seconds):
        """Lines up to the wanted one; all that came if that did not come in time."""
        end, seen = time.monotonic() + seconds, []
        while seen[-1:] != [wanted] and time.monotonic() < end:
            line = self.line(max(0.1, end - time.monotonic()))
            seen += [line] if line is not None else []
        return seen

    def press(self, name, wanted):
        """A button of the board, or else its key on the console; lines until the wanted one. A busy PC
        lets a press pass unseen now and then: then it is pressed again."""
        if name not in self.buttons():
            self.type(KEYS[BUTTONS.index(name)])
            return self.until(wanted, 30)
        seen = []
        for attempt in range(1, 5):
            self.hold(name, True)
            seen += self.until(wanted, 3 * attempt)
            self.hold(name, False)
            time.sleep(REST_SECONDS * attempt)
            if seen[-1:] == [wanted]:
                break
        return seen

    # The LED.

    def led_levels(self, count, seconds=30):
        """The levels that the LED's pin takes, one after another, until there are so many."""
        pin, end, seen = led_of(self.name), time.monotonic() + seconds, []
        while len(seen) < count and time.monotonic() < end:
            level = self.outside.see(pin)
            if not seen or seen[-1] != level:
                seen.append(level)
            time.sleep(0.02)
        return seen

    # The display.

    def screen(self, width):
        if self.outside.wires is not None:
            across, down, digits = self.outside.wires.ask("screen").split()
            return picture.of_bytes(int(across), int(down), bytes.fromhex(digits))
        path = self.outside.machine.path("screen")
        self.outside.machine.qmp("screendump", filename=path)
        return picture.read_ppm(path, width)
