#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tools/font_wasm4.py [PROGRAM] [TARGET.c]: makes the console's font of WASM-4's native runtime, as
its npm package has it (deps/font.txt): the 1792 bytes in it that have the font's hash."""
import hashlib
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build/deps/wasm4/assets/natives/wasm4-linux")
TARGET = os.path.join(ROOT, "src/wasm4/font.c")
FIRST, LAST, ROWS = 0x20, 0xff, 8
SIZE = (LAST - FIRST + 1) * ROWS
SHA256 = "2ec51a575549b0d08aaeaf9235f59a71bee21b2975d4bae2497ad38cc97bc39d"
# What must stand where the font does.
NOTICE = """\
Copyright (c) Bruno Garcia

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.""".splitlines()
SPACE = bytes([0xff] * ROWS)  # the first character: ink is 0


def find_font(program):
    """The bytes of the one place that has the hash."""
    at = program.find(SPACE)
    while at >= 0:
        font = program[at:at + SIZE]
        if hashlib.sha256(font).hexdigest() == SHA256:
            return font
        at = program.find(SPACE, at + 1)
    raise ValueError("the program has no such font")


def name_of(code):
    return f"'{chr(code)}'" if 0x20 <= code < 0x7f else f"{code:#04x}"


def source_of(path):
    """The text of font.c."""
    with open(path, "rb") as file:
        font = find_font(file.read())
    rows = [font[i:i + ROWS] for i in range(0, SIZE, ROWS)]
    return "".join([
        "// SPDX-FileCopyrightText: The TinyWASM authors\n"
        "// SPDX-License-Identifier: Apache-2.0 AND ISC\n"
        "// Made by tools/font_wasm4.py of the font of WASM-4: change that instead.\n"
        "// Its notice:\n//\n",
        *(f"// {line}".rstrip() + "\n" for line in NOTICE), "#include \"font.h\"\n\n"
        "// clang-format off\nconst uint8_t tw__wasm4_font[TW_WASM4_FONT_BYTES] = {\n",
        *(f"    {', '.join(f'0x{byte:02x}' for byte in row)},  // {name_of(FIRST + i)}\n"
          for i, row in enumerate(rows)), "};\n// clang-format on\n"])


def main():
    path, target = (sys.argv[1:] + [PROGRAM, TARGET][len(sys.argv) - 1:])[:2]
    with open(target, "w", encoding="utf-8") as file:
        file.write(source_of(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
