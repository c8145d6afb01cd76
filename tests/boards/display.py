# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Displays of boards: the firmware of tests/boards/display draws, as application and as module, and
what the display shows, as the emulator or the chip on the emulated bus says, is compared pixel by
pixel with tests/display/canvas.py."""
import os
import random
import string
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "display"))
import canvas  # noqa: E402
from outside import Outside  # noqa: E402
from parts import ROOT, differs, wiring_of  # noqa: E402

sys.path.append(os.path.join(ROOT, "build/deps/pypng"))
import png  # noqa: E402

WHITE = 0xffffff
PICTURE = os.path.join(ROOT, "docs/display-ssd0323.png")


# By program: what the display makes of a colour, and the emulator's options.
KINDS = {
    ("lm3s6965evb", "drawing"): (canvas.rgb_of_grey, []),
    ("ast1030-evb", "drawing"): (canvas.rgb_of_lit, []),
    ("pico", "drawing"): (canvas.rgb_of_lit, ["--peer", "ssd1306.mjs"]),
    ("pico", "drawing-st7735"): (canvas.rgb_of_nearest, ["--peer", "st7735.mjs:width=80,height=160,x=26,y=1"]),
}


class Screen:
    """The firmware, and what its display shows."""

    def __init__(self, check, firmware, outside, reduce):
        self._check, self.firmware, self.outside, self.reduce = check, firmware, outside, reduce
        self.width, self.height = (int(firmware.ask(f"a {what}")) for what in ("width", "height"))
        self.canvas = canvas.Canvas(self.width, self.height)

    def check(self, claim, problem):
        self._check(f"display_{claim}", problem)

    def ask(self, who, name, *values):
        said = [f"={v.encode().hex()}" if isinstance(v, str) else
                f"={v.hex()}" if isinstance(v, bytes) else str(v) for v in values]
        return self.firmware.ask(" ".join([who, name, *said]))

    def draw(self, who, name, *values):
        """On both. As the application ("a") or as a module ("m")."""
        getattr(self.canvas, name)(*values)
        return self.ask(who, name, *values)

    def show(self, who):
        self.check("shows", differs(self.ask(who, "show"), "0" if who == "a" else "1"))

    def _seen(self):
        """Width, height, and red, green and blue of all pixels."""
        if self.outside.wires is not None:
            width, height, digits = self.outside.wires.ask("screen").split()
            return int(width), int(height), bytes.fromhex(digits)
        path = self.outside.machine.path("screen")
        self.outside.machine.qmp("screendump", filename=path)
        with open(path, "rb") as file:
            _, width, height, _ = (file.readline() + file.readline() + file.readline()).split()
            return int(width), int(height), file.read()

    def pixels(self):
        """Colours by (x, y). An emulator magnifies: all pixels of one must be alike."""
        width, height, rgb = self._seen()
        scale = width // self.width
        if (width, height) != (scale * self.width, scale * self.height):
            raise ValueError(f"the screen has {width} x {height} pixels")
        big = [tuple(rgb[i:i + 3]) for i in range(0, 3 * width * height, 3)]
        pixels = {(x, y): big[scale * (y * width + x)] for x, y in self.canvas.pixels}
        for i, color in enumerate(big):
            if color != pixels[i % width // scale, i // width // scale]:
                raise ValueError(f"a pixel at {i % width}, {i // width} of {width} is not square")
        return pixels

    def compare(self, claim):
        """What is seen is what was drawn; gives it."""
        seen = self.pixels()
        bad = [p for p, color in self.canvas.pixels.items() if seen[p] != self.reduce(color)]
        self.check(claim, bad and f"{len(bad)} pixels differ, the first at {bad[0]}: {seen[bad[0]]}")
        return seen


def random_word(size):
    return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(size))


def test_texts(screen):
    """What is seen follows the module's text."""
    seen = []
    for text in (random_word(8), random_word(8)):
        screen.draw("m", "clear")
        screen.draw("m", "text", 1, 2, 1, text, WHITE)
        screen.draw("m", "text", 3, 9, 2, text[::-1], 0xc0c0c0)
        screen.show("m")
        seen.append(screen.compare("shows_the_text_of_a_module"))
    screen.check("differs_when_the_text_differs", seen[0] == seen[1] and "it is the same")
    columns = screen.width // 5
    for who, name in (("m", "message"), ("m", "message1"), ("a", "message")):
        text = random_word(columns + 3) + "\n" + random_word(4)
        screen.canvas.message(text)
        screen.check("takes_a_message", differs(screen.ask(who, name, text), "0"))
        screen.compare("shows_a_message_in_lines")


def random_shape(screen):
    x, y = (random.randrange(-size // 4, size) for size in (screen.width, screen.height))
    w, h = (random.randrange(1, size) for size in (screen.width, screen.height))
    color = random.choice([WHITE, 0, random.randrange(1 << 24)])
    return random.choice([
        ("pixel", x, y, color), ("line", x, y, w, h, color), ("rect", x, y, w, h, color),
        ("fill_rect", x, y, w // 2, h // 2, color),
        ("bitmap", x, y, 11, 7, random.randbytes(14), color),
        ("text", x, y, random.choice((1, 2)), random_word(6), color)])


def test_both_sides(screen):
    """Application and module draw in turn on one frame, and either shows all of it."""
    screen.draw("a", "clear")
    for who in ("a", "m", "a", "m"):
        for _ in range(4):
            shape = random_shape(screen)
            answers = screen.draw(random.choice("am"), *shape)
            screen.check("draws_for_both_sides", differs(answers, "0"))
        screen.show(who)
        screen.compare("shows_what_both_have_drawn")


def test_single_pixels(screen):
    """What is sent may begin and end at any column and row, also where several pixels are a byte."""
    screen.draw("a", "clear")
    screen.show("a")
    x, y = random.randrange(0, screen.width - 8, 8), random.randrange(0, screen.height - 8, 8)
    for column, row in ((0, 0), (1, 7), (6, 1), (7, 6)):
        screen.draw("a", "pixel", x + column, y + row, WHITE)
        screen.show("a")
        screen.compare("shows_a_single_pixel")


def test_picture(screen):
    """The emulator's own PNG is the one of docs/DEVICES.md, which show the same drawing."""
    for i, shape in enumerate(canvas.demo(screen.width, screen.height)):
        screen.draw("am"[i % 2], *shape)
    screen.show("m")
    screen.compare("shows_the_drawing_of_the_docs")
    made = os.path.join(ROOT, "build", os.path.basename(PICTURE))
    screen.outside.machine.qmp("screendump", filename=made, format="png")
    screen.check("gives_the_picture_of_the_docs", read_png(made) != read_png(PICTURE) and
                 f"if it is as it should be, copy {made} to {PICTURE}")


def read_png(path):
    width, height, rows, _ = png.Reader(filename=path).asRGB8()
    return width, height, [bytes(row) for row in rows]


def test_sizes(screen):
    sizes = [screen.ask("m", what) for what in ("width", "height")]
    screen.check("tells_a_module_its_size", differs(sizes, [str(screen.width), str(screen.height)]))
    answer = screen.ask("m", "bitmap", 0, 0, 9, 3, b"12345", WHITE)
    screen.check("refuses_a_bitmap_that_is_too_short",
                 "display.bitmap: INVAL: fewer bytes" not in answer and answer)


def test_economy(screen):
    """Only what has changed is sent. The chip on the bus counts."""
    screen.draw("a", "clear")
    screen.show("a")
    wires = screen.outside.wires
    wires.ask("shown")
    screen.show("m")
    screen.check("sends_nothing_when_nothing_has_changed", differs(wires.ask("shown"), "0"))
    screen.draw("m", "fill_rect", 10, 16, 5, 8, WHITE)
    screen.show("a")
    expected = 5 if screen.reduce is canvas.rgb_of_lit else 5 * 8 * 2
    screen.check("sends_what_has_changed", differs(wires.ask("shown"), str(expected)))


def test_display(check, board, program, start):
    """start(options) gives a Firmware."""
    reduce, options = KINDS[board, program]
    outside = Outside(wiring_of(board), 0)
    firmware = start([*outside.options(), *options])
    try:
        check("display_greets", differs(firmware.line(), f"display of {board}"))
        screen = Screen(check, firmware, outside, reduce)
        screen.compare("is_black_at_the_start")
        test_sizes(screen)
        test_texts(screen)
        test_single_pixels(screen)
        test_both_sides(screen)
        if outside.wires is not None:
            test_economy(screen)
        if board == "lm3s6965evb":
            test_picture(screen)
    finally:
        firmware.close()
        outside.close()
