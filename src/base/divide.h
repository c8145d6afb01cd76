// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_DIVIDE_H
#define TW_BASE_DIVIDE_H

// Division of 64 bits bit by bit: small, where compilers bring 750 bytes of their library.

#include <stdint.h>

// Divides *high * 2^64 + low by divisor, which must be above *high. Gives the quotient, and the
// remainder in *high.
uint64_t tw__divide(uint64_t *high, uint64_t low, uint64_t divisor);

#endif
