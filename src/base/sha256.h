// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_SHA256_H
#define TW_BASE_SHA256_H

// SHA-256 (FIPS 180-4) of bytes that come in pieces.

#include <stdint.h>

struct tw__sha256 {
    uint32_t state[8];
    uint64_t size;  // bytes so far
    uint8_t block[64];
};

void tw__sha256_init(struct tw__sha256 *hash);
void tw__sha256_add(struct tw__sha256 *hash, const void *bytes, uint32_t size);
// Writes 32 bytes. init before the next use.
void tw__sha256_end(struct tw__sha256 *hash, uint8_t *result);

#endif
