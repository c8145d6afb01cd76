#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make boards: firmware in the boards' emulators, judged by what comes out of the serial line.

tests/boards/run_boards.py [--smoke] [BOARD...], or BOARD:PROGRAM for one program of it. A line per
program that ran, `BOARD CORE ELF-sha256-8 tests seconds`. Only an ELF for the board's own processor counts; a program for the PC is refused. What a
test reads from a board it has sent there first, at random. What a program takes of the board is
compared with tests/boards/budgets.json. With --smoke, of all boards but a few it is apps/simple alone.
"""
import concurrent.futures
import contextlib
import hashlib
import json
import os
import random
import re
import select
import string
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.append(os.path.join(ROOT, "tools"))
import children  # noqa: E402
import display  # noqa: E402
import hardware  # noqa: E402
import images  # noqa: E402
import net  # noqa: E402
from modules import test_modules  # noqa: E402
from parts import test_parts, wiring_of  # noqa: E402
import readmes  # noqa: E402
import store  # noqa: E402

RP2040_FAMILY = 0xE48BFF56
# Where in the board's flash file the device of tests/boards/store/device.c begins.
DEVICES_OF_KITS = {"lm3s6965evb": 0, "emcraft-sf2": 7 * 65536, "ast1030-evb": 7 * 65536,
                   "microbit": 0x30000, "pico": 0x100000}
# Profiles that a board is tried with beside the default one, and the program.
PROFILES = {"microbit": {"TINY": "simple"}, "lm3s6965evb": {"FULL": "things"}}
THINGS = ("riscv-virt",)  # boards that have them in the default profile
JOBS = str(os.cpu_count() or 2)
BESIDE = 3  # boards at the same time: most of it is waiting
TESTED_WHOLE = ("lm3s6965evb",)  # in spite of --smoke
SMOKED = ("emcraft-sf2", "lm3s6965evb", "microbit", "riscv-virt")  # by --smoke, if none is named
FLASH_SECTIONS = (".text", ".ARM.exidx", ".data")
RAM_SECTIONS = (".stack", ".data", ".bss")
TOLERANCE = 1.02
MACHINES = {"arm-none-eabi": 40, "riscv64-unknown-elf": 243}  # in an ELF's head, by toolchain
START = ["TinyWASM engine starting...", "Using interpreter...", "Initializing engine...",
         "Defining func...", "Loading module...", "Running module..."]


def board_value(board, name, default=None):
    with open(os.path.join(ROOT, "boards", board, "board.h"), encoding="utf-8") as file:
        match = re.search(rf'#define {name} "?([^"\n]*)"?', file.read())
    return default if match is None and default is not None else match[1]


def board_data(board, name):
    with open(os.path.join(ROOT, "boards", board, "board.cmake"), encoding="utf-8") as file:
        match = re.search(rf'^set\({name} "?([^"\n]*)"?\)$', file.read(), re.M)
    return match[1] if match else ""


# Every folder that names an emulator.
BOARDS = tuple(b for b in sorted(os.listdir(os.path.join(ROOT, "boards")))
               if os.path.exists(os.path.join(ROOT, "boards", b, "board.cmake")) and
               board_data(b, "BOARD_EMULATOR"))


def refuse_reason(board, elf):
    """Why this file is no firmware for the board's core; "" if it is."""
    with open(elf, "rb") as file:
        head = file.read(20)
    if head[:4] != b"\x7fELF":
        return "is no ELF file"
    machine = MACHINES[board_data(board, "BOARD_TOOLCHAIN")]
    if head[4] != 1 or int.from_bytes(head[18:20], "little") != machine:
        return f"is not a 32-bit program for {board_value(board, 'BOARD_CORE')}"
    return ""


class Firmware:
    """A program running in an emulator; its console is read and written from here."""

    def __init__(self, board, elf, *options, image=None):
        """image: what the emulator is given instead of the ELF that it was made of."""
        reason = refuse_reason(board, elf)
        if reason:
            raise ValueError(f"{elf} {reason}")
        self.process = children.start(
            [os.path.join(ROOT, "tools/emulate"), board, image or elf, *options], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.buffer = b""
        self.ended = False

    def line(self, timeout=120):
        """The next line; None at the end or when nothing comes."""
        end = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self.process.stdout.fileno(), 4096)
            if not piece:
                return None
            self.buffer += piece
        text, self.buffer = self.buffer.split(b"\n", 1)
        return text.decode("utf-8", "replace").rstrip("\r")

    def send(self, text):
        with contextlib.suppress(BrokenPipeError):  # an emulator that has ended gives no line either
            self.process.stdin.write(text.encode() + b"\n")

    def ask(self, text):
        self.send(text)
        return self.line()

    def wait(self):
        try:
            return self.process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            return None

    def close(self):
        children.stop(self.process)
        self.process.stdin.close()
        self.process.stdout.close()


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def random_text(size):
    return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(size))


# --- the programs --------------------------------------------------------------------------------

def test_simple(check, board, elf):
    """apps/simple: its lines in order, then a pong a second."""
    start = time.monotonic()
    firmware = Firmware(board, elf)
    lines = [firmware.line() for _ in START]
    check("simple_says_each_step", differs(lines, START))
    times = []
    for i in range(3):
        lines = [firmware.line(), firmware.line()]
        times.append(time.monotonic())
        check(f"simple_pong_{i + 1}", differs(lines, ["Calling ping...", "pong"]))
    # A busy PC sees a pong later than it came, never before; not each of them much later.
    gap = min(after - before for before, after in zip(times, times[1:]))
    check("simple_calls_once_a_second",
          not (times[2] - start >= 2 * 0.9 and gap < 5) and
          f"three within {times[2] - start:.1f} s, {gap:.1f} s between two")
    firmware.close()


def clocks_over_sleep(firmware, ms):
    """Milliseconds that a sleep took, by the ticks and by the counter."""
    before = [int(n) for n in (firmware.ask("t") or "0 0 1").split()]
    firmware.ask(f"s {ms}")
    after = [int(n) for n in (firmware.ask("t") or "0 0 1").split()]
    return after[0] - before[0], (after[1] - before[1]) % 2 ** 32 * 1000 / after[2]


def agree(ticks, counted):
    return abs(counted - ticks) <= 0.3 * ticks + 3


def test_echo(check, firmware, board, sizes, console="console"):
    check(f"port_greets_on_the_{console}", differs(firmware.line(), f"port of {board}"))
    for size in sizes:
        text = random_text(size)
        check(f"port_{console}_carries_{size}_bytes",
              differs(firmware.ask(f"e {text}"), text[::-1]))


def test_microseconds(check, firmware):
    """They go on between two ticks, and with them."""
    ms, tries = random.randrange(10, 40), []
    while len(tries) < 20 and not (tries and abs(tries[-1][0] - 1000 * ms) <= 2000):
        tries.append([int(n) for n in (firmware.ask(f"m {ms}") or "0 1 0").split()])
    check("port_microseconds_agree_with_the_ticks",
          abs(tries[-1][0] - 1000 * ms) > 2000 and f"in {ms} ms: {tries}")
    check("port_microseconds_never_go_back", any(back for _, back, _ in tries) and tries)
    steps = [step for _, _, step in tries]
    check("port_microseconds_are_finer_than_ticks", not 1 <= min(steps) <= 100 and steps)


def test_port(check, board, elf):
    """Each promise of hal.h."""
    firmware = Firmware(board, elf)
    test_echo(check, firmware, board, (1, 7, 60))
    over = []
    for ms in random.sample(range(30, 300), 2):
        slept, counted = clocks_over_sleep(firmware, ms)
        over.append(slept - ms)
        check("port_sleep_lasts_at_least_as_long_as_asked",
              not ms <= slept <= ms + 60000 and f"{ms} ms asked, {slept} ms slept")
        # A busy PC loses ticks now and then: one of twenty must agree.
        tries = [(slept, counted)]
        while len(tries) < 20 and not agree(*tries[-1]):
            tries.append(clocks_over_sleep(firmware, ms))
        check("port_counter_agrees_with_the_ticks",
              not agree(*tries[-1]) and f"ms by each: {tries}")
    test_microseconds(check, firmware)
    check("port_sleep_lasts_not_much_longer", min(over) > 2000 and f"longer by {over} ms")
    firmware.send("r")
    check("port_reset_starts_anew", differs(firmware.line(), f"port of {board}"))
    code = random.randrange(2, 90)
    firmware.send(f"x {code}")
    check("port_exit_gives_its_code", differs(firmware.wait(), code))
    firmware.close()


def test_port_parts(check, board, elf):
    """What may be missing of the machine: there as hal.h promises, or absent."""
    def start(outside, options):
        firmware = Firmware(board, elf, *options, *outside.options())
        firmware.line()
        return firmware

    sizes = [int(board_value(board, n, "0").rstrip("u"), 0) for n in
             ("BOARD_FLASH_ORIGIN", "BOARD_FLASH_SIZE", "BOARD_FLASH_STORE_SIZE")]
    test_parts(check, board, start, sizes[0] + sizes[1] - sizes[2])


def test_things(check, board, elf):
    """Things of the host that a guest has: each is released once, when nobody has it any more."""
    firmware = Firmware(board, elf)
    collects = firmware.line() == "things with a collector"

    def does(claim, command, *expected):
        firmware.send(command)
        lines = [firmware.line() for _ in expected]
        check(f"things_{claim}", differs(lines, list(expected)))

    a, b, c = random.sample(range(1000000), 3)
    for first, second in ((a, b), (c, a)):
        does("are_given", f"o {first}", "ok 0")
        does("are_what_was_given", "i", f"ok {first}")
        does("stay_while_somebody_has_them", "c", "ok 0")
        does("are_given_more", f"t {second}", "ok 0")
        does("are_forgotten", "f", "ok 0")
        gone = [f"released {second}"]
        does("are_released_by_a_collection", "c", *(gone if collects else []), "ok 0")
        does("are_closed", "d", f"released {first}", "ok 1")
        does("are_closed_once", "d", "ok 0")
        does("that_are_gone_are_nothing", "i", "error")
        does("are_kept_again", f"o {first}", "ok 0")
        rest = [f"released {first}"] + ([] if collects else gone)
        does("go_with_their_instance", "n", *rest, "ok 0")
        does("are_nothing_then", "i", "error")
    firmware.close()


def test_machine(check, board, elf):
    """The machine as a module sees it."""
    test_modules(check, board, lambda outside: Firmware(board, elf, *outside.options()), 0)


def test_hardware(check, board, elf):
    """LED, buttons and sensors, as application and module use them."""
    hardware.test_hardware(check, board, lambda options: Firmware(board, elf, *options))


def test_display(check, board, elf):
    """What application and module draw is what the display shows."""
    program = os.path.splitext(os.path.basename(elf))[0]
    display.test_display(check, board, program, lambda options: Firmware(board, elf, *options))


def test_net(check, board, elf):
    """IP over the board's Ethernet; tests/boards/run_net.py has the rest."""
    net.test_quick(check, lambda options: Firmware(board, elf, *options))


def store_of(board, elf):
    """The board's store on erased flash, in a file of its own."""
    made = store.Store(board, Firmware, elf)
    made.flash.make(elf)
    return made


def test_store(check, board, elf):
    """The board's filestore on its flash, over power cycles; the kit of filestores on it."""
    flash = store_of(board, elf)
    check("store_greets", differs(flash.power_on(), flash.greeting))
    store.test_persistence(check, flash)
    store.test_kit(check, flash)
    store.test_driver(check, flash, DEVICES_OF_KITS[board])
    if not flash.flash.is_qemu:
        store.test_cuts(check, flash)


def test_leaving_unanswered(check, board, elf):
    """On a board alone, where no debugger answers, leaving must stop the core and say nothing."""
    firmware = Firmware(board, elf, "-semihosting-config", "enable=off")
    firmware.line()
    firmware.send("x 1")
    check("port_stops_silently_without_a_debugger",
          differs((firmware.line(timeout=0.5), firmware.process.poll()), (None, None)))
    firmware.close()


def hex_image(board, data):
    """The flash that an Intel HEX describes, as the emulator takes it."""
    return images.flat(images.read_hex(data), int(board_value(board, "BOARD_FLASH_ORIGIN"), 0),
                       int(board_value(board, "BOARD_FLASH_SIZE"), 0))


def make_image(check, board, elf):
    """Path and bytes of what make firmware writes."""
    path = elf[:-len("elf")] + board_data(board, "BOARD_IMAGE")
    done = run("tools/firmware", board)
    check("firmware_says_how_to_copy_it",
          (done.code != 0 or board_data(board, "BOARD_COPY") not in done.out) and done.out)
    with open(path, "rb") as file:
        return path, file.read()


def flash_bytes(board, elf):
    """The flash that the ELF describes, as the binary tools see it."""
    raw = elf + ".bin"
    run(board_data(board, "BOARD_TOOLCHAIN") + "-objcopy", "-O", "binary", elf, raw)
    with open(raw, "rb") as file:
        return file.read()


def test_hex(check, board, elf):
    """What make firmware writes boots, put into flash as the boot loader would."""
    path, data = make_image(check, board, elf)
    problem = complaint(hex_image, board, data)
    if problem:
        check("hex_boots", problem)
        return
    raw = path + ".bin"
    with open(raw, "wb") as file:
        file.write(hex_image(board, data))
    firmware = Firmware(board, elf, image=raw)
    check("hex_boots", differs([firmware.line() for _ in START], START))
    firmware.close()
    at = random.randrange(2, len(data) // 2)  # within a record, not its line end
    flipped = data[:at] + (b"0" if data[at:at + 1] != b"0" else b"1") + data[at + 1:]
    check("hex_with_another_digit_is_refused",
          not complaint(hex_image, board, flipped) and f"byte {at} was changed")


def test_uf2(check, board, elf):
    """What make firmware writes is the program, boots, and is refused when its start is changed."""
    path, data = make_image(check, board, elf)
    origin, size = (int(board_value(board, "BOARD_FLASH_" + n), 0) for n in ("ORIGIN", "SIZE"))
    program = flash_bytes(board, elf)
    problem = complaint(images.read_uf2, data, RP2040_FAMILY)
    check("uf2_is_well_formed", problem)
    if problem:
        return
    got = images.flat(images.read_uf2(data, RP2040_FAMILY), origin, size)
    check("uf2_is_the_program", got[:len(program)] != program and "the bytes differ")
    firmware = Firmware(board, elf, image=path)
    check("uf2_boots", differs([firmware.line() for _ in START], START))
    firmware.close()
    at = images.UF2_HEAD.size + random.randrange(256)
    broken = path[:-len("uf2")] + "broken.uf2"
    with open(broken, "wb") as file:
        file.write(data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1:])
    firmware = Firmware(board, elf, image=broken)
    check("uf2_with_another_boot2_does_not_boot",
          differs((firmware.line(), firmware.wait()), (None, 3)))
    firmware.close()


def test_usb_console(check, board, elf):
    """The other console: what goes out and in over USB. A packet has 64 bytes."""
    firmware = Firmware(board, elf, "--usb")
    test_echo(check, firmware, board, (1, 61, 62, 63, 70), "usb_line")
    code = random.randrange(2, 90)
    firmware.send(f"x {code}")
    check("port_exits_by_usb", differs(firmware.wait(), code))
    firmware.close()


def watch(firmware, pongs, seconds):
    """The lines of each source until consoles and LED have shown so many pongs."""
    seen = {"uart0": [], "usb": [], "led": [], "device": [], "warning": []}
    end = time.monotonic() + seconds
    while time.monotonic() < end and (len(seen["led"]) < pongs or min(
            seen[console].count("pong") for console in ("uart0", "usb")) < pongs):
        source, _, text = (firmware.line() or "").partition(": ")
        seen.setdefault(source, []).append(text)
    return seen


def test_consoles_and_led(check, board, elf):
    """Both consoles show the same, and the LED changes with each pong."""
    firmware = Firmware(board, elf, "--trace")
    seen = watch(firmware, 5, 200)
    firmware.close()
    expected = START + 5 * ["Calling ping...", "pong"]
    for console in ("uart0", "usb"):
        check(f"simple_five_pongs_on_{console}", differs(seen[console][:len(expected)], expected))
    edges = [str(1 - i % 2) for i in range(len(seen["led"]))]
    check("simple_led_changes_with_each_pong",
          not (len(edges) >= 5 and seen["led"] == edges) and f"edges to {seen['led']}")
    check("simple_is_this_device_to_a_usb_host",
          differs(seen["device"], ["1209:0001 TinyWASM, Pico console"]))
    check("simple_does_nothing_that_emulator_or_usb_host_complain_of", seen["warning"])


def complaint(function, *arguments):
    """What function raises as ValueError; "" if it raises none."""
    try:
        function(*arguments)
    except ValueError as error:
        return str(error) or "ValueError"
    return ""


def test_faults(check, board, elf):
    for command, what in (("f", "an undefined instruction"), ("u", "a bad load")):
        firmware = Firmware(board, elf)
        firmware.line()
        firmware.send(command)
        lines = [firmware.line(), firmware.line()]
        check(f"port_reports_{what.replace(' ', '_')}",
              not re.match("(Hard)?Fault pc=", lines[1] or "") and f"got {lines}")
        check(f"port_ends_with_98_after_{what.replace(' ', '_')}", differs(firmware.wait(), 98))
        firmware.close()


def answers(check, board, elf):
    """Whether the console's other direction works: else everything else would wait in vain."""
    firmware = Firmware(board, elf)
    firmware.line(20)
    firmware.send("e x")
    got = firmware.line(20)
    check("port_answers_on_its_console",
          got != "x" and f"`e x` is answered by {got!r}: hal_console_read, or an interrupt that stops it")
    firmware.close()
    return got == "x"


# Tests of all boards, and those of some.
PROGRAMS = {"simple": [test_simple], "port": [test_port, test_port_parts]}
MORE = {"microbit": {"simple": [test_hex]},
        "pico": {"port": [test_usb_console], "simple": [test_consoles_and_led, test_uf2]}}


def tests_of_emulator(board, program):
    """Faults need an emulator that knows of them; leaving where nobody answers, one that answers."""
    if program != "port" or not board_data(board, "BOARD_EMULATOR").startswith("qemu"):
        return []
    is_arm = board_data(board, "BOARD_TOOLCHAIN").startswith("arm")
    return [test_faults] + ([test_leaving_unanswered] if is_arm else [])


def configuration(board):
    """A board in a folder of its own has no preset."""
    with open(os.path.join(ROOT, "CMakePresets.json"), encoding="utf-8") as file:
        presets = [preset["name"] for preset in json.load(file)["configurePresets"]]
    toolchain = os.path.join(ROOT, "cmake", board_data(board, "BOARD_TOOLCHAIN") + ".cmake")
    return ["--preset", board] if board in presets else [
        f"-DBOARD={board}", "-DCMAKE_BUILD_TYPE=MinSizeRel", "--toolchain", toolchain]


def build(folder, board, *options, targets=("all",)):
    for command in (["cmake", *configuration(board), "-B", folder, *options],
                    ["cmake", "--build", folder, "--parallel", JOBS, "--target", *targets]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def test_budget(check, board, name, elf):
    """What apps/simple takes of the board; name is the board's, with a profile behind it."""
    with open(os.path.join(ROOT, "tests/boards/budgets.json"), encoding="utf-8") as file:
        budgets = json.load(file).get(name) or wiring_of(board).get("budget", {})
    listed = run(board_data(board, "BOARD_TOOLCHAIN") + "-size", "-A", elf).out
    sections = {n: int(s) for n, s in re.findall(r"^(\.\S+)\s+(\d+)", listed, re.M)}
    for what, names in (("flash", FLASH_SECTIONS), ("ram", RAM_SECTIONS)):
        taken = sum(sections.get(n, 0) for n in names)
        check(f"simple_is_within_its_budget_of_{what}",
              not 0 < taken <= budgets.get(what, 0) * TOLERANCE and
              f"{taken:,} B; tests/boards/budgets.json, or [budget] of the board's wiring.toml, "
              f"says {budgets.get(what, 0):,}")


def run_program(suite, board, name, elf, tests):
    """name: the board's, with a profile behind it."""
    def check(claim, problem):
        check.count += 1
        suite.check(f"{name}_{claim}", problem)

    check.count = 0
    check.skip = lambda name_of_test, reason: suite.skip(f"{board}_{name_of_test}", reason)
    with open(elf, "rb") as file:
        sha = hashlib.sha256(file.read()).hexdigest()[:8]
    start = time.monotonic()
    for test in tests:
        test(check, board, elf)
    if os.path.basename(elf) == "simple.elf":
        test_budget(check, board, name, elf)
    print(f"{board} {board_value(board, 'BOARD_CORE')} {sha} "
          f"{check.count} {time.monotonic() - start:.1f}", flush=True)


def programs_of(board):
    """The tests of each program."""
    programs = dict(PROGRAMS)
    if board in THINGS:
        programs["things"] = [test_things]
    if board_data(board, "BOARD_STORE") != "ram":
        programs["store"] = [test_store]
    if "gpio" in wiring_of(board):
        programs["machine"] = [test_machine]
    if "net" in wiring_of(board) and os.path.isdir(os.path.join(ROOT, "build/deps/lwip")):
        programs["net"] = [test_net]
    if board_data(board, "BOARD_LED"):
        programs["hardware"] = [test_hardware]
    programs.update({name: [test_display] for of, name in display.KINDS if of == board})
    return {program: tests + MORE.get(board, {}).get(program, []) + tests_of_emulator(board, program)
            for program, tests in programs.items()}


def run_board(suite, board):
    folder = os.path.join(ROOT, "build", board)
    problem = build(folder, board, targets=("all", *(["things"] if board in THINGS else [])))
    suite.check(f"{board}_builds", problem)
    programs = programs_of(board)
    port = os.path.join(folder, "port.elf")
    if not problem and not answers(lambda claim, wrong: suite.check(f"{board}_{claim}", wrong), board, port):
        programs = {"simple": programs["simple"]}
    for program, tests in programs.items() if not problem else ():
        run_program(suite, board, board, os.path.join(folder, program + ".elf"), tests)
    for profile, program in PROFILES.get(board, {}).items():
        run_profile(suite, board, profile, program)


def run_profile(suite, board, profile, program):
    name = f"{board}-{profile}"
    folder = os.path.join(ROOT, "build", name)
    problem = build(folder, board, f"-DTINYWASM_PROFILE={profile}", targets=(program,))
    suite.check(f"{name}_builds", problem)
    if not problem:
        run_program(suite, board, name, os.path.join(folder, program + ".elf"),
                    [test_things if program == "things" else test_simple])


def run_one(suite, board, program, tests):
    folder = os.path.join(ROOT, "build", board)
    problem = build(folder, board, targets=(program,))
    suite.check(f"{board}_builds", problem)
    if not problem:
        run_program(suite, board, board, os.path.join(folder, program + ".elf"), tests)


def run_smoke(suite, board):
    """That firmware runs there."""
    run_one(suite, board, "simple", [test_simple])


def test_harness(suite):
    """A program for the PC must not pass for firmware. READMEs say what the boards' data says."""
    for board in readmes.boards():
        suite.check(f"the_readme_of_{board}_has_its_data", readmes.problem_of(board))
    for board in BOARDS:
        suite.check(f"a_program_for_the_pc_is_refused_for_{board}",
                    not refuse_reason(board, sys.executable) and "was taken for firmware")


def main():
    is_smoke = sys.argv[1:2] == ["--smoke"]
    wanted = sys.argv[2 if is_smoke else 1:] or (SMOKED if is_smoke else BOARDS)
    board, _, program = wanted[0].partition(":")
    is_one = board in BOARDS and len(wanted) == 1 and program in programs_of(board)
    profile = program if len(wanted) == 1 and program in PROFILES.get(board, {}) else ""
    if not is_one and not profile and not set(wanted) <= set(BOARDS):
        print("use: run_boards.py [--smoke] [BOARD...], or BOARD:PROGRAM or BOARD:PROFILE; boards: "
              f"{' '.join(BOARDS)}", file=sys.stderr)
        return 2
    suite = Suite("boards")
    if profile:
        run_profile(suite, board, profile, PROFILES[board][profile])
        return suite.close()
    if is_one:
        run_one(suite, board, program, programs_of(board)[program])
        return suite.close()
    test_harness(suite)
    with concurrent.futures.ThreadPoolExecutor(BESIDE) as pool:
        tests_of = {board: run_smoke if is_smoke and board not in TESTED_WHOLE else run_board
                    for board in wanted}
        for done in [pool.submit(suite.attempt, tests, suite, board, where=board)
                     for board, tests in tests_of.items()]:
            done.result()
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
