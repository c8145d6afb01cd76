// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The two hashes of pcm/script.h on a board's serial line.

#include "hal.h"
#include "script.h"

static void print(const char *name, const uint8_t *hash) {
    static const char digits[] = "0123456789abcdef";
    char text[2 * 32 + 2];
    for (uint32_t i = 0; i < 32; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    text[64] = '\n';
    text[65] = '\0';
    hal_console_print(name);
    hal_console_print(text);
}

int main(void) {
    uint8_t hash[32];
    script_play(hash);
    print("pcm ", hash);
    script_notes(hash);
    print("notes ", hash);
    hal_exit(0);
}
