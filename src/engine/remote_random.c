// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hmac.h"
#include "base/mem.h"
#include "tinywasm/remote_key.h"

static void make(const uint8_t *key, const char *label, uint32_t count, uint8_t *result) {
    struct tw__hmac_key hmac_key;
    struct tw__hmac hmac;
    uint8_t number[4];
    for (uint32_t i = 0; i < sizeof number; i++) {
        number[i] = (uint8_t)(count >> (8 * i));
    }
    tw__hmac_key_init(&hmac_key, key, TW_HMAC_BYTES);
    tw__hmac_begin(&hmac, &hmac_key);
    tw__hmac_add(&hmac, label, (uint32_t)strlen(label));
    tw__hmac_add(&hmac, number, sizeof number);
    tw__hmac_end(&hmac, result);
    tw__secret_wipe(&hmac_key, sizeof hmac_key);
    tw__secret_wipe(&hmac, sizeof hmac);
}

tw_err_t tw_remote_random_begin(tw_engine_t *engine, tw_remote_random_t *random) {
    tw_remote_key_t key;
    random->is_ready = false;
    tw_err_t err = tw_remote_key_read(engine, &key);
    err = err == TW_ERR_OK ? tw_remote_key_count(engine, &key) : err;
    if (err == TW_ERR_OK) {
        make(key.seed, "TinyWASM random", key.starts, random->key);
        random->is_ready = true;
    }
    tw__secret_wipe(&key, sizeof key);
    return err;
}

// The key is replaced behind each request, so that it does not tell what it has made.
bool tw_remote_random_read(tw_remote_random_t *random, void *bytes, size_t size) {
    uint8_t block[TW_HMAC_BYTES];
    uint8_t *target = bytes;
    if (!random->is_ready) {
        return false;
    }
    for (uint32_t count = 0; size > 0; count++) {
        size_t part = size < sizeof block ? size : sizeof block;
        make(random->key, "bytes", count, block);
        memcpy(target, block, part);
        target += part;
        size -= part;
    }
    make(random->key, "next", 0, block);
    memcpy(random->key, block, sizeof random->key);
    tw__secret_wipe(block, sizeof block);
    return true;
}
