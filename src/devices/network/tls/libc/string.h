// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_TLS_LIBC_STRING_H
#define TW_TLS_LIBC_STRING_H

// What Mbed TLS uses of string.h, for compilers without a libc: the first five a port defines
// (ports/common/mem.c), the others text.c.

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

// By other names, for an application may have its own.
#define strchr tw__tls_strchr
#define strcmp tw__tls_strcmp
#define strstr tw__tls_strstr
char *strchr(const char *text, int byte);
int strcmp(const char *a, const char *b);
char *strstr(const char *text, const char *part);

#endif
