// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Somebody else's program with the filestores that are libraries of their own: store FOLDER IMAGE
// keeps a file in each, and reads it after a mount.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/dir.h"
#include "tinywasm/flash.h"

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        puts(tw_err_name(err));
        exit(1);
    }
}

static void keep_a_file(tw_filestore_t *store) {
    char bytes[8] = "";
    uint32_t size = 0;
    check(tw_filestore_format(store));
    check(tw_filestore_mount(store));
    check(tw_filestore_save(store, "fruit", "apple", 5));
    tw_filestore_unmount(store);
    check(tw_filestore_mount(store));
    check(tw_filestore_read(store, "fruit", 0, bytes, sizeof bytes, &size));
    printf("%s: %.*s\n", store->ops->name, (int)size, bytes);
    tw_filestore_unmount(store);
}

int main(int argc, char **argv) {
    static tw_filestore_dir_t dir;
    static tw_filestore_flash_t flash;
    static tw_block_file_t image;
    static uint64_t work[512];
    if (argc != 3) {
        return 2;
    }
    tw_filestore_dir_init(&dir, argv[1], 65536);
    keep_a_file(&dir.base);

    image.base.block_bytes = 4096;
    image.base.block_count = 16;
    image.base.program_bytes = 16;
    check(tw_block_file_open(&image, argv[2]));
    const tw_filestore_flash_config_t config = {&image.base, 0, 0, work, sizeof work};
    check(tw_filestore_flash_init(&flash, &config));
    keep_a_file(&flash.base);
    tw_block_file_close(&image);
    return 0;
}
