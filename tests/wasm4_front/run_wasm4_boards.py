#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""apps/wasm4 on the PC and on emulated boards: our carts come with `tw put`, play, and their pictures
are fetched with `tw get` and compared with those in docs/, as is what the display shows; buttons, buzzer,
list and disk from outside. And tw for 32 bits: memory of all frames as on the PC.

pico-240 is a Pico whose panel has 240 x 240 pixels, so that it shows a picture as it is: all of its
pixels are compared.

tests/wasm4_front/run_wasm4_boards.py [--update] [host|i386|BOARD...]. --update writes what frames cost
into docs/WASM4.md.
"""
import os
import random
import re
import sys
import tempfile
import time

import board
import carts
from board import ROOT, SIZE, Console, build_commands, run
from harness import Suite
from run_front import DOCS_SCALE, FRAMES, OWN, docs_picture

BUILDS = ("host", "i386", "ast1030-evb", "pico", "pico-240")
SETTLE = 0.5
KEEP_SECONDS = 5  # between two times that a disk is saved


def differs(got, wanted):
    return got != wanted and f"expected {wanted!r}, got {got!r}"


def colors_of(cart, frame):
    """Rows of 0xRRGGBB of the picture in docs."""
    _, rows = carts.picture_of(docs_picture(cart, frame))
    step = 3 * DOCS_SCALE
    return [[row[x] << 16 | row[x + 1] << 8 | row[x + 2] for x in range(0, SIZE * step, step)]
            for row in rows[::DOCS_SCALE]]


def module(cart):
    return os.path.join(ROOT, f"modules/{cart}/{cart}.wasm")


def put(check, console, *names):
    """On a busy PC an emulated board may be too slow to answer: then it is asked again."""
    for name in names:
        done = console.tw("put", name)
        if "no shell answers" in done.out and console.wake():
            done = console.tw("put", name)
        check(f"takes_{os.path.basename(name)}", done.code != 0 and done.out)
    check("the_shell_is_back", not console.wake() and "it is not")


def wait(check, claim, console, wanted, seconds):
    """Without what is waited for, nothing that follows can be."""
    said = console.wait(wanted, seconds)
    check(claim, said is None and console.text[-300:])
    if said is None:
        raise TimeoutError(claim)


# ---- pictures -----------------------------------------------------------------------------------

def play_to(check, console, cart, frame):
    """The picture of that frame, as the console kept it; the counter's figure for a frame."""
    console.do(f"play {cart}.wasm {frame} shot.bmp")
    wait(check, f"{cart}_gets_to_frame_{frame}", console, "kept shot.bmp", 600)
    console.send("stop\r")
    said = console.wait(r"wasm: \d+ frames, \d+ of the counter each", 60) or ""
    console.wake()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "shot.bmp")
        done = console.tw("get", "shot.bmp", path)
        check(f"{cart}_frame_{frame}_is_fetched", done.code != 0 and done.out)
        with open(path, "rb") as file:
            rows = board.pixels_of_bmp(file.read())
    console.wake()
    return rows, int((re.findall(r"(\d+) of the counter", said) or ["0"])[0])


def test_pictures(check, console):
    for cart in OWN:
        for frame in FRAMES:
            rows, counts = play_to(check, console, cart, frame)
            check(f"{cart}_frame_{frame}_is_as_on_the_pc", rows != colors_of(cart, frame) and "it differs")
        print(f"{console.name}: {cart}: {counts:,} of the counter per frame", flush=True)
        if console.name == "pico":
            FIGURES[cart, "cycles"] = counts
            FIGURES[cart, "ms"] = counts * 1000 / PICO_HZ


# ---- the display --------------------------------------------------------------------------------

def rgb565(color):
    """What a panel of 16 bits a pixel makes of a colour."""
    red, green, blue = color >> 19 & 31, color >> 10 & 63, color >> 3 & 31
    return (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2


def lit(color):
    return any(color >> shift & 0x80 for shift in (0, 8, 16))


def scaled(rows, side):
    """Those pixels that a square of that side shows."""
    return [[rows[y * SIZE // side][x * SIZE // side] for x in range(side)] for y in range(side)]


def seen_of(console):
    """The square in the middle of the display, rows of 0xRRGGBB; the colours of what is around it."""
    width, height, pixels = console.raw_screen()
    side = min(width, height, SIZE)
    left, top = (width - side) // 2, (height - side) // 2
    around = {color for i, color in enumerate(pixels)
              if not (left <= i % width < left + side and top <= i // width < top + side)}
    return side, [pixels[(top + y) * width + left:][:side] for y in range(side)], around


def hold(check, console, cart, frame):
    """The display while that frame of a cart stands on it."""
    console.do(f"hold {cart}.wasm {frame}")
    wait(check, f"{cart}_stands_still_at_frame_{frame}", console, "stands still", 300)
    side, seen, around = seen_of(console)
    check(f"nothing_is_around_{cart}_{frame}", around - {0} and f"{around}")
    console.send("stop\r")
    said = console.wait(rf"wasm: {frame} frames", 60)
    check(f"{cart}_had_{frame}_frames", said is None and console.text[-300:])
    console.wake()
    return side, seen


def compare(check, claim, console, shown, rows):
    """What is shown is the picture, scaled: in all bits of a panel's colours, or in black and white."""
    side, seen = shown
    reduce = rgb565 if console.build in board.PANELS else lit
    wanted = [[reduce(color) for color in row] for row in scaled(rows, side)]
    seen = seen if reduce is rgb565 else [[lit(color) for color in row] for row in seen]
    bad = [(x, y) for y in range(side) for x in range(side) if seen[y][x] != wanted[y][x]]
    check(claim, bad and f"{len(bad)} of {side * side} pixels differ, first {bad[0]}")
    colors = len({color for row in seen for color in row})
    check(f"{claim}_in_its_colours", colors != len({color for row in wanted for color in row}) and f"{colors}")


def test_display(check, console):
    """A cart of all colours: what the display shows is its picture, scaled."""
    put(check, console, carts.make(console.folder.name, "still", carts.STILL))
    compare(check, "the_display_shows_the_picture", console, hold(check, console, "still", 30), carts.still_colors())
    console.do("rm still.wasm")
    console.wake()


def test_glass(check, console):
    """The pictures of our carts on a display that has room for all of their pixels."""
    for cart in OWN:
        for frame in (1, 60):
            side, seen = hold(check, console, cart, frame)
            check(f"{cart}_{frame}_is_shown_whole", differs(side, SIZE))
            compare(check, f"{cart}_{frame}_is_on_the_glass", console, (side, seen), colors_of(cart, frame))


# ---- buttons ------------------------------------------------------------------------------------

def test_buttons(check, console):
    """DOWN and A play the second cart of the list, which sees LEFT, and SELECT with START leaves it."""
    names = sorted(line.split()[0] for line in console.do("ls") if ".wasm" in line)
    console.press("down")
    console.press("a")
    check("a_plays_the_chosen_cart", console.wait(re.escape(TRACED[names[1]]), 60) is None and console.text)
    console.hold("select", True)
    console.hold("start", True)
    said = console.wait(rf"{re.escape(names[1])}: \d+ frames", 60)
    console.hold("select", False)
    console.hold("start", False)
    check("select_and_start_bring_the_list_back", said is None and console.text)
    console.wake()


TRACED = {"bricks.wasm": "a game for WASM-4", "comets.wasm": "a demo for WASM-4"}


def test_failure(check, console):
    """A cart that traps is said, and the next one plays."""
    put(check, console, carts.make(console.folder.name, "trap"))
    console.do("play trap.wasm")
    check("a_trap_is_said", console.wait("TRAP[^\n]*unreachable", 60) is None and console.text)
    console.send("stop\r")
    console.wait("frames", 60)
    console.wake()
    console.do("play bricks.wasm")
    check("the_next_cart_plays", console.wait("level 1", 60) is None and console.text)
    console.do("stop")
    console.do("rm trap.wasm")
    console.wake()


def test_bad_carts(check, console):
    """Each is said on the line, and the console lives: bricks plays behind all of them."""
    folder = console.folder.name
    large = os.path.join(folder, "large.wasm")
    with open(large, "wb") as file:
        file.write(b"\0asm\1\0\0\0" + b"\0\xf8\xff\x03" + bytes(65528))
    bad = {"start_traps": "TRAP[^\n]*unreachable", "large_memory": "UNLINKABLE", "other_memory": "UNLINKABLE",
           "endless": "FUEL", "large": "LIMIT"}
    for name, pattern in bad.items():
        put(check, console, large if name == "large" else carts.make(folder, name))
        console.do(f"play {name}.wasm")
        check(f"{name}_is_said", console.wait(pattern, 200) is None and console.text)
        console.send("stop\r")
        console.wait("frames", 60)
        console.wake()
        console.do(f"rm {name}.wasm")
    put(check, console, carts.make(folder, "no_update"))
    console.do("hold no_update.wasm 9")
    check("a_cart_without_update_plays", console.wait("stands still", 60) is None and console.text)
    console.send("stop\r")
    console.wait("9 frames", 60)
    console.wake()
    console.do("rm no_update.wasm")
    test_corrupt_disk(check, console)
    console.do("play bricks.wasm")
    check("bricks_plays_behind_bad_carts", console.wait("level 1", 60) is None and console.text)
    console.do("stop")
    console.wake()


def test_corrupt_disk(check, console):
    """A disk that is too large is said, and stays as it is."""
    disk = os.path.join(console.folder.name, "saver.disk")
    with open(disk, "wb") as file:
        file.write(random.randbytes(1025))
    put(check, console, carts.make(console.folder.name, "saver", carts.SAVER), disk)
    console.do("play saver.wasm")
    check("a_corrupt_disk_is_said", console.wait("CORRUPT", 60) is None and console.text)
    console.send("stop\r")
    console.wait("frames", 60)
    console.wake()
    check("and_stays_as_it_is", not any(line.startswith("saver.disk 1025") for line in console.do("ls")) and
          f"{console.do('ls')}")
    console.do("rm saver.disk")
    console.do("rm saver.wasm")


def test_upload(check, console):
    """A cart comes while another plays, which goes on."""
    console.do("play bricks.wasm")
    wait(check, "bricks_plays_while_a_cart_comes", console, "level 1", 60)
    put(check, console, carts.make(console.folder.name, "late", carts.STILL))
    time.sleep(2 * SETTLE)
    console.do("stop")
    said = console.wait(r"bricks.wasm: \d+ frames", 60)
    check("bricks_went_on", (said is None or int(re.findall(r"(\d+) frames", said)[-1]) < 30) and f"{said} {console.text}")
    console.wake()
    console.do("hold late.wasm 3")
    check("the_late_cart_plays", console.wait("stands still", 60) is None and console.text)
    console.do("stop")
    console.wake()
    console.do("rm late.wasm")


def test_disk_while_a_file_comes(check, console):
    """The store takes one file at a time: what a cart keeps waits for the other, and is not lost."""
    folder = console.folder.name
    put(check, console, carts.make(folder, "keeper", carts.SAVER))
    console.do("play keeper.wasm")
    wait(check, "a_cart_writes_its_disk", console, "runs 1", 60)
    path = os.path.join(folder, "half.bin")
    with open(path, "wb") as file:
        file.write(random.randbytes(60000))
    console.send("save half.bin 60000\r")
    wait(check, "a_file_comes_meanwhile", console, "gives up", 60)
    console.transfer(["sb", path], most=9000)
    time.sleep(KEEP_SECONDS + 1)
    console.send(b"\x18\x18\x18\x18\x18")
    console.wake()
    console.send("stop\r")
    console.wait("frames", 60)
    console.wake()
    listed = console.do("ls")
    check("its_disk_is_kept", "keeper.disk 4" not in listed and f"{listed}")
    console.do("rm keeper.wasm")


def test_disk(check, console):
    """What a cart has written is a file beside it, and is read the next time."""
    put(check, console, carts.make(console.folder.name, "saver", carts.SAVER))
    for wanted in ("runs 1", "runs 2", "runs 3"):
        console.do("play saver.wasm")
        check(f"the_disk_lets_it_say_{wanted[5:]}", console.wait(wanted, 60) is None and console.text[-200:])
        console.send("stop\r")
        console.wait("frames", 60)
        console.wake()
    for name in ("saver.one", "saver.two"):
        put(check, console, carts.make(console.folder.name, name, carts.SAVER))
        console.do(f"play {name}.wasm")
        check(f"{name}_has_a_disk_of_its_own", console.wait("runs 1", 60) is None and console.text[-200:])
        console.send("stop\r")
        console.wait("frames", 60)
        console.wake()
    check("the_disk_is_a_file", not any(line.startswith("saver.disk 4") for line in console.do("ls")) and "it is not")


def test_buzzer(check, console):
    """A tone of 440 Hz is a pin's pulses, seen from outside, and ends."""
    tune = carts.make(console.folder.name, "tune", carts.tones_text([(20, [440, 255, 100, 0])]))
    put(check, console, tune)
    console.do("play tune.wasm 60 shot.bmp")
    console.wait("kept shot.bmp", 300)
    edges = console.outside.wires.changes(26, 100_000_000)[1:]
    rising = [at for at, level in edges if level == 1]
    gaps = [b - a for a, b in zip(rising, rising[1:])]
    check("the_buzzer_has_the_tone", not (len(gaps) > 20 and all(abs(g - 1e9 / 440) < 1e9 / 440 / 50 for g in gaps))
          and f"{gaps[:9]}")
    console.do("stop")
    console.wake()
    check("then_it_is_silent", console.outside.wires.changes(26, 50_000_000)[1:] and "it is not")


# ---- instructions -------------------------------------------------------------------------------

SHIFT = 3  # an instruction takes 2 ** SHIFT nanoseconds
COUNTER_HZ = 200_000_000
PICO_HZ = 125_000_000
# By cart: to which frame, and the most for a frame, without the display.
MOST_INSTRUCTIONS = {"bricks": (600, 510_000), "comets": (600, 350_000), "plasma": (4, 330_000_000)}


def test_instructions(suite):
    """QEMU counts instructions, and its clock by them."""
    name = "ast1030-evb"

    def check(claim, problem):
        suite.check(f"{name}_counted_{claim}", problem)

    with Console(name, ["-icount", f"shift={SHIFT},sleep=off"]) as console:
        put(check, console, *map(module, MOST_INSTRUCTIONS))
        for cart, (frames, most) in MOST_INSTRUCTIONS.items():
            _, counts = play_to(check, console, cart, frames)
            instructions = counts * 10 ** 9 // COUNTER_HZ // 2 ** SHIFT
            print(f"{name}: {cart}: {instructions:,} instructions per frame", flush=True)
            FIGURES[cart, "instructions"] = instructions
            done = run(board.TW, "wasm4", module(cart), "--headless", "--frames", str(frames), "--stats")
            FIGURES[cart, "wasm"] = int(re.findall(r"instructions.*mean ([\d,]+)", done.out)[0].replace(",", ""))
            check(f"{cart}_takes_no_more", not most * 0.8 < instructions < most and f"{instructions:,}, not {most:,}")


# ---- the figures of docs/WASM4.md ---------------------------------------------------------------

DOCS = os.path.join(ROOT, "docs/WASM4.md")
COLUMNS = ("wasm", "instructions", "cycles", "ms")
FIGURES = {}  # what was measured, by cart and column


def rounded(figure):
    """Three digits of it."""
    return f"{figure:.1f}" if figure < 100 else f"{int(float(f'{figure:.3g}')):,}"


def is_about(cell, figure):
    return cell != "-" and abs(float(cell.replace(",", "")) - figure) < 0.03 * figure


def test_docs(suite, is_update):
    """The table of a frame's cost; --update writes what was measured into it."""
    with open(DOCS, encoding="utf-8") as file:
        text = file.read()
    for cart in MOST_INSTRUCTIONS:
        row = re.search(rf"^\| {cart} \|(.*)\|$", text, re.M)
        cells = [cell.strip() for cell in row[1].split("|")]
        for at, column in enumerate(COLUMNS):
            figure = FIGURES.get((cart, column))
            if figure is not None and is_update:
                cells[at] = rounded(figure)
            elif figure is not None:
                suite.check(f"docs_have_the_{column}_of_{cart}", not is_about(cells[at], figure) and
                            f"{cells[at]!r}, measured {rounded(figure)}: --update")
        text = text.replace(row[0], f"| {cart} | {' | '.join(cells)} |")
    if is_update:
        with open(DOCS, "w", encoding="utf-8") as file:
            file.write(text)


# ---- who runs what ------------------------------------------------------------------------------

TESTS = {"host": (test_pictures, test_upload, test_failure, test_bad_carts, test_disk,
                  test_disk_while_a_file_comes),
         "ast1030-evb": (test_pictures, test_buttons, test_display, test_upload, test_failure, test_bad_carts,
                         test_disk),
         "pico": (test_pictures, test_buttons, test_display, test_failure, test_disk, test_buzzer),
         "pico-240": (test_glass, test_display)}


def test_board(suite, name):
    def check(claim, problem):
        suite.check(f"{name}_{claim}", problem)

    for command, did in zip(build_commands(name), ("is_configured", "is_built")):
        done = run(*command, timeout=900)
        check(did, done.code != 0 and done.out)
        if done.code != 0:
            return
    with Console(name) as console:
        put(check, console, *map(module, OWN))
        for test in TESTS[name]:
            test(check, console)


def test_i386(suite):
    """tw with 32 bits, which has no libpng: memory is compared."""
    folder = os.path.join(ROOT, "build/wasm4-i386")
    for command in (["cmake", "-S", ROOT, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DTINYWASM_BUILD_TESTS=OFF",
                     f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/cmake/i386.cmake"],
                    ["cmake", "--build", folder, "--target", "tw", "--parallel", "2"]):
        done = run(*command, timeout=900)
        suite.check(f"i386_{' '.join(command[1:2])}", done.code != 0 and done.out)
        if done.code != 0:
            return
    for cart in OWN:
        with tempfile.TemporaryDirectory() as made:
            script = os.path.join(made, "input.txt")
            with open(script, "w", encoding="utf-8") as file:
                file.write("".join(f"{at} {random.choice((1, 2, 16, 32, 0))}\n" for at in range(1, 600, 7)))
            found = []
            for tool in (board.TW, os.path.join(folder, "tw")):
                shots = [os.path.join(made, str(frame)) for frame in FRAMES]
                words = [word for frame, shot in zip(FRAMES, shots) for word in ("--snapshot", f"{frame}:{shot}")]
                sound = os.path.join(made, "wav")
                done = run(tool, "wasm4", module(cart), "--headless", "--input", script, "--wav", sound, *words)
                suite.check(f"i386_{cart}_plays", done.code != 0 and done.out)
                found.append([open(path, "rb").read() for path in (*shots, sound)])
            suite.check(f"i386_{cart}_is_the_same_bit_for_bit", found[0] != found[1] and "it differs")


def test_build(suite, name):
    if name == "i386":
        test_i386(suite)
    else:
        test_board(suite, name)
    if name == "ast1030-evb":
        test_instructions(suite)


def main():
    wanted = [word for word in sys.argv[1:] if word != "--update"] or list(BUILDS)
    suite = Suite("wasm4-boards")
    done = run("cmake", "--preset", "host")
    done = run("cmake", "--build", "--preset", "host", "--target", "tw", "--parallel", "2", timeout=900)
    suite.check("tw_is_built", done.code != 0 and done.out)
    for name in wanted:
        suite.attempt(test_build, suite, name, where=name)
    test_docs(suite, "--update" in sys.argv)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
