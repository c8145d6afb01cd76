#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Kept code on emulated boards, and code that tw has translated for a rom store.

tests/kept/run_kept.py [BOARD...]: boards whose filestore outlives them, and mps2-an385, which has a
rom store. A board is switched off and on; its flash is looked at, and damaged, from here. Closes with
`kept: N passed, N failed, N skipped`."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
ROOT = os.path.dirname(TESTS)
sys.path[:0] = [TESTS, os.path.join(TESTS, "boards"), os.path.join(ROOT, "tools")]
from harness import Suite, run  # noqa: E402
from flash import Flash  # noqa: E402
from run_boards import Firmware  # noqa: E402

MAPPED = ("microbit", "pico")
UNMAPPED = ("lm3s6965evb",)
ROM = "mps2-an385"
MIX = 1587302660  # of kept.wasm, as the unit tests have it
FIB = 6765
HEAP_BYTES_MOST = 1536
MAGIC = bytes((0x01, 0x77, 0x6d, 0x6b))  # kept code begins with it


def build(board, target, *options):
    for command in (["cmake", "--preset", board, *options],
                    ["cmake", "--build", "--preset", board, "--target", target, "--parallel", "2"]):
        done = run(*command, timeout=900)
        if done.code != 0:
            sys.exit(f"run_kept.py: {done.out}")
    return os.path.join(ROOT, "build", board, target + ".elf")


def words_of(line):
    """`NAME key value key value ...` as numbers."""
    words = line.split()
    return {key: int(value) for key, value in zip(words[1::2], words[2::2])}


# --- boards with a filestore ---------------------------------------------------------------------

class Board:
    def __init__(self, board, elf, folder):
        self.board, self.elf = board, elf
        self.flash = Flash(board, os.path.join(folder, "flash.img"))
        self.flash.make(elf)

    def bytes(self):
        with open(self.flash.path, "rb") as file:
            return bytearray(file.read())

    def power_cycle(self):
        """What one life of the board prints, and what it says of its load."""
        firmware = Firmware(self.board, self.elf, *self.flash.power_on(),
                            image=self.flash.kernel(self.elf))
        line = firmware.line() or ""
        self.flash.power_off(firmware.process)
        firmware.wait()
        firmware.close()
        self.flash.close()
        return line, words_of(line) if line.startswith("load ") else {}


def damage(board, said):
    """Flips a bit of each place where kept code of that size begins; how many there are."""
    content = board.bytes()
    found, at = 0, content.find(MAGIC)
    while at >= 0:
        if int.from_bytes(content[at + 8:at + 12], "little") + 64 == said["size"]:
            content[at + said["size"] // 2] ^= 1
            found += 1
        at = content.find(MAGIC, at + 1)
    with open(board.flash.path, "wb") as file:
        file.write(content)
    return found


def test_board(suite, name, folder):
    board = Board(name, build(name, "kept"), folder)
    is_mapped = name in MAPPED
    line, first = board.power_cycle()
    suite.check(f"{name}_makes_code", "" if first.get("mix") == MIX else line)
    if not first:
        return
    kept = first["register_code_bytes"] if is_mapped else 0
    suite.check(f"{name}_keeps_it", "" if first["size"] > first["register_code_bytes"] else line)
    suite.check(f"{name}_runs_in_place", "" if first["kept_bytes"] == kept else line)
    before = board.bytes()
    line, second = board.power_cycle()
    suite.check(f"{name}_computes_the_same", "" if second.get("mix") == MIX else line)
    suite.check(f"{name}_takes_what_was_kept", "" if board.bytes() == before else "it wrote to its flash")
    suite.check(f"{name}_still_runs_in_place", "" if second.get("kept_bytes") == kept else line)
    suite.check(f"{name}_loads_sooner", "" if second["us"] < first["us"] else
                f"{first['us']} us at first, then {second['us']}")
    suite.check(f"{name}_was_damaged", "" if damage(board, second) else "no kept code was found")
    damaged = board.bytes()
    line, third = board.power_cycle()
    suite.check(f"{name}_survives_damage", "" if third.get("mix") == MIX else line)
    suite.check(f"{name}_makes_it_anew", "" if board.bytes() != damaged else "it wrote nothing")
    line, fourth = board.power_cycle()
    suite.check(f"{name}_takes_it_again", "" if fourth.get("us", 10 ** 9) < third.get("us", 0) else line)
    print(f"{name}: load {first['us']} us, from kept code {second['us']} us; module "
          f"{second['arena_bytes']} B of the arena, {kept} B of code in flash")


# --- rom -------------------------------------------------------------------------------------------

def tw():
    for command in (["cmake", "--preset", "host"],
                    ["cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2"]):
        done = run(*command, timeout=900)
        if done.code != 0:
            sys.exit(f"run_kept.py: {done.out}")
    return os.path.join(ROOT, "build/tw")


def emulate(elf):
    """Title -> numbers, and what was printed."""
    done = run(os.path.join(ROOT, "tools/emulate"), ROM, elf, "-icount", "shift=6", timeout=120)
    return {line.split()[0]: words_of(line) for line in done.lines if line.startswith("r")}, done.out


RESULTS = ("fib", "crc32", "dispatch")


def test_rom(suite):
    program = tw()
    elf = build(ROM, "kept-rom", "-DTINYWASM_KEPT=ON", f"-DTINYWASM_TW={program}")
    said, text = emulate(elf)
    ram, rom = said.get("ram", {}), said.get("rom", {})
    suite.check("rom_computes", "" if rom.get("fib") == FIB else text)
    suite.check("rom_computes_as_ram", "" if [rom.get(n) for n in RESULTS] ==
                [ram.get(n) for n in RESULTS] else text)
    suite.check("rom_code_is_run_in_place", "" if rom.get("kept_bytes", 0) ==
                rom.get("register_code_bytes") else text)
    suite.check("ram_code_is_not", "" if ram.get("kept_bytes") == 0 else text)
    suite.check("rom_heap", "" if 0 < rom.get("heap_bytes", 0) <= HEAP_BYTES_MOST else text)
    suite.check("rom_loads_five_times_sooner", "" if 0 < rom.get("load_ticks", 0) * 5 <
                ram.get("load_ticks", 0) else text)
    print(text, end="")


def test_foreign(suite, folder):
    """Code that another build's tw has made is not run; nor is that of another module."""
    program = tw()
    for title, off in (("of_another_build", 12), ("of_another_module", 60), ("torn", 500)):
        script = os.path.join(folder, title)
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"#!/usr/bin/env python3\nimport subprocess, sys\n"
                       f"code = subprocess.run([{program!r}, *sys.argv[1:]]).returncode\n"
                       f"name = sys.argv[sys.argv.index('-o') + 1]\n"
                       f"data = bytearray(open(name, 'rb').read())\ndata[{off}] ^= 16\n"
                       f"open(name, 'wb').write(data)\nsys.exit(code)\n")
        os.chmod(script, 0o755)
        said, text = emulate(build(ROM, "kept-rom", "-DTINYWASM_KEPT=ON", f"-DTINYWASM_TW={script}"))
        rom = said.get("rom", {})
        suite.check(f"rom_{title}_is_not_run", "" if rom.get("kept_bytes") == 0 and
                    rom.get("fib") == FIB else text)


def main():
    suite = Suite("kept")
    boards = sys.argv[1:] or [*MAPPED, *UNMAPPED, ROM]
    for board in boards:
        with tempfile.TemporaryDirectory(prefix="kept-") as folder:
            if board == ROM:
                test_rom(suite)
                test_foreign(suite, folder)
            else:
                test_board(suite, board, folder)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
