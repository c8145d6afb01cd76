// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_COREMARK_H
#define BENCH_COREMARK_H

// CoreMark's kernels by its rules, which coremark.wasm has too; the size is the number of rounds.

#include "workload.h"

uint32_t coremark(uint32_t rounds);

static const workload_t workloads[] = {{"coremark", coremark, 4}};

#endif
