# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the machine that a port may lack, asked for by the firmware of tests/boards/port and
seen from outside: on another serial line, at the pins, in the flash."""
import random

# What the ports have; all else must answer that it is absent.
PARTS = {"lm3s6965evb": ("gpio", "watchdog"), "emcraft-sf2": ("uart", "timer", "spi"),
         "microbit": ("timer", "gpio", "flash")}
ABSENT = {"uart": ["U 1 9600"], "timer": ["T 0 1000 1 1000"], "spi": ["J 0 0 1000000"],
          "gpio": ["G 5 0", "O 5 1", "I 5", "E 5 1"], "flash": ["L", "X 0", "P 0 00000000", "D 0 4"],
          "watchdog": ["W 1000"]}
EXACT = ["-icount", "shift=3,sleep=off"]  # time by instructions: the same on a busy PC
# QEMU's timers of the SmartFusion2 count 100 MHz, whatever they are told; the bus has 71 MHz.
TIMER_SPEED = {"emcraft-sf2": 100 / 71}
TIMERS = {"emcraft-sf2": 2, "microbit": 3}
SOC = "/machine/nrf51"
NRF51_OUT = 0x50000504
OK = "ok"


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def numbers(answer):
    """The numbers behind an `ok`; none if it is another answer."""
    words = (answer or "").split()
    return [int(w) for w in words[1:]] if words[:1] == [OK] else []


def test_absent(check, board, firmware):
    for part, commands in ABSENT.items():
        if part not in PARTS.get(board, ()):
            check(f"port_says_that_{part}_is_absent",
                  differs([firmware.ask(c) for c in commands], ["absent"] * len(commands)))


def test_wakes(check, firmware):
    ms = random.randrange(30, 120)
    woken = int(firmware.ask(f"w {ms}") or 0)
    check("port_sleeps_until_an_interrupt", not 1 <= woken <= 20 * ms and f"{woken} times in {ms} ms")


def near(got, expected, slack):
    return expected - 2 <= got <= expected * 1.02 + slack


def test_timer(check, board, firmware):
    """firmware: with EXACT."""
    speed = TIMER_SPEED.get(board, 1)
    for timer in range(TIMERS[board]):
        period, count = random.randrange(400, 3000), random.randrange(5, 20)
        wait = round(period * (count + 0.5) / speed)
        got = numbers(firmware.ask(f"T {timer} {period} 1 {wait}"))
        check(f"port_timer_{timer}_comes_once_a_period_and_stops",
              (len(got) != 4 or got[0] != count or got[3] != 0 or
               not near(got[1] * speed, period, 30) or not near(got[2] * speed, period * count, 30))
              and f"period {period}, {count} times: {got}")
        period = random.randrange(50, 60000)
        got = numbers(firmware.ask(f"T {timer} {period} 0 {period * 3}"))
        check(f"port_timer_{timer}_comes_once",
              (len(got) != 4 or got[0] != 1 or not near(got[1] * speed, period, 30)) and
              f"after {period}: {got}")
    check("port_timer_refuses_what_it_cannot_count",
          differs([firmware.ask(c) for c in ("T 0 0 1 1", "T 0 4294967295 1 1",
                                             f"T {TIMERS[board]} 1 1 1")],
                  ["invalid", "invalid", "absent"]))


def test_pins_of_microbit(check, machine, firmware):
    """Levels that the other side of the pin sets and sees."""
    pins = random.sample([p for p in range(32) if p not in (24, 25)], 4)
    for pin in pins[:2]:
        firmware.ask(f"G {pin} 0")
        for level in random.sample([0, 1, 0, 1], 4):
            machine.set_pin(SOC, pin, level)
            check("port_reads_the_level_of_a_pin", differs(firmware.ask(f"I {pin}"), f"ok {level}"))
    for pin in pins[2:]:
        firmware.ask(f"G {pin} 3")
        for level in random.sample([0, 1, 0, 1], 4):
            firmware.ask(f"O {pin} {level}")
            check("port_writes_the_level_of_a_pin",
                  differs((machine.word(NRF51_OUT) >> pin & 1, firmware.ask(f"I {pin}")),
                          (level, f"ok {level}")))
    check("port_keeps_the_pins_of_the_console",
          differs([firmware.ask(c) for c in ("G 24 3", "O 25 0", "I 32")], ["invalid"] * 3))


def test_pins_of_lm3s(check, machine, firmware):
    """The board's buttons, which pull a pin low."""
    buttons = {"up": 32, "down": 33, "left": 34, "right": 35}
    for name in random.sample(sorted(buttons), 2):
        pin = buttons[name]
        firmware.ask(f"G {pin} 1")
        machine.key(name, True)
        machine.key(name, False)
        got = []
        for is_down in (True, False, True):
            machine.key(name, is_down)
            got.append(firmware.ask(f"I {pin}"))
        check("port_reads_the_level_of_a_pin", differs(got, ["ok 0", "ok 1", "ok 0"]))
        machine.key(name, False)
        for edge, per_press in ((1, 1), (2, 1), (3, 2), (0, 0)):
            presses = random.randrange(1, 6)
            check("port_takes_an_interrupt_for_an_edge", differs(firmware.ask(f"E {pin} {edge}"), OK))
            firmware.ask("C")
            for _ in range(presses):
                machine.key(name, True)
                firmware.ask(f"I {pin}")
                machine.key(name, False)
                firmware.ask(f"I {pin}")
            check(f"port_counts_edges_of_kind_{edge}",
                  differs(firmware.ask("C"), str(presses * per_press)))
    check("port_keeps_the_pins_of_the_console",
          differs([firmware.ask(c) for c in ("G 0 3", "O 1 0", "I 17")], ["invalid"] * 3))


def test_uart(check, machine, firmware):
    machine.uart()  # what is sent while nobody listens is gone
    check("port_uart_opens", differs(firmware.ask("U 1 9600"), OK))
    check("port_uart_refuses_the_console_and_odd_speeds",
          differs([firmware.ask(c) for c in ("U 0 9600", "U 2 9600", "U 1 7000000")],
                  ["absent", "absent", "invalid"]))
    for size in (1, 30, 100):
        text = "".join(random.choice("abcdefghij0123456789") for _ in range(size))
        firmware.ask(f"V 1 {text}")
        got = b""
        while len(got) < size:
            got += machine.uart().recv(size)
        check("port_uart_sends", differs(got.decode(), text))
        machine.uart().sendall(text.encode())
        back = ""
        for _ in range(50):
            back += firmware.ask("R 1") or ""
            if len(back) >= size:
                break
        check("port_uart_receives", differs(back, text))


def test_flash(check, machine, firmware, origin):
    """Erase sets bits, program clears them; what the firmware reads is what is in memory."""
    info = numbers(firmware.ask("L"))
    check("port_flash_has_blocks", (len(info) != 4 or info[0] % info[1] or info[1] % info[2]) and info)
    size, block = info[0], info[1]
    for addr in random.sample(range(0, size, block), 2):
        firmware.ask(f"X {addr}")
        at = addr + random.randrange(0, block - 32, 4)
        first, second = random.randbytes(32), random.randbytes(32)
        both = bytes(a & b for a, b in zip(first, second))
        check("port_flash_programs", differs(firmware.ask(f"P {at} {first.hex()}"), OK))
        check("port_flash_reads", differs(firmware.ask(f"D {at} 32"), f"ok {first.hex()}"))
        firmware.ask(f"P {at} {second.hex()}")
        check("port_flash_only_clears_bits", differs(machine.memory(origin + at, 32), both))
        check("port_flash_erases", differs((firmware.ask(f"X {addr}"), machine.memory(
            origin + addr, block)), (OK, b"\xff" * block)))
    check("port_flash_refuses_what_is_outside", differs(
        [firmware.ask(c) for c in (f"X {size}", "X 4", f"P {size} 00000000", "P 2 00000000",
                                   f"P 4294967292 0000000000000000", f"D {size - 1} 2")],
        ["invalid"] * 6))


def test_spi(check, firmware):
    """The flash chip on the bus says who it is."""
    for hz in random.sample(range(100_000, 40_000_000), 2):
        check("port_spi_asks_the_chip_who_it_is",
              differs(firmware.ask(f"J 0 0 {hz}"), "ok 012018"))
    check("port_spi_refuses_what_is_not_there", differs(
        [firmware.ask(c) for c in ("J 2 0 1000000", "J 0 8 1000000", "J 0 0 0")],
        ["absent", "absent", "invalid"]))


def test_watchdog(check, board, firmware):
    ms = random.randrange(100, 400)
    check("port_watchdog_starts", differs(firmware.ask(f"W {ms}"), OK))
    check("port_watchdog_lets_live_who_feeds_it", differs(firmware.ask(f"F {4 * ms}"), OK))
    check("port_watchdog_resets_who_does_not", differs(firmware.line(), f"port of {board}"))


def test_parts(check, board, start, origin):
    """start(options) gives a Firmware and its Machine, greeted already; origin: of the flash."""
    parts = PARTS.get(board, ())
    firmware, machine = start([])
    test_absent(check, board, firmware)
    test_wakes(check, firmware)
    if "gpio" in parts:
        (test_pins_of_microbit if board == "microbit" else test_pins_of_lm3s)(check, machine, firmware)
    if "uart" in parts:
        test_uart(check, machine, firmware)
    if "flash" in parts:
        test_flash(check, machine, firmware, origin)
    if "spi" in parts:
        test_spi(check, firmware)
    if "watchdog" in parts:
        test_watchdog(check, board, firmware)
    firmware.close()
    machine.close()
    if "timer" in parts:
        firmware, machine = start(EXACT)
        test_timer(check, board, firmware)
        firmware.close()
        machine.close()
