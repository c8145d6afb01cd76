# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""How faults are planted: copies of the project, the journal of what was caught, the order."""
import collections
import concurrent.futures
import contextlib
import fcntl
import filecmp
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT  # noqa: E402

WORK = os.path.join(ROOT, "build/sabotage")
JOURNAL = os.path.join(WORK, "journal")
LIST = "tests/sabotage/run_sabotage.py"
# A harness that takes longer with a fault has not named it.
MOST_SECONDS = 900
SLOWEST = 10

Result = collections.namedtuple("Result", "name problem seconds")
RUNNING = set()
HELD = []
PRINTING = threading.Lock()
is_ending = threading.Event()


def say(text):
    with PRINTING:
        print(text, flush=True)


def is_alone():
    """Whether nobody else plants in the same copies, who is then kept out until this program ends."""
    os.makedirs(WORK, exist_ok=True)
    HELD.append(open(os.path.join(WORK, "lock"), "w", encoding="ascii"))  # pylint: disable=consider-using-with
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(HELD[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def digest(*parts):
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


# --- the project and its copies ------------------------------------------------------------------

def files_of(folder):
    return subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=folder,
                          capture_output=True, text=True, check=True).stdout.splitlines()


def state():
    """What stands for the project as it is: its files but the list of faults, each of which is known
    by its own text."""
    lines = []
    for path in sorted(set(files_of(ROOT)) - {LIST}):
        with contextlib.suppress(OSError), open(os.path.join(ROOT, path), "rb") as file:
            lines.append(f"{path} {hashlib.sha256(file.read()).hexdigest()}")
    return digest(*lines)


def refresh(source, target):
    """What a run left planted that was cut off is newer than the project's file: the copy must be newer
    still, or what was built of it stays."""
    if not os.path.isfile(target) or not filecmp.cmp(source, target, shallow=False):
        shutil.copy(source, target)


def copy_project(tree):
    """The project's files; the copy's build folder stays, so that only what a fault touches is rebuilt."""
    listed = files_of(ROOT)
    old = files_of(tree) if os.path.isdir(os.path.join(tree, ".git")) else []
    for path in set(old) - set(listed):
        if os.path.isfile(os.path.join(tree, path)):
            os.remove(os.path.join(tree, path))
    for path in listed:
        source, target = os.path.join(ROOT, path), os.path.join(tree, path)
        if os.path.isfile(source):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            refresh(source, target)
    if not os.path.isdir(os.path.join(tree, ".git")):
        subprocess.run(["git", "init", "-q", tree], check=True)
    subprocess.run(["git", "add", "-A"], cwd=tree, check=True)  # tidy looks at what git knows
    deps = os.path.join(tree, "build/deps")
    os.makedirs(os.path.dirname(deps), exist_ok=True)
    if not os.path.lexists(deps):
        os.symlink(os.path.join(ROOT, "build/deps"), deps)


def cached(tree):
    """The environment in which a file that was compiled before is not compiled again, in no copy and
    when a fault is gone, where there is ccache; it goes by what is in files."""
    if not shutil.which("ccache"):
        return os.environ
    own = {"CCACHE_DIR": os.path.join(WORK, "ccache"), "CCACHE_MAXSIZE": "5G"}
    return {**own, "CCACHE_NOHASHDIR": "1", "CMAKE_C_COMPILER_LAUNCHER": "ccache",
            "CMAKE_CXX_COMPILER_LAUNCHER": "ccache", **os.environ, "CCACHE_BASEDIR": tree}


# --- one fault -----------------------------------------------------------------------------------

def run(command, tree):
    """Exit code and output; None is a time-out. All that the command has started ends with it."""
    if is_ending.is_set():
        return None, "(the run was ended)"
    process = subprocess.Popen(["sh", "-c", command], cwd=tree, env=cached(tree), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    RUNNING.add(process)
    try:
        out, _ = process.communicate(timeout=MOST_SECONDS)
        return process.returncode, out.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        end(process)
        return None, process.communicate()[0].decode("utf-8", "replace")
    finally:
        RUNNING.discard(process)


def end(process):
    """The script first, which ends what it has started, then the rest of its group."""
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def verdict(fault, code, out):
    """Why the fault was not caught; "" if it was."""
    if code is None:
        return f"'{fault.command}' was not done in {MOST_SECONDS} s"
    if code == 0:
        return f"'{fault.command}' gave exit code 0"
    if not re.search(fault.names, out):
        return f"'{fault.command}' failed, but names no '{fault.names}'\n{out[-3000:]}"
    return ""


def plant(fault, tree):
    path = os.path.join(tree, fault.file)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if fault.old not in text:
        return f"{fault.file} has no '{fault.old}': adapt the fault"
    write(path, text.replace(fault.old, fault.new))
    try:
        return verdict(fault, *run(fault.command, tree))
    finally:
        write(path, text)


def fails_unplanted(command, tree):
    """Why the command proves nothing: it fails on the project as it is."""
    code, out = run(command, tree)
    return "" if code == 0 else f"'{command}' fails without the fault: exit code {code}\n{out[-3000:]}"


# --- the journal ---------------------------------------------------------------------------------

class Journal:
    """Lines STATE ENTRY SECONDS NAME of what was caught, one each: what an interrupted run goes on from,
    and how long each fault takes."""

    def __init__(self):
        self.caught, self.seconds = set(), {}
        if os.path.isfile(JOURNAL):
            with open(JOURNAL, encoding="utf-8") as file:
                for line in file:
                    self.read(line.rstrip("\n").split(" ", 3))

    def read(self, words):
        if len(words) == 4:
            self.caught.add((words[0], words[1]))
            self.seconds[words[3]] = max(float(words[2]), 1.0)

    def add(self, now, entry, result):
        with PRINTING, open(JOURNAL, "a", encoding="utf-8") as file:
            file.write(f"{now} {entry} {result.seconds:.0f} {result.name}\n")


def entry_of(fault, is_proved):
    return digest(*fault, "proved" if is_proved else "")


# --- the order -----------------------------------------------------------------------------------

def harness_of(command):
    """Faults of one harness are planted one after another in one copy: they build the same."""
    variant = re.search(r"--variant \w+", command)
    if variant:
        return variant[0]
    script = re.search(r"\S+\.py( host\S*/\w+)?", command)
    return script[0] if script else re.search(r"--preset (\S+)", command)[0]


def rows(faults, seconds):
    """Rows of names: a harness each, the longest first; in a row those with the same command together."""
    found = collections.defaultdict(list)
    for name, fault in faults.items():
        found[harness_of(fault.command)].append(name)
    for names in found.values():
        names.sort(key=lambda name: (faults[name].command, faults[name].file))
    return sorted(found.values(), key=lambda names: -sum(seconds.get(name, 30) for name in names))


class Run:
    """Plants faults in as many copies as there are jobs."""

    def __init__(self, faults, jobs, is_proved, journal):
        self.faults, self.is_proved, self.journal = faults, is_proved, journal
        self.state = state()
        self.trees = [os.path.join(WORK, f"tree{number}") for number in range(jobs)]
        self.free = collections.deque(self.trees)
        self.results, self.unplanted = [], {}

    def is_done(self, name):
        return (self.state, entry_of(self.faults[name], self.is_proved)) in self.journal.caught

    def one(self, name, tree):
        fault, start = self.faults[name], time.monotonic()
        problem = ""
        if self.is_proved:
            if fault.command not in self.unplanted:
                self.unplanted[fault.command] = fails_unplanted(fault.command, tree)
            problem = self.unplanted[fault.command]
        problem = problem or plant(fault, tree)
        if is_ending.is_set():
            return
        result = Result(name, problem, time.monotonic() - start)
        self.results.append(result)
        if not problem:
            self.journal.add(self.state, entry_of(fault, self.is_proved), result)
        say(f"{'missed' if problem else 'caught'}: {name} ({result.seconds:.0f} s)"
            f"{': ' + problem if problem else ''}")

    def row(self, names):
        tree = self.free.popleft()
        try:
            for name in names:
                if not is_ending.is_set():
                    self.one(name, tree)
        finally:
            self.free.append(tree)

    def all(self, names):
        for tree in self.trees:
            copy_project(tree)
        wanted = {name: self.faults[name] for name in names}
        with concurrent.futures.ThreadPoolExecutor(len(self.trees)) as pool:
            list(pool.map(self.row, rows(wanted, self.journal.seconds)))
        if state() != self.state:
            say("sabotage: the project has changed meanwhile; the copies have not")

    def slowest(self):
        slow = sorted(self.results, key=lambda result: -result.seconds)[:SLOWEST]
        return "slowest: " + "; ".join(f"{result.name} {result.seconds:.0f} s" for result in slow)


def end_all(*_):
    """What is planted goes away and what runs ends; the journal has what was caught."""
    is_ending.set()
    for process in list(RUNNING):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
