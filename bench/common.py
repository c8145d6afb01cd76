# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""What the parts of the benchmark share: sets of workloads, programs, their lines, tables."""
import json
import os
import re
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(ROOT, "tools"))
import building  # noqa: E402

OUT = os.path.join(ROOT, "build/bench")
JOBS = str(os.cpu_count() or 2)
TIMEOUT_S = 120
# The workloads of a set, the firmware that has them, and their module.
SETS = {"work": ("fib", "crc32", "sha256", "matmul_i", "matmul_f", "sieve", "i64mix", "sort",
                 "dispatch"),
        "workloads": ("json", "vm", "objects", "search", "nbody", "hash"),
        "coremark": ("coremark",),
        "work_tiny": ("fib", "crc32", "sha256", "matmul_i", "sieve", "i64mix", "sort", "dispatch")}
PC_SETS = ("work", "workloads", "coremark")
PROGRAMS = {"work": "bench", "workloads": "bench_workloads", "coremark": "bench_coremark",
            "work_tiny": "bench_work_tiny"}
MODULES = {"work": "bench/work.wasm", "workloads": "bench/workloads/workloads.wasm",
           "coremark": "bench/coremark/coremark.wasm", "work_tiny": "bench/work_tiny.wasm"}
WORKLOADS = SETS["work"]


class BenchError(Exception):
    pass


def run(*command, timeout=900, codes=(0,), cwd=ROOT):
    try:
        with building.alone(command):
            done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BenchError(f"{' '.join(command)}: {error}") from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode not in codes:
        raise BenchError(f"{' '.join(command)}: exit code {done.returncode}\n{text}")
    return text


def say(what):
    """Progress."""
    print(f"... {what}", flush=True)


def geomean(values):
    return statistics.geometric_mean(values)


def read_json(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return json.load(file)


def write_json(path, content):
    path = os.path.join(OUT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=4)
        file.write("\n")


def arguments(of):
    """{workload: argument} of a set, as its C header says."""
    header = MODULES[of].replace("_tiny.wasm", ".h").replace(".wasm", ".h")
    with open(os.path.join(ROOT, header), encoding="utf-8") as file:
        found = re.findall(r'\{"(\w+)", \w+, (\d+)\}', file.read())
    return {name: int(arg) for name, arg in found if name in SETS[of]}


def build(source, folder, target, *options):
    folder = os.path.join(OUT, folder)
    run("cmake", "-S", source, "-B", folder, *options)
    run("cmake", "--build", folder, "--target", *target.split(), "--parallel", JOBS)
    return folder


def parse(text, wanted=WORKLOADS):
    """The lines `KIND NAME key value ...` as {kind: {name: {key: number}}}; wanted: workloads."""
    items = {}
    lines = [line.strip() for line in text.splitlines()]
    for line in lines:
        words = line.split()
        if words[:1] == ["fail"]:
            raise BenchError("the program says: " + line)
        if len(words) >= 2 and re.fullmatch(r"( \w+ \d+)*", " " * (len(words) > 2) +
                                            " ".join(words[2:])):
            items.setdefault(words[0], {})[words[1]] = dict(zip(words[2::2],
                                                                map(int, words[3::2])))
    if "end" not in lines:
        raise BenchError("the program did not come to its end:\n" + text)
    missing = [name for name in wanted if name not in items.get("workload", {})]
    if missing:
        raise BenchError("no figures of " + ", ".join(missing))
    return items


def table(head, rows):
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(str(cell).ljust(w) if i == 0 else str(cell).rjust(w)
                        for i, (cell, w) in enumerate(zip(row, widths))))
    print()
