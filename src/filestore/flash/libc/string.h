// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_FLASH_LIBC_STRING_H
#define TW_FLASH_LIBC_STRING_H

// What littlefs uses of string.h, for compilers without a libc; a port without one defines these
// (ports/common/mem.c and text.c).

#include "base/mem.h"

char *strchr(const char *text, int byte);
char *strcpy(char *restrict target, const char *restrict source);
size_t strcspn(const char *text, const char *reject);
size_t strspn(const char *text, const char *accept);

#endif
