#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Ordinary modules in little memory: wasi-libc's malloc in the layouts that compilers have by default,
and AssemblyScript's allocator, each with less memory than it declares, on the PC and on a board with
64 KiB of RAM.

What a module computes and the fuel that it burns must not depend on how its memory is backed.
"""
import collections
import os
import re
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "boards")]
from harness import ROOT, Suite, run  # noqa: E402
from run_boards import Firmware, build  # noqa: E402

HERE = os.path.join(ROOT, "tests/sparse")
GUESTS = os.path.join(ROOT, "build/sparse")
TW = os.path.join(ROOT, "build/tw")
BOARD = "lm3s6965evb"
# The modules of build.sh: what is called, the bytes that memory.size says in the end, and budgets for a
# prefix and as much in chunks, and for chunks alone. AssemblyScript's runtime "incremental", its
# default, collects when half of a page is full.
Module = collections.namedtuple("Module", "func promised half_and_half chunks",
                                defaults=("10000", "4000"))
MODULES = {
    "malloc": Module("churn", 2 * 65536),
    "data_first": Module("churn", 2 * 65536),
    "rust": Module("churn", 17 * 65536),
    "small": Module("churn", 65536),
    "incremental": Module("churn", 65536, "40000", "18000"),
    "minimal": Module("churn_and_collect", 65536, "10000", "5000"),
}
STATS = re.compile(r"i32:0\nfuel: (\d+) instructions\n.*\nmemory: (\d+) B, (\d+) B of them backed\n")


def churn(name, *options):
    return run(TW, "run", os.path.join(GUESTS, name + ".wasm"), "--stub", "--invoke",
               MODULES[name].func, "2000", "--stats", *options)


def test_module(suite, name):
    module = MODULES[name]
    fuels = set()
    for budget, options in {"all": [], "half_and_half": ["--memory", module.half_and_half],
                            "chunks": ["--memory", module.chunks, "--prefix", "0"]}.items():
        most = int(options[1]) if options else module.promised
        done = churn(name, *options)
        found = STATS.match(done.out)
        problem = "" if found else done.out
        if found:
            fuels.add(found[1])
            problem = "" if int(found[2]) == module.promised and int(found[3]) <= most else found[0]
        suite.check(f"{name}_runs_with_{budget}", problem)
    suite.check(f"{name}_burns_the_same_fuel", len(fuels) != 1 and fuels)
    done = churn(name, "--memory", "1500", "--prefix", "0")
    suite.check(f"{name}_traps_when_the_budget_is_spent",
                not (done.code == 1 and "TRAP: memory budget exhausted: " in done.out) and done.out)


def test_board(suite):
    folder = os.path.join(ROOT, "build", BOARD)
    problem = build(folder, BOARD, f"-DTINYWASM_SPARSE_GUESTS={GUESTS}",
                    targets=("sparse",))
    suite.check(f"{BOARD}_builds", problem)
    if problem:
        return
    firmware = Firmware(BOARD, os.path.join(folder, "sparse.elf"))
    lines = [firmware.line() for _ in range(12)]
    suite.check(f"{BOARD}_malloc_keeps_its_bytes", lines[0] != "damaged 0" and lines)
    suite.check(f"{BOARD}_the_host_reads_blocks_and_stack",
                lines[1:3] != ["malloc, sparse", "sparse"] and lines)
    backed = re.fullmatch(r"backed (\d+)", lines[4] or "")
    suite.check(f"{BOARD}_backs_what_the_budget_allows",
                not (lines[3] == "promised 131072" and backed and 4096 < int(backed[1]) <= 8192)
                and lines)
    suite.check(f"{BOARD}_pages_of_a_byte", lines[5:8] != ["counted 2", "promised 1024",
                                                          "backed 1024"] and lines)
    backed = re.fullmatch(r"backed (\d+)", lines[10] or "")
    suite.check(f"{BOARD}_assemblyscript_collects_in_its_budget",
                not (lines[8:10] == ["damaged 0", "promised 65536"] and backed
                     and 4096 < int(backed[1]) <= 18432) and lines)
    suite.check(f"{BOARD}_all_that_in_its_ram",
                not 20000 < int(re.sub(r"\D", "", lines[11] or "0")) < 61440 and lines)
    suite.check(f"{BOARD}_ends_well", firmware.wait() != 0 and "another exit code")
    firmware.close()


def main():
    suite = Suite("sparse")
    done = run(os.path.join(HERE, "build.sh"), GUESTS)
    suite.check("guests_can_be_made", done.code and done.out)
    for command in (["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tw"]):
        done = run(*command, timeout=900)
        suite.check(" ".join(command).replace(" ", "_"), done.code and done.out)
    for name in MODULES:
        test_module(suite, name)
    test_board(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
