// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_LEB_H
#define TW_BASE_LEB_H

// LEB128 (spec 5.2.2): total functions over a range of bytes.

#include <stdint.h>

// Read one number at *p, not past end, and advance *p. They return 0; TW__LEB_SHORT when the bytes
// end inside the number (nothing wrong so far); TW__LEB_BAD when it is longer than its width allows
// or its unused bits are wrong. *p and *value are only set on success.
#define TW__LEB_SHORT 1
#define TW__LEB_BAD 2
int tw__leb_u32(const uint8_t **p, const uint8_t *end, uint32_t *value);
int tw__leb_u64(const uint8_t **p, const uint8_t *end, uint64_t *value);
int tw__leb_s32(const uint8_t **p, const uint8_t *end, int32_t *value);
int tw__leb_s33(const uint8_t **p, const uint8_t *end, int64_t *value);
int tw__leb_s64(const uint8_t **p, const uint8_t *end, int64_t *value);

#endif
