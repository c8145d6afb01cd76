#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tools/single_file.py FOLDER: writes FOLDER/tinywasm.c and FOLDER/tinywasm.h, the library as two
files: base, core, interpreter, engine, and the ram and rom filestores.

Headers are put in where they are first included. In one file all file-local names share a scope:
those that more than one file defines get the file's path as an ending, and the macros of a source
file are undefined at its end.
"""
import glob
import hashlib
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Rooms in this order, so that the macros of core's headers reach only core and what follows.
ROOMS = ["base", "filestore", "engine", "core", "interp"]
LEFT_OUT = {"filestore/dir.c", "filestore/flash.c"}
HEAD = ("// SPDX-FileCopyrightText: The TinyWASM authors\n"
        "// SPDX-License-Identifier: Apache-2.0\n"
        "// Made by tools/single_file.py: change the sources, not this file.\n")

# Global register variables cannot be given to one part of a file.
DISPATCH = """
#if !defined(TW_CFG_DISPATCH) && defined(__thumb2__) && defined(__GNUC__) && !defined(__clang__)
#define TW_CFG_DISPATCH 3  // computed goto
#endif
"""

# What headers offer and nobody takes is no mistake in one file either.
UNUSED = """
#ifdef __clang__
#pragma clang diagnostic ignored "-Wunused-function"
#endif
"""

INCLUDE = re.compile(r'[ \t]*#[ \t]*include[ \t]+"([^"]+)"')
GUARD = re.compile(r"^#ifndef (\w+_H_?)\n#define \1$", re.M)
TOKEN = re.compile(r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<space>\s+)
  | (?P<mark>->|.)
""", re.X | re.S | re.M)


def tokens_of(text):
    return [(m.lastgroup, m.group()) for m in TOKEN.finditer(text)]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


# --- names ---------------------------------------------------------------------------------------

def code_of(text):
    """Names and marks only."""
    return [(kind, word) for kind, word in tokens_of(text) if kind in ("name", "mark", "number")]


def statements(code):
    """The file's declarations: lists of (depth, kind, word), bodies of functions left out."""
    statement = []
    depth = 0
    for kind, word in code:
        if word == "}":
            depth -= 1
        statement.append((depth, kind, word))
        if word == "{":
            depth += 1
        if depth == 0 and (word == ";" or word == "}" and is_function(statement)):
            yield statement
            statement = []


def is_function(statement):
    """True if the statement, which ends in }, is a function's definition."""
    head = []
    for depth, _, word in statement:
        if depth == 0 and word == "{":
            break
        head.append(word)
    return bool(head) and head[-1] == ")" and "=" not in head


def declared_names(text):
    """What a file declares at file scope that others cannot see: static names, tags, typedefs and
    enumerators. Returns a set."""
    found = set()
    for statement in statements(code_of(text)):
        words = [word for _, _, word in statement]
        found |= tags_and_enumerators(statement)
        if "static" in words[:3]:
            found |= {static_name(statement)}
        if words[0] == "typedef":
            found |= {typedef_name(statement)}
    return found - {None}


def tags_and_enumerators(statement):
    found = set()
    for i, (_, _, word) in enumerate(statement):
        if word not in ("struct", "union", "enum"):
            continue
        rest = statement[i + 1:]
        if len(rest) > 1 and rest[0][1] == "name" and rest[1][2] == "{":
            found.add(rest[0][2])
            rest = rest[1:]
        if word == "enum" and rest and rest[0][2] == "{":
            inside = rest[0][0] + 1
            before = "{"
            for depth, kind, name in rest[1:]:
                if name == "}" and depth < inside:
                    break
                if kind == "name" and before in ("{", ","):
                    found.add(name)
                before = name
    return found


def static_name(statement):
    """The name before the first ( [ = ; at depth 0, attributes aside."""
    last = None
    skip = 0
    for depth, kind, word in statement:
        if depth > 0 or word in ("{", "}"):
            continue
        if word == ")" and skip:
            skip -= 1
        elif word == "(" and (skip or last in ("__attribute__", "_Alignas", "_Static_assert")):
            skip += 1
        elif skip:
            continue
        elif word in ("(", "[", "=", ";"):
            return last
        elif kind == "name":
            last = word
    return None


def typedef_name(statement):
    names = [word for depth, kind, word in statement if depth == 0 and kind == "name"]
    pointer = re.search(r"\( \* (\w+) \)", " ".join(word for _, _, word in statement))
    return pointer[1] if pointer else names[-1] if names else None


def macros_of(text):
    return re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", text, re.M)


def rename(text, names, ending):
    """Gives the names an ending, but not where they are members of a structure or in a string."""
    out = []
    before = ""
    structs = []  # per open brace: is it the body of a struct or union?
    pending = False
    kinds = tokens_of(text)
    for i, (kind, word) in enumerate(kinds):
        if kind == "directive" and not INCLUDE.match(word):
            word = re.sub(r"\w+", lambda m: m[0] + ending if m[0] in names else m[0], word)
        elif kind == "name" and word in names and before not in (".", "->"):
            following = next((w for k, w in kinds[i + 1:] if k not in ("space", "comment")), "")
            member = structs and structs[-1] and following in (";", "[", ",", ":", ")")
            if not member:
                word += ending
        if word in ("struct", "union"):
            pending = True
        elif word == "{":
            structs.append(pending)
            pending = False
        elif word == "}" and structs:
            structs.pop()
        elif word in (";", ")", "="):
            pending = False
        if kind not in ("space", "comment", "directive"):
            before = word
        out.append(word)
    return "".join(out)


def build_id():
    """What cmake/build-id.cmake writes."""
    paths = sorted(["include/tinywasm/interp.h", "include/tinywasm/types.h"] +
                   [os.path.relpath(path, ROOT) for pattern in ("*.[ch]", "opcodes/*.def")
                    for path in glob.glob(os.path.join(ROOT, "src/core", pattern))])
    sums = [f"{path} {hashlib.sha256(read(path).encode()).hexdigest()}\n" for path in paths]
    made = hashlib.sha256("".join(sums).encode()).hexdigest()
    return [f"#define TW_CORE_BUILD_ID_0 0x{made[:8]}u", f"#define TW_CORE_BUILD_ID_1 0x{made[8:16]}u"]


# --- putting files together ----------------------------------------------------------------------

class Amalgam:
    """Text with each of our headers put in once, where it is first needed."""

    def __init__(self, have=()):
        self.have = set(have)
        self.parts = []
        self.loose_macros = []  # of files that are put in again and again, not once

    def find(self, name, folder):
        for path in (os.path.join("src", name), os.path.join("include", name),
                     os.path.join(folder, name)):
            if os.path.isfile(os.path.join(ROOT, path)):
                return os.path.normpath(path)
        raise SystemExit(f"single_file: {folder} includes {name}, which is nowhere")

    def add(self, path, text, conditional=False):
        """conditional: the place is inside an #if, where a header may be seen or not."""
        depth = 0
        guarded = 1 if GUARD.search(text) else 0
        for line in text.split("\n"):
            if re.match(r"[ \t]*#[ \t]*if", line):
                depth += 1
            elif re.match(r"[ \t]*#[ \t]*endif", line):
                depth -= 1
            match = INCLUDE.match(line)
            if not match:
                self.parts.append(line)
                continue
            if match[1] == "core_build_id.h":
                self.parts += build_id()
                continue
            target = self.find(match[1], os.path.dirname(path))
            if target not in self.have:
                body = read(target).rstrip("\n")
                once = GUARD.search(body) is not None
                inside = conditional or depth > guarded
                if once and not inside:
                    self.have.add(target)
                if not once:
                    self.loose_macros += macros_of(body)
                self.add(target, body, inside)

    def text(self):
        return "\n".join(self.parts) + "\n"


def sources():
    for room in ROOMS:
        for path in sorted(glob.glob(os.path.join(ROOT, "src", room, "*.c"))):
            name = os.path.relpath(path, os.path.join(ROOT, "src"))
            if name not in LEFT_OUT:
                yield os.path.join("src", name)


def headers():
    return [os.path.relpath(path, ROOT) for path in
            glob.glob(os.path.join(ROOT, "src", "*", "*.h")) +
            glob.glob(os.path.join(ROOT, "include", "tinywasm", "*.h"))]


def colliding(paths):
    """Names that more than one of these files, or a file and a header, declare for themselves."""
    seen = {}
    for path in paths + headers():
        text = read(path)
        names = declared_names(text)
        if path.endswith(".h"):
            names |= set(macros_of(text))
        for name in names:
            seen.setdefault(name, set()).add(path)
    return {name for name, where in seen.items() if len(where) > 1}


def main():
    if len(sys.argv) != 2:
        print("use: tools/single_file.py FOLDER", file=sys.stderr)
        return 2
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)

    public = Amalgam()
    public.add("include/tinywasm/tinywasm.h", read("include/tinywasm/tinywasm.h"))
    with open(os.path.join(folder, "tinywasm.h"), "w", encoding="utf-8") as file:
        file.write(HEAD + public.text())

    paths = list(sources())
    collisions = colliding(paths)
    body = Amalgam(public.have | {"include/tinywasm/tinywasm.h"})
    for path in paths:
        text = read(path)
        mine = collisions & declared_names(text)
        text = rename(text, mine, "_" + re.sub(r"\W", "_", path[len("src/"):-len(".c")]))
        body.parts.append(f"\n// ==== {path[len('src/'):]}\n")
        body.add(path, text.rstrip("\n"))
        names = macros_of(text) + body.loose_macros
        body.loose_macros = []
        body.parts += [f"#undef {name}" for name in dict.fromkeys(names)]
    with open(os.path.join(folder, "tinywasm.c"), "w", encoding="utf-8") as file:
        file.write(HEAD + DISPATCH + UNUSED + '#include "tinywasm.h"\n' + body.text())
    print(f"{folder}/tinywasm.c and {folder}/tinywasm.h: {len(paths)} sources, "
          f"{len(collisions)} names made distinct")
    return 0


if __name__ == "__main__":
    sys.exit(main())
