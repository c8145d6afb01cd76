# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""LED, buttons and sensors of boards: the firmware of tests/boards/hardware, whose application and
module (tests/hardware/hardware.wat) use them, and the world around the board, which sees the LED,
presses the buttons and sets what is measured."""
import os
import random
import re
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "hardware"))
import bme280_reference as bme280  # noqa: E402
from outside import Outside  # noqa: E402
from parts import ROOT, differs, levels, wiring_of  # noqa: E402

TEMPERATURE, HUMIDITY, PRESSURE, LIGHT = range(4)
OWN, BME280, DHT22, LDR = range(4)  # the firmware's sensors
NO_ANSWER, WRONG_CHIP, BROKEN_OFF, DAMAGED, NO_SENSOR = -1000001, -1000002, -1000003, -1000004, -1000000
OF_MODULE = 16  # where the module counts the calls of its button_ exports
BETWEEN_MS = 2100  # two questions to a DHT22
# Of the driver, and the most that a reading may differ from the data sheet's floats.
NEAR = {TEMPERATURE: 15, HUMIDITY: 60, PRESSURE: 2}


def board_macro(board, name):
    with open(os.path.join(ROOT, "boards", board, "board.h"), encoding="utf-8") as file:
        match = re.search(rf"^#define {name} (.*?)(?: *//.*)?$", file.read(), re.M)
    return match[1].rstrip("u") if match else None


class Hardware:
    """The firmware, and what is around it; ask gives a line's answer."""

    def __init__(self, check, board, firmware, outside, wiring):
        self._check, self.board, self.firmware = check, board, firmware
        self.outside, self.wiring = outside, wiring
        self.led = int(board_macro(board, "BOARD_LED_PIN"))
        pins = [int(n) for n in re.findall(r"-?\d+", board_macro(board, "BOARD_BUTTON_PINS"))]
        self.buttons = {button: pin for button, pin in enumerate(pins) if pin >= 0}
        self.pressed = 0 if board_macro(board, "BOARD_BUTTONS_LOW_PRESSED") == "true" else 1

    def check(self, claim, problem):
        self._check(f"hardware_{claim}", problem)

    def ask(self, *words):
        return self.firmware.ask(" ".join(str(w) for w in words))

    def expect(self, claim, expected, *words):
        self.check(claim, differs(self.ask(*words), str(expected)))

    def press(self, button, is_pressed):
        self.outside.drive(self.buttons[button], self.pressed if is_pressed else 1 - self.pressed)

    def wires(self, *words):
        return self.outside.wires.ask(*words)

    def near(self, claim, quantity, got, expected):
        """expected: as a float, in the driver's unit."""
        is_number = re.fullmatch(r"-?\d+", got or "")
        self.check(claim, not (is_number and abs(int(got) - expected) <= NEAR[quantity]) and
                   f"expected {expected:.1f}, got {got}")


# --- LED -----------------------------------------------------------------------------------------

def test_led(hardware):
    """Application and module have the LED at once: each sees what the other did, and so does the pin."""
    is_low = board_macro(hardware.board, "BOARD_LED_LOW_LIT") == "true"
    for lit in levels() + levels():
        by_module = random.random() < 0.5
        hardware.expect("the_led_obeys", "0" if by_module else "TW_ERR_OK",
                        "led_set" if by_module else "led", lit)
        seen = hardware.outside.see(hardware.led)
        hardware.check("the_led_is_seen_from_outside", differs(seen, 1 - lit if is_low else lit))
        hardware.check("both_sides_know_whether_it_lights",
                       differs((hardware.ask("lit"), hardware.ask("led_get")), (str(lit),) * 2))
    text = hardware.ask("led_set", 2) or ""
    hardware.check("a_module_gives_a_bool", "led.set" not in text and text)


# --- buttons -------------------------------------------------------------------------------------

def wait_for(hardware, expected, *words):
    """Asks until the answer is the one expected; the last answer."""
    end = time.monotonic() + 20
    while (got := hardware.ask(*words)) != str(expected) and time.monotonic() < end:
        hardware.ask("pause", 5)
    return got


def rest_all(hardware):
    """All buttons let go; a key has no level before it was used once."""
    for button in hardware.buttons:
        hardware.press(button, True)
        hardware.press(button, False)
    hardware.ask("pause", 60)
    for _ in range(100):
        if hardware.ask("next") == "none":
            break
    hardware.check("nothing_is_pressed_at_first", differs(
        [hardware.ask("is_pressed", b) for b in range(8)], ["0"] * 8))


def test_buttons(hardware):
    """What is pressed comes to the application one by one, and to the module as events, at once."""
    rest_all(hardware)
    hardware.expect("a_module_watches", 0, "watch", 1)
    events = int(hardware.ask("word", 0))
    for button in random.sample(list(hardware.buttons), min(4, len(hardware.buttons))):
        for is_pressed in (1, 0):
            hardware.press(button, is_pressed)
            events += 1
            hardware.check("a_module_gets_an_event", differs(wait_for(hardware, events, "word", 0),
                                                             str(events)))
            hardware.check("the_event_says_which", differs(
                (hardware.ask("word", 4), hardware.ask("word", 8)), (str(button), str(is_pressed))))
            hardware.expect("a_module_asks", is_pressed, "is_pressed", button)
            hardware.expect("the_application_takes_it", f"{button} {is_pressed}", "next")
            hardware.expect("it_comes_once", "none", "next")
    hardware.expect("a_module_watches_no_more", 0, "watch", 0)
    button = random.choice(list(hardware.buttons))
    hardware.press(button, True)
    wait_for(hardware, 1, "is_pressed", button)
    hardware.press(button, False)
    wait_for(hardware, 0, "is_pressed", button)
    hardware.expect("who_does_not_watch_gets_none", events, "word", 0)
    while hardware.ask("next") not in ("none", None):
        pass


def test_old_modules(hardware):
    """A module that exports button_a, button_up ... is called by an application of a few lines."""
    hardware.expect("the_application_gives_them", "ok", "give", 1)
    counts = [int(hardware.ask("word", OF_MODULE + 4 * b)) for b in range(8)]
    for button in random.choices(list(hardware.buttons), k=5):
        hardware.press(button, True)
        wait_for(hardware, 1, "is_pressed", button)
        hardware.press(button, False)
        wait_for(hardware, 0, "is_pressed", button)
        counts[button] += 1
        hardware.check("an_old_module_is_called_once_a_press", differs(
            [int(hardware.ask("word", OF_MODULE + 4 * b)) for b in range(8)], counts))
    hardware.expect("the_application_keeps_them", "ok", "give", 0)


def test_bouncing(hardware):
    """Contacts that bounce, in the emulated clock: what lasts less than 20 ms does not count."""
    for level, bounces, ms in ((0, 9, 1.7), (1, 5, 0.4), (0, 2, 15), (1, 7, 2.5)):
        button, pin = random.choice(list(hardware.buttons.items()))
        if level == 1:  # let go the one that was pressed before
            button, pin = pressed
        pressed = button, pin
        hardware.wires("contact", pin, level, bounces, round(ms * 1e6))
        hardware.ask("pause", round(2 * bounces * ms) + 60)
        hardware.expect("a_button_that_bounces_comes_once", f"{button} {1 - level}", "next")
        hardware.expect("and_no_more", "none", "next")
    for ms, expected in ((14, "none"), (30, f"{button} 1")):
        hardware.wires("contact", pin, 1, 1, round(ms * 1e6))  # up, down for so long, up
        hardware.ask("pause", ms + 60)
        hardware.expect("a_short_touch_does_not_count_and_a_long_one_does", expected, "next")
    hardware.expect("the_long_one_ends", f"{button} 0", "next")


# --- sensors -------------------------------------------------------------------------------------

def test_thermometer(hardware):
    """The temperature set from outside is read by the application and by the module."""
    chip = hardware.wiring["i2c"]["thermometer"]
    for sixteenths in random.sample(range(-55 * 16, 125 * 16), 3):
        # QEMU keeps eighths; both sides read the same.
        millicelsius = sixteenths // 2 * 125
        hardware.outside.set_temperature(chip, millicelsius)
        hardware.expect("the_application_reads_the_temperature", millicelsius, "read", OWN, TEMPERATURE)
        hardware.expect("a_module_reads_the_temperature", millicelsius, "read", TEMPERATURE)


def test_absent(hardware):
    chip = hardware.wiring["i2c"]["thermometer"]
    absent = random.choice([a for a in range(0x20, 0x30)])
    for kind in ("tmp105", "bme280"):
        text = hardware.ask("probe", kind, chip["bus"], absent) or ""
        hardware.check("who_is_not_there_is_told", not text.startswith(f"{kind}: NOENT: nobody answers")
                       and text)
        text = hardware.ask("probe", kind, hardware.wiring["i2c"]["buses"], absent) or ""
        hardware.check("a_bus_that_is_not_there_is_told",
                       not text.startswith(f"{kind}: UNSUPPORTED: the machine has no such bus") and text)
    hardware.outside.set_temperature(chip, 20000)
    text = hardware.ask("probe", "bme280", chip["bus"], chip["address"]) or ""
    hardware.check("another_chip_is_told",
                   not text.startswith("bme280: UNSUPPORTED: another chip") and text)
    hardware.expect("what_nobody_measures_is_told", f"tmp105: INVAL: it does not measure that: ask "
                    "another sensor", "read", OWN, LIGHT)


def test_bme280(hardware):
    """Random trimming values and raw numbers, judged by the data sheet's floats."""
    for _ in range(4):
        trim = bme280.random_trim()
        hardware.wires("bme280", "trim", bme280.trim_bytes(trim).hex())
        hardware.wires("bme280", "raw", bme280.raw_bytes(*bme280.random_raw(trim)).hex())
        hardware.expect("a_bme280_starts", "ok", "restart", BME280)
        for _ in range(4):
            raw = bme280.random_raw(trim)
            hardware.wires("bme280", "raw", bme280.raw_bytes(*raw).hex())
            celsius, percent, pascals = bme280.values_of(trim, *raw)
            for quantity, value in ((TEMPERATURE, 1000 * celsius), (HUMIDITY, 1000 * percent),
                                    (PRESSURE, pascals)):
                hardware.near("a_bme280_is_read_by_the_application", quantity,
                              hardware.ask("read", BME280, quantity), value)
            hardware.near("a_bme280_is_read_by_a_module", PRESSURE, hardware.ask("read", PRESSURE),
                          pascals)
    hardware.wires("bme280", "raw", bme280.raw_bytes(bme280.NONE_20, bme280.NONE_20, bme280.NONE_16).hex())
    text = hardware.ask("read", BME280, PRESSURE) or ""
    hardware.check("what_it_has_not_measured_is_told", not text.startswith("bme280: CORRUPT: ") and text)
    hardware.expect("and_to_a_module", DAMAGED, "read", PRESSURE)
    hardware.wires("bme280", "refuse", 1)
    text = hardware.ask("read", BME280, PRESSURE) or ""
    hardware.check("a_transfer_that_breaks_off_is_told",
                   not text.startswith("bme280: IO: the transfer broke off") and text)
    hardware.expect("and_to_a_module", BROKEN_OFF, "read", PRESSURE)
    hardware.wires("bme280", "refuse", 0)
    hardware.wires("bme280", "id", 0x58)
    hardware.expect("its_sister_is_told", "UNSUPPORTED: another chip is at this address: use its own "
                    "driver", "restart", BME280)
    hardware.wires("bme280", "id", 0x60)


def dht22_bytes(tenths_percent, tenths_celsius):
    first = tenths_percent.to_bytes(2, "big")
    second = (abs(tenths_celsius) | (0x8000 if tenths_celsius < 0 else 0)).to_bytes(2, "big")
    return first + second + bytes([sum(first + second) & 255])


def test_dht22(hardware):
    """Its edges come in the emulated clock's time; damaged answers are told apart."""
    def ask(answer, *more):
        hardware.wires("dht22", answer)
        if more:
            hardware.wires("dht22", *more)
        hardware.ask("pause", BETWEEN_MS)
        return hardware.ask("read", DHT22, TEMPERATURE) or ""

    for celsius in (random.randrange(1, 800), -random.randrange(1, 400), 0):
        percent = random.randrange(1001)
        got = ask(dht22_bytes(percent, celsius).hex())
        hardware.check("a_dht22_gives_its_temperature", differs(got, str(100 * celsius)))
        hardware.expect("and_its_humidity", 100 * percent, "read", DHT22, HUMIDITY)
    asked_us = int(hardware.wires("dht22", "asked"))
    hardware.check("a_dht22_is_asked_for_as_long_as_it_wants",
                   not 800 <= asked_us <= 20000 and f"{asked_us} us")
    hardware.wires("dht22", dht22_bytes(1, 1).hex())
    hardware.expect("it_is_not_asked_twice_in_two_seconds", 100 * percent, "read", DHT22, HUMIDITY)
    good = dht22_bytes(random.randrange(1001), random.randrange(800))
    at, bit = random.randrange(5), random.randrange(8)
    flipped = bytes(b ^ (1 << bit if i == at else 0) for i, b in enumerate(good))
    for answer, more, problem in ((flipped.hex(), (), "CORRUPT: the answer's sum is wrong"),
                                  (good.hex(), ("lose", random.randrange(2, 41)), "IO: the answer has not"),
                                  (good.hex(), ("lose", 41), "IO: the answer has not"),
                                  ("silent", (), "NOENT: nobody answers"),
                                  (dht22_bytes(1001, 0).hex(), (), "CORRUPT: a value that"),
                                  (dht22_bytes(0, 801).hex(), (), "CORRUPT: a value that")):
        got = ask(answer, *more)
        hardware.check("a_dht22_that_answers_badly_is_told", not got.startswith(f"dht22: {problem}") and
                       f"expected {problem}, got {got}")
    got = ask(good.hex())
    hardware.check("and_the_next_answer_counts", differs(
        got, str(100 * int.from_bytes(good[2:4], "big"))))


def test_ldr(hardware):
    most = (1 << hardware.wiring["adc"]["bits"]) - 1
    for value in (0, most, random.randrange(1, most)):
        hardware.outside.set_voltage(int(board_macro(hardware.board, "BOARD_LDR_CHANNEL")), value)
        expected = round(100000 * value / most)
        got = int(hardware.ask("read", LIGHT))
        hardware.check("light_is_measured", abs(got - expected) > 2 and f"{value}: {expected}, {got}")
        hardware.expect("by_the_application_too", got, "read", LDR, LIGHT)


def peers_of(board):
    """What is around the Pico for this."""
    if not wiring_of(board).get("wires"):
        return []
    pins = "+".join(re.findall(r"\d+", board_macro(board, "BOARD_BUTTON_PINS")))
    return ["--peer", f"contacts.mjs:pins={pins}", "--peer",
            f"bme280.mjs:bus=0,address={board_macro(board, 'BOARD_BME280_ADDRESS')}", "--peer",
            f"dht22.mjs:pin={board_macro(board, 'BOARD_DHT22_PIN')}"]


def test_hardware(check, board, start):
    """start(options) gives the Firmware."""
    wiring = wiring_of(board)
    outside = Outside(wiring, 0)
    firmware = start([*outside.options(), *peers_of(board)])
    try:
        hardware = Hardware(check, board, firmware, outside, wiring)
        hardware.check("is_there", differs(firmware.line(), f"hardware of {board}"))
        test_led(hardware)
        test_buttons(hardware)
        test_old_modules(hardware)
        if "thermometer" in wiring.get("i2c", {}):
            test_thermometer(hardware)
            test_absent(hardware)
        if wiring.get("wires"):
            for test in (test_bouncing, test_bme280, test_dht22, test_ldr):
                test(hardware)
    finally:
        firmware.close()
        outside.close()
