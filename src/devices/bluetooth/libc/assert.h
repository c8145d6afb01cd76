// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// NimBLE's assertions hold in every build: some are all that stands between what a controller
// sends and memory. Included more than once, as C has it.

#include "tinywasm/error.h"

#undef assert
#define assert(condition) ((condition) ? (void)0 : tw_panic("nimble", __LINE__))
