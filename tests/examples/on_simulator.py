# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The examples on the simulated board: what should be seen at which microsecond. What a script sets it
sets at random."""
import os
import random
import socket
import tempfile

import picture
from boards import BUTTONS, ROOT
from files import LANGUAGES, Shell, try_modules
from on_boards import BADGES, GREETERS, TEXTS, WINDOW, differs, logged, menu, try_beacon
from phone import Phone
from simulator import Run, press


WIDTH, HEIGHT = 128, 64
PANEL = (28, 0, 72, 40)  # of apps/panel.h: what it shows of the controller's pixels
LOOKING_US = 20  # what a program spends at most by looking at clocks and lines


def near(edges, period_us):
    """"" if each edge comes so long after the one before it, and the levels alternate."""
    late = [(a, b) for a, b in zip(edges, edges[1:])
            if not 0 <= b[0] - a[0] - period_us <= LOOKING_US or b[1] == a[1]]
    return f"edges {late[0]}" if late else ""


def test_simple(check):
    seconds = random.randrange(3, 9)
    ran = Run("simple", [], "--until", f"{seconds}s")
    check("simple_pongs_once_a_second", differs(ran.lines[6:], seconds * ["Calling ping...", "pong"]))
    edges = [edge for edge in ran.edges if edge != (0, 0)]
    check("its_led_changes_with_each_pong", near(edges, 1_000_000) or differs(len(edges), seconds))


def test_blinky(check):
    seconds = random.randrange(11, 15)
    ran = Run("blinky", [], "--until", f"{seconds}s")
    check("each_module_has_its_turn", differs(
        ran.lines, ["== blinky.wasm", "== blinky_tinygo.wasm", "== blinky.wasm"]))
    edges = [edge for edge in ran.edges if edge != (0, 0)]
    check("led_is_lit_at_once", differs(edges[0][1], 1) or near([(0, 0), edges[0]], 0))
    check("led_changes_twice_a_second", near(edges, 500_000) or differs(len(edges), 2 * seconds))


def test_buttons(check):
    script, said, wanted, now = [], ["Press a button"], {}, 0
    for i in range(12):
        name, now = random.choice(BUTTONS), now + random.randrange(120, 900)
        script += press(now, name, random.randrange(25, 80))
        said.append(f"button_{name}")
        if i in (3, 7, 11):
            script.append(f"screen {i}")
            wanted[str(i)] = picture.message(WIDTH, HEIGHT, TEXTS.get(name, name))
        if i % 4 == 0:  # too short to count
            script += press(now + 90, random.choice(BUTTONS), random.randrange(1, 15))
            now += 90
    ran = Run("buttons", script)
    check("each_press_calls_the_module_and_no_bounce_does", differs(ran.lines, said))
    for name, expected in wanted.items():
        check("the_text_is_on_the_display", ran.screens[name].differs(expected))


def counts(check, app, seen):
    """seen: a screen, and what of it is the display."""
    first, second = sorted(random.sample(range(1, 130), 2))
    ran = Run(app, [f"at {1000 * n - 500} ms screen {n}" for n in (first, second)])
    said = [line for n in range(1, second + 1) for line in (f"ping {n}", f"pong {n}")]
    check("counts_on_the_console", differs(ran.lines, said))
    for n in (first, second):
        screen, size = seen(ran.screens[str(n)])
        check("counts_on_the_display", screen.differs(picture.counters(*size, n, n)))


def test_display(check):
    counts(check, "display", lambda screen: (screen, (WIDTH, HEIGHT)))


def panel(screen):
    """The panel's pixels; beside them none may be lit."""
    part = screen.part(*PANEL)
    return (part if len(part.lit) == len(screen.lit) else screen), PANEL[2:]


def test_thumby(check):
    counts(check, "thumby", panel)


def windows(values):
    """The lines of the logger for these temperatures."""
    return [logged(min(w), max(w), round_mean(sum(w))) for w in
            (values[i:i + WINDOW] for i in range(0, len(values) - WINDOW + 1, WINDOW))]


def round_mean(total):
    """To the nearest, halves away from 0, as the module does it."""
    return (abs(total) + WINDOW // 2) // WINDOW * (1 if total >= 0 else -1)


def test_datalogger(check):
    values = [125 * random.randrange(-55 * 8, 125 * 8) for _ in range(4 * WINDOW)]
    lines = windows(values)
    set_all = [f"at {600 + 1000 * i} ms set tmp105 to {value / 1000:.3f}" for i, value in enumerate(values)]
    with tempfile.TemporaryDirectory(prefix="logger-") as folder:
        ran = Run("datalogger", ['at 100 ms send "f"', *set_all, "after 1 s end"], keep=folder)
        check("means_leasts_and_mosts_are_printed", differs(
            ran.lines, ["The filestore is new or damaged: f formats it", "-- kept:", "--", *lines]))
        ran = Run("datalogger", ['at 100 ms send "p"', "after 100 ms end"], keep=folder)
        shown = ["-- kept:", *lines, "--"]
        check("the_lines_outlive_the_power", differs(ran.lines, [*shown, *shown]))
        # A line has 38 bytes or so: of 30 the oldest are gone.
        ran = Run("datalogger", ["at 130500 ms end"], "--set", "tmp105=21.5", keep=folder)
        kept = Run("datalogger", ["at 10 ms end"], keep=folder).lines[1:-1]
        every = [*lines, *(26 * [logged(21500, 21500, 21500)])]
        check("the_newest_are_kept", (kept != every[-len(kept):] or not 10 < len(kept) < 16) and f"{kept}")


def test_badge(check):
    downs = random.randrange(1, 4)
    script = [line for i in range(downs) for line in press(200 + 200 * i, "down")]
    script += ["after 50 ms screen menu", *press(2000, "a"), "at 5500 ms screen module",
               *press(5700, random.choice(("b", "select"))), "after 100 ms screen back"]
    ran = Run("badge", script)
    texts = ["TinyWASM", "modules in any language", "on any microcontroller"]
    check("badge_has_a_menu_and_runs_what_is_chosen", differs(ran.lines, [
        *(line for i in range(downs + 1) for line in menu(i)), f"== {BADGES[downs]}.wasm",
        f"# {texts[0]}", f"1 {texts[1]}", f"2 {texts[2]}", "3 1", "3 2", "3 3", *menu(downs)]))
    menus = picture.badge(WIDTH, HEIGHT, ["Modules", *menu(downs)[1:]])
    for name, expected in (("menu", menus), ("back", menus),
                           ("module", picture.badge(WIDTH, HEIGHT, [*texts, "3"]))):
        check(f"{name}_is_on_the_display", ran.screens[name].differs(expected))


def test_badge_rotates(check):
    for _ in range(2):
        at_ms = random.randrange(200, 70_000)
        if abs((at_ms - 100) % 10_000 - 5000) > 4800:  # too near to a change
            at_ms += 400
        ran = Run("badge", [*press(50, "start"), f"at {at_ms} ms end"])
        shown = [line for line in ran.lines if line.startswith("== ")]
        turns = (at_ms - 100) // 10_000 + 1
        check("start_shows_each_for_ten_seconds", differs(
            shown, [f"== {BADGES[i % len(BADGES)]}.wasm" for i in range(turns)]))


def test_externref(check):
    ran = Run("externref", [])
    said = [line for greeter in GREETERS for line in (
        f"== {greeter}.wasm", "Hello, world",
        *(line for n in (1, 2, 3) for line in ("Hello, again", str(n))))]
    check("modules_hold_things_of_the_host", differs(ran.lines, [*said, "greetings that are held: 0"]))
    check("externref_ends", differs(ran.code, 0))


def test_filestore(check):
    with tempfile.TemporaryDirectory(prefix="files-") as folder:
        with Shell("host", "filestore", os.path.join(folder, "flash.img")) as line:
            try_modules(check, line, LANGUAGES)


def test_thumbyfile(check):
    with tempfile.TemporaryDirectory(prefix="thumby-") as folder:
        with Shell("host", "thumbyfile", os.path.join(folder, "flash.img")) as line:
            check("takes_a_module", line.save(random.choice(LANGUAGES)))
        pings = random.randrange(2, 9)
        words = ["load ping.wasm", "run ping", *pings * ["ping"]]
        ran = Run("thumbyfile", [
            *(f'at {100 + 200 * i} ms send "{word}\\r"' for i, word in enumerate(words)),
            "after 200 ms screen end"], keep=folder)
        screen, size = panel(ran.screens["end"])
        check("counts_on_the_panel", screen.differs(picture.counters(*size, pings, pings)))


class Sensing(Shell):
    """A shell on the simulated board, in the PC's time, with a controller and with temperatures: each but
    the first comes when the line says its word."""

    def __init__(self, app, store, port, words):
        self.script = store + ".sim"
        with open(self.script, "w", encoding="utf-8") as file:
            for word, value in words:
                file.write(f'expect "{word}" within 60 s\nset tmp105 to {value / 1000:.3f}\n')
            file.write("after 60 s end\n")
        self.port = port
        super().__init__("host", app, store)

    def command(self):
        return ["env", f"TW_HCI=tcp:{self.port}", os.path.join(ROOT, "build/tw"), "sim", "--real-time",
                "--script", self.script, *self.started]


def test_beacon(check):
    values = [125 * n for n in random.sample(range(-55 * 8, 125 * 8), 2)]
    words = [(f"value-{value}", value) for value in values]
    with tempfile.TemporaryDirectory(prefix="beacon-") as folder, \
            socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        with Sensing("beacon", os.path.join(folder, "flash.img"), server.getsockname()[1], words) as line:
            controller, _ = server.accept()
            with controller:
                try_beacon(check, line, Phone(controller), values,
                           lambda value: line.do(f"value-{value}"))


TESTS = (test_simple, test_blinky, test_buttons, test_display, test_thumby, test_datalogger, test_badge,
         test_badge_rotates, test_externref, test_filestore, test_thumbyfile, test_beacon)
