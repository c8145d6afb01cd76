# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What carts of WASM-4 take on the PC: instructions of `tw wasm4 --headless` a frame, counted by
valgrind, so they are the same on every run. 60 pictures a second for less than 25 % of one core are
LIMIT_KINSNS a frame of a core that does 7.2 billion instructions a second, which is little. `run_bench.py --carts`."""
import os
import re

from common import OUT, ROOT, BenchError, run, say, table

CARTS = ("plasma", "bricks", "comets")
LIMIT_KINSNS = 30000
FIRST, LAST = 5, 25  # frames; what comes before the first is left out


def program():
    for command in (["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2"]):
        run(*command)
    return os.path.join(ROOT, "build/tw")


def instructions(tw, cart, frames):
    text = run("valgrind", "--tool=callgrind", f"--callgrind-out-file={OUT}/callgrind-carts", tw, "wasm4", cart,
               "--headless", "--frames", str(frames))
    found = re.search(r"Collected : (\d+)", text)
    if not found:
        raise BenchError(f"{cart}: nothing was counted\n{text}")
    return int(found[1])


def measure():
    """{CART_kinsns_per_frame: thousands of instructions}."""
    tw = program()
    figures = {}
    for name in CARTS:
        say(f"counts frames of {name}")
        cart = os.path.join(ROOT, f"modules/{name}/{name}.wasm")
        spent = instructions(tw, cart, LAST) - instructions(tw, cart, FIRST)
        figures[f"{name}_kinsns_per_frame"] = round(spent / (LAST - FIRST) / 1000)
    return figures


def show(figures):
    print("Carts on this PC: thousand instructions a frame, and of what 25 % of a core do")
    rows = [[name.replace("_kinsns_per_frame", ""), f"{kinsns:,}", f"{kinsns / LIMIT_KINSNS:.1%}"]
            for name, kinsns in figures.items()]
    table(["cart", "thousands", "of the limit"], rows)
