// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_LWIP_LIBC_STRING_H
#define TW_LWIP_LIBC_STRING_H

// What lwIP uses of string.h, for compilers without a libc; a port without one defines these
// (ports/common/mem.c).

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strncmp(const char *a, const char *b, size_t size);

#endif
