// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "secp256k1.h"
#include "secp256k1_preallocated.h"

// The crate gives all names a prefix.
#define NAME(name) rustsecp256k1_v0_14_##name

void NAME(default_illegal_callback_fn)(const char *text, void *ctx);
void NAME(default_illegal_callback_fn)(const char *text, void *ctx) {
    (void)text;
    (void)ctx;
    abort();
}

void NAME(default_error_callback_fn)(const char *text, void *ctx);
void NAME(default_error_callback_fn)(const char *text, void *ctx) {
    (void)text;
    (void)ctx;
    abort();
}

uint32_t run(uint32_t rounds) {
    static union {
        uint64_t align;
        uint8_t bytes[1024];
    } room;
    NAME(context) *context = NAME(context_preallocated_create)(&room, SECP256K1_CONTEXT_NONE);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        uint8_t key[32] = {1, 2, 3, (uint8_t)i};
        uint8_t digest[32] = {9, 8, 7, (uint8_t)(i * 3)};
        NAME(pubkey) public_key;
        NAME(ecdsa_signature) signature;
        int is_right = NAME(ec_pubkey_create)(context, &public_key, key);
        is_right += NAME(ecdsa_sign)(context, &signature, digest, key, NULL, NULL);
        is_right += NAME(ecdsa_verify)(context, &signature, digest, &public_key);
        sum = mix_bytes(mix(sum, (uint32_t)is_right), &signature, sizeof signature);
    }
    return sum;
}
