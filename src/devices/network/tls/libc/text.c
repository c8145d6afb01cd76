// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "string.h"

// What a port without a libc lacks of what Mbed TLS uses.

char *strchr(const char *text, int byte) {
    while (*text != '\0' && *text != (char)byte) {
        text++;
    }
    return *text == (char)byte ? (char *)(size_t)text : NULL;
}

int strcmp(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

char *strstr(const char *text, const char *part) {
    size_t size = strlen(part);
    size_t left = strlen(text);
    for (; left >= size; text++, left--) {
        if (memcmp(text, part, size) == 0) {
            return (char *)(size_t)text;
        }
    }
    return NULL;
}
