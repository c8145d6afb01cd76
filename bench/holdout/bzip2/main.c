// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "bzlib.h"

#define SIZE 4000

static char text[SIZE];
static char packed[SIZE + 800];
static char again[SIZE];

void bz_internal_error(int code);
void bz_internal_error(int code) {
    (void)code;
    abort();
}

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        write_text(text, SIZE, i);
        unsigned size = sizeof packed;
        unsigned back = sizeof again;
        int err = BZ2_bzBuffToBuffCompress(packed, &size, text, SIZE, 1, 0, 30);
        err |= BZ2_bzBuffToBuffDecompress(again, &back, packed, size, 1, 0);
        sum = mix(mix(sum, (uint32_t)err), size + back);
        sum = mix_bytes(mix_bytes(sum, packed, size), again, back);
    }
    return sum;
}
