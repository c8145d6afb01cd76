// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

// A workload: a function that the native program has, and the module exports under its name. It
// takes a size and returns a checksum that is the same on both sides.

#include <stdint.h>

typedef struct workload {
    const char *name;
    uint32_t (*native)(uint32_t);
    uint32_t arg;
} workload_t;

// The stack of the execution that a set needs.
#ifndef SET_STACK_BYTES
#define SET_STACK_BYTES 4096
#endif

#define WORKLOAD_COUNT (sizeof workloads / sizeof *workloads)

#endif
