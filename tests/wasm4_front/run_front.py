#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw wasm4 from outside: every option, what it writes and how it fails, on the optimised build and on
the one with sanitizers; the window with SDL's drivers that write pictures and sound to files.

tests/wasm4_front/run_front.py [--update] [WORD...]: the tests with such a word in their names, on the
optimised build alone. --update writes the pictures of our own carts to docs/ anew.
"""
import glob
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import wave

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402
import carts  # noqa: E402

TOOLS = {"host": os.path.join(ROOT, "build/tw"), "host-debug": os.path.join(ROOT, "build/host-debug/tw")}
OWN = ("bricks", "comets")
FRAMES = (1, 60, 600)
DOCS_SCALE = 2
SAMPLES = 735
FUNCTIONS = ("blit blitSub line hline vline oval rect text textUtf8 textUtf16 tone diskr diskw trace "
             "traceUtf8 traceUtf16 tracef").split()
ERROR = re.compile(r"[^\n]+: [A-Z]+: [^\n]+: [^\n]+\n")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def differs(got, wanted):
    return got != wanted and f"expected {wanted!r}, got {got!r}"


class Tool:
    """One build of tw, in a folder of its own."""

    def __init__(self, suite, preset, folder):
        self.suite, self.preset, self.folder = suite, preset, folder

    def check(self, claim, problem):
        self.suite.check(f"{self.preset}_{claim}", problem)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words, **environment):
        """Exit code, stdout, stderr."""
        done = subprocess.run([TOOLS[self.preset], "wasm4", *words], cwd=self.folder, timeout=120,
                              env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def fine(self, claim, *words):
        """Runs headless and without an error; stdout."""
        code, out, err = self.run(*words, "--headless")
        self.check(claim, (code != 0 or err) and f"exit code {code}: {err}")
        return out

    def refused(self, claim, words, code, pattern, **environment):
        """One line of the common form, which the pattern is in."""
        found, _, err = self.run(*words, **environment)
        good = found == code and ERROR.fullmatch(err) and re.search(pattern, err)
        self.check(claim, not good and f"exit code {found}, not {code}, or {err!r} has no {pattern!r}")

    def memory(self, cart, frame, *words):
        """Of the frame; a cart that does not get there leaves none."""
        path = self.path("memory.bin")
        if os.path.exists(path):
            os.remove(path)
        self.fine(f"{os.path.basename(cart)}_gets_to_frame_{frame}", cart, "--snapshot", f"{frame}:{path}", *words)
        return read(path)


# ---- input --------------------------------------------------------------------------------------

def random_input():
    """Lines of a file, and what holds in frames 1 to 40: pads, mouse, buttons."""
    lines, held, frame = ["# FRAME PAD1 ...", ""], {}, 0
    for _ in range(8):
        frame += random.randrange(1, 6)
        pads = [random.randrange(256) for _ in range(4)]
        mouse = [random.randrange(-300, 300), random.randrange(-300, 300), random.randrange(8)]
        count = random.choice((1, 2, 4, 7))
        numbers = (pads + mouse)[:count]
        held[frame] = numbers + ([0, 0, 0, 0, 0x7fff, 0x7fff, 0])[count:]
        lines.append(" ".join(random.choice((str, hex))(n) for n in [frame, *numbers]) + random.choice(("", "  # x")))
    now, wanted = [0, 0, 0, 0, 0x7fff, 0x7fff, 0], []
    for n in range(1, 41):
        now = held.get(n, now)
        wanted.append(struct.pack("<4BhhB", *now))
    return "\n".join(lines) + "\n", wanted


def test_input(tool):
    echo = carts.make(tool.folder, "echo")
    text, wanted = random_input()
    script = write(tool.path("input.txt"), text)
    memory = tool.memory(echo, 40, "--input", script)
    at = [carts.ECHO_AT + n * carts.ECHO_BYTES for n in range(40)]
    tool.check("each_line_of_input_holds_from_its_frame_on", differs([memory[a:a + 9] for a in at], wanted))
    tool.check("start_sees_the_input_of_frame_1", differs(memory[0x1f00:0x1f08], wanted[0][:8]))
    nothing = tool.memory(echo, 3)
    tool.check("without_input_nothing_is_pressed", differs(
        nothing[carts.ECHO_AT:carts.ECHO_AT + 9], struct.pack("<4BhhB", 0, 0, 0, 0, 0x7fff, 0x7fff, 0)))
    for bad, what in (("1 2\nx 1\n", ":2: .*FRAME"), ("1\n", ":1: .*PAD1 is missing"),
                      ("1 256\n", ":1: .*PAD1: 256"), ("2 1\n1 1\n", ":2: .*before"),
                      ("1 1 1 1 1 70000 0 0\n", ":1: .*MOUSEX"), ("1 1 1 1 1 1 1 1 9\n", ":1: .*too many: 9"),
                      ("1 0x\n", ":1: .*PAD1: 0x"), ("# x\n\n1 -1\n", ":3: .*PAD1: -1")):
        write(script, bad)
        tool.refused(f"input_{bad!r}_is_refused", [echo, "--headless", "--frames", "1", "--input", script], 2,
                     rf"{re.escape(script)}{what}")
    tool.refused("input_that_is_not_there_is_refused",
                 [echo, "--headless", "--frames", "1", "--input", "nosuch.txt"], 2, "nosuch.txt: NOENT")


# ---- what is written ----------------------------------------------------------------------------

def test_pictures(tool):
    echo = carts.make(tool.folder, "echo")
    names = [tool.path(name) for name in ("a.png", "b.png", "a.bin", "b.bin")]
    words = ["--png", f"2:{names[0]}", "--png", f"9:{names[1]}", "--snapshot", f"2:{names[2]}",
             "--snapshot", f"9:{names[3]}"]
    tool.fine("pictures_and_memory_are_written", echo, *words)
    for picture, memory in ((names[0], names[2]), (names[1], names[3])):
        tool.check("memory_has_64_kib", differs(len(read(memory)), 65536))
        tool.check("the_png_is_the_picture_in_memory", carts.picture_of(picture) != (
            carts.SIZE, carts.composed(read(memory))) and "it differs")
    tool.check("frames_differ", read(names[2]) == read(names[3]) and "memory is the same")
    tool.fine("pictures_are_scaled", echo, *words, "--scale", "3")
    tool.check("a_pixel_is_three_wide_and_high", carts.picture_of(names[1]) != (
        3 * carts.SIZE, carts.composed(read(names[3]), 3)) and "it differs")


def random_tones():
    return [(frame, [random.randrange(2 ** 32), random.randrange(2 ** 32), random.randrange(2 ** 32),
                     random.randrange(128)]) for frame in (1, 1, 3, 4, 8)]


def test_sound(tool):
    tones = random_tones()
    cart = carts.make(tool.folder, "tones", carts.tones_text(tones))
    csv, sound = tool.path("tones.csv"), tool.path("sound.wav")
    tool.fine("tones_are_written", cart, "--frames", "10", "--tones", csv)
    wanted = "".join(",".join(map(str, (frame, *numbers))) + "\n" for frame, numbers in tones)
    tool.check("tones_are_as_they_were_passed", differs(read(csv).decode(), wanted))
    loud = carts.make(tool.folder, "loud", carts.tones_text([(2, [440, 10, 100, 0])]))
    tool.fine("sound_is_written", loud, "--frames", "20", "--wav", sound)
    with wave.open(sound) as file:
        tool.check("sound_has_the_format", differs(
            (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()),
            (2, 2, 44100, 20 * SAMPLES)))
        samples = struct.unpack(f"<{40 * SAMPLES}h", file.readframes(20 * SAMPLES))
    sounding = [any(samples[2 * SAMPLES * n:2 * SAMPLES * (n + 1)]) for n in range(20)]
    tool.check("it_sounds_as_long_as_the_tone", differs(
        [n + 1 for n, is_loud in enumerate(sounding) if is_loud and n < 11], list(range(2, 12))))
    tool.check("then_it_is_silent", any(sounding[14:]) and f"{sounding}")


def test_trace(tool):
    bricks = os.path.join(ROOT, "modules/bricks/bricks.wasm")
    wanted = "bricks\na game for WASM-4\nX begins\ndemo: level 1\n"
    tool.check("traces_are_on_stdout", differs(tool.fine("bricks_runs", bricks, "--frames", "2"), wanted))
    path = tool.path("trace.txt")
    out = tool.fine("bricks_runs_again", bricks, "--frames", "2", "--trace", path)
    tool.check("traces_are_in_the_file_alone", differs((out, read(path).decode()), ("", wanted)))


def test_disk(tool):
    cart, disk = carts.make(tool.folder, "disk"), tool.path("kept.disk")
    content = random.randbytes(random.randrange(1, 1025))
    write(disk, content)
    script = write(tool.path("input.txt"), "1 255\n")
    memory = tool.memory(cart, 3, "--disk", disk, "--input", script)
    size, = struct.unpack_from("<I", memory, 0x2ffc)
    tool.check("the_disk_is_there_from_the_start", differs((size, memory[0x3000:0x3000 + size]), (len(content), content)))
    tool.check("what_is_not_written_stays", differs(read(disk), content))
    write(script, "1 7\n")
    tool.fine("a_disk_is_written", cart, "--frames", "3", "--disk", disk, "--input", script)
    tool.check("the_disk_is_what_was_written_last", differs(read(disk), b"what is"))
    write(script, "1 0\n")
    tool.fine("a_disk_is_emptied", cart, "--frames", "3", "--disk", disk, "--input", script)
    tool.check("an_empty_disk_has_no_file", os.path.exists(disk) and "there is one")
    tool.fine("a_missing_disk_is_empty", cart, "--frames", "1", "--disk", disk, "--input", script)
    large = write(disk, random.randbytes(1025))
    tool.refused("a_disk_that_is_too_large_is_refused",
                 [cart, "--headless", "--frames", "3", "--disk", disk], 2, "kept.disk: CORRUPT.*1025")
    tool.check("and_stays", differs(os.path.getsize(large), 1025))
    tool.fine("without_a_file_it_is_not_kept", cart, "--frames", "3")
    tool.check("nothing_else_was_written", glob.glob(tool.path("*.new")) + glob.glob(tool.path("disk.disk")))


def test_stats(tool):
    out = tool.fine("stats_are_printed", carts.make(tool.folder, "echo"), "--frames", "50", "--stats")
    pattern = (r"frames: 50\ninstructions per frame: median \d+, mean \d+, 99 % below \d+, most \d+\n"
               r"us per frame: median .*\n(  (below|from ) +[\d,]+ us +[\d,]+  #*\n)+"
               r"60 frames a second take \d+\.\d % of one core\n")
    tool.check("stats_have_their_lines", not re.fullmatch(pattern, out) and repr(out))
    rows = re.findall(r"us +([\d,]+)  #*", out)
    tool.check("all_frames_are_in_the_histogram", differs(sum(int(n.replace(",", "")) for n in rows), 50))


# ---- what goes wrong ----------------------------------------------------------------------------

def test_bad_carts(tool):
    shot = tool.path("shot.bin")
    run_ten = ["--headless", "--frames", "10"]
    for name, pattern in (("trap", "TRAP: .*unreachable"), ("start_traps", "TRAP"),
                          ("large_memory", "UNLINKABLE"), ("other_memory", "UNLINKABLE")):
        tool.refused(f"cart_{name}_is_said", [carts.make(tool.folder, name), *run_ten], 1, pattern)
    trap, wav = tool.path("trap.wasm"), tool.path("trap.wav")
    code, out, _ = tool.run(trap, *run_ten, "--snapshot", f"6:{shot}", "--wav", wav)
    tool.check("what_came_before_a_trap_is_written", differs(
        (code, out, os.path.getsize(shot), os.path.getsize(wav)), (1, "here\n", 65536, 44 + 7 * 4 * SAMPLES)))
    tool.fine("a_cart_without_update_runs", carts.make(tool.folder, "no_update"), "--frames", "3")
    large = write(tool.path("large.wasm"), b"\0asm\1\0\0\0" + b"\0\xf8\xff\x03\0" + bytes(65536))
    tool.refused("a_cart_that_is_too_large_is_said", [large, *run_ten], 1, "LIMIT")
    torn = write(tool.path("torn.wasm"), read(trap)[:40])
    tool.refused("a_torn_cart_is_said", [torn, *run_ten], 1, "MALFORMED")
    tool.refused("a_cart_that_is_not_there_is_said", ["nosuch.wasm", *run_ten], 2, "nosuch.wasm: NOENT")
    tool.refused("a_folder_is_no_cart", [tool.folder, *run_ten], 2, "IO")
    if tool.preset == "host":  # two thousand million instructions
        tool.refused("an_update_without_end_is_said", [carts.make(tool.folder, "endless"), *run_ten], 1, "FUEL")


def test_bad_words(tool):
    echo = carts.make(tool.folder, "echo")
    for words, pattern in (
            ([], "INVAL"), ([echo, "--headless"], "--frames N"), ([echo, "x", "--headless"], "INVAL"),
            ([echo, "--headless", "--frames", "0"], "--frames"), ([echo, "--headless", "--frames", "x"], "--frames"),
            ([echo, "--headless", "--png", "1"], "--png"), ([echo, "--headless", "--png", "0:x.png"], "--png"),
            ([echo, "--headless", "--snapshot", "1:"], "--snapshot"),
            ([echo, "--headless", "--snapshot", ":x"], "--snapshot"),
            ([echo, "--headless", "--frames", "3", "--png", "4:x.png"], "frame 4"),
            ([echo, "--headless", "--frames", "1", "--scale", "99"], "--scale"),
            ([echo, "--headless", "--frames", "1", "--sound", "x"], "--sound"),
            ([echo, "--headless", "--frames", "1", "--wav", "no/such/x.wav"], "no/such/x.wav: IO"),
            ([echo, "--headless", "--frames", "1", "--trace", "no/such/x"], "no/such/x: IO"),
            ([echo, "--headless", "--png", "1:no/such/x.png"], "no/such/x.png: IO"),
            ([echo, "--headless", "--snapshot", "1:no/such/x"], "no/such/x: IO")):
        tool.refused(f"{' '.join(words[1:]) or 'no_cart'}_is_refused", words, 2, pattern)


# ---- our own carts ------------------------------------------------------------------------------

def docs_picture(cart, frame):
    return os.path.join(ROOT, f"docs/wasm4-{cart}-{frame}.png")


def test_own(tool):
    for cart in OWN:
        path = os.path.join(ROOT, f"modules/{cart}/{cart}.wasm")
        done = run(TOOLS[tool.preset], "inspect", path)
        used = set(re.findall(r"func env\.(\w+)", done.out))
        tool.check(f"{cart}_uses_every_function", differs(sorted(used), sorted(FUNCTIONS)))
        shots = [tool.path(f"{frame}.bin") for frame in FRAMES]
        tool.fine(f"{cart}_plays", path, *[word for frame, shot in zip(FRAMES, shots)
                                           for word in ("--snapshot", f"{frame}:{shot}")])
        for frame, shot in zip(FRAMES, shots):
            tool.check(f"{cart}_frame_{frame}_is_as_in_docs", carts.picture_of(docs_picture(cart, frame)) != (
                DOCS_SCALE * carts.SIZE, carts.composed(read(shot), DOCS_SCALE)) and "it differs: --update, if it is meant")


def update():
    for cart in OWN:
        path = os.path.join(ROOT, f"modules/{cart}/{cart}.wasm")
        words = [word for frame in FRAMES for word in ("--png", f"{frame}:{docs_picture(cart, frame)}")]
        run(TOOLS["host"], "wasm4", path, "--headless", "--scale", str(DOCS_SCALE), *words)


# ---- the window ---------------------------------------------------------------------------------

def picture_of_bmp(path):
    """Rows as carts.composed has them, of an uncompressed file of 24 or 32 bits."""
    data = read(path)
    first, = struct.unpack_from("<I", data, 10)
    width, height, _, bits = struct.unpack_from("<iiHH", data, 18)
    step, stride = bits // 8, (width * bits // 8 + 3) // 4 * 4
    rows = [data[first + y * stride:first + y * stride + width * step] for y in range(height)]
    return [[row[x * step + part] for x in range(width) for part in (2, 1, 0)] for row in reversed(rows)]


def without_silence(sound):
    """A busy PC plays silence in between."""
    return b"".join(sound[at:at + 4] for at in range(0, len(sound), 4) if any(sound[at:at + 4]))


def test_window(tool):
    """Frames in a window of 2 x 160 and 480 x 340 pixels are the pictures, as large as fits."""
    comets = os.path.join(ROOT, "modules/comets/comets.wasm")
    shot, sound, raw = tool.path("7.bin"), tool.path("w.wav"), tool.path("sound.raw")
    drivers = {"SDL_VIDEODRIVER": "dummy", "SDL_VIDEO_DUMMY_SAVE_FRAMES": "1", "SDL_AUDIODRIVER": "disk",
               "SDL_DISKAUDIOFILE": raw}
    code, _, err = tool.run(comets, "--frames", "30", "--scale", "2", "--snapshot", f"7:{shot}", "--wav", sound, **drivers)
    tool.check("a_window_ends_after_its_frames", code != 0 and err)
    shown = sorted(glob.glob(tool.path("SDL_window*.bmp")))
    tool.check("each_frame_is_shown", differs(len(shown), 30))
    tool.check("the_window_shows_the_picture", picture_of_bmp(shown[6]) != carts.composed(read(shot), 2) and "it differs")
    played, written = without_silence(read(raw)), without_silence(read(sound)[44:])
    tool.check("the_sound_card_gets_the_sound", (len(played) < len(written) // 2 or not written.startswith(
        played)) and f"{len(played)} bytes are not the first of {len(written)}")
    tool.refused("a_desktop_without_windows_is_said", [comets, "--frames", "1"], 2, "--headless",
                 SDL_VIDEODRIVER="nosuch")


QUICK = (test_input, test_pictures, test_sound, test_trace, test_disk, test_stats, test_bad_carts,
         test_bad_words, test_own)


def main():
    suite = Suite("wasm4-front")
    words = [word for word in sys.argv[1:] if word != "--update"]
    presets = ["host"] if words else list(TOOLS)
    for preset in presets:
        for command in (["cmake", "--preset", preset],
                        ["cmake", "--build", "--preset", preset, "--target", "tw", "--parallel", "2"]):
            done = run(*command, timeout=900)
            suite.check(f"{preset}_{command[1][2:]}s", done.code != 0 and done.out)
    if "--update" in sys.argv:
        update()
    for preset in presets:
        for test in QUICK + ((test_window,) if preset == "host" else ()):
            if not words or any(word in test.__name__ for word in words):
                with tempfile.TemporaryDirectory(prefix="wasm4-") as folder:
                    suite.attempt(test, Tool(suite, preset, folder), where=preset)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
