#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The benchmark itself: its counts are exact, it fails when something is wrong, and Cortex-M3 stays
within bench/budgets.json."""
import contextlib
import io
import json
import os
import sys
import xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

sys.path.insert(0, os.path.join(ROOT, "bench"))
import bridge  # noqa: E402
import common  # noqa: E402
import pc  # noqa: E402
import plot  # noqa: E402
import report  # noqa: E402
import run_bench  # noqa: E402

MOST_INSNS = 60  # over a call of a host function
BOARD, CORE = "mps2-an385", "cortex-m3"
# work.wasm has `i32.const 0x55, i32.xor` once, in a function that dispatch calls.
RIGHT, WRONG = b"\x41\xd5\x00\x73", b"\x41\xd4\x00\x73"


def complaint(function, *args):
    """The text of the BenchError that function raises; "" if it raises none."""
    try:
        function(*args)
    except run_bench.BenchError as error:
        return str(error)
    return ""


def console(board_items, without=()):
    """What firmware would print."""
    lines = [f"{kind} {name}" + "".join(f" {k} {v}" for k, v in item.items())
             for kind, by in board_items.items() for name, item in by.items()
             if name not in without]
    return "\n".join(lines + ["end", ""])


def test_counts(suite, items, again):
    suite.check("two_runs_count_the_same", items != again and f"{items}\n{again}")
    figures = run_bench.board_figures(BOARD, items)
    native = figures["workloads"]["fib"]["native_insns"]
    suite.check("fib_20_has_the_instructions_that_a_counting_plugin_found",
                abs(native - 147476) > 20 and f"counted {native}")
    ratios = {w: item["insns"] / item["native_insns"] for w, item in figures["workloads"].items()}
    product = 1.0
    for ratio in ratios.values():
        product *= ratio
    suite.check("the_mean_is_geometric", abs(product ** (1 / 9) - figures["insns_vs_native"]) > 0.01)
    fuel = {w: item["wasm_insns"] for w, item in figures["workloads"].items()}
    suite.check("fuel_was_burnt", min(fuel.values()) < 100000 and f"{fuel}")
    return figures


def test_budgets(suite, figures):
    budgets = run_bench.read_json("bench/budgets.json")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        over = list(run_bench.over_budget(CORE, figures, budgets))
        tight = {CORE: {"insns_vs_native": figures["insns_vs_native"] / 1.05}}
        caught = list(run_bench.over_budget(CORE, figures, tight))
    suite.check("cortex_m3_is_within_budgets", over and said.getvalue())
    suite.check("five_percent_over_budget_is_found", caught != [f"{CORE} insns_vs_native"])


def test_failures(suite, items):
    suite.check("what_firmware_prints_is_read", run_bench.parse(console(items)) != items)
    suite.check("a_missing_workload_is_named",
                "sieve" not in complaint(run_bench.parse, console(items, without=["sieve"])))
    text = console(items).replace("end\n", "")
    suite.check("firmware_that_stops_early_is_found",
                "end" not in complaint(run_bench.parse, text))
    wrong = json.loads(json.dumps(items))
    wrong["workload"]["sort"]["result"] ^= 1
    suite.check("a_wrong_checksum_is_named",
                "sort" not in complaint(run_bench.board_figures, BOARD, wrong))


def test_wrong_module(suite):
    """Firmware whose module computes something else than the native code."""
    with open(os.path.join(ROOT, "bench/work.wasm"), "rb") as file:
        module = file.read()
    suite.check("the_module_has_the_constant_once", module.count(RIGHT) != 1)
    folder = os.path.join(ROOT, "build/bench/wrong-module")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "work.wasm")
    with open(path, "wb") as file:
        file.write(module.replace(RIGHT, WRONG))
    elf = run_bench.build_firmware(BOARD, f"-DTINYWASM_MODULE={path}")
    suite.check("a_module_that_computes_wrongly_fails",
                "checksums differ" not in complaint(
                    lambda: run_bench.parse(run_bench.emulate(BOARD, elf))))
    run_bench.build_firmware(BOARD, "-DTINYWASM_MODULE=")


def test_sets(suite):
    """The other workloads: their results are the native ones, and they stay within budgets."""
    budgets = run_bench.read_json("bench/budgets.json")
    for of in ("workloads", "coremark"):
        elf = run_bench.build_firmware(BOARD, program=common.PROGRAMS[of])
        items = run_bench.parse(run_bench.emulate(BOARD, elf), common.SETS[of])
        figures = run_bench.board_figures(BOARD, items)
        key = f"insns_vs_native_{of}"
        with contextlib.redirect_stdout(io.StringIO()) as said:
            over = list(run_bench.over_budget(CORE, {key: figures["insns_vs_native"]}, budgets))
        suite.check(f"{of}_are_within_budgets", over and said.getvalue())
    suite.check("coremark_has_the_known_sums", items["workload"]["coremark"]["result"] >> 16 != 1)


def test_others(suite):
    """The other sets stand beside the figures of work.c, not in their place."""
    def fake(_, of="work", *options, folder=None):
        del options, folder
        return {"insns_vs_native": len(of), "workloads": {of: {}}}
    real, run_bench.measure_board = run_bench.measure_board, fake
    with contextlib.redirect_stdout(io.StringIO()):
        made = run_bench.measure_others(BOARD, fake(BOARD))
    run_bench.measure_board = real
    wanted = {"insns_vs_native": 4, "insns_vs_native_workloads": 9, "insns_vs_native_tiny": 9,
              "insns_vs_native_os": 4, "workloads": {"work": {}}}
    suite.check("other_sets_stand_beside_work", {k: made[k] for k in wanted} != wanted and f"{made}")


def test_report(suite):
    """The table's labels are there whatever was measured; ratios are of what was counted."""
    peers = run_bench.read_json("bench/peers.json")
    empty = list(report.rows({}, peers))
    some = list(report.rows({CORE: {"insns_vs_native": 7.25, "c_stack_load_bytes": 512}}, peers))
    suite.check("labels_do_not_depend_on_figures", [r[0] for r in empty] != [r[0] for r in some])
    suite.check("a_figure_stands_in_its_row", some[0][1] != "7.25×" and some[0])
    suite.check("what_was_not_measured_is_no_figure", empty[0][1] != report.NOT_MEASURED and empty[0])
    suite.check("rows_are_as_wide_as_the_head", {len(r) for r in some} != {len(report.head())})
    sets = {of: {"insns": {"native": {"a": 10, "b": 10}, "ours": {"a": 20, "b": 80},
                           "wasm3 9": {"a": 60, "b": 60}}, "operations": {"a": 10, "b": 10}}
            for of in ("work", "workloads")}
    sets["coremark"] = {"insns": {name: {"coremark": n} for name, n in
                                  (("native", 10), ("ours", 40), ("wasm3 9", 50))},
                        "operations": {"coremark": 5}}
    programs = [pc.Program("ours", "ours", {}), pc.Program("wasm3 9", "wasm3", {})]
    made = pc.summary(sets, programs)
    wanted = {"insns_vs_native": 4.0, "speed_vs_wasm3": 1.5, "least_speed_vs_wasm3": 0.75,
              "coremark_vs_wasm3": 1.25, "host_insns_per_operation": 5.33}
    suite.check("means_and_least_of_peers", {k: made[k] for k in wanted} != wanted and f"{made}")


def test_peers(suite):
    """The figures of others give the means that were published with them."""
    peers = run_bench.read_json("bench/peers.json")
    native = {"fib": 0.147476, "crc32": 0.64, "sha256": 0.25, "matmul_i": 0.54, "matmul_f": 6.60,
              "sieve": 0.88, "i64mix": 0.42, "sort": 0.35, "dispatch": 0.32}
    for name, mean in (("wasm3 0.9.0 -O2", 16.1), ("wasm3 0.9.0 -Os", 15.7),
                       ("WAMR 2.4.3 fast -O2", 13.7), ("WAMR 2.4.3 classic -O2", 30.2)):
        minsns = peers[CORE][name]["minsns"]
        got = run_bench.geomean(minsns[w] / native[w] for w in run_bench.WORKLOADS)
        suite.check(f"mean_of_{name.split(' -')[0].replace(' ', '_')}_{name[-1]}",
                    abs(got / mean - 1) > 0.01 and f"{got} instead of {mean}")


def test_plot(suite):
    text = plot.svg("a & b", {"one": {"x": 4, "y": 2}, "<two>": {"x": 1, "y": 8}})
    root = xml.etree.ElementTree.fromstring(text)
    bars = [float(r.get("height")) for r in root.iter("{http://www.w3.org/2000/svg}rect")
            if r.get("width") == str(plot.BAR - 2)]
    suite.check("bars_are_as_high_as_their_figures",
                [round(h / bars[1], 1) for h in bars] != [4, 1, 2, 8] and f"heights {bars}")


def test_host(suite):
    """Of the PC's program only the loop is optimised, which is enough to run all workloads."""
    folder = run_bench.build("bench", "host-test", "bench_host_work", "-DCMAKE_C_COMPILER=gcc",
                             "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=-O0 -DNDEBUG")
    program = os.path.join(folder, "bench_host_work")
    suite.check("the_pc_measures_all_workloads",
                complaint(lambda: run_bench.parse(run_bench.run(program, "bench/work.wasm"))))
    counts = [complaint(lambda: pc.callgrind([program, "bench/work.wasm", "once"], ["fib", "nothing"]))]
    suite.check("a_workload_that_was_not_counted_is_named", "nothing" not in counts[0] and counts[0])
    done = run(program, "build/bench/wrong-module/work.wasm")
    suite.check("the_pc_finds_a_wrong_checksum",
                (done.code != 1 or "checksums differ" not in done.out) and done.out)


def test_bridge(suite):
    """Instructions and flash of generated glue: budgets, and the most for scalar arguments."""
    figures, again = (run_bench.measure_bridge() for _ in range(2))
    suite.check("two_runs_count_the_same_glue", figures != again and f"{figures}\n{again}")
    budgets = run_bench.read_json("bench/budgets.json")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        over = list(run_bench.over_budget("bridge", figures, budgets))
        tight = {"bridge": {"two_insns": figures["two_insns"] - 1}}
        caught = list(run_bench.over_budget("bridge", figures, tight))
    suite.check("the_bridge_is_within_budgets", over and said.getvalue())
    suite.check("an_instruction_more_is_found", caught != ["bridge two_insns"])
    missing = set(figures) - {"raw_insns"} ^ set(budgets["bridge"])
    suite.check("every_figure_of_the_bridge_has_a_budget", missing)
    scalars = {name: figures[f"{name}_insns"] for name in ("none", "one", "two", "six", "wide", "checked")}
    suite.check("glue_of_scalars_takes_60_instructions_at_most", max(scalars.values()) > MOST_INSNS and scalars)
    complaint_of = complaint(lambda: bridge.lines_of("clock board hz 1\n", run_bench.BenchError))
    suite.check("firmware_of_the_bridge_that_stops_early_is_found", "end" not in complaint_of)


def main():
    suite = Suite("bench")
    test_peers(suite)
    test_plot(suite)
    problem = complaint(run_bench.build_firmware, BOARD)
    suite.check("the_firmware_builds", problem)
    if not problem:
        elf = run_bench.build_firmware(BOARD)
        items, again = (run_bench.parse(run_bench.emulate(BOARD, elf)) for _ in range(2))
        test_budgets(suite, test_counts(suite, items, again))
        test_failures(suite, items)
        test_wrong_module(suite)
        test_sets(suite)
        test_others(suite)
        test_report(suite)
        test_host(suite)
        test_bridge(suite)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
