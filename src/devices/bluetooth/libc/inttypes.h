// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_LIBC_INTTYPES_H
#define TW_BLUETOOTH_LIBC_INTTYPES_H

// NimBLE uses these in a function that nobody calls.

#include <stdint.h>

#define PRIx16 "x"
#define PRIx32 "x"

#endif
