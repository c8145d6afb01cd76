// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/filestore.h"

#include "base/assert.h"

// The front of every filestore: what is refused before a store is asked. A store's operations see
// names that are well-formed, and but for mount, unmount and format are called while mounted.

static tw_err_t check_name(const char *name) {
    if (name == NULL || name[0] == '\0') {
        return TW_ERR_INVAL;
    }
    for (uint32_t i = 0; name[i] != '\0'; i++) {
        if (i == TW_FILESTORE_NAME_BYTES || name[i] < ' ' || name[i] > '~' || name[i] == '/') {
            return TW_ERR_INVAL;
        }
    }
    return name[0] == '.' ? TW_ERR_DENIED : TW_ERR_OK;
}

static tw_err_t check(const tw_filestore_t *fs, const char *name) {
    TW_ASSERT(fs != NULL);
    return fs->is_mounted ? check_name(name) : TW_ERR_STATE;
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

tw_err_t tw_filestore_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    return fs->is_mounted ? fs->ops->list(fs, visit, ctx) : TW_ERR_STATE;
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

tw_err_t tw_filestore_save(tw_filestore_t *fs, const char *name, const void *source,
                           uint32_t size) {
    tw_err_t err = check(fs, name);
    return err != TW_ERR_OK ? err : fs->ops->save(fs, name, source, size);
}

tw_err_t tw_filestore_remove(tw_filestore_t *fs, const char *name) {
    tw_err_t err = check(fs, name);
    return err != TW_ERR_OK ? err : fs->ops->remove(fs, name);
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
