# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""peer_wasm3.py FILE.wasm: one round of bench/host.c with wasm3, where the package pywasm3 is there."""
import re
import sys
import time

import wasm3

LEAST_NS = 10_000_000


def workloads():
    with open(__file__.replace("peer_wasm3.py", "work.h"), encoding="utf-8") as file:
        return re.findall(r'\{"(\w+)", \w+, (\d+)\}', file.read())


def main():
    environment = wasm3.Environment()
    runtime = environment.new_runtime(4096)
    with open(sys.argv[1], "rb") as file:
        runtime.load(environment.parse_module(file.read()))
    for name, arg in workloads():
        func = runtime.find_function(name)
        calls, begun, spent = 0, time.process_time_ns(), 0
        while spent < LEAST_NS:
            func(int(arg))
            calls += 1
            spent = time.process_time_ns() - begun
        print(f"workload {name} ns {spent // calls}")
    print("end")


main()
