// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_TLS_LIBC_INTTYPES_H
#define TW_TLS_LIBC_INTTYPES_H

// Mbed TLS's names for printing, which nobody calls.

#include <stdint.h>

#define PRId64 "lld"
#define PRIu64 "llu"
#define PRIx64 "llx"
#define PRIxPTR "lx"
#define PRIuPTR "lu"

#endif
