#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tw, the host tool, from outside: what it prints where, and its exit code. Each case runs on the
optimised build and on the one with sanitizers."""
import os
import random
import re
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, build, run  # noqa: E402

HERE = os.path.join(ROOT, "tests/cli")
WORK = os.path.join(ROOT, "build/cli")
PING = os.path.join(ROOT, "modules/ping/ping.wasm")
KIT = os.path.join(ROOT, "tests/interp/kit.wasm")
TOOLS = {"host": os.path.join(ROOT, "build/tw"),
         "host-debug": os.path.join(ROOT, "build/host-debug/tw")}
WITH_WASM3 = {"host-debug"}
ERROR = re.compile(r"[^:\n]+: [A-Z]+: [^\n]+: [^\n]+\n")


class Tool:
    """One build of tw; check() is a test."""

    def __init__(self, suite, preset):
        self.suite = suite
        self.preset = preset

    def run(self, *words):
        done = subprocess.run([TOOLS[self.preset], *words], cwd=HERE, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False)
        return (done.returncode, done.stdout.decode("utf-8", "replace"),
                done.stderr.decode("utf-8", "replace"))

    def check(self, name, words, code=0, out="", err=""):
        """out and err: the whole text, or a compiled pattern of the whole text. An error is one
        line of the common form."""
        found_code, found_out, found_err = self.run(*words)
        problem = ""
        if found_code != code:
            problem = f"exit code {found_code}, not {code}"
        for stream, found, wanted in (("stdout", found_out, out), ("stderr", found_err, err)):
            matches = wanted.fullmatch(found) if isinstance(wanted, re.Pattern) else found == wanted
            if not matches:
                problem += f"\n  {stream} is {found!r}\n  not {wanted!r}"
        if code != 0 and not ERROR.fullmatch(found_err):
            problem += f"\n  {found_err!r} is not one line WHERE: CODE: what: what to do"
        self.suite.check(f"{self.preset}_{name}", problem and f"tw {' '.join(words)}: {problem}")


def pattern(text):
    return re.compile(text, re.S)


def invoke(file, name, *args, options=()):
    return ["run", file, "--invoke", name, *args, *options]


# ---- values: function, argument, what is printed; None: refused ----------------------------------

VALUES = [
    ("i32", "0", "i32:0"), ("i32", "7", "i32:7"), ("i32", "-7", "i32:-7"), ("i32", "+7", "i32:7"),
    ("i32", "2147483647", "i32:2147483647"), ("i32", "-2147483648", "i32:-2147483648"),
    ("i32", "4294967295", "i32:-1"), ("i32", "0xffffffff", "i32:-1"), ("i32", "0X1f", "i32:31"),
    ("i32", "-0x80000000", "i32:-2147483648"), ("i32", "007", "i32:7"), ("i32", "-0", "i32:0"),
    ("i32", "4294967296", None), ("i32", "-2147483649", None), ("i32", "0x100000000", None),
    ("i32", "-0x80000001", None), ("i32", "", None), ("i32", "-", None), ("i32", "0x", None),
    ("i32", " 1", None), ("i32", "1 ", None), ("i32", "1.0", None), ("i32", "1e3", None),
    ("i32", "0xg", None), ("i32", "+-1", None), ("i32", "null", None), ("i32", "ff", None),
    ("i64", "9223372036854775807", "i64:9223372036854775807"),
    ("i64", "-9223372036854775808", "i64:-9223372036854775808"),
    ("i64", "18446744073709551615", "i64:-1"), ("i64", "0xffffffffffffffff", "i64:-1"),
    ("i64", "-0x8000000000000000", "i64:-9223372036854775808"),
    ("i64", "18446744073709551616", None), ("i64", "-9223372036854775809", None),
    ("i64", "0x10000000000000000", None),
    ("f32", "0.1", "f32:0.1"), ("f32", "1", "f32:1"), ("f32", "-0", "f32:-0"),
    ("f32", "0", "f32:0"), ("f32", "16777216", "f32:16777216"), ("f32", "1e10", "f32:1e+10"),
    ("f32", "3.4028235e38", "f32:3.4028235e+38"), ("f32", "1e-45", "f32:1e-45"),
    ("f32", "0x1p-149", "f32:1e-45"), ("f32", "0x1.8p1", "f32:3"), ("f32", ".5", "f32:0.5"),
    ("f32", "inf", "f32:inf"), ("f32", "-inf", "f32:-inf"), ("f32", "+inf", "f32:inf"),
    ("f32", "nan", "f32:nan:0x7fc00000"), ("f32", "-nan", "f32:nan:0xffc00000"),
    ("f32", "nan:0x1", "f32:nan:0x7f800001"), ("f32", "-nan:0x1", "f32:nan:0xff800001"),
    ("f32", "nan:0x7fc00001", "f32:nan:0x7fc00001"),
    ("f32", "nan:0xffa00000", "f32:nan:0xffa00000"),
    ("f32", "nan:0x0", None), ("f32", "nan:0x7f800000", None), ("f32", "nan:0x800000", None),
    ("f32", "nan:0x1ffc00000", None), ("f32", "nan:", None), ("f32", "nan(1)", None),
    ("f32", "1e39", None), ("f32", "infinity", None), ("f32", "1,5", None), ("f32", "", None),
    ("f32", "x", None), ("f32", " 1", None), ("f32", "1 ", None),
    ("f64", "0.1", "f64:0.1"), ("f64", "-0", "f64:-0"), ("f64", "1e22", "f64:1e+22"),
    ("f64", "0.30000000000000004", "f64:0.30000000000000004"), ("f64", "5e-324", "f64:5e-324"),
    ("f64", "1.7976931348623157e308", "f64:1.7976931348623157e+308"),
    ("f64", "100000", "f64:1e+05"), ("f64", "123456", "f64:123456"),
    ("f64", "nan", "f64:nan:0x7ff8000000000000"), ("f64", "nan:0x1", "f64:nan:0x7ff0000000000001"),
    ("f64", "nan:0xfff4000000000000", "f64:nan:0xfff4000000000000"),
    ("f64", "-nan:0x8000000000000", "f64:nan:0xfff8000000000000"),
    ("f64", "nan:0x7ff0000000000000", None), ("f64", "nan:0x10000000000000", None),
    ("f64", "1e309", None), ("f64", "-inf", "f64:-inf"),
    ("f32 bits", "nan:0x7fa00000", "i32:2141192192"), ("f32 of", "0x7fa00000",
                                                        "f32:nan:0x7fa00000"),
    ("f64 bits", "-0", "i64:-9223372036854775808"),
    ("f64 of", "0x7ff4000000000000", "f64:nan:0x7ff4000000000000"),
    ("funcref", "null", "funcref:null"), ("funcref", "5", None), ("funcref", "0", None),
    ("externref", "null", "externref:null"), ("externref", "5", "externref:5"),
    ("externref", "1073741823", "externref:1073741823"), ("externref", "0", None),
    ("externref", "1073741824", None), ("externref", "4294967296", None),
    ("externref", "x", None),
    ("strict", "7", "externref:7"), ("strict", "null", None),
    ("typed", "null", "(ref null type):null"), ("typed", "1", None),
]


def test_values(tool):
    for name, arg, printed in VALUES:
        label = f"{name}_of_'{arg}'"
        if printed is None:
            tool.check(label + "_is_refused", invoke("values.wasm", name, arg), 2,
                       err=pattern(rf"{name}: INVAL: argument 0, .*: give .*\n"))
        else:
            tool.check(label, invoke("values.wasm", name, arg), out=printed + "\n")
    tool.check("results_are_a_line_each", invoke("values.wasm", "many"),
               out="i32:-1\ni64:-2\nf32:1.5\nf64:0.1\nexternref:null\n")
    tool.check("no_result_prints_nothing", invoke("values.wasm", "none"))
    tool.check("arguments_keep_their_order", invoke("values.wasm", "sub", "10", "-3"),
               out="i32:13\n")
    tool.check("a_function_reference_is_a_number", invoke("values.wasm", "self"),
               out=pattern(r"funcref:[1-9]\d*\n"))


def digits_of(text):
    """How many digits a float's text has that matter."""
    return len(re.sub(r"e.*|[^0-9]", "", text).lstrip("0").rstrip("0"))


def test_floats(tool):
    """Random bits: what is printed reads back as the same bits, and is as short as Python's."""
    rng = random.Random(1)
    problems = []
    for i in range(60):
        bits = rng.getrandbits(64) & ~(1 << 62) if i % 2 else rng.getrandbits(64)
        if bits >> 52 & 0x7ff == 0x7ff:
            continue
        _, out, _ = tool.run(*invoke("values.wasm", "f64 of", str(bits)))
        text = out.strip().removeprefix("f64:")
        value = struct.unpack("<d", struct.pack("<Q", bits))[0]
        if not text or float(text) != value or digits_of(text) > digits_of(repr(value)):
            problems.append(f"{bits:#x} gives {out!r}, Python has {value!r}")
        bits = rng.getrandbits(32)
        if bits >> 23 & 0xff == 0xff:
            continue
        _, out, _ = tool.run(*invoke("values.wasm", "f32 of", str(bits)))
        text = out.strip().removeprefix("f32:")
        _, back, _ = tool.run(*invoke("values.wasm", "f32 bits", text))
        signed = bits - (1 << 32) if bits >> 31 else bits
        if back != f"i32:{signed}\n":
            problems.append(f"{bits:#x} gives {out!r}, which is {back!r}")
    tool.suite.check(f"{tool.preset}_floats_are_round_trips_in_the_fewest_digits",
                     "\n".join(problems))


# ---- run ------------------------------------------------------------------------------------------

FAULTS = [
    ("divide_by_zero", ("divide", "1", "0"),
     r"faults\.wasm, function 0, offset 0x\w+: TRAP: integer divide by zero: check the divisor"),
    ("overflow", ("divide", "-2147483648", "-1"),
     r"faults\.wasm, function 0, offset 0x\w+: TRAP: integer overflow: .*"),
    ("load_outside", ("load", "65533"),
     r"faults\.wasm, function 1, offset 0x\w+: TRAP: out of bounds memory access: .*"),
    ("unreachable", ("unreachable",),
     r"faults\.wasm, function 6, offset 0x\w+: TRAP: unreachable: .*"),
    ("recursion", ("recurse",),
     r"faults\.wasm, function 2 \(recurse\), offset 0x\w+: TRAP: call stack exhausted: .*"),
    ("endless", ("spin",), r"faults\.wasm[^:]*: FUEL: .*"),
]
UNLINKABLE = (r"{}: UNLINKABLE: import {} is not defined: add it to a host module, or instantiate "
              r"a module named '{}', or use --stub\n")


def test_run(tool):
    tool.check("no_function_lists_the_exports", ["run", "faults.wasm"],
               out="func divide: (i32, i32) -> (i32)\nfunc load: (i32) -> (i32)\n"
                   "func recurse: () -> ()\nfunc spin: () -> ()\nfunc count: (i32) -> (i32)\n"
                   "func grow: (i32) -> (i32)\nfunc unreachable: () -> ()\n"
                   "func store: (i32) -> ()\nuse --invoke NAME\n")
    tool.check("exports_of_every_kind_are_listed", ["run", "values.wasm"],
               out=pattern(r".*func f32 bits: \(f32\) -> \(i32\)\n.*func many: \(\) -> \(i32, i64, "
                           r"f32, f64, externref\)\n.*global global: mut i32\nmemory memory: 1 page "
                           r"of 64 KiB, at most 2\ntable table: 3 funcref, at most 9\n"
                           r"use --invoke NAME\n"))
    tool.check("a_module_without_exports_is_fine", ["run", "empty.wasm"],
               out="use --invoke NAME\n")
    tool.check("exports_are_listed_without_what_is_imported", ["run", PING],
               out="memory memory: 0 pages of 64 KiB\nfunc ping: () -> ()\n"
                   "use --invoke NAME, and --stub for what it imports\n")
    for name, call, text in FAULTS:
        tool.check(f"{name}_is_a_fault", invoke("faults.wasm", *call), 1, err=pattern(text + "\n"))
    tool.check("start_runs_and_may_trap", ["run", "start.wasm"], 1, out="func f: () -> ()\n",
               err=pattern(r"start\.wasm, function 0 \(start\), offset 0x\w+: TRAP: unreachable: .*\n"))
    tool.check("start_runs_before_a_function", invoke("start.wasm", "f"), 1,
               err=pattern(r"start\.wasm, function 0 \(start\), .*: TRAP: unreachable: .*\n"))
    tool.check("initialize_runs_and_has_fuel", invoke("slow.wasm", "f"), 1,
               err=pattern(r"slow\.wasm[^:]*: FUEL: .*\n"))
    tool.check("data_outside_of_memory_traps", ["run", "segment.wasm"], 1,
               err=pattern(r"segment\.wasm, offset 0x\w+: TRAP: out of bounds memory access: .*\n"))
    tool.check("an_import_is_missing", invoke(PING, "ping"), 1,
               err=pattern(UNLINKABLE.format(r"ping\.wasm", r"hosted\.pong", "hosted")))
    tool.check("env_memory_need_not_be_defined", invoke("memory.wasm", "size"), out="i32:1\n")


def test_limits(tool):
    tool.check("fuel_is_what_is_given", invoke("faults.wasm", "count", "100",
                                               options=["--fuel", "300"]), 1,
               err=pattern(r"faults\.wasm[^:]*: FUEL: .*\n"))
    tool.check("fuel_may_be_more", invoke("faults.wasm", "count", "100",
                                          options=["--fuel", "0xffffffffffffffff"]),
               out="i32:5050\n")
    tool.check("memory_may_be_promised_beyond_the_budget", invoke("big.wasm", "f"))
    tool.check("memory_is_backed_within_the_budget", invoke("faults.wasm", "store", "65532", options=[
        "--memory", "1000", "--stats"]),
               out=pattern(r"fuel: .*\nmemory: 65536 B, 756 B of them backed\n.*"))
    tool.check("memory_beyond_the_budget_traps", invoke("faults.wasm", "store", "65532", options=[
        "--memory", "300"]), 1,
               err=pattern(r"faults\.wasm, .*: TRAP: memory budget exhausted: raise .*\n"))
    tool.check("the_prefix_is_chosen", invoke("faults.wasm", "store", "65532", options=[
        "--memory", "1000", "--prefix", "100", "--stats"]),
               out=pattern(r"fuel: .*\nmemory: 65536 B, 356 B of them backed\n.*"))
    tool.check("memory_grows_to_its_limit",
               invoke("faults.wasm", "grow", "3", options=["--memory", "262144"]), out="i32:1\n")
    tool.check("memory_does_not_grow_beyond",
               invoke("faults.wasm", "grow", "4", options=["--memory", "262144"]), out="i32:-1\n")
    tool.check("an_arena_has_4_gib_at_most",
               invoke("huge.wasm", "f", options=["--memory", "4294967296"]), 1,
               err=pattern(r"huge\.wasm: NOMEM: instance needs [\d,]+ B \(memory 4,294,901,760, "
                           r"stack [\d,]+, code \d+\), [\d,]+ B of the arena are free: set "
                           r"limits\.memory_bytes or build with --page-size=1\n"))
    tool.check("objects_may_be_less", invoke("hoard.wasm", "keep", "100", options=["--heap", "500"]), 1,
               err=pattern(r"hoard\.wasm, .*: TRAP: heap exhausted: raise limits\.heap_bytes, or .*\n"))
    tool.check("objects_are_collected", invoke("hoard.wasm", "drop", "1000",
                                               options=["--heap", "500", "--stats"]),
               out=pattern(r".*\nheap: [1-9]\d* B of objects, [1-9]\d* collections\n.*"))
    tool.check("stack_may_be_less", invoke("faults.wasm", "recurse",
                                           options=["--stack", "256", "--stats"]), 1,
               out=pattern(r"fuel: \d+ instructions\nstack: 256 B at most, of 256 B\n.*"),
               err=pattern(r"faults\.wasm, .*: TRAP: call stack exhausted: .*\n"))


STATS = re.compile(r"i32:5050\nfuel: (\d+) instructions\nstack: (\d+) B at most, of 65536 B\n"
                   r"memory: 65536 B, 65536 B of them backed\narena: (\d+) B, (\d+) B at most\n"
                   r"code: (\d+) B of wasm, (\d+) B of register code\n")


def test_stats(tool):
    _, out, _ = tool.run(*invoke("faults.wasm", "count", "100", options=["--stats"]))
    found = STATS.fullmatch(out)
    problem = "" if found else repr(out)
    if found:
        fuel, stack, used, peak, wasm, register = map(int, found.groups())
        # The function, and each time round the loop its instructions.
        problem = "" if 900 <= fuel <= 1300 else f"{fuel} of fuel"
        problem += "" if 0 < stack <= 200 else f"{stack} B of stack"
        problem += "" if 65536 * 2 < used <= peak < 65536 * 3 else f"{used} B of {peak} B of arena"
        problem += "" if wasm and register else "no code"
    tool.suite.check(f"{tool.preset}_stats_are_plausible", problem)
    _, again, _ = tool.run(*invoke("faults.wasm", "count", "100", options=["--stats"]))
    tool.suite.check(f"{tool.preset}_stats_are_the_same_again", out != again and again)
    tool.check("stats_without_a_function", ["run", "--stats", "faults.wasm"],
               out=pattern(r".*use --invoke NAME\nstack: 0 B at most.*register code\n"))
    # The function, and each time round the loop its instructions: endless fuel is counted, too.
    tool.check("stats_of_a_command", ["run", "--stats", "command.wasm"],
               out=pattern(r"fuel: [4-9]\d\d instructions\nstack: .*"))
    tool.check("stats_after_a_fault", invoke("faults.wasm", "spin", options=[
        "--stats", "--fuel", "1000"]), 1, out=pattern(r"fuel: 1000 instructions\nstack: .*\n"),
               err=pattern(".*: FUEL: .*"))


GO = ("call other.log()\ncall other.log()\ncall a name of more than thirty-one bytes.f()\n"
      "call env.log(i32:-1, i64:5, f32:0.1, f64:nan:0x7ff0000000000001, externref:null, "
      "funcref:null)\ni32:0\ni64:0\nexternref:null\nfuncref:null\nf32:0\n")


def test_stub(tool):
    stub = ["--stub"]
    tool.check("stub_prints_calls", invoke(PING, "ping", options=stub), out="call hosted.pong()\n")
    tool.check("stub_prints_arguments_and_gives_zeros",
               invoke("imports.wasm", "go", options=stub), out=GO)
    tool.check("stub_makes_what_is_no_function", invoke("imports.wasm", "sizes", options=stub),
               out="i32:2\ni32:5\ni32:3\ni32:0\ni64:0\nf32:0\nf64:0\nexternref:null\n")
    for name in ("typed", "wide", "mismatch", "zero"):
        tool.check(f"stub_of_a_{name}_function_traps", invoke("imports.wasm", name, options=stub), 1,
                   err=pattern(r"imports\.wasm, .*: TRAP: unlinked import: define the import\n"))
    start = "call host.nothing()\n"
    tool.check("stub_is_exported_again", invoke("reexport.wasm", "nothing", options=stub),
               out=start + "call host.nothing()\n")
    tool.check("stub_is_exported_again_with_values",
               invoke("reexport.wasm", "number", "7", options=stub),
               out=start + "call host.number(i32:7)\ni32:0\n")
    tool.check("stub_is_called_last", invoke("reexport.wasm", "tail", options=stub),
               out=start + "call host.nothing()\n")
    tool.check("stub_needs_a_name_for_an_instance", invoke("missing.wasm", "f", options=stub), 1,
               err=pattern(r"missing\.wasm: UNLINKABLE: .*\n"))
    tool.check("stub_changes_nothing_without_imports",
               ["run", "--stub", "values.wasm", "--invoke", "i32", "3"], out="i32:3\n")
    tool.check("stub_lists_exports_too", ["run", "--stub", PING],
               out=pattern(".*\nuse --invoke NAME\n"))
    tool.check("stub_memory_has_the_budget_too",
               invoke("imports.wasm", "sizes", options=["--stub", "--memory", "65536"]),
               out="i32:2\ni32:5\ni32:3\ni32:0\ni64:0\nf32:0\nf64:0\nexternref:null\n")


USAGE = [
    ("no_command", [], "tw: INVAL: .*: see tw help"),
    ("another_command", ["walk"], "tw: INVAL: .* walk: see tw help"),
    ("no_file", ["run"], "tw run: NOENT: no tw.toml here .*: .*tw new project NAME"),
    ("a_second_file", ["run", "values.wasm", "faults.wasm"], "tw run: INVAL: .* faults.wasm: .*"),
    ("another_option", ["run", "values.wasm", "--walk"], "tw run: INVAL: .* --walk: .*"),
    ("no_function_behind_invoke", ["run", "values.wasm", "--invoke"],
     "tw run: INVAL: .* --invoke: .*"),
    ("no_number", ["run", "values.wasm", "--fuel"], "tw run: INVAL: .* --fuel: .*"),
    ("a_bad_number", ["run", "values.wasm", "--fuel", "many"], "tw run: INVAL: .* --fuel: .*"),
    ("a_negative_number", ["run", "values.wasm", "--memory", "-1"],
     "tw run: INVAL: .* --memory: .*"),
    ("too_large_a_number", ["run", "values.wasm", "--fuel", "18446744073709551616"],
     "tw run: INVAL: .* --fuel: .*"),
    ("too_large_a_stack", ["run", "values.wasm", "--stack", "4294967296"],
     "tw run: INVAL: .* --stack: .*"),
    ("a_missing_file", ["run", "no/such.wasm"], "no/such.wasm: NOENT: .*: check the path"),
    ("a_folder", ["inspect", "."], r"\.: IO: .*: check the path"),
    ("another_function", invoke("values.wasm", "nothing"), "values.wasm: NOENT: .*nothing.*: .*"),
    ("an_export_that_is_no_function", invoke("values.wasm", "memory"),
     "values.wasm: INVAL: .*memory.*: .*"),
    ("too_few_arguments", invoke("values.wasm", "sub", "1"), "sub: INVAL: .* 2 arguments, not 1: .*"),
    ("too_many_arguments", invoke("values.wasm", "i32", "1", "2"),
     "i32: INVAL: .* 1 arguments, not 2: .*"),
    ("nothing_to_inspect", ["inspect"], "tw inspect: INVAL: .*: see tw help inspect"),
    ("two_to_inspect", ["inspect", "values.wasm", "faults.wasm"], "tw inspect: INVAL: .*"),
    ("an_option_to_inspect", ["inspect", "--all"], "tw inspect: INVAL: .*"),
    ("help_about_another_command", ["help", "walk"], "tw: INVAL: .* walk: .*"),
    ("help_about_two", ["help", "run", "inspect"], "tw help: INVAL: .*"),
    ("about_something", ["about", "it"], "tw about: INVAL: .*"),
]


def test_usage(tool):
    for name, words, text in USAGE:
        tool.check(f"usage_{name}", words, 2, err=pattern(text + "\n"))
    tool.check("options_may_come_first",
               ["run", "--fuel", "1000", "--stub", "--invoke", "i32", "5", "--stats", "values.wasm"],
               out=pattern(r"i32:5\nfuel: .*"))
    tool.check("arguments_end_at_an_option", invoke("values.wasm", "sub", "1", "--fuel", "9", "2"),
               2, err=pattern("tw run: INVAL: .* 2: .*"))


# ---- inspect --------------------------------------------------------------------------------------

DEVICE = (r"on a device:\n  profile: {profile} or more\n  flash: {flash} B, the file, where it runs in place\n"
          r"  RAM for the engine, once: [\d,]+ B\n"
          r"  RAM for the module: [\d,]+ B, of them register code [\d,]+ B; [\d,]+ B more while it "
          r"is loaded\n"
          r"  RAM for an instance: [\d,]+ B, of them memory {memory} B, stack 4,096 B\n{imported}"
          r"  RAM for module and instance together: [\d,]+ B\n"
          r"  measured with the library for this PC, whose pointers have \d\d bits\n"
          r"(  a 32-bit target needs less: [^\n]*\n[^\n]*\n)?")


def device(flash, memory, imported="", profile="TINY"):
    return DEVICE.format(flash=flash, memory=memory, imported=imported, profile=profile)


def test_inspect(tool):
    tool.check("inspect_ping", ["inspect", PING], out=pattern(
        r"ping\.wasm: 82 B\ntypes: 1\n  0: \(\) -> \(\)\nimports: 1\n  func hosted\.pong: \(\) -> "
        r"\(\)\nexports: 2\n  memory memory: 0 pages of 64 KiB\n  func ping: \(\) -> \(\)\n"
        r"memories: 1\n  0: 0 pages of 64 KiB \(0 B\)\nfunctions: 1, 4 B of code\n.*"
        r"features used:\n  WebAssembly 1\.0\n" + device("82", "0")))
    tool.check("inspect_an_empty_module", ["inspect", "empty.wasm"], out=pattern(
        r"empty\.wasm: 8 B\ntypes: 0\nimports: 0\nexports: 0\nmemories: 0\nfunctions: 0, 0 B of "
        r"code\n.*features used:\n  WebAssembly 1\.0\n" + device("8", "0")))
    tool.check("inspect_finds_no_feature_in_1_0", ["inspect", "plain.wasm"], out=pattern(
        r".*features used:\n  WebAssembly 1\.0\n" + device(r"\d+", "65,536")))
    tool.check("inspect_finds_each_feature", ["inspect", "features.wasm"], out=pattern(
        r".*types: 3\n  0: \(\) -> \(i32\)\n.*  2: \(\) -> \(i32, i32\)\n.*memories: 2\n"
        r"  0: 1 page of 1 B, at most 1 \(1 B\)\n  1: 1 page of 64 KiB \(65,536 B\)\n.*"
        r"features used:\n  WebAssembly 1\.0\n  floats: a type at byte \d+\n"
        r"  sign extension: i32\.extend8_s at byte \d+\n"
        r"  saturating float conversions: i32\.trunc_sat_f32_s at byte \d+\n"
        r"  multi-value: a type of several results at byte \d+\n"
        r"  bulk memory: an element segment at byte \d+\n"
        r"  reference types: a type at byte \d+\n"
        r"  typed function references: call_ref at byte \d+\n  tail calls: return_call at byte \d+\n"
        r"  extended constant expressions: i32\.add at byte \d+\n"
        r"  multi-memory: a second memory at byte \d+\n  custom page sizes: a memory at byte \d+\n" +
        device(r"\d+", "65,537", profile="STANDARD")))
    tool.check("inspect_imports_of_every_kind", ["inspect", "imports.wasm"], out=pattern(
        r".*  \d: \(\(ref null 0\)\) -> \(\)\n.*imports: 16\n  func env\.log: \(i32, i64, f32, f64, "
        r"externref, funcref\) -> \(i32, i64, externref, funcref, f32\)\n"
        r"  memory env\.memory: 2 pages of 64 KiB, at most 3\n"
        r"  table env\.table: 5 funcref, at most 10\n  table env\.externs: 3 externref\n"
        r"  global env\.i32: i32\n.*  global env\.f64: mut f64\n.*"
        r"  func zero\\00inside\.f: \(\) -> \(\)\n.*memories: 1\n"
        r"  0 \(imported\): 2 pages of 64 KiB, at most 3 \(131,072 B\)\n.*" +
        device(r"\d+", "0", r"  RAM for imported memory: 131,072 B\n", "STANDARD")))
    tool.check("inspect_64_bit_memories", ["inspect", "memory64.wasm"], out=pattern(
        r".*  memory env\.large: 1 page of 64 KiB, 64-bit addresses\n.*memories: 2\n"
        r"  0 \(imported\): 1 page of 64 KiB, 64-bit addresses \(65,536 B\)\n"
        r"  1: 281,474,976,710,656 pages of 64 KiB, 64-bit addresses "
        r"\(18,446,744,073,709,551,615 B\)\n.*"
        r"  memory64: a memory at byte \d+\n.*  RAM: 18,446,744,073,709,551,615 B for memories "
        r"alone\n"))
    tool.check("run_64_bit_memories", ["run", "--stub", "memory64.wasm", "--invoke", "f"], 1,
               err=pattern(r"memory64\.wasm: UNSUPPORTED: memory 1 is of memory64: [^\n]*\n"))
    tool.check("inspect_runs_nothing", ["inspect", "start.wasm"], out=pattern(
        r"start\.wasm: .*" + device(r"\d+", "0")))
    tool.check("inspect_runs_no_host_function", ["inspect", "reexport.wasm"], out=pattern(
        r"reexport\.wasm: (?!.*call host).*" + device(r"\d+", "0", profile="STANDARD")))
    tool.check("inspect_without_an_instance", ["inspect", "missing.wasm"], out=pattern(
        r"missing\.wasm: .*  RAM for an instance: not measured, [^\n]*\n"))
    tool.check("inspect_does_not_make_huge_memories", ["inspect", "huge.wasm"],
               out=pattern(r".*RAM: 4,294,901,760 B for memories alone\n"))
    tool.check("inspect_data_outside_of_memory", ["inspect", "segment.wasm"], 1,
               out=pattern(r"segment\.wasm: .*features used:\n.*"),
               err=pattern(r"segment\.wasm, .*: TRAP: out of bounds memory access: .*\n"))


# ---- the groups of 3.0 -------------------------------------------------------------------------------

# Function, arguments, what is printed; and what the code of boards gives, if it says another thing:
# it knows no objects.
BYTES = "0102030405060708090a0b0c0d0e0f10"
GROUPS = [
    ("vec", ("0x" + BYTES,), "v128:0x" + BYTES), ("vec", ("0X1F",), "v128:0x" + "0" * 30 + "1f"),
    ("swap", ("0x" + BYTES,), "v128:0x100f0e0d0c0b0a090807060504030201"),
    ("const", (), "v128:0x00000004000000030000000200000001"),
    ("lane", ("0xfffe00000000",), "i32:-2"), ("i31", ("-5",), "i31ref:i31:-5"),
    ("i31", ("0x3fffffff",), "i31ref:i31:1073741823"), ("any", (), "anyref:struct"),
    ("arr", (), r"(ref null type):array"), ("null", (), "nullref:null"),
    ("cast", ("null",), "i32:0"), ("catch", ("7",), "i32:7"), ("load", ("0",), "i32:0"),
    ("wide", ("-1", "2", "1", "3"), "i64:0\ni64:6"), ("size", (), "i64:1"),
    ("wait", ("1", "-1"), "i32:1"), ("wait", ("0", "1000000000000"), "i32:2"),
    ("wait", ("0", "0"), "i32:2"), ("notify", (), "i32:0"), ("add", ("1", "513"), "i64:256"),
]
TRAPS = [
    ("load", ("0x100000000",), "out of bounds memory access"), ("wait", ("0", "-1"), "endless wait"),
    ("wait alone", (), "expected shared memory"), ("add", ("65536", "1"), "out of bounds memory access"),
]
UNCAUGHT = [
    ("throw", ("7", "1.5"), "oops(i32:7, f64:1.5)"),
    ("throw unnamed", (), "a tag that is not exported()"),
    ("throw all", (), "all(v128:0x00000004000000030000000200000001, anyref:struct)"),
]


def test_groups(tool):
    for name, args, printed in GROUPS:
        label = "_".join((name, *args))
        tool.check(f"groups_{label}", invoke("groups.wasm", name, *args), out=printed + "\n")
        tool.check(f"groups_boards_{label}", on("boards", *invoke("groups.wasm", name, *args)),
                   out=pattern(re.escape(printed) + r"\n|[^:]*:\d+\n"))
    for text in ("", "7", "0x", "0x" + "1" * 33, "0xg", "-0x1"):
        tool.check(f"groups_vec_of_'{text}'_is_refused", invoke("groups.wasm", "vec", text), 2,
                   err=pattern(r"vec: INVAL: argument 0, .*: give 0x and up to 32 hex .*\n"))
    for name, args, printed in UNCAUGHT:
        tool.check(f"groups_{name}", invoke("groups.wasm", name, *args), 1, out=f"exception: {printed}\n",
                   err=pattern(r"groups\.wasm, function \d+, offset 0x\w+: EXCEPTION: an exception .*\n"))
    for name, args, trap in TRAPS:
        tool.check(f"groups_{name}_traps", invoke("groups.wasm", name, *args), 1,
                   err=pattern(rf"groups\.wasm, .*: TRAP: {trap}: .*\n"))
    tool.check("groups_inspect", ["inspect", "groups.wasm"], out=pattern(
        r"groups\.wasm: .*types: \d+\n  0: sub struct \(mut i32, i8\)\n"
        r"  1: sub final 0 struct \(mut i32, i8, \(ref null 0\)\)\n  2: array \(mut i8\)\n"
        r"  3: \(i32, f64\) -> \(\)\n.*  tag oops: \(i32, f64\) -> \(\)\n.*"
        r"  exceptions: a tag at byte \d+\n  memory64: a memory at byte \d+\n"
        r"  garbage collection: a type at byte \d+\n  SIMD: a type at byte \d+\n"
        r"  threads: a memory at byte \d+\n"
        r"  wide arithmetic: i64\.add128 at byte \d+\n" +
        device(r"\d+", "131,072", profile="FULL")))
    tool.check("groups_disasm", ["disasm", "groups.wasm"], out=pattern(
        r".*  i8x16\.shuffle 15 14 13 .* 1 0 \| +\d+  MOVN .*\| +\d+  EXTRA i8x16\.shuffle s\d+ .*"
        r"  v128\.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004 \| +4  EXTRA v128\.const .*"
        r"    try_table type \d+ catch 0 0 .*      throw 0 .*"
        r"  br_on_cast 0 \(ref null any\) \(ref 0\) \|.*struct\.get 0 0 .*"
        r"  i32\.load8_u offset=3 .*EXTRA address s\d+ 3 0 0 0\n.*"))


# ---- bad modules ------------------------------------------------------------------------------------

def bad_file(name, content):
    os.makedirs(WORK, exist_ok=True)
    path = os.path.join(WORK, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def read(name):
    with open(os.path.join(HERE, name), "rb") as file:
        return file.read()


def test_bad_modules(tool):
    for command in ("run", "inspect"):
        tool.check(f"{command}_an_invalid_module", [command, "invalid.wasm"], 1,
                   err=pattern(r"invalid\.wasm, function 0, offset 0x1a: INVALID: .*\n"))
        tool.check(f"{command}_no_module", [command, bad_file("none.wasm", b"\x7fELF\2\1\1\0")], 1,
                   err=pattern(r"none\.wasm, offset 0x0: MALFORMED: .*\n"))
        tool.check(f"{command}_nothing", [command, bad_file("nothing.wasm", b"")], 1,
                   err=pattern(r"nothing\.wasm[^:]*: MALFORMED: .*\n"))
    tool.check("translate_what_boards_do_not_have", ["translate", "simd.wasm"], 1,
               err=pattern(r"f, function 0, offset 0x\w+: UNSUPPORTED: SIMD: .*\n"))
    whole = read("plain.wasm")
    problems = []
    for size in range(0, len(whole), 1 if tool.preset == "host-debug" else 7):
        path = bad_file("cut.wasm", whole[:size])
        code, out, err = tool.run("inspect", path)
        is_whole = code == 0 and not err
        is_refused = code == 1 and re.fullmatch(r"cut\.wasm[^:]*: MALFORMED: .*: .*\n", err)
        if not is_whole and not is_refused:
            problems.append(f"{size} of its bytes: exit code {code}, {out!r}, {err!r}")
    tool.suite.check(f"{tool.preset}_a_module_cut_anywhere", "\n".join(problems))


NAMES = [
    ("with spaces.wasm", r"with spaces\.wasm"),
    (".hidden.wasm", r"_hidden\.wasm"),
    ("n\u00e4me.wasm", r"n__me\.wasm"),
    ("x" * 100 + ".wasm", "x" * 58 + r"\.wasm"),
]


def test_names(tool):
    for name, shown in NAMES:
        tool.check(f"file_{name}", ["run", bad_file(name, b"\0asm")], 1,
                   err=pattern(shown + r"[^:]*: MALFORMED: .*\n"))


# ---- interpreters ---------------------------------------------------------------------------------


def on(interp, *words):
    return [*words, "--interp", interp]


def interps_of(tool):
    return "core, wasm3, boards" if tool.preset in WITH_WASM3 else "core, boards"


def test_interp(tool):
    there = interps_of(tool)
    for name in ("nobody", "", "wasm") + (() if tool.preset in WITH_WASM3 else ("wasm3",)):
        tool.check(f"interp_{name or 'empty'}_is_not_there", on(name, "run", "values.wasm"), 2,
                   err=f"tw run: INVAL: no interpreter '{name}' here, only {there}: name one\n")
    tool.check("interp_without_name", ["run", "values.wasm", "--interp"], 2, err=pattern(".*--interp.*"))
    for name in ("core", "boards"):
        tool.check(f"interp_{name}", on(name, *invoke("values.wasm", "i32", "7")), out="i32:7\n")
        tool.check(f"interp_{name}_stats", on(name, *invoke("values.wasm", "i32", "7"), "--stats"),
                   out=pattern(r"i32:7\n.*fuel: .*"))


def test_wasm3(tool):
    kit = {"i32", "i64", "f32", "f64", "externref"}
    for type_, text, shown in VALUES:
        if shown is not None and type_ in kit:
            tool.check(f"wasm3_{type_}_{text}", on("wasm3", *invoke(KIT, type_, text), "--stub"),
                       out=f"{shown}\n")
    tool.check("wasm3_trap", on("wasm3", *invoke(KIT, "divide", "1", "0"), "--stub"), 1,
               err=pattern(r"kit\.wasm: TRAP: integer divide by zero: .*\n"))
    tool.check("wasm3_takes_no_fuel", on("wasm3", *invoke(KIT, "i32", "7"), "--stub", "--fuel", "5"),
               1, err=pattern(r"kit\.wasm: UNSUPPORTED: interpreter wasm3 counts no fuel: .*\n"))
    tool.check("wasm3_stats_name_no_fuel", on("wasm3", *invoke(KIT, "i32", "7"), "--stub", "--stats"),
               out=pattern(r"i32:7\nstack: 0 B at most, of 65536 B\nmemory: .*"))
    tool.check("wasm3_stub", on("wasm3", *invoke(PING, "ping"), "--stub"),
               out="call hosted.pong()\n")
    tool.check("wasm3_bad_module", on("wasm3", "run", "invalid.wasm"), 1,
               err=pattern(r"invalid\.wasm: INVALID: wasm3 says .*\n"))
    tool.check("wasm3_lacks_a_feature", on("wasm3", *invoke("values.wasm", "i32", "7")), 1,
               err=pattern(r"values\.wasm: UNSUPPORTED: wasm3 says .*use interpreter core\n"))


# ---- help -------------------------------------------------------------------------------------------

def version():
    with open(os.path.join(ROOT, "include/tinywasm/tinywasm.h"), encoding="utf-8") as file:
        return re.search(r'#define TW_VERSION "(.*)"', file.read())[1]


def test_help(tool):
    general = pattern(r"tw makes, runs and inspects.*\n  run  .*\n  inspect  .*\n  about  .*\n  help  .*")
    for words in (["help"], ["--help"], ["-h"]):
        tool.check("_".join(words), words, out=general)
    tool.check("help_run", ["help", "run"], out=pattern(
        r"NAME\n    tw run - .*SYNOPSIS\n    tw run FILE\.wasm.*--invoke NAME.*--stub.*--fuel N.*--memory BYTES.*--stats.*"))
    tool.check("help_inspect", ["help", "inspect"], out=pattern(r".*SYNOPSIS\n    tw inspect FILE\.wasm.*EXIT CODES\n    0 .*"))
    tool.check("help_about", ["help", "about"], out=pattern(r".*SYNOPSIS\n    tw about.*EXIT CODES\n    0 .*"))
    tool.check("help_help", ["help", "help"], out=pattern(r".*SYNOPSIS\n    tw help \[COMMAND\].*EXIT CODES\n    0 .*"))
    tool.check("version", ["--version"], out=f"tw {version()}\n")
    tool.check("about", ["about"], out=pattern(
        rf".*TinyWASM {re.escape(version())}\ninterpreter: {interps_of(tool)}\nprofile: FULL, \d\d-bit\n"
        r"features:\n  WebAssembly 1\.0\n.*"))


# ---- all ----------------------------------------------------------------------------------------------

def test_modules(suite):
    made = os.path.join(WORK, "made")
    os.makedirs(made, exist_ok=True)
    done = run(os.path.join(HERE, "build.sh"), "-o", made)
    suite.check("modules_can_be_made", done.code and done.out)
    for name in sorted(n for n in os.listdir(HERE) if n.endswith(".wasm")):
        path = os.path.join(made, name)
        with open(path, "rb") as file:
            suite.check(f"{name}_is_made_of_its_source", file.read() != read(name) and "it differs")


def main():
    suite = Suite("cli")
    test_modules(suite)
    for preset in TOOLS:
        done = build(preset, "tw")
        suite.check(f"{preset}_builds", done.code and done.out)
        if done.code:
            continue
        tool = Tool(suite, preset)
        tests = [test_interp, test_help, test_values, test_floats, test_run, test_limits, test_stats,
                 test_stub, test_usage, test_inspect, test_groups, test_bad_modules, test_names]
        if preset in WITH_WASM3:
            tests += [test_wasm3]
        for test in tests:
            suite.attempt(test, tool, where=preset)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
