# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""How many wasm instructions a workload executes, counted by another engine: wasmtime's fuel is
burnt by the instructions that run, and by none of `nop`, `drop`, `block`, `loop`, `end`, `else`,
`return`, `unreachable`. (Ours is charged for whole stretches of code, run or not.)"""
import functools
import os
import sys

from common import MODULES, ROOT, arguments

PLENTY = 1 << 50


def count(path, calls):
    """{name: (operations, result)} of calls {name: argument}; None where there is no wasmtime."""
    sys.path.append(os.path.join(ROOT, "build/deps/wasmtime"))
    try:
        import wasmtime
    except ImportError:
        return None
    config = wasmtime.Config()
    config.consume_fuel = True
    store = wasmtime.Store(wasmtime.Engine(config))
    store.set_fuel(PLENTY)
    with open(path, "rb") as file:
        module = wasmtime.Module(store.engine, file.read())
    exports = wasmtime.Instance(store, module, []).exports(store)
    counts = {}
    for name, arg in calls.items():
        store.set_fuel(PLENTY)
        result = exports[name](store, arg)
        counts[name] = (PLENTY - store.get_fuel(), result & 0xffffffff)
    return counts


@functools.cache
def of_set(of):
    """{workload: operations} of a set; empty where there is no wasmtime."""
    counts = count(os.path.join(ROOT, MODULES[of]), arguments(of)) or {}
    return {name: done for name, (done, _) in counts.items()}
