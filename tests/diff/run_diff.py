#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Differential test: runs generated modules in builds of ours and in wasmtime, and compares results,
traps, exceptions, memories, tables, globals and what host functions saw; among our builds also the
fuel. First modules for profile STANDARD, then as many of what FULL has beyond it.

    run_diff.py [N [SEED]]           N modules (2000) of each kind, of the seeds SEED (1), SEED + 1 ...
    run_diff.py --only KIND ...      of `standard` or `groups` alone
    run_diff.py --file FILE.wasm...  these modules; with --only groups: of that kind

Module SEED + i is the same whatever N is; of the first kind a third of them each is made by `wasm-tools smith`, by
binaryen's `wasm-opt -ttf` and by generate.py. Those of tests/diff/regress run first: each showed a bug once. A module that differs is
kept in build/diff/found. The last line is `diff: N modules, N differences`; exit code 0 only if
there are none. A module whose call burns all its fuel or stack is compared up to there.

The builds: gcc (computed goto), clang (tail calls, stopped and resumed every 97 instructions), far
(gcc, a switch, far branches everywhere, ASan and UBSan, assertions, in slices of 1013), sparse (gcc,
no superinstructions, 40 bytes of each memory in one piece), kept (gcc, every module loaded from kept
code), boards (the same with the code that boards have), wasm3 (the engine on another interpreter,
with gcc). Those of FULL: full (gcc), full-clang (as clang), full-far (as far, and objects are collected
whenever one is made), full-sparse (as sparse), full-boards (as boards).

Modules of the groups are generate_groups.py's; their run says which of its instructions were executed. `reached:`
counts them; each must be, in at least one module of 400.

wasm3 has one memory, one table and links no instances, so each fourth seed makes one more module,
plainSEED, which it may take; all builds run it. Where wasm3 differs from wasmtime in a way that
tests/diff/WASM3 lists, the difference is counted apart; any other is one of `diff:`'s."""

import argparse
import atexit
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading

import binaryen
import generate
import generate_groups

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "build" / "diff"
WORK = OUT / f"work.{os.getpid()}"  # two runs at once do not meet
FOUND = OUT / "found"
BATCH = 40
LITTLE_FUEL = 100_000  # by wasmtime's count; a call that burns no more must not burn all of ours

# What CMake is told, and the runner: fuel at a time (0: all at once), bytes of a memory's prefix.
Build = collections.namedtuple("Build", "compilers options slice prefix", defaults=(0, "auto"))
GCC = ["gcc", "cc"]
BUILDS = {
    "gcc": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release"]),
    "clang": Build(["clang-22", "clang-19", "clang"], ["-DCMAKE_BUILD_TYPE=Release"], 97),
    "far": Build(GCC, ["-DCMAKE_BUILD_TYPE=Debug", "-DTINYWASM_SANITIZE=ON",
                       "-DTINYWASM_DEFINES=TW_CFG_FAR_BRANCH_BYTES=0;"
                       "TW_CFG_SMALL_ARITHMETIC=1"], 1013),
    "sparse": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release",
                          "-DTINYWASM_DEFINES=TW_CFG_SUPERINSTRUCTIONS=0;"
                          "TW_CFG_SMALL_ARITHMETIC=1"], prefix=40),
    "boards": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release", "-DTINYWASM_DEFINES=TW_CFG_WIDE=0"],
                    prefix="kept"),
    "kept": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release"], prefix="kept"),
    "wasm3": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release", "-DTINYWASM_INTERP_WASM3=ON"]),
}
FULL = "-DTINYWASM_PROFILE=FULL"
GROUP_BUILDS = {
    "full": Build(GCC, ["-DCMAKE_BUILD_TYPE=Release", FULL]),
    "full-clang": BUILDS["clang"]._replace(options=["-DCMAKE_BUILD_TYPE=Release", FULL]),
    "full-far": Build(GCC, ["-DCMAKE_BUILD_TYPE=Debug", "-DTINYWASM_SANITIZE=ON", FULL,
                            "-DTINYWASM_DEFINES=TW_CFG_FAR_BRANCH_BYTES=0;"
                            "TW_CFG_SMALL_ARITHMETIC=1;TW_CFG_HEAP_STRESS=1"], 1013),
    "full-sparse": BUILDS["sparse"]._replace(options=[*BUILDS["sparse"].options, FULL]),
    "full-boards": BUILDS["boards"]._replace(options=[*BUILDS["boards"].options, FULL]),
}
ALL_BUILDS = {**BUILDS, **GROUP_BUILDS}
COLLECTS_MORE = {"full-far"}  # and so burns more
LEAST_REACHED = 400  # each kind of instruction, in one module of so many

# What we do not have, and bounds that keep modules small.
SMITH = {
    "simd-enabled": "false", "relaxed-simd-enabled": "false", "gc-enabled": "false",
    "exceptions-enabled": "false", "threads-enabled": "false", "memory64-enabled": "false",
    "compact-imports-enabled": "false", "custom-descriptors-enabled": "false",
    "wide-arithmetic-enabled": "false", "shared-everything-threads-enabled": "false",
    "tail-call-enabled": "true", "extended-const-enabled": "true", "canonicalize-nans": "true",
    "export-everything": "true", "memory-max-size-required": "true",
    "table-max-size-required": "true", "max-memory32-bytes": "655360", "max-memories": "3",
    "max-table-elements": "1000", "max-tables": "3", "max-type-size": "100", "min-funcs": "3",
}
PLAIN = {"max-memories": "1", "max-tables": "1"}
PLAIN_EVERY = 4


def fail(text):
    sys.exit(f"run_diff.py: {text}")


def run(command, **more):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **more)
    return done.returncode, done.stdout.decode(errors="replace")


# ---- building -----------------------------------------------------------------------------------


def find_tool():
    tools = sorted((ROOT / "build/deps").glob("wasm-tools/**/bin/wasm-tools"))
    return tools[0] if tools else fail("wasm-tools is missing: run tools/setup diff")


def build(name, jobs):
    compiler = next((c for c in ALL_BUILDS[name].compilers if shutil.which(c)), None)
    if compiler is None:
        fail(f"none of {', '.join(ALL_BUILDS[name].compilers)} is here")
    folder = OUT / name
    for command in (["cmake", "-S", HERE, "-B", folder, f"-DCMAKE_C_COMPILER={compiler}",
                     *ALL_BUILDS[name].options],
                    ["cmake", "--build", folder, "--parallel", str(jobs)]):
        code, output = run(command)
        if code != 0:
            fail(f"the build of {name} failed\n{output}")
    return folder / "diff-runner"


def parse_text(tool, name):
    target = OUT / f"{name}.wasm"
    code, output = run([tool, "parse", HERE / f"{name}.wat", "-o", target])
    if code != 0:
        fail(output)
    return target


# ---- making modules -----------------------------------------------------------------------------


def make_by_smith(tool, imports, seed, target, more=()):
    rng = random.Random(seed)
    options = {**SMITH, "max-instructions": str(rng.choice([30, 100, 400])), **dict(more)}
    command = [tool, "smith", "--ensure-termination", "--fuel", "300", "--available-imports", imports,
               "--output", target]
    for name, value in options.items():
        command += [f"--{name}", value]
    for _ in range(50):  # some bytes make no module
        data = rng.randbytes(rng.choice([300, 1000, 3000, 8000]))
        code, output = run(command, input=data)
        if code == 0:
            return
    fail(f"smith makes no module of seed {seed}: {output}")


def maker_of(seed):
    return random.Random(f"maker {seed}").choice(["smith", "generate", "binaryen"])


def make(tool, imports, seeds):
    """The modules of these seeds."""
    targets = {seed: WORK / f"{seed}.wasm" for seed in seeds}
    by_binaryen = {}
    for seed, target in targets.items():
        maker = maker_of(seed)
        if maker == "smith":
            make_by_smith(tool, imports, seed, target)
        elif maker == "generate":
            target.write_bytes(generate.generate(seed))
        else:
            by_binaryen[seed] = target
    binaryen.make(ROOT / "build/deps/node_modules/binaryen/bin/wasm-opt", tool, by_binaryen)
    return list(targets.values())


def make_groups(tool, seeds):
    """The modules of these seeds, and of each what its marks stand for."""
    marks = {}
    for seed in seeds:
        target = WORK / f"groups{seed}.wasm"
        text, marks[str(target)] = generate_groups.generate(seed)
        code, output = run([tool, "parse", "-", "-o", target], input=text.encode())
        if code != 0:
            fail(f"the module of the groups of seed {seed} is no text: {output}")
    return marks


def make_plain(tool, plain, seed):
    target = WORK / f"plain{seed}.wasm"
    make_by_smith(tool, plain, seed, target, PLAIN)
    return target


def is_plain(file):
    return pathlib.Path(file).stem.startswith("plain")


# The memory section of (memory 0 0). wasm3 takes a maximum of 0 for none and lets it grow.
EMPTY_MEMORY = b"\x05\x04\x01\x01\x00\x00"


# ---- comparing ----------------------------------------------------------------------------------


def parse_output(text, files):
    """File -> its lines."""
    lines = {str(file): ["<nothing>"] for file in files}
    current = None
    for line in text.splitlines():
        if line.startswith("module "):
            current = line[7:]
            lines[current] = []
        elif current is not None:
            lines[current].append(line)
    return lines


def is_both(ours, theirs, what, other):
    return ours.startswith(what) and theirs.startswith(other)


def compare_line(ours, theirs):
    """None: equal. True: nothing behind it can be compared. Else what differs."""
    theirs, _, burnt = theirs.partition(" |")
    if ours.endswith(" fuel") and theirs != ours and burnt and int(burnt) < LITTLE_FUEL:
        return f"burns all fuel, wasmtime {burnt} for `{theirs}`"
    if ours.endswith((" fuel", " stack")) or theirs.endswith(" stack"):
        return True
    if is_both(ours, theirs, "load: TW_ERR_INVALID", "load: ") or \
            is_both(ours, theirs, "load: TW_ERR_MALFORMED", "load: "):
        return True
    if is_both(ours, theirs, "create: TW_ERR_UNLINKABLE", "create: error"):
        return True
    return None if ours == theirs else f"`{ours}`, wasmtime `{theirs}`"


def compare(ours, theirs):
    """What differs first, or None."""
    ours = [line for line in ours if not line.startswith("burnt: ")]
    theirs = [line for line in theirs if not line.startswith("reached: ")]
    for i in range(max(len(ours), len(theirs))):
        pair = [lines[i] if i < len(lines) else "<end>" for lines in (ours, theirs)]
        found = compare_line(*pair)
        if found is not None:
            return None if found is True else found
    return None


def fuel_of(lines):
    burnt = [line for line in lines if line.startswith("burnt: ")]
    return None if any(line.endswith((" fuel", " stack")) for line in lines) else burnt


def compare_fuel(lines, name, file):
    if name in COLLECTS_MORE:
        return None
    first = next(iter(lines))
    fuel, other = fuel_of(lines[first][file]), fuel_of(lines[name][file])
    if fuel is None or other is None or fuel == other:
        return None
    return f"{other}, build {first} {fuel}"


class Wasm3:
    """What wasm3 said of plain modules, counted; what is neither agreement nor known differs."""

    def __init__(self):
        self.counts = collections.Counter()
        self.lock = threading.Lock()
        lines = (HERE / "WASM3").read_text().splitlines()
        self.known = [line.split(None, 1) for line in lines if line and not line.startswith("#")]

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def can_run(self, file, theirs):
        """It counts no fuel: what burnt all of wasmtime's might never end."""
        is_endless = any(line.endswith((" fuel", " stack")) for line in theirs)
        return is_plain(file) and not is_endless and \
            EMPTY_MEMORY not in pathlib.Path(file).read_bytes()

    def judge(self, ours, theirs):
        """What differs, and is not known, or None."""
        refused = [line for line in ours
                   if re.match(r"(load|create): TW_ERR_(UNSUPPORTED|LIMIT)\b", line)]
        if refused:
            self.count("not taken")
            return None
        text = compare(ours, [re.sub(r"^table: .*", "table: unseen", line) for line in theirs])
        known = text and next((reason for regex, reason in self.known if re.search(regex, text)), None)
        self.count(known or ("differ" if text else "agree"))
        return None if known else text

    def summary(self):
        total = sum(self.counts.values())
        parts = [f"{count} {what}" for what, count in sorted(self.counts.items())]
        return f"wasm3: {total} plain modules: {', '.join(parts) or 'none'}"


class Reached:
    """In how many modules each kind of instruction of the groups was executed."""

    def __init__(self):
        self.counts = collections.Counter()
        self.module_count = 0

    def count(self, marks, lines):
        """marks: what each byte of `cov` stands for; lines: of the oracle."""
        self.module_count += 1
        shown = next((line[9:] for line in lines if line.startswith("reached: ")), "")
        hit = [kinds for kinds, byte in zip(marks, bytes.fromhex(shown)) if byte]
        self.counts.update(set(sum(hit, [])))

    def lacking(self):
        least = self.module_count // LEAST_REACHED
        return [f"{kind} in {self.counts[kind]} of {self.module_count} modules, not {least}"
                for kind in generate_groups.KINDS if self.counts[kind] < least]

    def summary(self):
        kinds = generate_groups.KINDS
        rarest = min(kinds, key=lambda kind: self.counts[kind])
        reached = sum(self.counts[kind] > 0 for kind in kinds)
        return (f"reached: {reached} of {len(kinds)} kinds of instruction of the groups; least often "
                f"{rarest}, in {self.counts[rarest]} modules")


class Runner:
    def __init__(self, tool, builds, env, has_groups=False):
        self.tool = tool
        self.builds = builds
        self.wasm3 = Wasm3()
        self.env = env
        self.has_groups = has_groups
        self.reached = Reached()
        self.differences = 0
        self.module_count = 0
        self.call_count = 0

    def run_engines(self, files):
        """Build name, or "oracle" -> file -> lines. wasmtime first: it writes the probes."""
        options = ["--groups"] if self.has_groups else []
        code, output = run([sys.executable, HERE / "oracle.py", *options, self.env, *files])
        if code != 0:
            output += f"\nmodule {files[-1]}\noracle.py ended with exit code {code}"
        lines = {"oracle": parse_output(output, files)}
        for name, program in self.builds.items():
            some = [file for file in files if name != "wasm3" or
                    self.wasm3.can_run(file, lines["oracle"][str(file)])]
            how = [ALL_BUILDS[name].slice, ALL_BUILDS[name].prefix]
            _, output = run([program, *how, self.env, *some]) if some else (0, "")
            lines[name] = parse_output(output, some)
        return lines

    def compare_build(self, lines, theirs, name, file):
        if name == "wasm3":
            return self.wasm3.judge(lines[name][file], theirs[file])
        return compare(lines[name][file], theirs[file]) or compare_fuel(lines, name, file)

    def run_batch(self, files, marks=None):
        """[(kept module, text)] of what differs; how many calls; the files. marks: of each file."""
        lines = self.run_engines(files)
        theirs = lines.pop("oracle")
        found = []
        for file in marks or ():
            self.reached.count(marks[file], theirs[file])
        for file in map(str, files):
            for name in lines:
                text = None
                if file in lines[name]:
                    text = self.compare_build(lines, theirs, name, file)
                if text is not None:
                    kept = pathlib.Path(shutil.copy(file, FOUND))
                    found.append((kept, f"{name}: {text}"))
        calls = sum(line.startswith("call ") for out in theirs.values() for line in out)
        return found, calls, files

    def report(self, found, calls, files):
        self.module_count += len(files)
        self.call_count += calls
        for file in dict.fromkeys(file for file, _ in found):
            self.differences += 1
            print(f"FAIL {file.relative_to(ROOT)}")
            for other, text in found:
                if other == file:
                    print(f"     {text}")
            seed = re.fullmatch(r"(?:plain|groups)?(\d+)", file.stem)
            if seed:
                print(f"     again: make diff N=1 SEED={seed[1]}")
            sys.stdout.flush()

    def make_standard(self, imports, plain, seeds):
        files = make(self.tool, imports, seeds)
        return files + [make_plain(self.tool, plain, seed) for seed in seeds
                        if "wasm3" in self.builds and seed % PLAIN_EVERY == 0]

    def run_seeds(self, make_files, first, count, jobs):
        """make_files: seeds -> files, or file -> its marks."""
        def one(start):
            made = make_files(range(start, min(start + BATCH, first + count)))
            files = list(map(pathlib.Path, made))
            result = self.run_batch(files, made if self.has_groups else None)
            for file in [file for made in files for file in WORK.glob(f"{made.stem}.*")]:
                file.unlink()
            return result
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for result in pool.map(one, range(first, first + count, BATCH)):
                self.report(*result)


def regress_files(has_groups=False):
    """Copies: probes are written beside a module. Those of the groups have names that say so."""
    for file in sorted((HERE / "regress").glob("*.wasm")):
        if file.stem.startswith("groups_") == has_groups:
            yield pathlib.Path(shutil.copy(file, WORK))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--file", nargs="+", type=pathlib.Path, help="run these modules instead")
    parser.add_argument("--builds", default=",".join(ALL_BUILDS), help="some of: %(default)s")
    parser.add_argument("--only", choices=("standard", "groups"), help="this kind of modules alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def run_regress(args, runner):
    runner.report(*runner.run_batch(list(regress_files(runner.has_groups))))
    print(f"regress: {runner.module_count} modules, {runner.differences} differences; now the "
          f"seeds {args.seed} to {args.seed + args.count - 1}", flush=True)
    runner.module_count = 0


def run_standard(args, tool, builds):
    runner = Runner(tool, builds, parse_text(tool, "env"))
    run_regress(args, runner)
    imports, plain = parse_text(tool, "imports"), parse_text(tool, "plain")
    runner.run_seeds(lambda seeds: runner.make_standard(imports, plain, seeds), args.seed, args.count,
                     args.jobs)
    makers = collections.Counter(map(maker_of, range(args.seed, args.seed + args.count)))
    print("made by " + ", ".join(f"{name}: {makers[name]}" for name in sorted(makers)))
    if "wasm3" in builds:
        print(runner.wasm3.summary())
    return runner


def run_groups(args, tool, builds):
    runner = Runner(tool, builds, parse_text(tool, "env_groups"), has_groups=True)
    run_regress(args, runner)
    runner.run_seeds(lambda seeds: make_groups(tool, seeds), args.seed, args.count, args.jobs)
    print(runner.reached.summary())
    for text in runner.reached.lacking():
        print(f"FAIL reached: {text}")
        runner.differences += 1
    return runner


def run_files(args, tool, builds):
    has_groups = args.only == "groups"
    env = parse_text(tool, "env_groups" if has_groups else "env")
    runner = Runner(tool, builds, env, has_groups)
    runner.report(*runner.run_batch([shutil.copy(file, WORK) for file in args.file]))
    return runner


def main():
    args = read_arguments()
    WORK.mkdir(parents=True)
    atexit.register(shutil.rmtree, WORK, ignore_errors=True)
    FOUND.mkdir(exist_ok=True)
    tool = find_tool()
    modules = differences = 0
    for kind, known, run_kind in (("standard", BUILDS, run_standard), ("groups", GROUP_BUILDS, run_groups)):
        if args.only not in (None, kind):
            continue
        builds = {name: build(name, args.jobs) for name in args.builds.split(",") if name in known}
        if not builds:
            continue
        runner = (run_files if args.file else run_kind)(args, tool, builds)
        print(f"{kind}: {runner.call_count} calls in each of {', '.join(builds)} and wasmtime",
              flush=True)
        modules += runner.module_count
        differences += runner.differences
        if args.file:
            break
    print(f"diff: {modules} modules, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
