#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""tests/wasi/by_wasmtime.py PACKAGE PROGRAM ROOT SPEC: runs a command module on wasmtime."""
import json
import sys

sys.path.insert(0, sys.argv[1])
import wasmtime  # noqa: E402


def main():
    path, root, spec = sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
    config = wasmtime.WasiConfig()
    config.argv = [path, *spec["args"]]
    config.env = list(spec["env"].items())
    config.inherit_stdout()
    config.inherit_stderr()
    if root:
        config.preopen_dir(root, "/")
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    store.set_wasi(config)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    instance = linker.instantiate(store, wasmtime.Module.from_file(engine, path))
    try:
        instance.exports(store)["_start"](store)
    except wasmtime.ExitTrap as end:
        return end.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
