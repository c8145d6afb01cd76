#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the spec suite's runner: it must see every kind of wrong result. Each script that has to
fail has a twin that differs in the one wrong thing only and has to pass.

The last line is `spec-runner: N passed, N failed, N skipped`. TW_SPEC_RUNNER names the runner;
without it the one of preset host is built."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import run_spec  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LINE = re.compile(r"^.*: (\d+) passed, (\d+) failed, (\d+) skipped$", re.MULTILINE)

# ---- modules ------------------------------------------------------------------------------------

I32, F32, EXTERNREF = 0x7F, 0x7D, 0x6F


def vector(items):
    return bytes([len(items)]) + b"".join(items)


def section(number, content):
    return bytes([number, len(content) & 0x7F | 0x80, len(content) >> 7]) + content


def body(code):
    return bytes([len(code) + 2, 0]) + bytes(code) + b"\x0b"


def module(funcs, imports=(), table=None, elements=(), start=None):
    """funcs: (name, parameters, results, code). Global "g" is an i32 of 42."""
    types = [b"\x60" + vector([bytes([t]) for t in f[1]]) + vector([bytes([t]) for t in f[2]])
             for f in funcs]
    exports = [bytes([len(f[0])]) + f[0].encode() + bytes([0, i]) for i, f in enumerate(funcs)]
    out = b"\0asm\x01\0\0\0" + section(1, vector(types))
    if imports:
        out += section(2, vector(list(imports)))
    out += section(3, vector([bytes([i]) for i in range(len(funcs))]))
    if table:
        out += section(4, vector([table]))
    out += section(6, vector([b"\x7f\x00\x41\x2a\x0b"]))
    out += section(7, vector(exports + [b"\x01g\x03\x00"]))
    if start is not None:
        out += section(8, bytes([start]))
    if elements:
        out += section(9, vector(list(elements)))
    return out + section(10, vector([body(f[3]) for f in funcs]))


CANONICAL, ARITHMETIC = b"\x43\x00\x00\xc0\x7f", b"\x43\x01\x00\xc0\x7f"
MODULES = {
    "basic.wasm": module([
        ("seven", [], [I32], b"\x41\x07"),
        ("two", [], [I32, I32], b"\x41\x01\x41\x02"),
        ("nothing", [], [], b""),
        ("trap", [], [], b"\x00"),
        ("divide", [I32], [I32], b"\x41\x01\x20\x00\x6d"),
        ("canonical", [], [F32], CANONICAL),
        ("arithmetic", [], [F32], ARITHMETIC),
        ("same", [EXTERNREF], [EXTERNREF], b"\x20\x00"),
        ("deep", [], [], b"\x10\x08"),
        ("hang", [], [], b"\x03\x40\x0c\x00\x0b"),
    ]),
    "invalid.wasm": module([("f", [], [I32], b"")]),
    "malformed.wasm": b"\0asm\x01\0\0\0\x01",
    "unlinkable.wasm": module([("f", [], [], b"")], imports=[b"\x01a\x01b\x03\x7f\x00"]),
    "traps.wasm": module([("f", [], [], b"\x00")], start=0),
    "elements.wasm": module([("f", [], [], b"")], table=b"\x70\x00\x01",
                            elements=[b"\x00\x41\x02\x0b\x01\x00"]),
    "two_memories.wasm": b"\0asm\x01\0\0\0\x05\x05\x02\x00\x01\x00\x01",
}

# ---- scripts ------------------------------------------------------------------------------------


def load(file="basic.wasm", **more):
    return {"type": "module", "line": 1, "filename": file, "module_type": "binary", **more}


def invoke(field, *args, **more):
    return {"type": "invoke", "field": field, "args": list(args), **more}


def value(kind, text=None):
    return {"type": kind} if text is None else {"type": kind, "value": text}


def returns(field, *expected, args=(), **more):
    return {"type": "assert_return", "line": 2, "action": invoke(field, *args, **more),
            "expected": list(expected)}


def traps(field, text, *args):
    return {"type": "assert_trap", "line": 3, "action": invoke(field, *args), "text": text}


def refuses(kind, file, text="", module_type="binary"):
    return {"type": f"assert_{kind}", "line": 4, "filename": file, "text": text,
            "module_type": module_type}


SEVEN = returns("seven", value("i32", "7"))
ZERO = value("i32", "0")

# name, commands, (passed, failed, skipped); failed > 0 or None for a script that has to fail.
SCRIPTS = [
    ("right_value", [load(), SEVEN], (1, 0, 0)),
    ("wrong_value", [load(), returns("seven", value("i32", "8"))], (0, 1, 0)),
    ("wrong_type", [load(), returns("seven", value("i64", "7"))], (0, 1, 0)),
    ("value_out_of_range", [load(), returns("seven", value("i32", "4294967303"))], (0, 1, 0)),
    ("unknown_kind_of_value", [load(), returns("seven", value("i33", "7"))], (0, 1, 0)),
    ("right_values", [load(), returns("two", value("i32", "1"), value("i32", "2"))], (1, 0, 0)),
    ("wrong_second_value", [load(), returns("two", value("i32", "1"), value("i32", "1"))],
     (0, 1, 0)),
    ("too_few_results", [load(), returns("two", value("i32", "1"))], (0, 1, 0)),
    ("too_many_results", [load(), returns("nothing", value("i32", "1"))], (0, 1, 0)),
    ("no_results", [load(), returns("nothing")], (1, 0, 0)),
    ("either_first", [load(), returns("seven", {"type": "either", "values": [
        value("i32", "7"), value("i32", "8")]})], (1, 0, 0)),
    ("either_none", [load(), returns("seven", {"type": "either", "values": [
        value("i32", "6"), value("i32", "8")]})], (0, 1, 0)),
    ("right_trap", [load(), traps("trap", "unreachable")], (1, 0, 0)),
    ("longer_trap_text", [load(), traps("trap", "unreachable executed")], (1, 0, 0)),
    ("wrong_trap", [load(), traps("trap", "integer overflow")], (0, 1, 0)),
    ("cut_trap_text", [load(), traps("trap", "unreach")], (0, 1, 0)),
    ("empty_trap_text", [load(), traps("trap", "")], (0, 1, 0)),
    ("trap_that_does_not_come", [load(), traps("nothing", "unreachable")], (0, 1, 0)),
    ("trap_instead_of_return", [load(), returns("trap")], (0, 1, 0)),
    ("division_by_zero", [load(), traps("divide", "integer divide by zero", ZERO)], (1, 0, 0)),
    ("division_with_another_text", [load(), traps("divide", "integer overflow", ZERO)], (0, 1, 0)),
    ("canonical_nan", [load(), returns("canonical", value("f32", "nan:canonical"))], (1, 0, 0)),
    ("canonical_is_arithmetic", [load(), returns("canonical", value("f32", "nan:arithmetic"))],
     (1, 0, 0)),
    ("arithmetic_nan", [load(), returns("arithmetic", value("f32", "nan:arithmetic"))], (1, 0, 0)),
    ("arithmetic_is_not_canonical", [load(), returns("arithmetic", value("f32", "nan:canonical"))],
     (0, 1, 0)),
    ("wrong_bits_of_nan", [load(), returns("arithmetic", value("f32", "2143289344"))], (0, 1, 0)),
    ("number_is_no_nan", [load(), returns("seven", value("f32", "nan:canonical"))], (0, 1, 0)),
    ("reference", [load(), returns("same", value("externref", "5"),
                                   args=[value("externref", "5")])], (1, 0, 0)),
    ("wrong_reference", [load(), returns("same", value("externref", "6"),
                                         args=[value("externref", "5")])], (0, 1, 0)),
    ("any_reference", [load(), returns("same", value("externref"),
                                       args=[value("externref", "0")])], (1, 0, 0)),
    ("null_is_not_any_reference", [load(), returns("same", value("externref"),
                                                   args=[value("externref", "null")])], (0, 1, 0)),
    ("null", [load(), returns("same", value("refnull"), args=[value("externref", "null")])],
     (1, 0, 0)),
    ("externref_is_no_funcref", [load(), returns("same", value("funcref", "null"),
                                                 args=[value("externref", "null")])], (0, 1, 0)),
    ("exhaustion", [load(), {**traps("deep", "call stack exhausted"),
                             "type": "assert_exhaustion"}], (1, 0, 0)),
    ("exhaustion_that_is_a_trap", [load(), {**traps("trap", "unreachable"),
                                            "type": "assert_exhaustion"}], (0, 1, 0)),
    ("exception_that_does_not_come", [load(), {**returns("nothing"), "type": "assert_exception"}],
     (0, 1, 0)),
    ("global", [load(), {**SEVEN, "action": {"type": "get", "field": "g"},
                         "expected": [value("i32", "42")]}], (1, 0, 0)),
    ("wrong_global", [load(), {**SEVEN, "action": {"type": "get", "field": "g"},
                               "expected": [value("i32", "41")]}], (0, 1, 0)),
    ("unknown_function", [load(), returns("nobody")], (0, 1, 0)),
    ("unknown_kind_of_action", [load(), {**SEVEN, "action": {"type": "poke", "field": "g"}}],
     (0, 1, 0)),
    ("named_module", [load(name="m"), load("traps.wasm") | {"filename": "two_memories.wasm"},
                      returns("seven", value("i32", "7"), module="m")], (1, 0, 0)),
    ("unknown_module", [load(name="m"), returns("seven", value("i32", "7"), module="n")],
     (0, 1, 0)),
    ("invalid", [refuses("invalid", "invalid.wasm")], (1, 0, 0)),
    ("valid_claimed_invalid", [refuses("invalid", "basic.wasm")], (0, 1, 0)),
    ("invalid_claimed_malformed", [refuses("malformed", "invalid.wasm")], (0, 1, 0)),
    ("malformed", [refuses("malformed", "malformed.wasm")], (1, 0, 0)),
    ("malformed_claimed_invalid", [refuses("invalid", "malformed.wasm")], (0, 1, 0)),
    ("valid_claimed_malformed", [refuses("malformed", "basic.wasm")], (0, 1, 0)),
    ("unlinkable", [refuses("unlinkable", "unlinkable.wasm")], (1, 0, 0)),
    ("linkable_claimed_unlinkable", [refuses("unlinkable", "basic.wasm")], (0, 1, 0)),
    ("trap_claimed_unlinkable", [refuses("unlinkable", "traps.wasm")], (0, 1, 0)),
    ("uninstantiable", [refuses("uninstantiable", "traps.wasm", "unreachable")], (1, 0, 0)),
    ("uninstantiable_with_another_text", [refuses("uninstantiable", "traps.wasm", "overflow")],
     (0, 1, 0)),
    ("instantiable_claimed_not", [refuses("uninstantiable", "basic.wasm", "unreachable")],
     (0, 1, 0)),
    ("elements_out_of_bounds", [refuses("uninstantiable", "elements.wasm",
                                        "out of bounds table access")], (1, 0, 0)),
    ("two_memories", [refuses("invalid", "two_memories.wasm", "multiple memories")], (1, 0, 0)),
    ("two_memories_with_another_text", [refuses("invalid", "two_memories.wasm", "nothing")],
     (0, 1, 0)),
    ("text_is_skipped", [load(), refuses("malformed", "f.wat", "", "text"), SEVEN], (1, 0, 1)),
    ("text_with_a_binary", [{**load("f.wat"), "module_type": "text",
                             "binary_filename": "basic.wasm"}, SEVEN], (1, 0, 0)),
    ("module_as_text_only", [{**load("f.wat"), "module_type": "text"}, SEVEN], (0, 1, 0)),
    ("invalid_module", [load("invalid.wasm"), SEVEN, SEVEN], (0, 2, 0)),
    ("module_that_traps", [load("traps.wasm"), SEVEN], (0, 1, 0)),
    ("missing_module", [load("nowhere.wasm"), SEVEN, SEVEN, SEVEN], (0, 3, 0)),
    ("missing_invalid_module", [refuses("invalid", "nowhere.wasm")], (0, 1, 0)),
    ("broken_in_the_middle", [load(), SEVEN, load("invalid.wasm"), SEVEN], (1, 1, 0)),
    ("broken_at_the_end", [load(), SEVEN, load("invalid.wasm")], (1, 1, 0)),
    ("unknown_command", [load(), {"type": "dance", "line": 9}, SEVEN], (0, 1, 0)),
    ("unknown_command_alone", [load(), {"type": "dance", "line": 9}], (0, 1, 0)),
    ("unknown_assertion", [load(), {"type": "assert_dance", "line": 9}, SEVEN], (0, 2, 0)),
    ("command_without_a_type", [load(), {"line": 9}, SEVEN], (0, 1, 0)),
    ("action", [load(), {"type": "action", "line": 5, "action": invoke("nothing")}, SEVEN],
     (1, 0, 0)),
    ("action_that_traps", [load(), {"type": "action", "line": 5, "action": invoke("trap")}, SEVEN],
     (0, 1, 0)),
    ("register", [load(name="m"), {"type": "register", "line": 6, "name": "m", "as": "M"}, SEVEN],
     (1, 0, 0)),
    ("register_of_nobody", [load(), {"type": "register", "line": 6, "name": "m", "as": "M"},
                            SEVEN], (0, 1, 0)),
    ("definition", [{**load(name="d"), "type": "module_definition"},
                    {"type": "module_instance", "line": 7, "instance": "a", "module": "d"},
                    {"type": "module_instance", "line": 7, "instance": "b", "module": "d"},
                    returns("seven", value("i32", "7"), module="a"), SEVEN], (2, 0, 0)),
    ("instance_of_no_definition", [{"type": "module_instance", "line": 7, "module": "d"}, SEVEN],
     (0, 1, 0)),
    ("only_modules", [load()], (0, 0, 0)),
    ("empty", [], (0, 1, 0)),
]

TEXTS = [
    ("no_json", "wasm", (0, 1, 0)),
    ("empty_file", "", (0, 1, 0)),
    ("cut_json", '{"commands": [{"type": "module"', (0, 1, 0)),
    ("json_with_a_tail", '{"commands": []} x', (0, 1, 0)),
    ("no_commands", '{"source_filename": "x"}', (0, 1, 0)),
]

# ---- running ------------------------------------------------------------------------------------


class Tests:
    def __init__(self, runner, folder):
        self.runner = runner
        self.folder = pathlib.Path(folder)
        self.passed = 0
        self.failed = 0
        for name, content in MODULES.items():
            (self.folder / name).write_bytes(content)

    def check(self, name, is_right, why=""):
        self.passed += is_right
        self.failed += not is_right
        if not is_right:
            print(f"FAIL {name}: {why.strip()}", flush=True)

    def run(self, *args):
        done = subprocess.run([self.runner, "-v", *args], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        return done.returncode, done.stdout.decode(errors="replace")

    def expect(self, name, expected, *args):
        """The runner counts as expected, and its exit code says so too."""
        code, output = self.run(*args)
        counts = [tuple(map(int, line)) for line in LINE.findall(output)]
        right_code = 1 if expected[1] else 0
        self.check(name, counts == [expected] and code == right_code,
                   f"{counts}, exit code {code}, expected {expected}\n{output}")

    def scripts(self):
        for name, commands, expected in SCRIPTS:
            path = self.folder / f"{name}.json"
            path.write_text(json.dumps({"source_filename": "x", "commands": commands}))
            self.expect(name, expected, str(path))
            self.expect(f"{name}_streamed", expected, "--stream", str(path))

    def texts(self):
        for name, text, expected in TEXTS:
            path = self.folder / f"{name}.json"
            path.write_text(text)
            self.expect(name, expected, str(path))
        self.expect("missing_file", (0, 1, 0), str(self.folder / "nowhere.json"))

    def limits(self):
        hang = self.folder / "hang.json"
        hang.write_text(json.dumps({"commands": [load(), SEVEN, returns("hang"), SEVEN, SEVEN]}))
        self.expect("time_out", (1, 3, 0), "--timeout", "1", str(hang))
        self.expect("arena_too_small", (0, 4, 0), "--arena", "1000", str(hang))
        good = str(self.folder / "right_value.json")
        code, output = self.run("--timeout", "1", good, str(hang), good)
        self.check("scripts_after_a_failed_one_run", code == 1 and len(LINE.findall(output)) == 3,
                   output)
        self.check("no_file_is_wrong_usage", self.run()[0] == 2)
        self.check("unknown_option_is_wrong_usage", self.run("--dance", good)[0] == 2)

    def crash(self):
        """A child that dies leaves its remaining assertions as failures."""
        hang = str(self.folder / "hang.json")
        process = subprocess.Popen([self.runner, hang], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        child = ""
        for _ in range(100):
            child = children.read_text().strip()
            if child:
                break
            time.sleep(0.05)
        time.sleep(0.5)
        os.kill(int(child), signal.SIGSEGV)
        output = process.communicate(timeout=30)[0].decode(errors="replace")
        self.check("crash", process.returncode == 1 and
                   LINE.findall(output) == [("1", "3", "0")], output)

    def count(self):
        """run_spec.py believes no runner whose count, skips or exit code do not fit."""
        path = self.folder / "text_is_skipped.json"  # two assertions, one of them text
        for name, code, output, failed in [
                ("count_fits", 0, "x: 1 passed, 0 failed, 1 skipped", 0),
                ("count_with_failure", 1, "x: 0 passed, 1 failed, 1 skipped", 1),
                ("count_too_small", 0, "x: 1 passed, 0 failed, 0 skipped", 2),
                ("count_too_large", 0, "x: 3 passed, 0 failed, 0 skipped", 2),
                ("count_of_nothing", 0, "x: 0 passed, 0 failed, 0 skipped", 2),
                ("too_many_skips", 0, "x: 0 passed, 0 failed, 2 skipped", 2),
                ("exit_code_hides_failure", 0, "x: 0 passed, 1 failed, 1 skipped", 2),
                ("exit_code_without_failure", 1, "x: 1 passed, 0 failed, 1 skipped", 2),
                ("no_closing_line", 0, "all is well", 2)]:
            result = run_spec.Result(name)
            result.count(path)
            result.take(code, output + "\n")
            self.check(name, result.failed == failed, f"{result.failed} failed: {result.notes}")

    def spectest(self):
        """spectest.h holds what its sources make."""
        tool = run_spec.find_inputs()[1]
        header = (HERE / "spectest.h").read_text()
        arrays = re.findall(r"spectest_wasm\[\] = \{([^}]*)\}", header)
        for array, source in zip(arrays, ("spectest_threads.wat", "spectest.wat", "spectest_int.wat")):
            wanted = subprocess.run([tool, "parse", HERE / source], stdout=subprocess.PIPE,
                                    check=True).stdout
            found = bytes(int(number, 16) for number in re.findall(r"0x\w\w", array))
            self.check(f"spectest.h_holds_{source}", found == wanted, "make it anew")


def main():
    runner = str(run_spec.find_runner(run_spec.read_arguments([]))[0])
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(runner, folder)
        tests.scripts()
        tests.texts()
        tests.limits()
        tests.crash()
        tests.count()
        tests.spectest()
    print(f"spec-runner: {tests.passed} passed, {tests.failed} failed, 0 skipped")
    return 1 if tests.failed else 0


if __name__ == "__main__":
    sys.exit(main())
