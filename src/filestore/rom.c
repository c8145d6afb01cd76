// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/mem.h"
#include "tinywasm/filestore.h"

// Files that are linked into the firmware: a const table, found by a walk through it.

static const tw_rom_file_t *find(const tw_filestore_t *fs, const char *name) {
    const tw_filestore_rom_t *store = (const tw_filestore_rom_t *)(const void *)fs;
    size_t size = strlen(name) + 1;
    for (uint32_t i = 0; i < store->file_count; i++) {
        const char *other = store->files[i].name;
        if (strlen(other) + 1 == size && memcmp(other, name, size) == 0) {
            return &store->files[i];
        }
    }
    return NULL;
}

static tw_err_t rom_mount(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_OK;
}

static void rom_unmount(tw_filestore_t *fs) {
    (void)fs;
}

static tw_err_t rom_format(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_DENIED;
}

static tw_err_t rom_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    const tw_filestore_rom_t *store = (const tw_filestore_rom_t *)(const void *)fs;
    for (uint32_t i = 0; i < store->file_count; i++) {
        tw_fileinfo_t info = {store->files[i].name, store->files[i].size};
        if (!visit(ctx, &info)) {
            break;
        }
    }
    return TW_ERR_OK;
}

static tw_err_t rom_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    const tw_rom_file_t *file = find(fs, name);
    if (file == NULL) {
        return TW_ERR_NOENT;
    }
    info->size = file->size;
    return TW_ERR_OK;
}

static tw_err_t rom_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                         uint32_t size, uint32_t *read_size) {
    const tw_rom_file_t *file = find(fs, name);
    if (file == NULL) {
        return TW_ERR_NOENT;
    }
    if (off > file->size) {
        return TW_ERR_INVAL;
    }
    *read_size = size < file->size - off ? size : file->size - off;
    if (*read_size != 0) {
        memcpy(target, (const uint8_t *)file->bytes + off, *read_size);
    }
    return TW_ERR_OK;
}

static tw_err_t rom_save_begin(tw_filestore_t *fs, const char *name, uint32_t size) {
    (void)fs;
    (void)name;
    (void)size;
    return TW_ERR_DENIED;
}

static tw_err_t rom_remove(tw_filestore_t *fs, const char *name) {
    (void)fs;
    (void)name;
    return TW_ERR_DENIED;
}

static tw_err_t rom_space(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes) {
    const tw_filestore_rom_t *store = (const tw_filestore_rom_t *)(const void *)fs;
    *total_bytes = 0;
    *free_bytes = 0;
    for (uint32_t i = 0; i < store->file_count; i++) {
        *total_bytes += store->files[i].size;
    }
    return TW_ERR_OK;
}

static const void *rom_map(tw_filestore_t *fs, const char *name, uint32_t *size) {
    const tw_rom_file_t *file = find(fs, name);
    *size = file == NULL ? 0 : file->size;
    return file == NULL ? NULL : file->bytes;
}

void tw_filestore_rom_init(tw_filestore_rom_t *store, const tw_rom_file_t *files,
                           uint32_t file_count) {
    // No save begins, so none goes on.
    static const tw_filestore_ops_t ops = {
        .name = "rom",
        .mount = rom_mount,
        .unmount = rom_unmount,
        .format = rom_format,
        .list = rom_list,
        .stat = rom_stat,
        .read = rom_read,
        .save_begin = rom_save_begin,
        .remove = rom_remove,
        .space = rom_space,
        .map = rom_map,
    };
    store->base.ops = &ops;
    store->base.is_mounted = false;
    store->base.is_saving = false;
    store->base.forget = NULL;
    store->files = files;
    store->file_count = file_count;
}
