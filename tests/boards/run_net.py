#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""IP on the boards that have Ethernet (net.py), at length: an echo of 10 MB both ways over QEMU's user
network, names, hostile frames, links that go, two boards over a faulty wire. `make boards` runs it.

tests/boards/run_net.py [TEST...], TEST one of user, names, peer, faults."""
import os
import sys

from run_boards import ROOT, Firmware, Suite, board_value, build
import net

BOARDS = ("lm3s6965evb", "mps2-an385")
SIZE = 10_000_000
FAULTY = ((2, 1_000_000), (10, 200_000))  # of 100 frames so many, and bytes there and back
HOSTILE_ROUNDS = 150


def starter(board):
    elf = os.path.join(ROOT, "build", board, "net.elf")
    return lambda options: Firmware(board, elf, *options)


def main():
    wanted = sys.argv[1:] or ("user", "names", "peer", "faults")
    suite = Suite("net-boards")
    for board in BOARDS:
        problem = build(os.path.join(ROOT, "build", board), board, targets=("net",))
        suite.check(f"{board}_builds", problem)
        if problem:
            return suite.close()

    def checker(name):
        return lambda claim, problem: suite.check(f"{name}_{claim}", problem)

    for board in BOARDS:
        if "user" in wanted:
            stack = [int(board_value(board, name), 0) for name in ("BOARD_RAM_ORIGIN", "BOARD_STACK_SIZE")]
            net.test_user(checker(board), starter(board), SIZE, stack)
        if "names" in wanted:
            net.test_names(checker(board), starter(board))
        if "peer" in wanted:
            net.test_peer(checker(board), starter(board), HOSTILE_ROUNDS)
    if "faults" in wanted:
        net.test_faults(checker("both"), [starter(board) for board in BOARDS], FAULTY)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
