// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A flash filestore in an image file, for tests that look at the same image with other tools.
//   image FILE BLOCK_BYTES BLOCK_COUNT PROGRAM_BYTES COMMAND...
// COMMAND is format, list, save NAME FILE, or get NAME FILE. Exit code 0, or 1 and the error's
// name.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/flash.h"

#define FILE_MOST 65536u

static tw_filestore_flash_t flash;
static tw_filestore_t *const fs = &flash.base;
static uint8_t bytes[FILE_MOST];

static bool print(void *ctx, const tw_fileinfo_t *info) {
    (void)ctx;
    printf("%s %u\n", info->name, (unsigned)info->size);
    return true;
}

static tw_err_t save(const char *name, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return TW_ERR_NOENT;
    }
    uint32_t size = (uint32_t)fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return tw_filestore_save(fs, name, bytes, size);
}

static tw_err_t get(const char *name, const char *path) {
    uint32_t size = 0;
    tw_err_t err = tw_filestore_read(fs, name, 0, bytes, sizeof bytes, &size);
    FILE *file = err == TW_ERR_OK ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        err = fwrite(bytes, 1, size, file) == size ? TW_ERR_OK : TW_ERR_IO;
        fclose(file);
    }
    return err;
}

static tw_err_t run(int argc, char **argv) {
    const char *command = argv[0];
    if (strcmp(command, "format") == 0) {
        return tw_filestore_format(fs);
    }
    tw_err_t err = tw_filestore_mount(fs);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = TW_ERR_INVAL;
    if (strcmp(command, "list") == 0) {
        err = tw_filestore_list(fs, print, NULL);
    } else if (argc == 3 && strcmp(command, "save") == 0) {
        err = save(argv[1], argv[2]);
    } else if (argc == 3 && strcmp(command, "get") == 0) {
        err = get(argv[1], argv[2]);
    }
    tw_filestore_unmount(fs);
    return err;
}

static uint32_t number(const char *text) {
    return (uint32_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv) {
    static _Alignas(8) uint8_t work[8192];
    tw_block_file_t device = {.base = {.block_bytes = argc > 5 ? number(argv[2]) : 0,
                                       .block_count = argc > 5 ? number(argv[3]) : 0,
                                       .program_bytes = argc > 5 ? number(argv[4]) : 0}};
    const tw_filestore_flash_config_t config = {&device.base, 0, 0, work, sizeof work};
    tw_err_t err = tw_filestore_flash_init(&flash, &config);
    if (err == TW_ERR_OK) {
        err = tw_block_file_open(&device, argv[1]);
    }
    if (err == TW_ERR_OK) {
        err = run(argc - 5, argv + 5);
        tw_block_file_close(&device);
    }
    if (err != TW_ERR_OK) {
        printf("%s\n", tw_err_name(err));
    }
    return err == TW_ERR_OK ? 0 : 1;
}
