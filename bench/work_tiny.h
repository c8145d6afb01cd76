// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WORK_TINY_H
#define BENCH_WORK_TINY_H

// The workloads of work.c without floats, for profile TINY; work_tiny.wasm has them.

#define BENCH_WITHOUT_FLOATS
#include "work.h"

#endif
