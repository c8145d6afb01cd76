// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/remote_key.h"

#include "base/hmac.h"
#include "engine/state.h"
#include "tinywasm/device_file.h"

// The file: magic and version, key, seed, starts, has_seed.

#define MAGIC_BYTES 4u
#define BODY_BYTES (MAGIC_BYTES + TW_REMOTE_KEY_BYTES + TW_REMOTE_SEED_BYTES + 5u)
#define FILE_BYTES (BODY_BYTES + TW_DEVICE_FILE_CHECK_BYTES)

static const char key_name[] = ".remote";
static const uint8_t magic[MAGIC_BYTES] = {'T', 'W', 'R', 1};

static tw_err_t save(tw_engine_t *engine, const tw_remote_key_t *key) {
    uint8_t file[FILE_BYTES];
    uint8_t *at = file + MAGIC_BYTES;
    memcpy(file, magic, MAGIC_BYTES);
    memcpy(at, key->key, TW_REMOTE_KEY_BYTES);
    memcpy(at + TW_REMOTE_KEY_BYTES, key->seed, TW_REMOTE_SEED_BYTES);
    at += TW_REMOTE_KEY_BYTES + TW_REMOTE_SEED_BYTES;
    for (uint32_t i = 0; i < 4; i++) {
        at[i] = (uint8_t)(key->starts >> (8 * i));
    }
    at[4] = key->has_seed ? 1 : 0;
    tw_err_t err = tw_device_file_save(engine, key_name, file, BODY_BYTES);
    tw__secret_wipe(file, sizeof file);
    return err;
}

static tw_err_t read_file(tw_engine_t *engine, uint8_t *file) {
    uint32_t size = 0;
    tw_err_t err = tw_device_file_read(engine, key_name, file, BODY_BYTES, &size);
    bool is_key = size == BODY_BYTES && memcmp(file, magic, MAGIC_BYTES) == 0;
    return err == TW_ERR_OK && !is_key ? TW_ERR_CORRUPT : err;
}

tw_err_t tw_remote_key_read(tw_engine_t *engine, tw_remote_key_t *key) {
    uint8_t file[FILE_BYTES];
    memset(key, 0, sizeof *key);
    tw_err_t err = read_file(engine, file);
    if (err == TW_ERR_OK) {
        const uint8_t *at = file + MAGIC_BYTES;
        memcpy(key->key, at, TW_REMOTE_KEY_BYTES);
        memcpy(key->seed, at + TW_REMOTE_KEY_BYTES, TW_REMOTE_SEED_BYTES);
        at += TW_REMOTE_KEY_BYTES + TW_REMOTE_SEED_BYTES;
        for (uint32_t i = 0; i < 4; i++) {
            key->starts |= (uint32_t)at[i] << (8 * i);
        }
        key->has_seed = at[4] == 1;
    }
    tw__secret_wipe(file, sizeof file);
    return err;
}

// Without another seed the one that is there stays the key's.
static bool is_there(tw_engine_t *engine, const uint8_t *key, const uint8_t *seed) {
    tw_remote_key_t there;
    bool is_same = tw_remote_key_read(engine, &there) == TW_ERR_OK &&
                   tw__secret_equal(there.key, key, TW_REMOTE_KEY_BYTES) &&
                   (seed == NULL ||
                    (there.has_seed && tw__secret_equal(there.seed, seed, TW_REMOTE_SEED_BYTES)));
    tw__secret_wipe(&there, sizeof there);
    return is_same;
}

tw_err_t tw_remote_key_set(tw_engine_t *engine, const uint8_t *key, const uint8_t *seed) {
    tw_remote_key_t new_key = {{0}, {0}, 0, seed != NULL};
    if (engine->running != NULL) {
        return TW_ERR_STATE;
    }
    if (is_there(engine, key, seed)) {
        return TW_ERR_OK;
    }
    memcpy(new_key.key, key, TW_REMOTE_KEY_BYTES);
    if (seed != NULL) {
        memcpy(new_key.seed, seed, TW_REMOTE_SEED_BYTES);
    }
    tw_err_t err = save(engine, &new_key);
    tw__secret_wipe(&new_key, sizeof new_key);
    return err;
}

tw_err_t tw_remote_key_remove(tw_engine_t *engine) {
    return tw_device_file_remove(engine, key_name);
}

bool tw_remote_key_is_set(tw_engine_t *engine) {
    uint32_t size = 0;
    return tw__protected_stat(engine, key_name, &size) == TW_ERR_OK;
}

tw_err_t tw_remote_key_count(tw_engine_t *engine, tw_remote_key_t *key) {
    if (!key->has_seed || key->starts == UINT32_MAX) {
        return TW_ERR_STATE;
    }
    key->starts++;
    return save(engine, key);
}
