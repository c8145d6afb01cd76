// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_LIBC_STDIO_H
#define TW_BLUETOOTH_LIBC_STDIO_H

// NimBLE writes texts for its log alone, which there is none of.
#define sprintf(...) ((void)0)

#endif
