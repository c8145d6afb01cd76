#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The legacy exception instructions, which the official suite has no scripts for: what V8 (node)
says of each function is what we must say. legacy.wat has each instruction in each of its places, and
runs on `tw run`, fast code and that of boards; random nests of them run on the suite's runner, whole
and fed in pieces, in each variant named (default: whole; tests/spec/variants.py).

tests/legacy/run_legacy.py [-n MODULES] [--seed N] [VARIANT...]. Closes with `legacy: N passed, ...`.
"""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "spec"))
from harness import ROOT, WASM_TOOLS, Suite, build, run  # noqa: E402
import run_spec  # noqa: E402
import variants  # noqa: E402

HERE = os.path.join(ROOT, "tests/legacy")
WORK = os.path.join(ROOT, "build/legacy")
ARGS = range(5)
FUNCTIONS = 20  # of a random module
DEPTH = 5


# ---- random modules ---------------------------------------------------------------------------------

class Generator:
    """Functions (i32) -> (i32). labels: kinds of the blocks around, the innermost last."""

    def __init__(self, rng):
        self.rng = rng

    def number(self):
        return f"(i32.const {self.rng.randrange(1000)})"

    def act(self):
        return (f"(call $act (i32.and (i32.add (local.get 0) (i32.const {self.rng.randrange(4)})) "
                f"(i32.const 3)) {self.number()})")

    def body(self, depth, labels):
        """Instructions that leave an i32."""
        rng = self.rng
        if depth == 0:
            return rng.choice([self.number(), "(local.get 0)", self.act(), self.act()])
        kind = rng.choice(["try", "try", "try", "delegate", "delegate", "block", "sum",
                           "throw", "rethrow", "br", "tee"])
        caught = [i for i, label in enumerate(reversed(labels)) if label == "catch"]
        if kind == "rethrow" and caught:
            return f"{self.body(depth - 1, labels)} drop rethrow {rng.choice(caught)}"
        if kind == "br" and labels:
            return (f"{self.body(depth - 1, labels)} (br_if {rng.randrange(len(labels))} "
                    f"(i32.eq (local.get 0) (i32.const {rng.randrange(5)})))")
        if kind == "throw":
            return f"{self.body(depth - 1, labels)} drop (throw $a {self.number()})"
        if kind == "delegate":
            inner = self.body(depth - 1, labels + ["try"])
            return f"try (result i32) {inner} delegate {rng.randrange(len(labels) + 1)}"
        if kind == "block":
            return f"block (result i32) {self.body(depth - 1, labels + ['block'])} end"
        if kind == "tee":
            return f"{self.body(depth - 1, labels)} (i32.and (i32.const 3)) local.tee 0"
        if kind == "try":
            return self.try_(depth - 1, labels)
        return f"{self.body(depth - 1, labels)} {self.body(depth - 1, labels)} i32.add"

    def try_(self, depth, labels):
        text = f"try (result i32) {self.body(depth, labels + ['try'])}"
        inner = labels + ["catch"]
        if self.rng.random() < 0.7:
            text += f" catch $a {self.body(depth, inner)} i32.add"
        if self.rng.random() < 0.4:
            text += f" catch $b drop drop {self.body(depth, inner)} i32.sub"
        if self.rng.random() < 0.3:
            text += f" catch $none {self.body(depth, inner)}"
        if self.rng.random() < 0.4:
            text += f" catch_all {self.body(depth, inner)}"
        return f"{text} end"

    def module(self):
        with open(os.path.join(HERE, "legacy.wat"), encoding="utf-8") as file:
            head = file.read().partition('  (func (export "catches")')[0]
        text = head
        for i in range(FUNCTIONS):
            text += f'  (func (export "f{i}") (param i32) (result i32) {self.body(DEPTH, [])})\n'
        return text + ")\n"


# ---- what is expected ---------------------------------------------------------------------------------

def make(name, text):
    source, path = (os.path.join(WORK, name + end) for end in (".wat", ".wasm"))
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    done = run(WASM_TOOLS, "parse", source, "-o", path)
    return path if done.code == 0 else sys.exit(f"{source}: {done.out}")


def ask(paths):
    done = run("node", os.path.join(HERE, "answers.js"), *paths, timeout=300)
    return [json.loads(line) for line in done.lines] if done.code == 0 else sys.exit(done.out)


def value(number):
    return {"type": "i32", "value": str(number & 0xffffffff)}


def command(name, arg, answer):
    row = {"line": 1, "action": {"type": "invoke", "field": name, "args": [value(arg)]}}
    if isinstance(answer, int):
        return {**row, "type": "assert_return", "expected": [value(answer)]}
    if answer == "trap":
        return {**row, "type": "assert_trap", "text": "unreachable"}
    return {**row, "type": "assert_exception"}


def write_script(path, answers):
    commands = [{"type": "module", "line": 1, "filename": os.path.basename(path),
                 "module_type": "binary"}]
    commands += [command(name, arg, answer) for name, all_ in answers.items()
                 for arg, answer in enumerate(all_)]
    script = path.replace(".wasm", ".json")
    with open(script, "w", encoding="utf-8") as file:
        json.dump({"source_filename": path, "commands": commands}, file)
    return script, len(commands) - 1


# ---- checks -----------------------------------------------------------------------------------------

def shown(answer):
    """(exit code, stdout) of tw run."""
    if isinstance(answer, int):
        return 0, f"i32:{answer}"
    if answer == "trap":
        return 1, ""
    name = answer["tag"] or "a tag that is not exported"
    return 1, f"exception: {name}({', '.join(answer['values'])})"


def check_tool(suite):
    """legacy.wat, and the tags and values of what nobody catches, which core shows."""
    with open(os.path.join(HERE, "legacy.wat"), encoding="utf-8") as file:
        path = make("legacy", file.read())
    done = build("host", "tw")
    suite.check("tw_builds", done.code and done.out)
    for name, answers in ask([path])[0].items():
        for arg, answer in enumerate(answers):
            code, text = shown(answer)
            for interp in ("core", "boards"):
                done = run(os.path.join(ROOT, "build/tw"), "run", path, "--interp", interp, "--invoke",
                           name, str(arg))
                is_known = interp == "core" or isinstance(answer, int)
                is_right = done.code == code and (not is_known or text in done.lines or not text)
                suite.check(f"{interp}_{name}_{arg}", "" if is_right else f"V8 has {text}: {done.out}")


def check_variant(suite, variant, scripts):
    runner, problem = variants.build(variant)
    suite.check(f"{variant}_builds", problem)
    for script, count in scripts if runner else ():
        for options in ((), ("--stream",)):
            done = run(*map(str, runner), *options, script, timeout=300, ASAN_OPTIONS=run_spec.NO_LEAKS)
            wanted = f"{count} passed, 0 failed, 0 skipped"
            label = "_".join((variant, os.path.basename(script), *options))
            suite.check(label, "" if done.code == 0 and wanted in done.out else done.out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("variants", nargs="*", default=["whole"])
    args = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    suite = Suite("legacy")
    check_tool(suite)
    paths = [make(f"random{i}", Generator(random.Random(args.seed * 100000 + i)).module())
             for i in range(args.n)]
    scripts = [write_script(path, answers) for path, answers in zip(paths, ask(paths))]
    for variant in args.variants:
        check_variant(suite, variant, scripts)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
