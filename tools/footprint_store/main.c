// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An application that uses all of its board's filestore and nothing else: what it links is what the
// store takes. tools/size.py reads its map.

#include "hal.h"
#include "tinywasm/board_store.h"

static bool print_name(void *ctx, const tw_fileinfo_t *info) {
    (void)ctx;
    hal_console_print(info->name);
    return true;
}

int main(void) {
    static uint8_t bytes[TW_FILESTORE_HASH_BYTES];
    tw_filestore_t *store = NULL;
    tw_fileinfo_t info;
    uint32_t size = 0;
    uint32_t free_bytes = 0;
    tw_err_t err = tw_board_store(&store);
    err = err == TW_ERR_OK ? tw_filestore_mount(store) : err;
    err = err == TW_ERR_CORRUPT ? tw_filestore_format(store) : err;
    err = err == TW_ERR_OK ? tw_filestore_save(store, "a", bytes, sizeof bytes) : err;
    err = err == TW_ERR_OK ? tw_filestore_stat(store, "a", &info) : err;
    err = err == TW_ERR_OK ? tw_filestore_read(store, "a", 0, bytes, sizeof bytes, &size) : err;
    err = err == TW_ERR_OK ? tw_filestore_hash(store, "a", bytes) : err;
    err = err == TW_ERR_OK ? tw_filestore_list(store, print_name, NULL) : err;
    err = err == TW_ERR_OK ? tw_filestore_space(store, &size, &free_bytes) : err;
    if (tw_filestore_map(store, "a", &size) != NULL) {
        tw_filestore_unmap(store, "a");
    }
    err = err == TW_ERR_OK ? tw_filestore_remove(store, "a") : err;
    tw_filestore_unmount(store);
    return err == TW_ERR_OK ? 0 : 1;
}
