// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_LEB_H
#define TW_BASE_LEB_H

// LEB128 (spec 5.2.2): a total function over a range of bytes.

#include <stdint.h>

// Kinds of numbers: bits, and whether they are signed.
#define TW__LEB_SIGNED 0x80u
#define TW__LEB_U32 32u
#define TW__LEB_U64 64u
#define TW__LEB_S32 (32u | TW__LEB_SIGNED)
#define TW__LEB_S33 (33u | TW__LEB_SIGNED)
#define TW__LEB_S64 (64u | TW__LEB_SIGNED)

// Reads one number of that kind at *p, not past end, and advances *p; *value gets it zero- or
// sign-extended. Returns 0; TW__LEB_SHORT when the bytes end inside the number (nothing wrong so
// far); TW__LEB_BAD when it is longer than its width allows or its unused bits are wrong. *p and
// *value are only set on success.
#define TW__LEB_SHORT 1
#define TW__LEB_BAD 2
int tw__leb_read(const uint8_t **p, const uint8_t *end, uint32_t kind, uint64_t *value);

#endif
