// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/device_file.h"

#include "base/sha256.h"
#include "engine/state.h"

static void make_check(const uint8_t *file, uint32_t size, uint8_t *check) {
    struct tw__sha256 hash;
    uint8_t digest[32];
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, file, size);
    tw__sha256_end(&hash, digest);
    memcpy(check, digest, TW_DEVICE_FILE_CHECK_BYTES);
}

tw_err_t tw_device_file_read(tw_engine_t *engine, const char *name, uint8_t *file, uint32_t size,
                             uint32_t *read_size) {
    uint32_t whole = 0;
    uint32_t count = 0;
    uint8_t check[TW_DEVICE_FILE_CHECK_BYTES];
    *read_size = 0;
    tw_err_t err = tw__protected_stat(engine, name, &whole);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (whole < sizeof check || whole - (uint32_t)sizeof check > size) {
        return TW_ERR_CORRUPT;
    }
    err = tw__protected_read(engine, name, 0, file, whole, &count);
    if (err != TW_ERR_OK || count != whole) {
        return err == TW_ERR_OK ? TW_ERR_CORRUPT : err;
    }
    uint32_t body = whole - (uint32_t)sizeof check;
    make_check(file, body, check);
    if (memcmp(file + body, check, sizeof check) != 0) {
        return TW_ERR_CORRUPT;
    }
    *read_size = body;
    return TW_ERR_OK;
}

tw_err_t tw_device_file_save(tw_engine_t *engine, const char *name, uint8_t *file, uint32_t size) {
    make_check(file, size, file + size);
    return engine->running != NULL
               ? TW_ERR_STATE
               : tw__protected_save(engine, name, file, size + TW_DEVICE_FILE_CHECK_BYTES);
}

tw_err_t tw_device_file_remove(tw_engine_t *engine, const char *name) {
    return engine->running != NULL ? TW_ERR_STATE : tw__protected_remove(engine, name);
}
