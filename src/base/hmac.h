// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_HMAC_H
#define TW_BASE_HMAC_H

// HMAC-SHA-256 (RFC 2104, FIPS 198-1). A key is worked up once, for many texts.

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"

#define TW_HMAC_BYTES 32u

struct tw__hmac_key {
    uint32_t inner[8];
    uint32_t outer[8];
};

struct tw__hmac {
    const struct tw__hmac_key *key;
    struct tw__sha256 hash;
};

// size is at most 64.
void tw__hmac_key_init(struct tw__hmac_key *key, const void *bytes, uint32_t size);
// key is borrowed until the end.
void tw__hmac_begin(struct tw__hmac *hmac, const struct tw__hmac_key *key);
void tw__hmac_add(struct tw__hmac *hmac, const void *bytes, uint32_t size);
// Writes TW_HMAC_BYTES bytes.
void tw__hmac_end(struct tw__hmac *hmac, uint8_t *result);

// Takes as long wherever they differ.
bool tw__secret_equal(const uint8_t *a, const uint8_t *b, uint32_t size);
// Overwrites what must not be found in memory later.
void tw__secret_wipe(void *bytes, uint32_t size);

#endif
