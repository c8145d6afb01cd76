#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make bridge: random interfaces in WIT times random values. For each interface tw bindgen makes
the glue of a host and the bindings of guests in C and in Rust, for every eighth in Zig, and one guest is written without
them (trips/by_hand.py), with core values and C's own structs; the programs know the same values. A
round trip is a call in which the host finds every argument as the guest had it and the guest the
result as the host had it (or, for a function that the guest exports, the other way round). The core
types of all imports are compared with those that wasm-tools lowers the same WIT to.

tests/bindgen/round_trips.py [-n INTERFACES] [--seed SEED]. Prints what failed, with the seed that
makes it again, then a line for each language, and closes with `bridge: N round trips, N failed`.
"""
import argparse
import concurrent.futures
import os
import random
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
from harness import ROOT, WASM_TOOLS, run  # noqa: E402
from trips import by_hand, c, rust, zig  # noqa: E402
from trips.interfaces import FUNCTIONS, Interface, rounds_of, write_wit  # noqa: E402

WORK = os.path.join(ROOT, "build/bridge")
TOOL = os.path.join(ROOT, "build/tw")
LIBRARY = os.path.join(ROOT, "build/host-debug/libtinywasm.a")
GUEST_RUST = os.path.join(ROOT, "guest/rust")
SANITIZED = ["-std=c11", "-g", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover", "-I",
             os.path.join(ROOT, "include")]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def must(done, what):
    if done.code != 0:
        raise RuntimeError(f"{what} failed\n{done.out}")


def bindgen(path, folder, *words):
    must(run(TOOL, "bindgen", *words, path, "-o", folder), f"tw bindgen {' '.join(words)}")


def check_signatures(path, folder):
    """The core types of imports are those that wasm-tools gives a component's module."""
    bindgen(path, folder, "docs")
    ours = re.findall(r"^Import `r\.(\w+)`: `\((.*)\) -> \((.*)\)`", read(os.path.join(folder, "r.md")), re.M)
    done = run(WASM_TOOLS, "component", "embed", "--dummy", "--world", "w", path, "-t")
    must(done, "wasm-tools component embed")
    theirs = re.findall(r'^ *\(import "[^"]*" "(\w+)" \(func \(;\d+;\) \(type \d+\)'
                        r"(?: \(param ([\w ]*)\))?(?: \(result (\w+)\))?\)\)$", done.out, re.M)
    wanted = {name: (params.split(), results.split()) for name, params, results in theirs}
    found = {name: (params.replace(",", "").split(), results.split()) for name, params, results in ours}
    if found != wanted or len(found) != FUNCTIONS:
        raise RuntimeError(f"core types: {found}\nwasm-tools: {wanted}")


class Trip:
    """One random interface: the host's program, and the round trips of a guest of each language."""

    def __init__(self, seed):
        rng = random.Random(seed)
        self.seed = seed
        self.interface = Interface(rng)
        self.values = {("i", i): rounds_of(rng, f) for i, f in enumerate(self.interface.imports)}
        self.values |= {("x", i): rounds_of(rng, f) for i, f in enumerate(self.interface.exports)}
        self.prefix_bytes = rng.choice([8192, 128 * 1024])
        self.folder = os.path.join(WORK, str(seed))
        self.program = self.path("host")
        self.wit = self.path("r.wit")
        shutil.rmtree(self.folder, ignore_errors=True)
        write(self.wit, write_wit(self.interface))
        check_signatures(self.wit, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def build_host(self):
        bindgen(self.wit, self.folder, "host")
        self.declared = set(re.findall(r"^} (\w+);", read(self.path("r.h")), re.M))
        write(self.path("host.c"), c.write_host(self.interface, self.values, self.prefix_bytes, self.declared))
        must(run("cc", *SANITIZED, "-Wall", "-Wextra", "-Wconversion", "-Werror", "-I", self.folder, self.path("r.c"),
                 "-c", "-o", self.path("r.o")), "the glue's compiler")
        must(run("cc", *SANITIZED, "-I", self.folder, self.path("host.c"), self.path("r.o"), LIBRARY, "-o",
                 self.program), "the host's compiler")

    def build_c(self):
        folder = self.path("c")
        bindgen(self.wit, folder, "guest", "--lang", "c")
        guest, made = os.path.join(folder, "guest.c"), os.path.join(folder, "r.c")
        write(guest, c.write_guest(self.interface, self.values, self.declared))
        self.compile_c("c", guest, *[made] * os.path.exists(made))

    def build_by_hand(self):
        guest = self.path("by_hand", "guest.c")
        write(guest, by_hand.write_guest(self.interface, self.values))
        self.compile_c("by_hand", guest)

    def compile_c(self, name, *sources):
        clang = next(name for name in ("clang-22", "clang-19") if shutil.which(name))
        must(run(clang, "--target=wasm32", "-O1", "-nostdlib", "-ffreestanding", "-Wall", "-Wextra", "-Werror",
                 "-Wno-unused-function", "-DTW_GIVEN_BYTES=2048", "-I", self.path(name), *sources,
                 "-Wl,--no-entry", "-Wl,-z,stack-size=8192", "-o", self.path(f"{name}.wasm")), "the guest's compiler")

    def build_rust(self):
        folder = self.path("rust")
        bindgen(self.wit, folder, "guest", "--lang", "rust")
        support = read(os.path.join(GUEST_RUST, "tinywasm.rs"))
        write(os.path.join(folder, "tinywasm.rs"), support.replace("HEAP_BYTES: usize = 512", "HEAP_BYTES: usize = 2048"))
        write(os.path.join(folder, "guest.rs"), rust.write_guest(self.interface, self.values, GUEST_RUST))
        done = run("guest/build", os.path.join(folder, "guest.rs"), "-o", self.path("rust.wasm"), "-z", "stack-size=8192")
        must(done, "Rust's compiler")

    def build_zig(self):
        folder = self.path("zig")
        bindgen(self.wit, folder, "guest", "--lang", "zig")
        made = read(os.path.join(folder, "r.zig"))
        write(os.path.join(folder, "guest.zig"), zig.write_guest(self.interface, self.values, made))
        build = os.path.join(WORK, "guest/build")
        must(run(build, os.path.join(folder, "guest.zig"), "-o", self.path("zig.wasm"), "-z", "stack-size=16384",
                 ZIG=os.path.join(ROOT, "build/deps/ziglang/ziglang/zig"), timeout=300), "Zig's compiler")

    def run_guest(self, language):
        """Round trips and failed ones."""
        done = run(self.program, self.path(f"{language}.wasm"), timeout=60)
        last = done.lines[-1].split() if done.lines else []
        if len(last) != 4 or last[0] != "trips":
            raise RuntimeError(f"the host ended with {done.code}\n{done.out}")
        print("".join(f"FAIL seed {self.seed}: {language}: {line}\n" for line in done.lines[:-1]), end="", flush=True)
        return int(last[1]), int(last[3])


LANGUAGES = {"c": ("C", Trip.build_c), "rust": ("Rust", Trip.build_rust),
             "by_hand": ("C by hand", Trip.build_by_hand), "zig": ("Zig", Trip.build_zig)}
# Zig's compiler takes long: every eighth interface.
SELDOM = {"zig": 8}


def make_roomy():
    """A copy of guest/ whose heap in Zig takes all texts of a call."""
    folder = os.path.join(WORK, "guest")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(ROOT, "guest"), folder)
    path = os.path.join(folder, "zig/tinywasm.zig")
    write(path, read(path).replace("heap_bytes = 512", "heap_bytes = 2048"))


def trip(seed):
    """Per language the round trips and failed ones of one random interface."""
    counts = dict.fromkeys(LANGUAGES, (0, 0))
    language = next(iter(LANGUAGES))
    try:
        made = Trip(seed)
        made.build_host()
        for language, (_, build) in LANGUAGES.items():
            if seed % SELDOM.get(language, 1) != 1 % SELDOM.get(language, 1):
                continue
            build(made)
            counts[language] = made.run_guest(language)
    except RuntimeError as error:
        print(f"FAIL seed {seed}: {language}: {error}", flush=True)
        counts[language] = (0, 1)
    if not any(failed for _, failed in counts.values()):
        shutil.rmtree(os.path.join(WORK, str(seed)))
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=31)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for preset, target in (("host", "tw"), ("host-debug", "tinywasm")):
        must(run("cmake", "--preset", preset), "cmake")
        must(run("cmake", "--build", "--preset", preset, "--target", target, "--parallel", "2", timeout=900), target)
    make_roomy()
    totals = {language: [0, 0] for language in LANGUAGES}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for counts in pool.map(trip, range(asked.seed, asked.seed + asked.n)):
            for language, (trips, failed) in counts.items():
                totals[language][0] += trips
                totals[language][1] += failed
    for language, (trips, failed) in totals.items():
        print(f"{LANGUAGES[language][0]} guests: {trips} round trips, {failed} failed")
    trips, failed = (sum(counts) for counts in zip(*totals.values()))
    print(f"bridge: {trips} round trips, {failed} failed")
    asked_of = [count for language, (count, _) in totals.items() if language not in SELDOM]
    return 1 if failed or not all(asked_of) else 0


if __name__ == "__main__":
    sys.exit(main())
