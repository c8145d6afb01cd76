// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

// The workloads of work.c, which are also the exports of work.wasm. Each takes a size and returns
// a checksum that is the same on both sides.

#define SET_STACK_BYTES 1024
#include "workload.h"

uint32_t fib(uint32_t n);
uint32_t crc32(uint32_t n);
uint32_t sha256(uint32_t blocks);
uint32_t matmul_i(uint32_t reps);
uint32_t matmul_f(uint32_t reps);
uint32_t sieve(uint32_t reps);
uint32_t i64mix(uint32_t n);
uint32_t sort(uint32_t n);
uint32_t dispatch(uint32_t n);

static const workload_t workloads[] = {
    {"fib", fib, 20},           {"crc32", crc32, 65536},
    {"sha256", sha256, 64},     {"matmul_i", matmul_i, 20},
#ifndef BENCH_WITHOUT_FLOATS
    {"matmul_f", matmul_f, 20},
#endif
    {"sieve", sieve, 5},        {"i64mix", i64mix, 20000},
    {"sort", sort, 1024},       {"dispatch", dispatch, 20000},
};

#endif
