#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make full-programs: programs of toolchains that need profile FULL give what they give natively.

tests/wasi/run_full.py [NAME...]. C++ with exceptions, a JSON library whose errors are exceptions, and
Lua, whose errors are longjmp, each in the standard encoding of exceptions and in the legacy one; Kotlin,
which needs objects that are collected, beside the same source on Java. Sources of others are those that
tools/setup full-programs has unpacked to build/deps.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
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


def main():
    suite = Suite("full-programs")
    for name in sys.argv[1:] or (*PROGRAMS, "kotlin"):
        if name == "kotlin":
            test_kotlin(suite)
        else:
            run_programs.test_program(suite, name, PROGRAMS[name], KINDS)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
