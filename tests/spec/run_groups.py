#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The feature groups of profile FULL stay separable: the suite on FULL without each one of them (and
those that need it), and on STANDARD with each one alone (and those that it needs).

    run_groups.py [MIX...]      all, or some of those that it prints

Which groups a script needs is what FULL without them says. In a mix that has all that a script needs
it passes whole. In another what needs a left-out group is UNSUPPORTED, and the error names that group;
the rest of the script passes. All scripts of a group's own folders need it. Closes with `groups: N
passed, N failed, N skipped`, counted in scripts of a mix."""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import sys

import run_spec
import variants

sys.path.append(str(variants.ROOT / "tools"))
import size_groups  # noqa: E402

# The folders of the suite that are about a group, and how errors call it.
FOLDERS = {"EXCEPTIONS": ["exceptions"], "GC": ["gc"], "MEMORY64": ["memory64"],
           "SIMD": ["simd", "relaxed-simd"], "WIDE_ARITHMETIC": ["wide-arithmetic"],
           "THREADS": ["threads"], "LEGACY_EXCEPTIONS": []}
# Of those the scripts that need it in nothing.
NEEDLESS = {"memory64/address", "memory64/binary", "memory64/memory", "memory64/simd_address"}
BOTH = "garbage collection or exceptions"
NAMES = {"EXCEPTIONS": ["exceptions", BOTH], "GC": ["garbage collection", BOTH],
         "MEMORY64": ["memory64"], "SIMD": ["SIMD"], "WIDE_ARITHMETIC": ["wide arithmetic"],
         "THREADS": ["threads"], "LEGACY_EXCEPTIONS": ["legacy exceptions"]}
UNSUPPORTED = r"UNSUPPORTED: (?:instruction \S+ of |memory \d+ is of )?({})\b"
LACKS = re.compile(r"^(\S+: lacks: .*)$\n?", re.MULTILINE)

# groups: those that it has; build: options for CMake.
Mix = collections.namedtuple("Mix", "groups build")
Outcome = collections.namedtuple("Outcome", "failed unsupported lacks notes")


def with_needs(name, needs):
    return {name}.union(*(with_needs(other, needs) for other in needs[name]))


def mixes():
    """Name -> Mix, those of FULL first."""
    needs = size_groups.groups()
    if set(needs) != set(NAMES):
        sys.exit(f"run_groups.py: config.h has the groups {sorted(needs)}")
    found = {}
    for name in needs:
        gone = {other for other in needs if name in with_needs(other, needs)}
        found[f"full-without-{name}"] = Mix(set(needs) - gone, ["-DTINYWASM_PROFILE=FULL",
                                                               size_groups.defines(sorted(gone), 0)])
    for name in needs:
        there = with_needs(name, needs)
        found[f"standard-with-{name}"] = Mix(there, ["-DTINYWASM_PROFILE=STANDARD",
                                                    size_groups.defines(sorted(there))])
    return found


def build(name, mix):
    """The runner, or None and why not."""
    folder = variants.ROOT / "build" / "groups" / name
    problem = variants.build_in(folder, ["cmake", "--preset", "host", *mix.build], "spec-runner")
    return None if problem else folder / "spec-runner", problem


def run_script(args, tool, name, script):
    path = run_spec.convert(tool, name, script)
    result = run_spec.Result(name)
    result.count(path)
    code, output, _ = run_spec.run_runner(args, [], path)
    lacks = LACKS.findall(output)
    result.take(code, LACKS.sub("", output))
    return Outcome(result.failed, result.unsupported, lacks, result.notes)


def run_mix(name, mix, tool, scripts):
    """Script -> Outcome; None if it does not build."""
    runner, problem = build(name, mix)
    if runner is None:
        print(f"FAIL {name}_builds: {problem[-2000:]}")
        return None
    args = argparse.Namespace(runner=[str(runner)], option=["--partial"], timeout=900)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda item: run_script(args, tool, *item), scripts.items())
        return dict(zip(scripts, found))


def named(mix, text):
    """The groups left out of a mix that an error names."""
    return {group for group in NAMES if group not in mix.groups and
            re.search(UNSUPPORTED.format("|".join(NAMES[group])), text)}


def judge(name, mix, script, outcome, needs):
    """What is wrong, or ""."""
    if outcome.failed:
        return f"{outcome.failed} failed: {outcome.notes.strip()[:300]}"
    wrong = [text for text in outcome.lacks if not named(mix, text)]
    if wrong:
        return f"the error names no group that is left out: {wrong[0]}"
    is_whole = not outcome.lacks and outcome.unsupported == 0
    if name.startswith("full-without-"):
        group = name.removeprefix("full-without-")
        is_own = script.split("/")[0] in FOLDERS[group] and script not in NEEDLESS
        return "passes without its group" if is_own and is_whole else ""
    if is_whole != (needs[script] <= mix.groups):
        return f"it needs {sorted(needs[script]) or 'nothing'}, and {len(outcome.lacks)} modules are " \
               "UNSUPPORTED"
    return ""


def learn(name, mix, outcomes, needs):
    """Notes what scripts need, by the groups that a mix of FULL has not."""
    if outcomes and name.startswith("full-without-"):
        for script, outcome in outcomes.items():
            for text in outcome.lacks:
                needs[script] |= named(mix, text)


def report(name, mix, outcomes, needs):
    """(passed, failed)."""
    if outcomes is None:
        return 0, 1
    wrong = {script: judge(name, mix, script, outcome, needs) for script, outcome in outcomes.items()}
    bad = {script: text for script, text in wrong.items() if text}
    for script, text in bad.items():
        print(f"FAIL {name}: {script}: {text}")
    lacking = sum(bool(outcome.lacks) for outcome in outcomes.values())
    print(f"{name}: {len(outcomes) - len(bad)} scripts as they must be, {len(bad)} not; "
          f"{lacking} need what it lacks", flush=True)
    return len(outcomes) - len(bad), len(bad)


def main():
    known = mixes()
    wanted = set(sys.argv[1:] or known)
    if not wanted <= set(known):
        sys.exit(f"run_groups.py: the mixes are {' '.join(known)}")
    if any(name.startswith("standard-with-") for name in wanted):  # what scripts need says FULL
        wanted |= {name for name in known if name.startswith("full-without-")}
    suite, tool = run_spec.find_inputs()
    scripts = run_spec.list_scripts(pathlib.Path(suite), is_standard=False)
    needs = collections.defaultdict(set)
    passed = failed = 0
    for name in [name for name in known if name in wanted]:
        outcomes = run_mix(name, known[name], tool, scripts)
        learn(name, known[name], outcomes, needs)
        counts = report(name, known[name], outcomes, needs)
        passed, failed = passed + counts[0], failed + counts[1]
    print(f"groups: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
