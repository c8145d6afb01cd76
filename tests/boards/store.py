# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""A board's filestore in its emulator: the firmware of tests/boards/store, the flash that outlives
it in a file of the PC, and what the firmware's contents should be."""
import hashlib
import os
import random
import sys
import tempfile

from flash import Flash

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def contents(size, seed):
    """The bytes that the firmware makes of a seed."""
    noise, made = (seed * 2654435761 + 1) % 2 ** 32, bytearray()
    for _ in range(size):
        noise ^= noise << 13 & 0xffffffff
        noise ^= noise >> 17
        noise ^= noise << 5 & 0xffffffff
        made.append(noise >> 16 & 255)
    return bytes(made)


def sha256(size, seed):
    return hashlib.sha256(contents(size, seed)).hexdigest()


class Store:
    """The firmware and its flash."""

    def __init__(self, board, start, elf):
        """start(board, elf, *options, image=) runs firmware: a Firmware of run_boards.py."""
        self.board, self.start_firmware, self.elf = board, start, elf
        self.folder = tempfile.TemporaryDirectory(prefix="store-")
        self.flash = Flash(board, os.path.join(self.folder.name, "flash.img"))
        self.firmware = None
        self.greeting = f"store of {board} TW_ERR_OK"

    def power_on(self, *options):
        """The first line that the firmware says."""
        self.firmware = self.start_firmware(self.board, self.elf, *options, *self.flash.power_on(),
                                            image=self.flash.kernel(self.elf))
        return self.firmware.line()

    def power_off(self):
        self.flash.power_off(self.firmware.process)
        self.firmware.wait()
        self.close()

    def close(self):
        self.firmware.close()
        self.flash.close()

    def ask(self, command):
        return self.firmware.ask(command) or ""

    def change(self, command):
        """The error's name and the microseconds of one of the commands that write; what it says
        when the power failed."""
        line = self.ask(command)
        if not line.startswith("TW_ERR"):
            return self.firmware.line() or "nothing", 0
        name, us = line.split()
        return name, int(us)

    def files(self):
        """name -> (size, SHA-256); None if the listing fails."""
        self.firmware.send("l")
        found = {}
        while True:
            line = self.firmware.line()
            if line == ".":
                return found
            words = (line or "FAIL").rsplit(" ", 2)
            if len(words) != 3 or words[0] in found:
                return None
            found[words[0]] = (int(words[1]), words[2])

    def entries(self):
        """(file, function) of what starts by itself, in order; None if the listing fails."""
        self.firmware.send("v")
        found = []
        while True:
            line = self.firmware.line()
            if line == ".":
                return found
            words = (line or "FAIL").split(" ")
            if len(words) != 2:
                return None
            found.append(tuple(words))

    def space(self):
        """(total, free), or the error's name."""
        words = self.ask("z").split()
        return (int(words[1]), int(words[2])) if words[0] == "TW_ERR_OK" else words[0]


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def test_kit(check, store):
    """The kit of filestores, run by the firmware itself; its verdicts come over the line."""
    store.firmware.send("k")
    while True:
        line = store.firmware.line(timeout=600) or "nothing"
        word, _, name = line.partition(" ")
        if word == "kit:":
            check("kit_has_all_its_tests", int(name.split()[0]) < 23 and line)
            print(f"{store.board} {line}", flush=True)
            return
        check(name.partition(":")[0], word != "ok" and line)
        if word not in ("ok", "FAIL"):
            return


def files_by_python(path, kind):
    """name -> (size, SHA-256) as littlefs-python finds them in the chip's image."""
    sys.path.append(os.path.join(ROOT, "build/deps/littlefs-python"))
    import littlefs  # pylint: disable=import-outside-toplevel
    with open(path, "rb") as file:
        context = littlefs.UserContext(buffer=bytearray(file.read()))
    other = littlefs.LittleFS(context=context, mount=False, block_size=kind.block,
                              block_count=kind.size // kind.block, read_size=kind.unit,
                              prog_size=kind.unit, cache_size=max(64, kind.unit))
    found = {}
    try:
        other.mount()
        for name in other.listdir("/"):
            with other.open(name, "rb") as file:
                content = file.read()
            found[name] = (len(content), hashlib.sha256(content).hexdigest())
    except littlefs.LittleFSError as error:
        return str(error)
    return found


def test_driver(check, store, origin):
    """What is written over the driver is read over it, and is in the chip. origin: where the kit's
    device begins there."""
    block_bytes, unit = store.flash.kind.block, store.flash.kind.unit
    written = []
    for _ in range(3):
        block, seed = random.randrange(1, 8), random.randrange(1, 2 ** 31)
        size = random.randrange(unit, min(2 * unit + 1024, block_bytes), unit)
        at = random.randrange(0, block_bytes - size + 1, unit)
        addr = block * block_bytes + at
        written = [w for w in written if w[0] // block_bytes != block] + [(addr, size, seed)]
        check("driver_writes", differs(store.ask(f"i {addr} {size} {seed}"), "TW_ERR_OK"))
        check("driver_reads_what_it_wrote",
              differs(store.ask(f"o {addr} {size}"), contents(size, seed).hex()))
    store.power_off()
    with open(store.flash.path, "rb") as file:
        flash = file.read()
    for addr, size, seed in written:
        at = origin + addr
        check("driver_wrote_to_the_chip", flash[at:at + size] != contents(size, seed) and
              f"{size} B at {at:#x}")
        rest = flash[at - at % block_bytes:at] + flash[at + size:at - at % block_bytes + block_bytes]
        check("driver_wrote_nothing_beside", rest.strip(b"\xff") and f"{size} B at {at:#x}")


def test_persistence(check, store):
    """Files are there after the power was off, with the firmware's own hashes and those of the PC."""
    check("store_of_erased_flash_is_corrupt", differs(store.change("m")[0], "TW_ERR_CORRUPT"))
    check("store_is_formatted", differs([store.change(c)[0] for c in "fm"], ["TW_ERR_OK"] * 2))
    expected = {}
    for name in ("ping.wasm", "b", "a name of some length.wasm"):
        size, seed = random.randrange(0, 3000), random.randrange(1, 2 ** 31)
        check("store_saves", differs(store.change(f"s {name.replace(' ', '_')} {size} {seed}")[0],
                                     "TW_ERR_OK"))
        expected[name.replace(" ", "_")] = (size, sha256(size, seed))
    space = store.space()
    for _ in range(2):
        store.power_off()
        check("store_starts_again", differs(store.power_on(), store.greeting))
        check("store_mounts_again", differs(store.change("m")[0], "TW_ERR_OK"))
        check("store_has_its_files_after_a_power_cycle", differs(store.files(), expected))
        check("store_has_its_space_after_a_power_cycle", differs(store.space(), space))
    name = random.choice(sorted(expected))
    check("store_removes", differs(store.change(f"d {name}")[0], "TW_ERR_OK"))
    del expected[name]
    if store.flash.kind.outlives_reset:  # the other machine's reset brings the flash back that it was started with
        check("store_restarts", differs(store.ask("x"), store.greeting))
    else:
        store.power_off()
        check("store_starts_again", differs(store.power_on(), store.greeting))
    store.change("m")
    check("store_has_its_files_after_a_restart", differs(store.files(), expected))
    if store.flash.kind.is_all_littlefs:
        store.power_off()
        check("store_is_read_by_another_littlefs",
              differs(files_by_python(store.flash.path, store.flash.kind), expected))
        check("store_starts_again", differs(store.power_on(), store.greeting))


def cut_once(store, bytes_left, save):
    """Saves, and loses the power after so many bytes were written: (acknowledged, the files after
    power came back)."""
    store.power_on("--cut", str(bytes_left))
    mounted = store.change("m")[0]
    result = store.change(save)[0] if mounted == "TW_ERR_OK" else mounted
    store.power_off()
    store.power_on()
    mounted = store.change("m")[0]
    files = store.files() if mounted == "TW_ERR_OK" else mounted
    store.power_off()
    return result == "TW_ERR_OK", files


def test_cuts(check, store):
    """Power is cut in the midst of a page or a block: what was saved before, or what was being
    saved, is there."""
    store.flash.make(store.elf)
    store.power_on()
    check("store_is_formatted", differs([store.change(c)[0] for c in "fm"], ["TW_ERR_OK"] * 2))
    store.power_off()
    before, cuts = {}, 0
    for i in range(5):
        size, seed = random.randrange(200, 2000), random.randrange(1, 2 ** 31)
        after = {"x": (size, sha256(size, seed))}
        # Before all of the file was written, or at any moment, perhaps after it.
        most = size if i % 2 == 0 else 2500
        is_done, files = cut_once(store, random.randrange(1, most), f"s x {size} {seed}")
        check("store_survives_a_cut", files not in ((after,) if is_done else (before, after)) and
              f"{files} is neither {before} nor {after}; acknowledged: {is_done}")
        before, cuts = files, cuts + (not is_done)
    check("store_power_was_cut", not cuts and "it never was")
