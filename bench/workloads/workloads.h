// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

// The workloads of this folder, which are also the exports of workloads.wasm. Each takes a size and
// returns a checksum that is the same on both sides.

#include "workload.h"

uint32_t json(uint32_t reps);
uint32_t vm(uint32_t limit);
uint32_t objects(uint32_t steps);
uint32_t search(uint32_t reps);
uint32_t nbody(uint32_t steps);
uint32_t hash(uint32_t count);

static const workload_t workloads[] = {
    {"json", json, 4},     {"vm", vm, 120},      {"objects", objects, 400},
    {"search", search, 1}, {"nbody", nbody, 20}, {"hash", hash, 4000},
};

#endif
