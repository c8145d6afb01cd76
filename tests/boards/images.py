# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Readers of the files that boot loaders take, strict and apart from the tools that write them.

Each gives the memory that the file describes, address -> byte, and raises ValueError at the first
thing that its format does not allow.
"""
import struct

UF2_BLOCK = 512
UF2_HEAD = struct.Struct("<8I")
UF2_MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
UF2_HAS_FAMILY = 0x2000


def fail_unless(condition, text):
    if not condition:
        raise ValueError(text)


def read_hex(data):
    """Intel HEX."""
    memory, upper, ended = {}, 0, False
    for number, line in enumerate(data.decode("ascii").splitlines(), 1):
        fail_unless(line.startswith(":") and not ended, f"line {number}: is no record")
        record = bytes.fromhex(line[1:])
        fail_unless(sum(record) % 256 == 0, f"line {number}: the checksum is wrong")
        size, address, kind, body = record[0], record[1] << 8 | record[2], record[3], record[4:-1]
        fail_unless(size == len(body), f"line {number}: the length is wrong")
        fail_unless(kind in (0, 1, 2, 3, 4, 5), f"line {number}: type {kind}")
        if kind == 0:
            memory.update({upper + address + i: byte for i, byte in enumerate(body)})
        if kind in (2, 4):
            upper = int.from_bytes(body, "big") << (4 if kind == 2 else 16)
        ended = kind == 1
    fail_unless(ended, "the end record is missing")
    return memory


def read_uf2(data, family):
    """UF2 for one family of chips, in blocks of 256 bytes as the RP2040's boot loader wants them."""
    fail_unless(data and len(data) % UF2_BLOCK == 0, f"{len(data)} B are no blocks")
    count, memory = len(data) // UF2_BLOCK, {}
    for number in range(count):
        block = data[number * UF2_BLOCK:(number + 1) * UF2_BLOCK]
        first, second, flags, address, size, index, total, got = UF2_HEAD.unpack_from(block)
        last = int.from_bytes(block[-4:], "little")
        fail_unless((first, second, last) == UF2_MAGIC, f"block {number}: a magic is wrong")
        fail_unless(flags == UF2_HAS_FAMILY and got == family, f"block {number}: another family")
        fail_unless((index, total) == (number, count), f"block {number}: is {index} of {total}")
        fail_unless(size == 256 and address % 256 == 0, f"block {number}: {size} B at {address:#x}")
        fail_unless(address not in memory, f"block {number}: {address:#x} comes twice")
        fail_unless(not any(block[UF2_HEAD.size + size:-4]), f"block {number}: padding is not 0")
        memory.update({address + i: block[UF2_HEAD.size + i] for i in range(size)})
    return memory


def flat(memory, origin, size):
    """The memory as size bytes from origin on, erased flash where the file says nothing."""
    outside = [a for a in memory if not origin <= a < origin + size]
    fail_unless(not outside, f"{len(outside)} bytes lie outside the flash")
    fail_unless(memory, "there are no bytes")
    image = bytearray(b"\xff" * (max(memory) + 1 - origin))
    for address, byte in memory.items():
        image[address - origin] = byte
    return bytes(image)
