// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef HOLDOUT_H
#define HOLDOUT_H

// A program of the hold-out: one export, `run`, takes a number of rounds and returns a checksum.

#include "libc.h"

#ifdef __wasm__
#define EXPORT __attribute__((export_name("run"), noinline))
#else
#define EXPORT __attribute__((noinline, noclone))
#endif

EXPORT uint32_t run(uint32_t rounds);

// A checksum that depends on the order.
static inline uint32_t mix(uint32_t sum, uint32_t value) {
    return (sum << 5 | sum >> 27) ^ value;
}

static inline uint32_t mix_bytes(uint32_t sum, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        sum = mix(sum, ((const uint8_t *)bytes)[i]);
    }
    return sum;
}

// Words in lines, some of them more often than others: what a compressor finds in texts.
static inline void write_text(char *text, size_t size, uint32_t seed) {
    static const char *const words[] = {
        "the ", "of ", "engine ", "runs ", "module ", "and ",      "a ",      "board ", "memory ",
        "in ",  "is ", "to ",     "with ", "small ",  "function ", "which\n", "loads ", "it. "};
    size_t end = 0;
    while (end + 1 < size) {
        seed = seed * 1664525u + 1013904223u;
        uint32_t at = (seed >> 24) * (seed >> 16 & 0xff) / 3613;
        for (const char *c = words[at]; *c != '\0' && end + 1 < size; c++) {
            text[end++] = *c;
        }
    }
    text[end] = '\0';
}

#endif
