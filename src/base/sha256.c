// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include "base/mem.h"

// Functions and constants are named as in FIPS 180-4, sections 4.1.2 and 4.2.2.

#define BLOCK_BYTES 64u

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotr(uint32_t x, uint32_t n) {
    return x >> n | x << (32 - n);
}

static void read_block(uint32_t *w, const uint8_t *bytes) {
    for (uint32_t i = 0; i < 16; i++) {
        const uint8_t *b = bytes + 4 * i;
        w[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    }
}

// Word t of the message schedule, in a window of 16 words.
static uint32_t schedule(uint32_t *w, uint32_t t) {
    if (t >= 16) {
        uint32_t a = w[(t + 1) % 16];
        uint32_t b = w[(t + 14) % 16];
        uint32_t sigma0 = rotr(a, 7) ^ rotr(a, 18) ^ a >> 3;
        uint32_t sigma1 = rotr(b, 17) ^ rotr(b, 19) ^ b >> 10;
        w[t % 16] += sigma0 + w[(t + 9) % 16] + sigma1;
    }
    return w[t % 16];
}

static void add_block(struct tw__sha256 *hash) {
    uint32_t w[16];
    uint32_t s[8];
    read_block(w, hash->block);
    memcpy(s, hash->state, sizeof s);
    for (uint32_t t = 0; t < 64; t++) {
        uint32_t big1 = rotr(s[4], 6) ^ rotr(s[4], 11) ^ rotr(s[4], 25);
        uint32_t ch = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t t1 = s[7] + big1 + ch + K[t] + schedule(w, t);
        uint32_t big0 = rotr(s[0], 2) ^ rotr(s[0], 13) ^ rotr(s[0], 22);
        uint32_t maj = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += t1;
        s[0] = t1 + big0 + maj;
    }
    for (uint32_t i = 0; i < 8; i++) {
        hash->state[i] += s[i];
    }
}

void tw__sha256_init(struct tw__sha256 *hash) {
    static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(hash->state, first, sizeof first);
    hash->size = 0;
}

void tw__sha256_add(struct tw__sha256 *hash, const void *bytes, uint32_t size) {
    const uint8_t *next = bytes;
    while (size != 0) {
        uint32_t at = (uint32_t)(hash->size % BLOCK_BYTES);
        uint32_t part = size < BLOCK_BYTES - at ? size : BLOCK_BYTES - at;
        memcpy(hash->block + at, next, part);
        hash->size += part;
        next += part;
        size -= part;
        if (at + part == BLOCK_BYTES) {
            add_block(hash);
        }
    }
}

void tw__sha256_end(struct tw__sha256 *hash, uint8_t *result) {
    static const uint8_t padding[BLOCK_BYTES] = {0x80};
    uint64_t bits = hash->size * 8;
    uint32_t at = (uint32_t)(hash->size % BLOCK_BYTES);
    tw__sha256_add(hash, padding, at < 56 ? 56 - at : BLOCK_BYTES + 56 - at);
    for (uint32_t i = 0; i < 8; i++) {
        hash->block[56 + i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    add_block(hash);
    for (uint32_t i = 0; i < 32; i++) {
        result[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}
