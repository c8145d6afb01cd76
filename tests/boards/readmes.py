#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The table at the head of each board's README: what its data says (board.h, board.cmake, the port's
port.cmake, tests/boards/budgets.json). run_boards.py compares; readmes.py --update writes."""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BEGIN, END = "<!-- data -->\n", "<!-- end of data -->\n"
BUTTONS = ("A", "B", "UP", "DOWN", "LEFT", "RIGHT", "SELECT", "START")
PARTS = ("led", "uart", "timer", "gpio", "adc", "pwm", "spi", "i2c", "flash", "entropy", "watchdog",
         "net", "hci")


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def data_of(board):
    """Macros and variables, name -> text."""
    macros = re.findall(r"^ *#define (BOARD_\w+) (.*?) *(?://.*)?$", read("boards", board, "board.h"),
                        re.M)
    values = re.findall(r'^set\((\w+) ?"?([^"\n]*)"?\)$', read("boards", board, "board.cmake"), re.M)
    data = dict(macros + values)
    folder = ("ports", data["BOARD_PORT"]) if "BOARD_PORT" in data else ("boards", board)
    lacks = re.search(r"^set\(PORT_LACKS ?([^)]*)\)", read(*folder, "port.cmake"), re.M)
    return data | {"lacks": lacks[1].split() + ["hci"] * ("BOARD_HCI" not in data)}


def number(data, name):
    return int(data.get(name, "0").rstrip("u"), 0)


def kib(size):
    return f"{size // 1024:,} KiB"


def wired(data):
    """(row, text) of what is attached."""
    if data.get("BOARD_LED", "none") != "none":
        level = "low" if data["BOARD_LED_LOW_LIT"] == "true" else "high"
        yield "LED", f"pin {number(data, 'BOARD_LED_PIN')}, lit when {level}"
    if data.get("BOARD_BUTTONS", "none") != "none":
        pins = [int(p) for p in data["BOARD_BUTTON_PINS"].strip("{}").split(",")]
        level = "low" if data["BOARD_BUTTONS_LOW_PRESSED"] == "true" else "high"
        yield "buttons", ", ".join(f"{name} {pin}" for name, pin in zip(BUTTONS, pins) if pin >= 0) + (
            f"; pressed when {level}")
    for row in ("SENSOR", "DISPLAY"):
        kind = data.get(f"BOARD_{row}", "none")
        if kind != "none":
            bus, address = f"BOARD_{row}_BUS", f"BOARD_{row}_ADDRESS"
            place = (f"I2C bus {number(data, bus)}, address {number(data, address):#x}"
                     if address in data else f"SPI bus {number(data, bus)}, select "
                     f"{number(data, f'BOARD_{row}_SELECT')}" if bus in data else "")
            yield row.lower(), kind.upper() + (f", {place}" if place else "")


def rows_of(board):
    data = data_of(board)
    yield "tier", "1" if "BOARD_EMULATOR" in data or board == "host" else "3"
    if "BOARD_CORE" in data:
        text = data["BOARD_CORE"].strip('"')
        yield "core", f"{text}, {number(data, 'BOARD_CLOCK_HZ') / 1e6:g} MHz"
        store = number(data, "BOARD_FLASH_STORE_SIZE")
        yield "flash", kib(number(data, "BOARD_FLASH_SIZE")) + (
            f", the last {kib(store)} for the store" if store else "")
        yield "RAM", (f"{kib(number(data, 'BOARD_RAM_SIZE'))}, of which the C stack is "
                      f"{kib(number(data, 'BOARD_STACK_SIZE'))}")
    budget = json.loads(read("tests/boards/budgets.json")).get(board)
    if budget:
        yield "apps/simple", f"{budget['flash']:,} B of flash, {budget['ram']:,} B of RAM"
    yield "store", f"`{data['BOARD_STORE']}`"
    yield from wired(data)
    yield "parts of `hal.h`", ", ".join(p for p in PARTS if p not in data["lacks"]) or "none"
    if "BOARD_EMULATOR" in data:
        yield "emulator", f"`{data['BOARD_EMULATOR']}`"


def table_of(board):
    rows = "".join(f"| {name} | {text} |\n" for name, text in rows_of(board))
    return f"{BEGIN}| | |\n|---|---|\n{rows}{END}"


def problem_of(board):
    """What is wrong with the README's table; "" if nothing is, or there is no README yet."""
    if not os.path.exists(os.path.join(ROOT, "boards", board, "README.md")):
        return ""
    found = re.search(f"{BEGIN}.*?{END}", read("boards", board, "README.md"), re.S)
    if found is None:
        return f"boards/{board}/README.md has no table between {BEGIN.strip()} and {END.strip()}"
    wanted = table_of(board).splitlines()
    wrong = [line for line in wanted if line not in found[0].splitlines()]
    same = found[0].splitlines() == wanted
    return "" if same else f"tests/boards/readmes.py --update would write {wrong or 'less'}"


def boards():
    return [b for b in sorted(os.listdir(os.path.join(ROOT, "boards")))
            if os.path.exists(os.path.join(ROOT, "boards", b, "board.cmake"))]


def update(board):
    text = read("boards", board, "README.md")
    if BEGIN not in text:
        head, first, rest = text.split("\n\n", 2)
        text = f"{head}\n\n{first}\n\n{BEGIN}{END}\n{rest}"
    text = re.sub(f"{BEGIN}.*?{END}", lambda _: table_of(board), text, flags=re.S)
    with open(os.path.join(ROOT, "boards", board, "README.md"), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    for name in boards():
        if sys.argv[1:] == ["--update"]:
            update(name)
        print(f"{name}: {problem_of(name) or 'its README says what its data says'}")
