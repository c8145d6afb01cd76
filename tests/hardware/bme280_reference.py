# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What a BME280 measures, by the formulas with floats of its data sheet (BST-BME280-DS002, appendix
8.1), which have nothing in common with the driver's; and trimming values as real chips have them."""
import random
import struct

# Registers 88 to A1, and E1 to E7 without the nibbles of H4 and H5.
LOW = struct.Struct("<Hhh H8h xB")
LEAST = {"t1": 26000, "t2": 25000, "t3": -1100, "p1": 35000, "p2": -11200, "p3": 2900, "p4": 1500, "p5": -300,
         "p6": -10, "p7": 9000, "p8": -15000, "p9": 4000, "h1": 60, "h2": 330, "h3": 0, "h4": 280,
         "h5": -10, "h6": 20}
MOST = {"t1": 29500, "t2": 28500, "t3": 100, "p1": 39500, "p2": -9800, "p3": 3100, "p4": 10500, "p5": 300,
        "p6": -5, "p7": 16000, "p8": -9500, "p9": 6500, "h1": 80, "h2": 400, "h3": 1, "h4": 350, "h5": 60,
        "h6": 35}
NONE_20, NONE_16 = 0x80000, 0x8000


def random_trim():
    return {name: random.randint(least, MOST[name]) for name, least in LEAST.items()}


def trim_bytes(trim):
    low = LOW.pack(*(trim[n] for n in "t1 t2 t3 p1 p2 p3 p4 p5 p6 p7 p8 p9 h1".split()))
    h4, h5 = trim["h4"] & 0xfff, trim["h5"] & 0xfff
    high = struct.pack("<hBBBBb", trim["h2"], trim["h3"], h4 >> 4, h4 & 15 | (h5 & 15) << 4, h5 >> 4,
                       trim["h6"])
    return low + high


def raw_bytes(temperature, pressure, humidity):
    return (pressure << 4).to_bytes(3, "big") + (temperature << 4).to_bytes(3, "big") + \
        humidity.to_bytes(2, "big")


def fine_of(trim, raw):
    linear = (raw / 16384 - trim["t1"] / 1024) * trim["t2"]
    return linear + (raw / 131072 - trim["t1"] / 8192) ** 2 * trim["t3"]


def celsius_of(trim, raw):
    return fine_of(trim, raw) / 5120


def pascals_of(trim, raw, fine):
    v1 = int(fine) / 2 - 64000
    v2 = v1 * v1 * trim["p6"] / 32768 + v1 * trim["p5"] * 2
    v2 = v2 / 4 + trim["p4"] * 65536
    v1 = (trim["p3"] * v1 * v1 / 524288 + trim["p2"] * v1) / 524288
    v1 = (1 + v1 / 32768) * trim["p1"]
    p = (1048576 - raw - v2 / 4096) * 6250 / v1
    return p + (trim["p9"] * p * p / 2147483648 + p * trim["p8"] / 32768 + trim["p7"]) / 16


def percent_of(trim, raw, fine):
    v = int(fine) - 76800
    h = (raw - (trim["h4"] * 64 + trim["h5"] / 16384 * v)) * (trim["h2"] / 65536 * (
        1 + trim["h6"] / 67108864 * v * (1 + trim["h3"] / 67108864 * v)))
    h *= 1 - trim["h1"] * h / 524288
    return min(max(h, 0), 100)


def values_of(trim, temperature, pressure, humidity):
    """Degrees, percent and pascals."""
    fine = fine_of(trim, temperature)
    return (celsius_of(trim, temperature), percent_of(trim, humidity, fine),
            pascals_of(trim, pressure, fine))


def _solve(of, value, falls):
    """The raw number that comes nearest to a value from below."""
    raw = 0
    for bit in reversed(range(20)):
        tried = raw | 1 << bit
        raw = tried if (of(tried) >= value if falls else of(tried) <= value) else raw
    return raw


def random_raw(trim):
    """Raw numbers of somewhere in the chip's range."""
    temperature = _solve(lambda raw: celsius_of(trim, raw), random.uniform(-39.9, 84.9), False)
    fine = fine_of(trim, temperature)
    pressure = _solve(lambda raw: pascals_of(trim, raw, fine), random.uniform(30050, 109950), True)
    return temperature, pressure, random.randrange(65536)
