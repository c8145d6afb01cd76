#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make badinput: damaged and hostile modules in bulk.

    run_badinput.py [--sample]

Every module of the spec suite (malformed and invalid ones too), every prefix of it, and every
single-bit flip of some dozens of them is loaded whole and in pieces, instantiated and called, under
ASan, UBSan and assertions; runner.c says what must hold. Then each shape of hostile.py is loaded at
two sizes and the instructions are counted by valgrind: four times the size may cost at most five
times as much. --sample takes few modules and few shapes, always the same. Closes with
`badinput: N passed, N failed, N skipped`."""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(HERE), str(HERE.parent / "spec")]
import hostile  # noqa: E402
import run_spec  # noqa: E402
from harness import WASM_TOOLS, Suite, build, run  # noqa: E402

OUT = ROOT / "build/badinput"
FLIPPED_MODULES = 48
FLIPPED_BYTES = (60, 600)  # of a module whose bits are flipped
SAMPLED_BYTES = 1500
BATCH = 20
SAMPLED_SHAPES = ("nested blocks", "calls over deep operands", "a large br_table to many labels",
                  "aliases of one local, another set often")
SAMPLED_TYPES = ("types that differ", "types of one group", "a recursive group")
STEP = 4
MOST_GROWTH = 5
INSTRUCTIONS = re.compile(r"Collected : (\d+)")
COUNTS = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def built(preset):
    """The runner, with all feature groups."""
    done = build(preset, "badinput-runner")
    if done.code != 0:
        sys.exit(f"{done.out}\nrun_badinput.py: the build failed")
    return ROOT / "build" / preset / "tests/badinput/badinput-runner"


def suite_modules():
    """The suite's modules, each once, in an order that is the same everywhere but mixes scripts."""
    scripts, tool = run_spec.find_inputs()
    found = {}
    for name, script in run_spec.list_scripts(scripts).items():
        for file in run_spec.convert(tool, name, script).with_suffix("").glob("*.wasm"):
            found.setdefault(hashlib.sha256(file.read_bytes()).hexdigest(), file)
    return [file for _, file in sorted(found.items())]


def flipped(files):
    low, high = FLIPPED_BYTES
    return [file for file in files if low <= file.stat().st_size <= high][:FLIPPED_MODULES]


def damage(runner, good, kind, files):
    """(passed, failed, what failed) of one kind of damage."""
    def one(start):
        done = run(runner, good, kind, *files[start:start + BATCH], timeout=3600,
                   ASAN_OPTIONS="detect_leaks=0")
        counts = COUNTS.findall(done.out)
        return [int(n) for n in counts[-1]] if counts else [0, 1], done
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for counts, done in pool.map(one, range(0, len(files), BATCH)):
            passed, failed = passed + counts[0], failed + counts[1]
            if counts[1] or done.code != 0:
                failed += counts[1] == 0
                print(f"FAIL {kind}: {done.out[-3000:].replace(str(ROOT) + '/', '')}", flush=True)
    print(f"{kind}: {len(files)} modules, {passed} inputs passed, {failed} failed", flush=True)
    return passed, failed


def instructions(runner, name, data):
    """What loading costs, or the loader's refusal."""
    file = OUT / f"{name.replace(' ', '_')}.wasm"
    file.write_bytes(data)
    done = run("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", runner, "load", file,
               timeout=600)
    found = INSTRUCTIONS.findall(done.out)
    return int(found[-1]) if done.code == 0 and found else done.out[:300]


def growth(runner, base, name):
    """What is wrong with the cost of a shape, or ""; prints the cost."""
    shape = hostile.SHAPES.get(name) or hostile.TYPES[name]
    n = hostile.TYPE_SIZE if name in hostile.TYPES else hostile.SIZES.get(name, hostile.SIZE)
    costs = [instructions(runner, f"{name} {size}", shape(size)) for size in (n, STEP * n)]
    if not all(isinstance(cost, int) for cost in costs):
        return f"is not loaded: {costs}"
    ratio = (costs[1] - base) / max(costs[0] - base, 1)
    print(f"{name}: n = {n}: {costs[0] - base} instructions, n = {STEP * n}: {costs[1] - base}, "
          f"ratio {ratio:.2f}", flush=True)
    return "" if ratio < MOST_GROWTH else f"{STEP} times the size costs {ratio:.1f} times as much"


def check_growth(suite, names):
    runner = built("host")
    base = instructions(runner, "base", hostile.module([hostile.body(b"")]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, problem in zip(names, pool.map(lambda name: growth(runner, base, name), names)):
            suite.check(f"cost_of_{name.replace(' ', '_').replace(',', '')}_is_linear", problem)


def main():
    parser = argparse.ArgumentParser(description="damaged and hostile modules in bulk")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--types", action="store_true", help="what many types cost, and no more")
    args = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    suite = Suite("badinput")
    if args.types:
        check_growth(suite, list(hostile.TYPES))
        return suite.close()
    runner, good = built("host-debug"), OUT / "good.wasm"
    subprocess.run([WASM_TOOLS, "parse", HERE / "good.wat", "-o", good], check=True)
    files = suite_modules()
    chosen = {"whole": files, "bits": flipped(files), "prefixes": files}
    if args.sample:
        small = [file for file in files if file.stat().st_size <= SAMPLED_BYTES]
        chosen = {"whole": files[::5], "bits": flipped(files)[::13], "prefixes": small[::40]}
    for kind, modules in chosen.items():
        passed, failed = damage(runner, good, kind, modules)
        suite.passed += passed
        suite.failed += failed
    check_growth(suite, [*SAMPLED_SHAPES, *SAMPLED_TYPES] if args.sample else [*hostile.SHAPES, *hostile.TYPES])
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
