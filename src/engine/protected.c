// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Files of the engine's own. Their names begin with '.', which the filestore's public functions
// refuse, so these go to the store's table directly, and nobody else does.

static bool can_use(const tw_engine_t *engine) {
    return engine->filestore != NULL && engine->filestore->is_mounted;
}

tw_err_t tw__protected_begin(tw_engine_t *engine, const char *name, uint32_t size) {
    TW_ASSERT(name[0] == '.');
    tw_filestore_t *fs = engine->filestore;
    if (!can_use(engine)) {
        return TW_ERR_STATE;
    }
    if (fs->is_saving) {
        return TW_ERR_BUSY;
    }
    tw_err_t err = fs->ops->save_begin(fs, name, size);
    fs->is_saving = err == TW_ERR_OK;
    return err;
}

tw_err_t tw__protected_save(tw_engine_t *engine, const char *name, const void *bytes,
                            uint32_t size) {
    tw_err_t err = tw__protected_begin(engine, name, size);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_filestore_save_write(engine->filestore, bytes, size);
    return err == TW_ERR_OK ? tw_filestore_save_commit(engine->filestore) : err;
}

tw_err_t tw__protected_remove(tw_engine_t *engine, const char *name) {
    TW_ASSERT(name[0] == '.');
    tw_filestore_t *fs = engine->filestore;
    if (!can_use(engine)) {
        return TW_ERR_STATE;
    }
    tw_err_t err = fs->is_saving ? TW_ERR_BUSY : fs->ops->remove(fs, name);
    return err == TW_ERR_NOENT ? TW_ERR_OK : err;
}

tw_err_t tw__protected_stat(tw_engine_t *engine, const char *name, uint32_t *size) {
    TW_ASSERT(name[0] == '.');
    tw_filestore_t *fs = engine->filestore;
    tw_fileinfo_t info = {name, 0};
    tw_err_t err = can_use(engine) ? fs->ops->stat(fs, name, &info) : TW_ERR_NOENT;
    *size = info.size;
    return err;
}

tw_err_t tw__protected_read(tw_engine_t *engine, const char *name, uint32_t off, void *target,
                            uint32_t size, uint32_t *read_size) {
    TW_ASSERT(name[0] == '.');
    tw_filestore_t *fs = engine->filestore;
    *read_size = 0;
    return can_use(engine) ? fs->ops->read(fs, name, off, target, size, read_size) : TW_ERR_NOENT;
}
