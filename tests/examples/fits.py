# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Which example fits which board, by what the linker and the firmware itself say: the table between the
marks in docs/LIMITS.md."""
import glob
import os
import re

from boards import Board, board_value, elf_of
from on_boards import BOARDS, test_datalogger
from run_boards import FLASH_SECTIONS, RAM_SECTIONS
from simulator import ROOT, run

PAGE = os.path.join(ROOT, "docs/LIMITS.md")
MARKS = ("<!-- examples -->\n", "<!-- end of examples -->\n")
TOLERANCE = 0.02
# What a board lacks that tw.toml does not name.
LACKS = {"wasm4": "too little RAM", "weather": "no network", "drone": "no radio",
         "beacon": "no controller"}
EXAMPLES = sorted(os.path.basename(os.path.dirname(page))
                  for page in glob.glob(os.path.join(ROOT, "apps/*/README.md")))


def boards_of(example):
    """Those that its tw.toml names; None: all."""
    with open(os.path.join(ROOT, "apps", example, "tw.toml"), encoding="utf-8") as file:
        match = re.search(r"^boards = \[(.*)\]", file.read(), re.M)
    return re.findall(r'"([^"]*)"', match[1]) if match else None


def targets_of(board):
    return [example for example in EXAMPLES if boards_of(example) is None or board in boards_of(example)] + (
        ["tw"] if board == "host" else [])


def taken(board, example):
    """Bytes of flash and RAM, by the linker's sections."""
    listed = run("arm-none-eabi-size", "-A", elf_of(board, example)).out
    sections = {name: int(size) for name, size in re.findall(r"^(\.\S+)\s+(\d+)", listed, re.M)}
    return [sum(sections.get(name, 0) for name in names) for names in (FLASH_SECTIONS, RAM_SECTIONS)]


def room(board):
    return [int(board_value(board, f"BOARD_{what}_SIZE"), 0) for what in ("FLASH", "RAM")]


def refusal(board, example):
    """What the firmware itself says that the board lacks; "" where a test shows that it runs."""
    if example != "datalogger" or test_datalogger in BOARDS[board]:
        return ""
    with Board(board, example) as world:
        world.line(10)
        world.type("f")
        said = [world.line(10) for _ in range(3)]
    return next((line for line in said if line and line.startswith("The board has no ")), "")


def cell(board, example):
    """Bytes of flash and RAM, or why it does not run there."""
    if board not in (boards_of(example) or BOARDS):
        return LACKS.get(example, "no panel")
    return refusal(board, example) or "{:,} + {:,}".format(*taken(board, example))


def table():
    rows = [f"| example | {' | '.join(BOARDS)} |", "|---|" + len(BOARDS) * "--:|",
            "| there is | " + " | ".join("{:,} + {:,}".format(*room(board)) for board in BOARDS) + " |"]
    for example in EXAMPLES:
        rows.append(f"| {example} | " + " | ".join(cell(board, example) for board in BOARDS) + " |")
    return rows


def parts_of(text):
    before, _, rest = text.partition(MARKS[0])
    inside, mark, after = rest.partition(MARKS[1])
    return before + MARKS[0], inside.splitlines(), mark + after


def read():
    with open(PAGE, encoding="utf-8") as file:
        return parts_of(file.read())


def differs(shown, measured):
    """Words must be the same, figures nearly."""
    words = [re.sub(r"[\d,]+", "N", row) for row in (shown, measured)]
    figures = [[int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", row)] for row in (shown, measured)]
    return words[0] != words[1] or any(abs(a - b) > TOLERANCE * b for a, b in zip(*figures))


def test_limits(check):
    """The page says what the linker and the firmware say."""
    shown, measured = read()[1], table()
    check("limits_name_all_examples", len(shown) != len(measured) and f"{len(shown)} lines")
    for old, new in zip(shown[2:], measured[2:]):
        check(f"limits_hold_for_{new[2:].partition(' ')[0]}", differs(old, new) and f"{old!r}, now {new!r}")


def update():
    before, _, after = read()
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(before + "\n".join(table()) + "\n" + after)
