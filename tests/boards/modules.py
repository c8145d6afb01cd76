# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The machine as a module on the board sees it: the firmware of tests/boards/machine runs
tests/schedule/devices.wat, and the world around the board sees and sets what the module says."""
import hashlib
import random
import struct

from outside import Outside
from parts import differs, levels, pins_of, wiring_of

PUT_AT, GET_AT = 16, 40


def free_outputs(outside, table):
    """Pins that give out what the board says, as nobody outside holds them."""
    return [pin for pin in pins_of(table, "outputs") if pin not in outside.driven]


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
    led = random.choice(free_outputs(outside, table))
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
    for value in (0, 1 << bits - 1, (1 << bits) - 1, random.randrange(1 << bits)):
        module.outside.set_voltage(1, value)
        module.expect("measures", str(value << 16 - bits | value >> 2 * bits - 16), "adc_read", 1)


def test_pulses(module):
    """Duty and period as the pin shows them."""
    channel = random.choice(module.wiring["pwm"]["channels"])
    period = random.randrange(50_000, 1_000_000)
    high = random.randrange(period // 10, period)
    module.expect("starts_pulses", "0", "pwm_start", channel, period, high)
    got = module.outside.pulses(channel, period)
    module.check("gives_the_pulses_asked_for",
                 not (abs(got[0] - period) <= 0.03 * period and abs(got[1] - high) <= 0.03 * period)
                 and f"channel {channel}: {high} of {period} ns asked, {got[1]} of {got[0]} seen")
    microseconds, value = period // 1000, random.randrange(10, 40)
    module.ask("tinygo_pwm_configure", 0, 1_000_000, microseconds)
    module.ask("tinygo_pwm_channel_configure", 0, 1, channel)
    module.expect("sets_pulses_by_tinygos_names", "0", "tinygo_pwm_channel_set", 0, 1, value)
    for _ in range(3):  # the period before ends first
        got = module.outside.pulses(channel, period)
    module.check("gives_the_pulses_of_tinygos_names",
                 not (abs(got[0] - microseconds * 1000) <= 0.03 * period and
                      abs(got[1] - value * 1000) <= 0.03 * period)
                 and f"channel {channel}: {value} of {microseconds} us asked, {got[1]} of {got[0]} ns seen")
    module.expect("stops_pulses", "0", "pwm_stop", channel)
    module.check("gives_none_when_stopped", differs(module.outside.steady(channel, 100_000), 0))


def test_serial(module):
    """A line beside the console: what arrives is an event, and is read; what is written leaves."""
    uart, line = module.wiring["uart"]["uarts"][0], module.outside.machine.uart(0)
    module.expect("opens_a_line", "0", "serial_open", uart, 115200)
    module.expect("watches_a_line", "0", "serial_watch", uart, 1)
    before = int(module.ask("word", 0))
    sent = random.randbytes(random.randrange(3, 20))
    line.sendall(sent)
    arrived = 0
    for _ in range(200):
        arrived = int(module.ask("word", 8))
        if int(module.ask("word", 0)) > before and arrived == len(sent):
            break
    module.check("is_told_what_has_arrived", differs(
        (module.ask("word", 4), arrived), (str(uart), len(sent))))
    module.expect("reads_the_line", str(len(sent)), "serial_read", uart, GET_AT, 24)
    module.expect("gets_what_was_sent", sent.hex(), "get", len(sent))
    reply = random.randbytes(9)
    module.ask("put", reply.hex())
    module.expect("writes_the_line", "9", "serial_write", uart, PUT_AT, 9)
    got = b""
    while len(got) < 9 and (more := line.recv(16)):
        got += more
    module.check("is_heard_on_the_line", differs(got, reply))


# --- what is not granted, and what somebody else holds -------------------------------------------

KINDS = ("gpio", "adc", "pwm", "i2c", "spi", "uart")  # by their numbers in the firmware
NONE = 0xFFFFFFFF


def grants_table(granted):
    """What `tw grants compile` makes of [grant.blink] with every function, and these numbers: key ->
    (a, b or None)."""
    rows = {"functions": (3, b"*")}
    for key, (a, b) in granted.items():
        rows[key] = 2, struct.pack("<IIII", a, a, *((0, NONE) if b is None else (b, b)))
    body = b"".join(bytes([kind, len(key), len(value)]) + key.encode() + value
                    for key, (kind, value) in sorted(rows.items()))
    section = struct.pack("<BBH", 2, len("blink"), len(body)) + b"blink" + body
    head = struct.pack("<4sBBHI", b"TWGR", 1, 0, 1, 20 + len(section))
    return head + hashlib.sha256(head + section).digest()[:8] + section


def restart(module, granted=None):
    table = grants_table(granted).hex() if granted is not None else ""
    for at in range(0, len(table), 80):
        module.ask("table", table[at:at + 80])
    module.expect("begins_anew", "ok", "restart")


def denied(noun, what, key, line):
    return f"blink.wasm: DENIED: {noun} {what} by 'blink': add {key} = [{line}] under [grant.blink]"


def busy(noun, what, asker, holder):
    """The fault's text, whoever asks."""
    where = "blink.wasm" if asker == "blink" else asker
    return (f"{where}: BUSY: {noun} {what} by '{asker}': '{holder}' holds it: use another, or let "
            "that go first")


def doors(pin, number):
    """Every way to something of the machine: (noun, what, key, line of the grants, command)."""
    by_pin = ["gpio_configure P 3", "gpio_write P 1", "gpio_read P", "gpio_watch P 3",
              "tinygo_gpio_configure P 1", "tinygo_gpio_set P 1", "tinygo_gpio_get P"]
    address = random.randrange(1, 127)
    pair = f'"{number}:{address:#x}"'
    select = f'"{number}:0x0"'
    lists = f"{PUT_AT} 1 {GET_AT} 1"
    return [("pin", pin, "gpio", pin, words.replace("P", str(pin))) for words in by_pin] + [
        (key, number, key, number, f"{words}")
        for key, words in (("adc", f"adc_read {number}"), ("adc", f"tinygo_adc_read {number}"),
                           ("adc", f"machine_adc_read {number}"),
                           ("pwm", f"pwm_start {number} 1000 500"), ("pwm", f"pwm_stop {number}"),
                           ("pwm", f"tinygo_pwm_channel_configure 0 0 {number}"),
                           ("i2c", f"i2c_configure {number} 100000"),
                           ("i2c", f"tinygo_i2c_configure {number} 1 2 100000"),
                           ("i2c", f"tinygo_i2c_set_baud_rate {number} 100000"),
                           ("spi", f"spi_configure {number} 100000 0"),
                           ("spi", f"tinygo_spi_configure {number} 1 2 3"),
                           ("uart", f"serial_open {number} 9600"),
                           ("uart", f"serial_write {number} {PUT_AT} 1"),
                           ("uart", f"serial_read {number} {GET_AT} 1"),
                           ("uart", f"serial_watch {number} 1"),
                           ("uart", f"tinygo_uart_configure {number} 1 2"),
                           ("uart", f"tinygo_uart_read {number} {GET_AT} 1"),
                           ("uart", f"tinygo_uart_write {number} {PUT_AT} 1"))] + [
        ("i2c", pair[1:-1], "i2c", pair, f"i2c_transfer {number} {address} {lists}"),
        ("i2c", pair[1:-1], "i2c", pair, f"tinygo_i2c_transfer {number} {address} {lists}"),
        ("spi", select[1:-1], "spi", select, f"spi_transfer {number} 0 {lists}"),
        ("spi", select[1:-1], "spi", select, f"spi_exchange {number} 0 {lists}"),
        ("spi", select[1:-1], "spi", select, f"tinygo_spi_transfer {number} 1"),
        ("spi", select[1:-1], "spi", select, f"tinygo_spi_tx {number} {lists}")]


def test_grants(module):
    """A pin and a number of each kind are granted; others are refused at every door."""
    outputs = free_outputs(module.outside, module.wiring["gpio"])
    granted, other = random.sample(outputs, 2)
    number, free = random.sample(range(8), 2)
    restart(module)
    for pin in (granted, other):
        module.ask("gpio_configure", pin, 3)
        module.ask("gpio_write", pin, 0)
    restart(module, {"gpio": (granted, None), "adc": (free, None), "pwm": (free, None),
                     "i2c": (free, None), "spi": (free, None), "uart": (free, None)})
    module.expect("writes_the_pin_that_is_granted", "0", "gpio_write", granted, 1)
    module.check("sees_the_pin_that_is_granted", differs(module.outside.see(granted), 1))
    for noun, what, key, line, command in doors(other, number):
        module.expect(f"is_denied_at_{command.split()[0]}", denied(noun, what, key, line), command)
    module.check("leaves_the_pin_that_is_not_granted", differs(module.outside.see(other), 0))


def test_holds(module):
    """The application has a pin, then the module; who comes second is told who was first."""
    pin = random.choice(free_outputs(module.outside, module.wiring["gpio"]))
    restart(module)
    module.ask("gpio_configure", pin, 3)
    module.ask("gpio_write", pin, 0)
    restart(module)
    module.expect("loses_a_pin_to_the_application", "ok", "hold", 0, pin, "-", "lamp")
    number = random.randrange(8)
    for noun, what, key, _, command in doors(pin, number):
        a, _, b = str(what).partition(":")
        if noun != "pin":
            module.expect("loses_the_rest", "ok", "hold", KINDS.index(key), a,
                          int(b, 16) if b else "-", "lamp")
        module.expect(f"is_busy_at_{command.split()[0]}", busy(noun, what, "blink", "lamp"), command)
    module.check("leaves_the_pin_that_is_held", differs(module.outside.see(pin), 0))
    module.expect("gets_it_back", "ok", "let")
    module.expect("writes_what_is_let_go", "0", "gpio_write", pin, 1)
    module.check("sees_what_is_let_go", differs(module.outside.see(pin), 1))
    module.expect("holds_what_it_uses", busy("pin", pin, "lamp", "blink"), "hold", 0, pin, "-", "lamp")
    restart(module)
    module.expect("lets_go_when_it_goes", "ok", "hold", 0, pin, "-", "lamp")


def test_gopher(module):
    """A module of TinyGo's own package machine."""
    outside, wiring = module.outside, module.wiring
    module.expect("is_a_module_of_tinygo", "ok", "restart", "gopher")
    led = random.choice(free_outputs(outside, wiring["gpio"]))
    for level in levels():
        module.expect("blinks_with_tinygo", str(level), "blink", led, level)
        module.check("is_seen_to_blink_with_tinygo", differs(outside.see(led), level))
    if "adc" in wiring:
        bits = wiring["adc"]["bits"]
        for value in (0, 1 << bits - 1, (1 << bits) - 1):
            outside.set_voltage(2, value)
            module.expect("measures_with_tinygo", str(value << 16 - bits | value >> 2 * bits - 16),
                          "measure", 2)
    chip = wiring.get("i2c", {}).get("thermometer", {"bus": None})
    if chip["bus"] == 0:
        for eighths in random.sample(range(0, 125 * 8), 2):
            outside.set_temperature(chip, eighths * 125)
            module.expect("reads_the_thermometer_with_tinygo", str(eighths * 32), "temperature",
                          chip["address"])
        module.expect("is_told_by_tinygo_that_nobody_answers", "-1", "temperature", 0x33)
    if "echo" in wiring.get("spi", {}):
        a, b = random.randrange(256), random.randrange(256)
        module.expect("exchanges_with_tinygo", str((a ^ 255) << 16 | (b ^ 255) << 8 | b),
                      "exchange", a, b)
    if wiring.get("uart", {}).get("uarts") == [1, 2]:
        a, b = random.randbytes(2), random.randbytes(2)
        module.ask("talk", 0)  # opens both
        outside.machine.uart(0).recv(16)
        outside.machine.uart(1).sendall(b)
        got = [int(module.ask("talk", int.from_bytes(a, "little"))) for _ in range(20)]
        module.check("hears_with_tinygo", 2 << 16 | int.from_bytes(b, "little") not in got and got)
        module.check("is_heard_with_tinygo", outside.machine.uart(0).recv(2) != a and f"{a}")


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
        if "pwm" in wiring:
            test_pulses(module)
        if "uart" in wiring:
            test_serial(module)
        test_grants(module)
        test_holds(module)
        test_gopher(module)
    finally:
        firmware.close()
        outside.close()
