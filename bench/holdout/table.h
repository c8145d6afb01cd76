// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HOLDOUT_TABLE_H
#define HOLDOUT_TABLE_H

// The one workload of a program of the hold-out.

#define SET_STACK_BYTES 65536
#include "workload.h"

#define SET_ARENA ((void *)0x21000000)  // the PSRAM of mps2-an385
#define SET_ARENA_BYTES 0x1000000u

uint32_t run_on_own_stack(uint32_t rounds);

static const workload_t workloads[] = {{"run", run_on_own_stack, HOLDOUT_ROUNDS}};

#endif
