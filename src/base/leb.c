// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/leb.h"

#include <stdbool.h>

// The 32-bit readers are apart from the wider ones because a decoder lives on them and 64-bit
// shifts are slow on small cores.

// True if byte may end a number of which it holds `used` bits: the unused ones are 0, or repeat the
// sign. A byte that says that more follow never may.
static bool is_end(uint32_t byte, unsigned used, bool is_signed) {
    if (!is_signed) {
        return byte >> used == 0;
    }
    uint32_t top = byte >> (used - 1);
    return top == 0 || top == 0x7fu >> (used - 1);
}

// Bound: the fifth byte, which must be the last.
static int read_32(const uint8_t **p, const uint8_t *end, bool is_signed, uint32_t *value) {
    uint32_t bits = 0;
    unsigned shift = 0;
    uint32_t byte = 0;
    const uint8_t *at = *p;
    do {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        byte = *at++;
        if (shift == 28 && !is_end(byte, 4, is_signed)) {
            return TW__LEB_BAD;
        }
        bits |= (byte & 0x7fu) << shift;
        shift += 7;
    } while (byte >= 0x80u);
    if (is_signed && shift < 32 && (byte & 0x40u) != 0) {
        bits |= ~(uint32_t)0 << shift;
    }
    *p = at;
    *value = bits;
    return 0;
}

// Bound: the byte that holds the number's last bit, which must be the last.
static int read_wide(const uint8_t **p, const uint8_t *end, unsigned width, bool is_signed,
                     uint64_t *value) {
    uint64_t bits = 0;
    unsigned shift = 0;
    uint32_t byte = 0;
    const uint8_t *at = *p;
    do {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        byte = *at++;
        if (shift + 7 >= width && !is_end(byte, width - shift, is_signed)) {
            return TW__LEB_BAD;
        }
        bits |= (uint64_t)(byte & 0x7fu) << shift;
        shift += 7;
    } while (byte >= 0x80u);
    if (is_signed && shift < 64 && (byte & 0x40u) != 0) {
        bits |= ~(uint64_t)0 << shift;
    }
    *p = at;
    *value = bits;
    return 0;
}

int tw__leb_u32(const uint8_t **p, const uint8_t *end, uint32_t *value) {
    return read_32(p, end, false, value);
}

int tw__leb_u64(const uint8_t **p, const uint8_t *end, uint64_t *value) {
    return read_wide(p, end, 64, false, value);
}

// A signed integer and its unsigned twin may share an object (C11 6.5p7).
int tw__leb_s32(const uint8_t **p, const uint8_t *end, int32_t *value) {
    return read_32(p, end, true, (uint32_t *)value);
}

int tw__leb_s33(const uint8_t **p, const uint8_t *end, int64_t *value) {
    return read_wide(p, end, 33, true, (uint64_t *)value);
}

int tw__leb_s64(const uint8_t **p, const uint8_t *end, int64_t *value) {
    return read_wide(p, end, 64, true, (uint64_t *)value);
}
