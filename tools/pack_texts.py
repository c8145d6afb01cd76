#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Writes src/base/texts.h: the texts of faults, packed, as src/base/format.c unpacks them.

A byte that is no character of ASCII stands for a pair of bytes, each of which may stand for a pair
again. The pairs are those that are most frequent in all texts (byte pair encoding), where those of
the loader and of traps, which every firmware has, count twice. Texts come from
src/base/texts.def, from the map of what can be wrong with a module in src/core/load.h (BAD_) and
from the map of traps in include/tinywasm/error.h (TRAP_, and what to do about them: TODO_). tests/tidy compares the file.
"""
import collections
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "src/base/texts.h")
STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
CODES = [*range(14, 27), *range(128, 256)]
IN_EVERY_FIRMWARE = ("BAD_", "TRAP_", "TODO_")
DEPTH = 16  # TW_TEXT_DEPTH: bytes that wait while a pair is unpacked
HEAD = """// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_TEXTS_H
#define TW_BASE_TEXTS_H

// The texts of src/base/texts.def, src/core/load.h and include/tinywasm/error.h, packed. Made by
// tools/pack_texts.py: change those, then run it.
// clang-format off

"""


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().replace("\\\n", "\n")


def joined(literals):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"')


def read_texts():
    """Texts by name, in order."""
    texts = {}
    for name, text in re.findall(rf"^TW_TEXT\((\w+),\s*{STRING}\)", read("src/base/texts.def"), re.M):
        texts[name] = joined(text)
    rows = re.findall(rf"^    (?:MALFORMED|INVALID|LIMIT|UNSUPPORTED)\((\w+), {STRING}\)",
                      read("src/core/load.h"), re.M)
    texts.update({f"BAD_{name}": joined(text) for name, text in rows})
    traps = read("include/tinywasm/error.h").split("#define TW_TRAP_MAP", 1)[1]
    rows = re.findall(rf"X\((\w+),\s*{STRING},\s*{STRING},\s*{STRING}\)", traps)
    for name, text, _, todo in rows:
        texts[f"TRAP_{name}"] = joined(text)
        texts[f"TODO_{name}"] = joined(todo)
    return texts


def read_rare():
    """The names of texts that only builds beyond STANDARD have: they do not count."""
    load = read("src/core/load.h").split("#define TW_BAD_MAP_INVALID", 1)[1].split("#else", 1)[0]
    names = {f"BAD_{name}" for name in re.findall(r"^    (?:MALFORMED|INVALID)\((\w+),", load, re.M)}
    more = read("include/tinywasm/error.h").split("#define TW_TRAP_MAP_MORE", 1)[1]
    for name in re.findall(rf"X\((\w+),\s*{STRING}", more):
        names |= {f"TRAP_{name[0]}", f"TODO_{name[0]}"}
    return names | {"EXCEPTION"}


def count_pairs(rows):
    """How often each pair occurs; those that overlap count once."""
    counts = collections.Counter()
    rare = read_rare()
    for name, row in rows.items():
        weight = 0 if name in rare else 2 if name.startswith(IN_EVERY_FIRMWARE) else 1
        last = None
        for i in range(len(row) - 1):
            pair = row[i], row[i + 1]
            if last != (i - 1, pair):
                counts[pair] += weight
                last = i, pair
    return counts


def replace(row, pair, code):
    at = 0
    while at < len(row) - 1:
        if (row[at], row[at + 1]) == pair:
            row[at:at + 2] = [code]
        at += 1


def pack(texts):
    """The pairs, and each text as a list of bytes."""
    rows = {name: list(text.encode("ascii")) for name, text in texts.items()}
    depths = collections.defaultdict(int)
    pairs = []
    for code in CODES:
        pair, count = max(count_pairs(rows).items(), key=lambda item: (item[1], item[0]))
        if count < 3:
            break
        depths[code] = 1 + max(depths[pair[0]], depths[pair[1]])
        pairs.append(pair)
        for row in rows.values():
            replace(row, pair, code)
    if max(depths.values()) > DEPTH:
        sys.exit(f"pack_texts: pairs in pairs, {max(depths.values())} deep: raise DEPTH")
    return pairs, rows


def literals(row):
    """The bytes as C has them, in lines of at most 80 characters."""
    lines = [""]
    for code in row:
        shown = chr(code) if 32 <= code < 127 and chr(code) not in '"\\' else f"\\{code:03o}"
        lines += [""] if len(lines[-1]) + len(shown) > 80 else []
        lines[-1] += shown
    return " \\\n".join(f'    "{line}"' for line in lines)


def page():
    pairs, rows = pack(read_texts())
    lines = [f"#define TW_TEXT_DEPTH {DEPTH}", "#define TW_TEXT_PAIRS \\"]
    for i in range(0, len(pairs), 7):
        lines.append("    " + " ".join(f"{{{a}, {b}}}," for a, b in pairs[i:i + 7]) + " \\")
    lines[-1] = lines[-1].removesuffix(" \\")
    lines += ["", *(f"#define TW_TEXT_{name} \\\n{literals(row)}" for name, row in rows.items())]
    return HEAD + "\n".join(lines) + "\n\n// clang-format on\n#endif\n"


def main():
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page())


if __name__ == "__main__":
    main()
