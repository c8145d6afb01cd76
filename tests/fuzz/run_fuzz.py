#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make fuzz: runs libFuzzer's targets, built by clang with coverage, ASan, UBSan and assertions.

    run_fuzz.py [--seconds N] [TARGET...]   N seconds (60) for each target
    run_fuzz.py --runs N                    N inputs for each, always from the same seed; the loop
                                            that runs modules is not optimised, so builds are quick
    run_fuzz.py --profile STANDARD          without the feature groups that are in FULL alone

Targets: load (decode, validate, translate), run (instantiate, call what is exported), stream (the
module in pieces against the module whole), grants (tables of grants, and what they allow), kept (the
module from kept code, whole and damaged, against the module as it is), seal (records of remote
shells), esp_at (what a co-processor says over its line), hci (what a Bluetooth controller and
the other side of a link say), tello (what a drone says), ether
(what the registers of Ethernet controllers say), ip (frames to lwIP), http (what a server answers), mqtt (what a broker says). Inputs
begin with what is in the repository: the modules and the table of tests/fuzz/corpus, those of
tests/fuzz/regress and all other .wasm, and generated modules; by seconds also with those of the spec
suite and what earlier runs found worth keeping (build/fuzz/grown). What breaks is kept in
build/fuzz/found. Closes with `fuzz: N targets, N findings`; exit code 0 only if there are none."""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "diff"), str(HERE.parent / "boards")]
import generate  # noqa: E402
import peer  # noqa: E402
from harness import WASM_TOOLS, building, run  # noqa: E402

OUT = ROOT / "build/fuzz"
TARGETS = ("load", "run", "stream", "grants", "kept", "seal", "esp_at", "hci", "tello", "ether", "ip", "http", "mqtt")
MOST_BYTES = 4096
GENERATED = 100
SESSIONS = 20  # of frames, and of links
CLANG = next((c for c in ("clang-22", "clang-19", "clang") if shutil.which(c)), "clang")
STATS = re.compile(r"stat::number_of_executed_units: (\d+)")
CAUSE = re.compile(r"ERROR: |runtime error|broken promise|panic at|^ +#\d|SUMMARY")
COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")


def build(names, is_quick, profile):
    folder = OUT / "targets"
    for command in (["cmake", "-S", HERE, "-B", folder, f"-DCMAKE_C_COMPILER={CLANG}",
                     f"-DFUZZ_QUICK={is_quick}", f"-DTINYWASM_PROFILE={profile}"],
                    ["cmake", "--build", folder, "--parallel", str(os.cpu_count()), "--target",
                     *(f"fuzz-{name}" for name in names)]):
        done = run(*command, timeout=600)
        if done.code != 0:
            sys.exit(f"{done.out}\nrun_fuzz.py: the build failed")
    return folder


def fill(name, contents):
    """A folder of these inputs, each once, and of no others. What is there stays, as it may be read."""
    folder = OUT / name
    wanted = {hashlib.sha1(data).hexdigest(): data for data in contents if len(data) <= MOST_BYTES}
    with building.alone_with(f"fuzz-{name}"):
        folder.mkdir(parents=True, exist_ok=True)
        there = {file.name for file in folder.iterdir()}
        for stale in there - set(wanted):
            (folder / stale).unlink()
        for missing in set(wanted) - there:
            (folder / missing).write_bytes(wanted[missing])
    return folder


def assemble(source):
    target = OUT / f"{source.stem}.wasm"
    done = run(WASM_TOOLS, "parse", str(source), "-o", str(target))
    return target.read_bytes() if done.code == 0 else sys.exit(done.out)


def session(file):
    """Bytes as text, with \\r, \\n and \\xHH; the lines' own ends mean nothing."""
    return file.read_text().replace("\n", "").encode().decode("unicode_escape").encode("latin-1")


def frames(seed):
    """Steps of fuzz_ip.c: what nobody should send over Ethernet, and what an application does."""
    state = random.getstate()
    random.seed(seed)
    made = b""
    for frame in peer.hostile_frames(bytes((10, 9, 8, 1)), bytes((10, 9, 8, 7)), b"\2\3\4\5\6\7", 7):
        for kind, data in ((random.randrange(8), frame), (0x80 + random.randrange(64), b"some bytes")):
            made += bytes((kind,)) + len(data[:300]).to_bytes(2, "little") + data[:300]
    random.setstate(state)
    return (b"\x7f\0\0" if seed % 4 == 0 else b"") + made[:MOST_BYTES - 3]


def requests(rng):
    """Messages of ATT as clients send them, for handles that are there and some that are not."""
    first, last, value = rng.randrange(70), rng.randrange(70), rng.randbytes(rng.choice((0, 1, 2, 20, 64, 65)))
    kind = rng.choice((0x2800, 0x2801, 0x2803, 0x2902, 0x2a00, 0x2a6e))
    return [struct.pack("<BH", 0x02, rng.choice((23, 185, 517))), struct.pack("<BHH", 0x04, first, last),
            struct.pack("<BHHHH", 0x06, 1, 0xffff, 0x2800, 0x1801), struct.pack("<BHHH", 0x08, 1, 0xffff, kind),
            struct.pack("<BH", 0x0a, first), struct.pack("<BHH", 0x0c, first, rng.choice((0, 3, 600))),
            struct.pack("<BHH", 0x0e, first, last), struct.pack("<BHHH", 0x10, 1, 0xffff, 0x2800),
            struct.pack("<BH", 0x12, first) + value, struct.pack("<BHH", 0x12, first, 1),
            struct.pack("<BHH", 0x16, first, rng.choice((0, 18))) + value, bytes((0x18, rng.randrange(2))),
            struct.pack("<BH", 0x52, first) + value, b"\x1e", struct.pack("<BHH", 0x20, first, last)]


def links(seed):
    """Steps of fuzz_hci.c: what the other side of a link does, pairing by the book among it."""
    rng, made = random.Random(seed), b""
    steps = [(11, request) for _ in range(8) for request in requests(rng)]
    steps += [(7, bytes((0x12, 1, 8, 0, 24, 0, 40, 0, 0, 0, 42, 0))), (7, bytes((0x14, 2, 4, 0, 1, 0, 64, 0))),
              (5, bytes((1, 3, 0, 13, 16, 3, 3))), (5, bytes((5, 4))), (20, bytes((0, 1, 0, 8))), (1, b"")]
    rng.shuffle(steps)
    pairing = bytes((seed % 8, rng.randrange(65), rng.choice((1, 128)), seed % 5, rng.choice((1, 5)), 2, 1))
    for kind, data in [(12 + 128 * (seed % 2), pairing if seed % 3 else b"\0\0\0\3\1\2"), *steps]:
        made += bytes((kind, len(data))) + data
    return made[:MOST_BYTES]


def seeds():
    """The inputs that the repository has."""
    OUT.mkdir(parents=True, exist_ok=True)
    files = [*ROOT.glob("modules/*/*.wasm"), *ROOT.glob("tests/*/*.wasm"),
             *(file for end in ("grants", "seal", "http", "mqtt") for file in HERE.glob(f"corpus/*.{end}")),
             *ROOT.glob("tests/*/regress/*.wasm")]
    return fill("seeds", [file.read_bytes() for file in sorted(files)] +
                [session(file) for file in sorted(HERE.glob("corpus/*.at"))] +
                [assemble(source) for source in sorted(HERE.glob("corpus/*.wat"))] +
                [frames(seed) for seed in range(SESSIONS)] + [links(seed) for seed in range(SESSIONS)] +
                [generate.generate(seed) for seed in range(GENERATED)])


def suite():
    """The modules of the spec suite, if `make spec` has made them."""
    return fill("suite", (file.read_bytes() for file in (ROOT / "build/spec").glob("**/*.wasm")))


def limits(args, name):
    """Options and folders: the first folder takes what is worth keeping."""
    if args.runs:
        return [f"-runs={args.runs}", "-seed=1"], [fill(f"fresh.{name}", []), OUT / "seeds"]
    grown = OUT / "grown" / name
    grown.mkdir(parents=True, exist_ok=True)
    return [f"-max_total_time={args.seconds}"], [grown, OUT / "seeds", OUT / "suite"]


def causes(done):
    """What the sanitizers, the assertions and guest.c said, and the first stack."""
    says = [line for line in done.lines if CAUSE.search(line)]
    return says[:20] or done.lines[-20:]


def fuzz(args, folder, name):
    """(what to print, is it a finding)"""
    found = OUT / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    known = set(found.iterdir())
    options, folders = limits(args, name)
    done = run(str(folder / f"fuzz-{name}"), *options, f"-max_len={MOST_BYTES}", "-timeout=60",
               "-rss_limit_mb=2000", "-print_final_stats=1", f"-artifact_prefix={found}/",
               *map(str, folders), timeout=args.seconds * 2 + 1800, ASAN_OPTIONS="detect_leaks=0")
    stats, coverage = STATS.findall(done.out), COVERAGE.findall(done.out)
    count = int(stats[-1]) if stats else 0
    if done.code == 0 and count >= (args.runs or 1):
        return f"{name}: {count} inputs, {coverage[-1][0]} edges, {coverage[-1][1]} features", False
    again = [f"     again: {folder}/fuzz-{name} {file}" for file in set(found.iterdir()) - known]
    return "\n".join([f"FAIL {name}: {count} inputs, exit code {done.code}", *causes(done), *again]), True


def main():
    parser = argparse.ArgumentParser(description="fuzzes the library")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--profile", choices=("TINY", "STANDARD", "FULL"), default="FULL")
    parser.add_argument("targets", nargs="*", default=TARGETS)
    args = parser.parse_args()
    folder = build(args.targets, bool(args.runs), args.profile)
    seeds()
    if not args.runs:
        suite()
    findings = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for text, is_finding in pool.map(lambda name: fuzz(args, folder, name), args.targets):
            print(text, flush=True)
            findings += is_finding
    print(f"fuzz: {len(args.targets)} targets, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
