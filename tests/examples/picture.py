# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What the examples should show on a display, and what displays show: pixels that are lit."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path += [os.path.join(ROOT, "tests/display"), os.path.join(ROOT, "build/deps/pypng")]
from canvas import Canvas, font  # noqa: E402

WHITE = 0xffffff


class Picture:
    """lit: (x, y) of each pixel that is not dark."""

    def __init__(self, width, height, lit):
        self.width, self.height, self.lit = width, height, lit

    def upper(self, height):
        return Picture(self.width, height, {p for p in self.lit if p[1] < height})

    def part(self, x, y, width, height):
        return Picture(width, height, {(px - x, py - y) for px, py in self.lit
                                       if 0 <= px - x < width and 0 <= py - y < height})

    def differs(self, expected):
        """"" or what is wrong."""
        if (self.width, self.height) != (expected.width, expected.height):
            return f"{self.width} x {self.height} pixels, not {expected.width} x {expected.height}"
        wrong = sorted(self.lit ^ expected.lit)
        return f"{len(wrong)} pixels are wrong, the first at {wrong[0]}" if wrong else ""


# --- what should be seen -------------------------------------------------------------------------

def drawn(canvas):
    return Picture(canvas.width, canvas.height, {p for p, color in canvas.pixels.items() if color})


def message(width, height, text):
    """By display.message."""
    canvas = Canvas(width, height)
    canvas.message(text)
    return drawn(canvas)


def counters(width, height, pings, pongs):
    """By apps/counters.h."""
    canvas = Canvas(width, height)
    canvas.text(0, 0, 1 if height < 64 else 2, f"ping {pings}\npong {pongs}", WHITE)
    return drawn(canvas)


def badge(width, height, texts):
    """By apps/badge: the heading, then what stands in the rows below."""
    canvas, size = Canvas(width, height), 1 if height < 64 else 2
    canvas.text(0, 0, size, texts[0], WHITE)
    canvas.text(0, font.HEIGHT * size, 1, "\n".join(texts[1:]), WHITE)
    return drawn(canvas)


# --- what is seen --------------------------------------------------------------------------------

def of_bytes(width, height, rgb, scale=1):
    """scale: how many pixels, across and down, stand for one of the display."""
    return Picture(width // scale, height // scale, {
        (x, y) for y in range(height // scale) for x in range(width // scale)
        if rgb[3 * scale * (y * width + x)] > 127})


def read_ppm(path, width):
    """A screen dump of a display of so many pixels across."""
    with open(path, "rb") as file:
        data = file.read()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    return of_bytes(int(head[1]), int(head[2]), data[head.end():], int(head[1]) // width)


def read_png(path):
    import png  # by tools/setup sim
    width, height, rows, _ = png.Reader(filename=path).asRGB8()
    return of_bytes(width, height, b"".join(bytes(row) for row in rows))
