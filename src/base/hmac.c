// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hmac.h"

#include "base/assert.h"
#include "base/mem.h"

#define BLOCK_BYTES 64u

static void begin_at(struct tw__sha256 *hash, const uint32_t *state) {
    memcpy(hash->state, state, sizeof hash->state);
    hash->size = BLOCK_BYTES;
}

static void work_up(uint32_t *state, const void *key, uint32_t size, uint8_t mask) {
    struct tw__sha256 hash;
    uint8_t pad[BLOCK_BYTES] = {0};
    memcpy(pad, key, size);
    for (uint32_t i = 0; i < BLOCK_BYTES; i++) {
        pad[i] ^= mask;
    }
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, pad, sizeof pad);
    memcpy(state, hash.state, sizeof hash.state);
    tw__secret_wipe(pad, sizeof pad);
    tw__secret_wipe(&hash, sizeof hash);
}

void tw__hmac_key_init(struct tw__hmac_key *key, const void *bytes, uint32_t size) {
    TW_ASSERT(size <= BLOCK_BYTES);
    work_up(key->inner, bytes, size, 0x36);
    work_up(key->outer, bytes, size, 0x5c);
}

void tw__hmac_begin(struct tw__hmac *hmac, const struct tw__hmac_key *key) {
    hmac->key = key;
    begin_at(&hmac->hash, key->inner);
}

void tw__hmac_add(struct tw__hmac *hmac, const void *bytes, uint32_t size) {
    tw__sha256_add(&hmac->hash, bytes, size);
}

void tw__hmac_end(struct tw__hmac *hmac, uint8_t *result) {
    uint8_t digest[TW_HMAC_BYTES];
    tw__sha256_end(&hmac->hash, digest);
    begin_at(&hmac->hash, hmac->key->outer);
    tw__sha256_add(&hmac->hash, digest, sizeof digest);
    tw__sha256_end(&hmac->hash, result);
}

bool tw__secret_equal(const uint8_t *a, const uint8_t *b, uint32_t size) {
    volatile uint8_t differs = 0;
    for (uint32_t i = 0; i < size; i++) {
        differs = (uint8_t)(differs | (a[i] ^ b[i]));
    }
    return differs == 0;
}

void tw__secret_wipe(void *bytes, uint32_t size) {
    volatile uint8_t *target = bytes;
    for (uint32_t i = 0; i < size; i++) {
        target[i] = 0;
    }
}
