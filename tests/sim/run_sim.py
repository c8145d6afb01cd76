#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw sim: the simulator on the applications of tests/sim/app, with sanitizers. What it records is
read by programs of others: pyvcd and pypng.

tests/sim/run_sim.py [--update] [WORD...]: all checks, or those whose function has one of the words in its name.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

for package in ("pypng", "pyvcd", "typing_extensions"):
    sys.path.insert(0, os.path.join(ROOT, "build/deps", package))
import png  # noqa: E402
import vcd.reader  # noqa: E402

TW = os.path.join(ROOT, "build/host-debug/tw")
APP = os.path.join(ROOT, "build/host-debug/sim-app")
FAST = [os.path.join(ROOT, "build", name) for name in ("tw", "host/sim-app")]
FOLDER = os.path.join(ROOT, "build/test/sim")
DOCS = os.path.join(ROOT, "docs")
UPDATE = "--update" in sys.argv
WORDS = [word for word in sys.argv[1:] if not word.startswith("--")]

suite = Suite("sim")


class Ran:
    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def __str__(self):
        return f"code {self.code}, out {self.out[-600:]!r}, err {self.err[-600:]!r}"


def path(name):
    return os.path.join(FOLDER, name)


def write(name, text):
    with open(path(name), "w", encoding="utf-8") as file:
        file.write(text)
    return path(name)


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


def sim(app, *options, script=None, tools=(TW, APP), text="", timeout=120):
    """One run of an application of sim-app, which may have arguments, in FOLDER."""
    if script is not None:
        options = ("--script", write("test.sim", script), *options)
    program = os.path.join(os.path.dirname(APP), app) if app in ("badge", "simple") else tools[1]
    start = time.monotonic()
    done = subprocess.run([tools[0], "sim", *options, program, *app.split()], cwd=FOLDER,
                          input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - start)


def differs(got, expected):
    return "" if got == expected else f"expected {expected!r}, got {got!r}"


def check_ran(claim, ran, out=None, code=0, err=""):
    """err: what standard error must match; nothing: it is empty."""
    wrong = ran.code != code or (out is not None and ran.out != out) or \
        (not re.search(err, ran.err) if err else ran.err)
    suite.check(f"sim_{claim}", wrong and f"expected code {code}, {out!r}, {err!r}: {ran}")


# --- what is recorded ----------------------------------------------------------------------------

def changes(name):
    """What pyvcd reads: by signal [(time, value)], and the time of the last line."""
    names, rows, now = {}, {}, 0
    with open(path(name), "rb") as file:
        for token in vcd.reader.tokenize(file):
            kind = token.kind.name
            if kind == "VAR":
                names[token.data.id_code] = (token.data.reference, token.data.size)
                rows[token.data.reference] = []
            elif kind == "CHANGE_TIME":
                assert token.data >= now, "time goes back"
                now = token.data
            elif kind in ("CHANGE_SCALAR", "CHANGE_VECTOR"):
                rows[names[token.data.id_code][0]].append((now, token.data.value))
    return rows, now


def picture(name):
    """What pypng reads: rows of grey values; a pixel of unequal colours is an error."""
    width, height, values, _ = png.Reader(filename=path(name)).asRGB8()
    rows = [[row[i:i + 3] for i in range(0, len(row), 3)] for row in map(list, values)]
    assert len(rows) == height and len(rows[0]) == width
    assert all(p[0] == p[1] == p[2] for row in rows for p in row)
    return [[p[0] for p in row] for row in rows]


def bar(x, scale=1):
    """What the application `display` draws."""
    rows = [[255 if x <= i < x + 20 and 5 <= j < 12 else 0 for i in range(128)] for j in range(64)]
    return [[v for v in row for _ in range(scale)] for row in rows for _ in range(scale)]


# --- checks --------------------------------------------------------------------------------------

def test_exact():
    blink = [(i * 100000, str(i % 2)) for i in range(1, 50)]
    for i, tools in enumerate(((TW, APP), (TW, APP), FAST)):
        ran = sim("blink", "--until", "5s", "--vcd", f"blink{i}.vcd", tools=tools)
        check_ran(f"blink_runs_{i}", ran, out="")
        rows, end = changes(f"blink{i}.vcd")
        suite.check(f"sim_led_changes_each_100_ms_exactly_{i}",
                    differs(([r for r in rows["led"] if r[1] != "x"], end), (blink, 5000000)))
    suite.check("sim_two_runs_record_the_same_bytes",
                differs(read("blink1.vcd"), read("blink0.vcd")))
    suite.check("sim_another_build_records_the_same_bytes",
                differs(read("blink2.vcd"), read("blink0.vcd")))
    runs = [sim("edges", script="".join(f"after {7 * i + 3} us press b\nafter 211 us release b\n"
                                        for i in range(40)) + "after 5 ms end\n") for _ in range(2)]
    check_ran("many_edges_are_told", runs[0], out=runs[1].out)
    suite.check("sim_each_edge_is_told_once",
                differs(len(re.findall(r"^edge at", runs[0].out, re.M)), 80))


def test_simple_application():
    ran = sim("simple", "--until", "5s")
    suite.check("sim_simple_has_five_pongs_in_five_seconds", differs(ran.out.count("pong\n"), 5))
    suite.check("sim_five_seconds_of_virtual_time_are_short", ran.seconds > 4 and ran.seconds)


def test_waits_by_looking_end():
    check_ran("busy_waiting_ends", sim("busy", "--until", "5s"), out="busy until 2000\n")
    check_ran("waiting_for_a_pin_and_a_line_ends",
              sim("look", script='at 1 ms pin 5 high\nafter 1 ms send "z"\nexpect "got z"\n'
                                 'expect exit 0\n'), out="high\ngot z\n")
    check_ran("timers_tick_while_it_sleeps", sim("timers", "--until", "1s"),
              out="110 calls\n110 calls\n")


def test_programs_that_end():
    check_ran("a_program_that_returns", sim("return", "--until", "1s"), out="done\n")
    check_ran("code_of_the_program_is_ours", sim("return 5", "--until", "1s"), "done\n", 5,
              r"sim-app: ENDED: at 0\.03 s: with code 5: ")
    check_ran("a_program_that_crashes", sim("die", "--until", "1s", "--vcd", "die.vcd"),
              "about to die\n", 134, r"ENDED: at 0\.05 s: signal 6 ")
    suite.check("sim_what_a_crash_was_preceded_by_is_recorded",
                differs(changes("die.vcd")[0]["led"], [(0, "1"), (50000, "x")]))
    check_ran("watchdog_has_its_own_code", sim("watchdog", "--until", "2s"), "fed at 750\n", 97,
              r"the watchdog was not fed in time\n.*ENDED: at 0\.95 s: with code 97")
    check_ran("watchdog_in_real_time", sim("watchdog", "--until", "3s", "--real-time"), None,
              97, r"the watchdog was not fed in time\n.*ENDED: at (0\.9|1\.|2\.)")
    check_ran("an_expected_code_is_no_failure",
              sim("return 5", script="expect exit 5\n"), "done\n")
    check_ran("another_code_is_one", sim("return 5", script="expect exit 4\n"), "done\n", 1,
              r"^test\.sim:1: FAILED: at 0\.03 s: the program ended with code 5, not 4\n$")
    check_ran("a_reset_starts_it_anew", sim("reset", script="expect exit 0\n"),
              "start 1\nstart 2\nstart 3\nstart 4\n")
    check_ran("resets_without_end_end", sim("resets", "--until", "200ms"), "")


def test_endless_programs():
    for app in ("compute", "flag"):
        ran = sim(app, "--until", "1s", "--patience", "1s", "--vcd", "endless.vcd")
        check_ran(f"{app}_is_endless_in_virtual_time", ran, "", 1,
                  r"ENDLESS: behind 0 s it computed for 1 s .*hal_sleep_until_interrupt.*--real-time")
        suite.check(f"sim_{app}_is_ended_soon", ran.seconds > 30 and ran.seconds)
    check_ran("flag_rings_in_real_time", sim("flag", "--until", "20s", "--real-time"),
              "rung at 2\n")


def test_real_time():
    ran = sim("blink", "--until", "1s", "--real-time", "--vcd", "real.vcd")
    check_ran("blink_in_real_time", ran, "")
    suite.check("sim_real_time_takes_its_time", not 1 <= ran.seconds < 60 and ran.seconds)
    led = [row for row in changes("real.vcd")[0]["led"] if row[1] != "x"]
    suite.check("sim_real_time_is_never_early", not (1 <= len(led) <= 9 and all(
        at >= (i + 1) * 100000 and value == str((i + 1) % 2) for i, (at, value) in enumerate(led)))
                and led)
    check_ran("standard_input_is_the_console_in_real_time",
              sim("echo", "--real-time", text="hello\nquit\n"), None, 7, r"with code 7")
    ran = sim("echo", "--real-time", script='at 50 ms send "x\\n"\nexpect ": x\\n"\n')
    check_ran("a_script_in_real_time", ran)
    process = subprocess.Popen([TW, "sim", "--real-time", "--vcd", path("int.vcd"), APP, "blink"],
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    suite.check("sim_an_interrupted_run_ends_with_130", differs((process.returncode, err), (130, b"")))
    suite.check("sim_an_interrupted_run_is_recorded", not changes("int.vcd")[0]["led"] and "nothing")


# Each command: application, script, console. `{0}` is the folder.
COMMANDS = {
    "press_and_release": (
        "edges", "at 100 ms press B\nafter 50 ms release b\nafter 1ms end  # done\n",
        "edge at 100000 us: 0\nedge at 150000 us: 1\n"),
    "pin": ("edges", "at 5 ms pin 17 low\nafter 200 us pin 17 high\nafter 1 ms pin 17 low\n"
                     "after 1 ms pin 17 release\nafter 1 ms\n",
            "edge at 5000 us: 0\nedge at 5200 us: 1\nedge at 6200 us: 0\nedge at 7200 us: 1\n"),
    "set_and_adc": (
        "measure", "set tmp105 to 21.5\nadc 0 to 512\nat 50 ms set TMP105 temperature to -3.5 C\n"
                   "adc 0 to 0xffff\nat 150 ms set tmp105 to 0\nat 250ms end\n",
        "21.5 C, 512\n-3.5 C, 65535\n0.0 C, 65535\n"),
    "send_and_expect": (
        "echo", 'expect "> "\nat 20 ms send "one\\ntwo\\x0a"\nexpect "one" within 1 s\n'
                'after 1 ms expect "two\\n"\nsend "qu"\nafter 1 s send "it\\n"\nexpect exit 7\n',
        "> 20: one\n> 20: two\n> "),
    "send_and_expect_on_a_line": (
        "lines", 'expect uart 1 "the wire"\nexpect uart 3 "AT\\r\\n"\nafter 5 ms send uart 3 "OK\\r\\n"\n'
                 'expect "OK" within 10 ms\nexpect exit 0\n',
        "over the wire\nmodem says OK\r\n"),
    "expect_signal": (
        "blink", "expect led is on within 100 ms\nexpect led is off\nexpect led is 1\n"
                 "expect pin25 is low within 1s\nat 400 ms end\n", ""),
    "expect_number": (
        "pwm", "expect pwm1_high_ns is 5000\nexpect pwm3_period_ns is 60000 within 21 ms\n"
               "expect pwm2_period_ns is 0\n", ""),
    "restart": (
        "starts", 'expect "start 1, 0 ms"\nat 1 s restart\nexpect "start 2, 0 ms"\n',
        "start 1, 0 ms\nstart 2, 0 ms\n"),
    "power": (
        "starts", 'at 1 s power off\nafter 1 h power on\nexpect "start 2, 0 ms"\nafter 1 min power off\n'
                  "power off\n", "start 1, 0 ms\nstart 2, 0 ms\n"),
    "end": ("echo", 'at 1 ms end\nat 2 ms expect "never"\n', "> "),
    "times": ("busy", "after 100us\nafter 0.5 ms\nafter 1.9 s\nafter 0.0994 s\n"
                      'expect "busy until 2000" within 2 us\n', "busy until 2000\n"),
    "comments_and_empty_lines": ("echo", '# nothing\n\n   \t # more\nexpect "> " # so\r\n', "> "),
    "escapes": ("echo", 'send "\\t\\e\\\\\\"\\x41#\\n"\nafter 1 ms expect "\\t\\x1b"\n'
                        'send "x\\0y\\n"\nexpect "1: x\\n> "\n',
                "> 0: \t\x1b\\\"A#\n> 1: x\n> "),
}


def test_commands():
    for name, (app, script, out) in COMMANDS.items():
        check_ran(f"command_{name}", sim(app, script=script), out)
    check_ran("option_set", sim("measure", "--set", "tmp105=7.5", "--until", "50ms"), "7.5 C, 0\n")
    check_ran("option_set_with_property",
              sim("measure", "--set", "tmp105=1", "--set", "tmp105.temperature=-9",
                  script="set tmp105 to -8.5\nat 50ms end\n"), "-8.5 C, 0\n")
    check_ran("what_is_set_outlives_power",
              sim("measure", script="set tmp105 to 8.5\nadc 0 to 9\nat 50 ms restart\nafter 50 ms end\n"),
              "8.5 C, 9\n8.5 C, 9\n")
    ran = sim("edges", script="pin 17 low\nat 1ms restart\nafter 1 ms pin 17 release\nafter 1ms end\n")
    check_ran("a_held_pin_outlives_power", ran, "edge at 1000 us: 1\n")
    check_ran("until_ends_before_what_is_due_then", sim("measure", "--until", "100ms"), "0.0 C, 0\n")
    check_ran("until_ends_an_unfinished_script",
              sim("echo", "--until", "10ms", script='at 1 s send "x"\n'), "> ", 1,
              r"^test\.sim:1: FAILED: at 0\.01 s: the time of --until is over before this line\n$")


def test_expectations_that_fail():
    failures = {
        "text": ("echo", 'expect "> "\nat 1 ms send "ab\\n"\n\nexpect "no such" within 2 s\n', "> 1: ab\n> ",
                 r'^test\.sim:4: FAILED: at 2\.001 s: "no such" has not come within 2 s: what came '
                 r'instead is "1: ab\\n> "\n$'),
        "text_of_a_line": ("lines", 'expect uart 3 "AT+"\n', "over the wire\n",
                           r'FAILED: at 10 s: "AT\+" .* instead is "AT\\r\\n"'),
        "nothing": ("deaf", 'expect "x" within 10 us\n', "", r"what came instead is nothing\n$"),
        "text_that_was_taken": ("return", 'expect "done"\nexpect "done"\n', "done\n",
                                r'test\.sim:2: FAILED: at 0\.03 s: "done" has not come before the program '
                                r'ended with code 0: what came instead is "\\n"'),
        "signal": ("blink", "at 50 ms expect led is on within 49 ms\n", "",
                   r"^test\.sim:1: FAILED: at 0\.099 s: led was not 1 within 0\.049 s: there is no such"),
        "signal_value": ("blink", "at 150 ms expect led is 0 within 49 ms\n", "",
                         r"led was not 0 within 0\.049 s: it is 1\n$"),
        "exit": ("echo", "expect exit 0 within 1 s\n", "> ", r"the program has not ended within 1 s"),
        "line_behind_the_end": ("return", 'expect "done"\nafter 1 s send "x"\n', "done\n",
                                r"test\.sim:2: FAILED: .*the program ended with code 0 before this line"),
        "line_that_is_late": ("busy", 'expect "busy"\nat 1 s send "x"\n', "busy until 2000\n",
                              r"test\.sim:2: FAILED: at 2.* s: it is too late for this line: write `after"),
        "sending_when_off": ("echo", 'at 1 ms power off\nsend "x"\n', "> ", r"the program is off"),
        "showing_when_off": ("echo", "at 1 ms power off\nscreen a.png\n", "> ", r"the program is off"),
        "power_on_when_on": ("echo", "at 1 ms power on\n", "> ", r"the program is on"),
        "sending_to_the_deaf": ("deaf", f'send "{"x" * 40000}"\nsend "{"x" * 40000}"\n', "",
                                r"test\.sim:2: FAILED: at 0 s: the program has not read"),
        "screen_that_cannot_be_written": ("deaf", "screen no/such/folder.png\n", "",
                                          r"no/such/folder\.png: IO: "),
    }
    for name, (app, script, out, err) in failures.items():
        check_ran(f"failure_of_{name}", sim(app, script=script), out, 1, err)


def test_scripts_that_are_refused():
    refused = {
        "there is no command 'jump': write one of press, release, ": "jump\n",
        "there is no command 'Press'": "Press A\n",
        "this is no 'press': write press BUTTON": "press\n",
        "this is no 'release': ": "release a b\n",
        "this is no 'set': write set PART ": "set tmp105 21\n",
        "this is no 'set': ": "set tmp105 to warm\n",
        "this is no 'pin': write pin 0..31 high": "pin 32 high\n",
        "this is no 'pin'": "pin 3 up\n",
        "this is no 'adc': write adc 0..3 to 0..65535": "adc 0 to 65536\n",
        "this is no 'adc': ": "adc 4 to 1\n",
        "this is no 'send': write send ": "send hello\n",
        "this is no 'send'": 'send uart 4 "x"\n',
        "this is no 'expect': write expect ": "expect pong\n",
        "this is no 'expect'": 'expect "x" within 5\n',
        "this is no 'expect': write": 'expect ""\n',
        "this is no 'expect': ": "expect exit 256\n",
        "this is no 'screen': write screen ": "screen\n",
        "this is no 'power': write power off or": "power\n",
        "this is no 'restart'": "restart now\n",
        "this is no 'end'": "end end\n",
        "behind 'at' there is no time: write a number and us, ms": "at 100 press A\n",
        "behind 'after' there is no time": "after -1 ms press A\n",
        "there is an unknown \\\\ in a text: write": 'send "\\q"\n',
        "there is an unknown \\\\ in a text": 'send "\\x4"\n',
        'a text does not end: write "': 'send "abc\n',
        "too many words": "set " + "a " * 20 + "\n",
        "its time is before that of test.sim:2: put": "\nat 2 s press A\nat 1 s release A\n",
        "the program has no button 'tmp105': it has a, b, ": "press tmp105\n",
        "the program has no part 'tmp100': it has .*tmp105": "set tmp100 to 1\n",
        "tmp105 has no pressure: it has temperature": "set tmp105 pressure to 1\n",
        "tmp105 temperature cannot be 128.001: write a number from -55 to 128":
            "set tmp105 to 128.001\n",
        "tmp105 temperature is not in F: write C": "set tmp105 to 70 F\n",
        "there is no display 'crt': name one of ": "screen crt a.png\n",
    }
    for err, script in refused.items():
        line = script.count("\n")
        check_ran(f"refuses_{script.strip()[:24]!r}", sim("echo", script=script), "", 2,
                  rf"^test\.sim:{line}: (INVAL|NOENT): .*{err}")


def test_command_lines_that_are_refused():
    refused = {
        "tw sim: INVAL: a program is missing": [],
        "tw sim: INVAL: there is no option --nix": ["--nix"],
        "tw sim: INVAL: behind --until a word is missing": ["--until"],
        "tw sim: INVAL: nothing says when the run ends: add --until": [APP, "echo"],
        "--until is not as it should be: write": ["--until", "5", APP],
        "--patience is not as it should be": ["--patience", "2h", APP],
        "--seed is not as it should be": ["--seed", "x", APP],
        "--scale is not as it should be": ["--scale", "0", APP],
        "--png is not as it should be": ["--png", "menu.png", APP],
        "--set is not as it should be": ["--set", "tmp105", APP],
        "--set: INVAL: this is no 'set'": ["--set", "tmp105=a", APP],
        "--set: NOENT: the program has no part 'x'": ["--set", "x=1", "--until", "1s", APP, "echo"],
        "none.sim: NOENT: No such file": ["--script", "none.sim", APP],
        "nothing-here: NOENT: No such file or directory: name a program":
            ["--until", "1s", "nothing-here"],
        "run_sim.py: NOENT: .*: name a program": ["--until", "1s", os.path.join(ROOT, "README.md")],
        "UNSUPPORTED: it does not answer: name a program that was built for the board host":
            ["--until", "1s", shutil.which("true")],
        "no/folder.vcd: IO: ": ["--until", "1ms", "--vcd", "no/folder.vcd", APP, "echo"],
        "no/keep: IO: ": ["--until", "1ms", "--keep", "no/keep", APP, "echo"],
        "no/frames: IO: ": ["--until", "1ms", "--frames", "no/frames", APP, "echo"],
    }
    for err, words in refused.items():
        done = subprocess.run([TW, "sim", *words], cwd=FOLDER, stdin=subprocess.DEVNULL,
                              capture_output=True, encoding="utf-8", timeout=60, check=False)
        err = err.replace("run_sim.py", "README.md")
        suite.check(f"sim_refuses_{' '.join(words)[-40:]}",
                    (done.returncode != 2 or not re.search(err, done.stderr)) and
                    f"expected {err!r}, got {done.returncode}, {done.stderr!r}")


STRANGERS = {
    "that_says_nothing": ("sleep 60", 2, "UNSUPPORTED: it does not answer"),
    "that_hangs_up": ("exec 9>&-; eval \"exec $1>&-\"; sleep 60", 2, "it does not answer"),
    "that_greets_wrongly": ("echo hello >&$1; sleep 60", 2, "it does not answer"),
    "that_talks_nonsense": ("echo at 0 >&$1; echo nonsense >&$1; sleep 60", 2,
                            "UNSUPPORTED: it says what this tool does not know: build both"),
    "with_a_line_too_many": ("echo at 0 >&$1; echo out 0 4 2 >&$1; sleep 60", 2, "does not know"),
    "with_a_huge_frame": ("echo at 0 >&$1; echo frame 0 70000 1 x >&$1; sleep 60", 2, "does not know"),
    "with_a_long_line": ("echo at 0 >&$1; head -c 100000 /dev/zero | tr '\\0' x >&$1; echo >&$1; "
                         "sleep 60", 2, "does not know"),
    "that_ends_amid_bytes": ("echo at 0 >&$1; echo out 0 0 100 >&$1; echo x >&$1", 2, "does not know"),
    "with_strange_signals": ("echo at 0 >&$1; for l in 'signal 1 33 a' 'signal 99999 1 a' 'v 0 7 1' "
                             "'signal 2 1 b' 'v x'; do echo $l >&$1; done; echo end 5 >&$1; exit 3", 3,
                             "ENDED: at 0.000005 s: with code 3"),
}


def test_strange_programs():
    """Scripts that speak for themselves; they get the socket's number as $1."""
    for name, (body, code, err) in STRANGERS.items():
        program = write("stranger", "#!/bin/sh\nset -- $TINYWASM_SIM\n" + body + "\n")
        os.chmod(program, 0o755)
        start = time.monotonic()
        for options in ([], ["--real-time"]):
            done = subprocess.run([TW, "sim", *options, "--until", "1s", "--patience", "2s", "--vcd",
                                   path("strange.vcd"), program], cwd=FOLDER, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=60, encoding="utf-8", check=False)
            suite.check(f"sim_program_{name}_{options}",
                        (done.returncode != code or err not in done.stderr) and
                        f"expected {code}, {err!r}, got {done.returncode}, {done.stderr!r}")
        suite.check(f"sim_program_{name}_is_ended", time.monotonic() - start > 50 and "late")


def test_signals():
    sim("pwm", "--vcd", "pwm.vcd", script="adc 1 to 77\nat 50 ms adc 1 to 78\nat 60 ms power off\n"
                                          "after 1 ms end\n")
    rows, end = changes("pwm.vcd")
    suite.check("sim_pwm_is_recorded", differs(
        {k: rows[k] for k in ("pwm1_high_ns", "pwm2_period_ns", "pwm3_period_ns")},
        {"pwm1_high_ns": [(0, 5000), (60000, "x")],
         "pwm2_period_ns": [(10000, 40000), (30000, 0), (60000, "x")],
         "pwm3_period_ns": [(20000, 60000), (60000, "x")]}))
    suite.check("sim_channels_are_recorded",
                differs(rows["adc1"], [(0, 77), (50000, 78), (60000, "x")]))
    suite.check("sim_recording_ends_with_the_run", differs(end, 61000))
    sim("edges", "--vcd", "pins.vcd", script="at 3 ms pin 17 low\nafter 1ms pin 16 high\n"
                                             "after 1 ms pin 16 release\nafter 1ms end\n")
    rows, _ = changes("pins.vcd")
    suite.check("sim_pins_are_recorded", differs((rows["pin17"][:2], rows["pin16"]), (
        [(0, "1"), (3000, "0")], [(4000, "1"), (5000, "z")])))


def test_pictures():
    frames = path("frames")
    shutil.rmtree(frames, ignore_errors=True)
    ran = sim("display", "--frames", frames, "--png", "150 ms:late.png", "--png", "50ms:early.png",
              "--until", "300ms")
    check_ran("display_is_recorded", ran, "")
    names = sorted(os.listdir(frames))
    suite.check("sim_each_change_is_a_frame_and_no_other", differs(
        names, ["ssd1306-0000000001ms.png", "ssd1306-0000000101ms.png"]))
    for name, x in (("frames/" + names[0], 10), ("frames/" + names[-1], 60), ("early.png", 10),
                    ("late.png", 60)):
        suite.check(f"sim_{name}_shows_what_was_drawn", picture(name) != bar(x) and "other pixels")
    suite.check("sim_pictures_differ", picture("early.png") == picture("late.png") and "they do not")
    ran = sim("display", "--scale", "3", script="at 50 ms screen three.png\nscreen ssd1306 named.png\n"
                                                "screen st7735 dark.png\n")
    check_ran("screens_in_a_script", ran, "")
    suite.check("sim_scaled_picture", picture("three.png") != bar(10, 3) and "other pixels")
    suite.check("sim_named_picture", differs(read("named.png"), read("three.png")))
    suite.check("sim_unused_display_is_dark", any(map(any, picture("dark.png"))) and "it is not")
    first = read("early.png")
    sim("display", "--png", "50ms:early.png", "--until", "60ms")
    suite.check("sim_two_runs_give_the_same_picture", differs(read("early.png"), first))


def test_chance():
    runs = [sim("random", "--until", "1ms", *options).out
            for options in ((), (), ("--seed", "1"), ("--seed", "2"), ("--seed", "0x2"))]
    suite.check("sim_chance_is_the_same_in_each_run", differs(runs[0], runs[1]))
    suite.check("sim_first_seed_is_1", differs(runs[0], runs[2]))
    suite.check("sim_seeds_differ", runs[2] == runs[3] and runs[2])
    suite.check("sim_seeds_decide", differs(runs[3], runs[4]))


def test_images():
    shutil.rmtree(path("kept"), ignore_errors=True)
    for i in (1, 1):
        check_ran("flash_is_new_in_each_run", sim("starts", "--until", "1ms"), f"start {i}, 0 ms\n")
    for i in (1, 2):
        check_ran("kept_flash_is_kept", sim("starts", "--until", "1ms", "--keep", path("kept")),
                  f"start {i}, 0 ms\n")
    with open(path("kept/flash.img"), "rb") as file:
        suite.check("sim_image_has_the_flash", differs(file.read(48), bytes(32) + b"\xff" * 16))
    suite.check("sim_nothing_is_left", differs([f for f in os.listdir(path("tmp"))], []))


def test_help():
    ran = run(TW, "sim", "--help")
    suite.check("sim_help", (ran.code != 0 or "--script FILE" not in ran.out) and ran.out)
    with open(os.path.join(DOCS, "SIMULATOR.md"), encoding="utf-8") as file:
        text = file.read()
    options = set(re.findall(r"--[a-z-]+", ran.out))
    suite.check("sim_every_option_is_documented", [o for o in options if f"`{o}" not in text])


def test_sample():
    """The script of docs/SIMULATOR.md, its console and its picture; --update writes them anew."""
    script = os.path.join(ROOT, "tests/sim/badge.sim")
    ran = sim("badge", "--script", script, "--scale", "3")
    if UPDATE:
        with open(os.path.join(ROOT, "tests/sim/badge.txt"), "w", encoding="utf-8") as file:
            file.write(ran.out)
        shutil.copy(path("sim-badge.png"), DOCS)
    with open(os.path.join(ROOT, "tests/sim/badge.txt"), encoding="utf-8") as file:
        check_ran("sample_prints_what_the_page_shows", ran, file.read())
    if ran.code == 0:
        shutil.copy(os.path.join(DOCS, "sim-badge.png"), path("page.png"))
        suite.check("sim_sample_shows_what_the_page_shows",
                    picture("sim-badge.png") != picture("page.png") and "other pixels")
        suite.check("sim_sample_shows_two_pictures",
                    picture("sim-badge.png") == picture("menu.png") and "they are equal")


def build():
    for preset in ("host-debug", "host"):
        for command in (["cmake", "--preset", preset],
                        ["cmake", "--build", "--preset", preset, "--parallel", "2", "--target", "tw",
                         "sim-app", "simple", "badge"]):
            done = run(*command, timeout=1800)
            if done.code != 0:
                print(done.out)
                suite.check("sim_build", " ".join(command))
                return False
    return True


def main():
    tests = [f for name, f in globals().items() if name.startswith("test_") and
             (not WORDS or any(word in name for word in WORDS))]
    if build():
        shutil.rmtree(FOLDER, ignore_errors=True)
        os.makedirs(path("tmp"))
        os.environ["TMPDIR"] = path("tmp")
        for test in tests:
            suite.attempt(test)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
