// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

// How many bytes follow `lead`, and the range of the first of them (table 3-7); -1: none lead so.
static int tail_of(uint8_t lead, uint8_t *low, uint8_t *high) {
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0x80) {
        return 0;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return -1;
    }
    if (lead < 0xe0) {
        return 1;
    }
    if (lead < 0xf0) {
        *low = lead == 0xe0 ? 0xa0 : 0x80;
        *high = lead == 0xed ? 0x9f : 0xbf;
        return 2;
    }
    *low = lead == 0xf0 ? 0x90 : 0x80;
    *high = lead == 0xf4 ? 0x8f : 0xbf;
    return 3;
}

bool tw__utf8_is_valid(const uint8_t *bytes, size_t size) {
    size_t i = 0;
    while (i < size) {
        uint8_t low = 0;
        uint8_t high = 0;
        int tail = tail_of(bytes[i], &low, &high);
        i++;
        if (tail < 0 || (size_t)tail > size - i) {
            return false;
        }
        for (; tail > 0; tail--, i++) {
            if (bytes[i] < low || bytes[i] > high) {
                return false;
            }
            low = 0x80;
            high = 0xbf;
        }
    }
    return true;
}
