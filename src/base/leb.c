// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/leb.h"

#include <stdbool.h>

// Loops are bounded by the width: the byte at the last shift never lets them go on. The 32-bit
// readers are apart from the wider ones because a decoder lives on them and 64-bit shifts are slow.

int tw__leb_u32(const uint8_t **p, const uint8_t *end, uint32_t *value) {
    const uint8_t *at = *p;
    uint32_t bits = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        uint32_t byte = *at++;
        if (shift == 28 && byte > 0x0fu) {
            return TW__LEB_BAD;
        }
        bits |= (byte & 0x7fu) << shift;
        if (byte < 0x80u) {
            *p = at;
            *value = bits;
            return 0;
        }
    }
}

// True if byte may end a signed number of which it holds `used` bits: the unused ones repeat the
// sign.
static bool is_signed_end(uint32_t byte, unsigned used) {
    uint32_t top = byte >> (used - 1);
    return top == 0 || top == 0x7fu >> (used - 1);
}

int tw__leb_s32(const uint8_t **p, const uint8_t *end, int32_t *value) {
    const uint8_t *at = *p;
    uint32_t bits = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        uint32_t byte = *at++;
        if (shift == 28 && !is_signed_end(byte, 4)) {
            return TW__LEB_BAD;
        }
        bits |= (byte & 0x7fu) << shift;
        if (byte < 0x80u) {
            if (shift < 28 && (byte & 0x40u) != 0) {
                bits |= ~(uint32_t)0 << (shift + 7);
            }
            *p = at;
            *value = (int32_t)bits;
            return 0;
        }
    }
}

int tw__leb_u64(const uint8_t **p, const uint8_t *end, uint64_t *value) {
    const uint8_t *at = *p;
    uint64_t bits = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        uint32_t byte = *at++;
        if (shift == 63 && byte > 1u) {
            return TW__LEB_BAD;
        }
        bits |= (uint64_t)(byte & 0x7fu) << shift;
        if (byte < 0x80u) {
            *p = at;
            *value = bits;
            return 0;
        }
    }
}

// A signed number of 33 or 64 bits.
static int read_signed(const uint8_t **p, const uint8_t *end, unsigned width, int64_t *value) {
    const uint8_t *at = *p;
    uint64_t bits = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        uint32_t byte = *at++;
        if (shift + 7 >= width && !is_signed_end(byte, width - shift)) {
            return TW__LEB_BAD;
        }
        bits |= (uint64_t)(byte & 0x7fu) << shift;
        if (byte < 0x80u) {
            if (shift < 57 && (byte & 0x40u) != 0) {
                bits |= ~(uint64_t)0 << (shift + 7);
            }
            *p = at;
            *value = (int64_t)bits;
            return 0;
        }
    }
}

int tw__leb_s33(const uint8_t **p, const uint8_t *end, int64_t *value) {
    return read_signed(p, end, 33, value);
}

int tw__leb_s64(const uint8_t **p, const uint8_t *end, int64_t *value) {
    return read_signed(p, end, 64, value);
}
