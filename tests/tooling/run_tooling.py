#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw's commands around a module and a board: boards, flash, monitor, check, size, doctor, disasm,
about, help and completions, from outside, and the page docs/TW.md. Each on the optimised build and
on the one with sanitizers; with --update the page is written anew.

Other programs (openocd, esptool ...) are fakes on PATH that record their words, a boot loader's drive
is a folder, a serial line a pair of pseudo-terminals, libserialport a library of our own that gives
out these.
"""
import json
import os
import re
import select
import shutil
import subprocess
import sys
import termios
import time
import tomllib
import tty

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, WASM_TOOLS, build, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/tooling")
WORK = os.path.join(ROOT, "build/tooling")
SDK = os.path.join(WORK, "sdk")
TOOLS = {"host": os.path.join(ROOT, "build/tw"),
         "host-debug": os.path.join(ROOT, "build/host-debug/tw")}
ERROR = re.compile(r"[^:\n]+: [A-Z]+: [^\n]+: [^\n]+\n")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)
    return path


def differs(found, wanted):
    return found != wanted and f"{found!r}\n  not {wanted!r}"


class Tool:
    """One build of tw."""

    def __init__(self, suite, preset):
        self.suite = suite
        self.preset = preset
        self.path = TOOLS[preset]

    def run(self, *words, cwd=WORK, **environment):
        try:
            done = subprocess.run([self.path, *words], cwd=cwd, env={**os.environ, **environment},
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=30, check=False)
        except subprocess.TimeoutExpired as error:
            return -1, (error.stdout or b"").decode("utf-8", "replace"), "it did not end\n"
        return (done.returncode, done.stdout.decode("utf-8", "replace"),
                done.stderr.decode("utf-8", "replace"))

    def expect(self, name, words, code=0, out=r".*", err=None, **environment):
        """out and err: patterns of the whole text. An error is one line of the common form."""
        found = self.run(*words, **environment)
        err = err if err is not None else (r"" if code == 0 else r".*")
        problem = f"exit code {found[0]}, not {code}; " if found[0] != code else ""
        for stream, text, wanted in (("stdout", found[1], out), ("stderr", found[2], err)):
            if not re.fullmatch(wanted, text, re.S):
                problem += f"\n  {stream} is {text!r}\n  not {wanted!r}"
        if code and not ERROR.fullmatch(found[2]):
            problem += f"\n  {found[2]!r} is not one line WHERE: CODE: what: what to do"
        self.check(name, problem and f"tw {' '.join(words)}: {problem}")
        return found

    def check(self, name, problem):
        self.suite.check(f"{self.preset}_{name}", problem)

    def json(self, name, words, code=0):
        """What it prints, read by Python's own reader."""
        found = self.run(*words)
        try:
            value = json.loads(found[1])
        except ValueError as error:
            value, found = None, (found[0], found[1], f"{error}: {found[1][:200]!r}")
        self.check(name, (found[0] != code or value is None) and f"{found}")
        return value


# ---- help -------------------------------------------------------------------------------------------

def commands_of(tool):
    return re.findall(r"^  (\w+) +\w", tool.run("help")[1], re.M)


def options_of(page):
    options = re.search(r"^OPTIONS\n(.*?)\n\n", page, re.M | re.S)
    return re.findall(r"^    (-[\w-]+)( .*)?$", options[1], re.M) if options else []


def test_help(tool):
    commands = commands_of(tool)
    tool.check("help_lists_commands", len(commands) < 25 and f"only {commands}")
    for command in commands:
        page = tool.expect(f"help_of_{command}", ["help", command], out=(
            rf"NAME\n    tw {command} - .*\n\nSYNOPSIS\n    tw {command}.*\n\nDESCRIPTION\n.*"
            r"\n\nEXAMPLES\n    \$ tw .*\n\nEXIT CODES\n    0    .*"))[1]
        tool.check(f"{command}_has_the_same_page_by_option",
                   differs(tool.run(command, "--help")[1], page))
        wide = [line for line in page.splitlines() if len(line) > 102]
        tool.check(f"page_of_{command}_is_narrow", wide)
        synopsis = page.split("SYNOPSIS\n")[1].split("\n\nDESCRIPTION")[0]
        named = {name for name, _ in options_of(page)} - {"--"}
        missing = [word for word in re.findall(r"(?<![\w-])--?[a-z][\w-]*", synopsis)
                   if word not in named and word != "--help"]
        tool.check(f"synopsis_of_{command}_has_options_that_there_are", missing)


SUGGESTIONS = [("isnpect", "inspect"), ("flsh", "flash"), ("borads", "boards"), ("comp", "completions"),
               ("hlep", "help"), ("bindgne", "bindgen")]


def test_suggestions(tool):
    for typed, meant in SUGGESTIONS:
        tool.expect(f"{typed}_suggests_{meant}", [typed], 2,
                    out="", err=rf"tw: INVAL: there is no command {typed}: did you mean {meant}\?\n")
    tool.expect("nothing_is_near", ["zzzzzz"], 2, out="", err=r"tw: INVAL: .* zzzzzz: see tw help\n")
    tool.expect("an_option_is_near", ["boards", "--jsno"], 2, out="",
                err=r"tw boards: INVAL: there is no option --jsno: did you mean --json\?\n")
    tool.expect("an_option_lacks_its_value", ["flash", "pico", "x.elf", "--with"], 2, out="",
                err=r"tw flash: INVAL: --with lacks its .*: see tw help flash\n")
    values = os.path.join(ROOT, "tests/cli/values.wasm")
    tool.expect("help_is_not_for_others", ["run", values, "--invoke", "none", "--help"], 2, out="",
                err=r"tw run: INVAL: unknown option --help: .*\n")
    tool.expect("a_word_too_many", ["boards", "pico"], 2, err=r"tw boards: INVAL: pico is .*\n")


def terminal(command, **environment):
    """What a command writes on a terminal."""
    here, there = os.openpty()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=there, stderr=there, cwd=WORK,
                             env={**os.environ, **environment})
    os.close(there)
    text = b""
    while True:
        try:
            piece = os.read(here, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    child.wait(timeout=30)
    os.close(here)
    return text.decode()


def test_colours(tool):
    bold = "\x1b[1m"
    plain = {key: "" for key in ("NO_COLOR",)}
    on = terminal([tool.path, "help", "run"], TERM="xterm", **plain)
    tool.check("colours_on_a_terminal", bold not in on and repr(on[:80]))
    for name, words in (("NO_COLOR", {"TERM": "xterm", "NO_COLOR": "1"}), ("dumb", {"TERM": "dumb"})):
        text = terminal([tool.path, "help", "run"], **{**plain, **words})
        tool.check(f"no_colours_with_{name}", "\x1b" in text and repr(text[:80]))
    tool.check("no_colours_in_a_pipe", "\x1b" in tool.run("help", "run", TERM="xterm", **plain)[1])
    error = terminal([tool.path, "walk"], TERM="xterm", **plain)
    tool.check("errors_are_red_on_a_terminal", "\x1b[31mINVAL\x1b[0m" not in error and repr(error))


# ---- the page ---------------------------------------------------------------------------------------

PAGE = os.path.join(ROOT, "docs/TW.md")
BEGIN, END = "<!-- commands: made of the help pages by run_tooling.py --update -->\n", (
    "<!-- end of commands -->\n")


def commands_page(tool):
    """What help says of each command, by group."""
    text = ""
    for line in tool.run("help")[1].split("\n\ntw help COMMAND")[0].splitlines()[1:]:
        command = re.match(r"  (\w+) ", line)
        if command:
            page = tool.run("help", command[1])[1]
            text += f"### tw {command[1]}\n\n```text\n{page}```\n\n"
        elif line:
            text += f"## {line}\n\n"
    return text


def test_page(tool):
    """docs/TW.md has all pages, as they are, and its examples are of commands that there are."""
    page = read(PAGE)
    found = page[page.index(BEGIN) + len(BEGIN):page.index(END)].strip()
    wanted = commands_page(tool).strip()
    lines = [line for line in wanted.splitlines() if line not in found.splitlines()]
    tool.check("page_has_the_help_pages",
               found != wanted and f"run_tooling.py --update would write {lines[:5] or 'less'}")
    commands = commands_of(tool)
    named = set(re.findall(r"(?:^\$ |`)tw (\w+)", page, re.M)) - {"help", "COMMAND"}
    tool.check("page_names_commands_that_there_are", named - set(commands))
    links = [target for target in re.findall(r"\]\(([\w./-]+)", page)
             if not os.path.exists(os.path.join(ROOT, "docs", target))]
    tool.check("page_links_to_what_there_is", links)


def update_page():
    tool = Tool(Suite("update"), "host")
    page = read(PAGE)
    head, rest = page[:page.index(BEGIN)], page[page.index(END):]
    write(PAGE, head + BEGIN + "\n" + commands_page(tool) + rest)


# ---- completions ------------------------------------------------------------------------------------

# What stands on the line, and words of which some must be offered and others not.
BASH = [
    (["tw", ""], {"run", "boards", "help"}, {"--fuel"}),
    (["tw", "bo"], {"boards"}, {"run"}),
    (["tw", "run", "--f"], {"--fuel"}, {"--stub", "run"}),
    (["tw", "flash", ""], {"pico", "microbit"}, {"run"}),
    (["tw", "flash", "pico", "--with", ""], {"openocd", "drive", "esptool"}, {"pico"}),
    (["tw", "help", "fl"], {"flash"}, {"run"}),
    (["tw", "completions", ""], {"bash", "zsh", "fish"}, {"run"}),
    (["tw", "bindgen", "guest", "--lang", ""], {"rust", "zig"}, {"guest"}),
    (["tw", "grants", "c"], {"compile", "check"}, {"show"}),
]


def bash_offers(tool, words):
    """What bash offers for the last word, by the script that tw writes."""
    script = tool.run("completions", "bash")[1]
    quoted = " ".join(f"'{word}'" for word in words)
    done = subprocess.run(
        ["bash", "-c", f"compopt() {{ :; }}\n{script}\nCOMP_WORDS=({quoted}); "
         f"COMP_CWORD={len(words) - 1}\n_tw\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False,
        env={**os.environ, "PATH": os.path.dirname(tool.path) + ":" + os.environ["PATH"]})
    return set(done.stdout.decode().split())


def test_completions(tool):
    for words, wanted, unwanted in BASH:
        found = bash_offers(tool, words)
        tool.check(f"bash_offers_for_{'_'.join(words[1:])}",
                   (not wanted <= found or unwanted & found) and f"{sorted(found)}")
    texts = {shell: tool.expect(f"completions_for_{shell}", ["completions", shell])[1]
             for shell in ("bash", "zsh", "fish")}
    for command in commands_of(tool):
        page = tool.run("help", command)[1]
        names = [name for name, _ in options_of(page) if name != "--"]
        lacks = [(shell, word) for shell, text in texts.items() for word in [command, *names]
                 if (word.lstrip("-") if shell == "fish" else word) not in text]
        tool.check(f"completions_have_{command}", lacks)
    for shell in ("bash", "zsh", "fish"):
        if shutil.which(shell):
            path = write(os.path.join(WORK, f"tw.{shell}"), texts[shell])
            done = run(shell, "-n", path)
            tool.check(f"{shell}_reads_its_completions", done.code and done.out)
    said = re.findall(r" -d '(.*)'$", texts["fish"], re.M)
    tool.check("descriptions_are_whole", [text for text in said if text.count("(") != text.count(")")] or
               "the module'\\''s language" not in said and said)
    tool.expect("completions_of_another_shell", ["completions", "tcsh"], 2, out="",
                err=r"tw completions: INVAL: .*\n")


# ---- boards -----------------------------------------------------------------------------------------

def macro(board, name):
    found = re.search(rf'^ *#define {name} "?([^"\n]*?)"?( *//.*)?$',
                      read(ROOT, "boards", board, "board.h"), re.M)
    return found and found[1].rstrip("u")


def test_boards(tool):
    boards = {board["name"]: board for board in tool.json("boards_as_json", ["boards", "--json"])}
    tool.check("boards_are_all_folders", differs(sorted(boards), sorted(os.listdir(
        os.path.join(ROOT, "boards")))))
    tool.check("names_are_the_same", differs(tool.run("boards", "--names")[1].split(), sorted(boards)))
    table = tool.run("boards")[1]
    for name, board in boards.items():
        data = read(ROOT, "boards", name, "board.cmake")
        tool.check(f"{name}_has_its_data", differs(
            [board["core"], board["flash_bytes"], board["ram_bytes"], board["emulator"] is not None],
            [macro(name, "BOARD_CORE"), int(macro(name, "BOARD_FLASH_SIZE") or "0", 0),
             int(macro(name, "BOARD_RAM_SIZE") or "0", 0), "BOARD_EMULATOR" in data]))
        tool.check(f"{name}_is_in_the_table", not re.search(rf"^{re.escape(name)} ", table, re.M))
        readme = read(ROOT, "boards", name, "README.md")
        tool.check(f"{name}_has_the_tier_of_its_page", f"| tier | {board['tier']} |" not in readme)
    pico = boards["pico"]
    tool.check("pico_is_known", differs([pico[key] for key in (
        "led", "buttons", "sensor", "display", "store", "flash")],
        [True, 8, "tmp105", "ssd1306", "flash", ["drive", "picotool", "openocd"]]))


# ---- flash ------------------------------------------------------------------------------------------

RECORDER = """#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" >>"$RECORD"
exit "${FAKE_CODE:-0}"
"""
FAKES = ("openocd", "picotool", "esptool", "st-flash", "arm-none-eabi-objcopy", "fake-objcopy")
# Boards of no maker, for the ways that no board here has.
BOARDS = {
    "esp": "set(BOARD_TOOLCHAIN fake)\nset(BOARD_FLASH esptool)\nset(BOARD_ESPTOOL esp32c3 0x0)\n",
    "stm": "set(BOARD_TOOLCHAIN fake)\nset(BOARD_FLASH st-flash)\nset(BOARD_ST_FLASH 0x08000000)\n",
}


def make_flash_folder():
    for name in FAKES:
        write(os.path.join(WORK, "fakes", name), RECORDER, 0o755)
    shutil.rmtree(SDK, ignore_errors=True)
    for folder in ("cmake", "tools", "boards", "deps"):
        shutil.copytree(os.path.join(ROOT, folder), os.path.join(SDK, folder))
    for name, data in BOARDS.items():
        write(os.path.join(SDK, "boards", name, "board.cmake"), data)
        write(os.path.join(SDK, "boards", name, "board.h"), f'#define BOARD_NAME "{name}"\n')


def pico_elf():
    """The smallest ELF that tools/uf2.py takes: one page with boot2's checksum."""
    sys.path.insert(0, os.path.join(ROOT, "tools"))
    import uf2
    page = bytes(range(252))
    page += uf2.boot_crc(page).to_bytes(4, "little")
    head = uf2.ELF_HEAD.pack(b"\x7fELF\x01\x01\x01" + bytes(9), 2, 40, 1, 0x10000000, 52, 0, 0, 52, 32,
                             1, 0, 0, 0)
    return head + uf2.ELF_SEGMENT.pack(1, 84, 0x10000000, 0x10000000, 256, 256, 5, 4) + page, page


FLASHES = [  # board, options, what is run
    ("pico", ["--with", "openocd"], [["openocd", "-f", "interface/cmsis-dap.cfg", "-f",
                                      "target/rp2040.cfg", "-c",
                                      "program {{{stem}.elf}} verify reset exit"]]),
    ("pico", ["--with", "picotool"], [["picotool", "load", "-v", "-x", "{stem}.uf2"]]),
    ("lm3s6965evb", [], [["openocd", "-f", "board/ek-lm3s6965.cfg", "-c",
                          "program {{{stem}.elf}} verify reset exit"]]),
    ("esp", [], [["fake-objcopy", "-O", "binary", "{stem}.elf", "{stem}.bin"],
                 ["esptool", "--chip", "esp32c3", "write_flash", "0x0", "{stem}.bin"]]),
    ("esp", ["--port", "/dev/ttyUSB7"],
     [["fake-objcopy", "-O", "binary", "{stem}.elf", "{stem}.bin"],
      ["esptool", "--chip", "esp32c3", "--port", "/dev/ttyUSB7", "write_flash", "0x0", "{stem}.bin"]]),
    ("stm", [], [["fake-objcopy", "-O", "binary", "{stem}.elf", "{stem}.bin"],
                 ["st-flash", "--reset", "write", "{stem}.bin", "0x08000000"]]),
]


def with_fakes(**more):
    return {"PATH": os.path.join(WORK, "fakes") + ":" + os.environ["PATH"], "TINYWASM_SDK": SDK,
            "RECORD": os.path.join(WORK, "record"), **more}


def recorded():
    path = os.path.join(WORK, "record")
    text = read(path) if os.path.exists(path) else ""
    if text:
        os.remove(path)
    return text.split("\n")[:-1]


def test_flash(tool):
    make_flash_folder()
    elf, page = pico_elf()
    stem = os.path.join(WORK, "with space", "blink")
    write(stem + ".elf", elf)
    recorded()
    for board, options, commands in FLASHES:
        label = "_".join([board, *options])
        wanted = [[word.format(stem=stem) for word in command] for command in commands]
        tool.expect(f"flash_{label}", ["flash", board, stem + ".elf", *options], **with_fakes())
        tool.check(f"flash_{label}_runs", differs(recorded(), sum(wanted, [])))
        code, out, _ = tool.run("flash", board, stem + ".elf", *options, "--dry-run", **with_fakes())
        shown = subprocess.run(["sh", "-c", f"set -- {out.splitlines()[-1]}\nprintf '%s\\n' \"$@\""],
                               stdout=subprocess.PIPE, check=False).stdout.decode().split("\n")[:-1]
        tool.check(f"flash_{label}_dry_shows_the_same", differs([code, shown], [0, wanted[-1]]))
        tool.check(f"flash_{label}_dry_runs_nothing", recorded())
    test_drive(tool, stem, page)
    test_flash_errors(tool, stem)


def test_drive(tool, stem, page):
    drives = os.path.join(WORK, "drives")
    shutil.rmtree(drives, ignore_errors=True)
    drive = os.path.join(drives, "RPI-RP2")
    write(os.path.join(drive, "INFO_UF2.TXT"), "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\n"
          "Board-ID: RPI-RP2\n")
    tool.expect("flash_to_a_drive_that_is_found", ["flash", "pico", stem + ".elf"],
                out=rf"blink\.uf2: 512 B, written to {re.escape(drive)}\n",
                **with_fakes(TINYWASM_DRIVES=drives))
    with open(os.path.join(drive, "blink.uf2"), "rb") as file:
        data = file.read()
    tool.check("the_drive_has_the_program", differs(data[32:288], page))
    tool.check("a_drive_comes_before_programs", recorded())
    os.remove(os.path.join(drive, "blink.uf2"))
    tool.expect("flash_to_a_drive_dry", ["flash", "pico", stem + ".elf", "--dry-run"],
                out=rf"python3 .*\ncp '.*blink\.uf2' {re.escape(drive)}\n",
                **with_fakes(TINYWASM_DRIVES=drives))
    tool.check("a_dry_run_copies_nothing", differs(os.listdir(drive), ["INFO_UF2.TXT"]))
    tool.expect("flash_to_a_drive_that_is_named",
                ["flash", "pico", stem + ".elf", "--drive", drive, "--with", "drive"], **with_fakes())
    other = os.path.join(WORK, "other drive")
    write(os.path.join(other, "INFO_UF2.TXT"), "Board-ID: SAMD21G18A-Feather-v0\n")
    tool.expect("another_boards_drive_is_refused",
                ["flash", "pico", stem + ".elf", "--drive", other, "--with", "drive"], 2,
                err=r"tw flash: NOENT: no drive RPI-RP2 is mounted: hold BOOTSEL .*\n", **with_fakes())
    tool.check("nothing_is_written_there", differs(os.listdir(other), ["INFO_UF2.TXT"]))
    tool.expect("microbits_drive_is_found", ["flash", "microbit", stem + ".elf", "--dry-run"],
                out=r"arm-none-eabi-objcopy -O ihex '.*' '.*\.hex'\ncp .*\.hex' MICROBIT\n",
                **with_fakes(PATH="/nowhere"))


def test_flash_errors(tool, stem):
    for board in ("mps2-an385", "riscv-virt", "emcraft-sf2", "ast1030-evb"):
        tool.expect(f"{board}_is_emulated_only", ["flash", board, stem + ".elf"], 2, out="",
                    err=rf"{board}: UNSUPPORTED: .*: run the program with tools/emulate {board} .*\n")
    tool.expect("the_pc_is_not_written", ["flash", "host", "program"], 2, out="",
                err=r"host: UNSUPPORTED: .* tw sim .*\n")
    tool.expect("flash_of_another_board", ["flash", "picco", stem + ".elf"], 2, out="",
                err=r"picco: NOENT: .*: tw boards .*\n")
    tool.expect("flash_of_a_missing_file", ["flash", "pico", "no.elf"], 2, out="",
                err=r"no\.elf: NOENT: .*\n")
    tool.expect("flash_in_a_way_that_the_board_has_not",
                ["flash", "pico", stem + ".elf", "--with", "esptool"], 2, out="",
                err=r"tw flash: INVAL: pico is not written with esptool: try drive picotool openocd\n")
    tool.expect("flash_needs_a_program", ["flash", "lm3s6965evb", stem + ".elf"], 3, out="",
                err=r"tw flash: UNSUPPORTED: openocd is not installed: apt-get install openocd\n",
                PATH="/nowhere")
    tool.expect("a_program_that_fails", ["flash", "lm3s6965evb", stem + ".elf"], 1, out="",
                err=r"openocd: IO: it ended with exit code 7: .*\n", **with_fakes(FAKE_CODE="7"))
    recorded()
    text = write(os.path.join(WORK, "program.txt"), "x")
    tool.expect("a_file_in_another_form", ["flash", "pico", text, "--with", "picotool"], 2, out="",
                err=r".*program\.txt: INVAL: this way takes uf2 or ELF: .*\n", **with_fakes())


# ---- flash of a project -----------------------------------------------------------------------------

def test_flash_project(tool):
    folder = os.path.join(WORK, "project")
    write(os.path.join(folder, "tw.toml"), 'name = "lamp"\nboard = "pico"\n')
    tool.expect("flash_of_a_project_dry", ["flash", "pico", "--with", "openocd", "--dry-run"],
                out=r"openocd .* 'program {build/pico/lamp\.elf} verify reset exit'\n", cwd=folder)
    tool.expect("flash_of_no_project", ["flash", "pico"], 2, out="",
                err=r"tw flash: NOENT: no tw\.toml here .*\n", cwd=WORK)


# ---- monitor ----------------------------------------------------------------------------------------

class Line:
    """A pair of pseudo-terminals: path is what tw opens."""

    def __init__(self):
        self.here, self.there = os.openpty()
        tty.setraw(self.there)
        self.path = os.ttyname(self.there)

    def read(self, count, seconds=10):
        """So many bytes, or what came of them."""
        text = b""
        end = time.monotonic() + seconds
        while len(text) < count and time.monotonic() < end:
            if select.select([self.here], [], [], 0.1)[0]:
                text += os.read(self.here, count - len(text))
        return text

    def close(self):
        os.close(self.here)
        os.close(self.there)


def until(stream, wanted, seconds=10):
    """What comes up to the wanted bytes."""
    text = b""
    end = time.monotonic() + seconds
    while wanted not in text and time.monotonic() < end:
        if select.select([stream], [], [], 0.1)[0]:
            piece = os.read(stream.fileno(), 4096)
            if not piece:
                break
            text += piece
    return text


def monitor(tool, *words, stdin=subprocess.PIPE, **environment):
    return subprocess.Popen([tool.path, "monitor", *words], cwd=WORK, stdin=stdin,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, **environment})


def test_monitor(tool):
    line = Line()
    with monitor(tool, line.path) as child:
        started = until(child.stderr, b"baud\n")
        child.stdin.write(b"help\r")
        child.stdin.flush()
        tool.check("monitor_says_which_line", f"{line.path}, 115200 baud" not in started.decode())
        tool.check("monitor_sends", differs(line.read(5), b"help\r"))
        data = bytes(range(256)) * 20
        os.write(line.here, data[:4000])
        tool.check("monitor_shows_all_bytes", differs(until(child.stdout, data[:4000]), data[:4000]))
        child.stdin.close()
        os.write(line.here, b"after")
        tool.check("monitor_goes_on_without_input", differs(until(child.stdout, b"after"), b"after"))
        child.terminate()
    line.close()
    start = time.monotonic()
    line = Line()
    tool.expect("monitor_ends_in_time", ["monitor", line.path, "--for", "1"],
                err=r"tw monitor: .*\n")
    tool.check("monitor_takes_that_time", not 0.9 < time.monotonic() - start < 8)
    line.close()
    test_monitor_keys(tool)
    test_monitor_gone(tool)
    test_monitor_errors(tool)


def test_monitor_keys(tool):
    """On a terminal keys come one by one, Ctrl-C is the device's, and Ctrl-] ends it."""
    line, keys = Line(), Line()
    subprocess.run(["stty", "sane"], stdin=keys.there, check=True)
    before = termios.tcgetattr(keys.there)
    with monitor(tool, line.path, stdin=keys.there) as child:
        until(child.stderr, b"Ctrl-] ends it\n")
        os.write(keys.here, b"a\x03b")
        tool.check("monitor_sends_each_key", differs(line.read(3), b"a\x03b"))
        os.write(keys.here, b"c\x1dd")
        code = child.wait(timeout=10)
        tool.check("monitor_ends_by_its_key", differs([code, line.read(1)], [0, b"c"]))
    tool.check("monitor_leaves_the_terminal_as_it_was",
               differs(termios.tcgetattr(keys.there), before))
    line.close()
    keys.close()


def test_monitor_gone(tool):
    """The board restarts: its line goes and comes again under the same name."""
    link = os.path.join(WORK, "line")
    lines = [Line(), Line()]

    def point(line):
        if os.path.lexists(link):
            os.remove(link)
        os.symlink(line.path, link)

    point(lines[0])
    with monitor(tool, link) as child:
        os.write(lines[0].here, b"one")
        tool.check("monitor_shows_what_comes_first", differs(until(child.stdout, b"one"), b"one"))
        os.remove(link)
        lines[0].close()
        said = until(child.stderr, b"waiting for it\n").decode()
        tool.check("monitor_says_that_the_line_is_gone", f"{link} is gone: waiting for it" not in said)
        point(lines[1])
        os.write(lines[1].here, b"two")
        tool.check("monitor_opens_it_again", differs(until(child.stdout, b"two"), b"two"))
        child.terminate()
    lines[1].close()


def test_monitor_errors(tool):
    tool.expect("monitor_of_no_line", ["monitor", "/dev/ttyNONE7"], 2, out="",
                err=r"/dev/ttyNONE7: NOENT: the device cannot be opened, .*\n")
    path = write(os.path.join(WORK, "plain"), "")
    tool.expect("monitor_of_a_file", ["monitor", path], 2, out="",
                err=r".*plain: INVAL: this is no serial line .*\n")
    for option, value in (("--baud", "fast"), ("--baud", "0"), ("--for", "-1"), ("--baud", "5000000")):
        tool.expect(f"monitor_{option}_{value}", ["monitor", "/dev/null", option, value], 2, out="",
                    err=rf"tw monitor: INVAL: {option} {value} is no .*\n")


def test_ports(tool):
    """Which line it takes, of those that libserialport has; here that is a library of ours."""
    library = os.path.join(WORK, "lib", "libserialport.so.0")
    os.makedirs(os.path.dirname(library), exist_ok=True)
    done = run("cc", "-shared", "-fPIC", "-Wl,-soname,libserialport.so.0", "-o", library,
               os.path.join(HERE, "fake_serialport.c"))
    tool.check("fake_serialport_builds", done.code and done.out)
    settings = os.path.join(WORK, "settings")
    line, other = Line(), Line()
    rows = {"native": f"{other.path} NATIVE 0 0 ttyS0",
            "pico": f"{line.path} USB 1209 1 TinyWASM Pico console",
            "microbit": f"{other.path} USB d28 204 BBC micro:bit",
            "adapter": f"{other.path} USB 67b 2303 USB-Serial Controller"}

    def fake(*names):
        if os.path.exists(settings):
            os.remove(settings)
        return {"LD_LIBRARY_PATH": os.path.dirname(library), "FAKE_SETTINGS": settings,
                "FAKE_PORTS": "\n".join(rows[name] for name in names)}

    for names, words, found in (
            (("native", "pico"), [], line), (("pico", "adapter"), [], line), (("adapter",), [], other),
            (("pico", "microbit"), ["--board", "microbit"], other)):
        label = "_".join([*names, *words])
        tool.expect(f"monitor_finds_of_{label}", ["monitor", *words, "--for", "1"],
                    err=rf"tw monitor: {found.path}, 115200 baud\n", **fake(*names))
        tool.check(f"the_port_is_set_up_for_{label}", differs(
            read(settings).split("\n")[:-1],
            ["open 3", "baudrate 115200", "bits 8", "parity 0", "stopbits 1", "flowcontrol 0",
             "close 0"]))
    tool.expect("monitor_sets_the_speed", ["monitor", line.path, "--baud", "9600", "--for", "1"],
                err=r"tw monitor: .*, 9600 baud\n", **fake("pico"))
    tool.check("the_speed_is_set", "baudrate 9600\n" not in read(settings))
    tool.expect("several_ports_are_refused", ["monitor"], 2, out="",
                err=rf"tw monitor: INVAL: there are several, {line.path}, {other.path}: name one.*\n",
                **fake("pico", "microbit"))
    tool.expect("no_usb_port_is_there", ["monitor"], 2, out="",
                err=r"tw monitor: NOENT: no USB serial port is here: .*\n", **fake("native"))
    tool.expect("no_such_board_is_plugged_in", ["monitor", "--board", "pico"], 2, out="",
                err=r"tw monitor: NOENT: no pico is plugged in: .*\n", **fake("microbit"))
    tool.expect("ports_are_listed", ["monitor", "--list"],
                out=rf"{line.path} +1209:0001  TinyWASM Pico console\n{other.path} +-  .*ttyS0\n",
                **fake("pico", "native"))
    code, out, _ = tool.run("monitor", "--list", "--json", **fake("pico"))
    tool.check("ports_are_listed_as_json", differs([code, json.loads(out)], [0, [
        {"path": line.path, "description": "TinyWASM Pico console", "usb": True, "vendor": 0x1209,
         "product": 1}]]))
    line.close()
    other.close()


# ---- check ------------------------------------------------------------------------------------------

I32, I64 = 0x7f, 0x7e


def leb(number):
    out = bytearray()
    while number > 0x7f:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes([*out, number])


def section(number, items):
    body = leb(len(items)) + b"".join(items)
    return bytes([number]) + leb(len(body)) + body


def name_of(text):
    return leb(len(text)) + text.encode()


def module_of(*imports, pages=None):
    """A module that imports functions: (module, name, parameter types, result types)."""
    types = [b"\x60" + leb(len(p)) + bytes(p) + leb(len(r)) + bytes(r) for _, _, p, r in imports]
    rows = [name_of(m) + name_of(n) + b"\x00" + leb(i) for i, (m, n, _, _) in enumerate(imports)]
    memory = [b"\x00" + leb(pages)] if pages is not None else []
    return b"\0asm\1\0\0\0" + b"".join(
        section(number, items) for number, items in ((1, types), (2, rows), (5, memory)) if items)


def applications():
    """Folder -> names of its modules, for those that tw.toml composes."""
    found = {}
    for app in sorted(os.listdir(os.path.join(ROOT, "apps"))):
        path = os.path.join(ROOT, "apps", app, "tw.toml")
        if os.path.exists(path):
            with open(path, "rb") as file:
                found[os.path.join(ROOT, "apps", app)] = tomllib.load(file).get("modules", [])
    return found


def wasm(name):
    return os.path.join(ROOT, "modules", name, name + ".wasm")


def rows_in(text):
    return sorted(re.findall(r'\{"(\w+)", "(\([^"]*)"', text))


def signatures(*path):
    return sorted(tuple(line.split()) for line in read(ROOT, *path).splitlines()
                  if line and line[0] != "#")


def test_check(tool):
    for folder, modules in applications().items():
        for name in modules:
            tool.expect(f"{os.path.basename(folder)}_has_what_{name}_needs",
                        ["check", wasm(name), "--app", folder],
                        out=rf"{name}\.wasm for .*\n  profile: (TINY|STANDARD) or more\nthe application has all that it needs\n")
    table = rows_in(read(ROOT, "src/devices/machine/tinygo.c"))
    tool.check("tinygos_signatures_are_the_tables", differs(
        signatures("bridge/tinygo.sig"),
        sorted((f"{m}.{n}", s) for m in ("env", "machine") for n, s in table)))
    tool.check("filestores_signatures_are_the_tables", differs(
        signatures("apps/filestore/bridge/hosted.sig"),
        sorted((f"hosted.{n}", s) for n, s in rows_in(read(ROOT, "apps/filestore/main.c")))))
    app = os.path.join(WORK, "app")
    shutil.rmtree(app, ignore_errors=True)
    write(os.path.join(app, "tw.toml"), 'bridge = ["hosted"]\n[limits]\nmemory_bytes = 70000\n')
    write(os.path.join(app, "bridge", "lamp.wit"), "package my:lamp;\ninterface lamp {\n"
          "    set-level: func(level: u32) -> bool;\n    name: func(text: string);\n}\n")
    write(os.path.join(app, "hand.sig"), "# by hand\nraw.beep (I*~)F\n")
    write(os.path.join(WORK, "good.wasm"), module_of(
        ("lamp", "set_level", [I32], [I32]), ("lamp", "name", [I32, I32], []),
        ("raw", "beep", [I64, I32, I32], [0x7c]), ("hosted", "pong", [], [])))
    tool.expect("a_bridge_in_all_forms", ["check", "good.wasm", "--app", app], out=(
        r"good\.wasm for .*func lamp\.set_level: .*/bridge/lamp\.wit\n  func lamp\.name: .*lamp\.wit\n"
        r"  func raw\.beep: .*/hand\.sig\n  func hosted\.pong: .*hosted\.wit\n  profile: STANDARD or more\nthe application has .*"))
    test_check_problems(tool, app)
    test_check_grants(tool, app)
    test_check_board(tool, app)


PROBLEMS = [  # name, import, what is said
    ("a_wrong_parameter", ("hosted", "pong", [I32], []), "mismatch",
     r"the module says \(i\), .*hosted\.wit has \(\): make the module's bindings anew"),
    ("a_wrong_result", ("lamp", "set_level", [I32], [I64]), "mismatch",
     r"the module says \(i\)I, .* has \(i\)i: .*"),
    ("a_mistyped_function", ("hosted", "pnog", [], []), "missing",
     r"interface hosted has no pnog: did you mean pong\?"),
    ("a_function_that_there_is_not", ("lamp", "explode", [], []), "missing",
     r"interface lamp has no explode: see .*"),
    ("an_interface_of_the_sdk", ("display", "clear", [], []), "missing",
     r"the application's bridge has no display: add \"display\" to bridge in .*/tw\.toml, and .*"),
    ("tinygos_module", ("env", "__tinygo_gpio_get", [I32], [I32]), "missing",
     r"the application's bridge has no env: add \"tinygo\" to bridge .*"),
    ("wasi", ("wasi_snapshot_preview1", "proc_exit", [I32], []), "missing",
     r".* has no wasi_snapshot_preview1: add \"wasi\" to bridge .*"),
    ("an_interface_of_nobody", ("mine", "f", [], []), "missing",
     r"the application's bridge has no mine: write its mine\.wit in .*/bridge, and .*"),
]


def test_check_problems(tool, app):
    path = os.path.join(WORK, "bad.wasm")
    for name, row, verdict, text in PROBLEMS:
        write(path, module_of(row))
        tool.expect(f"check_finds_{name}", ["check", path, "--app", app], 1,
                    out=rf"bad\.wasm for .*\n  func [^\n]*: {text}\n  profile: TINY or more\n",
                    err=r"bad\.wasm: UNLINKABLE: 1 of what it needs is not there: see above\n")
        found = tool.json(f"check_finds_{name}_as_json", ["check", path, "--app", app, "--json"], 1)
        tool.check(f"{name}_has_its_verdict", found and differs(
            [found["imports"][0]["verdict"], found["problems"]], [verdict, 1]))
    write(path, module_of(*(row for _, row, _, _ in PROBLEMS)))
    found = tool.json("check_finds_all_at_once", ["check", path, "--app", app, "--json"], 1)
    tool.check("all_are_counted", found and differs(found["problems"], len(PROBLEMS)))
    write(path, module_of(("wasi_snapshot_preview1", "proc_exit", [I32], [])))
    other = os.path.join(WORK, "wasi app")
    shutil.rmtree(other, ignore_errors=True)
    write(os.path.join(other, "tw.toml"), 'bridge = ["wasi"]\n')
    tool.expect("wasi_may_be_the_bridge", ["check", path, "--app", other],
                out=r".*wasi_snapshot_preview1\.proc_exit: wasi\n.*")
    write(os.path.join(other, "tw.toml"), 'bridge = ["nothing"]\n')
    tool.expect("a_bridge_that_there_is_not", ["check", path, "--app", other], 2, out="",
                err=r".*: NOENT: bridge in tw\.toml names nothing, .*\n")
    write(os.path.join(other, "tw.toml"), "bridge = [\n")
    tool.expect("a_broken_tw_toml", ["check", path, "--app", other], 1, out="",
                err=r".*tw\.toml: INVAL: line \d+: .*: correct it\n")
    write(os.path.join(other, "tw.toml"), "")
    write(os.path.join(other, "bad.sig"), "hosted.pong ()\nno signature\n")
    tool.expect("a_broken_signature", ["check", path, "--app", other], 1, out="",
                err=r".*bad\.sig: INVAL: line 2 is no function: .*\n")
    tool.expect("no_application", ["check", path, "--app", "/nowhere"], 2, out="",
                err=r"/nowhere/tw\.toml: NOENT: .*\n")


def test_check_grants(tool, app):
    folder = os.path.join(WORK, "granted")
    shutil.rmtree(folder, ignore_errors=True)
    write(os.path.join(folder, "tw.toml"), 'bridge = ["hosted"]\ngrants = "app.grants"\n')
    toml = write(os.path.join(folder, "app.toml"), '[grant.other]\nfunctions = ["hosted.*"]\n')
    tool.expect("an_import_is_not_granted", ["check", wasm("ping"), "--app", folder], 1,
                out=r".*func hosted\.pong: not granted: add functions = \[\"hosted\.pong\"\] under "
                r"\[grant\.ping\].*", err=r"ping\.wasm: UNLINKABLE: .*\n")
    write(toml, '[grant.ping]\nfunctions = ["hosted.pong"]\n')
    tool.expect("an_import_is_granted", ["check", wasm("ping"), "--app", folder],
                out=r".*func hosted\.pong: .*hosted\.wit, granted\n.*")
    run(tool.path, "grants", "compile", toml)
    os.remove(toml)
    tool.expect("a_compiled_table_will_do", ["check", wasm("ping"), "--app", folder],
                out=r".*, granted\n.*")


def test_check_board(tool, app):
    path = write(os.path.join(WORK, "large.wasm"), module_of(pages=1))
    tool.expect("an_instance_is_too_large", ["check", path, "--app", app, "--board", "microbit"], 1,
                out=r".*arena: 69,632 to .* B, the board has 8,192 B: it does not fit: lower .*",
                err=r"large\.wasm: UNLINKABLE: .*\n")
    tool.expect("an_instance_fits", ["check", path, "--app", app, "--board", "mps2-an385"],
                out=r".*flash: [\d,]+ B, .*: it fits\n  arena: .*: it fits\n.*")
    found = tool.json("room_as_json", ["check", path, "--app", app, "--board", "microbit", "--json"], 1)
    tool.check("room_is_counted", found and differs(
        [found["arena"]["least_bytes"], found["arena"]["board_bytes"], found["arena"]["fits"],
         found["flash"]["fits"]], [65536 + 4096, int(macro("microbit", "BOARD_ARENA_SIZE"), 0), False,
                                   True]))
    tool.expect("the_pc_has_room", ["check", path, "--app", app, "--board", "host"])


# ---- size -------------------------------------------------------------------------------------------

MAP = """Archive member included to satisfy reference by file (symbol)

../libtinywasm.a(reader.c.obj)

Linker script and memory map

LOAD main.c.obj

.text           0x10000000      0x400
 *(.text .text.*)
 .text.main     0x10000000      0x100 CMakeFiles/lamp.dir/main.c.obj
                0x10000000                main
 .text.tw__a_name_that_is_long
                0x10000100       0x80 ../libtinywasm.a(reader.c.obj)
                0x10000100                tw__a_name_that_is_long
 *fill*         0x10000180        0x4
 .text.tw_engine_init
                0x10000184       0x7c ../libtinywasm.a(engine.c.obj)
 .rodata.str1.1
                0x10000200      0x900 ../libtinywasm.a(engine.c.obj)
                                0x910 (size before relaxing)
 .text.lfs_file_read
                0x10000280       0x80 /x/libtinywasm_flash.a(lfs.c.obj)
 .text.port     0x10000300       0x80 CMakeFiles/tinywasm_port.dir/port.c.obj
 .text.led      0x10000380       0x40 ../libtinywasm_hardware.a(led.c.obj)
 .text.divide   0x100003c0       0x40 /usr/lib/libgcc.a(divide.o)

.data           0x20000000       0x10 load address 0x10000400
 .data.x        0x20000000       0x10 CMakeFiles/lamp.dir/main.c.obj

.stack          0x20000010      0x800
 .stack         0x20000010      0x800

.bss            0x20000810      0x100
 .bss.arena     0x20000810      0x100 CMakeFiles/lamp.dir/main.c.obj

.comment        0x00000000       0x22
 .comment       0x00000000       0x22 CMakeFiles/lamp.dir/main.c.obj
"""
ROOMS = {"application": (0x110, 0x110), "core": (0x84, 0), "engine": (0xfc, 0), "littlefs": (0x80, 0),
         "port": (0x80, 0), "devices": (0x40, 0), "compiler": (0x40, 0), "C stack": (0, 0x800)}


def test_size(tool):
    folder = os.path.join(WORK, "sized")
    shutil.rmtree(folder, ignore_errors=True)
    write(os.path.join(folder, "build", "pico", "lamp.map"), MAP)
    write(os.path.join(folder, "tw.toml"), 'name = "lamp"\nboard = "pico"\n')
    with open(wasm("ping"), "rb") as file:
        write(os.path.join(folder, "modules", "ping", "ping.wasm"), file.read())
    code, out, err = tool.run("size", "--json", cwd=folder)
    tool.check("size_of_a_project", differs([code, err], [0, ""]))
    found = json.loads(out)
    tool.check("size_by_room", differs(
        {room["room"]: (room["flash_bytes"], room["ram_bytes"]) for room in found["rooms"]}, ROOMS))
    tool.check("size_in_all", differs([found["flash_bytes"], found["ram_bytes"]], [0x410, 0x910]))
    tool.check("size_of_its_modules", differs(
        [[m["module"], m["file_bytes"], m["register_code_bytes"] > 0, m["profile"]]
         for m in found["modules"]],
        [["ping", os.path.getsize(wasm("ping")), True, "TINY"]]))
    tool.expect("size_as_a_table", ["size"], cwd=folder, out=(
        r"room +flash B +RAM B\napplication +272 +272\n.*in all +1,040 +2,320\n"
        r"flash: 1,040 of 2,097,152 B, 0 %\nRAM: 2,320 of 270,336 B, 0 %\n\n"
        r"module +file B +code B +profile\nping +82 +\d+ +TINY\n"))
    elf = os.path.join(folder, "build/pico/lamp.elf")
    tool.expect("size_of_a_program", ["size", elf], out=r"room .*in all +1,040 +2,320\n")
    tool.expect("size_without_a_map", ["size", os.path.join(WORK, "none.elf")], 2, out="",
                err=r".*none\.map: NOENT: .* tw build\n")
    write(os.path.join(WORK, "bad.map"), "no map\n")
    tool.expect("size_of_no_map", ["size", os.path.join(WORK, "bad.elf")], 1, out="",
                err=r".*bad\.map: INVAL: this is no map .*\n")


# ---- doctor -----------------------------------------------------------------------------------------

def test_doctor(tool):
    """A group with one of each kind, of which some are there."""
    make_flash_folder()
    write(os.path.join(WORK, "fakes", "newtool"), "#!/bin/sh\necho newtool version 3.10.1\n", 0o755)
    write(os.path.join(WORK, "fakes", "oldtool"), "#!/bin/sh\n[ \"$1\" = version ] && echo v1.9.0\n",
          0o755)
    write(os.path.join(SDK, "build/deps/there/.sha256"), "a" * 64 + "\n")
    machine = f"{os.uname().sysname}-{os.uname().machine}"
    write(os.path.join(SDK, "deps", "inner.txt"), "# a comment\napt file /etc/passwd - is a file\n")
    write(os.path.join(SDK, "deps", "sample.txt"), "group inner\n"
          "apt new none|newtool 3.9 is new enough\n"
          "apt old oldtool 1.10 is too old\n"
          "late gone /nowhere/at/all - is a file that is not there\n"
          "apt mod python:json - is a module\napt nomod python:no_such_module - is none\n"
          f"pip there 1.0 any there-1.0.whl {'a' * 64} 1MB there is unpacked\n"
          f"npm other 1.0 {machine} other.tgz {'b' * 64} 1MB other is not\n"
          f"cargo foreign 1.0 Plan9-vax foreign.crate {'c' * 64} 1MB foreign is for others\n")
    wanted = {"file": True, "new": True, "old": False, "gone": False, "mod": True, "nomod": False,
              "there": True, "other": False}
    code, out, err = tool.run("doctor", "sample", "--json", **with_fakes())
    tool.check("doctor_says_what_is_missing_by_code", differs(code, 3))
    tool.check("doctor_says_it_on_stderr", not ERROR.fullmatch(err) and err)
    group = json.loads(out)[0]
    tool.check("doctor_finds_what_is_there", differs(
        {need["name"]: need["is_there"] for need in group["needs"]}, wanted))
    tool.check("doctor_has_the_command", differs(group["install"], f"{SDK}/tools/setup sample"))
    tool.expect("doctor_as_text", ["doctor", "sample"], 3, **with_fakes(), out=(
        rf"sample +4 of 8 missing: {SDK}/tools/setup sample\n    ok      file +is a file\n.*"
        r"    missing old +is too old\n.*"), err=r"tw doctor: UNSUPPORTED: 4 missing: .*\n")
    tool.expect("doctor_of_a_whole_group", ["doctor", "inner"], out=r"inner +all is there\n.*",
                **with_fakes())
    tool.expect("doctor_of_another_group", ["doctor", "nothing"], 2, out="",
                err=r"tw doctor: NOENT: there is no group nothing: .*\n", **with_fakes())
    names = {name.removesuffix(".txt") for name in os.listdir(os.path.join(SDK, "deps"))
             if name.endswith(".txt") and not name.startswith("client-")}
    code, out, _ = tool.run("doctor", "--json", **with_fakes())
    tool.check("doctor_knows_all_groups", differs(
        [code, {g["group"] for g in json.loads(out)}], [0, names]))


# ---- about ------------------------------------------------------------------------------------------

def test_about(tool):
    about = tool.json("about_as_json", ["about", "--json"])
    version = re.search(r'#define TW_VERSION "(.*)"', read(ROOT, "include/tinywasm/tinywasm.h"))[1]
    tool.check("about_has_the_version", differs(about["version"], version))
    tool.check("about_has_the_sdk", differs(about["sdk"], ROOT))
    linked = subprocess.run(["ldd", tool.path], stdout=subprocess.PIPE, check=True).stdout.decode()
    parts = {part["name"]: part["is_there"] for part in about["libraries"]}
    tool.check("about_says_what_is_linked", differs(
        [parts["libpng"], parts["libserialport"]], ["libpng" in linked, "libserialport" in linked]))
    tool.expect("about_as_text", ["about"], out=r".*\nlibraries:\n  toml\+\+ \(MIT\) .*\ncompiler: .*"
                rf"\nSDK: {re.escape(ROOT)}\nlicence: Apache-2\.0; .*\n")


# ---- inspect ----------------------------------------------------------------------------------------

def test_inspect(tool):
    ping = tool.json("inspect_ping_as_json", ["inspect", wasm("ping"), "--json"])
    tool.check("inspect_says_what_ping_is", differs(
        [ping["file_bytes"], ping["imports"], [e["name"] for e in ping["exports"]],
         ping["memory_bytes"], ping["stack_bytes"]],
        [os.path.getsize(wasm("ping")), [{"module": "hosted", "name": "pong", "kind": "func",
                                          "signature": "()"}], ["memory", "ping"], 0, 4096]))
    text = tool.run("inspect", wasm("ping"))[1]
    for key, words in (("engine_ram_bytes", "RAM for the engine, once: {} B"),
                       ("module_ram_bytes", "RAM for the module: {} B"),
                       ("instance_ram_bytes", "RAM for an instance: {} B")):
        tool.check(f"inspect_says_the_same_{key}", words.format(f"{ping[key]:,}") not in text and text)
    cli = os.path.join(ROOT, "tests/cli")
    features = tool.json("inspect_features_as_json",
                         ["inspect", os.path.join(cli, "features.wasm"), "--json"])
    tool.check("inspect_has_features", differs(
        {f["name"]: f["first"] for f in features["features"]}.get("tail calls"), "return_call"))
    imports = tool.json("inspect_imports_as_json",
                        ["inspect", os.path.join(cli, "imports.wasm"), "--json"])
    tool.check("inspect_has_names_that_are_no_text", differs(
        [row["module"] for row in imports["imports"] if "zero" in row["module"]][:1],
        ["zero\0inside"]))
    for name in ("memory64", "missing", "huge", "empty"):
        tool.json(f"inspect_{name}_as_json", ["inspect", os.path.join(cli, name + ".wasm"), "--json"])


# ---- disasm -----------------------------------------------------------------------------------------

DISASSEMBLED = ("modules/counter/counter.wasm", "modules/badge_rust/badge_rust.wasm",
                "modules/badge_assemblyscript/badge_assemblyscript.wasm", "tests/cli/values.wasm",
                "tests/cli/features.wasm", "tests/interp/kit.wasm", "modules/tock_rust/tock_rust.wasm")
DUMPED = re.compile(r"^ +0x([0-9a-f]+) \| [0-9a-f ]+\| (.*)$", re.M)


def dumped(path):
    """Of each function what wasm-tools sees: (byte, name, the last number of its operands)."""
    text = run(WASM_TOOLS, "dump", path).out
    for part in re.split(r"^=+ func \d+ =+$", text, flags=re.M)[1:]:
        rows = []
        for offset, rest in DUMPED.findall(part):
            if re.match(r"size of function|\d+ local", rest):
                continue
            if rows and rows[-1][1] == "end" and rest.endswith("section"):
                break
            number = re.fullmatch(r"\w+ \w+:(-?\d+)", rest)
            rows.append((int(offset, 16), rest.split(" ")[0], number and int(number[1])))
        yield rows


def unit_counts():
    """Units of each operation, by the core's table as the compiler reads it."""
    done = subprocess.run(
        ["cc", "-E", "-P", "-x", "c", "-DTW_CFG_WIDE=0", "-I", "src", "-I", "include", "-"], cwd=ROOT,
        stdout=subprocess.PIPE, check=True,
        input=b'#include "tinywasm/config.h"\n#define RC(n, u) row n u\n#define RC_SLOW(n, u) row n u\n'
        b'#include "core/opcodes/regcode.def"\n')
    return {name: int(units) for name, units in re.findall(r"row (\w+) (\d+)", done.stdout.decode())}


def differs_from_dump(function, rows):
    """Names are spelled with dots here; a number is compared where there is one alone."""
    found = function["instructions"]
    if len(found) != len(rows):
        return f"{len(found)} instructions, not {len(rows)}"
    for here, (offset, name, number) in zip(found, rows):
        words = here["text"].split(" ")
        same = words[0].replace(".", "_") == name.replace(".", "_")
        if here["offset"] != offset or not same or (
                number is not None and len(words) == 2 and words[1] != str(number)):
            return f"{here} is not {offset:#x} {name} {number}"
    return ""


def gap_in(function, units):
    """Every unit of the register code must be of one operation."""
    ops = sorted((op["unit"], op["text"].split(" ")) for row in function["instructions"]
                 for op in row["register_code"])
    at = 4  # behind the header
    for unit, words in ops:
        if unit != at:
            return f"nothing at unit {at}, but at {unit}"
        at += units[words[0]]
        if words[0].startswith("BR_TABLE"):
            at += (int(words[1]) + 1) * (2 if words[0].endswith("FAR") else 1)
    return at != function["units"] and f"it ends at {at} of {function['units']}"


def wild_branch(function):
    """Branches go to where an operation begins."""
    ops = [op for row in function["instructions"] for op in row["register_code"]]
    places = {op["unit"] for op in ops}
    for op in ops:
        target = re.search(r"-> (\d+)$", op["text"])
        if target and int(target[1]) not in places:
            return f"{op} goes where nothing is"
    return ""


def test_disasm(tool):
    units = unit_counts()
    branches = 0
    for path in DISASSEMBLED:
        name = os.path.basename(path)
        functions = tool.json(f"disasm_{name}_as_json", ["disasm", os.path.join(ROOT, path), "--json"])
        wanted = list(dumped(path))
        tool.check(f"disasm_{name}_has_all_functions", differs(len(functions), len(wanted)))
        for function, rows in zip(functions, wanted):
            label = f"disasm_{name}_{function['function']}"
            tool.check(label + "_is_as_dumped", differs_from_dump(function, rows))
            tool.check(label + "_has_all_units", gap_in(function, units))
            tool.check(label + "_branches_to_operations", wild_branch(function))
            branches += "-> " in str(function)
    tool.check("disasm_has_seen_branches", branches < 5 and f"only {branches}")
    counter = wasm("counter")
    tool.expect("disasm_side_by_side", ["disasm", counter], out=(
        r"function 1 \(ping\): 25 B of wasm, \d+ units of register code, a frame of \d+ cells\n"
        r"000058  call 0 +\|     4  CALL_IMPORT 0 \d\n.*00006d  end +\| .*RET.*\n"))
    tool.expect("disasm_one_function", ["disasm", wasm("badge_rust"), "--func", "update"],
                out=r"function \d+ \(update\): (?!.*\nfunction ).*")
    tool.expect("disasm_by_index", ["disasm", counter, "--func", "1"], out=r"function 1 \(ping\).*")
    tool.expect("disasm_of_no_function", ["disasm", counter, "--func", "pong"], 2, out="",
                err=r"counter\.wasm: NOENT: it defines no function pong: .*\n")
    tool.expect("disasm_of_no_module", ["disasm", os.path.join(ROOT, "README.md")], 1, out="",
                err=r"README\.md.*: MALFORMED: .*\n")


# ---- all --------------------------------------------------------------------------------------------

TESTS = [test_help, test_page, test_suggestions, test_colours, test_completions, test_boards, test_flash,
         test_flash_project, test_monitor, test_ports, test_check, test_size, test_doctor,
         test_about, test_inspect, test_disasm]


def main():
    wanted = sys.argv[1:]
    if wanted == ["--update"]:
        update_page()
        return 0
    suite = Suite("tooling")
    os.makedirs(WORK, exist_ok=True)
    for preset in TOOLS:
        done = build(preset, "tw")
        suite.check(f"{preset}_builds", done.code and done.out)
        if done.code == 0:
            tool = Tool(suite, preset)
            for test in TESTS:
                if not wanted or test.__name__.removeprefix("test_") in wanted:
                    suite.attempt(test, tool, where=preset)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
