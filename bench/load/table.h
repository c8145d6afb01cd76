// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LOAD_TABLE_H
#define LOAD_TABLE_H

// No workloads: the module is loaded, and that is all.

#include "workload.h"

#define SET_ARENA ((void *)0x21000000)  // the PSRAM of mps2-an385
#define SET_ARENA_BYTES 0x1000000u

#undef WORKLOAD_COUNT
#define WORKLOAD_COUNT none

static const unsigned none = 0;
static const workload_t workloads[1];

#endif
