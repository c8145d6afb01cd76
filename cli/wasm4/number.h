// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_NUMBER_H
#define CLI_WASM4_NUMBER_H

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// Reads all of a text as a number: decimal, or 0x and hex digits, either with a minus. False if it
// is none, or not one from least to most.
static inline bool number_read(const char *text, int64_t least, int64_t most, int64_t *number) {
    const char *digits = text + (text[0] == '-');
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    char *end = NULL;
    errno = 0;
    *number = strtoll(text, &end, is_hex ? 16 : 10);
    bool is_number = isdigit((unsigned char)digits[0]) && *end == '\0' && errno == 0;
    return is_number && *number >= least && *number <= most;
}

#endif
