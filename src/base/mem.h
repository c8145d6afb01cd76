// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_MEM_H
#define TW_BASE_MEM_H

// The five functions of libc that the library uses. Declared here because a bare compiler has no
// string.h; a port without libc defines them (ports/common/mem.c).

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

// In a freestanding build a compiler takes these for functions like any other; copies of four or
// eight bytes must still become moves.
#if defined(__GNUC__) || defined(__clang__)
#define memcpy(target, source, size) __builtin_memcpy(target, source, size)
#endif

#endif
