// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_LWIP_LIBC_STDLIB_H
#define TW_LWIP_LIBC_STDLIB_H

// lwIP reads numbers in a function that nobody here calls; nothing defines this one.

int atoi(const char *text);

#endif
