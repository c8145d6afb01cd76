# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What a display of one colour should show, drawn from the font's own numbers; pictures of it."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FONT = os.path.join(ROOT, "src/devices/hardware/font.c")
CHAR_WIDTH, CHAR_HEIGHT = 5, 8


def read_font():
    """character -> its columns from the left, the lowest bit on top."""
    with open(FONT, encoding="utf-8") as file:
        rows = re.findall(r"^    \{((?:0x\w\w, ){4}0x\w\w)\},  // '(.)'$", file.read(), re.M)
    return {shape: [int(column, 16) for column in columns.split(", ")] for columns, shape in rows}


GLYPHS = read_font()


class Picture:
    """Rows of pixels, lit (1) or dark (0)."""

    def __init__(self, width, height, rows=None):
        self.width, self.height = width, height
        self.rows = rows or [[0] * width for _ in range(height)]

    def write(self, x, y, size, text):
        """Text without line ends."""
        for place, char in enumerate(text):
            for column, bits in enumerate(GLYPHS[char]):
                for row in range(CHAR_HEIGHT):
                    if bits >> row & 1:
                        self._fill(x + size * (CHAR_WIDTH * place + column), y + size * row, size)
        return self

    def _fill(self, x, y, size):
        for at in range(max(0, y), min(self.height, y + size)):
            for across in range(max(0, x), min(self.width, x + size)):
                self.rows[at][across] = 1

    def part(self, x, y, width, height):
        return Picture(width, height, [row[x:x + width] for row in self.rows[y:y + height]])

    def lit(self):
        return sum(map(sum, self.rows))

    def differs(self, expected):
        """"" or what is wrong."""
        if (self.width, self.height) != (expected.width, expected.height):
            return f"{self.width} x {self.height} pixels, {expected.width} x {expected.height} expected"
        wrong = [(x, y) for y, row in enumerate(self.rows) for x, pixel in enumerate(row)
                 if pixel != expected.rows[y][x]]
        return wrong and f"{len(wrong)} pixels are wrong, the first at {wrong[0]}"


def message(width, height, text):
    """What tw_display_message shows."""
    picture, most = Picture(width, height), width // CHAR_WIDTH
    for row in range(0, -(-len(text) // most)):
        picture.write(0, CHAR_HEIGHT * row, 1, text[most * row:most * (row + 1)])
    return picture


def counters(width, height, pings, pongs):
    """What apps/counters.h shows."""
    size = 1 if height < 64 else 2
    picture = Picture(width, height).write(0, 0, size, f"ping {pings}")
    return picture.write(0, CHAR_HEIGHT * size, size, f"pong {pongs}")


def badge(width, height, texts):
    """What apps/badge shows: the heading, then what stands in the rows below."""
    size = 1 if height < 64 else 2
    picture = Picture(width, height)
    for row, text in enumerate(texts):
        scale = size if row == 0 else 1
        picture.write(0, CHAR_HEIGHT * (row - 1 + size if row else 0), scale, text)
    return picture


def read_ppm(path, width):
    """A screen dump, whose pixels may be enlarged."""
    with open(path, "rb") as file:
        data = file.read()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    across, down = int(head[1]), int(head[2])
    scale, at = across // width, head.end()
    return Picture(width, down // scale, [
        [int(data[at + 3 * (across * y * scale + x * scale)] > 127) for x in range(width)]
        for y in range(down // scale)])
