#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The BME280's driver over many raw numbers, judged by the formulas with floats of the data sheet
(bme280_reference.py); trimming values that no chip has, under the sanitizers; and the firmware of
tests/boards/hardware on the PC as a board, with a script of `tw sim` as the world around it.

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


class Script:
    """Lines of tw sim; ask sends a line to the firmware and expects its answer."""

    def __init__(self):
        self.lines = ['expect "hardware of host\\n"']

    def do(self, line):
        self.lines.append(line)

    def ask(self, command, answer):
        self.lines += [f'send "{command}\\n"', f'expect "{answer}\\n"']

    def run(self, program):
        path = os.path.join(MADE, "world.sim")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        return run("build/tw", "sim", "--script", path, program)


def sim_sensors(script):
    """Sensor by sensor, twice: the application reads it, and the module where it is the first."""
    for _ in range(2):
        celsius, tenths = 125 * random.randrange(-400, 900), random.randrange(-400, 800)
        percent, light = random.randrange(1001), random.randrange(1001)
        for line in (f"set tmp105 to {celsius / 1000}", f"set dht22 temperature to {tenths / 10}",
                     f"set dht22 humidity to {percent / 10}", f"set ldr to {light / 10}", "after 2100 ms"):
            script.do(line)
        script.ask("read 0 0", celsius)
        script.ask("read 0", celsius)
        script.ask("read 2 0", 100 * tenths)
        script.ask("read 2 1", 100 * percent)
        measured = (100 * light * 65535 + 50000) // 100000  # by the ADC
        script.ask("read 3 3", (measured * 100000 + 32767) // 65535)
    script.do("set dht22 silent to 1")
    script.do("after 2100 ms")
    script.ask("read 2 1", "dht22: NOENT: nobody answers: check the wiring and the resistor")


def sim_led_and_buttons(script):
    script.do("set contacts interval to 1.5")
    script.ask("led 1", "TW_ERR_OK")
    script.do("expect led is on")
    script.ask("watch 1", 0)
    for count, button in enumerate(random.sample(range(8), 3)):
        name = ("a", "b", "up", "down", "left", "right", "select", "start")[button]
        lit = random.randrange(2)
        script.ask(f"led {lit}", "TW_ERR_OK")
        script.do(f"expect led is {'on' if lit else 'off'}")
        script.ask(f"led_set {1 - lit}", 0)
        script.do(f"expect led is {'off' if lit else 'on'}")
        script.do(f"set contacts bounces to {random.randrange(12)}")
        for pressed in (1, 0):
            script.do(f"{'press' if pressed else 'release'} {name}")
            script.do("after 80 ms")
            script.ask("next", f"{button} {pressed}")
            script.ask("next", "none")
            script.ask("word 0", 2 * count + 2 - pressed)


def test_simulator(suite):
    for part in (sim_sensors, sim_led_and_buttons):
        script = Script()
        part(script)
        done = script.run("build/host/hardware")
        suite.check(f"in_the_simulator_{part.__name__[4:]}", done.code != 0 and done.out[-600:])


def build(suite, preset, *targets):
    for command in (("cmake", "--preset", preset),
                    ("cmake", "--build", "--preset", preset, "--parallel", str(os.cpu_count() or 2),
                     "--target", *targets)):
        done = run(*command, timeout=1200)
        suite.check("the_driver_builds", done.code != 0 and done.out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=20000, help="readings")
    count = parser.parse_args().n
    suite = Suite("hardware")
    test_module(suite)
    build(suite, PRESET, "compensate")
    build(suite, "host", "tw", "hardware")
    test_formulas(suite, count)
    test_nonsense(suite, count)
    test_simulator(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
