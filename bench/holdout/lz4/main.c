// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "lz4.h"

#define SIZE 16000

static char text[SIZE];
static char packed[LZ4_COMPRESSBOUND(SIZE)];
static char again[SIZE];

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        write_text(text, SIZE, i);
        int size = LZ4_compress_default(text, packed, SIZE, sizeof packed);
        int back = LZ4_decompress_safe(packed, again, size, SIZE);
        sum = mix_bytes(mix(sum, (uint32_t)(size + back)), again, SIZE);
    }
    return sum;
}
