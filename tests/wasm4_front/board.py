# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""apps/wasm4 on a board's emulator, or on the PC, and what is around it: the line with its shell, the
buttons, the display, the buzzer."""
import os
import struct
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, part) for part in ("tests", "tests/boards", "tests/examples", "tools")]
from boards import BUTTONS, KINDS, Outside, elf_of, numbers, wiring_of  # noqa: E402
from run_boards import board_value  # noqa: E402
from device import Device  # noqa: E402
from flash import Flash  # noqa: E402
from harness import run  # noqa: E402

TW = os.path.join(ROOT, "build/tw")
SIZE = 160
OWN_DISPLAYS = {"ast1030-evb": (96, 16)}  # of emulators
WIRED = "bus=0,select=17,data=27,reset=28,x=0,y=0"
# Panels around the Pico: by build, the peer, and parameters of apps/wasm4 for a panel that is not the usual.
PANELS = {"pico": (f"st7735.mjs:{WIRED},width=128,height=160", None),
          "pico-240": (f"st7789.mjs:{WIRED},width=240,height=240",
                       "panel_width=240;panel_height=240;panel_inverted=1")}


def board_of(build):
    """A build is a board, with another panel behind a hyphen."""
    return "pico" if build in PANELS else build


def build_commands(build):
    """What makes build/BUILD/wasm4.elf, or the PC's program."""
    folder = os.path.join(ROOT, "build", build)
    settings = PANELS.get(build, ("", None))[1]
    return (["cmake", "--preset", board_of(build), "-B", folder, *([f"-DTINYWASM_SET={settings}"] if settings else [])],
            ["cmake", "--build", folder, "--target", "wasm4", "--parallel", "2"])


def peers(build):
    if build not in PANELS:
        return []
    pins = "+".join(str(pin) for pin in numbers(board_of(build), "BOARD_BUTTON_PINS"))
    return ["--peer", f"contacts.mjs:pins={pins}", "--peer", PANELS[build][0]]


class Console(Device):
    """One run; close it."""

    def __init__(self, build, options=()):
        board = board_of(build)
        self.build, self.name, self.folder = build, board, tempfile.TemporaryDirectory(prefix="wasm4-")
        self.outside = Outside(wiring_of(board), 0) if board != "host" else None
        flash = os.path.join(self.folder.name, "flash")
        keep = []
        if self.outside:
            Flash(board, flash).make(elf_of(build, "wasm4"))
            keep = [*KINDS[board].options(flash), *self.outside.options(), *peers(build)]
        self.started = [os.path.join(ROOT, "build/host/wasm4")] if board == "host" else [
            os.path.join(ROOT, "tools/emulate"), board, elf_of(build, "wasm4"), *keep, *options]
        super().__init__("host", self.started[0], flash)
        if any("is new" in line for line in self.prompt() or []):
            self.do("format --yes")
            self.prompt()
        self.pins = numbers(board, "BOARD_BUTTON_PINS")
        self.pressed = int(board_value(board, "BOARD_BUTTONS_LOW_PRESSED", "true") == "false")
        if self.outside:
            for name in BUTTONS:
                self.hold(name, False)

    def command(self):
        return self.started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        if self.outside:
            self.outside.close()
        self.folder.cleanup()

    def tw(self, *words):
        """A command of tw for devices."""
        with self.port() as path:
            return run(TW, *words, "--device", path, timeout=300)

    def hold(self, name, is_pressed):
        level = self.pressed if is_pressed else 1 - self.pressed
        self.outside.drive(self.pins[BUTTONS.index(name)], level)

    def press(self, *names, seconds=0.3):
        for name in names:
            self.hold(name, True)
        time.sleep(seconds)
        for name in names:
            self.hold(name, False)
        time.sleep(seconds)

    def raw_screen(self):
        """Width, height, and the display's pixels, 0xRRGGBB, row by row."""
        if self.outside.wires is not None:
            across, down, digits = self.outside.wires.ask("screen").split()
            return int(across), int(down), colors(bytes.fromhex(digits))
        path = self.outside.machine.path("screen")
        self.outside.machine.qmp("screendump", filename=path)
        with open(path, "rb") as file:
            _, width, height, _ = (file.readline() + file.readline() + file.readline()).split()
            big = colors(file.read())
        across, down = OWN_DISPLAYS[self.name]
        scale = int(width) // across
        return across, down, [big[scale * y * int(width) + scale * x] for y in range(down) for x in range(across)]


def colors(rgb):
    return [rgb[i] << 16 | rgb[i + 1] << 8 | rgb[i + 2] for i in range(0, len(rgb), 3)]


def pixels_of_bmp(data):
    """Rows of colours, 0xRRGGBB."""
    first, = struct.unpack_from("<I", data, 10)
    width, height, _, bits = struct.unpack_from("<iiHH", data, 18)
    if data[:2] != b"BM" or bits != 4 or len(data) != first + height * width // 2:
        raise ValueError(f"no picture of 16 colours: {data[:first]!r}, {len(data)} bytes")
    colors = struct.unpack_from("<16I", data, 54)
    rows = [data[first + row * width // 2:first + (row + 1) * width // 2] for row in range(height)]
    return [[colors[byte >> shift & 15] for byte in row for shift in (4, 0)] for row in reversed(rows)]
