#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Displays on the PC: drawing compared pixel by pixel with canvas.py, through each driver and what its
controller makes of the bytes (chips.py); and how many bytes that are.

Then the same drawn by an application and a module under `tw sim`, whose models of the controllers
give PNGs.

tests/display/run_display.py [SEED] [--update]. What is drawn is random; the seed is printed when
something fails. --update writes the pictures of docs/DEVICES.md.
"""
import os
import random
import string
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
from harness import ROOT, Suite, run  # noqa: E402
import canvas  # noqa: E402
import chips  # noqa: E402
import font  # noqa: E402

sys.path.append(os.path.join(ROOT, "build/deps/pypng"))
import png  # noqa: E402

BUILDS = {"host-debug": 12, "host": 4}  # rounds of random drawing
IO, NOMEM, INVAL, UNSUPPORTED = -34, -1, -2, -12
FAR = (-2 ** 31, 2 ** 31 - 1)
WHITE = 0xffffff
FOLDER = os.path.join(ROOT, "build/test/display")
SCALE = 3  # of pictures


def pages(paged, area):
    """Bytes that an area takes: those of commands, and data."""
    count = (area[3] - 1) // 8 - area[1] // 8 + 1
    return 3 * count, count * (area[2] - area[0])


def nibbles(_, area):
    return 6, ((area[2] - 1) // 2 - area[0] // 2 + 1) * (area[3] - area[1])


def words(_, area):
    """The arguments of the window are data, too."""
    return 3, 8 + 2 * (area[2] - area[0]) * (area[3] - area[1])


# By name: the controller, what it makes of a colour, the bytes of an area, whether it has a frame.
DISPLAYS = {
    "ssd1306": (lambda: chips.Paged(128, 64, 0), canvas.lit, pages, True),
    "ssd1306-spi": (lambda: chips.Paged(128, 64, 0), canvas.lit, pages, True),
    "ssd1306-128x32": (lambda: chips.Paged(128, 32, 0), canvas.lit, pages, True),
    "ssd1306-72x40": (lambda: chips.Paged(72, 40, 28), canvas.lit, pages, True),
    "ssd0303": (lambda: chips.Paged(96, 16, 36, 132), canvas.lit, pages, True),
    "ssd0323": (chips.Ssd0323, canvas.grey, nibbles, True),
    "st7735": (lambda: chips.St7735(80, 131, 26, 1), canvas.nearest, words, True),
    "st7789": (lambda: chips.St7735(135, 240, 52, 40), canvas.nearest, words, True),
    "st7735-direct": (lambda: chips.St7735(80, 131, 26, 1), canvas.rgb565, words, False),
}


class Display:
    """A driver that runs, the controller at the other end of its bus, and what must be seen."""

    def __init__(self, preset, name):
        make, self.reduce, self.cost, self.has_frame = DISPLAYS[name]
        self.chip = make()
        self.canvas = canvas.Canvas(self.chip.width, self.chip.height)
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "build", preset, "tests/display/display-draw"), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.commands = self.data = 0
        self.slept = []
        self.opened = self._answer()
        self.canvas.changed.clear()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(timeout=60)

    def _take(self, kind, values):
        if kind == "i":
            address, data = values
            data = bytes.fromhex(data)
            is_data = data[0] == 0x40
            if address != "3c" or len(data) > 33:
                raise ValueError(f"{len(data)} bytes to {address}")
            self.chip.i2c(data)
        else:
            is_data = kind == "d"
            data = bytes.fromhex(values[0])
            for byte in data:
                (self.chip.data if is_data else self.chip.command)(byte)
        self.data += is_data and len(data) - (kind == "i")
        self.commands += 0 if is_data else len(data) - (kind == "i")

    def _answer(self):
        while True:
            kind, *values = self.process.stdout.readline().split() or ["="]
            if kind == "=":
                return int(values[0]) if values else None
            if kind == "s":
                self.slept.append(int(values[0]))
            elif kind != "p":
                self._take(kind, values)

    def ask(self, name, *values):
        """Numbers, and bytes."""
        said = [f"={v.hex()}" if isinstance(v, bytes) else str(v) for v in values]
        self.process.stdin.write(" ".join([name, *said]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def draw(self, name, *values):
        """On both; text is encoded for the driver."""
        getattr(self.canvas, name)(*values)
        return self.ask(name, *[v.encode() if isinstance(v, str) else v for v in values])

    def show(self):
        """The answer, and the bytes sent: commands, data."""
        self.commands = self.data = 0
        answer = self.ask("show")
        self.canvas.changed.clear()
        return answer, (self.commands, self.data)

    def wrong(self):
        """Pixels that are not as they must be."""
        seen = self.chip.pixels()
        bad = [p for p, color in self.canvas.pixels.items() if seen[p] != self.reduce(color)]
        return bad and f"{len(bad)} pixels differ, the first at {bad[0]}: " \
            f"{seen[bad[0]]} for {self.canvas.pixels[bad[0]]:06x}"


# --- what is drawn -------------------------------------------------------------------------------

def near(size):
    """A coordinate in the display, near it, or far away."""
    return random.choice([random.randrange(size), random.randrange(size),
                          random.randrange(-size, 2 * size), random.choice(FAR),
                          random.randrange(*FAR)])


def color():
    return random.choice([0, WHITE, random.randrange(1 << 24), random.randrange(1 << 24)])


def random_text():
    letters = string.printable[:95] + "\n\n\u00e9\u20ac\U0001f600\t"
    return "".join(random.choice(letters) for _ in range(random.randrange(40)))


def random_shape(display):
    """For anything that has a width and a height."""
    width, height = display.width, display.height
    x, y = near(width), near(height)
    kind = random.choice(["pixel", "line", "line", "rect", "fill_rect", "bitmap", "text", "clear"])
    if kind == "bitmap":
        w, h = random.randrange(1, 25), random.randrange(1, 20)
        return kind, x, y, w, h, random.randbytes((w + 7) // 8 * h), color()
    return {"clear": ("clear",), "pixel": ("pixel", x, y, color()),
            "line": ("line", x, y, near(width), near(height), color()),
            "rect": ("rect", x, y, near(width), near(height), color()),
            "fill_rect": ("fill_rect", x, y, near(width), near(height), color()),
            "text": ("text", x, y, random.choice([0, 1, 1, 2, 2, 3, 8, 9]), random_text(), color())
            }[kind]


def at_edges(width, height):
    """Each shape across each edge and corner, and just inside and outside of it."""
    bits = bytes([0xff, 0xc0] * 10)
    for x in (-10, -9, -1, 0, width - 10, width - 1, width):
        for y in (-10, -9, -1, 0, height - 10, height - 1, height):
            yield "rect", x, y, 10, 10, WHITE
            yield "fill_rect", x + 2, y + 2, 6, 6, 0x808080
            yield "bitmap", x, y, 10, 10, bits, WHITE
            yield "text", x, y, 2, "@", WHITE
            yield "line", x, y, x + 10, y + 10, WHITE


# --- the tests -----------------------------------------------------------------------------------

def test_start(check, display):
    check("starts", display.opened != 0 and display.opened)
    check("is_black_at_the_start", display.wrong())
    check("lights_up", not display.chip.is_on and "it is off")
    check("knows_its_size", (display.ask("width"), display.ask("height")) !=
          (display.chip.width, display.chip.height) and "it does not")
    check("shows_nothing_when_nothing_was_drawn", display.show() != (0, (0, 0)) and "it sent bytes")


def draw_and_show(display, shapes):
    """What is wrong after drawing them, with the pixels, or with the bytes sent."""
    for shape in shapes:
        display.draw(*shape)
    area = display.canvas.dirty()
    answer, sent = display.show()
    if display.has_frame:
        expected = display.cost(display.chip, area) if area else (0, 0)
        if (answer, sent) != (0, expected):
            return f"{shapes}: {answer}, {sent} bytes sent for {area}, {expected} expected"
    wrong = display.wrong()
    return wrong and f"{wrong}: {shapes}"


def test_random(check, display, rounds):
    for _ in range(rounds):
        shapes = [random_shape(display.chip) for _ in range(random.randrange(1, 6))]
        check("draws_what_it_is_told", draw_and_show(display, shapes))


def test_edges(check, display):
    problem = ""
    for i, shape in enumerate(at_edges(display.chip.width, display.chip.height)):
        clear = [("clear",)] if i % 5 == 0 else []
        problem = problem or draw_and_show(display, [*clear, shape])
    check("clips_at_all_edges", problem)


def test_text(check, display):
    letters = "".join(chr(code) for code in font.ASCII)
    check("writes_all_letters", draw_and_show(display, [("clear",)] + [
        ("text", 0, 8 * i, 1, letters[i * 14:][:14], WHITE) for i in range(7)]))
    for size in (1, 2):
        text = "".join(random.choice(letters) for _ in range(6)) + "\n\u00fc?\u4e16!"
        check(f"writes_in_size_{size}",
              draw_and_show(display, [("clear",), ("text", 1, 3, size, text, WHITE)]))
    for size in (0, 1, 25, 26, 70):
        text = random_text()[:size].ljust(size, "x")
        answer = display.draw("message", text)
        display.canvas.changed.clear()
        check("writes_a_message_in_lines", answer or display.wrong())


def test_failure(check, display):
    """A transfer fails: it is said, and the change is sent later."""
    display.draw("clear")
    display.show()
    display.draw("fill_rect", 3, 3, 50, 11, WHITE)
    display.ask("fail", random.randrange(6))
    first, second = display.ask("show"), display.ask("show")
    check("says_that_it_fails", (first, second) != (IO, 0) and f"{first}, {second}")
    check("shows_later_what_failed", display.wrong())


def test_direct_failure(check, display):
    display.draw("clear")
    display.show()
    display.ask("fail", 0)
    display.ask("pixel", 1, 1, 0)
    display.draw("pixel", 2, 2, WHITE)
    answers = display.ask("show"), display.ask("show")
    check("says_that_it_has_failed", answers != (IO, 0) and answers)


def test_wrong_openings(suite, preset):
    program = os.path.join(ROOT, "build", preset, "tests/display/display-draw")
    for name, err in {"no-bus": UNSUPPORTED, "no-clock": INVAL, "small-frame": NOMEM,
                      "too-large": INVAL, "too-large-st7789": INVAL}.items():
        done = run(program, name, "wrong")
        suite.check(f"{preset}_refuses_{name}", done.lines[-1] != f"= {err}" and done.out)


def test_settings(check, name, display):
    """What the panels differ in."""
    expected = {"ssd1306": {0xa8: 63, 0xda: 0x12, 0xa0: 0xa1, 0xc8: 0xc8, 0x8d: 0x14},
                "ssd1306-72x40": {0xa8: 39, 0xda: 0x12, 0xa0: 0xa1, 0xc8: 0xc8, 0xad: 0x30},
                "ssd1306-128x32": {0xa8: 31, 0xda: 0x02}, "ssd0303": {0xa8: 15},
                "ssd0323": {0xa0: [0x52], 0xa8: [63]},
                "st7735": {0x36: [0xc8], 0x21: [], 0x3a: [5]},
                "st7789": {0x36: [0], 0x21: [], 0x3a: [5]}}.get(name, {})
    check("tells_the_panel_how_it_is_wired",
          {k: display.chip.set.get(k) for k in expected} != expected and display.chip.set)
    if name.startswith("st77"):
        check("gives_the_panel_its_time", display.slept != [1, 120, 120, 120] and display.slept)


def test_display(suite, preset, name, rounds):
    def check(claim, problem):
        suite.check(f"{preset}_{name}_{claim}", problem)

    display = Display(preset, name)
    test_start(check, display)
    test_settings(check, name, display)
    test_random(check, display, rounds)
    test_text(check, display)
    if preset == "host-debug" and name in ("ssd1306-72x40", "ssd0323", "st7735-direct"):
        test_edges(check, display)
    if display.has_frame:
        test_failure(check, display)
    else:
        test_direct_failure(check, display)
    check("ends_well", display.close())


# --- the simulator -------------------------------------------------------------------------------

# By program: the display, and what it shows of a colour.
SIMULATED = {"drawing": ("ssd1306", 128, 64, canvas.rgb_of_lit),
             "drawing-st7735": ("st7735", 128, 160, canvas.rgb_of_nearest)}


def said(who, name, *values):
    words = [f"={v.encode().hex()}" if isinstance(v, str) else
             f"={v.hex()}" if isinstance(v, bytes) else str(v) for v in values]
    return " ".join([who, name, *words])


def simulate(program, lines, *options):
    """Runs a program under a script that has the lines."""
    script = os.path.join(FOLDER, program + ".sim")
    with open(script, "w", encoding="utf-8") as file:
        file.write("\n".join(['expect "display of host"', *lines]) + "\n")
    return run("build/tw", "sim", "--script", script, *options, f"build/host/{program}")


def step(who, *command):
    result = 1 if (who, command[0]) == ("m", "show") else 0
    return [f'send "{said(who, *command)}\\n"', f'expect "{result}\\n"']


def read_png(path):
    width, height, rows, _ = png.Reader(filename=path).asRGB8()
    return width, height, [bytes(row) for row in rows]


def rows_of(drawn, reduce, scale):
    """As read_png."""
    rows = [b"".join(scale * bytes(reduce(drawn.pixels[x, y])) for x in range(drawn.width))
            for y in range(drawn.height) for _ in range(scale)]
    return scale * drawn.width, scale * drawn.height, rows


def test_simulated(suite, program, rounds=5):
    """Application and module draw on one frame, in turn; a picture after each time it is shown."""
    name, width, height, reduce = SIMULATED[program]
    drawn, lines, expected = canvas.Canvas(width, height), [], []
    for i in range(rounds):
        for _ in range(6):
            shape = random_shape(drawn)
            getattr(drawn, shape[0])(*shape[1:])
            lines += step(random.choice("am"), *shape)
        path = os.path.join(FOLDER, f"{name}-{i}.png")
        lines += [*step("am"[i % 2], "show"), "after 2 ms", f"screen {name} {path}"]
        expected.append((path, rows_of(drawn, reduce, 1)))
    done = simulate(program, lines)
    suite.check(f"simulator_runs_{program}", done.code != 0 and done.out)
    for i, (path, rows) in enumerate(expected if done.code == 0 else ()):
        suite.check(f"simulator_{name}_shows_what_was_drawn_{i}", read_png(path) != rows and path)


def test_picture(suite, program):
    """The picture of the docs."""
    name, width, height, reduce = SIMULATED[program]
    kept = os.path.join(ROOT, f"docs/display-{name}.png")
    path = kept if "--update" in sys.argv else os.path.join(FOLDER, f"{name}.png")
    drawn, lines = canvas.Canvas(width, height), []
    for i, shape in enumerate(canvas.demo(width, height)):
        getattr(drawn, shape[0])(*shape[1:])
        lines += step("am"[i % 2], *shape)
    lines += [*step("m", "show"), "after 2 ms", f"screen {name} {path}"]
    done = simulate(program, lines, "--scale", str(SCALE))
    rows = rows_of(drawn, reduce, SCALE)
    suite.check(f"picture_of_{name}_in_the_docs",
                done.code and done.out or read_png(path) != rows and "it is drawn wrongly" or
                read_png(kept) != rows and "run tests/display/run_display.py --update")


def test_simulator(suite):
    os.makedirs(FOLDER, exist_ok=True)
    done = run("cmake", "--build", "--preset", "host", "--target", "tw", *SIMULATED, timeout=900)
    suite.check("simulator_builds", done.code != 0 and done.out)
    for program in SIMULATED if done.code == 0 else ():
        test_simulated(suite, program)
        test_picture(suite, program)


def test_font(suite):
    with open(font.TARGET, encoding="utf-8") as file:
        suite.check("font_is_what_tools_font_makes",
                    file.read() != font.source_of(font.FONT) and "run tools/font.py")


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    seed = int(words[0]) if words else random.randrange(1 << 32)
    random.seed(seed)
    suite = Suite("display")
    test_font(suite)
    for preset, rounds in BUILDS.items():
        done = run("cmake", "--preset", preset)
        done = run("cmake", "--build", "--preset", preset, "--target", "display-draw", timeout=900) \
            if done.code == 0 else done
        suite.check(f"{preset}_builds", done.code != 0 and done.out)
        for name in DISPLAYS if done.code == 0 else ():
            suite.attempt(test_display, suite, preset, name, rounds, where=f"{preset}_{name}")
        suite.attempt(test_wrong_openings, suite, preset, where=preset)
    suite.attempt(test_simulator, suite)
    if suite.failed:
        print(f"seed {seed}")
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
