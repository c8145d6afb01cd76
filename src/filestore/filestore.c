// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/filestore.h"

#include "base/assert.h"
#include "base/sha256.h"
#include "filestore/name.h"

// The front of every filestore: what is refused before a store is asked. A store's operations see
// names that are well-formed, and but for mount, unmount and format are called while mounted.

static tw_err_t check(const tw_filestore_t *fs, const char *name) {
    TW_ASSERT(fs != NULL);
    return fs->is_mounted ? tw__filestore_check_name(name) : TW_ERR_STATE;
}

tw_err_t tw_filestore_mount(tw_filestore_t *fs) {
    if (fs->is_mounted) {
        return TW_ERR_STATE;
    }
    tw_err_t err = fs->ops->mount(fs);
    fs->is_mounted = err == TW_ERR_OK;
    return err;
}

void tw_filestore_unmount(tw_filestore_t *fs) {
    if (fs->is_mounted) {
        fs->ops->unmount(fs);
        fs->is_mounted = false;
    }
}

tw_err_t tw_filestore_format(tw_filestore_t *fs) {
    return fs->is_mounted ? TW_ERR_STATE : fs->ops->format(fs);
}

struct listing {
    tw_filestore_visit_t visit;
    void *ctx;
};

// A store has the engine's own files too; nobody else sees them.
static bool visit_public(void *ctx, const tw_fileinfo_t *info) {
    const struct listing *listing = (const struct listing *)ctx;
    return tw__filestore_check_name(info->name) != TW_ERR_OK || listing->visit(listing->ctx, info);
}

tw_err_t tw_filestore_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    struct listing listing = {visit, ctx};
    return fs->is_mounted ? fs->ops->list(fs, visit_public, &listing) : TW_ERR_STATE;
}

tw_err_t tw_filestore_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    tw_err_t err = check(fs, name);
    if (err != TW_ERR_OK) {
        return err;
    }
    info->name = name;
    info->size = 0;
    return fs->ops->stat(fs, name, info);
}

tw_err_t tw_filestore_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                           uint32_t size, uint32_t *read_size) {
    *read_size = 0;
    tw_err_t err = check(fs, name);
    return err != TW_ERR_OK ? err : fs->ops->read(fs, name, off, target, size, read_size);
}

// Before the file changes, so that whenever power is lost there is no kept code without its file.
static bool forget(tw_filestore_t *fs, const char *name) {
    return fs->forget != NULL && fs->forget(fs, name);
}

// A save that fails on its way is over.
static tw_err_t go_on(tw_filestore_t *fs, tw_err_t err) {
    if (err != TW_ERR_OK) {
        tw_filestore_save_abort(fs);
    }
    return err;
}

tw_err_t tw_filestore_save_begin(tw_filestore_t *fs, const char *name, uint32_t size) {
    tw_err_t err = check(fs, name);
    if (err != TW_ERR_OK || fs->is_saving) {
        return err != TW_ERR_OK ? err : TW_ERR_BUSY;
    }
    (void)forget(fs, name);
    if (size == TW_FILESTORE_SIZE_UNKNOWN) {
        (void)forget(fs, NULL);
    }
    err = fs->ops->save_begin(fs, name, size);
    if (err == TW_ERR_NOSPC && forget(fs, NULL)) {
        err = fs->ops->save_begin(fs, name, size);
    }
    fs->is_saving = err == TW_ERR_OK;
    return err;
}

tw_err_t tw_filestore_save_write(tw_filestore_t *fs, const void *source, uint32_t size) {
    if (!fs->is_mounted || !fs->is_saving) {
        return TW_ERR_STATE;
    }
    return size == 0 ? TW_ERR_OK : go_on(fs, fs->ops->save_write(fs, source, size));
}

tw_err_t tw_filestore_save_commit(tw_filestore_t *fs) {
    if (!fs->is_mounted || !fs->is_saving) {
        return TW_ERR_STATE;
    }
    tw_err_t err = go_on(fs, fs->ops->save_commit(fs));
    fs->is_saving = false;
    return err;
}

void tw_filestore_save_abort(tw_filestore_t *fs) {
    if (fs->is_mounted && fs->is_saving) {
        fs->ops->save_abort(fs);
        fs->is_saving = false;
    }
}

tw_err_t tw_filestore_save(tw_filestore_t *fs, const char *name, const void *source,
                           uint32_t size) {
    tw_err_t err = tw_filestore_save_begin(fs, name, size);
    if (err == TW_ERR_OK) {
        err = tw_filestore_save_write(fs, source, size);
    }
    return err == TW_ERR_OK ? tw_filestore_save_commit(fs) : err;
}

tw_err_t tw_filestore_remove(tw_filestore_t *fs, const char *name) {
    tw_err_t err = check(fs, name);
    if (err == TW_ERR_OK && fs->is_saving) {
        return TW_ERR_BUSY;
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    (void)forget(fs, name);
    return fs->ops->remove(fs, name);
}

tw_err_t tw_filestore_space(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes) {
    return fs->is_mounted ? fs->ops->space(fs, total_bytes, free_bytes) : TW_ERR_STATE;
}

const void *tw_filestore_map(tw_filestore_t *fs, const char *name, uint32_t *size) {
    *size = 0;
    if (fs->ops->map == NULL || check(fs, name) != TW_ERR_OK) {
        return NULL;
    }
    return fs->ops->map(fs, name, size);
}

void tw_filestore_unmap(tw_filestore_t *fs, const char *name) {
    if (fs->ops->unmap != NULL && check(fs, name) == TW_ERR_OK) {
        fs->ops->unmap(fs, name);
    }
}

static tw_err_t hash_bytes(tw_filestore_t *fs, const char *name, uint8_t *sha256) {
    struct tw__sha256 hash;
    uint8_t piece[64];
    uint32_t off = 0;
    uint32_t read_size = 0;
    tw__sha256_init(&hash);
    do {
        tw_err_t err = tw_filestore_read(fs, name, off, piece, sizeof piece, &read_size);
        if (err != TW_ERR_OK) {
            return err;
        }
        tw__sha256_add(&hash, piece, read_size);
        off += read_size;
    } while (read_size == sizeof piece);
    tw__sha256_end(&hash, sha256);
    return TW_ERR_OK;
}

tw_err_t tw_filestore_hash(tw_filestore_t *fs, const char *name, uint8_t *sha256) {
    tw_err_t err = check(fs, name);
    if (err == TW_ERR_OK) {
        err = fs->ops->hash == NULL ? TW_ERR_NOENT : fs->ops->hash(fs, name, sha256);
        err = err == TW_ERR_NOENT ? hash_bytes(fs, name, sha256) : err;
    }
    return err;
}
