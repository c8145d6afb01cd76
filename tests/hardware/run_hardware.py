#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The BME280's driver over many raw numbers, judged by the formulas with floats of the data sheet
(bme280_reference.py); and trimming values that no chip has, under the sanitizers.

tests/hardware/run_hardware.py [-n READINGS]."""
import argparse
import os
import random
import subprocess
import sys

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import bme280_reference as reference  # noqa: E402
from harness import ROOT, Suite, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/hardware")
MADE = os.path.join(ROOT, "build/hardware")
PRESET = "host-debug"
READINGS_OF_A_CHIP = 20
# How far the data sheet's integers may be from its floats, in the driver's units.
NEAR = {"temperature": 11, "humidity": 25, "pressure": 2}
RANGES = {"temperature": (-40000, 85000), "humidity": (0, 100000), "pressure": (30000, 110000)}


def test_module(suite):
    os.makedirs(MADE, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", MADE)
    suite.check("module_builds", done.code != 0 and done.out)
    with open(os.path.join(HERE, "hardware.wasm"), "rb") as ours, \
            open(os.path.join(MADE, "hardware.wasm"), "rb") as made:
        suite.check("module_is_as_committed", ours.read() != made.read() and "differs")


def compensate(lines):
    """The driver's answers, as lists of words."""
    done = subprocess.run([os.path.join(ROOT, "build", PRESET, "tests/hardware/compensate")],
                          input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    return done.returncode, [line.split() for line in done.stdout.splitlines()], done.stderr


def test_formulas(suite, count):
    """As many trimming values as chips, and for each raw numbers of all its range."""
    asked, lines = [], []
    for _ in range(count // READINGS_OF_A_CHIP):
        trim = reference.random_trim()
        for _ in range(READINGS_OF_A_CHIP):
            raw = reference.random_raw(trim)
            asked.append((trim, raw))
            lines.append((reference.trim_bytes(trim) + reference.raw_bytes(*raw)).hex())
    code, answers, errors = compensate(lines)
    suite.check("every_reading_is_answered", (code != 0 or len(answers) != len(asked)) and
                f"{len(answers)} of {len(asked)}: {errors}")
    worst = dict.fromkeys(NEAR, (0, ""))
    for (trim, raw), words in zip(asked, answers):
        celsius, percent, pascals = reference.values_of(trim, *raw)
        expected = {"temperature": 1000 * celsius, "humidity": 1000 * percent, "pressure": pascals}
        for (name, value), word in zip(expected.items(), words):
            off = abs(int(word) - value) if word.lstrip("-").isdigit() else float("inf")
            worst[name] = max(worst[name], (off, f"{word}, expected {value:.1f}: {trim}, raw {raw}"))
    for name, (off, what) in worst.items():
        print(f"{name}: {off:.2f} off at most, of {len(asked)} readings")
        suite.check(f"{name}_is_as_the_data_sheet_has_it", off > NEAR[name] and what)


def test_nonsense(suite, count):
    """Random bytes: an answer within the chip's range, or that there is none."""
    lines = [random.randbytes(41).hex() for _ in range(count)]
    code, answers, errors = compensate(lines)
    suite.check("nonsense_harms_nobody", (code != 0 or len(answers) != count) and errors)
    odd = [(line, words) for line, words in zip(lines, answers) if words[0] != "IO:" and not all(
        word == "TW_ERR_CORRUPT" or least <= int(word) <= most
        for word, (least, most) in zip(words, RANGES.values()))]
    suite.check("nonsense_is_out_of_range_or_within", odd[:1])
    refused = sum(words[0] == "TW_ERR_CORRUPT" for words in answers)
    suite.check("much_nonsense_is_refused", refused < count // 4 and f"{refused} of {count}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=20000, help="readings")
    count = parser.parse_args().n
    suite = Suite("hardware")
    test_module(suite)
    for command in (("cmake", "--preset", PRESET),
                    ("cmake", "--build", "--preset", PRESET, "--target", "compensate", "--parallel",
                     str(os.cpu_count() or 2))):
        done = run(*command, timeout=1200)
        suite.check("the_driver_builds", done.code != 0 and done.out)
    test_formulas(suite, count)
    test_nonsense(suite, count)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
