// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_LIBC_STDLIB_H
#define TW_BLUETOOTH_LIBC_STDLIB_H

// These are tw__nimble_malloc and its like (port/config.h).

#include <stddef.h>

void *malloc(size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

#endif
