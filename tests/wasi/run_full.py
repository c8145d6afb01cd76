#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make full-programs: programs of toolchains that need profile FULL give what they give natively.

tests/wasi/run_full.py [NAME...]. C++ with exceptions, a JSON library whose errors are exceptions, and
Lua, whose errors are longjmp, each in the standard encoding of exceptions and in the legacy one; Kotlin,
which needs objects that are collected, beside the same source on Java. Sources of others are those that
tools/setup full-programs has unpacked to build/deps. `flags`: the groups of instructions that compilers
use by their flags, as docs/MODULES.md says. `board`: that of C++ and that of Kotlin on an emulated
Cortex-M3 with 4 MB of RAM, sent to it over its serial line.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run_device  # noqa: E402
import run_programs  # noqa: E402
from harness import ROOT, Suite, run  # noqa: E402
from run_programs import DEPS, HERE, MADE, TW, sources  # noqa: E402

GUEST = os.path.join(ROOT, "guest")
LUA = f"{DEPS}/lua/lua-5.4.9"
KOTLIN = f"{DEPS}/kotlin/lib"
HEAP_BYTES = 1000000
COLLECTIONS_LEAST = 100  # what the program makes is many times the heap
KINDS = {"standard": ["-mllvm", "-wasm-use-legacy-eh=false"],  # encodings of exceptions
         "legacy": ["-mllvm", "-wasm-use-legacy-eh=true"]}

CPP = {"wasi": lambda: ["-fwasm-exceptions", os.path.join(GUEST, "cpp/exceptions.cpp")], "kinds": KINDS}
PROGRAMS = {
    "exceptions": CPP,
    "json": {**CPP, "flags": ["-idirafter", "/usr/include"]},
    "lua": {"sources": lambda: [path for path in sources(LUA, "l[a-z]*.c")
                                if os.path.basename(path) not in ("lua.c", "luac.c")],
            "flags": [f"-I{LUA}"],
            "wasi": lambda: ["-mllvm", "-wasm-enable-sjlj", "-mexception-handling", f"-I{GUEST}/c",
                             os.path.join(GUEST, "c/setjmp.c"), "-D_WASI_EMULATED_SIGNAL",
                             "-D_WASI_EMULATED_PROCESS_CLOCKS"],
            "kinds": KINDS, "args": ["tour.lua"]},
}

BOARD = "mps2-an385"
FIRMWARE = os.path.join(ROOT, "build", "full-" + BOARD)
ON_BOARD = {"exceptions": ([f"{MADE}/exceptions"], f"{MADE}/exceptions-standard.wasm"),
            "kotlin": (["java", "-cp", f"{MADE}/kotlin.jar:{KOTLIN}/kotlin-stdlib.jar", "KotlinKt"],
                       f"{MADE}/program.wasm")}
UPLOAD_S = 1800  # QEMU gives this UART a byte each time that it looks, about 1 KB a second
BOARD_RUN_S = 900


# --- Kotlin --------------------------------------------------------------------------------------

def kotlin(compiler, *words):
    jars = ":".join(os.path.join(KOTLIN, name + ".jar") for name in (
        "kotlin-compiler", "kotlin-stdlib", "kotlin-reflect", "kotlin-script-runtime",
        "kotlinx-coroutines-core-jvm"))
    return run("java", "-Xmx1500m", "-cp", jars, f"org.jetbrains.kotlin.cli.{compiler}", "-nowarn", *words,
               timeout=900)


def build_kotlin():
    """What went wrong. A program for Java, a library for WASI, and of that the command."""
    source = os.path.join(HERE, "kotlin.kt")
    library, target = os.path.join(MADE, "kotlin-library"), os.path.join(MADE, "program.wasm")
    newest = max(os.path.getmtime(path) for path in (source, os.path.abspath(__file__)))
    if os.path.exists(target) and os.path.getmtime(target) > newest:
        return ""
    wasi = ["-Xwasm-target=wasm-wasi", "-libraries", f"{KOTLIN}/kotlin-stdlib-wasm-wasi.klib",
            "-ir-output-name", "program"]
    for compiler, words in (
            ("jvm.K2JVMCompiler", ["-no-stdlib", "-no-reflect", "-cp", f"{KOTLIN}/kotlin-stdlib.jar", "-d",
                                   os.path.join(MADE, "kotlin.jar"), source]),
            ("js.KotlinWasmCompiler", [*wasi, "-ir-output-dir", library, "-nopack", source]),
            ("js.KotlinWasmCompiler", [*wasi, "-ir-output-dir", MADE, f"-Xinclude={library}", "-Xir-dce"])):
        done = kotlin(compiler, *words)
        if done.code != 0:
            return done.out[-2000:] or compiler
    return "" if os.path.exists(target) else "no program.wasm was made"


def test_kotlin(suite):
    os.makedirs(MADE, exist_ok=True)
    problem = build_kotlin()
    suite.check("program_kotlin_is_built", problem)
    if problem:
        return
    jars = ":".join((os.path.join(MADE, "kotlin.jar"), f"{KOTLIN}/kotlin-stdlib.jar"))
    wasm = os.path.join(MADE, "program.wasm")
    run_programs.compare(suite, "kotlin", {}, ["java", "-cp", jars, "KotlinKt"], {"wasi": wasm})
    done = subprocess.run([TW, "run", wasm, "--heap", str(HEAP_BYTES), "--stats"], capture_output=True,
                          text=True, timeout=run_programs.RUN_S, check=False)
    found = re.search(r"^heap: (\d+) B of objects, (\d+) collections$", done.stdout, re.M)
    suite.check("program_kotlin_s_objects_are_collected",
                not (found and int(found[2]) >= COLLECTIONS_LEAST) and (done.stdout + done.stderr)[-500:])
    suite.check("program_kotlin_s_heap_is_limited",
                not (found and 0 < int(found[1]) <= HEAP_BYTES) and (done.stdout + done.stderr)[-500:])


# --- groups by flags -----------------------------------------------------------------------------

FLAGS = os.path.join(HERE, "../flags")
ZIG = os.path.join(DEPS, "ziglang/ziglang/zig")
COMPILERS = {  # by the name's end, in the order of the table's columns
    "c": lambda source, flags, target: ["clang-22", "--target=wasm32", "-Os", "-nostdlib", "-Wl,--no-entry",
                                        *flags, source, "-o", target],
    "rs": lambda source, flags, target: ["/usr/bin/rustc", "--target", "wasm32-unknown-unknown",
                                         "--crate-type=cdylib", "-Copt-level=s", "-Cpanic=abort", *flags, source,
                                         "-o", target],
    "zig": lambda source, flags, target: [ZIG, "build-exe", "-fno-entry", "--export=f", "-target",
                                          "wasm32-freestanding", "-O", "ReleaseSmall", *flags, source,
                                          f"-femit-bin={target}"],
}
NAMED = {"relaxed SIMD": "SIMD", "atomics": "threads"}  # by tw inspect
SEVEN = {"simd.c": 78, "relaxed_simd.c": 56, "atomics.c": 7, "wide_arithmetic.c": 3, "memory64.c": 15,
         "simd.rs": 11, "simd.zig": 49}


def flag_rows():
    """(group, flags by the columns of COMPILERS) from the table of docs/MODULES.md."""
    with open(os.path.join(ROOT, "docs/MODULES.md"), encoding="utf-8") as file:
        table = re.search(r"^\| group \| C, .*\n\|[-|]+\n((?:\|.*\n)+)", file.read(), re.M)[1]
    for row in table.splitlines():
        group, *flags = [cell.strip().strip("`") for cell in row.strip("|").split("|")]
        yield group, flags


def test_flags(suite):
    tried = set()
    for group, columns in flag_rows():
        for (end, compiler), flags in zip(COMPILERS.items(), columns):
            if flags:
                name = f"{group.replace(' ', '_').lower()}.{end}"
                target = os.path.join(MADE, f"flags-{name}.wasm")
                done = run(*compiler(os.path.join(FLAGS, name), flags.split(), target), timeout=300)
                suite.check(f"flags_compile_{name}", done.code != 0 and done.out[-1000:])
                named = NAMED.get(group, group)
                said = run(TW, "inspect", target).out
                suite.check(f"flags_of_{name}_use_the_group", f"\n  {named}: " not in said and said)
                said = run(TW, "run", target, "--invoke", "f", "7").out
                suite.check(f"flags_{name}_runs", said.partition(":")[2] != f"{SEVEN[name]}\n" and said)
                tried.add(name)
    suite.check("flags_have_each_source", SEVEN.keys() ^ tried)


# --- on a board ----------------------------------------------------------------------------------

def build_firmware():
    """What went wrong. apps/wasi with all groups, and RAM divided between its arena and its store."""
    for command in (["cmake", "--preset", BOARD, "-B", FIRMWARE, "-DTINYWASM_PROFILE=FULL",
                     "-DTINYWASM_ARENA_SIZE=0x2c0000", "-DTINYWASM_RAM_STORE_SIZE=0xb8000"],
                    ["cmake", "--build", FIRMWARE, "--target", "wasi", "--parallel", run_device.JOBS]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return done.out[-2000:]
    return ""


def test_on_board(suite, name):
    native, wasm = ON_BOARD[name]
    code, text, _ = run_programs.play(native, {}, ROOT)
    wanted = [line.rstrip() for line in text.splitlines()] + [f"exit code {code}"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name + ".wasm")
        os.symlink(wasm, path)
        line = run_device.Line(suite, BOARD, folder, os.path.join(FIRMWARE, "wasi.elf"))
        try:
            line.begin()
            line.put(path, UPLOAD_S)
            got = "\n".join(line.do(f"wasi {name}.wasm", BOARD_RUN_S) or []).encode("latin-1").decode()
            line.check(f"{name}_prints_and_ends_as_natively", run_device.differs(got.split("\n"), wanted))
        finally:
            line.device.close()


def test_board(suite):
    problem = build_firmware()
    suite.check("firmware_of_full_is_built", problem)
    if problem:
        return
    with concurrent.futures.ThreadPoolExecutor(len(ON_BOARD)) as pool:
        for done in [pool.submit(test_on_board, suite, name) for name in ON_BOARD]:
            done.result()


def main():
    suite = Suite("full-programs")
    parts = {"kotlin": test_kotlin, "flags": test_flags, "board": test_board}
    for name in sys.argv[1:] or (*PROGRAMS, *parts):
        if name in parts:
            parts[name](suite)
        else:
            run_programs.test_program(suite, name, PROGRAMS[name], KINDS)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
