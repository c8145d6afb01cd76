// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_TLS_LIBC_STDIO_H
#define TW_TLS_LIBC_STDIO_H

// Mbed TLS includes it, and uses nothing of it but the name of a type.

#include <stddef.h>

typedef struct tw_tls_no_file FILE;

#endif
