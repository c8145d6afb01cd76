// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_FLOAT_H
#define TW_CORE_FLOAT_H

// An f64 in parts: m * 2^(e - 63), and a sign. What was unpacked has its highest bit at bit 62, or
// is 0; what is packed may have it anywhere, and bit 0 of m stands for all that was lost below it.
// An infinity is a number whose exponent is far too large, so arithmetic has few cases for it; a
// zero with such an exponent is a NaN.

#include <stdint.h>

#define TW_FLOAT_INFINITE 0x4000

struct tw__float {
    uint64_t m;
    int32_t e;
    uint32_t sign;  // 0 or 1
};

// Of bits that are not a NaN's.
void tw__unpack64(struct tw__float *x, uint64_t bits);
// Rounds to nearest, ties to even.
uint64_t tw__pack64(struct tw__float *x);

#endif
