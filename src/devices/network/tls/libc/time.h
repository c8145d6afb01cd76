// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_TLS_LIBC_TIME_H
#define TW_TLS_LIBC_TIME_H

// Mbed TLS includes it, and uses nothing of it.

#endif
