// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "again.h"

#include <stdlib.h>

#define NAME "module.wasm"
#define KEPT_NAME ".~" NAME
#define TIMES 40u
#define ROOM_BYTES 65536u

tw_filestore_t *again_store(struct again *again, size_t module_size) {
    size_t size = module_size * TIMES + ROOM_BYTES;
    again->bytes = malloc(size);
    if (again->bytes == NULL) {
        return NULL;
    }
    tw_filestore_ram_init(&again->store, again->bytes, (uint32_t)size);
    return &again->store.base;
}

void again_close(struct again *again) {
    free(again->bytes);
}

tw_err_t again_reload(tw_engine_t *engine, tw_module_t **module) {
    return tw_module_load_file(engine, NAME, module);
}

tw_err_t again_load(struct again *again, tw_engine_t *engine, const void *bytes, size_t size,
                    tw_module_t **module) {
    tw_module_stats_t stats;
    *module = NULL;
    tw_err_t err = tw_filestore_save(&again->store.base, NAME, bytes, (uint32_t)size);
    err = err == TW_ERR_OK ? again_reload(engine, module) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    if (tw_module_unload(*module) != TW_ERR_OK) {
        return TW_ERR_STATE;
    }
    err = again_reload(engine, module);
    if (err == TW_ERR_OK) {
        tw_module_get_stats(*module, &stats);
        err = stats.kept_bytes == stats.register_code_bytes ? err : TW_ERR_STATE;
    }
    return err;
}

bool again_damage(struct again *again, uint64_t i) {
    tw_filestore_t *fs = &again->store.base;
    uint32_t size = 0;
    uint8_t *kept = (uint8_t *)(uintptr_t)fs->ops->map(fs, KEPT_NAME, &size);
    if (kept == NULL) {
        return false;
    }
    fs->ops->unmap(fs, KEPT_NAME);
    uint64_t bit = i % ((uint64_t)size * 8);
    kept[bit / 8] ^= (uint8_t)(1u << bit % 8);
    return true;
}
