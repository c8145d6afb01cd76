# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What loading costs: instructions of tw_module_load and RAM, for modules of 0.1 to 1,000 KB, on
Cortex-M3 (QEMU) and on the PC (callgrind). The large ones are programs of the hold-out, of which
nothing but this is looked at."""
import os
import re

import holdout
import report
from common import MODULES, OUT, ROOT, BenchError, parse, run, say, table

BOARD = holdout.BOARD
OWN = ("modules/counter/counter.wasm", "modules/blinky_tinygo/blinky_tinygo.wasm", MODULES["work"],
       MODULES["coremark"], MODULES["workloads"])
LARGE = report.LOADED[len(OWN):]


def modules():
    """{name: path}."""
    found = {name: os.path.join(ROOT, path) for name, path in zip(report.LOADED, OWN)}
    holdout.write_headers()
    for name in LARGE:
        try:
            found[name] = holdout.module_of(name)
        except BenchError as error:
            print(f"SKIP loading {name}: {str(error).splitlines()[0]}")
    return found


def on_board(run_bench, path):
    elf = run_bench.build_firmware(BOARD, f"-DBENCH_MODULE={path}", "-DBENCH_HOLDOUT_NATIVE=", folder="load-firmware", program="bench_load")
    items = parse(run_bench.emulate(BOARD, elf, timeout=600), [])
    load, create = items["load"]["module"], items["create"]["module"]
    insns = (load["ticks"] - items["clock"]["board"]["empty_ticks"]) * run_bench.per_tick(BOARD, items)
    code = load["wasm_code_bytes"]
    return {"file_bytes": load["file_bytes"], "wasm_code_bytes": code,
            "register_code_bytes": load["register_code_bytes"],
            "module_ram_bytes": load["module_bytes"],
            "instance_ram_bytes": create["instance_bytes"] - create["memory_bytes"] - create["stack_bytes"],
            "peak_ram_bytes": load["peak_bytes"], "load_insns": round(insns),
            "insns_per_file_byte": round(insns / load["file_bytes"], 1),
            "ram_per_code_byte": round(load["module_bytes"] / code, 2),
            "register_code_per_code_byte": round(load["register_code_bytes"] / code, 2),
            "c_stack_bytes": load["c_stack"]}


def on_pc(program, path):
    """Instructions of tw_module_load, per byte of the file."""
    text = run("valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=tw_module_load",
               f"--callgrind-out-file={OUT}/callgrind-load", program, path, "load")
    return round(int(re.search(r"Collected : (\d+)", text)[1]) / os.path.getsize(path), 1)


def measure(run_bench, pc_program):
    figures = {}
    for name, path in modules().items():
        say(f"loading {name}")
        figures[name] = on_board(run_bench, path)
        if pc_program:
            figures[name]["pc_insns_per_file_byte"] = on_pc(pc_program, path)
    return figures


def show(figures):
    print("Loading: instructions per byte of the file; bytes per byte of wasm code; RAM of the module")
    table(report.LOADING_HEAD, list(report.loading_rows({"loading": figures}, figures)))
