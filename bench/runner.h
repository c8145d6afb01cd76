// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_RUNNER_H
#define BENCH_RUNNER_H

// A runtime on the PC, as bench_host measures it: ours, or a peer. There is one module. What fails
// prints a line `fail ...` and ends the program with code 1.

#include <stddef.h>
#include <stdint.h>

void runner_load(const uint8_t *bytes, size_t size);  // the bytes stay
void runner_find(const char *name);                   // of an export u32 -> u32
uint32_t runner_call(uint32_t arg);                   // the export that was found last

#endif
