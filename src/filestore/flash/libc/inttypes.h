// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_FLASH_LIBC_INTTYPES_H
#define TW_FLASH_LIBC_INTTYPES_H

// littlefs uses its formats in log texts only, which are not compiled.

#include <stdint.h>

#endif
