// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_INTERP_BOARDS_H
#define TINYWASM_INTERP_BOARDS_H

// The interpreter of boards, on a PC. Where pointers have 64 bits tw_interp_core makes and runs
// code of more forms (TW_CFG_WIDE); this one makes the code that small processors run, and runs it,
// for tools that give it to boards or show it, and for tests of both. It is src/core once more,
// under names of its own (cmake/boards-code.cmake). In a build whose tw_interp_core makes that code
// anyway it is tw_interp_core.

#include "tinywasm/keep.h"

const tw_interp_t *tw__boards_interp(void);
// In the place of tw_keeper, for an engine with that interpreter.
const tw_keeper_t *tw__boards_keeper(void);

#endif
