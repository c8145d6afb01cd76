#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Checks what README.md and docs/ say against the repository: listings, the demo's transcript,
figures, limits, names, links, make targets, generated pages, and that complete code compiles.

Each check is first shown a sample that breaks it and must complain, so that a check which finds
nothing is known to work. Pages mark what is compared:

    <!-- file: PATH -->          the code block that follows is that file, byte for byte
    <!-- transcript: demo -->    the block is what `make demo` shows, but for its figures; lines that
                                 begin with `$ ` are what was typed
    <!-- figures: NAME -->       the table is made of measured figures (FIGURES below)
    ```c complete                the block compiles by itself; so does ```cmake complete

Figures may differ by 2 % from what was measured last, and are not compared while nothing was.
check_docs.py --update writes transcript and figures anew from build/ into the pages.
"""
import glob
import importlib.util
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import xml.dom.minidom

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

WORK = os.path.join(ROOT, "build/docs")
TRANSCRIPT = os.path.join(ROOT, "build/demo/transcript.txt")
TOLERANCE = 0.02
NOT_MEASURED = "not measured"
FENCE = re.compile(r"^(?P<mark>```+)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=mark)[ ]*$\n?", re.M | re.S)
TABLE = re.compile(r"(?:^\|.*\n)+", re.M)
CC = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), "cc")
README_ORDER = ["transcript: demo", "## Two commands", "file: modules/ping/ping.c",
                "file: apps/simple/main.c", "figures: readme", "## Put it into your firmware",
                "docs/architecture.svg", "## Boards", "## What works", "## What does not work yet",
                "## How a module is confined", "## Where to go next"]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def is_there(path):
    return os.path.exists(os.path.join(ROOT, path))


def read_json(path):
    return json.loads(read(path)) if is_there(path) else None


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True,
                         check=False).stdout
    return sorted(path for path in out.splitlines() if is_there(path))


def all_pages():
    """Every page of the project, path -> text."""
    paths = set(tracked("-co", "--exclude-standard", "*.md"))
    return {path: read(path) for path in sorted(paths)}


def is_ours(path):
    return path == "README.md" or path.startswith("docs/")


def blocks(text):
    """(info, content, what the line before it says) of each code block."""
    for match in FENCE.finditer(text):
        before = text[:match.start()].rstrip("\n").rsplit("\n", 1)[-1]
        mark = re.fullmatch(r"<!-- (.*) -->", before)
        yield match["info"].strip(), match["text"], mark[1] if mark else ""


def without_blocks(text):
    return FENCE.sub("\n", text)


def spans(text):
    return re.findall(r"`([^`\n]+)`", without_blocks(text))


# --- listings and the transcript -----------------------------------------------------------------

def check_listings(pages):
    for path, text in pages.items():
        for _, content, mark in blocks(text):
            if mark.startswith("file: ") and content != read(mark[6:]):
                yield f"{path}: the listing of {mark[6:]} is not the file"


def typed(text):
    return "".join(line + "\n" for line in text.split("\n") if line.startswith("$ "))


def normalised(text):
    """Without what was typed, and what differs from run to run: numbers on the panel's lines."""
    lines = [re.sub(r"\d[\d,]*", "N", line) if line.startswith("  ") else line
             for line in text.split("\n") if not line.startswith("$ ")]
    return "\n".join(lines)


def is_whole(transcript):
    return transcript.startswith("Act 1: apps/simple on this PC") and \
        "\nAct 2: " in transcript and "\n  module   ping.wasm, " in transcript and \
        "\nNext:\n" in transcript


def demo_transcript():
    """What make demo showed last, if that was the whole of it and nothing that it shows is newer;
    else it is run."""
    newest = max(os.path.getmtime(os.path.join(ROOT, path)) for path in
                 ("tools/demo", "apps/simple/main.c", "modules/ping/ping.wasm"))
    for _ in range(2):
        if os.path.exists(TRANSCRIPT) and os.path.getmtime(TRANSCRIPT) >= newest:
            transcript = read(TRANSCRIPT)
            if is_whole(transcript):
                return transcript
        run("tools/demo", CI="1", timeout=300)
    return ""


def check_transcript(pages, transcript=None):
    transcript = demo_transcript() if transcript is None else transcript
    if not is_whole(transcript):
        yield "make demo did not run to its end"
    for path, text in pages.items():
        for _, content, mark in blocks(text):
            if mark == "transcript: demo" and normalised(content) != normalised(transcript):
                yield f"{path}: the transcript is not what make demo shows"


# --- figures ---------------------------------------------------------------------------------------

def rows_of(table):
    return [[cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in table.strip().split("\n")]


def number(cell):
    match = re.search(r"\d[\d,]*(?:\.\d+)?", cell)
    return float(match[0].replace(",", "")) if match else None


def count(value, unit=""):
    return NOT_MEASURED if value is None else f"{value:,}{unit}"


def times(value):
    return NOT_MEASURED if value is None else f"{value:.1f}×"


def peer_speed(peer, core):
    if core is None:
        return None
    return statistics.geometric_mean(
        peer["minsns"][name] * 1e6 / item["native_insns"] for name, item in core["workloads"].items())


def readme_figures():
    size = read_json("build/size/results.json") or {}
    core = (read_json("build/bench/results.json") or {}).get("cortex-m3")
    peers = (read_json("bench/peers.json") or {}).get("cortex-m3", {})
    ours = core or {}
    yield ["**TinyWASM**", count(size.get("library_flash_bytes_standard"), " B"),
           count(ours.get("heap_bytes_code_in_ram"), " B"), times(ours.get("insns_vs_native"))]
    for name, peer in peers.items():
        yield [name, count(peer["flash_bytes"], " B"),
               count(peer["heap_bytes_with_stack"] - peer["wasm_stack_bytes"], " B"),
               times(peer_speed(peer, core))]
    yield ["measured by", "`make size`", "`make bench`", "`make bench`"]


SIZE_FIGURES = {
    "the library, profile STANDARD, in flash": "library_flash_bytes_standard",
    "apps/simple as a whole, in flash": "simple_flash_bytes",
    "optimised when linked: apps/simple, in flash": "whole_simple_flash_bytes",
    "optimised when linked: the library, in flash": "whole_library_flash_bytes_standard",
    "optimised when linked: without texts of faults": "whole_library_flash_bytes_standard_no_text",
    "optimised when linked: plain code without texts": "whole_library_flash_bytes_standard_plain",
    "optimised when linked: profile TINY": "whole_library_flash_bytes_tiny",
    "apps/simple as a whole, in RAM": "simple_ram_bytes",
    "arena: the engine, with room for 8 host modules": "run_time.arena_engine",
    "arena: ping.wasm, loaded": "run_time.arena_module",
    "arena: an instance of it, with 4,096 B of stack": "run_time.arena_instance",
    "arena: the most at any time": "run_time.arena_peak",
    "capabilities, in flash": "parts.grants.flash",
    "capabilities, in RAM": "parts.grants.ram",
    "kept code, with a rom store and loads of files, in flash": "parts.kept.flash",
    "scheduler, events, swaps, autostart, in flash": "parts.scheduler.flash",
    "arena: scheduler with 8 events, and its part of one instance": "parts.scheduler.arena",
    "a LED, for application and modules, in flash": "parts.led.flash",
    "buttons, for application and modules, in flash": "parts.buttons.flash",
    "all sensors, for application and modules, in flash": "parts.sensors.flash",
    "a remote shell with its files, transfers and seal, in flash": "parts.remote.flash",
    "a remote shell with its files, transfers and seal, in RAM": "parts.remote.ram",
    "Bluetooth: host stack, bridge and its part of the port, in flash": "parts.bluetooth.flash",
    "Bluetooth: pools, tables and a larger C stack, in RAM": "parts.bluetooth.ram",
    "text on an SSD1306, in flash": "parts.ssd1306.flash",
    "text on an SSD1306, in RAM": "parts.ssd1306.ram",
    "text on an SSD0303, in flash": "parts.ssd0303.flash",
    "text on an SSD0303, in RAM": "parts.ssd0303.ram",
    "text on an SSD0323, in flash": "parts.ssd0323.flash",
    "text on an SSD0323, in RAM": "parts.ssd0323.ram",
    "text on an ST7735 without a frame, in flash": "parts.st7735.flash",
    "text on an ST7735 without a frame, in RAM": "parts.st7735.ram",
    "an SSD0323 with all drawing, for modules too, in flash": "parts.display.flash",
    "the WASM-4 console, in flash": "parts.wasm4.flash",
    "the WASM-4 console, in RAM": "parts.wasm4.ram",
    "the WASM-4 console with sound and save states, in flash": "parts.wasm4_all.flash",
    "the WASM-4 console with sound and save states, in RAM": "parts.wasm4_all.ram",
    "Ethernet's driver, in flash": "parts.net_link.flash",
    "lwIP with UDP, its driver and all buffers, in flash": "parts.net_udp.flash",
    "lwIP with UDP, its driver and all buffers, in RAM": "parts.net_udp.ram",
    "lwIP with TCP too, in flash": "parts.net_tcp.flash",
    "lwIP with TCP too, in RAM": "parts.net_tcp.ram",
    "lwIP with DHCP, names and pings too, in flash": "parts.net_all.flash",
    "lwIP with DHCP, names and pings too, in RAM": "parts.net_all.ram",
    "sockets for modules, without a carrier, in flash": "parts.net_sockets.flash",
    "sockets for modules, without a carrier, in RAM": "parts.net_sockets.ram",
    "MQTT for modules, without a carrier, in flash": "parts.net_mqtt.flash",
    "MQTT for modules, without a carrier, with one connection, in RAM": "parts.net_mqtt.ram",
    "MQTT for modules: each connection": "parts.net_mqtt.connection",
    "HTTP for modules, without a carrier, in flash": "parts.net_http.flash",
    "HTTP for modules, without a carrier, with one exchange, in RAM": "parts.net_http.ram",
    "HTTP for modules: each exchange": "parts.net_http.connection",
    "WiFi by ESP-AT, for application and modules, in flash": "parts.esp_at.flash",
    "WiFi by ESP-AT, with two sockets, in RAM": "parts.esp_at.ram",
    "WiFi by ESP-AT: each socket": "parts.esp_at.connection",
    "TLS over a carrier, in flash": "parts.tls.flash",
    "TLS over a carrier, with memory for one connection, in RAM": "parts.tls.ram",
    "TLS over a carrier: each connection": "parts.tls.connection",
    "a filestore on flash: ours, in flash": "store_flash_bytes",
    "a filestore on flash: littlefs, in flash": "littlefs_flash_bytes",
    "a filestore on flash, in RAM": "store_ram_bytes",
    "C stack: while loading": "run_time.c_stack_load",
    "C stack: a call, below the caller, with one of a host function in it": "run_time.c_stack_call",
    "C stack: the most at any time": "run_time.c_stack",
}


def size_figures():
    results = read_json("build/size/results.json") or {}
    for label, key in SIZE_FIGURES.items():
        value = results
        for part in key.split("."):
            value = value.get(part, {}) if isinstance(value, dict) else {}
        yield [label, count(value if value != {} else None, " B")]


def bridge_figures():
    bridge = load_script("bridge", "bench/bridge.py")
    figures = (read_json("build/bench/bridge/results.json") or {})
    for what, insns, size in bridge.table(figures):
        yield [what, insns, size] if figures else [what, NOT_MEASURED, NOT_MEASURED]


def bench_figures():
    report = load_script("report", "bench/report.py")
    yield from report.rows(read_json("build/bench/results.json") or {}, read_json("bench/peers.json"))


def loading_figures():
    report = load_script("report", "bench/report.py")
    yield from report.loading_rows(read_json("build/bench/results.json") or {}, report.LOADED)


def groups_figures():
    figures = read_json("build/size/groups.json") or {}
    script = load_script("size_groups", "tools/size_groups.py")
    boards, ours = script.BOARDS, figures.get("lm3s6965evb", {})
    for name in ("standard", "full", *script.groups()):
        flash = [figures.get(board, {}).get(name, {}).get("flash") for board in boards]
        ram = [ours.get(name, {}).get(what) for what in ("engine", "module", "instance")]
        label = {"standard": "apps/simple, STANDARD", "full": "apps/simple, FULL"}.get(
            name, f"`TW_CFG_{name}`")
        yield [label, *(count(value, " B") for value in (*flash, *ram))]


FIGURES = {"groups": groups_figures, "readme": readme_figures, "size": size_figures, "bridge": bridge_figures,
           "bench": bench_figures, "loading": loading_figures}


def cell_differs(shown, measured):
    if number(measured) is None or measured.startswith("`"):
        return shown != measured and measured != NOT_MEASURED
    if number(shown) is None:
        return True
    return abs(number(shown) - number(measured)) > number(measured) * TOLERANCE + 0.05


def figure_tables(text):
    for match in re.finditer(r"<!-- figures: (\w+) -->\n+((?:^\|.*\n)+)", text, re.M):
        yield match[1], match


def check_figures(pages, figures=None):
    for path, text in pages.items():
        for name, match in figure_tables(text):
            shown = rows_of(match[2])[2:]
            measured = list((figures or FIGURES)[name]())
            if [row[0] for row in shown] != [row[0] for row in measured]:
                yield f"{path}: the rows of the figures '{name}' are not {[r[0] for r in measured]}"
                continue
            for was, now in zip(shown, measured):
                if any(cell_differs(a, b) for a, b in zip(was[1:], now[1:])):
                    yield (f"{path}: figures '{name}': {was[0]} is {' '.join(now[1:])}, the page says "
                           f"{' '.join(was[1:])}: tests/docs/check_docs.py --update")


# --- numbers and names in the sources --------------------------------------------------------------

def check_limits(pages):
    """Rows `| what | number | `NAME` in `FILE` |`, with #define NAME number in that file."""
    for path, text in pages.items():
        for what, value, name, file in re.findall(
                r"^\| ([^|]+) \| ([\d,]+)[^|]* \| `(\w+)` in `([\w./]+)`", text, re.M):
            source = read(file) if is_there(file) else ""
            define = re.search(rf"#define {name}\s+\(?([^/\n)]+)", source)
            factors = re.findall(r"\b(?:0x)?[0-9a-f]+", define[1].replace("u", "")) if define else []
            product = 1
            for factor in factors:
                product *= int(factor, 0)
            if not factors or product != int(value.replace(",", "")):
                yield f"{path}: {what.strip()} is not {value}: {name} in {file}"


def source_words():
    words = set()
    for path in tracked("*.c", "*.h", "*.def", "*.cmake", "*.txt", "*.py", "CMakeLists.txt", "tools/*"):
        if not path.startswith("tests/docs/"):
            words |= set(re.findall(r"\w+", read(path)))
    return words


def check_names(pages, words=None):
    """Identifiers of ours that a page names must be somewhere in the sources."""
    words = words or source_words()
    for path, text in pages.items():
        if not is_ours(path):
            continue
        for name in sorted(set(re.findall(r"\b(?:tw_|tw__|TW_|hal_|BOARD_|RC_|TINYWASM_)\w+", text))):
            pasted = re.sub(r"^(?:TW_ERR_|TW_TRAP_|TW_OP_|TW_PROFILE_|RC_)", "", name)
            if name not in words and pasted not in words and not name.endswith("_"):
                yield f"{path}: there is no {name}"


def check_paths(pages):
    """Files and folders of ours that a page names in backticks must exist."""
    rooms = "apps|bench|boards|cli|cmake|deps|docs|hal|include|modules|ports|src|tests|tools"
    for path, text in pages.items():
        for span in spans(text) if is_ours(path) else []:
            for name in re.findall(rf"(?:^|[\s(])((?:{rooms})/[\w./-]+)", span):
                name = name.rstrip(".")
                if not is_there(name) and "<" not in span and "*" not in span:
                    yield f"{path}: there is no {name}"


def make_targets():
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))


def check_make(pages):
    targets = make_targets()
    for path, text in pages.items():
        lines = [line for _, content, _ in blocks(text) for line in content.split("\n")]
        lines += spans(text)
        for line in lines:
            for target in re.findall(r"^(?:\$ |  )?make +([a-z][a-z-]*)(?![\w=])", line):
                if target not in targets:
                    yield f"{path}: the Makefile has no target {target}"


def check_commands(pages):
    """Our own commands, where a page tells the reader to type them."""
    for path, text in pages.items():
        for _, content, _ in blocks(text):
            for name in re.findall(r"^(?:python3 )?((?:tools|tests|bench)/[\w./-]+)", content, re.M):
                if not is_there(name):
                    yield f"{path}: there is no {name}"


# --- links -----------------------------------------------------------------------------------------

def anchors(text):
    found = set()
    for heading in re.findall(r"^#+ (.*)$", without_blocks(text), re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        words = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(words.replace(" ", "-"))
    return found


def check_links(pages):
    for path, text in pages.items():
        plain = re.sub(r"`[^`\n]*`", "", without_blocks(text))
        targets = re.findall(r"\]\(([^)\s]+)\)", plain) + re.findall(r'(?:src|srcset|href)="([^"]+)"',
                                                                       plain)
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            full = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if not is_there(full) and full not in pages:
                yield f"{path}: the link {target} leads nowhere"
            elif anchor and anchor not in anchors(pages[full] if full in pages else read(full)):
                yield f"{path}: the link {target} names no heading"


# --- pages as wholes ---------------------------------------------------------------------------------

def check_readme_order(pages):
    text = pages["README.md"]
    places = [text.find(word) for word in README_ORDER]
    if -1 in places:
        yield f"README.md lacks '{README_ORDER[places.index(-1)]}'"
    elif places != sorted(places):
        yield "README.md is not in its order: " + ", ".join(README_ORDER)
    first = next(blocks(text), ("", "", ""))[1].split("\n")[0]
    if first != "$ apt-get install -y git make":
        yield "the README does not begin with apt-get install -y git make"


def check_boards(pages):
    for header in tracked("boards/*/board.h"):
        board = header.split("/")[1]
        if f"[{board}](boards/{board}/README.md)" not in pages["README.md"]:
            yield f"README.md does not list the board {board}"
        elif "Tier " not in read(f"boards/{board}/README.md"):
            yield f"boards/{board}/README.md names no tier"


def check_third_party(pages):
    text = pages["docs/THIRD-PARTY.md"]
    for path in tracked("deps/*.txt"):
        for line in read(path).split("\n"):
            words = line.split()
            names = words[1].split("|") if words and words[0] in ("apt", "late", "pip", "cargo", "npm") else []
            names += [words[2]] if words and words[0] in ("pip", "cargo", "npm") else []
            for name in names:
                if f"`{name}`" not in text:
                    yield f"docs/THIRD-PARTY.md does not name {name} of {path}"


def load_script(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(ROOT, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_groups(pages):
    """Every group of make test and every target is explained."""
    module = load_script("run_tests", "tests/run_tests.py")
    text = pages["docs/TESTING.md"]
    for group in [*module.GROUPS, *module.LONG_GROUPS]:
        if f"`{group}`" not in text:
            yield f"docs/TESTING.md does not explain the group {group}"
    for target in make_targets() - {"clean", "help", "setup", "format", "modules", "tw"}:
        if f"`make {target}`" not in text:
            yield f"docs/TESTING.md does not explain make {target}"


def check_opcodes(pages):
    page = load_script("opcodes_doc", "tools/opcodes_doc.py").document()
    if pages["docs/OPCODES.md"] != page:
        yield "docs/OPCODES.md is not what the table says: python3 tools/opcodes_doc.py --write"


def check_headings(pages):
    for path, text in pages.items():
        if is_ours(path) and not text.startswith("# "):
            yield f"{path} does not begin with a heading"
        marks = [line for line in text.split("\n") if line.startswith("```")]
        if len(marks) % 2:
            yield f"{path}: a code block is not closed"


def check_drawings(pages, drawings=None):
    del pages
    for path, text in (drawings or {p: read(p) for p in tracked("docs/*.svg")}).items():
        xml.dom.minidom.parseString(text)
        if "prefers-color-scheme: dark" not in text:
            yield f"{path} has no dark colours"
        if re.search(r'(?:href|src)="(?!#)|url\((?!#)|<script', text):
            yield f"{path} needs something from outside"


CHECKS = [check_listings, check_transcript, check_figures, check_limits, check_names, check_paths,
          check_make, check_commands, check_links, check_readme_order, check_boards,
          check_third_party, check_groups, check_opcodes, check_headings, check_drawings]

# What each check must complain about: pages, and further arguments.
ACTS = "Act 1: apps/simple on this PC\npong\n\nAct 2: x\n  module   ping.wasm, 1 B\n\nNext:\n"
SAMPLES = {
    "listings": ({"a.md": "<!-- file: modules/ping/ping.c -->\n```c\nint x;\n```\n"},),
    "transcript": ({"a.md": "<!-- transcript: demo -->\n```\n" + ACTS.replace("pong", "pang") +
                    "```\n"}, ACTS),
    "figures": ({"a.md": "<!-- figures: f -->\n| a | b |\n|---|---|\n| x | 103 B |\n"},
                {"f": lambda: [["x", "100 B"]]}),
    "limits": ({"a.md": "| functions | 65,536 | `TW_MAX_FUNCS` in `src/core/core.h` |\n"},),
    "names": ({"docs/a.md": "call tw_engine_halt()\n"},),
    "paths": ({"docs/a.md": "see `src/core/nosuch.c`\n"},),
    "make": ({"a.md": "```sh\nmake nosuch\n```\n"},),
    "commands": ({"a.md": "```sh\ntools/nosuch x\n```\n"},),
    "links": ({"a.md": "[b](b.md)\n"},),
    "readme-order": ({"README.md": "\n".join(reversed(README_ORDER))},),
    "boards": ({"README.md": "none\n"},),
    "third-party": ({"docs/THIRD-PARTY.md": "none\n"},),
    "groups": ({"docs/TESTING.md": "none\n"},),
    "opcodes": ({"docs/OPCODES.md": "none\n"},),
    "headings": ({"docs/a.md": "no heading\n"},),
    "drawings": ({}, {"a.svg": '<svg><image href="a.png"/></svg>'}),
}


def complaints_of(check, pages, *more):
    try:
        return list(check(pages, *more))
    except (KeyError, OSError, ValueError, IndexError) as error:
        return [f"{type(error).__name__}: {error}"]


def run_checks(suite, pages):
    for check in CHECKS:
        name = check.__name__[len("check_"):].replace("_", "-")
        bad = complaints_of(check, pages)
        if not complaints_of(check, *SAMPLES[name]):
            bad.append("the check finds nothing in a sample that breaks it")
        suite.check(name, "\n     ".join(bad))


# --- complete code -----------------------------------------------------------------------------------

def compile_c(name, content):
    source = os.path.join(WORK, name + ".c")
    with open(source, "w", encoding="utf-8") as file:
        file.write(content)
    done = run(CC, "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-Iinclude", "-Ihal",
               "-Iboards/host", "-c", "-o", os.path.join(WORK, name + ".o"), source)
    return done.code != 0 and done.out


def build_cmake(name, content):
    """A project that has TinyWASM's sources in the folder tinywasm, and apps/simple as main.c."""
    folder = os.path.join(WORK, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.symlink(ROOT, os.path.join(folder, "tinywasm"))
    shutil.copy(os.path.join(ROOT, "tests/consumer/main.c"), folder)
    with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as file:
        file.write("cmake_minimum_required(VERSION 3.25)\n" + content)
    for command in (["cmake", "-S", folder, "-B", folder + "/out"],
                    ["cmake", "--build", folder + "/out", "--parallel", str(os.cpu_count() or 2)]):
        done = run(*command, timeout=600)
        if done.code != 0:
            return done.out
    return ""


def test_complete_blocks(suite, pages):
    os.makedirs(WORK, exist_ok=True)
    suite.check("a-block-that-does-not-compile-is-found",
                not compile_c("sample", "int main(void) { return tw_nosuch(); }\n") and "it is not")
    for path, text in pages.items():
        complete = [(info.split()[0], content) for info, content, _ in blocks(text)
                    if info.endswith(" complete")]
        for i, (language, content) in enumerate(complete, 1):
            name = f"{os.path.basename(path)[:-3]}-{language}-{i}"
            compiler = {"c": compile_c, "cmake": build_cmake}[language]
            suite.check(f"{name}-compiles", compiler(name, content))


# --- updating ----------------------------------------------------------------------------------------

def update_figures(text):
    for name, match in list(figure_tables(text)):
        head = match[2].split("\n")[:2]
        was = {row[0]: row for row in rows_of(match[2])}
        rows = []
        for row in FIGURES[name]():
            old = was.get(row[0], row)
            cells = [o if new == NOT_MEASURED else new for o, new in zip(old, row)]
            rows.append(f"| {' | '.join(cells)} |")
        text = text.replace(match[2], "\n".join(head + rows) + "\n")
    return text


def update_transcript(text):
    transcript = demo_transcript()
    for info, content, mark in list(blocks(text)):
        if mark == "transcript: demo" and is_whole(transcript):
            text = text.replace(f"```{info}\n{content}```",
                                f"```{info}\n{typed(content)}{transcript}```")
    return text


def update_plot():
    plot = os.path.join(ROOT, "build/bench/plot.svg")
    if os.path.exists(plot):
        shutil.copy(plot, os.path.join(ROOT, "docs/performance.svg"))


def update():
    update_plot()
    for path, text in all_pages().items():
        new = update_figures(text) if "<!-- figures:" in text else text
        new = update_transcript(new) if "<!-- transcript: demo -->" in text else new
        if new != text:
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(new)
            print(f"{path} is updated")
    return 0


def main():
    if sys.argv[1:] == ["--update"]:
        return update()
    suite = Suite("docs")
    pages = all_pages()
    run_checks(suite, pages)
    test_complete_blocks(suite, pages)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
