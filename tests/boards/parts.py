# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The conformance kit: the parts of the machine that a port may lack, asked for by the firmware of
tests/boards/port and seen from outside: at the pins, on another serial line, in chips on buses.

A part that port.cmake lists in PORT_LACKS must say that it is absent. Every other one is tried with
what boards/BOARD/wiring.toml says is attached, and fails if that says nothing; what an emulator
does not model stands there under [unseen] with a reason, and is skipped."""
import os
import random
import re
import time
import tomllib

from outside import Outside

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ABSENT = {"uart": ["U 1 9600"], "timer": ["T 0 1000 1 1000"],
          "gpio": ["G 5 0", "O 5 1", "I 5", "E 5 1"], "adc": ["A 0"],
          "pwm": ["M 0 1000 500", "N 0"], "spi": ["S 0 1000000 0", "Y 0 0 1 9f", "Q 0 0 1"],
          "i2c": ["B 0 100000", "K 0 72 1 00"],
          "flash": ["L", "X 0", "P 0 00000000", "D 0 4"], "entropy": ["H 4"],
          "watchdog": ["W 1000"], "net": ["J 000000000000", "n 60 1", "l"]}
EXACT = ["-icount", "shift=3,sleep=off"]  # time by instructions: the same on a busy PC
OK = "ok"
NOBODY = 0xffffffff  # a select line


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def numbers(answer):
    """The numbers behind an `ok`; none if it is another answer."""
    words = (answer or "").split()
    return [int(w) for w in words[1:]] if words[:1] == [OK] else []


def read_bytes(answer):
    """The bytes behind an `ok`; None if it is another answer."""
    words = (answer or "").split()
    return bytes.fromhex("".join(words[1:])) if words[:1] == [OK] else None


def wiring_of(board):
    path = os.path.join(ROOT, "boards", board, "wiring.toml")
    if not os.path.exists(path):
        return {}
    with open(path, "rb") as file:
        return tomllib.load(file)


def lacks_of(board):
    """What the board's port lacks; a board that names none is a port itself."""
    with open(os.path.join(ROOT, "boards", board, "board.cmake"), encoding="utf-8") as file:
        port = re.search(r"^set\(BOARD_PORT (\S+)\)", file.read(), re.M)
    folder = os.path.join("ports", port[1]) if port else os.path.join("boards", board)
    with open(os.path.join(ROOT, folder, "port.cmake"), encoding="utf-8") as file:
        return re.search(r"^set\(PORT_LACKS ?([^)]*)\)", file.read(), re.M)[1].split()


class Part:
    """What a test of a part works with."""

    def __init__(self, check, board, name, wiring, firmware, outside):
        self.board, self.wiring, self.firmware, self.outside = board, wiring, firmware, outside
        self.name, self.table = name, wiring.get(name, {})
        self._check = check

    def check(self, claim, problem):
        self._check(f"port_{self.name}_{claim}", problem)

    def ask(self, command):
        return self.firmware.ask(command)

    def answers(self, claim, commands, expected):
        """All of these commands give this one answer."""
        got = {c: self.ask(c) for c in commands}
        self.check(claim, {c: a for c, a in got.items() if a != expected} and
                   f"expected {expected!r}, got {got}")

    def is_unseen(self, what):
        reason = self.wiring.get("unseen", {}).get(f"{self.name}.{what}")
        if reason:
            self._check.skip(f"port_{self.name}_{what}", reason)
        return bool(reason)


def test_absent(check, board, firmware):
    for name in lacks_of(board):
        commands = ABSENT.get(name, [])
        if commands:
            check(f"port_says_that_{name}_is_absent",
                  differs([firmware.ask(c) for c in commands], ["absent"] * len(commands)))


def test_wakes(check, firmware):
    ms = random.randrange(30, 120)
    woken = int(firmware.ask(f"w {ms}") or 0)
    check("port_sleeps_until_an_interrupt", not 1 <= woken <= 20 * ms and f"{woken} times in {ms} ms")


# --- timers --------------------------------------------------------------------------------------

def near(got, expected, slack):
    return expected - 2 <= got <= expected * 1.02 + slack


def test_timer(part):
    speed, timers = part.table.get("speed", 1), part.table["timers"]
    for timer in range(timers):
        period, count = random.randrange(400, 3000), random.randrange(5, 20)
        wait = round(period * (count + 0.5) / speed)
        got = numbers(part.ask(f"T {timer} {period} 1 {wait}"))
        part.check(f"{timer}_comes_once_a_period_and_stops",
                   (len(got) != 4 or got[0] != count or got[3] != 0 or
                    not near(got[1] * speed, period, 30) or
                    not near(got[2] * speed, period * count, 30)) and
                   f"period {period}, {count} times: {got}")
        period = random.randrange(50, part.table.get("most_us", 60000))
        got = numbers(part.ask(f"T {timer} {period} 0 {period * 3}"))
        part.check(f"{timer}_comes_once", (len(got) != 4 or got[0] != 1 or
                                           not near(got[1] * speed, period, 30)) and
                   f"after {period}: {got}")
    part.answers("refuses_what_it_cannot_count", ["T 0 0 1 1", "T 0 4294967295 1 1"], "invalid")
    part.answers("that_is_not_there_is_absent", [f"T {timers} 1 1 1"], "absent")


# --- pins ----------------------------------------------------------------------------------------

def pins_of(table, key):
    taken = set(table["taken"])
    return [p for p in range(table["pins"]) if p not in taken] if table[key] == "all" else table[key]


def levels():
    return random.sample([0, 1, 0, 1], 4)


def test_inputs(part, pins):
    for pin in pins:
        part.answers("takes_an_input", [f"G {pin} {part.outside.input_mode}"], OK)
        part.outside.rest(pin)
        for level in levels():
            part.outside.drive(pin, level)
            part.check("reads_the_level_of_a_pin", differs(part.ask(f"I {pin}"), f"ok {level}"))


def test_outputs(part, pins):
    for pin in pins:
        part.answers("takes_an_output", [f"G {pin} 3"], OK)
        part.check("output_is_low_after_reset", differs(part.ask(f"I {pin}"), "ok 0"))
        for level in levels():
            part.ask(f"O {pin} {level}")
            part.check("writes_the_level_of_a_pin", differs(
                (part.outside.see(pin), part.ask(f"I {pin}")), (level, f"ok {level}")))


def test_edges(part, pin):
    """So many pulses, and the interrupts that each kind of edge has of them."""
    part.ask(f"G {pin} {part.outside.input_mode}")
    part.outside.rest(pin)
    for edge, per_pulse in ((1, 1), (2, 1), (3, 2), (0, 0)):
        pulses = random.randrange(1, 6)
        part.answers("takes_an_interrupt_for_an_edge", [f"E {pin} {edge}"], OK)
        part.ask("C")
        for _ in range(pulses):
            for level in (0, 1):
                part.outside.drive(pin, level)
                part.ask(f"I {pin}")
        part.check(f"counts_edges_of_kind_{edge}", differs(part.ask("C"), str(pulses * per_pulse)))


def test_gpio(part):
    table = part.table
    free = random.sample(pins_of(table, "outputs"), 2)
    refused = [f"{c} {p}{more}" for p in [*table["taken"], table["pins"]]
               for c, more in (("G", " 3"), ("O", " 0"), ("I", ""), ("E", " 1"))]
    part.answers("keeps_pins_that_serve_something_else", refused, "invalid")
    part.answers("refuses_modes_that_are_none", [f"G {free[0]} 4", f"E {free[0]} 4"], "invalid")
    inputs = [p for p in pins_of(table, "inputs") if p not in free]
    test_inputs(part, random.sample(inputs, 2))
    test_outputs(part, free)
    if not part.is_unseen("edges"):
        for pin in random.sample(inputs, 2):
            test_edges(part, pin)


# --- serial lines --------------------------------------------------------------------------------

def test_line(part, uart, line):
    part.answers("opens", [f"U {uart} 9600"], OK)
    for size in (1, 30, 100):
        text = "".join(random.choice("abcdefghij0123456789") for _ in range(size))
        part.ask(f"V {uart} {text}")
        got = b""
        while len(got) < size:
            got += line.recv(size)
        part.check("sends", differs(got.decode(), text))
        line.sendall(text.encode())
        back, end = "", time.monotonic() + 20
        while len(back) < size and time.monotonic() < end:
            back += part.ask(f"R {uart}") or ""
        part.check("receives", differs(back, text))


def test_uart(part):
    table = part.table
    uarts = table["uarts"]
    # What is sent while nobody listens is gone.
    lines = [part.outside.machine.uart(i) for i in range(len(uarts))]
    part.answers("keeps_the_console",
                 [f"U {uart} 9600" for uart in (table.get("console", 0), table["beyond"])], "absent")
    for uart, line in zip(uarts, lines):
        part.ask(f"V {uart} lost")
        part.answers("refuses_odd_speeds", [f"U {uart} {table['too_fast']}", f"U {uart} 0"], "invalid")
        test_line(part, uart, line)


# --- SPI -----------------------------------------------------------------------------------------

def card_command(number, argument, crc=0):
    return f"{0x40 | number:02x}{argument:08x}{crc << 1 | 1:02x}"


def card_answer(part, chip, number, argument, crc=0, size=8):
    """What a card says to a command, from its first byte on."""
    got = read_bytes(part.ask(f"Y {chip['bus']} {chip['select']} {size + 8} "
                              f"{card_command(number, argument, crc)}")) or b""
    return got.lstrip(b"\xff")[:size]


def wake_card(part, chip):
    part.check("card_wakes", differs(card_answer(part, chip, 0, 0, 0x4a)[:1], b"\1"))
    card_answer(part, chip, 8, 0x1aa, 0x43)
    for _ in range(50):
        card_answer(part, chip, 55, 0)
        if card_answer(part, chip, 41, 0)[:1] == b"\0":
            break
    part.check("card_takes_a_block_size", differs(card_answer(part, chip, 16, 16)[:1], b"\0"))


def test_card(part, chip):
    """A memory card in SPI mode gives what its image holds. The PC put it there."""
    if not part.outside.is_card_awake:
        wake_card(part, chip)
        part.outside.is_card_awake = True
    for _ in range(3):
        addr = random.randrange(0, part.outside.card_bytes, 16)
        got = card_answer(part, chip, 17, addr, size=40)
        part.check("card_gives_its_bytes", differs(got.partition(b"\xfe")[2][:16],
                                                   part.outside.card(addr, 16)))


def test_nor(part, chip):
    """The flash chip on the bus says who it is."""
    part.check("asks_the_chip_who_it_is", differs(
        part.ask(f"Y {chip['bus']} {chip['select']} 3 9f"), f"ok {chip['identity']}"))


def test_echo(part, chip):
    """The other side answers each byte with its opposite, and saw what was sent."""
    for size in (1, 9, 40):
        out = random.randbytes(size)
        got = read_bytes(part.ask(f"Z {chip['bus']} {chip['select']} {out.hex()}"))
        part.check("exchanges_bytes", differs(got, bytes(255 - b for b in out)))
        part.check("sends_bytes", differs(part.outside.sent(chip["bus"]), out))
    part.check("receives_behind_what_it_sent", differs(
        read_bytes(part.ask(f"Y {chip['bus']} {chip['select']} 3 010203")), b"\0\0\0"))
    test_hold(part, chip)


def test_display(part, chip):
    """An SSD0323 display: what was sent to it is on the screen, from the upper left corner on."""
    at, data_pin = f"Y {chip['bus']} {chip['select']} 0", chip["data_pin"]
    part.answers("takes_an_output_beside_the_bus", [f"G {data_pin} 3", f"O {data_pin} 0"], OK)
    part.answers("sends_commands", [f"{at} {command}" for command in
                                    ("15003f", "75004f", "a000", "af")], OK)
    part.ask(f"O {data_pin} 1")
    rows = [random.randbytes(chip["width"] // 2) for _ in range(3)]
    for row in rows:
        part.answers("sends_a_row_of_pixels", [f"{at} {row.hex()}"], OK)
    for y, row in enumerate(rows):
        part.check("shows_the_pixels", differs(part.outside.greys(chip["width"], y),
                                               [int(digit, 16) for digit in row.hex()]))


def test_hold(part, chip):
    """Between transfers the chip stays selected, and nobody else gets what goes over the bus."""
    bus, select = chip["bus"], chip["select"]
    part.answers("holds_a_select_line", [f"Q {bus} {select} 1"], OK)
    sent = b""
    for size in (3, 5):
        out = random.randbytes(size)
        sent += out
        part.ask(f"Z {bus} {select} {out.hex()}")
    part.check("is_one_transfer_while_held", differs(part.outside.sent(bus), sent))
    part.answers("has_no_other_transfer_while_held", [f"Z {bus} {NOBODY} ff"], "invalid")
    part.answers("lets_go_of_a_select_line", [f"Q {bus} {select} 0"], OK)
    part.answers("clocks_without_a_select_line", [f"Z {bus} {NOBODY} 55aa"], "ok ffff")
    part.check("selects_nobody_then", differs(part.outside.sent(bus), sent))


CHIPS_ON_SPI = {"display": test_display, "card": test_card, "nor": test_nor, "echo": test_echo}


def test_spi(part):
    table = part.table
    part.answers("waits_to_be_configured", ["Y 0 0 1 9f"], "invalid")
    part.answers("refuses_modes_and_clocks_that_are_none", ["S 0 0 0", "S 0 20000000 4"], "invalid")
    part.answers("that_is_not_there_is_absent", [f"S {table['buses']} 1000000 0",
                                                f"Y 0 {table['selects']} 1 9f"], "absent")
    for kind in CHIPS_ON_SPI:
        for hz in random.sample(range(table.get("slowest", 100_000), 20_000_000), 2) if kind in table else ():
            part.answers("configures", [f"S {table[kind]['bus']} {hz} 0"], OK)
            CHIPS_ON_SPI[kind](part, table[kind])
    part.answers("has_its_pins_alone", [f"G {p} 3" for p in table.get("pins", ())], "invalid")


# --- I2C -----------------------------------------------------------------------------------------

def test_thermometer(part, chip):
    """A TMP105: its temperature is set from outside."""
    at = f"K {chip['bus']} {chip['address']}"
    part.answers("writes_a_register", [f"{at} 0 0160"], OK)
    part.answers("reads_a_register", [f"{at} 1 01"], "ok 60")
    limit = random.randbytes(2)
    part.answers("writes_two_bytes", [f"{at} 0 03{limit.hex()}"], OK)
    part.check("reads_two_bytes", differs((read_bytes(part.ask(f"{at} 2 03")) or b"")[:2], limit))
    for _ in range(4):
        eighths = random.randrange(-55 * 8, 125 * 8)
        part.outside.set_temperature(chip, eighths * 125)
        got = read_bytes(part.ask(f"{at} 2 00")) or b""
        part.check("reads_the_temperature", differs(got, (eighths * 32 % 65536).to_bytes(2, "big")))
    part.check("reads_without_writing_before", differs(read_bytes(part.ask(f"{at} 2")), got))


def test_eeprom(part, chip):
    """An AT24C: what its image held is read, what is written is in the image."""
    at = f"K {chip['bus']} {chip['address']}"
    for _ in range(3):
        addr, new = random.randrange(0, chip["size"] - 16, 32), random.randbytes(8)
        part.check("eeprom_gives_its_bytes", differs(
            read_bytes(part.ask(f"{at} 8 {addr:04x}")), part.outside.eeprom(addr, 8)))
        part.answers("eeprom_takes_bytes", [f"{at} 0 {addr:04x}{new.hex()}"], OK)
        part.check("eeprom_has_what_was_written", differs(part.outside.eeprom(addr, 8), new))


CHIPS_ON_I2C = {"thermometer": test_thermometer, "eeprom": test_eeprom}


def test_i2c(part):
    table = part.table
    chips = [table[k] for k in CHIPS_ON_I2C if k in table]
    bus = chips[0]["bus"]
    there = {c["address"] for c in chips if c["bus"] == bus} | set(table.get("others", ()))
    part.answers("waits_to_be_configured", [f"K {bus} 72 1 00"], "invalid")
    part.answers("refuses_a_clock_of_0", [f"B {bus} 0"], "invalid")
    for other in {c["bus"] for c in chips}:
        part.answers("configures", [f"B {other} {random.choice((100_000, 400_000))}"], OK)
    part.answers("refuses_addresses_and_sizes_that_are_none", [f"K {bus} 128 1 00", f"K {bus} 72 0"],
                 "invalid")
    part.answers("that_is_not_there_is_absent",
                 [f"B {table['buses']} 100000", f"K {table['buses']} 72 1 00"], "absent")
    for address in random.sample(sorted(set(range(8, 120)) - there), 3):
        part.answers("tells_that_nobody_answers", [f"K {bus} {address} {rest}" for rest in
                                                  ("1 00", "0 00", "2")], "no answer")
    for kind, test in CHIPS_ON_I2C.items():
        if kind in table:
            test(part, table[kind])
    part.answers("has_its_pins_alone", [f"G {p} 3" for p in table.get("pins", ())], "invalid")


# --- ADC, PWM, entropy ---------------------------------------------------------------------------

def test_adc(part):
    """The voltages that the other side of the pin sets, in the converter's own steps."""
    bits, channels = part.table["bits"], part.table["channels"]
    for channel in range(channels):
        most = (1 << bits) - 1
        for value in (0, most, most // 2, random.randrange(most)):
            part.outside.set_voltage(channel, value)
            scaled = value << 16 - bits | value >> 2 * bits - 16
            part.check(f"{channel}_measures", differs(part.ask(f"A {channel}"), f"ok {scaled}"))
    part.answers("that_is_not_there_is_absent", [f"A {part.table['beyond']}"], "absent")


def test_pwm(part):
    """Pulses as the pin shows them, in the emulated clock's nanoseconds."""
    for channel in random.sample(part.table["channels"], 3):
        for period in (20_000, random.randrange(50_000, 1_000_000), 20_000_000):
            high = random.randrange(period // 10, period)
            part.answers("starts", [f"M {channel} {period} {high}"], OK)
            got = part.outside.pulses(channel, period)
            part.check("gives_the_pulses_asked_for",
                       not (abs(got[0] - period) <= 0.03 * period and
                            abs(got[1] - high) <= 0.03 * period) and
                       f"channel {channel}: {high} of {period} ns asked, {got[1]} of {got[0]} seen")
        for high, level in ((0, 0), (20_000, 1)):
            part.answers("starts", [f"M {channel} 20000 {high}"], OK)
            part.check("is_steady_at_both_ends",
                       differs(part.outside.steady(channel, 100_000), level))
        part.answers("stops", [f"N {channel}"], OK)
        part.check("is_low_when_stopped", differs(part.outside.steady(channel, 100_000), 0))
    channel = part.table["channels"][0]
    part.answers("refuses_what_it_cannot_make", [f"M {channel} 0 0", f"M {channel} 100 101",
                                                f"M {channel} 10 5"], "invalid")
    part.answers("that_is_not_there_is_absent", [f"M {part.table['beyond']} 1000 1",
                                                f"N {part.table['beyond']}"], "absent")


def test_entropy(part):
    draws = [read_bytes(part.ask("H 64")) or b"" for _ in range(8)]
    part.check("gives_as_many_bytes_as_asked", differs([len(d) for d in draws], [64] * 8))
    part.check("never_repeats_itself", differs(len(set(draws)), 8))
    ones = sum(bin(b).count("1") for d in draws for b in d)
    part.check("has_as_many_ones_as_zeros", not 1850 < ones < 2246 and f"{ones} of 4096 bits")
    if part.outside.stop_entropy():
        part.answers("fails_when_its_source_stands_still", ["H 4"], "failed")


# --- Ethernet ------------------------------------------------------------------------------------

def frame_of(size, seed):
    """What `n SIZE SEED` sends."""
    made = bytearray()
    for _ in range(size):
        seed = (seed * 1664525 + 1013904223) % 2 ** 32
        made.append(seed >> 24)
    return bytes(made)


def fnv(data):
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 % 2 ** 32
    return value


def received(part):
    """What the firmware says of the next frame that has come."""
    end = time.monotonic() + 20
    while (answer := part.ask("q") or "0")[:2] == "0 " and time.monotonic() < end:
        pass
    return answer


def test_receiving(part, mac):
    wire, size = part.outside.wire, random.randrange(15, 1514)
    frames = [mac + random.randbytes(n - 6) for n in (60, 61, 62, 63, size, 1514)]
    for frame in frames:
        wire.send(frame)
        part.check("receives", differs(received(part), f"{len(frame)} {fnv(frame)}"))
    last = mac + random.randbytes(80)
    wire.send(*(mac[:n] for n in (1, 6)), *(mac + random.randbytes(n) for n in (1509, 1600, 2030)), last)
    part.check("drops_what_is_too_short_or_too_long", differs(received(part), f"{len(last)} {fnv(last)}"))
    frames = [mac + random.randbytes(random.randrange(60, 300)) for _ in range(20)]
    wire.send(*frames)
    part.check("keeps_the_order", differs([received(part) for _ in frames],
                                          [f"{len(f)} {fnv(f)}" for f in frames]))


def test_link(part):
    machine = part.outside.machine
    for is_up in (False, True):
        machine.qmp("set_link", name="wire", up=is_up)
        part.check("sees_its_link", differs(part.ask("l"), f"ok {int(is_up)}"))


def test_net(part):
    wire = part.outside.wire
    part.answers("waits_to_be_opened", ["n 60 1"], "failed")
    part.answers("has_an_address_of_its_own", ["J 000000000000"], f"ok {wire.mac.hex()}")
    mac = b"\2" + random.randbytes(5)
    part.answers("takes_an_address", [f"J {mac.hex()}"], f"ok {mac.hex()}")
    for size in (14, 59, 60, 61, 62, 63, random.randrange(64, 1514), 1514):
        seed = random.randrange(2 ** 31)
        part.answers("sends", [f"n {size} {seed}"], OK)
        part.check("sends_the_bytes", differs(wire.receive(), frame_of(size, seed).ljust(60, b"\0")))
    part.answers("refuses_sizes_that_are_none", ["n 0 1", "n 13 1", "n 1515 1"], "invalid")
    test_receiving(part, mac)
    if not part.is_unseen("link"):
        test_link(part)


# --- flash, watchdog -----------------------------------------------------------------------------

def test_flash(part):
    """Erase sets bits, program clears them; what the firmware reads is what is in memory."""
    info = numbers(part.ask("L"))
    part.check("has_blocks", (len(info) != 4 or info[0] % info[1] or info[1] % info[2]) and info)
    size, block, unit = info[:3]
    outside = part.outside
    for addr in random.sample(range(0, size, block), 2):
        part.ask(f"X {addr}")
        at = addr + random.randrange(0, block - 32, unit)
        first, second = random.randbytes(32), random.randbytes(32)
        both = bytes(a & b for a, b in zip(first, second))
        part.answers("programs", [f"P {at} {first.hex()}"], OK)
        part.answers("reads", [f"D {at} 32"], f"ok {first.hex()}")
        part.ask(f"P {at} {second.hex()}")
        part.check("only_clears_bits", differs(outside.flash(at, 32), both))
        part.answers("erases", [f"X {addr}"], OK)
        part.check("is_ff_when_erased",
                   differs(outside.flash(addr, block), b"\xff" * block))
    part.answers("refuses_what_is_outside", [
        f"X {size}", "X 4", f"P {size} 00000000", "P 2 00000000",
        "P 4294967292 0000000000000000", f"D {size - 1} 2"], "invalid")


def test_watchdog(part):
    """Last of all, since the machine starts anew."""
    ms = random.randrange(*part.table.get("ms", (100, 400)))
    part.answers("starts", [f"W {ms}"], OK)
    part.answers("lets_live_who_feeds_it", [f"F {4 * ms}"], OK)
    part.check("resets_who_does_not", differs(part.firmware.line(), f"port of {part.board}"))


PARTS = {"gpio": test_gpio, "uart": test_uart, "flash": test_flash, "adc": test_adc,
         "pwm": test_pwm, "i2c": test_i2c, "spi": test_spi, "entropy": test_entropy,
         "net": test_net, "watchdog": test_watchdog}
PARTS_BY_THE_CLOCK = {"timer": test_timer}  # with EXACT


def test_some(check, board, start, wiring, origin, tests, options):
    """start(outside, options) gives a Firmware that has greeted."""
    outside = Outside(wiring, origin)
    firmware = start(outside, options)
    try:
        if tests is PARTS:
            test_absent(check, board, firmware)
            test_wakes(check, firmware)
        for name, test in tests.items():
            if name in wiring:
                test(Part(check, board, name, wiring, firmware, outside))
    finally:
        firmware.close()
        outside.close()


def test_parts(check, board, start, origin):
    """origin: of the flash that the board leaves to applications."""
    wiring, lacks = wiring_of(board), lacks_of(board)
    for name in ABSENT:
        check(f"kit_knows_what_{name}_is_wired_to",
              (name in lacks) == (name in wiring) and f"boards/{board}/wiring.toml: " + (
                  f"remove [{name}], the port lacks it" if name in lacks else
                  f"add [{name}], which the port has, or `{name}` to PORT_LACKS in its port.cmake"))
    test_some(check, board, start, wiring, origin, PARTS, [])
    if "timer" in wiring:
        test_some(check, board, start, wiring, origin, PARTS_BY_THE_CLOCK, EXACT)
