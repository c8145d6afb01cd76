#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make size: what the library and apps/simple take of a Cortex-M3, by room.

Flash of the library is text, constants and initialised data of our objects in apps/simple after
--gc-sections, profile STANDARD, -Os (the execution loop -O2), filestores aside, and what it takes of
libgcc, so that arithmetic counts whoever wrote it. Figures called `whole` are of apps/simple that is
optimised as a whole when it is linked (-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON): so, without the
texts of faults (TW_CFG_ERR_TEXT=0), with plain code, in profile TINY, which leaves texts out, and in
profile FULL, whose feature groups tools/size_groups.py measures one by one.
There the library is what is left without what application, port and filestore take in the ordinary
build. What a filestore on flash takes is measured on another board with a Cortex-M3, littlefs apart.
RAM and arena are measured on the emulated board. The figures go to build/size/results.json; one more
than 2 % above its budget in tools/size_budgets.json is a failure. Budgets may only shrink; targets are what is still to be reached.
With --quick, two forms of STANDARD are not built: without texts, and plain code.
"""
import collections
import glob
import json
import os
import re
import subprocess
import sys

import building

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BOARD = "lm3s6965evb"
BUILD = os.path.join(ROOT, "build", BOARD)
STORE_BOARD = "emcraft-sf2"
STORE_ROOMS = ("filestore", "devices")
VARIANTS = {"standard": "-DTINYWASM_DEFINES=",
            "standard_no_text": "-DTINYWASM_DEFINES=TW_CFG_ERR_TEXT=0",
            "standard_plain": "-DTINYWASM_DEFINES=TW_CFG_ERR_TEXT=0;TW_CFG_SUPERINSTRUCTIONS=0",
            "tiny": "-DTINYWASM_PROFILE=TINY",
            "full": "-DTINYWASM_PROFILE=FULL"}
LEFT_OUT_BY_QUICK = {"standard_no_text", "standard_plain"}
FLASH_SECTIONS = (".text", ".ARM.exidx", ".data")
RAM_SECTIONS = (".stack", ".data", ".bss")
LIBRARY_ROOMS = ("base", "core", "interp", "engine")
COMPILER_ROOM = "libgcc"
TOLERANCE = 1.02


def run(*command):
    with building.alone(command):
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=900, check=False)
    if done.returncode != 0:
        sys.exit(f"size: {' '.join(command)}: exit code {done.returncode}\n{done.stdout}")
    return done.stdout


class Rooms:
    """Which room and file a piece of the map is of. Members of the archive have no folder, so where two
    rooms have a file of one name, the sections inside tell them apart."""

    def __init__(self, build):
        self.sections = collections.defaultdict(dict)  # object name -> room -> its sections
        for path in glob.glob(os.path.join(build, "CMakeFiles/tinywasm_*.dir/src/*/*.obj")):
            room = os.path.basename(os.path.dirname(path))
            listed = re.findall(r"^\s+\d+ (\S+)\s+([0-9a-f]{8}) ",
                                run("arm-none-eabi-objdump", "-h", path), re.M)
            self.sections[os.path.basename(path)][room] = {(n, int(s, 16)) for n, s in listed}
        self.last = {}

    def of(self, place, section, size):
        member = re.search(r"libtinywasm\.a\((.*)\)", place)
        if member:
            room = self.of_member(member[1], section, size)
            return room, f"{room}/{member[1].removesuffix('.obj')}"
        if "libtinywasm_flash.a" in place:
            room = "littlefs" if "(lfs" in place else "filestore"
            return room, room
        if "libtinywasm_block_hal.a" in place or "libtinywasm_board_store.a" in place:
            return "devices", "devices"
        if "libgcc" in place:
            return COMPILER_ROOM, COMPILER_ROOM
        if "tinywasm_port" in place:
            return "port", "port"
        return "application", "application"

    def of_member(self, name, section, size):
        rooms = self.sections[name]
        fits = [room for room, sections in rooms.items() if (section, size) in sections]
        if len(fits) != 1:  # merged strings, or equal twins: as the piece before
            fits = [self.last.get(name) or next(iter(rooms))]
        self.last[name] = fits[0]
        return fits[0]


def read_map(build, name):
    """Bytes by (output section, room, file). Fill is the file's before it."""
    rooms = Rooms(build)
    with open(os.path.join(build, name + ".map"), encoding="utf-8") as file:
        text = file.read().split("Linker script and memory map", 1)[1]
    text = re.sub(r"\n( [^\s*]\S*)\n\s+0x", r"\n\1 0x", text)  # long names stand on their own line
    pieces = []
    section = ""
    owner = ("", "")
    for line in text.split("\n"):
        start = re.match(r"(\.[\w.]+)\b", line)
        if start:
            section = start[1]
        piece = re.match(r" (\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s+(\S.*))?$", line)
        if not piece or section not in FLASH_SECTIONS + RAM_SECTIONS:
            continue
        start, size = int(piece[2], 16), int(piece[3], 16)
        if piece[4]:
            owner = rooms.of(piece[4], piece[1], size)
        if size:
            pieces.append((section, start, size, owner))
    # Merged strings are listed longer than they are: nothing reaches past the next piece.
    sizes = collections.Counter()
    for this, following in zip(pieces, pieces[1:] + [("", 0, 0, None)]):
        section, start, size, owner = this
        if following[0] == section:
            size = min(size, following[1] - start)
        sizes[section, *owner] += size
    return sizes


def section_sizes(elf):
    out = run("arm-none-eabi-size", "-A", elf)
    return {m[1]: int(m[2]) for m in re.finditer(r"^(\.\S+)\s+(\d+)", out, re.M)}


def footprint(build):
    out = run("tools/emulate", BOARD, os.path.join(build, "footprint.elf"))
    return {m[1]: int(m[2]) for m in re.finditer(r"^(\w+) (\d+)\r?$", out, re.M)}


def flash_of(elf):
    sections = section_sizes(elf)
    return sum(sections.get(s, 0) for s in FLASH_SECTIONS)


def measure(build, name):
    sections = section_sizes(os.path.join(build, name + ".elf"))
    sizes = read_map(build, name)
    by_room = collections.defaultdict(lambda: {"flash": 0, "ram": 0})
    by_file = collections.Counter()
    for (section, room, file), size in sorted(sizes.items()):
        by_room[room]["flash"] += size if section in FLASH_SECTIONS else 0
        by_room[room]["ram"] += size if section in RAM_SECTIONS else 0
        by_file[file] += size if section in FLASH_SECTIONS else 0
    flash = flash_of(os.path.join(build, name + ".elf"))
    ram = sum(sections.get(s, 0) for s in RAM_SECTIONS)
    counted = sum(r["flash"] for r in by_room.values())
    if abs(counted - flash) > 128:  # padding between the sections
        sys.exit(f"size: the map accounts for {counted} B of flash, the program has {flash} B")
    return by_room, by_file, flash, ram


def table(by_room, by_file, flash, ram):
    for file, size in by_file.most_common(12):
        print(f"{file:<24}{size:>10,}")
    print()
    print(f"{'room':<14}{'flash B':>10}{'RAM B':>10}")
    for room in list(LIBRARY_ROOMS) + [r for r in by_room if r not in LIBRARY_ROOMS]:
        if room in by_room:
            print(f"{room:<14}{by_room[room]['flash']:>10,}{by_room[room]['ram']:>10,}")
    print(f"{'apps/simple':<14}{flash:>10,}{ram:>10,}")


def library_flash(by_room):
    return sum(by_room[r]["flash"] for r in (*LIBRARY_ROOMS, COMPILER_ROOM) if r in by_room)


def build_whole(name, option, *targets):
    """The folder of a build that is optimised when linked."""
    build = os.path.join(ROOT, "build/size/whole", name)
    run("cmake", "--preset", BOARD, "-B", build, option, "-DTINYWASM_BUILD_TESTS=OFF",
        "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON")
    run("cmake", "--build", build, "--parallel", str(os.cpu_count() or 2), "--target", *targets)
    return build


def variants():
    return {name: option for name, option in VARIANTS.items()
            if "--quick" not in sys.argv or name not in LEFT_OUT_BY_QUICK}


def measure_wholes(rest):
    """Apps/simple and the library in it, optimised when linked; rest: what is not the library."""
    flash = {name: flash_of(os.path.join(build_whole(name, option, "simple"), "simple.elf"))
             for name, option in variants().items()}
    run_time = footprint(build_whole("standard", VARIANTS["standard"], "footprint"))
    return {**{f"whole_library_flash_bytes_{name}": size - rest for name, size in flash.items()},
            "whole_simple_flash_bytes": flash["standard"],
            "whole_simple_flash_bytes_full": flash["full"],
            "whole_c_stack_bytes": run_time["c_stack"]}


def measure_parts(flash, ram):
    """What each program of tools/parts takes more than apps/simple, of which it is a copy with one
    optional part in it. It must run, too, and may say what it takes of the arena, and of RAM for each
    connection."""
    parts = {}
    for path in sorted(glob.glob(os.path.join(ROOT, "tools/parts/*/main.c"))):
        name = os.path.basename(os.path.dirname(path))
        elf = os.path.join(BUILD, f"part-{name}.elf")
        said = {what: int(size) for what, size in re.findall(
            r"^(arena|connection) (\d+)\r?$", run("tools/emulate", BOARD, elf), re.M)}
        sections = section_sizes(elf)
        parts[name] = {"flash": flash_of(elf) - flash,
                       "ram": sum(sections.get(s, 0) for s in RAM_SECTIONS) - ram,
                       "arena": said.get("arena", 0), "connection": said.get("connection", 0)}
        print(f"with {name:<11}{parts[name]['flash']:>+10,}{parts[name]['ram']:>+10,}"
              f"{parts[name]['arena']:>+10,} of the arena{parts[name]['connection']:>+10,} a connection")
    return parts


def measure_store():
    """What the board's filestore takes: flash of ours and of littlefs, RAM of both."""
    build = os.path.join(ROOT, "build", STORE_BOARD)
    run("cmake", "--preset", STORE_BOARD)
    run("cmake", "--build", build, "--parallel", str(os.cpu_count() or 2), "--target",
        "footprint_store")
    by_room = measure(build, "footprint_store")[0]
    print(f"\n{'flash store':<14}{'flash B':>10}{'RAM B':>10}")
    for room in (*STORE_ROOMS, "littlefs"):
        print(f"{room:<14}{by_room[room]['flash']:>10,}{by_room[room]['ram']:>10,}")
    return {"store_flash_bytes": sum(by_room[room]["flash"] for room in STORE_ROOMS),
            "littlefs_flash_bytes": by_room["littlefs"]["flash"],
            "store_ram_bytes": sum(by_room[room]["ram"] for room in (*STORE_ROOMS, "littlefs"))}


def results():
    run("cmake", "--preset", BOARD)
    run("cmake", "--build", "--preset", BOARD, "--parallel", str(os.cpu_count() or 2), "--target",
        "measured")
    by_room, by_file, flash, ram = measure(BUILD, "simple")
    at_run_time = footprint(BUILD)
    table(by_room, by_file, flash, ram)
    parts = measure_parts(flash, ram)
    figures = {
        "board": BOARD,
        "core": "cortex-m3",
        "library_flash_bytes_standard": library_flash(by_room),
        **measure_wholes(flash - library_flash(by_room)),
        **measure_store(),
        "simple_flash_bytes": flash,
        "simple_ram_bytes": ram,
        "c_stack_bytes": at_run_time["c_stack"],
        "c_stack_load_bytes": at_run_time["c_stack_load"],
        # What the module itself takes: without linear memory and the stack that limits give it.
        "ping_arena_bytes": at_run_time["arena_module"] + at_run_time["arena_instance"] -
        at_run_time["instance_stack"] - at_run_time["instance_memory"],
        "rooms": by_room,
        "files": by_file,
        "parts": parts,
        **{f"part_{name}_{what}_bytes": part[what] for name, part in parts.items()
           for what in ("flash", "ram")},
        "run_time": at_run_time,
    }
    return figures


def judge(figures):
    """Prints each figure with its budget, which it may not exceed, and the target it is to reach.
    Gives how many are within it, the names of the others, and of those that miss their target."""
    with open(os.path.join(ROOT, "tools/size_budgets.json"), encoding="utf-8") as file:
        budgets = json.load(file)
    for name in set(VARIANTS) - set(variants()):
        del budgets[f"whole_library_flash_bytes_{name}"]
    over, missed = [], []
    for name, entry in budgets.items():
        figure, budget, target = figures[name], entry["budget"], entry["target"]
        verdict = "reached" if figure <= target else f"missed by {figure - target:,}"
        print(f"{name:<42}{figure:>10,}  budget {budget:>8,}  target {target:>8,}  {verdict}")
        over += [name] if figure > budget * TOLERANCE else []
        missed += [name] if figure > target else []
    return len(budgets) - len(over), over, missed


def main():
    figures = results()
    print()
    for name, value in figures["run_time"].items():
        print(f"{name:<38}{value:>10,}")
    print()
    folder = os.path.join(ROOT, "build/size")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=4)
        file.write("\n")
    within, over, missed = judge(figures)
    print("size: " + (f"over budget: {', '.join(over)}" if over else "within budgets") +
          (f"; targets missed: {', '.join(missed)}" if missed else ""))
    print(f"size: {within} passed, {len(over)} failed, 0 skipped")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
