// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WORKLOADS_EXPORT_H
#define BENCH_WORKLOADS_EXPORT_H

// EXPORT(name): a workload, which is an export of the module and a function of the native program.
// MIX(sum, value): a checksum that depends on the order.

#include <stdint.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name), noinline))
#else
#define EXPORT(name) __attribute__((noinline, noclone))
#endif
#define MIX(sum, value) (((sum) << 5 | (sum) >> 27) ^ (uint32_t)(value))

#endif
