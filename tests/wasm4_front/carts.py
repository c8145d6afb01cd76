# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Carts as text for the tests of tw wasm4, each of them small, and what a picture must be."""
import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, WASM_TOOLS  # noqa: E402

sys.path.append(os.path.join(ROOT, "build/deps/pypng"))
import png  # noqa: E402

SIZE = 160
MEMORY = '(import "env" "memory" (memory 1))'
ECHO_AT, ECHO_BYTES = 0x2000, 16

TEXTS = {
    # Keeps what is in 0x16 to 0x1f before each frame, start's too, and draws it in direct pixels.
    "echo": f"""(module {MEMORY}
  (global $frame (mut i32) (i32.const 0))
  (func (export "start")
    (i64.store (i32.const 0x1f00) (i64.load (i32.const 0x16))))
  (func (export "update")
    (local $at i32)
    (local.set $at (i32.add (i32.const {ECHO_AT}) (i32.mul (global.get $frame) (i32.const {ECHO_BYTES}))))
    (i64.store (local.get $at) (i64.load (i32.const 0x16)))
    (i32.store8 offset=8 (local.get $at) (i32.load8_u (i32.const 0x1e)))
    (memory.fill (i32.add (i32.const 0xa0) (i32.mul (global.get $frame) (i32.const 40)))
                 (i32.add (i32.load8_u (i32.const 0x16)) (i32.const 0x1b)) (i32.const 40))
    (i32.store (i32.const 4) (i32.add (i32.const 0x102030) (global.get $frame)))
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))))""",
    # Traps in frame 7, after a text.
    "trap": f"""(module {MEMORY}
  (import "env" "trace" (func $trace (param i32)))
  (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
  (data (i32.const 0x2000) "here\\00")
  (global $frame (mut i32) (i32.const 0))
  (func (export "update")
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (call $tone (i32.const 440) (i32.const 60) (i32.const 50) (i32.const 0))
    (if (i32.eq (global.get $frame) (i32.const 7))
      (then (call $trace (i32.const 0x2000)) (unreachable)))))""",
    "endless": f"""(module {MEMORY} (func (export "update") (loop (br 0))))""",
    "start_traps": f"""(module {MEMORY} (func (export "_start") (unreachable)))""",
    "no_update": f"""(module {MEMORY})""",
    "large_memory": """(module (import "env" "memory" (memory 2)))""",
    "other_memory": """(module (import "else" "memory" (memory 1)) (func (export "update")))""",
    # Reads the disk to 0x3000, its size to 0x2ffc; from frame 2 on writes what is at 0x2000, as
    # many bytes as pad 1 says.
    "disk": f"""(module {MEMORY}
  (import "env" "diskr" (func $diskr (param i32 i32) (result i32)))
  (import "env" "diskw" (func $diskw (param i32 i32) (result i32)))
  (data (i32.const 0x2000) "what is kept")
  (global $frame (mut i32) (i32.const 0))
  (func (export "_start")
    (i32.store (i32.const 0x2ffc) (call $diskr (i32.const 0x3000) (i32.const 2000))))
  (func (export "update")
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (if (i32.and (i32.gt_u (global.get $frame) (i32.const 1))
                 (i32.lt_u (i32.load8_u (i32.const 0x16)) (i32.const 200)))
      (then (drop (call $diskw (i32.const 0x2000) (i32.load8_u (i32.const 0x16))))))))""",
}


# Boxes of all four colours, and one of the palette's colours of each kind.
STILL_PALETTE = (0x000000, 0xf8d030, 0x2868f8, 0xf8f8f8)
STILL_BOXES = ((0, 0, 160, 43, 2), (13, 52, 61, 57, 3), (94, 63, 55, 91, 4), (21, 124, 43, 27, 2))
STILL = f"""(module {MEMORY}
  (import "env" "rect" (func $rect (param i32 i32 i32 i32)))
  (func (export "start")
    {" ".join(f"(i32.store (i32.const {4 + 4 * i}) (i32.const {c}))" for i, c in enumerate(STILL_PALETTE))})
  (func (export "update")
    {" ".join(f"(i32.store16 (i32.const 0x14) (i32.const {c})) (call $rect (i32.const {x}) (i32.const {y}) "
              f"(i32.const {w}) (i32.const {h}))" for x, y, w, h, c in STILL_BOXES)}))"""

# Says how often it was started, which it keeps on its disk.
SAVER = f"""(module {MEMORY}
  (import "env" "diskr" (func $diskr (param i32 i32) (result i32)))
  (import "env" "diskw" (func $diskw (param i32 i32) (result i32)))
  (import "env" "tracef" (func $tracef (param i32 i32)))
  (data (i32.const 0x2000) "runs %d\\00")
  (func (export "update"))
  (func (export "start")
    (drop (call $diskr (i32.const 0x3000) (i32.const 4)))
    (i32.store (i32.const 0x3000) (i32.add (i32.load (i32.const 0x3000)) (i32.const 1)))
    (drop (call $diskw (i32.const 0x3000) (i32.const 4)))
    (call $tracef (i32.const 0x2000) (i32.const 0x3000))))"""


def still_colors():
    """The picture of STILL, rows of 0xRRGGBB."""
    rows = [[STILL_PALETTE[0]] * SIZE for _ in range(SIZE)]
    for left, top, width, height, color in STILL_BOXES:
        for y in range(top, top + height):
            rows[y][left:left + width] = [STILL_PALETTE[color - 1]] * width
    return rows


def tones_text(tones):
    """Calls of tone, in frame 1, 2 ...: lists of four numbers."""
    calls = "".join(
        f"(if (i32.eq (global.get $frame) (i32.const {frame})) (then (call $tone "
        + " ".join(f"(i32.const {number})" for number in numbers) + ")))" for frame, numbers in tones)
    return f"""(module {MEMORY}
  (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
  (global $frame (mut i32) (i32.const 0))
  (func (export "update")
    (global.set $frame (i32.add (global.get $frame) (i32.const 1))) {calls}))"""


def make(folder, name, text=None):
    """The path of a cart."""
    source, path = os.path.join(folder, name + ".wat"), os.path.join(folder, name + ".wasm")
    with open(source, "w", encoding="utf-8") as file:
        file.write(text or TEXTS[name])
    subprocess.run([WASM_TOOLS, "parse", source, "-o", path], check=True)
    return path


def composed(memory, scale=1):
    """The picture in 64 KiB of memory: rows of (r, g, b), flat, as pypng has them."""
    palette = [struct.unpack_from("<I", memory, 4 + 4 * i)[0] for i in range(4)]
    rows = []
    for y in range(SIZE):
        row = []
        for x in range(SIZE):
            pixel = y * SIZE + x
            color = palette[memory[0xa0 + pixel // 4] >> pixel % 4 * 2 & 3]
            row += [color >> 16 & 255, color >> 8 & 255, color & 255] * scale
        rows += [row] * scale
    return rows


def picture_of(path):
    """Width, and rows as composed gives them."""
    width, _, rows, _ = png.Reader(filename=path).asRGB8()
    return width, [list(row) for row in rows]


def save_picture(path, memory, scale=1):
    with open(path, "wb") as file:
        png.Writer(SIZE * scale, SIZE * scale, greyscale=False).write(file, composed(memory, scale))
