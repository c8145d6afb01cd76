#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""TinyWASM as others use it: outside projects, the headers alone, the library's symbols."""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, parts_of, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/consumer")
WORK = os.path.join(ROOT, "build/consumer")
PING = os.path.join(ROOT, "modules/ping/ping.wasm")
JOBS = str(os.cpu_count() or 2)
CC = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), "cc")
CXX = next((c for c in ("c++", "g++", "clang++") if shutil.which(c)), "c++")
CLANG = next((c for c in ("clang-22", "clang-19", "clang") if shutil.which(c)), None)
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Werror"]
QEMU_SAYS = "Timer with period zero, disabling"  # on its standard error, of the board's reset
LIBC = {"memcpy", "memmove", "memset", "memcmp", "strlen"}
# What compilers and linkers bring by themselves.
COMPILERS_OWN = re.compile(r"^(__aeabi_\w+|__\w+[sdt]i[234]|__(clz|ctz|popcount)\w+|"
                           r"_GLOBAL_OFFSET_TABLE_|__gnu_thumb1_case_\w+|__stack_chk_\w+)$")


def steps(*commands):
    """Runs commands in order; the output of the first that fails, else ""."""
    for command in commands:
        done = run(*command, timeout=600)
        if done.code != 0:
            return f"{' '.join(command)}: exit code {done.code}\n{done.out}"
    return ""


def pongs(command, code=0):
    done = run(*command, timeout=30)
    lines = [line for line in done.lines if line != QEMU_SAYS]
    if done.code != code or lines != ["pong"] * 3:
        return f"{' '.join(command)}: exit code {done.code}\n{done.out}"
    return ""


def cmake_project(name, *options):
    folder = os.path.join(WORK, name)
    problem = steps(["cmake", "-S", os.path.join(HERE, name), "-B", folder, *options],
                    ["cmake", "--build", folder, "--parallel", JOBS])
    return problem or pongs([os.path.join(folder, "main"), PING])


def test_find_package(suite):
    prefix = os.path.join(WORK, "prefix")
    shutil.rmtree(prefix, ignore_errors=True)
    problem = steps(["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tinywasm", "tinywasm_dir",
                     "tinywasm_flash", "--parallel", JOBS],
                    ["cmake", "--install", "build/host", "--prefix", prefix])
    suite.check("find_package_after_install_runs_ping",
                problem or cmake_project("find_package", f"-DCMAKE_PREFIX_PATH={prefix}"))
    done = run(os.path.join(WORK, "find_package/store"), os.path.join(WORK, "store.dir"),
               os.path.join(WORK, "store.img"))
    suite.check("find_package_after_install_keeps_files_in_a_folder_and_in_flash",
                done.lines != ["dir: apple", "flash: apple"] and done.out)
    suite.check("the_licence_of_littlefs_is_installed_with_it", not glob.glob(
        os.path.join(prefix, "share/doc/*/littlefs-LICENSE.md")) and "it is not there")
    paths = subprocess.run(["grep", "-rlF", ROOT, prefix, "--include=*.cmake"],
                           capture_output=True, text=True, check=False).stdout
    suite.check("what_is_installed_names_no_path_of_the_source", paths)


def test_add_subdirectory(suite):
    suite.check("add_subdirectory_runs_ping", cmake_project("add_subdirectory", "-DCMAKE_BUILD_TYPE=Debug"))
    extra = glob.glob(os.path.join(WORK, "add_subdirectory/tinywasm/**/test_*"), recursive=True)
    suite.check("add_subdirectory_builds_no_tests", extra)


    suite.check("an_outside_application_runs_on_the_host",
                pongs([os.path.join(WORK, "add_subdirectory/firmware")]))


def test_application(suite):
    board = "lm3s6965evb"
    folder = os.path.join(WORK, f"application-{board}")
    problem = steps(["cmake", "-S", os.path.join(HERE, "application"), "-B", folder,
                     f"-DBOARD={board}", "-DCMAKE_BUILD_TYPE=MinSizeRel",
                     f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/cmake/arm-none-eabi.cmake"],
                    ["cmake", "--build", folder, "--parallel", JOBS])
    suite.check("an_outside_application_runs_on_a_board",
                problem or pongs(["tools/emulate", board, os.path.join(folder, "firmware.elf")]))


def test_single_file(suite):
    folder = os.path.join(WORK, "single")
    problem = steps([sys.executable, "tools/single_file.py", folder],
                    ["cmake", f"-DINPUT={PING}", f"-DOUTPUT={folder}/ping_wasm.h",
                     "-DSYMBOL=ping_wasm", "-P", "cmake/embed.cmake"])
    os.makedirs(os.path.join(folder, "tinywasm"), exist_ok=True)
    with open(os.path.join(folder, "tinywasm/tinywasm.h"), "w", encoding="utf-8") as file:
        file.write('#include "../tinywasm.h"\n')
    host = os.path.join(folder, "main")
    for compiler, level in ((CC, "-O1"), (CLANG, "-O0")) if CLANG else ((CC, "-O1"),):
        suite.check(f"single_file_runs_ping_on_the_host_by_{compiler}", problem or steps(
            [compiler, "-std=c11", level, *WARNINGS, f"-I{folder}", "-o", host, f"{HERE}/main.c",
             f"{folder}/tinywasm.c"]) or pongs([host, PING]))
    elf = os.path.join(folder, "firmware.elf")
    suite.check("single_file_runs_ping_on_a_cortex_m3", problem or steps(
        ["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-std=c11", "-Os", *WARNINGS,
         "-DNDEBUG", "-ffunction-sections", "-fdata-sections", "-fno-tree-loop-distribute-patterns",
         f"-I{folder}", "-o", elf, f"{HERE}/single_file/firmware.c", f"{folder}/tinywasm.c",
         "-nostdlib", "-T", f"{HERE}/single_file/firmware.ld", "-Wl,--gc-sections", "-lgcc"]) or
        pongs(["tools/emulate", "lm3s6965evb", elf]))


def test_headers(suite):
    for header in sorted(glob.glob(os.path.join(ROOT, "include/tinywasm/*.h"))):
        name = os.path.basename(header)
        for compiler, standard, language in ((CC, "c11", "c"), (CXX, "c++17", "c++"),
                                             (CXX, "c++11", "c++")):
            flags = [compiler, f"-std={standard}", *WARNINGS, f"-I{ROOT}/include", "-fsyntax-only"]
            # Included, not compiled, so that it is no main file with a pragma once to warn about.
            source = os.path.join(WORK, "header.c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(f'#include "tinywasm/{name}"\n')
            suite.check(f"{name}_alone_is_{standard}", steps([*flags, "-x", language, source]))


def symbols(nm, archive):
    """(object, type letter, name) of each external or local symbol."""
    out = subprocess.run([nm, "-A", archive], capture_output=True, text=True, check=False).stdout
    for line in out.splitlines():
        match = re.match(r".*:([^:]+):\s*[0-9a-f]*\s+(\w) (\S+)$", line)
        if match:
            yield match.groups()


def test_symbols(suite):
    problem = steps(["cmake", "--preset", "lm3s6965evb"],
                    ["cmake", "--build", "--preset", "lm3s6965evb", "--target", "tinywasm",
                     "--parallel", JOBS],
                    ["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tinywasm", "--parallel", JOBS])
    suite.check("both_libraries_build", problem)
    for nm, board in (("nm", "host"), ("arm-none-eabi-nm", "lm3s6965evb")):
        found = list(symbols(nm, os.path.join(ROOT, "build", board, "libtinywasm.a")))
        suite.check(f"{board}_library_has_symbols", not found and "none")
        defined = {name for _, letter, name in found if letter in "TDBRVWC"}
        wanted = {name for _, letter, name in found if letter in "Uw"} - defined
        suite.check(f"{board}_globals_begin_with_tw",
                    sorted(n for n in defined if not re.match(r"tw_", n)))
        suite.check(f"{board}_needs_no_more_of_libc_than_five_functions",
                    sorted(n for n in wanted - LIBC if not COMPILERS_OWN.match(n)))
        if board == "host":
            continue  # position-independent code has constants among its data
        variables = sorted({f"{o}: {n}" for o, letter, n in found if letter in "bBdDC" and
                            not o.startswith("log.c") and not n.startswith(("$", "."))})
        suite.check("the_library_has_no_mutable_globals_but_the_log_sink", variables)


TESTS = (test_headers, test_find_package, test_add_subdirectory, test_application, test_single_file,
         test_symbols)


def main():
    suite = Suite("consumer")
    os.makedirs(WORK, exist_ok=True)
    for test in parts_of(suite, TESTS, sys.argv[1:]):
        suite.attempt(test, suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
