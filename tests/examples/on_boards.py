# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The examples on emulated boards. What a test reads it has set: which buttons, which temperatures,
how often, at random."""
import os
import random
import tempfile
import time

from boards import BUTTONS, KINDS, Board, Outside, elf_of, led_of, peers, wiring_of
from files import LANGUAGES, Shell, differs, try_modules, when_free
from flash import Flash
from phone import Phone
import picture

# Of the display, in pixels; what is not here has none.
DISPLAYS = {"lm3s6965evb": (128, 64), "ast1030-evb": (96, 16), "pico": (128, 64)}
TEXTS = {"a": "A", "b": "B", "select": "SELECT", "start": "START"}  # of modules/buttons, else the name
BADGES = ("badge_c", "badge_rust", "badge_zig", "badge_assemblyscript", "badge_tinygo")
GREETERS = ("greeter_c", "greeter_rust", "greeter_zig", "greeter_assemblyscript", "greeter_tinygo")
PANEL = "width=72,height=40,column=28"  # of apps/panel.h, as its model's arguments
WINDOW = 5  # of modules/logger


def shows(world, expected, seconds=10):
    """"" as soon as the upper rows of the display are the picture; else what was wrong at last."""
    end = time.monotonic() + seconds
    while True:
        screen = world.screen(expected.width)
        problem = screen.part(0, 0, screen.width, expected.height).differs(expected)
        if not problem or time.monotonic() > end:
            return problem


def test_edges(check, world):
    """By the emulated clock."""
    edges = world.outside.wires.changes(led_of(world.name), 2_300_000_000)[1:]
    gaps = [after - before for (before, _), (after, _) in zip(edges, edges[1:])]
    check("led_changes_twice_a_second", not (
        len(gaps) >= 3 and all(abs(gap - 500_000_000) < 2_000_000 for gap in gaps)) and f"{gaps} ns")


def test_blinky(check, board):
    with Board(board, "blinky") as world:
        for module in ("blinky.wasm", "blinky_tinygo.wasm"):
            check("blinky_says_which_module", differs(world.line(), f"== {module}"))
            if world.outside.wires is not None and module == "blinky.wasm":
                test_edges(check, world)
            levels = world.led_levels(4)
            check(f"led_blinks_by_{module[:-5]}", not (
                len(levels) >= 4 and all(a != b for a, b in zip(levels, levels[1:]))) and f"levels {levels}")


def test_buttons(check, board):
    with Board(board, "buttons") as world:
        check("buttons_waits", differs(world.line(), "Press a button"))
        world.rest()
        names = random.sample(world.buttons(), 2) + [random.choice(BUTTONS)]
        for name in names:
            check("a_press_calls_the_module", differs(
                world.press(name, f"button_{name}"), [f"button_{name}"]))
            text = TEXTS.get(name, name)
            if board in DISPLAYS:
                check("its_text_is_on_the_display",
                      shows(world, picture.message(*DISPLAYS[board], text)))
            else:
                check("its_text_is_on_the_console", differs(world.line(), text))


def counts(check, world, size):
    """size: of the display; None: there is none."""
    for count in sorted(random.sample(range(2, 7), 2)):
        lines = []
        while lines != [f"ping {count}", f"pong {count}"] and None not in lines:
            lines = world.lines(2)
        check("counts_on_the_console", None in lines and lines)
        if size:
            check("counts_on_the_display", shows(world, picture.counters(*size, count, count), 0.9))


def test_display(check, board):
    with Board(board, "display") as world:
        counts(check, world, DISPLAYS.get(board))


def test_thumby(check, board):
    with Board(board, "thumby", panel=PANEL) as world:
        counts(check, world, (72, 40))


def thousandths(value):
    return f"{'-' if value < 0 else ''}{abs(value) // 1000}.{abs(value) % 1000:03}"


def logged(least, most, mean):
    return f"mean {thousandths(mean)} least {thousandths(least)} most {thousandths(most)}"


def wait_for_window(world, value):
    """The lines up to the first one whose values are all this one."""
    lines = []
    while len(lines) < 4 and logged(value, value, value) not in lines:
        lines.append(world.line())
    return lines


def log_some(check, world):
    """The lines that came after the kept ones were shown."""
    chip, lines = world.outside.wiring["i2c"]["thermometer"], []
    for value in (125 * n for n in random.sample(range(-55 * 8, 125 * 8), 2)):
        world.outside.set_temperature(chip, value)
        lines += wait_for_window(world, value)
        check("a_line_has_the_temperature", differs(lines[-1], logged(value, value, value)))
    return lines


def test_datalogger(check, board):
    with tempfile.TemporaryDirectory(prefix="logger-") as folder:
        flash = os.path.join(folder, "flash") if board in KINDS else None
        if flash:
            Flash(board, flash).make(elf_of(board, "datalogger"))
        with Board(board, "datalogger", flash=flash) as world:
            line = world.line()
            if flash:
                check("a_new_store_is_formatted_when_told",
                      differs(line, "The filestore is new or damaged: f formats it"))
                world.type("f")
                line = world.line()
            check("datalogger_shows_what_is_kept", differs([line, world.line()], ["-- kept:", "--"]))
            lines = log_some(check, world)
            shown = ["-- kept:", *lines, "--"]
            world.type("p")
            check("the_lines_are_kept", differs(world.lines(len(shown)), shown))
            if flash:
                world.cut_power()
        if flash:
            with Board(board, "datalogger", flash=flash) as world:
                check("the_lines_outlive_the_power", differs(world.lines(len(shown)), shown))


def menu(chosen):
    return ["# Modules", *(f"{'>' if i == chosen else ' '} {name}.wasm" for i, name in enumerate(BADGES))]


def menu_rows(height, chosen):
    """What of it the display has room for."""
    rows = height // 8 - (1 if height < 64 else 2)
    first = max(0, chosen - rows + 1)
    return ["Modules", *menu(chosen)[1 + first:1 + first + rows]]


def expect_menu(check, world, board, chosen):
    """Its heading has come."""
    rows = ["Modules", *menu(chosen)[1:]]
    if board in DISPLAYS:
        rows = menu_rows(DISPLAYS[board][1], chosen)
        check("the_menu_is_on_the_display", shows(world, picture.badge(*DISPLAYS[board], rows)))
    check("the_menu_is_on_the_console", differs(world.lines(len(rows) - 1), rows[1:]))


def expect_module(check, world, board, name):
    """Its name has come."""
    texts = ["TinyWASM", "modules in any language", "on any microcontroller"]
    check("a_module_writes_on_the_console", differs(world.lines(4), [
        f"# {texts[0]}", f"1 {texts[1]}", f"2 {texts[2]}", "3 1"]))
    if board in DISPLAYS:
        width, height = DISPLAYS[board]
        upper = picture.badge(width, height, texts).part(0, 0, width, min(height, 32))
        check(f"{name}_writes_on_the_display", shows(world, upper))


def test_badge(check, board):
    with Board(board, "badge") as world:
        chosen = 0
        check("badge_begins_with_the_menu", differs(world.line(), "# Modules"))
        expect_menu(check, world, board, chosen)
        world.rest()
        for _ in range(2):
            for _ in range(random.randrange(1, 3)):
                chosen = (chosen + 1) % len(BADGES)
                check("down_chooses_the_next", differs(world.press("down", "# Modules"), ["# Modules"]))
                expect_menu(check, world, board, chosen)
            name = f"== {BADGES[chosen]}.wasm"
            check("a_runs_the_module", differs(world.press("a", name), [name]))
            expect_module(check, world, board, BADGES[chosen])
            lines = world.press("b", "# Modules")
            updates = [f"3 {n}" for n in range(2, len(lines) + 1)]
            check("b_goes_back", differs(lines, [*updates, "# Modules"]))
            expect_menu(check, world, board, chosen)


def test_externref(check, board):
    with Board(board, "externref") as world:
        for greeter in GREETERS:
            wanted = [f"== {greeter}.wasm", "Hello, world"]
            wanted += [line for n in (1, 2, 3) for line in ("Hello, again", str(n))]
            check(f"{greeter}_greets", differs(world.lines(len(wanted)), wanted))
        check("greetings_are_given_back", differs(world.line(), "greetings that are held: 0"))


def test_filestore(check, board):
    with tempfile.TemporaryDirectory(prefix="files-") as folder:
        flash = os.path.join(folder, "flash")
        Flash(board, flash).make(elf_of(board, "filestore"))
        with Shell(board, "filestore", options=KINDS[board].options(flash)) as line:
            try_modules(check, line, random.sample(LANGUAGES, 2))


def try_beacon(check, line, phone, values, set_temperature):
    """The module advertises, and serves what the sensor measures."""
    check("starts_its_module", differs([row.split()[0] for row in line.do("ps")[1:]], ["beacon"]))
    check("advertises_its_name", not phone.until(lambda: phone.hears(0x09) == b"beacon") and
          f"{phone.advertisement}")
    check("advertises_its_service", differs(phone.hears(0x03), b"\x1a\x18"))
    phone.connect()
    check("serves_environmental_sensing", not phone.has_service(0x181a) and "it has no such service")
    check("serves_nothing_else", phone.has_service(0x180f) and "it has a battery")
    for value in values:
        set_temperature(value)
        wanted = int(value / 10).to_bytes(2, "little", signed=True)
        check("serves_the_temperature", not phone.until(lambda: phone.read(0x2a6e) == wanted) and
              f"{phone.read(0x2a6e)} at {value / 1000}")


def test_beacon(check, board):
    outside = Outside(wiring_of(board), 0)
    try:
        with Shell(board, "beacon", options=outside.options()) as line:
            chip = outside.wiring["i2c"]["thermometer"]
            try_beacon(check, line, Phone(outside.machine.uart(0)),
                       [125 * n for n in random.sample(range(-55 * 8, 125 * 8), 2)],
                       lambda value: outside.set_temperature(chip, value))
    finally:
        outside.close()


def test_thumbyfile(check, board):
    outside = Outside(wiring_of(board), 0)
    options = [*outside.options(), *peers(board, PANEL)]
    try:
        with Shell(board, "thumbyfile", options=options) as line:
            check("takes_a_module", line.save(random.choice(LANGUAGES)))
            line.do("load ping.wasm")
            line.do("run ping")
            for count in range(1, random.randrange(3, 9)):
                when_free(line, "ping")
            across, down, digits = outside.wires.ask("screen").split()
            screen = picture.of_bytes(int(across), int(down), bytes.fromhex(digits))
            check("counts_on_the_panel", screen.differs(picture.counters(72, 40, count, count)))
    finally:
        outside.close()


# What each board runs; what it lacks stands in docs/LIMITS.md.
BOARDS = {
    "lm3s6965evb": (test_blinky, test_buttons, test_display, test_datalogger, test_badge,
                    test_filestore, test_beacon),
    "ast1030-evb": (test_blinky, test_buttons, test_display, test_datalogger, test_badge, test_externref,
                    test_filestore),
    "microbit": (test_blinky, test_buttons, test_display, test_badge, test_externref),
    "pico": (test_blinky, test_buttons, test_display, test_thumby, test_datalogger, test_badge,
             test_externref, test_filestore, test_thumbyfile),
}
