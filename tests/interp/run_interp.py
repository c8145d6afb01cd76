#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Executors from outside: an application takes another by changing one line, and a build that does
not ask for wasm3 has nothing of it. What executors do is the kit's affair (test_interp.c)."""
import filecmp
import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness  # noqa: E402
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/interp")
WORK = os.path.join(ROOT, "build/interp")
SIMPLE = os.path.join(ROOT, "apps/simple/main.c")
PAGE = os.path.join(ROOT, "docs/INTEGRATING.md")
JOBS = str(os.cpu_count() or 2)
START = ["TinyWASM engine starting...", "Using interpreter...", "Initializing engine...",
         "Defining func...", "Loading module...", "Running module..."]
PONG = ["Calling ping...", "pong"]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def configure(folder, main_dir, *options):
    return run("cmake", "-S", os.path.join(HERE, "application"), "-B", folder,
               "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=", f"-DMAIN_DIR={main_dir}", *options)


def build(name, main_dir, *options):
    """The program's path, and what went wrong; an outside project, until the next build of that name."""
    folder = os.path.join(WORK, name)
    done = configure(folder, main_dir, *options)
    if done.code == 0:
        done = run("cmake", "--build", folder, "--parallel", JOBS, timeout=600)
    return os.path.join(folder, "simple"), done.out if done.code != 0 else ""


def first_lines(program, count):
    """What a program that never ends prints first; it is ended then."""
    process = subprocess.Popen([program], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                               text=True)
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if len(lines) == count:
            break
    process.kill()
    process.wait()
    return lines


def shows_pongs(program):
    wanted = START + 2 * PONG
    lines = first_lines(program, len(wanted))
    return "" if lines == wanted else f"it printed {lines}, not {wanted}"


def documented_edit():
    """The line that the manual takes away, and the one that it puts there."""
    block = re.search(r"^```diff\n(.*?)^```", read(PAGE), re.M | re.S)
    lines = block[1].splitlines() if block else []
    gone = [line[1:] for line in lines if re.match(r"-(?!--)", line)]
    come = [line[1:] for line in lines if re.match(r"\+(?!\+\+)", line)]
    return (gone, come)


def edited_simple():
    """A folder with apps/simple/main.c as the manual changes it, and what went wrong."""
    gone, come = documented_edit()
    text = read(SIMPLE)
    if len(gone) != 1 or len(come) != 1 or text.count(gone[0] + "\n") != 1:
        return "", f"docs/INTEGRATING.md does not change one line of apps/simple: {gone}, {come}"
    folder = os.path.join(WORK, "edited")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "main.c"), "w", encoding="utf-8") as file:
        file.write(text.replace(gone[0] + "\n", come[0] + "\n"))
    return folder, ""


def test_simple_on_both(suite):
    folder, problem = edited_simple()
    suite.check("the_manual_changes_one_line_of_simple", problem)
    if problem:
        return
    program, problem = build("with_wasm3", os.path.dirname(SIMPLE), "-DTINYWASM_INTERP_WASM3=ON")
    suite.check("simple_runs_on_core", problem or shows_pongs(program))
    program, problem = build("with_wasm3", folder, "-DTINYWASM_INTERP_WASM3=ON")
    suite.check("simple_runs_on_wasm3_with_one_line_changed", problem or shows_pongs(program))
    done = harness.build("host", "simple-edited")
    suite.check("without_the_option_that_line_does_not_link",
                (done.code == 0 or "tw_interp_wasm3" not in done.out) and f"the build said: {done.out}")


def test_off_by_default(suite):
    done = harness.build("host", "tinywasm")
    names = run("nm", os.path.join(ROOT, "build/host/libtinywasm.a"))
    problem = done.code and done.out or (names.code != 0 or "tw_interp_core" not in names.out) and names.out
    strays = [line for line in names.lines if re.search(r"\bm3_|wasm3", line)]
    suite.check("a_library_has_nothing_of_wasm3_unless_asked", problem or "\n".join(strays))


def test_only_for_the_pc(suite):
    done = configure(os.path.join(WORK, "board"), os.path.dirname(SIMPLE),
                     "-DBOARD=lm3s6965evb", "-DTINYWASM_INTERP_WASM3=ON")
    wanted = "is for BOARD=host: leave it OFF"
    suite.check("firmware_with_wasm3_is_refused",
                "" if done.code != 0 and wanted in " ".join(done.out.split()) else done.out)


def test_modules(suite):
    with tempfile.TemporaryDirectory() as folder:
        done = run(os.path.join(HERE, "build.sh"), "-o", folder)
        made = sorted(os.listdir(folder))
        kept = sorted(os.path.basename(path) for path in glob.glob(os.path.join(HERE, "*.wasm")))
        differ = [name for name in kept if name not in made or not filecmp.cmp(
            os.path.join(HERE, name), os.path.join(folder, name), shallow=False)]
    suite.check("the_modules_are_made_of_their_texts",
                done.out if done.code != 0 else differ or (made != kept and f"{made}, {kept}"))


def main():
    suite = Suite("interp")
    test_modules(suite)
    test_simple_on_both(suite)
    test_off_by_default(suite)
    test_only_for_the_pc(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
