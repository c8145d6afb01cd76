// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_STORE_STRING_H
#define TESTS_STORE_STRING_H

// What the kit of filestores uses of string.h, for compilers without a libc.

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

static inline int strcmp(const char *a, const char *b) {
    size_t size = strlen(a);
    return memcmp(a, b, size < strlen(b) ? size + 1 : strlen(b) + 1);
}

#endif
