# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The one table of docs/PERFORMANCE.md: a row per figure, a column per core. tests/docs/check_docs.py
compares the page with it. A cell for which there is no such figure is `-`; labels never depend on what
was measured."""
import statistics

CORES = {"cortex-m3": "Cortex-M3", "cortex-m4f": "Cortex-M4F", "cortex-m0plus": "Cortex-M0+",
         "rv32": "RV32IMAC", "x86-64": "x86-64"}
PC = "x86-64"
BOARDS = tuple(core for core in CORES if core != PC)
NONE = "-"
NOT_MEASURED = "not measured"


def ratio(value):
    return NOT_MEASURED if value is None else f"{value:.2f}×"


def whole(value):
    return NOT_MEASURED if value is None else f"{value:,.0f}"


# label, key of a core in results.json, form, cores that have it
ROWS = (
    ("work.c: instructions", "insns_vs_native", ratio, CORES),
    ("work.c: instructions, without matmul_f", "insns_vs_native_without_matmul_f", ratio, CORES),
    ("work.c: cycles", "cycles_vs_native", ratio, ("cortex-m0plus",)),
    ("work.c: CPU time, clang 22", "time_vs_native", ratio, (PC,)),
    ("work.c without matmul_f, profile TINY: instructions", "insns_vs_native_tiny", ratio, BOARDS),
    ("work.c, loop with -Os: instructions", "insns_vs_native_os", ratio, BOARDS),
    ("own workloads: instructions", "insns_vs_native_workloads", ratio, CORES),
    ("CoreMark's kernels: instructions", "insns_vs_native_coremark", ratio, CORES),
    ("hold-out of ten programs: instructions", "insns_vs_native_holdout", ratio, ("cortex-m3",)),
    ("hold-out over work.c", "holdout_over_work", ratio, ("cortex-m3",)),
    ("instructions per wasm operation, all workloads", "host_insns_per_operation", ratio, (PC,)),
    ("heap, code in RAM, B", "heap_bytes_code_in_ram", whole, BOARDS),
    ("heap, code in flash, B", "heap_bytes_code_in_flash", whole, ("cortex-m3",)),
    ("stack of the execution, B", "wasm_stack_bytes", whole, BOARDS),
    ("C stack while loading, B", "c_stack_load_bytes", whole, BOARDS),
    ("C stack while running, B", "c_stack_run_bytes", whole, BOARDS),
    ("load without clearing, thousand instructions", "load_kinsns", whole, BOARDS),
    ("load, instructions per byte of the file", "load_insns_per_file_byte", whole, BOARDS),
    ("flash, TINY, B", "flash_bytes_tiny", whole, BOARDS),
    ("flash, STANDARD, B", "flash_bytes_standard", whole, BOARDS),
    ("flash, FULL, B", "flash_bytes_full", whole, BOARDS),
    ("libgcc beside STANDARD, B", "libgcc_bytes_standard", whole, BOARDS),
)
# Of peers on the same work.wasm; key of a peer in peers.json.
PEER_ROWS = (
    ("instructions", None, ratio),
    ("heap, code in RAM, B", "heap_bytes", whole),
    ("stack of the execution, B", "wasm_stack_bytes", whole),
    ("C stack while loading, B", "c_stack_load_bytes", whole),
    ("C stack while running, B", "c_stack_run_bytes", whole),
    ("load with clearing, thousand instructions", "load_kinsns", whole),
    ("flash, B", "flash_bytes", whole),
)
# Of the PC: label and key.
PC_ROWS = (
    ("speed over wasm3 0.9.0, own workloads", "speed_vs_wasm3"),
    ("speed over wasm3 0.9.0, the least of them", "least_speed_vs_wasm3"),
    ("speed over wasm3 0.9.0, work.c", "work_speed_vs_wasm3"),
    ("speed over wasm3 0.9.0, CoreMark's kernels", "coremark_vs_wasm3"),
    ("speed over wasmi 2.0.0, own workloads", "speed_vs_wasmi"),
    ("speed over wasmi 2.0.0, the least of them", "least_speed_vs_wasmi"),
    ("speed over wasmi 2.0.0, work.c", "work_speed_vs_wasmi"),
    ("speed over wasmi 2.0.0, CoreMark's kernels", "coremark_vs_wasmi"),
)


def peer_mean(peer, core):
    """Against the native code of the same run; None without one."""
    if "workloads" not in (core or {}):
        return None
    return statistics.geometric_mean(peer["minsns"][w] * 1e6 / item["native_insns"]
                                     for w, item in core["workloads"].items())


def of_peer(peer, key, core):
    if key is None:
        return peer_mean(peer, core)
    if key == "heap_bytes":
        with_stack = peer.get("heap_bytes_with_stack")
        return None if with_stack is None else with_stack - peer["wasm_stack_bytes"]
    return peer.get(key)


def cell_of_peer(peers, name, key, form, core, results):
    peer = peers.get(core, {}).get(name)
    if peer is None:
        return NONE
    value = of_peer(peer, key, results.get(core))
    return NONE if value is None and key is not None else form(value)


def peer_rows(results, peers):
    names = {name: None for by in peers.values() if isinstance(by, dict) for name in by}
    for name in names:
        for label, key, form in PEER_ROWS:
            cells = [cell_of_peer(peers, name, key, form, core, results) for core in CORES]
            if set(cells) != {NONE}:
                yield [f"{name}: {label}", *cells]


def rows(results, peers):
    for label, key, form, cores in ROWS:
        yield [label, *(form(results.get(core, {}).get(key)) if core in cores else NONE for core in CORES)]
    for label, key in PC_ROWS:
        yield [label, *(NONE for core in BOARDS), ratio(results.get(PC, {}).get(key))]
    yield from peer_rows(results, peers)


def head():
    return ["", *CORES.values()]


def hundredths(value):
    return NOT_MEASURED if value is None else f"{value:.2f}"


# The modules of loading.py.
LOADED = ("counter", "blinky_tinygo", "work", "coremark", "workloads", "bzip2", "lua", "onig", "sqlite")
LOADING_HEAD = ["module", "file, B", "instructions/B, Cortex-M3", "instructions/B, x86-64",
                "register code/B of code", "RAM/B of code", "RAM, B", "RAM at most, B"]
LOADING = (("file_bytes", whole), ("insns_per_file_byte", whole), ("pc_insns_per_file_byte", whole),
           ("register_code_per_code_byte", hundredths), ("ram_per_code_byte", hundredths),
           ("module_ram_bytes", whole), ("peak_ram_bytes", whole))


def loading_rows(results, names):
    """The modules' rows, with the same labels whether they were measured or not."""
    for name in names:
        item = results.get("loading", {}).get(name, {})
        yield [name, *(form(item.get(key)) for key, form in LOADING)]


HOLDOUT_HEAD = ["program", "module, B", "native, instructions", "TinyWASM, instructions", "ratio"]


def holdout_rows(results, names):
    programs = results.get("holdout", {}).get("programs", {})
    for name in names:
        item = programs.get(name, {})
        yield [name, *(whole(item.get(key)) for key in ("module_bytes", "native_insns", "insns")),
               ratio(item["insns"] / item["native_insns"] if item else None)]
