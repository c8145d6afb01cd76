#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Prints docs/OPCODES.md, made of the instruction table in src/core/opcodes/*.def: what is
supported, by feature group, and what is refused by name. --write writes it there."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = os.path.join(ROOT, "src/core/opcodes")
TARGET = os.path.join(ROOT, "docs/OPCODES.md")
TYPES = {"i": "i32", "l": "i64", "f": "f32", "d": "f64", "w": "v128", "v": ""}
CONST = {"___": "", "CST": "yes", "EXT": "extended"}
NAMES = {"mvp": "WebAssembly 1.0", "sign_ext": "Sign extension", "bulk": "Bulk memory",
         "float": "Floats", "sat_float": "Saturating float conversions",
         "references": "Reference types", "function_references": "Typed function references",
         "tail_call": "Tail calls", "exceptions": "Exceptions", "legacy_exceptions": "Legacy exceptions", "gc": "Garbage collection",
         "simd": "SIMD", "threads": "Threads", "wide_arithmetic": "Wide arithmetic"}
ROW = re.compile(r'^TW_OP\(0x([0-9a-f]+),\s*\w+,\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*(\d+),\s*(\w+),',
                 re.M)
GROUP = re.compile(r'^TW_GROUP\(0x([0-9a-f]+),\s*0x([0-9a-f]+),\s*"([^"]+)"\)', re.M)

HEAD = """# Instructions

<!-- Made by tools/opcodes_doc.py of src/core/opcodes/*.def. Change the table, then run
     python3 tools/opcodes_doc.py --write -->

Every instruction that TinyWASM knows, from the table that decoder, validator, translator and tests read.

- *Code*: the byte, or the prefix byte and the number behind it.
- *Type*: operands, then results. "by rule": the validator has a function for it, since the types depend on immediates or operands.
- *Bytes*: how much memory a load or store touches.
- *Constant*: allowed in constant expressions; "extended" needs `TW_CFG_EXTENDED_CONST`.

Options and profiles are in [config.h](../include/tinywasm/config.h). Several memories, custom page sizes and extended constant expressions add no instructions. `return_call_ref` needs tail calls too.
"""


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def groups():
    """(file stem, option or None) in the order of all.def."""
    option = None
    for line in read("src/core/opcodes/all.def").split("\n"):
        condition = re.match(r"#if (TW_CFG_\w+)", line)
        include = re.match(r'#include "(\w+)\.def"', line)
        if condition:
            option = condition[1]
        elif line.startswith("#endif"):
            option = None
        elif include:
            yield include[1], option


def profile_of(option):
    """The first profile that has the option."""
    config = read("include/tinywasm/config.h")
    match = re.search(rf"#define {option} \(TW_CFG_PROFILE >= TW_PROFILE_(\w+)\)", config)
    return match[1] if match else "?"


def code_text(code):
    return f"0x{code}" if len(code) == 2 else f"0x{code[:2]} {int(code[2:], 16)}"


def type_text(signature):
    if not set(signature) <= set(TYPES) | {"_"}:
        return "by rule"
    params, result = signature.split("_")
    listed = " ".join(TYPES[p] for p in params if TYPES[p])
    return f"({listed}) → ({TYPES[result]})"


def group_text(stem, option):
    rows = ROW.findall(read(f"src/core/opcodes/{stem}.def"))
    where = f"`{option}`, on from profile {profile_of(option)}." if option else "Always there."
    yield f"\n## {NAMES[stem]}\n"
    yield f"{where} {len(rows)} instructions.\n"
    yield "| Code | Instruction | Immediates | Type | Bytes | Constant |"
    yield "|---|---|---|---|--:|---|"
    for code, text, immediates, signature, width, const in rows:
        yield (f"| {code_text(code)} | `{text}` | {'' if immediates == 'NONE' else immediates} | "
               f"{type_text(signature)} | {'' if width == '0' else width} | {CONST[const]} |")


def missing_text():
    """Groups that no build has; the codes of those that an option leaves out are in their tables."""
    rows = re.sub(r"^#if !.*?^#endif", "", read("src/core/opcodes/groups.def"), flags=re.M | re.S)
    yield "\n## Not supported\n"
    yield ("A module that needs one of these is refused with `TW_ERR_UNSUPPORTED`, and the fault "
           "names the group. Other codes are no instructions: `TW_ERR_MALFORMED`.\n")
    yield "| Codes | Group |"
    yield "|---|---|"
    for first, last, name in GROUP.findall(rows):
        codes = code_text(first) if first == last else f"{code_text(first)} to {code_text(last)}"
        yield f"| {codes} | {name} |"


def document():
    lines = [HEAD.rstrip("\n")]
    for stem, option in groups():
        lines += group_text(stem, option)
    lines += missing_text()
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        with open(TARGET, "w", encoding="utf-8") as file:
            file.write(document())
    elif not sys.argv[1:]:
        sys.stdout.write(document())
    else:
        sys.exit("use: tools/opcodes_doc.py [--write]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
