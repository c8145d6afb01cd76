#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tools/font.py [FONT.pcf.gz] [TARGET.c]: makes the displays' font of a bitmap font of the X Window
System (deps/font.txt): printable ASCII, a column of eight pixels in a byte, the upper one in bit 0."""
import gzip
import os
import struct
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FONT = "/usr/share/fonts/X11/misc/5x8.pcf.gz"
TARGET = os.path.join(ROOT, "src/devices/hardware/font.c")
WIDTH, HEIGHT = 5, 8
ASCII = range(0x20, 0x7f)
# The tables of a PCF file, and what their formats say.
ACCELERATORS, METRICS, BITMAPS, ENCODINGS = 1 << 1, 1 << 2, 1 << 3, 1 << 5
IS_BIG_ENDIAN, HAS_HIGH_BIT_FIRST, HAS_SHORT_METRICS = 1 << 2, 1 << 3, 1 << 8


class Table:
    def __init__(self, data, start):
        self.format, = struct.unpack_from("<I", data, start)
        self.data, self.start = data, start + 4
        self.order = ">" if self.format & IS_BIG_ENDIAN else "<"

    def read(self, letters, at):
        return struct.unpack_from(self.order + letters, self.data, self.start + at)


def read_tables(data):
    """By type."""
    magic, count = struct.unpack_from("<4sI", data)
    if magic != b"\1fcp":
        raise ValueError("is no PCF font")
    rows = [struct.unpack_from("<4I", data, 8 + 16 * i) for i in range(count)]
    return {kind: Table(data, start) for kind, _, _, start in rows}


class Font:
    def __init__(self, path):
        with gzip.open(path) as file:
            tables = read_tables(file.read())
        self.metrics, self.bitmaps = tables[METRICS], tables[BITMAPS]
        self.encodings = tables[ENCODINGS]
        self.ascent, self.descent = tables[ACCELERATORS].read("ii", 8)

    def _glyph(self, code):
        first, _, row, _, _ = self.encodings.read("5h", 0)
        return self.encodings.read("H", 10 + 2 * (code - first))[0]

    def _metrics(self, glyph):
        """Left and right edge, width, rows above and below the base line."""
        if self.metrics.format & HAS_SHORT_METRICS:
            return [n - 128 for n in self.metrics.read("5B", 2 + 5 * glyph)]
        return self.metrics.read("5h", 4 + 12 * glyph)

    def _bits(self, glyph, row, count):
        pitch = 1 << (self.bitmaps.format & 3)
        glyphs, = self.bitmaps.read("I", 0)
        start, = self.bitmaps.read("I", 4 + 4 * glyph)
        line = self.bitmaps.read(f"{pitch}B", 20 + 4 * glyphs + start + row * pitch)
        high = self.bitmaps.format & HAS_HIGH_BIT_FIRST
        return [line[x // 8] >> (7 - x % 8 if high else x % 8) & 1 for x in range(count)]

    def pixels(self, code):
        """The (x, y) of a character that are set, from the cell's upper left corner."""
        glyph = self._glyph(code)
        left, right, width, above, below = self._metrics(glyph)
        if width != WIDTH or self.ascent + self.descent != HEIGHT:
            raise ValueError(f"character {code:#x} has not {WIDTH} x {HEIGHT} pixels")
        return {(left + x, self.ascent - above + row) for row in range(above + below)
                for x, bit in enumerate(self._bits(glyph, row, right - left)) if bit}


def columns(pixels):
    return [sum(1 << y for y in range(HEIGHT) if (x, y) in pixels) for x in range(WIDTH)]


# What stands for every other character.
BOX = {(x, y) for x in range(WIDTH - 1) for y in range(HEIGHT - 1)
       if x in (0, WIDTH - 2) or y in (0, HEIGHT - 2)}


def row_of(pixels, name):
    return f"    {{{', '.join(f'0x{c:02x}' for c in columns(pixels))}}},  // {name}\n"


def source_of(path):
    """The text of font.c."""
    font = Font(path)
    rows = [row_of(font.pixels(code), f"'{chr(code)}'") for code in ASCII]
    return "".join([
        "// SPDX-FileCopyrightText: The TinyWASM authors\n// SPDX-License-Identifier: Apache-2.0\n"
        "// Made by tools/font.py of misc-fixed 5x8, which is in the public domain: change that "
        "instead.\n#include \"font.h\"\n\n"
        "// clang-format off\nconst uint8_t tw__font[TW_FONT_CHARS][TW_FONT_WIDTH] = {\n",
        *rows, row_of(BOX, "every other character"), "};\n// clang-format on\n"])


def main():
    path, target = (sys.argv[1:] + [FONT, TARGET][len(sys.argv) - 1:])[:2]
    with open(target, "w", encoding="utf-8") as file:
        file.write(source_of(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
