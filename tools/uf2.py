#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tools/uf2.py FIRMWARE.elf FIRMWARE.uf2: the file that the RP2040's boot loader takes.

UF2 is a row of blocks of 512 bytes, each with 256 bytes for one page of flash. The second stage of
the boot (the first page) is refused unless its checksum is right: the boot ROM would not start it.
"""
import struct
import sys

FLASH = range(0x10000000, 0x11000000)
PAGE = 256
RP2040 = 0xE48BFF56
MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
HAS_FAMILY = 0x2000
BLOCK = struct.Struct("<8I476sI")
ELF_HEAD = struct.Struct("<16sHHIIIIIHHHHHH")
ELF_SEGMENT = struct.Struct("<8I")
LOADABLE = 1


class BadFirmware(Exception):
    """What is wrong, and what to do."""


def boot_crc(data):
    """The boot ROM's checksum: CRC-32, most significant bit first, not inverted at the end."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)
            crc &= 0xFFFFFFFF
    return crc


def segments(elf):
    """(address in flash, bytes) of what an ELF file of 32 bits puts into memory."""
    if len(elf) < ELF_HEAD.size or elf[:6] != b"\x7fELF\x01\x01":
        raise BadFirmware("is no ELF file of 32 bits: give the one that the build made")
    head = ELF_HEAD.unpack_from(elf)
    start, size, count = head[5], head[9], head[10]
    for i in range(count):
        at = start + i * size
        if at + ELF_SEGMENT.size > len(elf):
            raise BadFirmware("ends within its table of segments: build it anew")
        kind, offset, _, address, in_file, _, _, _ = ELF_SEGMENT.unpack_from(elf, at)
        if kind != LOADABLE or in_file == 0:
            continue
        if offset + in_file > len(elf):
            raise BadFirmware("ends within a segment: build it anew")
        if address not in FLASH or address + in_file > FLASH.stop:
            raise BadFirmware(f"has {in_file} bytes at {address:#x}, where there is no flash: "
                              "link it for the board")
        yield address, elf[offset:offset + in_file]


def pages(elf):
    """Address of page -> its bytes; what the program leaves open is as in erased flash."""
    found = {}
    for address, data in segments(elf):
        for i, byte in enumerate(data):
            base = (address + i) // PAGE * PAGE
            found.setdefault(base, bytearray(b"\xff" * PAGE))[address + i - base] = byte
    return found


def check_boot(found):
    boot = bytes(found.get(FLASH.start, b""))
    if not boot:
        raise BadFirmware("has nothing in the first page of flash: it lacks the port's boot2.c")
    crc, should = int.from_bytes(boot[-4:], "little"), boot_crc(boot[:-4])
    if crc != should:
        raise BadFirmware(f"boot2 ends with the checksum {crc:#010x}, its bytes have {should:#010x}: "
                          "write that into ports/rp2040/boot2.c")


def uf2(elf):
    found = pages(elf)
    check_boot(found)
    blocks = []
    for number, address in enumerate(sorted(found)):
        blocks.append(BLOCK.pack(MAGIC[0], MAGIC[1], HAS_FAMILY, address, PAGE, number, len(found),
                                 RP2040, bytes(found[address]), MAGIC[2]))
    return b"".join(blocks)


def main():
    if len(sys.argv) != 3:
        print("use: tools/uf2.py FIRMWARE.elf FIRMWARE.uf2", file=sys.stderr)
        return 2
    try:
        with open(sys.argv[1], "rb") as file:
            data = uf2(file.read())
    except (OSError, BadFirmware) as error:
        print(f"tools/uf2.py: {sys.argv[1]}: {error}", file=sys.stderr)
        return 1
    with open(sys.argv[2], "wb") as file:
        file.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
