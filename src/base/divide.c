// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/divide.h"

#include "base/assert.h"

uint64_t tw__divide(uint64_t *high, uint64_t low, uint64_t divisor) {
    uint64_t rest = *high;
    TW_ASSERT(rest < divisor);
    if (rest == 0 && (low | divisor) <= UINT32_MAX) {
        *high = (uint32_t)low % (uint32_t)divisor;
        return (uint32_t)low / (uint32_t)divisor;
    }
    for (uint32_t i = 0; i < 64; i++) {
        int64_t carry = (int64_t)rest;  // below 0: the next bit does not fit, so divisor does
        rest = rest << 1 | low >> 63;
        low <<= 1;
        if (carry < 0 || rest >= divisor) {
            rest -= divisor;
            low |= 1;
        }
    }
    *high = rest;
    return low;
}
