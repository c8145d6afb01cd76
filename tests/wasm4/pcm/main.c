// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Prints the two hashes of script.h: run_wasm4.py builds it with several compilers.

#include <stdio.h>

#include "script.h"

static void print(const char *name, const uint8_t *hash) {
    printf("%s ", name);
    for (uint32_t i = 0; i < 32; i++) {
        printf("%02x", hash[i]);
    }
    printf("\n");
}

void tw__wasm4_put(uint8_t *bytes, uint32_t size, uint64_t value) {
    for (uint32_t i = 0; i < size; i++, value >>= 8) {
        bytes[i] = (uint8_t)value;
    }
}

int main(void) {
    uint8_t hash[32];
    script_play(hash);
    print("pcm", hash);
    script_notes(hash);
    print("notes", hash);
    return 0;
}
