#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make test: runs the quick groups of tests and adds up what they count.

tests/run_tests.py [GROUP...]. A group is a command whose last line is `NAME: N passed, N failed,
N skipped`, or a folder of cmocka programs; `long` names those that take long. Groups that wait for
emulated boards most of the time run beside the others. Skipped tests must be those of tests/SKIPS,
and as many must pass as tests/LEAST says. Each group's output is kept in build/test/GROUP.log, and the
second in which it began, that in which it ended and its seconds of CPU in build/test/times. The last
line of all is `N passed, N failed, N skipped`.
"""
import collections
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(ROOT, "tools"))
import building  # noqa: E402

LOGS = os.path.join(ROOT, "build/test")
CLOSING = re.compile(r"^(?:[\w.-]+: )?(\d+) passed, (\d+) failed, (\d+) skipped$", re.M)
# The closing line of a command that counts something else.
OTHER = re.compile(r"^[\w-]+: (\d+) (?:modules|targets|injected|round trips), (\d+) (?:differences|findings|lost|failed)$", re.M)
JOBS = str(os.cpu_count() or 2)
UNIT_PRESETS = ("host-debug", "host")

Counts = collections.namedtuple("Counts", "passed failed skipped skips text")


SPENT = threading.local()


def run(command, timeout=None):
    """Exit code and output; a time-out or a program that cannot be started is code -1."""
    try:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        return -1, f"FAIL {' '.join(command)}: {error}\n"
    said, start = [], time.monotonic()
    reader = threading.Thread(target=lambda: said.append(process.stdout.read()), daemon=True)
    enders = [threading.Timer(timeout, process.terminate),  # it ends what it has started
              threading.Timer(timeout + 10, process.kill)] if timeout else []
    for thread in (reader, *enders):
        thread.start()
    _, status, usage = os.wait4(process.pid, 0)  # with what it has waited for
    process.returncode = os.waitstatus_to_exitcode(status)
    SPENT.seconds = getattr(SPENT, "seconds", 0) + usage.ru_utime + usage.ru_stime
    for ender in enders:
        ender.cancel()
    reader.join(10)
    if not said or (timeout and time.monotonic() - start > timeout):
        return -1, f"FAIL {' '.join(command)}: not done after {timeout} seconds\n"
    return process.returncode, said[0].decode("utf-8", "replace")


def script(*command, timeout=1800):
    """A group that is a command with a closing line of its own."""
    code, text = run([sys.executable, *command], timeout)
    return counted(code, text)


def spec(variant):
    """The official suite on one of the variants of tests/spec/variants.py."""
    return script("tests/spec/run_spec.py", "--variant", variant)


def counted(code, text):
    closings = CLOSING.findall(text) or [(int(n) - int(bad), bad, 0)
                                         for n, bad in OTHER.findall(text)]
    if not closings:
        last = text.strip().rpartition("\n")[2]
        return Counts(0, 1, 0, [], f"{text}\nFAIL no closing line; the last one is: {last}\n")
    passed, failed, skipped = map(int, closings[-1])
    if code != 0 and failed == 0:
        failed, text = 1, text + f"FAIL exit code {code} without a failed test\n"
    if code == 0 and failed:
        text += "FAIL exit code 0 with failed tests\n"
    return Counts(passed, failed, skipped, re.findall(r"^SKIP ([^\s:]+)", text, re.M), text)


BEGUN = time.monotonic()
TIMES = threading.Lock()
BUILDS = {}
BUILDING = threading.Lock()


def build(preset, target):
    """What went wrong; once for each preset and target."""
    with BUILDING:
        if (preset, target) not in BUILDS:
            BUILDS[preset, target] = build_now(preset, target)
        return BUILDS[preset, target]


def build_now(preset, target):
    for command in (["cmake", "--preset", preset],
                    ["cmake", "--build", "--preset", preset, "--parallel", JOBS, "--target", target]):
        with building.alone(command):
            code, text = run(command)
        if code != 0:
            return f"FAIL {' '.join(command)}\n{text}"
    return ""


def program(path, label):
    """One cmocka program: a test per line of its TAP output."""
    name = f"{label}/{os.path.basename(path)}"
    os.environ["CMOCKA_MESSAGE_OUTPUT"] = "TAP"
    code, text = run([path], timeout=600)
    planned = sum(int(n) for n in re.findall(r"^1\.\.(\d+)", text, re.M))
    skips = re.findall(r"^(?:not )?ok \d+ # SKIP (\S+)", text, re.M)
    bad = re.findall(r"^not ok \d+ - (\S+)", text, re.M)
    passed = len(re.findall(r"^ok \d+ - ", text, re.M))
    report = "".join(f"FAIL {name}: {test}\n" for test in bad)
    failed = max(len(bad), planned - passed - len(skips))
    if (code != 0 or planned == 0) and failed == 0:
        failed, report = 1, f"FAIL {name}: exit code {code}, {planned} tests planned\n"
    return Counts(passed, failed, len(skips), skips, report + text)


def programs(folder, presets=UNIT_PRESETS, target="all"):
    """All cmocka programs of tests/FOLDER, once with the sanitizers and once optimised."""
    total = Counts(0, 0, 0, [], "")
    for preset in presets:
        problem = build(preset, target)
        if problem:
            total = add(total, Counts(0, 1, 0, [], problem))
            continue
        for path in sorted(glob.glob(os.path.join(ROOT, "build", preset, "tests", folder, "test_*"))):
            if os.access(path, os.X_OK) and os.path.isfile(path):
                total = add(total, program(path, preset))
    return total


def executors():
    """The interpreter kit over every executor, then what an application sees of them."""
    return add(programs("interp"), script("tests/interp/run_interp.py"))


def schedules():
    """Executions beside one another on the PC, then how long they wait for one another on a board."""
    return add(programs("schedule"), script("tests/schedule/run_schedule.py"))


def filestores():
    """The kit over every filestore, then images that another build of littlefs reads and writes."""
    return add(programs("filestore"), script("tests/filestore/run_image.py"))


def grants():
    """Tables of grants and what they do, every door to protected files, then tw grants."""
    return add(programs("grants"), script("tests/grants/run_grants.py"))


def remote():
    """The remote shell on wires of the test's, then `tw` and a device over TCP."""
    return add(programs("remote"), script("tests/remote/run_remote.py"))


def shell():
    """The shell on a scripted terminal, then apps/filestore at the other end of a line."""
    return add(programs("shell"), script("tests/shell/run_shell.py"))


def bindgen():
    """Hostile modules before generated glue, then tw bindgen, then a sample of make bridge."""
    return add(add(programs("bindgen"), script("tests/bindgen/run_bindgen.py")),
               script("tests/bindgen/round_trips.py", "-n", "3"))


def netbridge():
    """The network for modules, against peers outside, then its modules and programs."""
    return add(programs("netbridge"), script("tests/netbridge/run_netbridge.py"))


def hardware():
    """Drivers of LED, buttons and sensors on the PC, then the BME280's formulas."""
    return add(programs("hardware"), script("tests/hardware/run_hardware.py"))


def wifi():
    """The radio for modules, and its driver against a co-processor that is played."""
    return add(programs("wifi"), script("tests/wifi/run_wifi.py"))


def wasm4():
    """The console's parts against models, then its sound with every compiler."""
    return add(programs("wasm4"), script("tests/wasm4/run_wasm4.py"))


def tinygo():
    """Modules in Go as TinyGo makes them, then all that bindings for it have."""
    return add(script("tests/languages/run_tinygo.py"), script("tests/bindgen/guests.py", "--tinygo"))


def add(a, b):
    return Counts(a.passed + b.passed, a.failed + b.failed, a.skipped + b.skipped,
                  a.skips + b.skips, a.text + b.text)


# In the order they run: what fails soonest first.
GROUPS = {
    "tidy": lambda: script("tests/tidy/tidy.py"),
    "unit": lambda: programs("unit"),
    "fuzz": lambda: script("tests/fuzz/run_fuzz.py", "--runs", "1000", "load", "run", "stream", "grants",
                           "kept", "seal", "esp_at", "tello", "ether", "http"),
    "filestore": filestores,
    "shell": shell,
    "schedule": schedules,
    "faults": lambda: script("tests/faults/run_faults.py", "-n", "10"),
    "kept": lambda: add(programs("kept"), script("tests/kept/run_options.py")),
    "grants": grants,
    "bindgen": bindgen,
    "hardware": hardware,
    "ble-host": lambda: programs("ble"),
    "wifi": wifi,
    "drone": lambda: script("tests/drone/run_drone.py"),
    "wasm4": wasm4,
    "net": lambda: programs("net"),
    "netbridge": netbridge,
    "remote": remote,
    "opcode": lambda: programs("opcode"),
    "spec-runner": lambda: script("tests/spec/test_runner.py"),
    "spec": lambda: spec("whole"),
    "spec-stream": lambda: spec("stream"),
    "spec-sparse": lambda: spec("sparse"),
    "spec-kept": lambda: spec("kept"),
    "spec-boards": lambda: spec("boards"),
    "spec-boards-sparse": lambda: spec("boards-sparse"),
    "spec-debug": lambda: spec("debug"),
    "spec-i386": lambda: spec("i386"),
    "legacy": lambda: script("tests/legacy/run_legacy.py"),
    "spec-code": lambda: script("tests/spec/run_code.py", "i386"),
    "interp": executors,
    "objects": lambda: programs("objects", target="test_objects"),
    "badinput-sample": lambda: script("tests/badinput/run_badinput.py", "--sample"),
    "display": lambda: script("tests/display/run_display.py"),
    "wasi": lambda: script("tests/wasi/run_wasi.py"),
    "wasi-device": lambda: script("tests/wasi/run_device.py", "host", "lm3s6965evb", "microbit"),
    "errors": lambda: script("tests/errors/run_errors.py"),
    "cli": lambda: script("tests/cli/run_cli.py"),
    "tooling": lambda: script("tests/tooling/run_tooling.py"),
    "sim": lambda: script("tests/sim/run_sim.py"),
    "wasm4-front": lambda: script("tests/wasm4_front/run_front.py"),
    "tools": lambda: script("tests/tools/run_tools.py"),
    "demo": lambda: script("tests/demo/run_demo.py"),
    "guests": lambda: script("tests/bindgen/guests.py"),
    "languages": lambda: script("tests/languages/run_languages.py"),
    "consumer": lambda: script("tests/consumer/run_consumer.py"),
    "project": lambda: script("tests/project/run_project.py"),
    "sparse": lambda: script("tests/sparse/run_sparse.py"),
    "boards-smoke": lambda: script("tests/boards/run_boards.py", "--smoke"),
    "examples": lambda: script("tests/examples/run_examples.py", "host", "lm3s6965evb"),
    "size": lambda: script("tools/size.py", "--quick"),
    "bench": lambda: script("tests/bench/run_bench_tests.py"),
    "docs": lambda: script("tests/docs/check_docs.py"),
}
# Rows run beside the other groups: they wait for emulated boards most of the time. Within a row one
# group runs after another, as they build in the same folders; all that is built for the PC is built
# before, by BUILT. Of the others COMPUTING run at the same time, and more when a row has ended.
ROWS = (("languages", "boards-smoke", "examples", "wasi-device", "project"),
        ("shell", "faults", "size", "bench"), ("demo", "consumer"))
COMPUTING = 2
BUILT = "unit"
# They need nothing of that: they run beside it, which has one core idle while its programs run.
EARLY = ("fuzz", "spec-i386")
# One core does each of these alone, for long: they begin first, so that none is left at the end.
SERIAL = ("cli", "tools", "grants", "tooling")
# It compares with what the others have measured.
LAST = ("docs",)
# These take long: they run when they are named.
LONG_GROUPS = {
    "boards": lambda: script("tests/boards/run_boards.py"),
    "net-boards": lambda: script("tests/boards/run_net.py", timeout=3600),
    "examples-boards": lambda: script("tests/examples/run_examples.py"),
    "spec-clang": lambda: spec("clang"),
    "spec-tiny": lambda: spec("tiny"),
    "spec-plain": lambda: spec("plain"),
    "spec-far": lambda: spec("far"),
    "spec-powerpc": lambda: spec("powerpc"),
    "spec-code-all": lambda: script("tests/spec/run_code.py"),
    "spec-slices": lambda: spec("slices"),
    "spec-stress": lambda: spec("stress"),
    "spec-board": lambda: spec("board"),
    "spec-groups": lambda: script("tests/spec/run_groups.py", timeout=3600),
    "kept-boards": lambda: script("tests/kept/run_kept.py", timeout=1800),
    "badinput": lambda: script("tests/badinput/run_badinput.py", timeout=7200),
    "bridge": lambda: script("tests/bindgen/round_trips.py", timeout=7200),
    "diff": lambda: script("tests/diff/run_diff.py", timeout=7200),
    "wasi-programs": lambda: script("tests/wasi/run_programs.py", timeout=3600),
    "full-programs": lambda: script("tests/wasi/run_full.py", timeout=3600),
    "wasm4-sound": lambda: script("tests/wasm4/run_wasm4.py", "lm3s6965evb", "mps2-an386", "riscv-virt"),
    "wasm4-boards": lambda: script("tests/wasm4_front/run_wasm4_boards.py", timeout=3600),
    "wasm4-native": lambda: script("tests/wasm4_front/run_native.py"),
    "wasm4-window": lambda: script("tests/wasm4_front/run_window.py"),
    "wasi-boards": lambda: script("tests/wasi/run_device.py"),
    "tinygo": tinygo,
    "project-all": lambda: script("tests/project/run_project.py", "--all"),
    "remote-all": lambda: script("tests/remote/run_remote.py", "all", timeout=3600),
    "drone-boards": lambda: script("tests/drone/run_drone.py", "wire", "lm3s6965evb", "ast1030-evb", timeout=3600),
    "wifi-long": lambda: script("tests/wifi/run_wifi.py", "--long"),
    "tls": lambda: script("tests/tls/run_tls.py", "host", "mps2-an385"),
    "remote-boards": lambda: script("tests/remote/run_remote.py", "lm3s6965evb", "mps2-an385"),
    "fuzz-network": lambda: script("tests/fuzz/run_fuzz.py", "--runs", "1500", "hci", "ip", "mqtt"),
    "weather": lambda: script("tests/netbridge/run_weather.py"),
    "ble": lambda: script("tests/ble/run_ble.py", timeout=3600),
    "size-all": lambda: script("tools/size.py"),
    "porting": lambda: script("tests/boards/run_porting.py", timeout=3600),
}


def data_lines(name):
    with open(os.path.join(ROOT, "tests", name), encoding="utf-8") as file:
        return [line.split() for line in file if line.strip() and not line.startswith("#")]


def check_skips(group, counts):
    """What was skipped must be what tests/SKIPS says, by name where the group names them."""
    lawful = {line[1]: int(line[2]) for line in data_lines("SKIPS") if group in line[0].split(",")}
    problems = [f"FAIL {group}: {name} was skipped, tests/SKIPS does not say so\n"
                for name in counts.skips if name not in lawful]
    if counts.skipped != sum(lawful.values()):
        problems.append(f"FAIL {group}: {counts.skipped} skipped, tests/SKIPS says "
                        f"{sum(lawful.values())}\n")
    return problems


def check_least(group, counts):
    for line in data_lines("LEAST"):
        if line[0] == group and counts.passed < int(line[1]):
            return [f"FAIL {group}: {counts.passed} passed, tests/LEAST says at least {line[1]}\n"]
    return []


def run_group(group):
    start, SPENT.seconds = time.monotonic(), 0
    counts = (GROUPS | LONG_GROUPS)[group]()
    problems = check_skips(group, counts) + check_least(group, counts)
    counts = add(Counts(0, len(problems), 0, [], "".join(problems)), counts)
    with open(os.path.join(LOGS, group + ".log"), "w", encoding="utf-8") as log:
        log.write(counts.text)
    report = [f"{group}: {counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped "
              f"({time.monotonic() - start:.0f} s, {SPENT.seconds:.0f} s of CPU)"]
    if counts.failed:
        lines = [line for line in counts.text.splitlines() if line.startswith(("FAIL", "LOST"))]
        report += ["    " + line for line in lines[:30] or counts.text.splitlines()[-30:]]
        report.append(f"    build/test/{group}.log has the whole of it")
    print("\n".join(report), flush=True)
    with TIMES, open(os.path.join(LOGS, "times"), "a", encoding="utf-8") as times:
        times.write(f"{start - BEGUN:.0f} {time.monotonic() - BEGUN:.0f} {SPENT.seconds:.0f} {group}\n")
    return counts


def run_groups(groups):
    """One after another."""
    total = Counts(0, 0, 0, [], "")
    for group in groups:
        total = add(total, run_group(group))
    return total


def run_beside(groups):
    """Those that wait beside those that compute."""
    first = [group for group in groups[:groups.index(BUILT) + 1] if group not in EARLY]
    rest = [(group,) for group in sorted(groups, key=lambda group: group not in SERIAL)
            if group not in (*first, *EARLY, *sum(ROWS, LAST))]
    with concurrent.futures.ThreadPoolExecutor(len(ROWS) + COMPUTING) as pool:
        early = pool.submit(run_groups, EARLY)
        total = run_groups(first)
        for counts in pool.map(run_groups, (*ROWS, *rest)):
            total = add(total, counts)
        total = add(total, early.result())
    return add(total, run_groups(LAST))


def main():
    wanted = [name for word in sys.argv[1:] for name in (LONG_GROUPS if word == "long" else [word])]
    if not set(wanted) <= set(GROUPS | LONG_GROUPS):
        print(f"use: tests/run_tests.py [GROUP...]; groups: {' '.join(GROUPS)}; long: "
              f"{' '.join(LONG_GROUPS)}", file=sys.stderr)
        return 2
    os.makedirs(LOGS, exist_ok=True)
    with open(os.path.join(LOGS, "times"), "w", encoding="utf-8"):
        pass
    total = run_groups(wanted) if wanted else run_beside(list(GROUPS))
    for line in data_lines("LEAST"):
        if line[0] not in GROUPS | LONG_GROUPS:
            print(f"{line[0]}: tests/LEAST names it, but it is not there")
            total = add(total, Counts(0, 1, 0, [], ""))
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
