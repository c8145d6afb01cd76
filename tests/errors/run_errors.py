#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Every error code and every trap, provoked from outside: what an application gets, with texts and
without (TW_CFG_ERR_TEXT=0), compared with golden.txt.

golden.txt has three lines per case: its name; code, trap, function and offset, which is all that
there is without texts; the text. '#' stands for what depends on the build. A code or trap
of include/tinywasm/error.h that no case shows must be in UNREACHED. After each failure the arena
must be as before it, and the next module must load and run.

tests/errors/run_errors.py --update writes golden.txt anew; look at the difference.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))), "tools"))
from harness import ROOT, Suite, run  # noqa: E402
import errors_doc  # noqa: E402

HERE = os.path.join(ROOT, "tests/errors")
GOLDEN = os.path.join(HERE, "golden.txt")
WORK = os.path.join(ROOT, "build/errors")
JOBS = str(os.cpu_count() or 2)
# The forms of the library, both with sanitizers: with texts, and without. Where, and how to configure.
FORMS = {"full": (os.path.join(ROOT, "build/host-debug"), ["--preset", "host-debug"]),
         "short": (os.path.join(WORK, "short"),
                   ["-S", HERE, "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=-g1",
                    "-DTINYWASM_SANITIZE=ON", "-DTINYWASM_DEFINES=TW_CFG_ERR_TEXT=0"])}
# What depends on the build: sizes in the arena, of register code, and which block is too much.
UNSTABLE = re.compile(r"(?<=needs )[\d,]+(?= B \(memory)|(?<=, code )[\d,]+|"
                      r"[\d,]+(?= B of the arena are free)|(?<=the largest is )[\d,]+|"
                      r"(?<=no block for )[a-z ]+(?=, )")
FORM = re.compile(r"[^:]+: ([A-Z]+): .+: .+")
NEEDS = re.compile(r"needs ([\d,]+) B \(memory ([\d,]+), stack ([\d,]+), code ([\d,]+)\), "
                   r"([\d,]+) B of the arena are free")


class Case:
    """What a case showed: code, trap ("" for none), short form, text, complaints."""

    def __init__(self, name):
        self.name = name
        self.code = self.trap = self.text = ""
        self.place = []
        self.complaints = []

    def take(self, word, rest):
        if word == "code":
            self.code = rest
        elif word == "trap":
            self.trap = rest
        elif word in ("function", "offset"):
            self.place.append(f"{word} {rest}")
        elif word == "text":
            self.text = rest
        elif word == "fault":
            self.place.append("without a fault")
        elif word == "left":
            self.complaints.append(f"the arena is not as before: {rest}")
        elif word == "next":
            self.complaints.append(f"the next module does not run: {rest}")
        else:
            self.complaints.append(f"unknown line: {word} {rest}")

    def short(self):
        return ", ".join([f"{self.code} {self.trap}".rstrip()] + self.place)


def provoke(form):
    """The cases, by name, or None and what went wrong."""
    folder, options = FORMS[form]
    for command in (["cmake", "-B", folder, *options],
                    ["cmake", "--build", folder, "--target", "provoke", "--parallel", JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return None, done.out
    done = run(os.path.join(folder, "provoke"), HERE)
    cases = []
    for line in done.lines:
        word, _, rest = line.partition(" ")
        if word == "case":
            cases.append(Case(rest))
        elif cases:
            cases[-1].take(word, rest)
    if done.code != 0 or not cases:
        return None, f"provoke: exit code {done.code}\n{done.out[-3000:]}"
    return {case.name: case for case in cases}, ""


def read_golden():
    """name -> (short form, text)"""
    with open(GOLDEN, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("//")]
    blocks = [block.split("\n") for block in "\n".join(lines).strip("\n").split("\n\n")]
    return {block[0]: (block[1].strip(), block[2].strip() if len(block) > 2 else "")
            for block in blocks}


def write_golden(cases):
    with open(GOLDEN, "w", encoding="utf-8") as file:
        file.write("// What applications see of each failure; run_errors.py explains and compares.\n")
        for case in cases.values():
            file.write(f"\n{case.name}\n    {case.short()}\n")
            if case.text:
                file.write(f"    {UNSTABLE.sub('#', case.text)}\n")


def number(text):
    return int(text.replace(",", ""))


def check_text(case):
    """What holds for every text, whatever the golden one is."""
    form = FORM.fullmatch(case.text)
    if not form:
        return f"'{case.text}' is not WHERE: CODE: what happened: what to do"
    if form[1] != case.code:
        return f"'{case.text}' does not name {case.code}"
    if len(case.text.encode()) >= 200:
        return f"'{case.text}' fills TW_CFG_FAULT_TEXT_BYTES: it may be cut"
    needs = NEEDS.search(case.text)
    if needs:
        total, memory, stack, code, free = map(number, needs.groups())
        if total != memory + stack + code:
            return f"'{case.text}': the parts are not the whole"
        if free >= total:
            return f"'{case.text}': there was room"
    return ""


def compare(suite, form, cases, golden):
    for name, case in cases.items():
        problems = list(case.complaints)
        short, text = golden.get(name, ("", ""))
        if name not in golden:
            problems.append("golden.txt has no text for it")
        elif case.short() != short:
            problems.append(f"it is {case.short()}\n  not {short}")
        has_text = bool(text) and form == "full"
        if name in golden and UNSTABLE.sub("#", case.text) != (text if has_text else ""):
            problems.append(f"the text is {case.text}\n  not {text if has_text else 'empty'}")
        if has_text:
            problems.append(check_text(case))
        suite.check(f"{form}_{name}", "\n  ".join(p for p in problems if p))
    gone = sorted(set(golden) - set(cases))
    suite.check(f"{form}_every_golden_text_has_a_case", gone)


def unreached():
    with open(os.path.join(HERE, "UNREACHED"), encoding="utf-8") as file:
        lines = [line.split(":", 1) for line in file if not line.startswith("#")]
    return {name.strip(): reason.strip() for name, reason in lines}


def check_coverage(suite, golden):
    """Both maps of error.h against the golden texts."""
    errors, traps = errors_doc.read_maps()
    shown = {short.split(",")[0] for short, _ in golden.values()}
    excused = unreached()
    for entry in errors:
        is_shown = any(s.split(" ")[0] == entry.name for s in shown)
        suite.check(f"code_{entry.name}_has_a_golden_text", coverage(entry.name, is_shown, excused))
    for entry in traps:
        is_shown = f"TRAP {entry.text}" in shown
        suite.check(f"trap_{entry.name}_has_a_golden_text", coverage(entry.name, is_shown, excused))
    known = {entry.name for entry in errors + traps}
    suite.check("what_is_excused_is_in_the_maps", sorted(set(excused) - known))


def coverage(name, is_shown, excused):
    if is_shown:
        return name in excused and f"UNREACHED excuses {name}, which golden.txt shows"
    return not excused.get(name) and f"nothing shows {name} and UNREACHED gives no reason"


def check_modules(suite):
    made = os.path.join(WORK, "made")
    os.makedirs(made, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", made)
    suite.check("modules_can_be_made", done.code and done.out)
    for name in sorted(n for n in os.listdir(HERE) if n.endswith(".wasm")):
        with open(os.path.join(made, name), "rb") as new, \
                open(os.path.join(HERE, name), "rb") as old:
            suite.check(f"{name}_is_made_of_its_source", new.read() != old.read() and "it differs")


def check_page(suite):
    with open(errors_doc.PAGE, encoding="utf-8") as file:
        suite.check("docs_ERRORS_md_is_made_of_the_maps", file.read() != errors_doc.page() and
                    "run tools/errors_doc.py --write")
    errors, traps = errors_doc.read_maps()
    for entry in errors[1:] + traps[1:]:
        suite.check(f"{entry.name}_says_what_it_means_and_what_to_do",
                    not (entry.meaning and entry.todo) and "a text is empty")


def main():
    if sys.argv[1:] == ["--update"]:
        cases, problem = provoke("full")
        if cases is None:
            print(problem, file=sys.stderr)
            return 1
        write_golden(cases)
        return 0
    suite = Suite("errors")
    check_modules(suite)
    golden = read_golden()
    for form in FORMS:
        cases, problem = provoke(form)
        suite.check(f"{form}_cases_run", problem)
        if cases is not None:
            compare(suite, form, cases, golden)
    check_coverage(suite, golden)
    check_page(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
