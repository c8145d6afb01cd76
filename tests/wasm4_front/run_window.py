#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The window of tw wasm4 on a desktop that nobody sees (Xvfb): keys are pressed as a person does, and
what the window shows is looked at from outside: whole pixels in every size, the menu, save states,
restart, palette, mouse, gamepads (SDL's virtual ones, by a preloaded library), a cart that fails."""
import os
import random
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402
import carts  # noqa: E402

sys.path += [os.path.join(ROOT, "build/deps", name) for name in ("python-xlib", "six")]
from Xlib import X, XK, display  # noqa: E402
from Xlib.ext import xtest  # noqa: E402

TW = os.path.join(ROOT, "build/tw")
SIZE, SCALE = carts.SIZE, 2
WAIT_SECONDS = 20

# Draws a colour for each button of pads 1 and 2 and the mouse's, traces each change of input with the
# number of frames since the start.
KEYS_CART = f"""(module {carts.MEMORY}
  (import "env" "tracef" (func $tracef (param i32 i32)))
  (import "env" "rect" (func $rect (param i32 i32 i32 i32)))
  (data (i32.const 0x2000) "%d pads %x mouse %x\\00")
  (global $frames (mut i32) (i32.const 0))
  (global $last (mut i32) (i32.const -1))
  (global $sum (mut i32) (i32.const 1))
  (func (export "update")
    (global.set $frames (i32.add (global.get $frames) (i32.const 1)))
    (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 1103515245))
                              (i32.add (i32.load (i32.const 0x16)) (i32.const 12345))))
    (i32.store (i32.const 4) (i32.and (global.get $sum) (i32.const 0xffffff)))
    (i32.store16 (i32.const 0x14) (i32.const 0x43))
    (call $rect (i32.rem_u (global.get $frames) (i32.const 150)) (i32.const 30) (i32.const 10) (i32.const 90))
    (if (i32.ne (i32.load (i32.const 0x16)) (global.get $last)) (then
      (global.set $last (i32.load (i32.const 0x16)))
      (i32.store (i32.const 0x3000) (global.get $frames))
      (i32.store (i32.const 0x3004) (i32.load (i32.const 0x16)))
      (i32.store (i32.const 0x3008) (i32.load (i32.const 0x1a)))
      (call $tracef (i32.const 0x2000) (i32.const 0x3000))))))"""


def differs(got, wanted):
    return got != wanted and f"expected {wanted!r}, got {got!r}"


class Desktop:
    """An X server without a screen."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            self.name = ":" + said.readline().strip()
        self.display = display.Display(self.name)
        return self

    def __exit__(self, *_):
        self.display.close()
        self.server.terminate()
        self.server.wait()

    def key(self, name, is_down):
        code = self.display.keysym_to_keycode(XK.string_to_keysym(name))
        xtest.fake_input(self.display, X.KeyPress if is_down else X.KeyRelease, code)
        self.display.sync()

    def press(self, *names, seconds=0.12):
        for name in names:
            self.key(name, True)
            time.sleep(seconds)
            self.key(name, False)
            time.sleep(seconds)

    def move(self, x, y):
        xtest.fake_input(self.display, X.MotionNotify, x=x, y=y)
        self.display.sync()

    def windows(self, title):
        found = [window for window in self.display.screen().root.query_tree().children
                 if window.get_wm_name() == title]
        return found

    def pixels(self, window):
        """Left, top of the window, its size, and its rows of 0xRRGGBB."""
        place = window.get_geometry()
        data = self.display.screen().root.get_image(place.x, place.y, place.width, place.height, X.ZPixmap,
                                                    0xffffffff).data
        words = struct.unpack(f"<{place.width * place.height}I", data)
        rows = [[word & 0xffffff for word in words[y * place.width:(y + 1) * place.width]] for y in range(place.height)]
        return place, rows


class Game:
    """tw wasm4 with a window."""

    def __init__(self, desktop, cart, *words, environment=()):
        self.desktop, self.cart = desktop, cart
        self.trace = cart + ".trace"
        self.process = subprocess.Popen(
            [TW, "wasm4", cart, "--scale", str(SCALE), "--trace", self.trace, *words],
            env={**os.environ, "DISPLAY": desktop.name, "SDL_AUDIODRIVER": "dummy", "SDL_VIDEODRIVER": "x11", **dict(environment)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.window = self.wait(lambda: desktop.windows(os.path.basename(cart)))[0]
        self.window.set_input_focus(X.RevertToParent, X.CurrentTime)
        desktop.display.sync()
        time.sleep(0.5)

    def wait(self, what, seconds=WAIT_SECONDS):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.05)
        raise TimeoutError("it did not happen")

    def lines(self):
        with open(self.trace, encoding="utf-8") as file:
            return [line.split() for line in file.read().splitlines()]

    def inputs(self):
        """Pads as the cart saw them, one change after the other, without those of the mouse alone."""
        return [int(words[2], 16) for words in self.lines() if len(words) == 5]

    def sees(self, key, is_down, pads):
        """Pads as the cart sees them at last, when the key has changed."""
        self.desktop.key(key, is_down)
        try:
            self.wait(lambda: self.inputs()[-1:] == [pads], 5)
        except TimeoutError:
            pass
        return self.inputs()[-1]

    def end(self):
        code = self.wait(lambda: self.process.poll() is not None and (self.process.returncode,))[0]
        return code, self.process.stderr.read().decode()


# What is held down, and the pads that a cart sees then, pad 1 in the lowest byte.
KEYS = {"x": 1, "v": 1, "space": 1, "period": 1, "z": 2, "c": 2, "comma": 2, "Left": 0x10, "Right": 0x20, "Up": 0x40,
        "Down": 0x80, "a": 0x100, "q": 0x100, "Shift_L": 0x200, "Tab": 0x200, "s": 0x1000, "f": 0x2000, "e": 0x4000,
        "d": 0x8000, "KP_Multiply": 0x10000, "KP_Subtract": 0x20000, "KP_Left": 0x100000, "KP_Right": 0x200000,
        "KP_Up": 0x400000, "KP_Begin": 0x800000}


def test_keys(suite, desktop, folder):
    game = Game(desktop, carts.make(folder, "keys", KEYS_CART))
    for name, pads in random.sample(sorted(KEYS.items()), len(KEYS)):
        suite.check(f"key_{name}_is_its_button", differs(game.sees(name, True, pads), pads))
        suite.check(f"key_{name}_is_let_go", differs(game.sees(name, False, 0), 0))
    desktop.press("Escape", "Up", "Return")
    code, err = game.end()
    suite.check("quit_in_the_menu_ends_it", differs((code, err), (0, "")))


# Buttons of a controller by their numbers in SDL, and the pads that a cart sees then; the stick.
PAD_BUTTONS = {"a": (0, 1), "b": (1, 2), "x": (2, 2), "y": (3, 1), "up": (11, 0x40), "down": (12, 0x80),
               "left": (13, 0x10), "right": (14, 0x20)}
STICK = ((0, -32768, 0x10), (0, 32767, 0x20), (1, -32768, 0x40), (1, 32767, 0x80), (0, 3000, 0), (1, -3000, 0))
PAD_START = 6


class Pads:
    """Gamepads of a program that is started with this environment."""

    def __init__(self, folder):
        self.script = os.path.join(folder, "pads")
        self.library = os.path.join(folder, "pads.so")
        flags = run("sdl2-config", "--cflags").out.split()
        self.built = run("cc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", self.library,
                         os.path.join(os.path.dirname(os.path.abspath(__file__)), "pad.c"), *flags, "-ldl")
        self.environment = {"LD_PRELOAD": self.library, "TEST_PADS": self.script,
                            "SDL_JOYSTICK_ALLOW_BACKGROUND_EVENTS": "1"}

    def do(self, *words):
        with open(self.script, "a", encoding="utf-8") as file:
            file.write(" ".join(map(str, words)) + "\n")


def pads_become(game, wanted):
    try:
        game.wait(lambda: game.inputs()[-1:] == [wanted], 5)
    except TimeoutError:
        pass
    return differs([hex(pads) for pads in game.inputs()[-1:]], [hex(wanted)])


def test_pads(suite, desktop, folder):
    """Buttons and the stick of gamepads, which belong to players in the order in which they come."""
    pads = Pads(folder)
    suite.check("pads_are_built", pads.built.code != 0 and pads.built.out)
    game = Game(desktop, carts.make(folder, "pads", KEYS_CART), environment=pads.environment)
    for player in range(4):
        pads.do("attach", player)
        for name, (number, button) in random.sample(sorted(PAD_BUTTONS.items()), len(PAD_BUTTONS)):
            pads.do("button", player, number, 1)
            suite.check(f"pad_{player + 1}_{name}_is_its_button", pads_become(game, button << 8 * player))
            pads.do("button", player, number, 0)
            suite.check(f"pad_{player + 1}_{name}_is_let_go", pads_become(game, 0))
    for axis, value, button in STICK:
        pads.do("axis", 1, axis, value)
        suite.check(f"the_stick_{axis}_at_{value}_is_the_cross", pads_become(game, button << 8))
        pads.do("axis", 1, axis, 0)
        suite.check(f"the_stick_{axis}_is_back_from_{value}", pads_become(game, 0))
    pads.do("button", 2, 0, 1)
    suite.check("pad_3_holds", pads_become(game, 0x10000))
    pads.do("detach", 2)
    suite.check("what_is_unplugged_lets_go", pads_become(game, 0))
    pads.do("attach", 5)
    pads.do("button", 5, 1, 1)
    suite.check("another_takes_its_place", pads_become(game, 0x20000))
    pads.do("button", 5, 1, 0)
    suite.check("and_lets_go", pads_become(game, 0))
    for number in (PAD_START, 11, 0):  # the menu, its last line, which quits
        pads.do("button", 0, number, 1)
        time.sleep(0.3)
        pads.do("button", 0, number, 0)
        time.sleep(0.3)
    suite.check("start_opens_the_menu_which_a_pad_quits", differs(game.end(), (0, "")))


def whole_pixels(rows, side):
    """"" if the square in the middle has whole pixels and all around it is black."""
    height, width = len(rows), len(rows[0])
    scale = side // SIZE
    left, top = (width - side) // 2, (height - side) // 2
    for y in range(height):
        inside = top <= y < top + side
        around = rows[y][:left] + rows[y][left + side:] if inside else rows[y]
        if any(around):
            return f"row {y} is not black around the picture"
        if inside and any(rows[y][left + x] != rows[y][left + x // scale * scale] for x in range(side)):
            return f"row {y} has pixels that are not whole"
    return ""


def test_scale(suite, desktop, folder):
    """In windows of other sizes the picture is as large as whole pixels allow, in the middle."""
    game = Game(desktop, carts.make(folder, "still", carts.STILL))
    for width, height in ((320, 320), (500, 330), (333, 590), (700, 500)):
        game.window.configure(x=5, y=5, width=width, height=height)
        desktop.display.sync()
        time.sleep(0.5)
        place, rows = desktop.pixels(game.window)
        suite.check(f"the_window_has_{width}_x_{height}", differs((place.width, place.height), (width, height)))
        side = min(width, height) // SIZE * SIZE
        suite.check(f"pixels_are_whole_in_{width}_x_{height}", whole_pixels(rows, side))
        scale, left, top = side // SIZE, (width - side) // 2, (height - side) // 2
        seen = [[rows[top + y * scale][left + x * scale] for x in range(SIZE)] for y in range(SIZE)]
        suite.check(f"the_picture_is_shown_in_{width}_x_{height}", seen != carts.still_colors() and "it differs")
    plain = desktop.pixels(game.window)[1]
    desktop.press("F7")
    time.sleep(0.3)
    rows = desktop.pixels(game.window)[1]
    side, left, top = 480, (700 - 480) // 2, (500 - 480) // 2
    bars = [rows[top + 3 * 143][left + 3 * x] for x in (20, 60, 100, 140)]
    suite.check("f7_shows_the_palette", differs(bars, list(carts.STILL_PALETTE)))
    desktop.press("F7", "Return")
    time.sleep(0.3)
    suite.check("enter_shows_the_menu", desktop.pixels(game.window)[1] == plain and "nothing")
    desktop.press("Escape")
    time.sleep(0.3)
    suite.check("esc_closes_it", desktop.pixels(game.window)[1] != plain and "it is still there")
    desktop.press("F9")
    shot = game.cart.replace(".wasm", ".png")
    game.wait(lambda: os.path.exists(shot) and os.path.getsize(shot))
    time.sleep(0.3)
    rgb = [[v for c in row for v in (c >> 16, c >> 8 & 255, c & 255)] for row in carts.still_colors()]
    suite.check("f9_writes_the_picture", carts.picture_of(shot)[1] != rgb and "it differs")
    desktop.press("Escape", "Up", "Return")
    suite.check("it_ends", differs(game.end(), (0, "")))


def test_mouse(suite, desktop, folder):
    """Where the mouse is, in the picture's pixels, and outside of it."""
    game = Game(desktop, carts.make(folder, "mouse", KEYS_CART))
    place = game.window.get_geometry()
    for x, y in ((0, 0), (159, 159), (80, 33)):
        desktop.move(place.x + x * SCALE + 1, place.y + y * SCALE + 1)
        time.sleep(0.2)
        before = len(game.lines())
        desktop.press("x")
        game.wait(lambda: len(game.lines()) > before)
        suite.check(f"the_mouse_is_at_{x}_{y}", differs(int(game.lines()[before][4], 16), y << 16 | x))
    game.process.terminate()
    game.end()


def test_states(suite, desktop, folder):
    """A game that was saved and loaded goes on bit for bit as without: the same input from there on gives
    the same memory. Foreign and torn states are refused, and change nothing."""
    cart = carts.make(folder, "states", KEYS_CART)
    state = cart.replace(".wasm", ".state")
    script = os.path.join(folder, "input.txt")
    with open(script, "w", encoding="utf-8") as file:
        file.write("".join(f"{at} {random.randrange(256)}\n" for at in range(1, 900, 5)))
    shots = [os.path.join(folder, name) for name in ("window.bin", "headless.bin")]
    game = Game(desktop, cart, "--input", script, "--frames", "600", "--snapshot", f"600:{shots[0]}")
    desktop.press("F2")
    game.wait(lambda: os.path.exists(state))
    time.sleep(1)
    desktop.press("F4")
    time.sleep(0.5)
    good = open(state, "rb").read()
    for name, bad in (("torn", good[:-9]), ("damaged", good[:300] + bytes([good[300] ^ 1]) + good[301:]),
                      ("foreign", b"something else"), ("empty", b"")):
        with open(state, "wb") as file:
            file.write(bad)
        desktop.press("F4")
        time.sleep(0.2)
        suite.check(f"it_goes_on_after_a_state_that_is_{name}", game.process.poll() is not None and "it ended")
    suite.check("the_game_ends_without_an_error", differs(game.end(), (0, "")))
    done = run(TW, "wasm4", cart, "--headless", "--input", script, "--snapshot", f"600:{shots[1]}")
    suite.check("the_same_game_runs_headless", done.code != 0 and done.out)
    frames = [int(words[0]) for words in game.lines()]
    suite.check("loading_went_back", sorted(set(frames)) == frames and "frames only rise")
    suite.check("the_saved_game_goes_on_bit_for_bit", open(shots[0], "rb").read() != open(
        shots[1], "rb").read() and "memory differs")


def test_failure(suite, desktop, folder):
    game = Game(desktop, carts.make(folder, "trap"))
    time.sleep(0.5)
    _, rows = desktop.pixels(game.window)
    suite.check("a_trap_is_shown_in_a_box", len({c for row in rows for c in row}) < 3 and "nothing is there")
    before = len(game.lines())
    desktop.press("r")
    time.sleep(0.5)
    suite.check("r_restarts_it", differs(len(game.lines()), before + 1))
    desktop.press("Escape")
    code, err = game.end()
    suite.check("esc_leaves", differs(code, 1))
    suite.check("each_trap_is_said", differs(err.count("TRAP"), 2))


def large_cart(folder):
    path = os.path.join(folder, "large.wasm")
    with open(path, "wb") as file:
        file.write(b"\0asm\1\0\0\0" + b"\0\xf8\xff\x03" + bytes(65528))
    return path


def test_refused_carts(suite, desktop, folder):
    """What cannot be played is said in one line, and no window stays; a disk that is corrupt stays as it is."""
    torn = carts.make(folder, "torn", carts.TEXTS["trap"])
    with open(torn, "r+b") as file:
        file.truncate(40)
    saver = carts.make(folder, "saver", carts.SAVER)
    disk = os.path.join(folder, "saver.disk")
    with open(disk, "wb") as file:
        file.write(random.randbytes(1025))
    for cart, code, wanted in ((carts.make(folder, "large_memory"), 1, "UNLINKABLE"),
                               (carts.make(folder, "other_memory"), 1, "UNLINKABLE"), (torn, 1, "MALFORMED"),
                               (large_cart(folder), 1, "LIMIT"), (saver, 2, "CORRUPT")):
        done = run(TW, "wasm4", cart, DISPLAY=desktop.name, SDL_AUDIODRIVER="dummy", SDL_VIDEODRIVER="x11", timeout=30)
        name = os.path.basename(cart)
        suite.check(f"{name}_is_refused", differs((done.code, len(done.lines), wanted in done.out), (code, 1, True)) and
                    f"{done.code}: {done.out}")
        suite.check(f"{name}_leaves_no_window", desktop.windows(name) and "there is one")
    suite.check("a_corrupt_disk_stays", differs(os.path.getsize(disk), 1025))


def test_endless(suite, desktop, folder):
    """An update that never ends is said when its fuel is burnt, R begins it anew, Esc leaves."""
    game = Game(desktop, carts.make(folder, "endless"))
    for name in ("first", "second"):
        line = game.process.stderr.readline().decode()
        suite.check(f"the_{name}_endless_update_is_said", "FUEL" not in line and line)
        desktop.press("r" if name == "first" else "Escape")
    suite.check("esc_leaves_the_endless_cart", differs(game.end()[0], 1))


def test_no_update(suite, desktop, folder):
    """A cart without update stands still, and can be left."""
    game = Game(desktop, carts.make(folder, "no_update"))
    suite.check("a_cart_without_update_plays", game.process.poll() is not None and "it ended")
    desktop.press("Escape", "Up", "Return")
    suite.check("it_is_left_by_the_menu", differs(game.end(), (0, "")))


def main():
    suite = Suite("wasm4-window")
    for command in (["cmake", "--preset", "host"], ["cmake", "--build", "--preset", "host", "--target", "tw",
                                                    "--parallel", "2"]):
        done = run(*command, timeout=900)
        suite.check(command[1][2:], done.code != 0 and done.out)
    with Desktop() as desktop:
        for test in (test_keys, test_pads, test_scale, test_mouse, test_states, test_failure, test_refused_carts,
                     test_endless, test_no_update):
            with tempfile.TemporaryDirectory(prefix="wasm4-") as folder:
                suite.attempt(test, suite, desktop, folder)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
