// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/leb.h"

// True if byte may end a number of which it holds `used` bits: the unused ones are 0, or repeat the
// sign. A byte that says that more follow never may.
static int is_end(uint32_t byte, uint32_t used, uint32_t is_signed) {
    uint32_t top = byte >> (used - (is_signed != 0));
    return top == 0 || (is_signed != 0 && top == 0x7fu >> (used - 1));
}

// Bound: the byte that holds the number's last bit, which must be the last.
int tw__leb_read(const uint8_t **p, const uint8_t *end, uint32_t kind, uint64_t *value) {
    uint32_t width = kind & ~TW__LEB_SIGNED;
    uint64_t bits = 0;
    uint32_t shift = 0;
    uint32_t byte = 0;
    const uint8_t *at = *p;
    do {
        if (at == end) {
            return TW__LEB_SHORT;
        }
        byte = *at++;
        if (shift + 7 >= width && !is_end(byte, width - shift, kind & TW__LEB_SIGNED)) {
            return TW__LEB_BAD;
        }
        bits |= (uint64_t)(byte & 0x7fu) << shift;
        shift += 7;
    } while (byte >= 0x80u);
    if ((kind & TW__LEB_SIGNED) != 0 && (byte & 0x40u) != 0 && shift < 64) {
        bits |= ~(uint64_t)0 << shift;
    }
    *p = at;
    *value = bits;
    return 0;
}
