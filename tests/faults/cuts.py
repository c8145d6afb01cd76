# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Power cuts of running boards: the firmware of tests/boards/store saves, replaces and removes files,
changes the list of what starts by itself and formats, in its emulator, whose time is counted in
instructions; after a number of them the core stops for good. The flash, a file of the PC by then, is
given to a new emulator, and must hold what was acknowledged, or what was being written. Only a format
that was cut may leave what does not mount; formatted again it is an empty store.

An id is BOARD:ROW:CUT. A row is a life of one flash, the same every time: it is formatted, then
changed by random operations until its last cut; an id plays its row again up to that cut.
"""
import collections
import os
import random
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "boards")]
import run_boards  # noqa: E402
from parts import wiring_of  # noqa: E402
from store import sha256  # noqa: E402

ROWS, CUTS = 30, 10
SIZES = (0, 40, 300, 900, 2500)
# A microsecond is an instruction or so, and the emulator waits for nothing.
BY_INSTRUCTIONS = ["-icount", "shift=10,sleep=off"]
NAMES = ("ping.wasm", "a", "a_long_name_of_a_file.wasm", "x")
OPS_MOST = 40  # until one of them is cut
OK = "TW_ERR_OK"

# What is in a store: name -> (size, SHA-256), and the (file, function) of what starts by itself.
Contents = collections.namedtuple("Contents", "files entries")
NOTHING = Contents({}, [])


def board_of(row):
    return "microbit" if row % 3 == 1 else "emcraft-sf2"


class Lost(Exception):
    """What was found wrong."""


class Life:
    """One flash: what is in it, what was acknowledged, and what the last operation was about."""

    def __init__(self, store, row):
        self.store = store
        self.random = random.Random(f"{store.board}:{row}")
        self.contents = NOTHING  # as acknowledged
        self.pending = NOTHING   # with the operation that was cut
        self.kind = ""           # of that operation
        self.lengths = {}  # operation (for saves their size): microseconds that it took last
        self.free = None
        self.timer_speed = wiring_of(store.board).get("timer", {}).get("speed", 1)

    def expect(self, what, got, wanted):
        if got != wanted:
            raise Lost(f"{what}: expected {wanted}, got {got}")

    def operation(self):
        """(kind, command, the contents after it) of a random operation."""
        chance = self.random.random()
        if chance < 0.1:
            return "f", "f", NOTHING
        if chance < 0.35:
            return self.list_operation()
        files, name = self.contents.files, self.random.choice(NAMES)
        if name in files and self.random.random() < 0.25:
            left = {n: f for n, f in files.items() if n != name}
            return "d", f"d {name}", self.contents._replace(files=left)
        base = self.random.choice(SIZES)
        size, seed = base + self.random.randrange(60), self.random.randrange(1, 2 ** 31)
        kind, piece = self.random.choice((("s", ""), ("p", f" {self.random.randrange(20, 200)}")))
        return (base, f"{kind} {name} {size} {seed}{piece}",
                self.contents._replace(files={**files, name: (size, sha256(size, seed))}))

    def list_operation(self):
        name = self.random.choice(NAMES)
        left = [entry for entry in self.contents.entries if entry[0] != name]
        if len(left) < len(self.contents.entries) and self.random.random() < 0.4:
            return "r", f"r {name}", self.contents._replace(entries=left)
        func = f"begin{self.random.randrange(10000)}"
        return "a", f"a {name} {func}", self.contents._replace(entries=[*left, (name, func)])

    def moment(self, length):
        """A moment of an operation that takes so long, or shortly behind it. Every other one lies
        in its second half, where what it wrote is made to count."""
        first = self.random.choice((0, length // 2))
        return 1 + round(self.random.randrange(first, length * 5 // 4 + 1) * self.timer_speed)

    def remount(self):
        """What is done first after a mount takes longest: all operations are."""
        self.store.ask("u")
        result, us = self.store.change("m")
        self.lengths["m"] = max(us, self.lengths.get("m", 0))
        self.expect("mount", result, OK)

    def run(self, kind, command):
        """Runs a command with a cut somewhere in it; whether it came."""
        self.store.ask(f"c {self.moment(self.lengths[kind])}")
        result, us = self.store.change(command)
        if result == "CUT":
            return True
        self.lengths[kind] = max(us, self.lengths[kind])
        self.expect(command, result, OK)
        return False

    def measure(self):
        """How long operations take without a cut. It leaves files and an entry."""
        files = {}
        for base in SIZES:
            name, seed = self.random.choice(NAMES), self.random.randrange(1, 2 ** 31)
            self.measure_one(base, f"s {name} {base} {seed}")
            files[name] = (base, sha256(base, seed))
        self.measure_one("d", f"d {name}")
        del files[name]
        for kind, command in (("a", "a x one"), ("r", "r x"), ("a", "a x two")):
            self.measure_one(kind, command)
        self.contents = Contents(files, [("x", "two")])

    def measure_one(self, kind, command):
        self.remount()
        result, self.lengths[kind] = self.store.change(command)
        self.expect(command, result, OK)

    def change_until_cut(self):
        for _ in range(OPS_MOST):
            self.remount()
            self.kind, command, self.pending = self.operation()
            if self.kind == "f":
                self.store.ask("u")
            if self.run(self.kind, command):
                return
            self.contents = self.pending
        raise Lost(f"no cut within {OPS_MOST} operations")

    def come_back(self):
        """Power on and mount: 1 if that was cut too, and had to be done again."""
        self.expect("greeting", self.store.power_on(*BY_INSTRUCTIONS), self.store.greeting)
        if self.kind == "f":
            self.format_again()
            return 0
        cuts = 0
        if self.random.random() < 0.2:
            if not self.run("m", "m"):
                return 0
            self.store.power_off()
            self.expect("greeting", self.store.power_on(*BY_INSTRUCTIONS), self.store.greeting)
            cuts = 1
        self.remount()
        return cuts

    def format_again(self):
        """What a format that was cut has left: the store, an empty one, or none, which becomes one."""
        result = self.store.change("m")[0]
        if result != OK:
            self.expect("mount after a format", result, "TW_ERR_CORRUPT")
            self.expect("format again", self.store.change("f")[0], OK)
            self.contents = self.pending
        self.remount()

    def look(self):
        """The store is as acknowledged, or as it was to become; which, is noted."""
        found = Contents(self.store.files(), self.store.entries())
        if found not in (self.contents, self.pending):
            raise Lost(f"contents: {found}, neither {self.contents} nor {self.pending}")
        self.contents = self.pending = found

    def begin(self):
        self.store.flash.make(self.store.elf)
        self.expect("greeting", self.store.power_on(*BY_INSTRUCTIONS), self.store.greeting)
        result, self.lengths["f"] = self.store.change("f")
        self.expect("format", result, OK)
        self.remount()
        self.free = self.store.space()
        self.measure()

    def end(self):
        """All that the files took comes back."""
        commands = [f"d {name}" for name in self.contents.files]
        for command in commands + [f"r {name}" for name, _ in self.contents.entries]:
            self.expect(command, self.store.change(command)[0], OK)
        self.expect("space", self.store.space(), self.free)


def live(life, last_cut, count):
    """Lives up to that cut; count(cuts) is told of those that came."""
    life.begin()
    for _ in range(last_cut + 1):
        life.change_until_cut()
        life.store.power_off()
        count(1 + life.come_back())
        life.look()
    life.end()
    life.store.close()


def run_row(row, last_cut=CUTS - 1):
    """(injected, lost) of a row."""
    board = board_of(row)
    elf = os.path.join(run_boards.ROOT, "build", board, "store.elf")
    life = Life(run_boards.store_of(board, elf), row)
    came = []
    try:
        live(life, last_cut, came.append)
        return sum(came), 0
    except (Lost, OSError, ValueError, RuntimeError) as problem:
        print(f"LOST {board}:{row}:{max(0, len(came) - 1)}: {problem}", flush=True)
        if life.store.firmware:
            life.store.close()
        return max(1, sum(came)), 1


def build():
    """What is wrong; "" if the firmware is there."""
    for board in ("emcraft-sf2", "microbit"):
        problem = run_boards.build(os.path.join(run_boards.ROOT, "build", board), board,
                                   targets=("store",))
        if problem:
            return problem
    return ""


def selected(every, wanted):
    """(row, last cut) of what is to be run."""
    if wanted is None:
        return [(row, CUTS - 1) for row in range(0, ROWS, every)]
    _, row, cut = wanted.split(":")
    return [(int(row), int(cut))]


def is_id(text):
    parts = text.split(":")
    return len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit() and \
        parts[0] == board_of(int(parts[1]))


def run_cuts(every, wanted):
    """(injected, lost) of all rows, of every n-th, or of the one that an id names."""
    problem = build()
    if problem:
        print(f"FAIL {problem}")
        return 1, 1
    injected = lost = 0
    for row, last_cut in selected(every, wanted):
        came, bad = run_row(row, last_cut)
        injected, lost = injected + came, lost + bad
    return injected, lost
