// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_PROFILE_H
#define BENCH_PROFILE_H

// Counts the operations of register code that a workload executes, their clock ticks, and which
// follow each other. For tuning: it is no part of what make bench measures.

#include <stdint.h>

// A handler begins on the operation of that number (a handler may serve several, and one may jump
// to another). What has passed since the last call returned is the last one's.
void profile_enter(const char *handler, uint32_t operation);
// Prints `op WORKLOAD NAME count n ticks n` and `pair WORKLOAD NAME/NAME count n`; starts anew.
void profile_print(const char *workload);

#endif
