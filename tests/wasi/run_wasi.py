#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make wasi: programs that try WASI preview 1, run by tw.

WASI_TESTSUITE=DIR adds the official suite: all folders below DIR for wasm32-wasip1, with NAME.wasm and
beside it NAME.json where a program needs arguments, an environment or a preopened folder, ends with
another exit code than 0 or prints something. Own programs (tests/wasi/own) have the same form, and
NAME.out is what they print, a check for each line; wasmtime must print the same, unless NAME.json says
why not. A program that leaves a file behind fails, unless its name ends in .cleanup. Each runs twice:
with names resolved by the kernel, and step by step.
"""
import concurrent.futures
import contextlib
import ctypes
import errno
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

TW = os.path.join(ROOT, "build/tw")
OWN = os.path.join(ROOT, "tests/wasi/own")
MADE = os.path.join(ROOT, "build/wasi/own")
WASMTIME = os.path.join(ROOT, "build/deps/wasmtime")
PREVIEW_1 = "wasm32-wasip1"
RESOLVERS = {"kernel": {}, "walk": {"TINYWASM_WASI_WALK": "1"}}
OPENAT2 = 437  # of every machine's system calls
TIMEOUT_S = 60
ESCAPE_ROUNDS = 60
IN_TESTS = ("escape.wasm", "hostile.wasm", "names.wasm", "ends.wasm")  # which run them their own way
DEFAULTS = {"args": [], "env": {}, "root": None, "exit_code": 0, "stdout": None, "stderr": None,
            "alone": ""}


# --- what is expected ----------------------------------------------------------------------------

def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def read_json(path):
    return json.loads(read_text(path)) if os.path.exists(path) else {}


def flat(steps):
    """The older form of a description that has steps."""
    found = {}
    for step in steps:
        if step["type"] == "run":
            found |= step
        elif step["type"] == "wait":
            found["exit_code"] = step.get("exit_code", 0)
        elif step["type"] == "read":
            found[step.get("id", "stdout")] = step.get("payload", "")
        else:
            raise ValueError(f"preview 1 has no step {step['type']}")
    return found


def spec_of(path):
    found = read_json(path[:-len("wasm")] + "json")
    found = found | flat(found.get("operations", []))
    return DEFAULTS | {key: found[key] for key in DEFAULTS if key in found}


# --- running -------------------------------------------------------------------------------------

class Ended:
    """What a program left."""

    def __init__(self, command, environment, before=None):
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=before,
                                  env={**os.environ, **environment}, timeout=TIMEOUT_S, check=False)
            self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = "none, it did not end", b"", b""
        self.out = self.out.decode("utf-8", "replace")
        self.err = self.err.decode("utf-8", "replace")


def by_tw(path, spec, root):
    words = [word for pair in spec["env"].items() for word in ("--env", "=".join(pair))]
    words += ["--dir", f"{root}::/"] if root else []
    return [TW, "run", path, *words, "--", *spec["args"]]


def by_wasmtime(path, spec, root):
    return [sys.executable, os.path.join(ROOT, "tests/wasi/by_wasmtime.py"), WASMTIME, path,
            root or "", json.dumps(spec)]


def tree(folder):
    return {os.path.relpath(os.path.join(at, name), folder)
            for at, folders, files in os.walk(folder) for name in folders + files}


def run_program(command_of, path, environment=(), more=()):
    """What the program at path left, and in its folder. more: arguments beside the usual ones."""
    spec = spec_of(path)
    spec["args"] = [*spec["args"], *more]
    with tempfile.TemporaryDirectory() as scratch:
        root = os.path.join(scratch, "root") if spec["root"] else None
        if root:
            shutil.copytree(os.path.join(os.path.dirname(path), spec["root"]), root, symlinks=True)
        before = tree(root) if root else set()
        done = Ended(command_of(path, spec, root), dict(environment))
        done.left = sorted(name for name in (tree(root) if root else before) - before
                           if not name.endswith(".cleanup"))
    return spec, done


def problems(spec, done):
    if done.code != spec["exit_code"]:
        yield f"exit code {done.code}, not {spec['exit_code']}: {done.err.strip()}"
    for name, got in (("stdout", done.out), ("stderr", done.err)):
        if spec[name] is not None and got != spec[name]:
            yield f"{name} is {got!r}, not {spec[name]!r}"
    if done.left:
        yield f"left behind: {done.left}"


def judge(path, environment=()):
    """Why the program is no pass; "": it is one."""
    return "; ".join(problems(*run_program(by_tw, path, environment)))


# --- the suites ----------------------------------------------------------------------------------

def programs_in(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)
                  if name.endswith(".wasm") and name not in IN_TESTS)


def name_of(path):
    return os.path.basename(path)[:-len(".wasm")]


def official_folders(top):
    return sorted(at for at, _, files in os.walk(top)
                  if PREVIEW_1 in at.split(os.sep) and any(f.endswith(".wasm") for f in files))


def test_official(suite, top):
    folders = official_folders(top)
    suite.check("the_official_suite_is_there", not folders and f"no {PREVIEW_1} below {top}")
    for resolver, environment in RESOLVERS.items():
        for path in (path for folder in folders for path in programs_in(folder)):
            suite.check(f"official_{name_of(path)}_by_{resolver}", judge(path, environment))


def check_lines(suite, name, text, wanted=None):
    """A check for each line that should have been printed."""
    wanted = wanted or read_text(os.path.join(OWN, name.split("_by_")[0] + ".out")).splitlines()
    got = text.splitlines()
    for i, line in enumerate(wanted):
        there = got[i] if i < len(got) else "nothing"
        suite.check(f"own_{name}_line_{i + 1}", there != line and f"{there!r}, not {line!r}")
    suite.check(f"own_{name}_prints_no_more", got[len(wanted):])


def differing(name):
    """Rows of a table that wasmtime answers otherwise: number -> what it does."""
    path = os.path.join(OWN, name + ".wasmtime")
    lines = read_text(path).splitlines() if os.path.exists(path) else []
    return {number: what for number, what, _ in
            (line.split(": ", 2) for line in lines if not line.startswith("#"))}


def of_wasmtime(name):
    """Arguments that leave out the rows at which wasmtime traps, and the lines that it should print."""
    others = differing(name)
    lines = []
    for line in read_text(os.path.join(OWN, name + ".out")).splitlines():
        what = others.get(line.split(" ", 1)[0], "")
        lines += [] if what == "traps" else [f"{line}: {what}" if what else line]
    return [number for number, what in others.items() if what == "traps"], lines


def test_own(suite):
    done = run(os.path.join(OWN, "build.sh"), MADE)
    suite.check("own_programs_are_built", done.code != 0 and done.out)
    for path in programs_in(MADE) if done.code == 0 else ():
        for resolver, environment in RESOLVERS.items():
            name = f"{name_of(path)}_by_{resolver}"
            spec, ended = run_program(by_tw, path, environment)
            suite.check(f"own_{name}_ends_well", "; ".join(problems(spec, ended)))
            check_lines(suite, name, ended.out)
        if not spec["alone"]:
            left_out, wanted = of_wasmtime(name_of(path))
            spec, ended = run_program(by_wasmtime, path, more=left_out)
            suite.check(f"own_{name_of(path)}_ends_so_on_wasmtime", "; ".join(problems(spec, ended)))
            check_lines(suite, f"{name_of(path)}_by_wasmtime", ended.out, wanted)


# --- the table -----------------------------------------------------------------------------------

PAGE = os.path.join(ROOT, "docs/WASI.md")
TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- end of table -->)", re.S)


def answered():
    """What each function answers, by the lines of the two tables: function -> names of errors."""
    found = {}
    for name in ("table", "table_ours"):
        for line in read_text(os.path.join(OWN, name + ".out")).splitlines():
            _, function, errno = line.split()
            found.setdefault(function, set()).add(errno)
    return found


def page_table():
    rows = "".join(f"| `{function}` | {' '.join(sorted(errnos, key=lambda e: (e != 'SUCCESS', e)))} |\n"
                   for function, errnos in sorted(answered().items()))
    return "| function | answers |\n|---|---|\n" + rows


def test_table(suite):
    """Every function is in it, and the page shows it."""
    source = read_text(os.path.join(ROOT, "src/wasi/process.c"))
    functions = set(re.findall(r'^    \{"(\w+)", "\(', source, re.M)) - {"proc_exit"}  # own process.c
    pairs = sum(len(errnos) for errnos in answered().values())
    suite.check("table_has_every_function", functions ^ set(answered()) or not functions)
    suite.check("table_has_more_than_successes",
                [f for f, errnos in answered().items() if errnos == {"SUCCESS"} and f != "sched_yield"])
    suite.check("table_is_in_the_page", TABLE.search(read_text(PAGE))[0] !=
                f"<!-- table -->\n{page_table()}<!-- end of table -->" and "run_wasi.py --update")
    print(f"table: {len(answered())} functions, {pairs} answers")


def update_page():
    page = read_text(PAGE)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(TABLE.sub(lambda match: match[1] + page_table() + match[2], page))


# --- ways out ------------------------------------------------------------------------------------

ESCAPE = os.path.join(MADE, "escape.wasm")
SECRET = "OUTSIDE" * 617 + "xx"  # 4,321 bytes


def make_outside(folder):
    """A folder for the program, and one beside it that it must never touch."""
    root, outside = os.path.join(folder, "root"), os.path.join(folder, "outside")
    os.makedirs(os.path.join(root, "a/b/c"))
    os.makedirs(outside)
    for path, text in ((outside + "/secret", SECRET), (folder + "/secret", SECRET),
                       (outside + "/OUTSIDE", ""), (root + "/a/kept", "inside"),
                       (root + "/secret", "inside")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    for name, target in (("link", "../outside"), ("absolute", outside), ("proc", "/proc/self"),
                         ("dangling", "../outside/none"), ("a/up", "../.."), ("a/swap", "../swap")):
        os.symlink(target, os.path.join(root, name))
    os.mkfifo(os.path.join(root, "pipe"))
    return root, outside


class Filter(ctypes.Structure):
    """struct sock_fprog."""
    _fields_ = [("count", ctypes.c_ushort), ("rows", ctypes.c_void_p)]


def refuse_openat2(number):
    """For this process and those that it starts openat2 fails with that error, as by an older kernel
    (ENOSYS), or by a sandbox that does not know it (EPERM)."""
    rows = ((0x20, 0, 0, 0), (0x15, 0, 1, OPENAT2), (0x06, 0, 0, 0x00050000 | number),
            (0x06, 0, 0, 0x7fff0000))  # load the call's number; is it that? then fail; else go on
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in rows))
    libc = ctypes.CDLL(None, use_errno=True)
    for words in ((38, 1, 0, 0, 0), (22, 2, ctypes.byref(Filter(len(rows), ctypes.addressof(program))), 0, 0)):
        if libc.prctl(*words) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def ways():
    """How names are resolved where somebody attacks: name, environment, what is done before."""
    yield from ((name, environment, None) for name, environment in RESOLVERS.items())
    for number in (errno.ENOSYS, errno.EPERM):
        yield errno.errorcode[number], {}, lambda number=number: refuse_openat2(number)


def swap(root, outside, end):
    """Until told: root/swap is a directory, a link out, a file; root/moving moves out and back. How
    often it was a link."""
    path, moving = os.path.join(root, "swap"), os.path.join(root, "moving")
    os.makedirs(moving + "/b")
    turns = 0
    while not end.is_set():
        for make in (lambda: os.mkdir(path), lambda: os.symlink("../outside", path),
                     lambda: os.symlink(outside, path)):
            with contextlib.suppress(OSError):
                make()
            turns += os.path.islink(path)
            with contextlib.suppress(OSError):
                os.rename(moving, os.path.join(outside, "moved"))
            with contextlib.suppress(OSError):
                os.rename(os.path.join(outside, "moved"), moving)
            with contextlib.suppress(OSError):
                (os.rmdir if os.path.isdir(path) and not os.path.islink(path) else os.unlink)(path)
    return turns


def state_of(outside):
    """Everything there, but for the directory that moves through it."""
    secret = os.path.join(outside, "secret")
    if not os.path.exists(secret):
        return "it is gone"
    return (sorted(set(os.listdir(outside)) - {"moved"}), read_text(secret),
            os.stat(secret).st_mtime_ns, os.stat(secret).st_nlink)


def test_escapes(suite, rounds):
    for resolver, environment, at_start in ways():
        with tempfile.TemporaryDirectory() as folder:
            root, outside = make_outside(folder)
            before, end = state_of(outside), threading.Event()
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                swapping = pool.submit(swap, root, outside, end)
                done = Ended(by_tw(ESCAPE, DEFAULTS | {"args": [str(rounds)]}, root), environment,
                             at_start)
                end.set()
                turns = swapping.result()
            name = f"escape_by_{resolver}"
            suite.check(f"{name}_reads_nothing_outside",
                        done.out != f"{rounds} rounds\n" and f"{done.out[:500]} {done.err}")
            suite.check(f"{name}_changes_nothing_outside",
                        state_of(outside) != before and f"{before}, then {state_of(outside)}")
            suite.check(f"{name}_ran_beside_swaps", turns < 50 and f"{turns} turns")


def test_hostile(suite):
    wanted = read_text(os.path.join(ROOT, "tests/wasi/escape/hostile.out")).splitlines()
    for resolver, environment, at_start in ways():
        with tempfile.TemporaryDirectory() as folder:
            root, outside = make_outside(folder)
            other = os.path.join(folder, "other")
            os.makedirs(other)
            before, inside = state_of(outside), tree(folder)
            words = [TW, "run", os.path.join(MADE, "hostile.wasm"), "--dir", f"{root}::/", "--dir",
                     f"{other}::/other"]
            done = Ended(words, environment, at_start)
            check_lines(suite, f"hostile_by_{resolver}", done.out, wanted)
            suite.check(f"hostile_by_{resolver}_ends_well", done.code and f"{done.code} {done.err}")
            suite.check(f"hostile_by_{resolver}_changes_nothing_outside",
                        state_of(outside) != before and f"{before}, then {state_of(outside)}")
            suite.check(f"hostile_by_{resolver}_leaves_nothing", tree(folder) ^ inside)


# Links of /proc lead anywhere, whatever their text says.
PROC_OUT = ("root/etc/hostname", "root", "cwd", "exe", "fd/0", "fd/1", "ns/mnt", "task/../root", "../1/stat",
            "./root/../root/etc/hostname", "../self/root", "/proc/self/status")


def test_proc(suite):
    """The process's own folder of /proc as the one that is given: what is in it is read, nothing else."""
    for resolver, environment, at_start in ways():
        done = Ended([TW, "run", os.path.join(MADE, "names.wasm"), "--dir", "/proc/self::/", "--", "status",
                      *PROC_OUT], environment, at_start)
        wanted = ["status: open", *(f"{name}: refused" for name in PROC_OUT)]
        check_lines(suite, f"proc_by_{resolver}", done.out, wanted)


# --- tw run --------------------------------------------------------------------------------------

ENDS = os.path.join(MADE, "ends.wasm")
PING = os.path.join(ROOT, "modules/ping/ping.wasm")


def test_ends(suite):
    """A command's exit code is tw's; a trap is 134, with the fault on stderr."""
    for how, number, code in (("return", 0, 0), ("return", 7, 7), ("exit", 0, 0), ("exit", 125, 125),
                              ("exit", 255, 255), ("raise", 9, 137)):
        done = Ended([TW, "run", ENDS, "--", how, str(number)], {})
        suite.check(f"run_{how}_{number}_gives_its_code", done.code != code and f"{done.code} {done.err}")
        suite.check(f"run_{how}_{number}_keeps_what_was_printed",
                    done.out != "before the end\n" and f"{done.out!r}")
        suite.check(f"run_{how}_{number}_is_no_fault", done.err)
    for how, trap in (("abort", "unreachable"), ("address", "out of bounds memory access")):
        done = Ended([TW, "run", ENDS, "--", how], {})
        suite.check(f"run_{how}_is_134", done.code != 134 and f"{done.code}")
        suite.check(f"run_{how}_keeps_what_was_printed", done.out != "before the end\n" and f"{done.out!r}")
        suite.check(f"run_{how}_says_where",
                    not re.match(rf"ends\.wasm, function .*: TRAP: {trap}", done.err) and f"{done.err!r}")


def test_streams(suite):
    """What a program changes of the streams that it was lent is as before when it has ended."""
    ours, theirs = os.pipe()
    code = subprocess.run([TW, "run", ENDS, "--", "hasty"], stdin=subprocess.DEVNULL, stdout=theirs,
                          timeout=TIMEOUT_S, check=False).returncode
    suite.check("run_leaves_streams_as_they_were", (code != 0 or not os.get_blocking(theirs)) and f"{code}")
    os.close(ours)
    os.close(theirs)


def test_what_is_no_command(suite):
    done = Ended([TW, "run", PING], {})
    suite.check("run_of_another_module_lists_its_exports",
                (done.code or not re.search(r"^func ping: ", done.out, re.M)) and f"{done.code} {done.out!r}")
    done = Ended([TW, "run", ENDS, "--invoke", "_start"], {})
    suite.check("run_invoke_works_as_before", done.out != "before the end\n" and f"{done.out} {done.err}")
    for what, words in (("a_missing_folder", ["--dir", "/none/there"]), ("a_bad_variable", ["--env", "X"]),
                        ("a_missing_file", [])):
        path = os.path.join(MADE, "none.wasm") if what == "a_missing_file" else ENDS
        done = Ended([TW, "run", path, *words], {})
        suite.check(f"run_refuses_{what}", not (done.code not in (0, 134) and not done.out and
                                                re.search(r": [A-Z]+: .+: ", done.err)) and
                    f"{done.code} {done.out!r} {done.err!r}")


# --- the runner itself ---------------------------------------------------------------------------

def with_spec(folder, name, **spec):
    """A copy of an own program that is expected to do something else."""
    path = os.path.join(folder, name + ".wasm")
    shutil.copy(os.path.join(MADE, name + ".wasm"), path)
    with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
        json.dump(read_json(os.path.join(MADE, name + ".json")) | spec, file)
    return path


def test_runner(suite):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(MADE, "root.dir"), os.path.join(folder, "root.dir"))
        for what, name, spec in (("a_wrong_exit_code", "process", {"exit_code": 42}),
                                 ("a_wrong_stdout", "waiting", {"stdout": "x"}),
                                 ("a_file_left_behind", "leaves", {"args": ["it"]})):
            found = judge(with_spec(folder, name, **spec))
            word = {"a_wrong_exit_code": "exit code 41", "a_wrong_stdout": "stdout is",
                    "a_file_left_behind": "left behind: ['left']"}[what]
            suite.check(f"the_runner_finds_{what}", word not in found and (found or "nothing"))
        steps = [{"type": "run", "args": ["one", "two words", ""],
                  "env": {"A": "1", "LONG_NAME": "x=y"}}, {"type": "wait", "exit_code": 41}]
        found = judge(with_spec(folder, "process", exit_code=0, operations=steps))
        suite.check("the_runner_takes_steps", found)


def main():
    if sys.argv[1:] == ["--update"]:  # the table in docs/WASI.md
        update_page()
        return 0
    suite = Suite("wasi")
    for test, *arguments in ((test_own,), (test_table,), (test_escapes, ESCAPE_ROUNDS), (test_hostile,),
                             (test_proc,), (test_ends,), (test_streams,), (test_what_is_no_command,),
                             (test_runner,)):
        suite.attempt(test, suite, *arguments)
    print(f"own: {suite.passed} passed, {suite.failed} failed")
    if "WASI_TESTSUITE" in os.environ:
        test_official(suite, os.environ["WASI_TESTSUITE"])
    else:
        print("official suite not run here: WASI_TESTSUITE=DIR adds it")
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
