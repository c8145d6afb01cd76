#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""make bench: what the engine costs, against native code and other runtimes on the same work.

run_bench.py [--counts]          all of it: build/bench/results.json, build/bench/plot.svg, tables;
                                 --counts: no times
run_bench.py --board B [--set S] one emulated board, tables only; seconds
run_bench.py --host [--counts]   this PC alone
run_bench.py --loading           what loading modules of 0.1 to 1,000 KB costs
run_bench.py --holdout [NAME...] ten programs of others, which nobody tunes for
run_bench.py --carts             what carts of WASM-4 take on this PC
run_bench.py --bridge            what glue that tw bindgen makes costs on Cortex-M3
run_bench.py --profile [--board B]   which operations of register code each workload executes

On an emulated board, instructions are counted: QEMU lets 64 ns of its clock pass per instruction
(-icount shift=6), and a timer of the board reads that clock; the Pico's emulator lets an instruction
take one cycle, or as many as on the chip. On the PC valgrind counts them. The counts are the same on
every run. Times are taken on the PC alone: CPU time, medians of interleaved rounds. Fuel is on
everywhere. Exit code 1: something could not be measured, a checksum is not the native one, or a figure is over bench/budgets.json.
"""
import argparse
import os
import platform
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "bench"))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import bridge  # noqa: E402
import carts  # noqa: E402
import holdout  # noqa: E402
import loading  # noqa: E402
import operations  # noqa: E402
import pc  # noqa: E402
import plot  # noqa: E402
import report  # noqa: E402
import size  # noqa: E402
from common import (OUT, PROGRAMS, SETS, TIMEOUT_S, WORKLOADS, BenchError, build,  # noqa: E402
                    geomean, parse, read_json, run, say, table, write_json)

CORES = {"mps2-an385": "cortex-m3", "mps2-an386": "cortex-m4f", "pico": "cortex-m0plus",
         "riscv-virt": "rv32"}
HOST = platform.machine().replace("_", "-")
TITLES = {"cortex-m3": "Cortex-M3", "cortex-m4f": "Cortex-M4F", "cortex-m0plus": "Cortex-M0+",
          "rv32": "RV32IMAC"}
UNITS = {"insns": "instructions", "cycles": "cycles"}
# The board on which make size measures the core's flash.
SIZE_BOARDS = {"cortex-m3": "lm3s6965evb", "cortex-m4f": "mps2-an386", "cortex-m0plus": "pico",
               "rv32": "riscv-virt"}
TOOLCHAINS = {"riscv-virt": "riscv64-unknown-elf"}  # else arm-none-eabi
ARENAS = {"pico": 0x1c000}  # for 64 KiB of linear memory, where the board's default is smaller
# How the emulator is made to count instructions, and what else it can count.
QEMU = {"insns": ("-icount", "shift=6")}
COUNTS = {"pico": {"insns": ("--insns",), "cycles": ()}}
NS_PER_INSN = 64
TOLERANCE = 1.02


# --- programs ------------------------------------------------------------------------------------

def firmware_options(board):
    toolchain = TOOLCHAINS.get(board, "arm-none-eabi")
    arena = [f"-DTINYWASM_ARENA_SIZE={ARENAS[board]}"] if board in ARENAS else []
    return (f"-DBOARD={board}", "-DCMAKE_BUILD_TYPE=MinSizeRel",
            f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/cmake/{toolchain}.cmake", *arena)


# --- emulated boards -----------------------------------------------------------------------------

def emulate(board, elf, count="insns", timeout=TIMEOUT_S):
    """What the program printed; its ticks count what `count` says."""
    return run("tools/emulate", board, elf, *COUNTS.get(board, QEMU)[count], timeout=timeout,
               codes=range(-15, 256))


def build_firmware(board, *options, folder=None, program="bench"):
    return os.path.join(build("bench", folder or board, program, *firmware_options(board), *options),
                        program + ".elf")


def check_results(workloads):
    for name, item in workloads.items():
        if item["result"] != item["native_result"]:
            raise BenchError(f"{name}: result {item['result']}, native {item['native_result']}")


def per_tick(board, items):
    """Instructions, or cycles, in a tick of the board's counter."""
    return 1 if board in COUNTS else 1e9 / items["clock"]["board"]["hz"] / NS_PER_INSN


def board_figures(board, items, done=None):
    """The figures of a core from what its board printed; done: wasm instructions that were executed,
    where it is known; else fuel stands for them, which is charged for stretches of code."""
    insns_per_tick = per_tick(board, items)
    insns = lambda ticks: round((ticks - items["clock"]["board"]["empty_ticks"]) * insns_per_tick)
    check_results(items["workload"])
    workloads = {}
    for name, item in items["workload"].items():
        native, ours = insns(item["native_ticks"]), insns(item["ticks"])
        workloads[name] = {"native_insns": native, "insns": ours, "ratio": round(ours / native, 3),
                           "fuel": item["fuel"],
                           "wasm_insns": (done or {}).get(name, item["fuel"]),
                           "c_stack_bytes": item["c_stack"]}
    load, create = items["load"]["module"], items["create"]["module"]
    clear = insns(items["clear"]["memory"]["ticks"])
    heap = create["total_bytes"] - create["memory_bytes"] - create["stack_bytes"]
    ratios = {name: item["insns"] / item["native_insns"] for name, item in workloads.items()}
    c_stack_run = max(item["c_stack_bytes"] for item in workloads.values())
    c_stack_load = max(load["c_stack"], create["c_stack"])
    return {
        "insns_vs_native": round(geomean(ratios.values()), 3),
        "insns_vs_native_without_matmul_f": round(
            geomean(r for name, r in ratios.items() if name != "matmul_f"), 3),
        "heap_bytes_code_in_ram": heap,
        "heap_bytes_code_in_flash": None,
        "wasm_stack_bytes": create["stack_bytes"],
        "wasm_stack_peak_bytes": items["run"]["module"]["stack_peak_bytes"],
        "heap_parts": {"engine": load["engine_bytes"], "module": load["module_bytes"],
                       "instance": heap - load["engine_bytes"] - load["module_bytes"]},
        "arena_peak_loading_bytes": load["peak_bytes"],
        "wasm_code_bytes": load["wasm_code_bytes"],
        "register_code_bytes": load["register_code_bytes"],
        "load_kinsns": round((insns(load["ticks"]) + insns(create["ticks"]) - clear) / 1000, 1),
        "load_with_clearing_kinsns": round((insns(load["ticks"]) + insns(create["ticks"])) / 1000, 1),
        "load_insns_per_file_byte": round(insns(load["ticks"]) / load["file_bytes"], 1),
        "c_stack_bytes": max(c_stack_load, c_stack_run),
        "c_stack_load_bytes": c_stack_load,
        "c_stack_run_bytes": c_stack_run,
        "workloads": workloads,
    }


def measure_board(board, of="work", *options, folder=None):
    """Instructions of a set; and cycles, where the emulator knows of them."""
    elf = build_firmware(board, *options, folder=folder, program=PROGRAMS[of])
    figures = board_figures(board, parse(emulate(board, elf), SETS[of]), operations.of_set(of))
    if "cycles" in COUNTS.get(board, QEMU):
        cycles = board_figures(board, parse(emulate(board, elf, "cycles"), SETS[of]))
        figures["cycles_vs_native"] = cycles["insns_vs_native"]
        figures["load_kcycles"] = cycles["load_kinsns"]
        for name, item in figures["workloads"].items():
            of = cycles["workloads"][name]
            item |= {"native_cycles": of["native_insns"], "cycles": of["insns"]}
    return figures


# --- flash ---------------------------------------------------------------------------------------

def flash_bytes(core, profile):
    """Flash of the library, and of libgcc beside it, as make size has it."""
    board = SIZE_BOARDS[core]
    folder = build(".", f"size-{core}-{profile.lower()}", "simple", *firmware_options(board),
                   f"-DTINYWASM_PROFILE={profile}", "-DTINYWASM_BUILD_TESTS=OFF",
                   "-DTINYWASM_WERROR=OFF")
    rooms = size.measure(folder, "simple")[0]
    library = sum(rooms[room]["flash"] for room in size.LIBRARY_ROOMS if room in rooms)
    return library, rooms["libgcc"]["flash"] if "libgcc" in rooms else 0


def measure_flash(core, figures):
    for profile in ("TINY", "STANDARD", "FULL"):
        library, libgcc = flash_bytes(core, profile)
        figures[f"flash_bytes_{profile.lower()}"] = library
        if profile == "STANDARD":
            figures["libgcc_bytes_standard"] = libgcc


# --- the bridge ----------------------------------------------------------------------------------

def measure_bridge():
    board = next(iter(CORES))
    elf = build_firmware(board, program="bench_bridge")
    folder = os.path.join(OUT, "bridge")
    figures = bridge.instructions(emulate(board, elf), NS_PER_INSN, BenchError) | bridge.flash(run, folder)
    write_json("bridge/results.json", figures)
    return figures


def print_bridge(figures):
    print(f"The bridge on Cortex-M3: over a call of a host function, which takes {figures['raw_insns']}")
    table(["glue of", "instructions", "flash"], list(bridge.table(figures)))


# --- profile -------------------------------------------------------------------------------------

def print_profile(board, of, top=14):
    """Operations and pairs of each workload, from firmware whose handlers count themselves. What the
    counting costs is known from the uncounted run and taken off, the same from each operation."""
    figures = measure_board(board, of)
    elf = build_firmware(board, "-DBENCH_PROFILE=ON", folder=board + "-profile",
                         program=PROGRAMS[of])
    items_text = emulate(board, elf, timeout=10 * TIMEOUT_S)
    insns_per_tick = per_tick(board, parse(items_text, SETS[of]))
    found = re.findall(r"^(op|pair) (\w+) (\S+) count (\d+)(?: ticks (\d+))?", items_text, re.M)
    for workload in SETS[of]:
        ops = [(name, int(count), int(ticks) * insns_per_tick)
               for kind, where, name, count, ticks in found
               if kind == "op" and where == workload]
        pairs = [(int(count), name) for kind, where, name, count, _ in found
                 if kind == "pair" and where == workload]
        total = sum(count for _, count, _ in ops)
        insns = figures["workloads"][workload]["insns"]
        extra = (sum(spent for _, _, spent in ops) - insns) / total
        print(f"\n{workload}: {total:,} operations, {insns / total:.2f} instructions each, "
              f"{figures['workloads'][workload]['wasm_insns'] / total:.2f} wasm instructions each")
        by_cost = sorted(((spent - extra * count, count, name) for name, count, spent in ops),
                         reverse=True)
        for spent, count, name in by_cost[:top]:
            print(f"  {name:<34}{count:>10,}{spent / count:>8.1f} insns{spent / insns:>8.1%}")
        print("  followed by: " + ", ".join(f"{name} {count:,}" for count, name in
                                            sorted(pairs, reverse=True)[:top // 2]))


# --- tables --------------------------------------------------------------------------------------

def peer_ratios(peer, figures, what="insns"):
    return {w: peer["m" + what][w] * 1e6 / figures["workloads"][w]["native_" + what]
            for w in WORKLOADS}


def print_speed(title, figures, peers, what="insns"):
    print(f"{title}: {UNITS[what]}, native -O2 = 1; ours with fuel on")
    ratios = {name: peer_ratios(peer, figures, what) for name, peer in peers.items()}
    ours = {w: item[what] / item["native_" + what] for w, item in figures["workloads"].items()}
    rows = []
    for w, item in figures["workloads"].items():
        rows.append([w, f"{item['native_' + what]:,}", f"{item[what]:,}", f"{ours[w]:.2f}x",
                     f"{item[what] / item['wasm_insns']:.2f}",
                     *(f"{by[w]:.1f}x" for by in ratios.values())])
    means = {"geometric mean": list(ours)}
    if "matmul_f" in ours:
        means["without matmul_f"] = [w for w in ours if w != "matmul_f"]
    for label, names in means.items():
        rows.append([label, "", "", f"{geomean(ours[w] for w in names):.2f}x", "",
                     *(f"{geomean(by[w] for w in names):.1f}x" for by in ratios.values())])
    table(["workload", "native", "TinyWASM", "ratio", "per wasm", *ratios], rows)


def print_footprint(title, figures, peers):
    print(f"{title}: bytes; heap is beside linear memory and the wasm stack")
    keys = ("flash_bytes_standard", "libgcc_bytes_standard", "heap_bytes_code_in_ram",
            "wasm_stack_bytes", "c_stack_load_bytes", "c_stack_run_bytes", "load_kinsns",
            "load_with_clearing_kinsns")
    rows = [["TinyWASM", *(f"{figures[key]:,.0f}" if key in figures else "-" for key in keys)]]
    for name, peer in peers.items():
        if "heap_bytes_with_stack" not in peer:
            continue  # its memory was not measured on this core
        rows.append([name, f"{peer['flash_bytes']:,}", f"{peer['libc_bytes']:,}",
                     f"{peer['heap_bytes_with_stack'] - peer['wasm_stack_bytes']:,}",
                     f"{peer['wasm_stack_bytes']:,}", f"{peer['c_stack_load_bytes']:,}",
                     f"{peer['c_stack_run_bytes']:,}", "-", f"{peer['load_kinsns']:,}"])
    table(["", "flash", "libc, libgcc", "heap", "wasm stack", "C stack, load", "run",
           "load kinsns", "with clearing"], rows)


# --- budgets -------------------------------------------------------------------------------------

def over_budget(core, figures, budgets):
    for name, budget in budgets.get(core, {}).items():
        if name not in figures:
            continue
        over = figures[name] > budget * TOLERANCE
        print(f"{core + ' ' + name:<44}{figures[name]:>10,}  budget {budget:>9,}  "
              f"{'OVER' if over else 'ok'}")
        if over:
            yield f"{core} {name}"


# --- main ----------------------------------------------------------------------------------------

def key_of(board, of):
    """Of results.json and budgets.json."""
    return CORES[board] + ("" if of == "work" else "-" + of)


def run_board(board, peers, of="work"):
    core = CORES[board]
    figures = measure_board(board, of)
    others = peers.get(core, {}) if of == "work" else {}
    print_speed(f"{TITLES[core]}, {of}", figures, others)
    if "cycles_vs_native" in figures:
        print_speed(f"{TITLES[core]}, {of}", figures, others, "cycles")
    print_footprint(TITLES[core], figures, others)
    return figures


def mean_of(figures, what="insns", without=()):
    return round(geomean(item[what] / item["native_" + what]
                         for w, item in figures["workloads"].items() if w not in without), 3)


def measure_small_loop(board):
    """With -Os; where the compiler refuses the board's form of the loop then, by computed goto."""
    options = ("-DTINYWASM_LOOP_LEVEL=-Os", "-DTINYWASM_DEFINES=")
    try:
        return measure_board(board, "work", *options, folder=board + "-small")
    except BenchError as error:
        if "-Werror=stack-usage" not in str(error):
            raise
        print(f"{board}: the loop does not compile with -Os: computed goto")
    return measure_board(board, "work", options[0], options[1] + "TW_CFG_DISPATCH=TW_DISPATCH_GOTO",
                         folder=board + "-small")


def measure_others(board, figures):
    """The figures of a core besides those of work.wasm: the other sets, and other builds of ours."""
    core = CORES[board]
    for of in ("workloads", "coremark"):
        say(f"{TITLES[core]}: {of}")
        own = measure_board(board, of)
        figures.setdefault("sets", {})[of] = own["workloads"]
        figures[f"insns_vs_native_{of}"] = own["insns_vs_native"]
        if "cycles_vs_native" in own:
            figures[f"cycles_vs_native_{of}"] = own["cycles_vs_native"]
    say(f"{TITLES[core]}: profile TINY; the execution loop with -Os")
    tiny = measure_board(board, "work_tiny", "-DTINYWASM_PROFILE=TINY", folder=board + "-tiny")
    figures["insns_vs_native_tiny"] = tiny["insns_vs_native"]
    figures["insns_vs_native_os"] = measure_small_loop(board)["insns_vs_native"]
    if "cycles_vs_native" in tiny:
        figures["cycles_vs_native_tiny"] = tiny["cycles_vs_native"]
        figures["cycles_vs_native_without_matmul_f"] = mean_of(figures, "cycles", ["matmul_f"])
    return figures


def write_plot(results, peers):
    series = {"TinyWASM": {w: results["cortex-m3"]["workloads"][w]["ratio"] for w in WORKLOADS}}
    for name in peers["plotted"]:
        series[name] = peer_ratios(peers["cortex-m3"][name], results["cortex-m3"])
    for by in series.values():
        by["geomean"] = geomean(by.values())
    plot.write_bars(os.path.join(OUT, "plot.svg"),
                    "Instructions on Cortex-M3, native code = 1 (less is better)", series)


def with_holdout(results):
    """The results with those of the hold-out, if it was run and the board too."""
    core = results.get(CORES[holdout.BOARD])
    if os.path.exists(os.path.join(OUT, "holdout.json")) and core:
        results["holdout"] = held = read_json("build/bench/holdout.json")
        core["insns_vs_native_holdout"] = held["insns_vs_native"]
        core["holdout_over_work"] = round(held["insns_vs_native"] / core["insns_vs_native"], 3)
    return results


def with_kept_code(results):
    """What code takes that is kept in flash, if the tests of it have measured it."""
    path = os.path.join(OUT, "kept.json")
    for core, figures in (read_json(path) if os.path.exists(path) else {}).items():
        results[core] |= figures
    return results


def measure_all(peers, is_timed):
    results = {}
    for board, core in CORES.items():
        say(f"{TITLES[core]}: work.wasm")
        results[core] = measure_others(board, run_board(board, peers))
        say(f"{TITLES[core]}: flash of three profiles")
        measure_flash(core, results[core])
    results[HOST] = host = pc.measure(is_timed)
    pc.show(host)
    results["bridge"] = measure_bridge()
    print_bridge(results["bridge"])
    results["carts"] = carts.measure()
    carts.show(results["carts"])
    results["loading"] = loading.measure(sys.modules[__name__], pc.own_program())
    loading.show(results["loading"])
    write_json("results.json", with_kept_code(with_holdout(results)))
    write_plot(results, peers)
    table(report.head(), list(report.rows(results, peers)))
    return results


def measure_part(chosen):
    """What one of the options names; its results are written to a file of its own."""
    this = sys.modules[__name__]
    if chosen.profile:
        print_profile(chosen.board or next(iter(CORES)), chosen.set)
    elif chosen.holdout is not None:
        figures = holdout.measure(this, chosen.holdout)
        holdout.show(figures)
        if not chosen.holdout:  # all of them
            write_json("holdout.json", figures)
    elif chosen.loading:
        figures = loading.measure(this, pc.own_program())
        loading.show(figures)
        write_json("loading.json", figures)
    elif chosen.host:
        figures = pc.measure(not chosen.counts)
        pc.show(figures)
        write_json("host.json", figures)


def options():
    parser = argparse.ArgumentParser(description="counts instructions; see the head of this file")
    parser.add_argument("--board", choices=CORES)
    parser.add_argument("--host", action="store_true")
    parser.add_argument("--counts", action="store_true", help="on the PC, instructions alone")
    parser.add_argument("--bridge", action="store_true")
    parser.add_argument("--carts", action="store_true")
    parser.add_argument("--holdout", nargs="*", choices=holdout.PROGRAMS, metavar="PROGRAM")
    parser.add_argument("--loading", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--set", choices=SETS, default="work", help="of --profile, and of --board")
    return parser.parse_args()


def main():
    chosen = options()
    os.makedirs(OUT, exist_ok=True)
    peers, budgets = read_json("bench/peers.json"), read_json("bench/budgets.json")
    try:
        if chosen.profile or chosen.holdout is not None or chosen.loading or chosen.host:
            measure_part(chosen)
            return 0
        if chosen.bridge:
            results = {"bridge": measure_bridge()}
            print_bridge(results["bridge"])
        elif chosen.carts:
            results = {"carts": carts.measure()}
            carts.show(results["carts"])
        elif chosen.board:
            results = {key_of(chosen.board, chosen.set): run_board(chosen.board, peers, chosen.set)}
        else:
            results = measure_all(peers, not chosen.counts)
    except BenchError as error:
        print(f"bench: {error}")
        return 1
    over = [name for core in results for name in over_budget(core, results[core], budgets)]
    print("bench: " + (f"over budget: {', '.join(over)}" if over else "within budgets"))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
