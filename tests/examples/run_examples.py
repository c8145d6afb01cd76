#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The examples in apps/, seen and set from outside: on the simulated board in virtual time, and on each
emulated board that they fit. What stands in their READMEs is what they say and show.

tests/examples/run_examples.py [--update] [BOARD...], `host` is the simulated board. --update writes
the READMEs' transcripts and pictures, and which example fits which board, anew.
"""
import concurrent.futures
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402
import fits  # noqa: E402
import on_boards  # noqa: E402
import on_simulator  # noqa: E402
import pages  # noqa: E402

BOARDS = ("host", *on_boards.BOARDS)
BESIDE = 6  # runs at the same time: most of it is waiting
JOBS = str(os.cpu_count() or 2)


def build(board, targets):
    for command in (["cmake", "--preset", board],
                    ["cmake", "--build", "--preset", board, "--parallel", JOBS, "--target", *targets]):
        done = run(*command, timeout=900)
        if done.code != 0:
            return f"{' '.join(command)}\n{done.out}"
    return ""


def test_bindings(check):
    """What is committed is what tw bindgen makes."""
    for made, wit, words in (
            ("apps/datalogger/bridge/logger", "apps/datalogger/bridge/logger.wit", ("host",)),
            ("modules/logger/logger", "apps/datalogger/bridge/logger.wit", ("guest", "--lang", "c")),
            ("modules/logger/sensor", "bridge/sensor.wit", ("guest", "--lang", "c")),
            ("apps/weather/bridge/weather", "apps/weather/bridge/weather.wit", ("host",)),
            ("modules/weather/weather", "apps/weather/bridge/weather.wit", ("guest", "--lang", "c"))):
        check(f"{made}.h_is_made_of_its_wit", pages.stale_bindings(made, wit, words))


def pieces_of(board):
    """(function, arguments) of all that runs on the board by itself."""
    if board == "host":
        return [(test, ()) for test in (*on_simulator.TESTS, pages.test_pages, test_bindings)]
    return [(test, (board,)) for test in on_boards.BOARDS[board]]


def run_piece(suite, board, test, arguments):
    def check(claim, problem):
        suite.check(f"{board}_{test.__name__[5:]}_{claim}", problem)

    suite.attempt(test, check, *arguments, where=board)


def main():
    wanted = [word for word in sys.argv[1:] if word != "--update"] or list(BOARDS)
    if not set(wanted) <= set(BOARDS):
        print(f"use: run_examples.py [--update] [BOARD...]; boards: {' '.join(BOARDS)}", file=sys.stderr)
        return 2
    suite = Suite("examples")
    built = []
    for board in wanted:
        problem = build(board, fits.targets_of(board))
        suite.check(f"{board}_examples_are_built", problem)
        built += [] if problem else [board]
    if "--update" in sys.argv:
        pages.update()
        if set(wanted) == set(BOARDS):
            fits.update()
        return suite.close()
    with concurrent.futures.ThreadPoolExecutor(BESIDE) as pool:
        for done in [pool.submit(run_piece, suite, board, test, arguments) for board in built
                     for test, arguments in pieces_of(board)]:
            done.result()
    if set(wanted) == set(BOARDS):
        fits.test_limits(suite.check)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
