#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Checks the habits that a program can check, one test per rule, over all files that git knows.

Each rule is first shown a sample that breaks it and must complain, so that a rule which finds
nothing is known to work. tests/tidy/EXEMPT lists what is excused, `RULE PATH[:NAME] REASON`; a line
there that excuses nothing is a failure, so the list can only shrink.
"""
import collections
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOM = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOM, "sabotage"), os.path.join(os.path.dirname(ROOM), "tools")]
import pack_texts  # noqa: E402
import run_sabotage  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAX_FUNCTION_LINES = 70
MAX_COLUMNS = 100
MAX_IFS_PER_1000_LINES = 10
MAX_IF_DEPTH = 2

# The room rules of the architecture: what each may include besides itself and tinywasm/.
ROOMS = {"base": [], "core": ["base"], "interp": ["base", "core"], "engine": ["base"],
         "filestore": ["base"], "shell": ["base"],
         "bridge": ["base"]}
FREESTANDING = {"limits.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h",
                "stdnoreturn.h", "float.h", "iso646.h"}

# Spelled in pieces, so that this file does not break its own rules.
MACHINE_PATHS = re.compile(r"(?<![\w.$}])/(?:" + "|".join(["work", "home", "root", "t" + "mp"]) +
                           r")(?:/|\b(?!\w))")
REGISTRY_HOSTS = re.compile("|".join(
    [r"pypi\.o" "rg", r"python" r"hosted\.", r"crates\.i" "o", r"npm" r"js\.", r"deb\.deb" "ian",
     r"ftp\.[\w.]*deb" "ian", r"golang\.o" "rg"]))
WORK_NOTE = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b(?!\(#\d+\))")

File = collections.namedtuple("File", "path text")


def lines_of(f):
    return f.text.split("\n")


def is_c(f):
    return f.path.endswith((".c", ".h"))


def in_room(f):
    parts = f.path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def has_name(f, pattern):
    return re.match(pattern, os.path.basename(f.path)) is not None


@functools.lru_cache(maxsize=None)
def functions_of(f):
    """(name, first line, last line) of each function, by ctags; [] without it."""
    if shutil.which("ctags") is None:
        return []
    with tempfile.NamedTemporaryFile("w", suffix=".c") as sample:
        sample.write(f.text)
        sample.flush()
        out = subprocess.run(["ctags", "-f", "-", "--language-force=C", "--kinds-C=f",
                              "--fields=ne", sample.name], capture_output=True, text=True)
    found = []
    for line in out.stdout.splitlines():
        match = re.match(r"(\S+)\t.*\bline:(\d+).*\bend:(\d+)", line)
        if match:
            found.append((match[1], int(match[2]), int(match[3])))
    return found


# --- the rules: each yields (place, complaint) for a file ----------------------------------------

def rule_function_length(f):
    if is_c(f) and not (in_room(f) == "core" and has_name(f, r"(exec|dispatch).*")):
        for name, first, last in functions_of(f):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield f"{f.path}:{name}", f"has {last - first + 1} lines, {MAX_FUNCTION_LINES} allowed"


def conditionals(f):
    """(line number, depth) of each #if, include guards and extern "C" aside."""
    depth = []
    lines = lines_of(f)
    for i, line in enumerate(lines, 1):
        match = re.match(r"\s*#\s*(if|ifdef|ifndef|endif)\b(.*)", line)
        if not match:
            continue
        if match[1] == "endif":
            if depth:
                depth.pop()
            continue
        guard = match[1] == "ifndef" and i < len(lines) and re.match(
            r"\s*#\s*define\s+" + re.escape(match[2].strip().split(" ")[0]) + r"\b", lines[i])
        counts = not guard and "__cplusplus" not in match[2]
        depth.append(counts)
        if counts:
            yield i, sum(depth)


def rule_if_depth(f):
    if in_room(f) and is_c(f):
        for i, depth in conditionals(f):
            if depth > MAX_IF_DEPTH:
                yield f.path, f"line {i}: #if nested {depth} deep, {MAX_IF_DEPTH} allowed"


def rule_if_inside_function(f):
    if in_room(f) and is_c(f) and not has_name(f, r"(exec|dispatch).*"):
        ranges = functions_of(f)
        for i, _ in conditionals(f):
            for name, first, last in ranges:
                if first < i < last:
                    yield f"{f.path}:{name}", f"line {i}: #if inside a function: select whole functions"


def rule_todo_has_issue(f):
    for i, line in enumerate(lines_of(f), 1):
        if WORK_NOTE.search(line):
            yield f.path, f"line {i}: a note of work to do needs an issue, as (#12)"


def rule_no_machine_paths(f):
    for i, line in enumerate(lines_of(f), 1):
        if MACHINE_PATHS.search(line):
            yield f.path, f"line {i}: names a path of one machine"


def rule_no_registry_hosts(f):
    for i, line in enumerate(lines_of(f), 1):
        if REGISTRY_HOSTS.search(line):
            yield f.path, f"line {i}: names a registry's host: use the client and the package's name"


def rule_spdx(f):
    if f.path.endswith((".c", ".h", ".def", ".py", ".sh", ".cmake", "CMakeLists.txt", "Makefile")):
        head = "\n".join(lines_of(f)[:4])
        if "SPDX-FileCopyrightText: The TinyWASM authors" not in head or \
                "SPDX-License-Identifier: Apache-2.0" not in head:
            yield f.path, "lacks the two SPDX lines"


def rule_scripts_run(f):
    """A script is a program: it runs by its name."""
    if f.text.startswith("#!") and not os.access(os.path.join(ROOT, f.path), os.X_OK):
        yield f.path, "begins with #! but may not be executed: chmod +x"


def rule_columns(f):
    if is_c(f):
        for i, line in enumerate(lines_of(f), 1):
            if len(line.rstrip("-")) > MAX_COLUMNS:  # a ruler's end may hang over
                yield f.path, f"line {i}: {len(line)} columns, {MAX_COLUMNS} allowed"


def rule_no_heap(f):
    if in_room(f) and f.path.endswith(".c"):
        for i, line in enumerate(lines_of(f), 1):
            if re.search(r"\b(?:malloc|calloc|realloc|free)\(", line.split("//")[0]):
                yield f.path, f"line {i}: the library has no heap: take from the arena"


def rule_whitespace(f):
    for i, line in enumerate(lines_of(f), 1):
        if line != line.rstrip() or (is_c(f) and "\t" in line):
            yield f.path, f"line {i}: a tab or space where none belongs"
    if f.text and not f.text.endswith("\n"):
        yield f.path, "does not end with a line end"


def rule_room_includes(f):
    room = in_room(f)
    if room is None or room not in ROOMS:
        return
    for i, line in enumerate(lines_of(f), 1):
        match = re.match(r"\s*#\s*include\s+([<\"])([^>\"]+)[>\"]", line)
        if not match:
            continue
        target = match[2]
        if match[1] == "<":
            if target not in FREESTANDING:
                yield f.path, f"line {i}: <{target}> is not freestanding"
        elif "/" in target and target.split("/")[0] not in ["tinywasm", room] + ROOMS[room]:
            yield f.path, f"line {i}: room {room} may not include \"{target}\""


def rule_few_ifs(files):
    """A rule over a room, not a file."""
    for room in ("core", "engine"):
        ifs = lines = 0
        for f in files:
            if in_room(f) == room and is_c(f) and not has_name(f, r"dispatch.*"):
                lines += len(lines_of(f))
                ifs += sum(1 for _ in conditionals(f))
        if lines >= 500 and ifs * 1000 > lines * MAX_IFS_PER_1000_LINES:
            yield f"src/{room}", (f"{ifs} #if in {lines} lines, "
                                  f"{MAX_IFS_PER_1000_LINES} per 1000 allowed")


def rule_planted_faults_fit(files):
    """What tests/sabotage plants must still be found where it is planted."""
    texts = {f.path: f.text for f in files}
    for name, fault in run_sabotage.FAULTS.items():
        if fault.file in texts and fault.old not in texts[fault.file]:
            yield fault.file, f"has no '{fault.old}', which the fault '{name}' replaces"


def rule_packed_texts(files):
    """src/base/texts.h is what its texts make."""
    for f in files:
        if f.path == "src/base/texts.h" and f.text != pack_texts.page():
            yield f.path, "is not of the texts as they are: run tools/pack_texts.py"


FILE_RULES = [rule_function_length, rule_if_depth, rule_if_inside_function, rule_todo_has_issue,
              rule_no_machine_paths, rule_no_registry_hosts, rule_spdx, rule_scripts_run,
              rule_columns, rule_no_heap, rule_whitespace,
              rule_room_includes]
ROOM_RULES = [rule_few_ifs, rule_planted_faults_fit, rule_packed_texts]

C_HEAD = "// SPDX-FileCopyrightText: The TinyWASM authors\n// SPDX-License-Identifier: Apache-2.0\n"
BAD = {
    "rule_planted_faults_fit": File("src/core/numeric.h", "nothing that a fault replaces\n"),
    "rule_packed_texts": File("src/base/texts.h", "nothing of the texts\n"),
    "rule_function_length": File("src/core/bad.c", C_HEAD + "int f(void) {\n" + "    g();\n" * 70 +
                                 "    return 0;\n}\n"),
    "rule_if_depth": File("src/core/bad.c", "#if A\n#if B\n#if C\n#endif\n#endif\n#endif\n"),
    "rule_if_inside_function": File("src/core/bad.c", "int f(void) {\n#if A\n    g();\n#endif\n"
                                    "    return 0;\n}\n"),
    "rule_todo_has_issue": File("a.c", "// TO" "DO: later\n"),
    "rule_no_machine_paths": File("a.py", "open('/" "work/x')\n"),
    "rule_no_registry_hosts": File("a.txt", "pypi" ".org\n"),
    "rule_spdx": File("a.c", "int x;\n"),
    "rule_scripts_run": File("a.py", "#!/usr/bin/env python3\n"),
    "rule_columns": File("a.c", "x" * 101 + "\n"),
    "rule_no_heap": File("src/devices/network/bad.c", "void f(void) {\n    x = calloc(1, 2);\n}\n"),
    "rule_whitespace": File("a.c", "int x; \n"),
    "rule_room_includes": File("src/engine/bad.c", '#include "core/core.h"\n'),
    "rule_few_ifs": File("src/core/bad.c", "#if A\n#endif\n" * 300),
}


# --- running them --------------------------------------------------------------------------------

def all_files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.splitlines()
    for path in sorted(set(listed)):
        full = os.path.join(ROOT, path)
        if not os.path.isfile(full) or path == "LICENSE":
            continue
        with open(full, "rb") as file:
            data = file.read()
        if b"\0" not in data:
            yield File(path, data.decode("utf-8", "replace"))


def exemptions():
    path = os.path.join(ROOT, "tests/tidy/EXEMPT")
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                rule, place, _ = line.split(None, 2)
                yield "rule_" + rule.replace("-", "_"), place


def complaints(rule, files):
    if rule in ROOM_RULES:
        return list(rule(files))
    return [c for f in files for c in rule(f)]


def main():
    files = list(all_files())
    excused = set(exemptions())
    used = set()
    passed = failed = skipped = 0
    for rule in FILE_RULES + ROOM_RULES:
        name = rule.__name__[len("rule_"):].replace("_", "-")
        if rule.__name__ in ("rule_function_length", "rule_if_inside_function") and \
                shutil.which("ctags") is None:
            print(f"SKIP {name}: ctags is not installed")
            skipped += 1
            continue
        bad = []
        if not complaints(rule, [BAD[rule.__name__]]):
            bad.append(("tidy", "the rule finds nothing in a sample that breaks it"))
        for place, complaint in complaints(rule, files):
            if (rule.__name__, place) in excused:
                used.add((rule.__name__, place))
            else:
                bad.append((place, complaint))
        for place, complaint in bad:
            print(f"FAIL {name}: {place}: {complaint}")
        passed += not bad
        failed += bool(bad)
    for rule, place in sorted(excused - used):
        print(f"FAIL exempt: {rule[5:].replace('_', '-')} {place} is excused but breaks nothing: remove the line")
    passed += excused == used
    failed += excused != used
    print(f"tidy: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
