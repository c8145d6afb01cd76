// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_LIBC_STRING_H
#define TW_BLUETOOTH_LIBC_STRING_H

// What NimBLE uses of string.h, for compilers without a libc; a port without one defines these
// (ports/common/mem.c and text.c).

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
char *strcpy(char *restrict target, const char *restrict source);

#endif
