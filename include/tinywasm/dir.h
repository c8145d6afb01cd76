// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DIR_H
#define TINYWASM_DIR_H

// A filestore in a folder of the PC (POSIX): each regular file with a lawful name is one of its
// files. Links are not followed, so nothing outside the folder is read or written. Link
// tinywasm::dir. One process at a time may save.

#include "tinywasm/filestore.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_filestore_dir {
    tw_filestore_t base;
    const char *path;
    uint32_t capacity_bytes;
    int dir_fd;
    int saving_fd;
    uint32_t saving_room;  // bytes that may still come
    char saving_name[TW_FILESTORE_NAME_BYTES + 1];
} tw_filestore_dir_t;

// path is borrowed for the store's life. capacity_bytes: what all files together may take, as if
// the folder were a device of that size. mount answers NOENT while there is no such folder; format
// makes it, or removes the store's files from it, and nothing else.
void tw_filestore_dir_init(tw_filestore_dir_t *store, const char *path, uint32_t capacity_bytes);

#ifdef __cplusplus
}
#endif
#endif
