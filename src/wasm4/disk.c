// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include "base/mem.h"

const uint8_t *tw_wasm4_disk(const tw_wasm4_t *console, uint32_t *size) {
    *size = console->disk_size;
    return console->disk;
}

static tw_err_t fail_size(tw_wasm4_t *console, uint32_t size) {
    (void)size;  // without texts
    return tw__wasm4_fail(console, TW_ERR_CORRUPT,
                          "the disk has %u bytes, and none has more than %u: it is not one; remove "
                          "the file, or give another",
                          size, (uint32_t)TW_WASM4_DISK_BYTES);
}

tw_err_t tw_wasm4_set_disk(tw_wasm4_t *console, const void *bytes, size_t size) {
    console->error[0] = '\0';
    if (size > TW_WASM4_DISK_BYTES) {
        return fail_size(console, size < UINT32_MAX ? (uint32_t)size : UINT32_MAX);
    }
    if (size != 0) {
        memcpy(console->disk, bytes, size);
    }
    console->disk_size = (uint16_t)size;
    return TW_ERR_OK;
}

bool tw_wasm4_disk_changed(tw_wasm4_t *console) {
    bool is_changed = console->is_disk_changed;
    console->is_disk_changed = false;
    return is_changed;
}

// What a filestore answered.
static tw_err_t pass_file(tw_wasm4_t *console, const char *name, tw_err_t err) {
    console->error[0] = '\0';
    return err == TW_ERR_OK ? err : tw__wasm4_fail_file(console, name, err);
}

tw_err_t tw_wasm4_read_disk(tw_wasm4_t *console, tw_filestore_t *fs, const char *name) {
    uint8_t bytes[TW_WASM4_DISK_BYTES];
    tw_fileinfo_t info = {NULL, 0};
    uint32_t size = 0;
    tw_err_t err = tw_filestore_stat(fs, name, &info);
    if (err == TW_ERR_NOENT) {
        return tw_wasm4_set_disk(console, NULL, 0);
    }
    if (err == TW_ERR_OK && info.size > TW_WASM4_DISK_BYTES) {
        return fail_size(console, info.size);
    }
    if (err == TW_ERR_OK && info.size != 0) {
        err = tw_filestore_read(fs, name, 0, bytes, info.size, &size);
    }
    return err == TW_ERR_OK ? tw_wasm4_set_disk(console, bytes, size)
                            : pass_file(console, name, err);
}

tw_err_t tw_wasm4_save_disk(tw_wasm4_t *console, tw_filestore_t *fs, const char *name) {
    tw_err_t err = console->disk_size != 0
                       ? tw_filestore_save(fs, name, console->disk, console->disk_size)
                       : tw_filestore_remove(fs, name);
    bool is_gone = console->disk_size == 0 && err == TW_ERR_NOENT;
    return pass_file(console, name, is_gone ? TW_ERR_OK : err);
}
