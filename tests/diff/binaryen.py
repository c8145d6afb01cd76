# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Modules that binaryen makes of random bytes (`wasm-opt -ttf`), for make diff."""

import json
import pathlib
import random
import re
import subprocess

RUNNER = pathlib.Path(__file__).resolve().parent / "wasm_opt.cjs"
# What the profile STANDARD has. Typed references are left to the other generators: binaryen has
# them with garbage collection only.
FEATURES = ("mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory",
            "bulk-memory-opt", "call-indirect-overlong", "multivalue", "reference-types",
            "tail-call", "extended-const", "multimemory")
# What such a module imports, as host functions of runner.c of the same type.
IMPORTS = {"log-i32": "f8", "log-i64": "f9", "log-f32": "f10", "log-f64": "f11", "sleep": "f12",
           "call-export": "f13", "call-export-catch": "f1", "table-get": "f14", "table-set": "f15",
           "call-ref": "f16", "call-ref-catch": "f17"}
FUNC = re.compile(r'\(import "fuzzing-support" "([\w-]+)"')
GLOBAL = re.compile(r'\(import "__fuzz_import" "[^"]*" \(global (\(;\d+;\)) (\w+)\)')


def run(command, **more):
    done = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, **more)
    return done.stdout.decode()


def adapt(text):
    """The module's text with imports that both sides have; all its memories can be seen."""
    text = FUNC.sub(lambda found: f'(import "host" "{IMPORTS[found[1]]}"', text)
    text = GLOBAL.sub(r'(import "env" "const \2" (global \1 \2)', text)
    if re.search(r'\(import "(__fuzz_import|fuzzing-support)"', text):
        raise ValueError("binaryen imports what this file does not know")
    count = len(re.findall(r"^  \(memory ", text, re.MULTILINE))
    exports = "".join(f'  (export "memory {i}" (memory {i}))\n' for i in range(count))
    return text[:text.rindex(")")] + exports + ")\n"


def arguments(seed, target):
    """A third of them is optimised, which makes code of other shapes. NaNs are made zeros: which NaN
    an operation gives is left open by the specification."""
    rng = random.Random(seed)
    data = target.with_suffix(".bytes")
    data.write_bytes(rng.randbytes(rng.choice([200, 700, 2000, 5000])))
    return ["-q", "-ttf", str(data), "--mvp-features", *[f"--enable-{name}" for name in FEATURES],
            "--denan", *rng.choice([[], [], ["-O2"]]), "-o", str(target)]


def make(wasm_opt, wasm_tools, targets):
    """targets: seed -> file."""
    jobs = [arguments(seed, target) for seed, target in targets.items()]
    run(["node", RUNNER, wasm_opt], input=json.dumps(jobs).encode())
    for target in targets.values():
        text = adapt(run([wasm_tools, "print", target]))
        run([wasm_tools, "parse", "-", "-o", target], input=text.encode())
