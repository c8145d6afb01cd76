# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The machine as a module on the board sees it: the firmware of tests/boards/machine runs
tests/schedule/devices.wat, and the world around the board sees and sets what the module says."""
import random

from outside import Outside
from parts import differs, levels, pins_of, wiring_of

PUT_AT, GET_AT = 16, 40


class Module:
    """The firmware's module; ask gives a line's answer."""

    def __init__(self, check, firmware, outside, wiring):
        self._check, self.firmware, self.outside, self.wiring = check, firmware, outside, wiring

    def check(self, claim, problem):
        self._check(f"module_{claim}", problem)

    def ask(self, *words):
        return self.firmware.ask(" ".join(str(w) for w in words))

    def expect(self, claim, expected, *words):
        self.check(claim, differs(self.ask(*words), expected))


def test_pins(module):
    table, outside = module.wiring["gpio"], module.outside
    led = random.choice(pins_of(table, "outputs"))
    button = random.choice([p for p in pins_of(table, "inputs") if p != led])
    for level in levels():
        module.expect("takes_a_pin_by_tinygos_name", "0", "tinygo_gpio_configure", led, 1)
        module.ask("tinygo_gpio_set", led, level)
        module.check("blinks_by_tinygos_names", differs(
            (outside.see(led), module.ask("tinygo_gpio_get", led)), (level, str(level))))
    for level in levels():
        module.expect("writes_a_pin", "0", "gpio_write", led, level)
        module.check("blinks", differs(outside.see(led), level))
    module.expect("takes_a_button", "0", "gpio_configure", button, outside.input_mode)
    outside.rest(button)
    for level in levels():
        outside.drive(button, level)
        module.expect("reads_a_button", str(level), "gpio_read", button)
    refused = table["taken"][0]
    module.expect("does_not_get_the_consoles_pins", "-2", "gpio_configure", refused, 3)
    text = module.ask("tinygo_gpio_configure", refused, 1) or ""
    module.check("traps_where_tinygo_has_no_errors", "the pin cannot do that" not in text and text)
    return button


def test_events(module, button):
    """Both edges of a button come to the module as events."""
    module.outside.rest(button)
    module.expect("watches_a_pin", "0", "gpio_watch", button, 3)
    before = int(module.ask("word", 0))
    for count, level in enumerate((0, 1, 0, 1), 1):
        module.outside.drive(button, level)
        for _ in range(20):
            if module.ask("word", 0) == str(before + count):
                break
        module.check("gets_each_edge_as_an_event", differs(
            [module.ask("word", at) for at in (0, 4, 8)],
            [str(before + count), str(button), str(level)]))
    module.expect("watches_no_more", "0", "gpio_watch", button, 0)


def test_thermometer(module):
    chip = module.wiring["i2c"]["thermometer"]
    at = chip["bus"], chip["address"]
    module.expect("configures_i2c", "0", "i2c_configure", at[0], 100000)
    module.ask("put", "016000")
    module.expect("writes_over_i2c", "0", "i2c_transfer", *at, PUT_AT, 2, 0, 0)
    for eighths in random.sample(range(-55 * 8, 125 * 8), 2):
        module.outside.set_temperature(chip, eighths * 125)
        module.expect("asks_the_thermometer", "0", "i2c_transfer", *at, PUT_AT + 2, 1, GET_AT, 2)
        module.expect("gets_the_temperature", f"{eighths * 32 % 65536:04x}", "get", 2)
    module.expect("is_told_that_nobody_answers", "-4", "i2c_transfer", at[0], 0x33, PUT_AT, 1, 0, 0)


def test_voltage(module):
    bits = module.wiring["adc"]["bits"]
    for value in (0, (1 << bits) - 1, random.randrange(1 << bits)):
        module.outside.set_voltage(1, value)
        module.expect("measures", str(value << 16 - bits | value >> 2 * bits - 16), "adc_read", 1)


def test_modules(check, board, start, origin):
    """start(outside) gives the Firmware and its greeting."""
    wiring = wiring_of(board)
    outside = Outside(wiring, origin)
    firmware = start(outside)
    try:
        module = Module(check, firmware, outside, wiring)
        module.check("is_there", differs(firmware.line(), f"machine of {board}"))
        button = test_pins(module)
        if "gpio.edges" not in wiring.get("unseen", {}):
            test_events(module, button)
        if "thermometer" in wiring.get("i2c", {}):
            test_thermometer(module)
        if "adc" in wiring:
            test_voltage(module)
    finally:
        firmware.close()
        outside.close()
