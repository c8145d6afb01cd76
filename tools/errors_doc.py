#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Prints docs/ERRORS.md, made of the two maps in include/tinywasm/error.h and of the texts that
tests/errors compares. --write writes it there."""
import collections
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEADER = os.path.join(ROOT, "include/tinywasm/error.h")
GOLDEN = os.path.join(ROOT, "tests/errors/golden.txt")
PAGE = os.path.join(ROOT, "docs/ERRORS.md")
STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'

# text: a trap's name in the specification; meaning: of a code, or the usual cause of a trap.
Error = collections.namedtuple("Error", "name number meaning todo")
Trap = collections.namedtuple("Trap", "name text meaning todo")

HEAD = """# Errors and traps

<!-- Made by tools/errors_doc.py of include/tinywasm/error.h and tests/errors/golden.txt. Change
     those, then run python3 tools/errors_doc.py --write -->

A failure says what it is three times: a code for programs (`tw_err_t`, 0 is success), for a trap its kind (`tw_trap_t`, with the specification's name), and for people a text with the place (`tw_engine_fault`). Every text has one form:

    WHERE: CODE: what happened: what to do

WHERE is the module's file, the instance or what else failed, then, as far as known, the function's index, its name and the byte offset in the module. `wasm-tools objdump`, `wasm-objdump -d` and the like show which function and instruction that is. With `TW_CFG_ERR_TEXT=0` texts are left out of the build and code, trap, function and offset stay.

The texts below are those that the tests compare; `#` stands for what depends on the build.
"""

RANGES = ((-9, "Wrong use", "The call, the order of calls or the configuration does not fit."),
          (-19, "A module is refused", "Nothing of it has run, and nothing of it is left."),
          (-29, "An execution stops", "FUEL, INTERRUPTED and PENDING can be resumed; after the "
           "others the execution is over and the instance may be called again."),
          (-99, "A file or device fails", ""))


def joined(strings):
    """C's string literals side by side, as one text."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings)).replace('\\"', '"')


def read_map(header, name, row):
    body = re.search(rf"#define {name}\(X\)(.*?)\n\n", header, re.S)[1].replace("\\\n", "\n")
    return re.findall(row, body, re.S)


def read_maps():
    """The errors and the traps, in the header's order."""
    with open(HEADER, encoding="utf-8") as file:
        header = file.read()
    errors = [Error(name, int(number), joined(meaning), joined(todo)) for
              name, number, meaning, todo in
              read_map(header, "TW_ERR_MAP", rf"X\((\w+),\s*(-?\d+),\s*{STRING},\s*{STRING}\)")]
    traps = [Trap(name, joined(text), joined(cause), joined(todo)) for name, text, cause, todo in
             [row for map_ in ("TW_TRAP_MAP", "TW_TRAP_MAP_MORE") for row in
              read_map(header, map_, rf"X\((\w+),\s*{STRING},\s*{STRING},\s*{STRING}\)")]]
    return errors, traps


def read_texts():
    """The golden texts: (code, trap's text or "", text) each."""
    with open(GOLDEN, encoding="utf-8") as file:
        content = re.sub(r"^//.*\n", "", file.read(), flags=re.M)
    for block in content.strip("\n").split("\n\n"):
        lines = [line.strip() for line in block.split("\n")]
        if len(lines) > 2:
            code, _, trap = lines[1].split(",")[0].partition(" ")
            yield code, trap, lines[2]


def sentence(text):
    return text[0].upper() + text[1:] + "."


def examples(texts):
    return "".join(f"    {text}\n" for text in texts)


def error_section(entry, texts):
    shown = examples(text for code, _, text in texts if code == entry.name and code != "TRAP")
    return (f"### TW_ERR_{entry.name} ({entry.number})\n\n{sentence(entry.meaning)} "
            f"**What to do:** {entry.todo}.\n" + (f"\n{shown}" if shown else ""))


def trap_section(entry, texts):
    shown = examples(text for _, trap, text in texts if trap == entry.text)
    return (f"### {entry.text}\n\n`TW_TRAP_{entry.name}`. **Usual cause:** {entry.meaning}. "
            f"**What to do:** {entry.todo}.\n" + (f"\n{shown}" if shown else ""))


def page():
    errors, traps = read_maps()
    texts = list(read_texts())
    parts = [HEAD]
    left = [entry for entry in errors if entry.number != 0]
    for last, title, lead in RANGES:
        parts.append(f"## {title}\n" + (f"\n{lead}\n" if lead else ""))
        parts += [error_section(entry, texts) for entry in left if entry.number >= last]
        left = [entry for entry in left if entry.number < last]
    parts.append("## Traps\n\nWhat is behind `TW_ERR_TRAP`; `tw_trap_name` gives the heading.\n")
    parts += [trap_section(entry, texts) for entry in traps if entry.name != "NONE"]
    return "\n".join(parts)


def main():
    if sys.argv[1:] == ["--write"]:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(page())
        return 0
    if sys.argv[1:]:
        print("use: tools/errors_doc.py [--write]", file=sys.stderr)
        return 2
    sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
