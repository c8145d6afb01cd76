// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_SIMD_H
#define TW_CORE_SIMD_H

// Instructions on values of 128 bits: four cells, lowest first.

#include "core/exec.h"

#if TW_CFG_SIMD
// Does the instruction of an operation EXTRA on its operands: a trap, or TW_TRAP_NONE.
uint32_t tw__simd(struct tw__exec *x, const uint16_t *pc, uint32_t *cells);
#endif

#endif
