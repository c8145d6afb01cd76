// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "zlib.h"

#define SIZE 8000

static char text[SIZE];
static Bytef packed[SIZE];
static Bytef again[SIZE];

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        write_text(text, SIZE, i);
        uLongf size = sizeof packed;
        uLongf back = sizeof again;
        int err = compress2(packed, &size, (const Bytef *)text, SIZE, 6);
        err |= uncompress(again, &back, packed, size);
        sum = mix(mix(sum, (uint32_t)err), (uint32_t)(size + back));
        sum = mix(sum, (uint32_t)crc32(0, again, (uInt)back));
    }
    return sum;
}
