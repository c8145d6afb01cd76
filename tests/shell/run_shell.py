#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The shell of apps/filestore at the other end of a line, with lrzsz as the peer: the whole story of
a module, bad transfers, and power cuts.

tests/shell/run_shell.py [BOARD...]. On the PC over a pseudo-terminal; on boards over the emulated
serial line. What a test reads back it has sent there first, at random.
"""
import ast
import concurrent.futures
import contextlib
import json
import os
import pty
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tty

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "tools"))
from device import Device  # noqa: E402

BOARDS = ("host", "emcraft-sf2", "microbit")
PING = os.path.join(ROOT, "modules/ping/ping.wasm")
PING_RUST = os.path.join(ROOT, "modules/ping_rust/ping_rust.wasm")
INVALID = os.path.join(ROOT, "tests/demo/invalid.wasm")
JOBS = str(os.cpu_count() or 2)
REFUSED = re.compile(r"nothing was replaced$")


def build(board):
    for command in (["cmake", "--preset", board],
                    ["cmake", "--build", "--preset", board, "--target", "filestore", "--parallel",
                     JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def program_of(board):
    return os.path.join(ROOT, "build", board, "filestore" + ("" if board == "host" else ".elf"))


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def last(lines):
    return lines[-1] if lines else None


def random_file(folder, name, size):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(random.randbytes(size))
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Line:
    """A device, and what a person does with it."""

    def __init__(self, suite, board, folder):
        self.suite = suite
        self.board = board
        self.folder = folder
        self.is_small = board == "microbit"  # XMODEM with 128 bytes alone
        self.device = Device(board, program_of(board), os.path.join(folder, board + ".img"))

    def check(self, claim, problem):
        self.suite.check(f"{self.board}_{claim}", problem)

    def save(self, path, name, by="sb"):
        """Sends a file; the shell's last line. Where a busy PC tears the transfer, again."""
        for _ in range(5):
            answer = self.save_once(path, name, by)
            if not re.match(r"save: (CORRUPT: a packet is missing|IO|INTERRUPTED): ", f"{answer}: "):
                break
        return answer

    def save_once(self, path, name, by):
        size = f" {os.path.getsize(path)}" if by == "sx" and not name.endswith(".wasm") else ""
        self.device.send(f"save {name}{size}\r")
        if self.device.wait("gives up") is None:
            return None
        self.device.transfer([by, path])
        return last(self.device.prompt())

    def get(self, name, by="rb"):
        """Receives a file; its bytes."""
        target = os.path.join(self.folder, name)
        if os.path.exists(target):
            os.remove(target)
        option = "-x " if by == "rx" and not self.is_small else ""
        self.device.send(f"get {option}{name}\r")
        if self.device.wait("gives up") is None:
            return None
        self.device.transfer([by, "-c", target] if by == "rx" else [by, "-p"], cwd=self.folder)
        is_over = self.device.prompt() is not None
        return read(target) if is_over and os.path.exists(target) else None


# --- the story -----------------------------------------------------------------------------------

def test_story(line):
    """Upload, run, replace by another language's, cut the power."""
    check, do = line.check, line.device.do
    by = "sx" if line.is_small else "sb"
    greeting = line.device.prompt()
    check("new_flash_is_not_formatted_unasked",
          differs(greeting, ["TinyWASM filestore: type help",
                             "The filestore is new or damaged: format --yes makes it anew"]))
    check("files_of_an_unformatted_store_say_what_to_do",
          differs(do("ls"), ["filestore: STATE: not mounted: is it new? `format --yes` makes it "
                             "anew"]))
    check("format_needs_yes", differs(do("format"), ["use: format --yes"]))
    check("format_makes_a_store", differs(do("format --yes"), []))
    line.device.prompt()
    check("save_takes_a_module", differs(line.save(PING, "ping.wasm", by),
                                         f"saved ping.wasm, {os.path.getsize(PING)} B"))
    check("ls_shows_it", differs(do("ls"), [f"ping.wasm {os.path.getsize(PING)}"]))
    run_ping(line, "in_c")
    check("rm_removes_it", differs([do("rm ping.wasm"), do("ls")], [[], []]))
    check("save_takes_the_same_in_rust",
          differs(line.save(PING_RUST, "ping.wasm", by),
                  f"saved ping.wasm, {os.path.getsize(PING_RUST)} B"))
    run_ping(line, "in_rust")


def run_ping(line, language):
    check, do = line.check, line.device.do
    loaded = last(do("load ping.wasm"))
    check(f"load_{language}", not re.fullmatch(r"loaded ping\.wasm, \d+ B of the arena",
                                               loaded or "") and f"got {loaded!r}")
    check(f"run_{language}", differs(do("run ping"), []))
    count = random.randrange(2, 9)
    check(f"ping_{language}", differs(do(f"ping {count}"), count * ["pong"]))
    check(f"halt_{language}", differs(do("halt ping"), []))
    check(f"ping_after_halt_{language}",
          differs(do("ping"), ["ping: NOENT: no such name: list what there is"]))
    check(f"unload_{language}", differs(do("unload ping"), []))


def test_power_cycle(line):
    check, do = line.check, line.device.do
    line.device.power_off()
    line.device.power_on()
    check("after_a_power_cycle_nobody_asks_to_format",
          differs(line.device.prompt(), ["TinyWASM filestore: type help"]))
    check("after_a_power_cycle_the_file_is_there",
          differs(do("ls"), [f"ping.wasm {os.path.getsize(PING_RUST)}"]))
    run_ping(line, "after_a_power_cycle")


# --- transfers -----------------------------------------------------------------------------------

def test_round_trips(line):
    """What is sent comes back, in all sizes and by all protocols."""
    pairs = (("sx", "rx"),) if line.is_small else (("sb", "rb"), ("sx", "rx"), ("sb", "rx"))
    for up, down in pairs:
        for size in (1, 127, 128, 129, random.randrange(2000, 9000)):
            path = random_file(line.folder, "up.bin", size)
            line.check(f"{up}_sends_{size if size < 130 else 'many'}_bytes",
                       differs(line.save(path, "data", up), f"saved data, {size} B"))
            got = line.get("data", down)
            data = read(path)
            if down == "rx" and got is not None:  # XMODEM fills the last packet
                got, fill = got[:size], got[size:]
                line.check(f"{down}_fills_with_1a", fill.strip(b"\x1a") and f"{fill[:20]!r}")
            line.check(f"{down}_brings_back_{size if size < 130 else 'many'}_bytes",
                       got != data and f"{len(data)} B sent, {got and len(got)} B came back")
    line.device.do("rm data")


def test_larger_than_ram(line):
    size = 70000 if line.board == "emcraft-sf2" else 700000
    path = random_file(line.folder, "large.bin", size)
    line.check("a_file_larger_than_ram_is_saved",
               differs(line.save(path, "large", "sb"), f"saved large, {size} B"))
    line.check("a_file_larger_than_ram_comes_back", line.get("large") != read(path) and "it differs")
    line.device.do("rm large")


def large_module(folder):
    """A real module of more than 200 KB: this project's library. Its path, and that of one of equal size
    whose last function does not end."""
    path, broken = (os.path.join(folder, name) for name in ("whole.wasm", "broken.wasm"))
    version = "22" if shutil.which("clang-22") else "19"
    for command in (
            [sys.executable, "tools/single_file.py", folder],
            [f"clang-{version}", "--target=wasm32-wasip1", "-mcpu=mvp", "-O1", "-w", "-DNDEBUG",
             "-fno-jump-tables",  # for large ones blocks nest deeper than max_nesting
             "-isystem", "/usr/include/wasm32-wasi", "-c", "-o", os.path.join(folder, "large.o"),
             os.path.join(folder, "tinywasm.c")],
            [f"wasm-ld-{version}", "--no-entry", "--strip-all", "--export-all", "--allow-undefined",
             "-L/usr/lib/wasm32-wasi", "-o", path, os.path.join(folder, "large.o"), "-lc"]):
        done = run(*command, timeout=300)
        if done.code != 0:
            sys.exit(f"{' '.join(command)}\n{done.out}")
    data = bytearray(read(path))
    data[end_of_code(data) - 1] = 0x01  # a nop in the place of the last function's end
    with open(broken, "wb") as file:
        file.write(data)
    return path, broken


def end_of_code(module):
    """The offset behind the code section."""
    at, section = 8, None
    while section != 10:
        section, size, at = module[at], 0, at + 1
        for shift in range(0, 35, 7):
            size |= (module[at] & 0x7f) << shift
            at += 1
            if module[at - 1] < 0x80:
                break
        at += size
    return at


def arena(line):
    """What the shell says of the arena that is used."""
    said = line.device.do("mem")
    return said[0].split(",")[0] if said else said


def test_module_larger_than_ram(line):
    """It is validated as it comes, and kept only if it is a module."""
    path, broken = large_module(line.folder)
    size = os.path.getsize(path)
    line.check("the_large_module_is_large", size < 200000 and f"it has {size} B")
    memory = arena(line)
    line.check("a_module_larger_than_ram_is_saved",
               differs(line.save(path, "large.wasm"), f"saved large.wasm, {size} B"))
    answer = line.save(broken, "large.wasm")
    line.check("a_bad_module_larger_than_ram_is_refused",
               not (re.match(r"large\.wasm, function \d+, .*: MALFORMED: ", answer or "") and
                    REFUSED.search(answer)) and f"got {answer!r}")
    line.check("a_module_larger_than_ram_comes_back",
               line.get("large.wasm") != read(path) and "it differs")
    line.check("checking_a_large_module_takes_no_arena_for_long", not memory or differs(arena(line), memory))
    answer = last(line.device.do("load large.wasm", 60)) or ""
    line.check("a_module_larger_than_ram_is_not_loaded",
               "large.wasm: NOMEM: " not in answer and f"got {answer!r}")
    line.device.do("rm large.wasm")


def files(line):
    return line.device.do("ls")


def test_bad_modules(line):
    """What is no module, or not a whole one, never takes the place of one that is."""
    check = line.check
    by = "sx" if line.is_small else "sb"
    before = files(line)
    for name, path, text in (
            ("that_does_not_validate", INVALID, r"ping\.wasm.*: INVALID: "),
            ("that_is_not_wasm", random_file(line.folder, "noise.wasm", 300),
             r"ping\.wasm.*: MALFORMED: ")):
        answer = line.save(path, "ping.wasm", by)
        check(f"a_module_{name}_is_refused", not (re.match(text, answer or "") and
                                                  REFUSED.search(answer)) and f"got {answer!r}")
        check(f"a_module_{name}_replaces_nothing", differs(files(line), before))
    half = os.path.join(line.folder, "half.wasm")
    with open(half, "wb") as file:
        file.write(read(PING)[:-3])
    answer = line.save(half, "ping.wasm", by)
    check("half_a_module_is_refused", not (re.match(r"ping\.wasm.*: (MALFORMED|INVALID): ", answer or "") and
                                           REFUSED.search(answer)) and f"got {answer!r}")
    check("half_a_module_replaces_nothing", differs(files(line), before))
    run_ping(line, "after_bad_modules")


def test_torn(line):
    """The sender dies in the middle."""
    before = files(line)
    path = random_file(line.folder, "torn.bin", 40000)
    by = "sx" if line.is_small else "sb"
    for name in ("new", "ping.wasm.bak"):
        line.device.send(f"save {name} 40000\r")
        line.device.wait("gives up")
        line.device.transfer([by, path], most=9000)
        line.device.send(b"\x18\x18\x18\x18\x18")  # as a terminal program does when told to stop
        answer = last(line.device.prompt())
        line.check("a_torn_upload_ends",
                   not re.match(r"save: (INTERRUPTED|IO): ", answer or "") and f"got {answer!r}")
    line.check("a_torn_upload_leaves_nothing", differs(files(line), before))


def test_zmodem(line):
    """sz begins by itself; the person is told what to use instead."""
    line.device.send("save x\r")
    line.device.wait("gives up")
    line.device.transfer(["sz", PING])
    line.device.send("\r")
    text = line.device.wait("use|ZMODEM[^\n]*\n")
    line.check("zmodem_gets_a_hint",
               "this is ZMODEM: send by YMODEM, with sb: nothing was replaced" not in (text or "")
               and f"got {text!r}")
    line.device.wake()


def test_names(line):
    for name, text in (("a/b", "INVAL"), (".autostart", "DENIED"), ("n" * 64, "INVAL"),
                       ("'a b'", None)):
        line.device.send(f"save {name} 82\r")
        line.device.wait("gives up")
        line.device.transfer(["sx", PING])
        line.device.send("\r")
        answer = line.device.wait("saved [^\n]*\n|save: [^\n]*\n") or ""
        good = f"save: {text}: " in answer if text else "saved a b, 82 B" in answer
        line.check(f"save_of_the_name_{name[:8]}_is_{text or 'taken'}", not good and f"got {answer!r}")
        line.device.wake()
    line.check("a_name_with_a_blank_can_be_removed", differs(line.device.do("rm 'a b'"), []))


def test_garbage(line):
    """Bytes at random on the line, and lines that do not fit."""
    before = files(line)
    for _ in range(4):
        noise = random.randbytes(600)
        line.device.send(bytes(b for b in noise if b not in (0x0d, 0x0a, 0x1e)))
        line.device.wake()
        line.device.send(b"\x03")
    line.device.wake()
    line.check("garbage_does_no_harm", differs(line.device.do("ls"), before))
    line.device.send(b"\x1enoise that looks like a frame\r\r")
    line.device.wake()
    line.check("a_key_ends_what_looks_like_a_frame", differs(line.device.do("ls"), before))
    line.device.send("rm " + "x" * 500 + "\r")
    line.check("an_overlong_line_is_refused",
               line.device.wait("nothing was done") is None and "it was not")
    line.device.wake()


def test_full(line):
    """A store that has no room for a file says so, and keeps what it has."""
    before = files(line)
    size = 60000 if line.is_small else 1100000
    path = random_file(line.folder, "full.bin", size)
    answer = line.save(path, "full", "sx" if line.is_small else "sb")
    line.check("a_full_store_is_told", not re.match(r"save: NOSPC: ", answer or "") and
               f"got {answer!r}")
    line.check("a_full_store_loses_nothing", differs(files(line), before))


# --- tw at the other end -------------------------------------------------------------------------

TW = os.path.join(ROOT, "build/tw")


class Noise:
    """Damages about one byte in so many on its way to the device, and back: the first one within so
    many."""

    def __init__(self, one_in):
        self.one_in = one_in
        self.damaged = 0
        self.until_next = random.randrange(one_in)

    def __call__(self, data, is_to_device):
        data = bytearray(data)
        while self.until_next < len(data):
            data[self.until_next] ^= 1 << random.randrange(7)
            self.damaged += 1
            self.until_next += 1 + random.randrange(2 * self.one_in)
        self.until_next -= len(data)
        return bytes(data)


class Cut:
    """Lets so many bytes through to the device, then none."""

    def __init__(self, most):
        self.left = most

    def __call__(self, data, is_to_device):
        if is_to_device:
            data = data[:max(0, self.left)]
            self.left -= len(data)
        return data


def tw(path, *words):
    return run(TW, *words, "--device", path, timeout=600)


def tw_on_terminal(path, *words):
    """The exit code, and what a terminal shows of errors and progress."""
    near, far = pty.openpty()
    tty.setraw(far)
    with subprocess.Popen([TW, *words, "--device", path], stdout=subprocess.DEVNULL, stderr=far,
                          cwd=ROOT) as process:
        os.close(far)
        shown = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while piece := os.read(near, 4096):
                shown += piece
    os.close(near)
    return process.returncode, shown.decode("utf-8", "replace")


def expect_bar(check, what, code, shown, steps):
    """Percentages rise to 100, each with as much of the bar."""
    bars = re.findall(r"\[([# ]{30})\] +(\d+) %", shown)
    numbers = [int(number) for _, number in bars]
    check(f"{what}_shows_how_far_it_is",
          not (code == 0 and len(numbers) >= steps and numbers == sorted(numbers) and
               numbers[-1] == 100 and len(set(numbers)) >= steps and
               all(bar.count("#") - 1 <= int(number) * 30 / 100 <= bar.count("#") + 1
                   for bar, number in bars)) and f"{code}: {shown!r}")


def test_progress(line):
    check = line.check
    line.device.wake()
    with line.device.port() as path:
        data = random_file(line.folder, "shown", random.randrange(7000, 9000))
        empty = random_file(line.folder, "empty", 0)
        back = os.path.join(line.folder, "shown.back")
        expect_bar(check, "tw_put", *tw_on_terminal(path, "put", data), 5)
        expect_bar(check, "tw_get", *tw_on_terminal(path, "get", "shown", back), 5)
        check("tw_get_on_a_terminal_is_whole", read(back) != read(data) and "it differs")
        expect_bar(check, "tw_put_of_an_empty_file", *tw_on_terminal(path, "put", empty), 1)
        for words in (("put", data), ("get", "shown", back), ("rm", "shown"), ("rm", "empty")):
            done = tw(path, *words)
            check(f"tw_{words[0]}_shows_no_bar_in_a_pipe",
                  (done.code != 0 or "%" in done.out or "#" in done.out) and done.out)
    line.device.wake()


def door_names():
    """The names of tests/grants/door_names.def."""
    with open(os.path.join(ROOT, "tests/grants/door_names.def"), encoding="utf-8") as file:
        rows = re.findall(r"^DOOR\((.*)\)$", file.read(), re.M)
    return [b"".join(ast.literal_eval("b" + text) for text in re.findall(
        r'"(?:[^"\\]|\\.)*"', row.replace("X300", '"' + 300 * "x" + '"'))) for row in rows]


def test_doors(line):
    """Names that nobody may form, by tw."""
    before = files(line)
    data = random_file(line.folder, "evil", 4)
    back = os.path.join(line.folder, "door.back")
    names = door_names()
    line.check("there_are_names_of_doors", len(names) < 40 and f"{len(names)} names")
    line.device.wake()
    with line.device.port() as path:
        for words in (("put", data), ("get",), ("rm",), ("load",)):
            taken = [name for name in names
                     if tw(path, *words, name, *([back] if words == ("get",) else [])).code == 0]
            line.check(f"tw_{words[0]}_takes_no_name_of_a_door", taken)
    line.device.wake()
    line.check("doors_bring_nothing", os.path.exists(back) and "something came")
    line.check("doors_leave_the_files_alone", differs(files(line), before))


def test_tw(line):
    """Every command once, over the line alone."""
    check = line.check
    line.device.wake()
    with line.device.port() as path:
        data = random_file(line.folder, "tw data", random.randrange(5000, 9000))
        back = os.path.join(line.folder, "back")
        done = tw(path, "put", data)
        check("tw_put_says_what_it_put",
              not re.search(rf"^put tw data, {os.path.getsize(data)} B, SHA-256 [0-9a-f]{{8}}$",
                            done.out, re.M) and done.out)
        check("tw_ls_shows_it", f"tw data {os.path.getsize(data)}" not in tw(path, "ls").out and
              "it does not")
        listed = subprocess.run([TW, "ls", "--json", "--device", path], stdout=subprocess.PIPE, timeout=600,
                                check=False).stdout
        check("tw_ls_as_json_shows_it", not listed or {"name": "tw data", "bytes": os.path.getsize(data)}
              not in json.loads(listed) and listed)
        done = tw(path, "get", "tw data", back)
        check("tw_get_brings_it_back", (done.code != 0 or read(back) != read(data)) and done.out)
        check("tw_rm_removes_it", tw(path, "rm", "tw data").code)
        for words, code, text in (
                (("rm", "nosuch"), 1, "nosuch: NOENT: no such name"),
                (("put", INVALID, "bad.wasm"), 1, "bad.wasm, function 0, offset 0x22: INVALID"),
                (("put", data, "a/b"), 1, "a/b: INVAL"), (("put", data, ".grants"), 1, "DENIED"),
                (("get", "nosuch"), 1, "nosuch: NOENT"), (("load", "ping"), 0, "loaded ping.wasm"),
                (("run", "ping"), 0, ""), (("ps",), 0, "ping         idle"),
                (("ps", "--json"), 0, '"state": "idle",\n        "name": "ping",\n'),
                (("call", "ping", "ping"), 0, "pong"), (("call", "ping", "nosuch"), 1, "NOENT"),
                (("call", "ping", "ping", "1"), 1, "it is () -> ()"), (("log",), 0, ""),
                (("halt", "ping"), 0, ""), (("unload", "ping"), 0, ""), (("put",), 2, "see tw help")):
            done = tw(path, *words)
            check(f"tw_{'_'.join(words[:1] + words[2:])[:20]}_gives_{code}",
                  (done.code != code or text not in done.out) and f"{done.code}: {done.out}")
    line.device.wake()
    check("tw_without_a_shell_says_so", run(TW, "ls", "--device", line.device.path).code
          != 1 and "it went on")


def test_tw_bad_line(line):
    """A line that damages bytes makes a put longer, never wrong; one that is cut is taken up."""
    data = random_file(line.folder, "noisy", 3000)
    noise = Noise(1500)
    line.device.wake()
    with line.device.port(noise) as path:
        done = tw(path, "put", data)
    line.check("tw_put_over_a_bad_line_was_damaged", noise.damaged == 0 and "nothing was")
    with line.device.port() as path:
        if done.code != 0:  # too bad a line: again over a good one
            done = tw(path, "put", data)
        back = os.path.join(line.folder, "noisy.back")
        got = tw(path, "get", "noisy", back)
        line.check("tw_put_over_a_bad_line_is_whole",
                   (done.code or got.code or read(back) != read(data)) and done.out + got.out)
    large = random_file(line.folder, "resumed", 20000)
    with line.device.port(Cut(9000)) as path:
        tw(path, "put", large)
    with line.device.port() as path:
        done = tw(path, "put", large)
        there = re.search(r"^resumed: (\d+) B are there already: going on$", done.out, re.M)
        line.check("tw_put_goes_on_where_it_was_cut",
                   (done.code != 0 or not there or int(there[1]) < 3000) and done.out)
        part = os.path.join(line.folder, "part")
        with open(part + ".part", "wb") as file:
            file.write(read(large)[:7000])
        done = tw(path, "get", "resumed", part)
        line.check("tw_get_goes_on_where_it_was_cut",
                   (done.code != 0 or read(part) != read(large) or
                    "7000 B are here already" not in done.out) and done.out)
        with open(part + ".part", "wb") as file:
            file.write(bytes(7000))
        done = tw(path, "get", "resumed", part)
        line.check("tw_get_notices_another_hash",
                   (done.code != 1 or "another hash" not in done.out) and done.out)
    line.device.wake()
    for name in ("noisy", "resumed"):
        line.device.do(f"rm {name}")


# --- the hot demo --------------------------------------------------------------------------------

def figures_apart(text):
    """Without what was typed, and the numbers of lines that begin with blanks."""
    return [re.sub(r"\d+", "N", line) if line.startswith("  ") else line
            for line in text.splitlines() if not line.startswith("$ make")]


def in_readme():
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        match = re.search(r"<!-- transcript: demo-hot -->\n```\n(.*?)```\n", file.read(), re.S)
    return figures_apart(match[1]) if match else None


def test_demo_hot(suite, board):
    done = run(sys.executable, "tools/demo_hot.py", board, timeout=1500)
    if board == "emcraft-sf2":
        suite.check("the_readme_shows_the_hot_demo", differs(figures_apart(done.out), in_readme()))
    suite.check(f"demo_hot_on_{board}", done.code and done.out)
    suite.check(f"demo_hot_on_{board}_leaves_no_number_out",
                differs(done.out.count("no number is missing"), 5))
    for text in ("INVALID: an operand is missing", "swapped tick", "it is not well",
                 "the power is cut"):
        suite.check(f"demo_hot_on_{board}_shows_{text[:16].replace(' ', '_')}",
                    text not in done.out and done.out)


def test_new(line):
    """Flash that the tests behind this one write to."""
    line.device.prompt()
    line.check("new_flash_is_formatted", differs(line.device.do("format --yes"), []))


# Each row has a device of its own.
TESTS = {
    "host": [[test_story, test_power_cycle, test_bad_modules, test_tw, test_tw_bad_line,
              test_progress, test_doors],
             [test_new, test_round_trips],
             [test_new, test_larger_than_ram, test_torn, test_zmodem, test_names, test_garbage,
              test_full]],
    "emcraft-sf2": [[test_story, test_power_cycle, test_larger_than_ram,
                     test_module_larger_than_ram, test_bad_modules, test_torn, test_garbage]],
    "microbit": [[test_story, test_power_cycle, test_bad_modules, test_garbage]],
}
DEMOS = ("host", "emcraft-sf2")


def run_tests(board, tests):
    suite = Suite(board)
    with tempfile.TemporaryDirectory() as folder:
        line = suite.attempt(Line, suite, board, folder, where=board)
        for test in tests if line else ():
            suite.attempt(test, line, where=board)
        if line:
            suite.attempt(line.device.close, where=board)
    return suite


def run_demo(board):
    suite = Suite(board)
    suite.attempt(test_demo_hot, suite, board, where=board)
    return suite


def main():
    wanted = sys.argv[1:] or BOARDS
    suite = Suite("shell")
    tool = run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", JOBS,
               timeout=900) if os.path.isdir(os.path.join(ROOT, "build/host")) else run("make", "tw")
    suite.check("tw_builds", tool.code and tool.out)
    # They run beside one another: most of the time each waits for its line.
    jobs = []
    for board in wanted:
        problem = build(board)
        suite.check(f"{board}_builds", problem)
        if not problem:
            jobs += [(run_tests, board, tests) for tests in TESTS[board]]
            jobs += [(run_demo, board)] if board in DEMOS else []
    with concurrent.futures.ThreadPoolExecutor(max(1, len(jobs))) as pool:
        for done in [pool.submit(*job) for job in jobs]:
            counts = done.result()
            suite.passed += counts.passed
            suite.failed += counts.failed
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
