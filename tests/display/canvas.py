# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What drawing must give, said another way than the library does it: for each pixel of the display,
whether it belongs to a shape. Coordinates may be any numbers. The letters are read from the font
itself (tools/font.py)."""
import functools
import os
import sys
from fractions import Fraction
from math import floor

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))), "tools"))
import font  # noqa: E402

FONT = font.Font(font.FONT)
LETTERS = {code: FONT.pixels(code) for code in font.ASCII}


class Canvas:
    """Colours, 0xRRGGBB, by (x, y); and what has changed since it was shown."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.pixels = {(x, y): 0 for y in range(height) for x in range(width)}
        self.changed = set()

    def _fill(self, points, color):
        for point in points:
            if point in self.pixels:
                self.pixels[point] = color
                self.changed.add(point)

    def _where(self, belongs, color):
        self._fill([point for point in self.pixels if belongs(*point)], color)

    def clear(self):
        self._where(lambda x, y: True, 0)

    def pixel(self, x, y, color):
        self._fill([(x, y)], color)

    def fill_rect(self, x, y, width, height, color):
        self._where(lambda px, py: x <= px < x + width and y <= py < y + height, color)

    def rect(self, x, y, width, height, color):
        self._where(lambda px, py: x <= px < x + width and y <= py < y + height and
                    (px in (x, x + width - 1) or py in (y, y + height - 1)), color)

    def line(self, x0, y0, x1, y1, color):
        """The nearest pixel of the true line for each step in its longer direction."""
        dx, dy = abs(x1 - x0), abs(y1 - y0)
        long, short = max(dx, dy), min(dx, dy)
        sx, sy = 1 if x1 >= x0 else -1, 1 if y1 >= y0 else -1

        @functools.cache
        def nearest_to(step):
            return floor((Fraction(step * short, long) if long else 0) + Fraction(1, 2))

        def belongs(x, y):
            step, aside = (x - x0) * sx, (y - y0) * sy
            if dy > dx:
                step, aside = aside, step
            return 0 <= step <= long and aside == nearest_to(step)

        self._where(belongs, color)

    def bitmap(self, x, y, width, height, bits, color):
        pitch = (width + 7) // 8
        self._where(lambda px, py: 0 <= px - x < width and 0 <= py - y < height and
                    bits[(py - y) * pitch + (px - x) // 8] >> 7 - (px - x) % 8 & 1, color)

    def _letter(self, x, y, size, code, color):
        for cx, cy in LETTERS.get(code, font.BOX):
            left, top = x + cx * size, y + cy * size
            self._fill([(left + i, top + j) for i in range(size) for j in range(size)], color)

    def text(self, x, y, size, text, color):
        size = min(max(size, 1), 8)
        for row, line in enumerate(text.split("\n")):
            for column, char in enumerate(line):
                self._letter(x + column * font.WIDTH * size, y + row * font.HEIGHT * size, size,
                             ord(char), color)

    def message(self, text):
        columns = self.width // font.WIDTH
        lines = [line[i:i + columns] for line in text.split("\n")
                 for i in range(0, max(len(line), 1), columns)]
        self.clear()
        self.text(0, 0, 1, "\n".join(lines), 0xffffff)

    def dirty(self):
        """The rectangle around what has changed: x0, y0, x1, y1, the last two outside; None."""
        if not self.changed:
            return None
        xs, ys = [x for x, _ in self.changed], [y for _, y in self.changed]
        return min(xs), min(ys), max(xs) + 1, max(ys) + 1


# What displays make of colours.

def lit(color):
    """Of one colour: 1 or 0."""
    return int(any(color >> shift & 0x80 for shift in (16, 8, 0)))


def grey(color):
    """0 to 15."""
    red, green, blue = color >> 16, color >> 8 & 255, color & 255
    return floor((77 * red + 150 * green + 29 * blue) / 256 / 16)


def rgb565(color):
    return color >> 16 >> 3 << 11 | (color >> 8 & 255) >> 2 << 5 | (color & 255) >> 3


PALETTE = [0x000000, 0xffffff, 0x808080, 0xc0c0c0, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00,
           0x00ffff, 0xff00ff, 0x800000, 0x008000, 0x000080, 0x808000, 0x008080, 0x800080]


@functools.cache
def nearest(color):
    """Of the palette, as the display has it."""
    def distance(other):
        return sum((int(a) - int(b)) ** 2 for a, b in
                   zip(color.to_bytes(3, "big"), other.to_bytes(3, "big")))
    return rgb565(min(PALETTE, key=distance))


# The same as red, green and blue of 8 bits, which emulators show.

def rgb_of_lit(color):
    return 3 * (255 * lit(color),)


def rgb_of_grey(color):
    return 3 * (17 * grey(color),)


def rgb_of_nearest(color):
    value = nearest(color)
    red, green, blue = value >> 11, value >> 5 & 63, value & 31
    return red << 3 | red >> 2, green << 2 | green >> 4, blue << 3 | blue >> 2


def demo(width, height):
    """The drawing of docs/DEVICES.md, (name, arguments) each."""
    yield "clear",
    yield "fill_rect", 0, 0, width, 10, 0x0000ff
    yield "text", 3, 1, 1, "TinyWASM", 0x000000
    yield "bitmap", width - 12, 2, 9, 6, bytes.fromhex("6300ff80ff807f003e001c00"), 0x000000
    yield "text", 3, 14, 2, "21.5 C", 0xffffff
    yield "rect", 66, 12, width - 68, 24, 0x808080
    for i, (left, right) in enumerate(zip(LEVELS, LEVELS[1:])):
        yield "line", 68 + 8 * i, 33 - left, 76 + 8 * i, 33 - right, 0xffff00
    for i in range(16):
        yield "fill_rect", 8 * i, 40, 8, 10, 0x111111 * i
    yield "text", 3, height - 10, 1, "application & module", 0x00ff00


LEVELS = (3, 9, 6, 14, 17, 8, 12)
