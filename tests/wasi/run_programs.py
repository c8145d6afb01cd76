#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make wasi-programs: programs that people use give the same as a command module as they do natively.

tests/wasi/run_programs.py [NAME...]. Each is compiled twice of the same sources, for WASI and for this
machine, run by tw and by itself, and must print the same and end with the same code: a compressor on
10 MB, a database in memory, an interpreter of JavaScript, C++ with its streams, Rust with its library.
Sources of others are those that tools/setup wasi-programs has unpacked to build/deps.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/wasi/programs")
MADE = os.path.join(ROOT, "build/wasi/programs")
DEPS = os.path.join(ROOT, "build/deps")
TW = os.path.join(ROOT, "build/tw")
RUSTC = "/usr/bin/rustc"  # Debian's: rustup's has no library for WASI here
VERSION = "22" if os.path.exists("/usr/bin/clang-22") else "19"
LLVM = f"/usr/lib/llvm-{VERSION}"
LIBC = "/usr/lib/wasm32-wasi"
BUILTINS = f"{LLVM}/lib/clang/{VERSION}/lib/wasi/libclang_rt.builtins-wasm32.a"
ZSTD = f"{DEPS}/zstd/zstd/lib"
SQLITE = f"{DEPS}/sqlite/sqlite3"
QUICKJS = f"{DEPS}/quickjs/quickjs"
RUN_S = 120


def sources(folder, *names):
    return sorted(path for name in names for path in glob.glob(os.path.join(folder, name)))


# What else is compiled, flags, what is for WASI alone; then arguments, input, environment.
PROGRAMS = {
    "zstd": {"sources": lambda: sources(ZSTD, "common/*.c", "compress/*.c", "decompress/*.c"),
             "flags": [f"-I{ZSTD}", "-DZSTD_DISABLE_ASM", "-DZSTD_LEGACY_SUPPORT=0"], "args": ["10"]},
    "sqlite": {"sources": lambda: sources(SQLITE, "sqlite3.c"),
               "flags": [f"-I{SQLITE}", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION",
                         "-DSQLITE_TEMP_STORE=3"],
               "wasi": lambda: ["-DSQLITE_OS_OTHER=1", os.path.join(SQLITE, "wasm32-wasi-vfs.c")]},
    "javascript": {"sources": lambda: sources(QUICKJS, "quickjs.c", "lib*.c", "dtoa.c"),
                   "flags": [f"-I{QUICKJS}", "-D_GNU_SOURCE"],
                   "wasi": lambda: ["-D_WASI_EMULATED_SIGNAL", "-D_WASI_EMULATED_PROCESS_CLOCKS"],
                   "args": ["tour.js"]},
    "iostreams": {"input": "one\ntwo, and\n\nlast"},
    "rust": {"args": [".", "two words"], "input": "one\ntwo", "env": {"GREETING": "hello"}},
}


def native_command(source, more, target):
    if source.endswith(".rs"):
        return [RUSTC, "--edition", "2021", "-O", "-o", target, source]
    compiler = ["c++", "-std=c++20"] if source.endswith(".cpp") else ["cc"]
    return [*compiler, "-O1", "-w", *more, source, "-o", target, "-lm", "-lpthread"]


def wasi_command(source, more, target):
    if source.endswith(".rs"):
        is_new = os.path.exists("/usr/lib/rustlib/wasm32-wasip1")
        return [RUSTC, "--edition", "2021", "-O", "--target", "wasm32-wasip1" if is_new else "wasm32-wasi",
                "-C", "strip=symbols", "-o", target, source]
    is_cpp = source.endswith(".cpp")
    throws = [] if "-fwasm-exceptions" in more else ["-fno-exceptions"]
    compiler = [f"clang++-{VERSION}", "-std=c++20", *throws, "-nostdinc++", "-isystem",
                f"{LLVM}/include/wasm32-wasi/c++/v1"] if is_cpp else [f"clang-{VERSION}"]
    return [*compiler, "--target=wasm32-wasi", "-O1", "-w", "-nostdinc", "-isystem",
            f"{LLVM}/lib/clang/{VERSION}/include", "-isystem", "/usr/include/wasm32-wasi", *more, source,
            "-nostdlib", "-Wl,--strip-all", "-Wl,-z,stack-size=1048576",
            f"-L{LLVM}/lib/wasm32-wasi", f"-L{LIBC}", f"{LIBC}/crt1-command.o",
            *(["-lc++", "-lc++abi"] if is_cpp else []), "-lwasi-emulated-signal",
            "-lwasi-emulated-process-clocks", "-lm", "-lc", BUILTINS, "-o", target]


def source_of(name):
    return next(path for path in sources(HERE, name + ".*") if path.endswith((".c", ".cpp", ".rs")))


def build(name, program, kind):
    """Compiles what has changed; what went wrong, and the program. Kinds are native, wasi and others
    for WASI, which have more flags."""
    source = source_of(name)
    is_native = kind == "native"
    target = os.path.join(MADE, name + ("" if is_native else ".wasm" if kind == "wasi" else f"-{kind}.wasm"))
    more = [*program.get("flags", []), *program.get("sources", list)()]
    more += [] if is_native else [*program.get("wasi", list)(), *program.get("kinds", {}).get(kind, [])]
    newest = max(os.path.getmtime(path) for path in (source, os.path.abspath(__file__)))
    if os.path.exists(target) and os.path.getmtime(target) > newest:
        return "", target
    command = (native_command if is_native else wasi_command)(source, more, target)
    done = run(*command, timeout=900)
    return done.out[-2000:] if done.code != 0 else "", target


def play(command, program, folder):
    """Exit code, standard output and seconds."""
    start = time.monotonic()
    done = subprocess.run(command, input=program.get("input", "").encode(), capture_output=True,
                          cwd=folder, env={**os.environ, **program.get("env", {})}, timeout=RUN_S,
                          check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), time.monotonic() - start


def by_tw(path, program):
    words = [word for pair in program.get("env", {}).items() for word in ("--env", "=".join(pair))]
    return [TW, "run", path, "--dir", ".", *words, "--", *program.get("args", [])]


def test_program(suite, name, program, kinds=("wasi",)):
    os.makedirs(MADE, exist_ok=True)
    made = {kind: build(name, program, kind) for kind in ("native", *kinds)}
    for kind, (problem, _) in made.items():
        suite.check(f"program_{name}_is_built_{kind}", problem)
    if any(problem for problem, _ in made.values()):
        return
    compare(suite, name, program, [made["native"][1]], {kind: made[kind][1] for kind in kinds})


def compare(suite, name, program, native, by_kind):
    """What each prints and ends with, beside what the native one does."""
    with tempfile.TemporaryDirectory() as folder:
        for script in sources(HERE, "tour.*"):
            shutil.copy(script, folder)
        code, text, seconds = play([*native, *program.get("args", [])], program, folder)
        suite.check(f"program_{name}_prints_something", len(re.findall(r"\S+", text)) < 5 and text)
        for kind, path in by_kind.items():
            claim = f"program_{name}" + ("" if kind == "wasi" else f"_{kind}")
            wasi_code, wasi_text, wasi_seconds = play(by_tw(path, program), program, folder)
            suite.check(f"{claim}_prints_the_same", wasi_text != text and f"{wasi_text!r}, not {text!r}")
            suite.check(f"{claim}_ends_the_same", wasi_code != code and f"{wasi_code}, not {code}")
            print(f"{name}: {seconds:.2f} s natively, {wasi_seconds:.2f} s by tw ({kind})", flush=True)


def main():
    suite = Suite("wasi-programs")
    for name in sys.argv[1:] or PROGRAMS:
        test_program(suite, name, PROGRAMS[name])
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
