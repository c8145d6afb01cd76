#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Fairness on a board with 64 KiB of RAM: eight instances, one of them endless, under -icount, where the
board's counter counts instructions.

The firmware is told the slice and which instance is the endless one, and answers with ticks. Here they
become instructions, and are judged: nobody may wait longer than eight slices and a host call, and with
the default slice not longer than 20 ms at 50 MHz.
"""
import os
import random
import re
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "boards")]
from harness import ROOT, Suite, run  # noqa: E402
from run_boards import Firmware, build, run_program  # noqa: E402

HERE = os.path.join(ROOT, "tests/schedule")
MADE = os.path.join(ROOT, "build/schedule")
BOARD = "lm3s6965evb"
INSTANCES = 8
DEFAULT_SLICE = 10000
NS_PER_INSTRUCTION = 64  # -icount shift=6
MOST_INSTRUCTIONS = 50_000_000 * 20 // 1000
HOST_CALL_INSTRUCTIONS = 400  # tick, and what brings it there
ANSWER = re.compile(r"spin (\d+) run (\d+)((?: calls \d+ gap \d+){%d})" % INSTANCES)


def test_modules(suite):
    os.makedirs(MADE, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", MADE)
    suite.check("modules_build", done.code != 0 and done.out)
    for name in sorted(os.listdir(HERE)):
        if name.endswith(".wasm"):
            with open(os.path.join(HERE, name), "rb") as ours, \
                    open(os.path.join(MADE, name), "rb") as made:
                suite.check(f"{name}_is_as_committed", ours.read() != made.read() and "differs")


def test_gaps(check, firmware, instructions, slice_fuel, endless):
    """Sends a slice and who is endless; gives the worst gap, in instructions."""
    firmware.send(f"{slice_fuel} {endless}")
    line = firmware.line(120) or ""
    answer = ANSWER.fullmatch(line)
    name = f"slice_{slice_fuel}"
    check(f"{name}_answers", not answer and repr(line))
    if not answer:
        return 0
    of_slice = max(instructions(answer[1]), instructions(answer[2]))
    pairs = re.findall(r"calls (\d+) gap (\d+)", answer[3])
    idle = [i for i, (calls, _) in enumerate(pairs) if int(calls) == 0]
    check(f"{name}_all_but_the_endless_one_run", idle != [endless] and line)
    worst = max(instructions(gap) for _, gap in pairs)
    print(f"slice of {slice_fuel} fuel: {of_slice:,} instructions at most; "
          f"worst gap {worst:,} instructions, {worst / of_slice:.2f} slices")
    check(f"{name}_nobody_waits_for_more_than_eight_slices",
          worst > INSTANCES * of_slice + HOST_CALL_INSTRUCTIONS and line)
    check(f"{name}_the_others_have_their_slices", worst < (INSTANCES - 2) * of_slice // 2 and line)
    return worst


def test_fairness(check, board, elf):
    """Nobody waits too long, and shorter slices make shorter waits."""
    firmware = Firmware(board, elf, "-icount", "shift=6")
    head = re.fullmatch(r"hz (\d+) arena (\d+)", firmware.line(60) or "")
    check("fair_starts", not head and "no first line")
    if head:
        check("arena_is_within_64_KiB", int(head[2]) > 65536 and head[2])

        def instructions(ticks):
            return int(ticks) * 1_000_000_000 // int(head[1]) // NS_PER_INSTRUCTION

        worst = test_gaps(check, firmware, instructions, DEFAULT_SLICE, random.randrange(INSTANCES))
        check("nobody_waits_longer_than_20_ms_at_50_MHz",
              not 0 < worst <= MOST_INSTRUCTIONS and f"{worst:,} instructions")
        # From one tick to the next, fair.wasm burns some 1,100 fuel: a slice must see one.
        for slice_fuel in (random.randrange(1200, 2000), random.randrange(4000, 6000)):
            shorter = test_gaps(check, firmware, instructions, slice_fuel, random.randrange(INSTANCES))
            check("shorter_slices_are_shorter_gaps", not 0 < shorter < worst and f"{shorter:,}, {worst:,}")
    firmware.close()


def main():
    suite = Suite("schedule")
    test_modules(suite)
    folder = os.path.join(ROOT, "build", BOARD)
    problem = build(folder, BOARD, targets=("fair",))
    suite.check(f"{BOARD}_builds", problem)
    if not problem:
        run_program(suite, BOARD, BOARD, os.path.join(folder, "fair.elf"), [test_fairness])
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
