// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_UTF8_H
#define TW_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// True if the bytes are well-formed UTF-8 (Unicode 3.9, table 3-7; spec 5.2.4): no overlong forms,
// no surrogates, nothing above U+10FFFF.
bool tw__utf8_is_valid(const uint8_t *bytes, size_t size);

#endif
