// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_LIBC_ERRNO_H
#define TW_BLUETOOTH_LIBC_ERRNO_H

// The numbers that NimBLE gives; nobody sets an errno.

#define ENOENT 2
#define EIO 5
#define ENOMEM 12
#define EINVAL 22

#endif
