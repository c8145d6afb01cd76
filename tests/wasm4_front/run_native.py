#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""WASM-4's own native runtime, which its package of npm brings for Linux on x86-64, beside tw wasm4: both
play the same carts, and each of these traces a hash of its whole memory, picture included. Carts are of
random calls of the drawing functions and of tracef, then our own for 600 frames with random buttons and
mouse, which the cart itself puts where a runtime would. The native runtime has a window, on a desktop
that nobody sees.

Left out, as the two cannot be alike there:

- traceUtf16: the native runtime prints that it is to be done.
- sound: what it plays goes to a sound card. tests/wasm4 compares samples with the golden ones.
- blit and blitSub of no width or height, and of bytes outside of the memory: it divides by 0, or reads
  what is behind the memory.
- sizes and places whose sums or squares do not fit in 32 bits: it leaves to the compiler what they are.

tests/wasm4_front/run_native.py [SEED]. The seed is printed when something fails.
"""
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

from run_window import Desktop, ROOT, TW, run
import carts
from harness import Suite, WASM_TOOLS

NATIVE = os.path.join(ROOT, "build/deps/wasm4/assets/natives/wasm4-linux")
OWN = ("bricks", "comets", "plasma")
FRAMES = {"bricks": 600, "comets": 600, "plasma": 60}
CARTS, CASES = 20, 150  # of random calls
SECONDS = 120

# What a cart reports with: in the part of memory that belongs to nobody.
IMPORT = '(import "env" "tracef" (func $report_tracef (param i32 i32)))'
FORMAT_AT, ARGUMENTS_AT = 0x30, 0x40
REPORT = f"""
  (data (i32.const {FORMAT_AT}) "#%d %x %x\\00")
  (global $report_hash (mut i64) (i64.const 0))
  (func $report (param $number i32) (local $at i32)
    (global.set $report_hash (i64.const 0x4bf29ce484222325))
    (loop $next
      (global.set $report_hash (i64.mul (i64.const 0x100000001b3)
        (i64.xor (global.get $report_hash) (i64.load32_u (local.get $at)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (i32.const 0x10000))))
    (i32.store (i32.const {ARGUMENTS_AT}) (local.get $number))
    (i64.store (i32.const {ARGUMENTS_AT + 4}) (global.get $report_hash))
    (call $report_tracef (i32.const {FORMAT_AT}) (i32.const {ARGUMENTS_AT}))
    (i32.store (i32.const {ARGUMENTS_AT}) (i32.const 0))
    (i64.store (i32.const {ARGUMENTS_AT + 4}) (i64.const 0)))
"""


# ---- carts of random calls ----------------------------------------------------------------------

FUNCTIONS = {"blit": 6, "blitSub": 9, "line": 4, "hline": 3, "vline": 3, "oval": 4, "rect": 4, "text": 3,
             "textUtf8": 4, "textUtf16": 4, "tracef": 2}
SPRITES_AT, TEXTS_AT, FORMATS_AT = 0x4000, 0x8000, 0xa000


def place():
    return random.choice((random.randrange(-20, 180), random.randrange(-200, 360), random.randrange(-30000, 30000)))


def size():
    return random.choice((random.randrange(1, 40), random.randrange(-20, 200), random.randrange(-3, 4)))


def blit():
    """Of a sheet that is in the memory whole."""
    flags, width, height = random.randrange(16), random.randrange(1, 70), random.randrange(1, 70)
    return [SPRITES_AT + random.randrange(999), place(), place(), width, height, flags]


def blit_sub():
    sprite, x, y, width, height, flags = blit()
    left, top = random.randrange(40), random.randrange(40)
    return [sprite, x, y, width, height, left, top, left + max(width, height) + random.randrange(9), flags]


def text(is_wide=False):
    return [TEXTS_AT + 2 * random.randrange(400) + (0 if is_wide else random.randrange(2)), random.randrange(90)]


def arguments(name):
    kinds = {"blit": blit, "blitSub": blit_sub,
             "line": lambda: [place(), place(), place(), place()],
             "hline": lambda: [place(), place(), size()], "vline": lambda: [place(), place(), size()],
             "oval": lambda: [place(), place(), size(), size()],
             "rect": lambda: [place(), place(), random.choice((size(), 2 ** 29)), size()],
             "text": lambda: [text()[0], place(), place()],
             "textUtf8": lambda: [*text(), place(), place()],
             "textUtf16": lambda: [*text(True), place(), place()]}
    return kinds[name]()


def trace_call(at):
    """A format with what it wants, as data."""
    words, values = "", b""
    for _ in range(random.randrange(1, 5)):
        kind = random.choice("cdxsf%q")
        words += random.choice(("", " ", "a=")) + "%" + kind
        if kind == "c":
            values += struct.pack("<I", random.randrange(33, 127))
        elif kind in "dx":
            values += struct.pack("<I", random.choice((0, 1, random.randrange(2 ** 32))))
        elif kind == "s":
            values += struct.pack("<I", FORMATS_AT - 8)
        elif kind == "f":
            number = random.choice((0.0, -1.5, random.uniform(-10, 10), random.uniform(-1, 1) * 10 ** random.randrange(-30, 30)))
            values += struct.pack("<d", number)
    data = words.encode() + b"\0" + values
    return data, [at, at + len(words) + 1]


def wat_bytes(data):
    return "".join(f"\\{byte:02x}" for byte in data)


def random_case(data):
    """Calls, after the picture and DRAW_COLORS were set."""
    lines = [f"(i32.store16 (i32.const 0x14) (i32.const {random.randrange(0x10000)}))",
             f"(memory.fill (i32.const 0xa0) (i32.const {random.randrange(256)}) (i32.const 6400))"]
    for name in random.choices(sorted(FUNCTIONS), k=random.randrange(1, 4)):
        if name == "tracef":
            made, values = trace_call(FORMATS_AT + len(data))
            data += made
        else:
            values = arguments(name)
        lines.append(f"(call ${name} " + " ".join(f"(i32.const {n})" for n in values) + ")")
    return "\n    ".join(lines)


def random_cart():
    data = bytearray()
    cases = [random_case(data) for _ in range(CASES)]
    texts = bytes(random.choice((0, 10, *range(1, 256), *range(32, 127))) for _ in range(2000))
    imports = "\n  ".join(f'(import "env" "{name}" (func ${name} (param{" i32" * count})))'
                          for name, count in FUNCTIONS.items())
    return f"""(module {carts.MEMORY}
  {imports}
  {IMPORT}
  (data (i32.const {SPRITES_AT}) "{wat_bytes(random.randbytes(6000))}")
  (data (i32.const {TEXTS_AT}) "{wat_bytes(texts)}")
  (data (i32.const {FORMATS_AT - 8}) "a text\\00\\00{wat_bytes(data)}")
  {REPORT}
  (func (export "update")
    (i32.store (i32.const 0x1a) (i32.const 0x7fff7fff))
    {" ".join(f"{case}{chr(10)}    (call $report (i32.const {n}))" for n, case in enumerate(cases))}
    unreachable))"""


# ---- our own carts ------------------------------------------------------------------------------

def player(seed, frames):
    """Plays: puts buttons and a mouse into memory before each call; after the last frame it traps, which
    ends the native runtime."""
    return f"""
  (global $seed (mut i32) (i32.const {seed}))
  (global $frame (mut i32) (i32.const 0))
  (global $pad (mut i32) (i32.const 0))
  (func $press
    (i64.store (i32.const 0x16) (i64.const 0x7fff7fff00000000))
    (i32.store8 (i32.const 0x1e) (i32.const 0))
    (global.set $seed (i32.add (i32.mul (global.get $seed) (i32.const 1664525)) (i32.const 1013904223)))
    (if (i32.eqz (i32.shr_u (global.get $seed) (i32.const 29)))
      (then (global.set $pad (i32.and (i32.shr_u (global.get $seed) (i32.const 16)) (i32.const 0xf3)))))
    (i32.store8 (i32.const 0x16) (global.get $pad))
    (if (i32.and (global.get $frame) (i32.const 64))
      (then
        (i32.store16 (i32.const 0x1a) (i32.and (i32.shr_u (global.get $seed) (i32.const 8)) (i32.const 0xff)))
        (i32.store16 (i32.const 0x1c) (i32.and (i32.shr_u (global.get $seed) (i32.const 12)) (i32.const 0xff)))
        (i32.store8 (i32.const 0x1e) (i32.and (i32.shr_u (global.get $seed) (i32.const 20)) (i32.const 7))))))
  (func (export "start") (call $press) START)
  (func (export "update")
    (call $press)
    (call UPDATE)
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (call $report (global.get $frame))
    (if (i32.eq (global.get $frame) (i32.const {frames})) (then unreachable)))"""


def played(cart, seed):
    """The cart as text, played by itself."""
    path = os.path.join(ROOT, f"modules/{cart}/{cart}.wasm")
    source = subprocess.run([WASM_TOOLS, "print", "--name-unnamed", path], check=True, stdout=subprocess.PIPE).stdout.decode()
    found = {}
    for name in ("start", "update"):
        match = re.search(rf'\(export "{name}" \(func (\S+)\)\)', source)
        found[name] = match and match[1]
        source = source.replace(match[0], "") if match else source
    source = source.replace("(import", IMPORT + "\n  (import", 1)
    added = REPORT + player(seed, FRAMES[cart])
    added = added.replace("START", f"(call {found['start']})" if found["start"] else "").replace("UPDATE", found["update"])
    return source.rstrip()[:-1] + added + ")"


# ---- both ---------------------------------------------------------------------------------------

def lines_of_native(desktop, cart):
    """Lines it wrote until it trapped."""
    done = subprocess.run([NATIVE, cart], env={**os.environ, "DISPLAY": desktop.name}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    return done.stdout.split(b"\n")


def lines_of_ours(cart):
    trace = cart + ".trace"
    run(TW, "wasm4", cart, "--headless", "--frames", "700", "--trace", trace)
    with open(trace, "rb") as file:
        return file.read().split(b"\n")


def compare(suite, desktop, claim, cart, reports):
    native, ours = lines_of_native(desktop, cart), lines_of_ours(cart)
    counted = sum(line.startswith(b"#") for line in native)
    suite.check(f"the_native_runtime_plays_{claim}", counted != reports and f"{counted} reports, not {reports}: {native[-3:]}")
    pairs = [(a, b) for a, b in zip(native, ours) if b" traceUtf16: " not in a]
    bad = next((f"native {a}, ours {b}" for a, b in pairs if a != b), "")
    suite.check(f"{claim}_is_the_same_as_native", bad or len(native) != len(ours) and f"{len(native)} lines, {len(ours)}")


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1 << 32)
    random.seed(seed)
    suite = Suite("wasm4-native")
    for command in (["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2"]):
        done = run(*command, timeout=900)
        suite.check(command[1][2:], done.code != 0 and done.out)
    with tempfile.TemporaryDirectory(prefix="wasm4-") as folder, Desktop() as desktop:
        for number in range(CARTS):
            cart = carts.make(folder, f"calls{number}", random_cart())
            compare(suite, desktop, f"cart_{number}_of_random_calls", cart, CASES)
        for name in OWN:
            cart = carts.make(folder, name, played(name, random.randrange(2 ** 31)))
            compare(suite, desktop, name, cart, FRAMES[name])
    if suite.failed:
        print(f"seed {seed}")
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
