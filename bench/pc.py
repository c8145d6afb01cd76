# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""The PC's part of the benchmark: our builds, native code and other runtimes on the same modules.

Instructions are counted by valgrind (callgrind) in one call of each workload, so they are the same
on every run. Times are CPU time of the process, taken in rounds in which all programs run in turn;
of each the median counts. Peers come from registries and take part if tools/setup bench has brought
them: wasm3 (the C source in the crate wasm3x-sys) and wasmi (with the versions that wasmi_cli's lock
file names)."""
import collections
import glob
import os
import re
import shutil
import statistics

import operations
from common import (MODULES, OUT, PC_SETS, ROOT, SETS, TIMEOUT_S, BenchError, arguments, build, geomean,
                    parse, run, say, table)

HOST_ROUNDS = 7
NATIVE = "gcc"  # whose -O2 is 1
LEAST_RUST = 86  # 1.N, for wasmi
Program = collections.namedtuple("Program", "name kind commands")  # kind: ours or the peer's name


# --- programs ------------------------------------------------------------------------------------

def compilers():
    """The compilers there are, by the form of the execution loop that they make."""
    forms = {"computed goto": ("gcc",), "tail calls": ("clang-22", "clang-21", "clang-20", "clang-19")}
    for form, names in forms.items():
        found = next((name for name in names if shutil.which(name)), None)
        if found:
            yield form, found
        else:
            print(f"SKIP {form}: no {names[0]} here")


def build_with(compiler, *options, kinds=("host",), folder=None):
    targets = " ".join(f"bench_{kind}_{of}" for kind in kinds for of in PC_SETS)
    return build("bench", folder or "host-" + compiler, targets, f"-DCMAKE_C_COMPILER={compiler}",
                 "-DCMAKE_BUILD_TYPE=Release", *options)


def commands(folder, kind):
    return {of: [os.path.join(folder, f"bench_{kind}_{of}"), MODULES[of]] for of in PC_SETS}


def wasm3_version():
    with open(f"{ROOT}/build/deps/wasm3/wasm3/source/wasm3.h", encoding="utf-8") as file:
        return re.search(r'M3_VERSION\s+"([\d.]+)"', file.read())[1]


def wasmi():
    """wasmi's program, built with wasmi_cli's lock file; None, and why, if it cannot be."""
    crate = os.path.join(ROOT, "build/deps/wasmi_cli")
    version = run("cargo", "--version").split()[1] if shutil.which("cargo") else "0.0"
    if not os.path.exists(crate) or int(version.split(".")[1]) < LEAST_RUST:
        print(f"SKIP wasmi: it needs build/deps/wasmi_cli and cargo 1.{LEAST_RUST}")
        return None
    folder = os.path.join(OUT, "wasmi")
    os.makedirs(os.path.join(folder, "src"), exist_ok=True)
    for name in ("Cargo.toml", "Cargo.lock"):
        shutil.copy(os.path.join(crate, name), folder)
    shutil.copy(os.path.join(ROOT, "bench/peers/wasmi.rs"), os.path.join(folder, "src/main.rs"))
    run("cargo", "build", "--quiet", "--release", "--locked", "--no-default-features", "--features",
        "stable,validate,auto-dispatch", cwd=folder)
    with open(os.path.join(folder, "Cargo.toml"), encoding="utf-8") as file:
        version = re.search(r'^version = "(.*)"', file.read(), re.M)[1]
    program = os.path.join(folder, "target/release/wasmi")
    calls = {of: [f"{name}={arg}" for name, arg in arguments(of).items()] for of in PC_SETS}
    return Program(f"wasmi {version}", "wasmi",
                   {of: [program, MODULES[of], None, *calls[of]] for of in PC_SETS})


def programs():
    """Ours, and the peers that are there."""
    found = []
    has_wasm3 = os.path.exists(os.path.join(ROOT, "build/deps/wasm3/wasm3/source/wasm3.h"))
    for form, compiler in compilers():
        say(f"builds for this PC with {compiler}")
        folder = build_with(compiler, kinds=("host", "wasm3") if has_wasm3 else ("host",))
        found.append(Program(f"TinyWASM, {compiler} ({form})", "ours", commands(folder, "host")))
        if has_wasm3:
            found.append(Program(f"wasm3 {wasm3_version()}, {compiler}", "wasm3",
                                 commands(folder, "wasm3")))
    if not found:
        raise BenchError("no compiler for this PC")
    if not has_wasm3:
        print("SKIP wasm3 on this PC: it is not in build/deps")
    peer = wasmi()
    return sorted([*found, *([peer] if peer else [])], key=lambda p: p.kind != "ours")


def own_program():
    """bench_host of the build for speed; None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    _, compiler = list(compilers())[-1]
    return os.path.join(build_with(compiler), "bench_host_work")


def command_of(program, of, mode):
    """mode: time or once."""
    command = program.commands[of]
    if program.kind == "wasmi":
        return [mode if word is None else word for word in command]
    return command + (["once"] if mode == "once" else [])


# --- times ---------------------------------------------------------------------------------------

def medians(all_programs, of, rounds=HOST_ROUNDS):
    """{program: {workload: ns}}, medians of rounds in which all run in turn; native is `native`."""
    times = {name: {w: [] for w in SETS[of]} for name in ["native", *(p.name for p in all_programs)]}
    for _ in range(rounds):
        for program in all_programs:
            text = run(*command_of(program, of, "time"), timeout=TIMEOUT_S)
            workloads = parse(text, SETS[of])["workload"]
            for w in SETS[of]:
                times[program.name][w].append(workloads[w]["ns"])
                if program.kind == "ours" and NATIVE in program.name:
                    times["native"][w].append(workloads[w]["native_ns"])
    return {name: {w: statistics.median(all_rounds) for w, all_rounds in by.items() if all_rounds}
            for name, by in times.items()}


# --- counts --------------------------------------------------------------------------------------

def callgrind(command, wanted):
    """The instructions of each call of bench_once, in order."""
    path = os.path.join(OUT, "callgrind")
    for old in glob.glob(path + "*"):
        os.remove(old)
    text = run("valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=bench_once",
               "--dump-after=bench_once", f"--callgrind-out-file={path}", *command, timeout=900)
    parse("\n".join(line for line in text.splitlines() if not line.startswith("==")), wanted)
    counts = {}
    for file in glob.glob(path + ".*"):
        with open(file, encoding="utf-8") as lines:
            found = re.search(r"^(?:totals|summary): (\d+)", lines.read(), re.M)
        counts[int(file.rsplit(".", 1)[1])] = int(found[1])
    return [counts[i] for i in sorted(counts) if counts[i] > 0]


def counts_of(program, of):
    """{workload: instructions} of it, and the same of native code, if the program has any."""
    names = SETS[of]
    found = callgrind(command_of(program, of, "once"), names)
    if program.kind == "wasmi" and len(found) == len(names):
        return dict(zip(names, found)), None
    if len(found) != 2 * len(names):
        raise BenchError(f"{program.name}: {len(found)} calls were counted, not {2 * len(names)}")
    return dict(zip(names, found[1::2])), dict(zip(names, found[::2]))


def instructions(all_programs, of):
    """{program: {workload: instructions}}; native is `native`."""
    counts = {}
    for program in all_programs:
        counts[program.name], native = counts_of(program, of)
        if program.kind == "ours" and NATIVE in program.name:
            counts["native"] = native
    return counts


# --- figures -------------------------------------------------------------------------------------

def mean_ratio(by, reference):
    return geomean(by[w] / reference[w] for w in reference)


def figures_of_set(all_programs, of, is_timed):
    say(f"counts {of} on this PC")
    counts = instructions(all_programs, of)
    figures = {"insns": counts, "operations": operations.of_set(of)}
    if is_timed:
        say(f"times {of} on this PC")
        figures["ns"] = medians(all_programs, of)
    return figures


def insns_vs_native(sets, best):
    work = sets["work"]["insns"]
    without = [w for w in work["native"] if w != "matmul_f"]
    means = {"insns_vs_native" + ("" if of == "work" else "_" + of):
             mean_ratio(by["insns"][best], by["insns"]["native"]) for of, by in sets.items()}
    means["insns_vs_native_without_matmul_f"] = geomean(work[best][w] / work["native"][w] for w in without)
    return {key: round(mean, 3) for key, mean in means.items()}


def summary(sets, all_programs):
    """What results.json has of the PC, from the figures of the sets."""
    ours = [p.name for p in all_programs if p.kind == "ours"]
    unit = "ns" if "ns" in sets["workloads"] else "insns"
    # The build for speed is the last form: tail calls, where there is a compiler for them.
    best = ours[-1]
    work = sets["work"][unit]
    own = sets["workloads"][unit]
    result = {"build": best, "unit": unit,
              "time_vs_native": round(mean_ratio(work[best], work["native"]), 3),
              "speed_vs_native": round(1 / mean_ratio(work[best], work["native"]), 4),
              **insns_vs_native(sets, best)}
    if unit != "ns":
        del result["time_vs_native"], result["speed_vs_native"]
    for kind in sorted({p.kind for p in all_programs} - {"ours"}):
        names = [p.name for p in all_programs if p.kind == kind]
        # of a peer's builds the one that is faster counts
        peer = min(names, key=lambda name: mean_ratio(own[name], own["native"]))
        by = {w: own[peer][w] / own[best][w] for w in own["native"]}
        mark = sets["coremark"][unit]
        result |= {f"peer_{kind}": peer, f"speed_vs_{kind}": round(geomean(by.values()), 3),
                   f"least_speed_vs_{kind}": round(min(by.values()), 3),
                   f"least_speed_vs_{kind}_at": min(by, key=by.get),
                   f"work_speed_vs_{kind}": round(mean_ratio(work[peer], work[best]), 3),
                   f"coremark_vs_{kind}": round(mark[peer]["coremark"] / mark[best]["coremark"], 3)}
    total = {name: sum(n for by in sets.values() for n in by["insns"][name].values())
             for name in sets["work"]["insns"]}
    done = sum(n for of in sets for n in sets[of]["operations"].values())
    if done:
        result["insns_per_operation"] = {name: round(n / done, 2) for name, n in total.items()}
        result["host_insns_per_operation"] = result["insns_per_operation"][best]
    if unit == "ns":
        rounds = arguments("coremark")["coremark"]
        result["coremark_rounds_per_s"] = {name: round(rounds * 1e9 / by["coremark"])
                                           for name, by in sets["coremark"]["ns"].items()}
    return result | {"sets": sets}


def measure(is_timed=True):
    all_programs = programs()
    sets = {of: figures_of_set(all_programs, of, is_timed) for of in PC_SETS}
    return summary(sets, all_programs)


def print_set(title, by, unit):
    names = [name for name in by if name != "native"]
    rows = [[w, f"{n / 1000:,.1f}", *(f"{by[name][w] / n:.2f}x" for name in names)]
            for w, n in by["native"].items()]
    if len(rows) > 1:
        rows.append(["geometric mean", "", *(f"{mean_ratio(by[name], by['native']):.2f}x"
                                             for name in names)])
    print(f"{title}, native {NATIVE} -O2 = 1")
    table(["workload", f"native, {unit}", *names], rows)


def show(figures):
    for of, by in figures["sets"].items():
        print_set(f"This PC, {of}: instructions", by["insns"], "thousands")
        if "ns" in by:
            print_set(f"This PC, {of}: CPU time", by["ns"], "us")
    if "insns_per_operation" in figures:
        print("Instructions per wasm operation, all workloads:")
        table(["", "instructions"], [[name, n] for name, n in figures["insns_per_operation"].items()])
    for key, value in figures.items():
        if key.startswith(("speed", "work_speed", "coremark_vs", "least")):
            print(f"{key:<28}{value}")
