#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make size-groups: what each feature group of profile FULL takes, on one board of each core.

tools/size_groups.py [BOARD...]. The groups are the options of config.h that are on from profile FULL.
apps/simple is built for each board as STANDARD, as FULL, and as STANDARD with one group and those
that it needs; a group's flash is what that is more than the same without it. All are optimised as a
whole when they are linked. RAM is measured on the emulated board by tools/footprint: what the engine,
a module and its instance take of the arena, without linear memory and the stack that limits give.
The figures go to build/size/groups.json, and pages are made of them (tests/docs/check_docs.py
--update). Closes with `size-groups: N passed, N failed, N skipped`: a FULL image above the limit of
its board in tools/size_budgets.json, or a group that takes nothing, has failed.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import size  # noqa: E402

BOARDS = {"lm3s6965evb": "Cortex-M3", "mps2-an386": "Cortex-M4F", "microbit": "Cortex-M0",
          "riscv-virt": "RV32"}
RESULTS = os.path.join(size.ROOT, "build/size/groups.json")
CONFIG = os.path.join(size.ROOT, "include/tinywasm/config.h")


def groups():
    """Option -> the other groups of FULL that it needs, from config.h."""
    with open(CONFIG, encoding="utf-8") as file:
        text = file.read()
    names = re.findall(r"^#define TW_CFG_(\w+) \(TW_CFG_PROFILE >= TW_PROFILE_FULL\)", text, re.M)
    needs = {name: [] for name in names}
    for name, condition in re.findall(r"^#if TW_CFG_(\w+) && ([^\n]*)\n#error", text, re.M):
        if name in needs:
            needs[name] += [other for other in re.findall(r"!TW_CFG_(\w+)", condition)
                            if other in needs]
    return needs


def build(board, name, option):
    folder = os.path.join(size.ROOT, "build/size/groups", f"{board}-{name}")
    size.run("cmake", "--preset", board, "-B", folder, option, "-DTINYWASM_BUILD_TESTS=OFF",
             "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON")
    size.run("cmake", "--build", folder, "--parallel", str(os.cpu_count() or 2), "--target", "simple",
             "footprint")
    return folder


def measure(board, name, option):
    """Flash of apps/simple and bytes of the arena."""
    folder = build(board, name, option)
    out = size.run("tools/emulate", board, os.path.join(folder, "footprint.elf"))
    ram = {m[1]: int(m[2]) for m in re.finditer(r"^(\w+) (\d+)\r?$", out, re.M)}
    return {"flash": size.flash_of(os.path.join(folder, "simple.elf")),
            "engine": ram["arena_engine"], "module": ram["arena_module"],
            "instance": ram["arena_instance"] - ram["instance_stack"] - ram["instance_memory"]}


def defines(names, value=1):
    return "-DTINYWASM_DEFINES=" + ";".join(f"TW_CFG_{name}={value}" for name in names)


def less(one, other):
    return {what: one[what] - other[what] for what in one}


def measure_board(board):
    found = {"standard": measure(board, "standard", defines([])),
             "full": measure(board, "full", "-DTINYWASM_PROFILE=FULL")}
    for name, needs in groups().items():
        below = measure(board, "-".join(needs), defines(needs)) if needs else found["standard"]
        found[name] = less(measure(board, name, defines([*needs, name])), below)
    return found


def judge(figures):
    with open(os.path.join(size.ROOT, "tools/size_budgets.json"), encoding="utf-8") as file:
        most = json.load(file)["whole_simple_flash_bytes_full"]["target"]
    failures = [f"{board}: FULL takes {found['full']['flash']:,} B of flash, more than {most:,}"
                for board, found in figures.items() if found["full"]["flash"] > most]
    failures += [f"{board}: {name} takes nothing" for board, found in figures.items()
                 for name, entry in found.items() if entry["flash"] <= 0]
    return failures


def main():
    figures = {}
    if os.path.exists(RESULTS):  # of boards that are not measured now
        with open(RESULTS, encoding="utf-8") as file:
            figures = json.load(file)
    for board in sys.argv[1:] or BOARDS:
        figures[board] = measure_board(board)
        print(f"{BOARDS.get(board, board):<20}{'flash B':>10}{'engine B':>10}{'module B':>10}{'instance B':>12}")
        for name, entry in figures[board].items():
            print(f"{name.lower():<20}{entry['flash']:>10,}{entry['engine']:>10,}{entry['module']:>10,}"
                  f"{entry['instance']:>12,}", flush=True)
    with open(RESULTS, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=4)
        file.write("\n")
    figures = {board: figures[board] for board in sys.argv[1:] or BOARDS}
    failures = judge(figures)
    for failure in failures:
        print(f"FAIL {failure}")
    total = sum(len(found) for found in figures.values())
    print(f"size-groups: {total - len(failures)} passed, {len(failures)} failed, 0 skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
