// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "files.h"
#include "regcode.h"
#include "session.h"
#include "text.h"

// tw translate: the register code of a module, as a board's engine keeps it. An engine of the PC
// makes it in a filestore in RAM, and it is taken from there.

#define ARENA_BYTES (64u * 1024u * 1024u)
#define ROOM_BYTES (64u * 1024u)  // beside some times the file
#define FILE_BYTES_MOST (128u * 1024u * 1024u)
#define STORED_NAME "f"  // whatever the file is called

struct translation {
    struct file file;
    tw_filestore_ram_t store;
    void *store_bytes;
    void *arena;
    tw_engine_t *engine;
    struct buffer kept;
    tw_module_stats_t stats;
};

static tw_err_t open_engine(struct translation *t) {
    tw_engine_config_t config;
    uint32_t store_size = t->file.size * 8 + ROOM_BYTES;
    tw_engine_config_init(&config);
    t->store_bytes = malloc(store_size);
    t->arena = malloc(ARENA_BYTES);
    if (t->store_bytes == NULL || t->arena == NULL) {
        return TW_ERR_NOMEM;
    }
    tw_filestore_ram_init(&t->store, t->store_bytes, store_size);
    config.arena = t->arena;
    config.arena_size = ARENA_BYTES;
    config.filestore = &t->store.base;
    config.interp = regcode_kept_interp();
    config.keeper = regcode_keeper();
    tw_err_t err = tw_engine_init(&t->engine, &config);
    err = err == TW_ERR_OK ? tw_engine_start(t->engine) : err;
    return err == TW_ERR_OK
               ? tw_filestore_save(&t->store.base, STORED_NAME, t->file.bytes, t->file.size)
               : err;
}

// What only the engine names.
static tw_err_t take_kept(struct translation *t) {
    char name[TW_FILESTORE_NAME_BYTES + 1];
    tw_filestore_t *fs = &t->store.base;
    tw_fileinfo_t info = {name, 0};
    uint32_t read_size = 0;
    if (!tw_filestore_kept_name(STORED_NAME, name) || fs->ops->stat(fs, name, &info) != TW_ERR_OK) {
        return TW_ERR_NOENT;
    }
    t->kept.bytes = malloc(info.size);
    t->kept.size = info.size;
    return t->kept.bytes == NULL ? TW_ERR_NOMEM
                                 : fs->ops->read(fs, name, 0, t->kept.bytes, info.size, &read_size);
}

static int translate(struct translation *t, const char *path) {
    tw_module_t *module = NULL;
    tw_err_t err = open_engine(t);
    if (err != TW_ERR_OK) {
        return fail_module(path, err, "there is not enough memory on this PC: free some");
    }
    err = tw_module_load_file(t->engine, STORED_NAME, &module);
    if (err != TW_ERR_OK) {
        return fail_fault(t->engine, path);
    }
    tw_module_get_stats(module, &t->stats);
    err = take_kept(t);
    return err == TW_ERR_OK
               ? 0
               : fail_module(path, err, "its code was not kept: report it with the module");
}

static void close_engine(struct translation *t) {
    if (t->engine != NULL) {
        tw_engine_stop(t->engine);
    }
    free(t->arena);
    free(t->store_bytes);
    buffer_free(&t->kept);
    file_free(&t->file);
}

static int write_kept(const struct translation *t, const char *path, const char *output) {
    char beside[FILES_PATH_SIZE];
    size_t stem = strlen(path) - strlen(extension_of(path));
    if (output == NULL) {
        path_format(beside, "%.*s%skept", (int)stem, path, stem == strlen(path) ? "." : "");
        output = beside;
    }
    if (!file_store(output, t->kept.bytes, t->kept.size)) {
        return fail_usage(output, TW_ERR_IO, "it cannot be written: check the path");
    }
    printf("%s: %s B, %s of them register code\n", output, grouped(t->kept.size),
           grouped(t->stats.register_code_bytes));
    return 0;
}

int command_translate(int count, char **args) {
    struct translation t;
    memset(&t, 0, sizeof t);
    const char *output = args_value(&count, args, "-o");
    int code = args_check("translate", count, args, 1, 1);
    code = code != 0 ? code : file_read(&t.file, args[0]);
    if (code != 0) {
        return code;
    }
    if (t.file.size > FILE_BYTES_MOST) {
        code = fail_module(args[0], TW_ERR_LIMIT, "it has more than 128 MiB: shrink it");
    }
    code = code != 0 ? code : translate(&t, args[0]);
    code = code != 0 ? code : write_kept(&t, args[0], output);
    close_engine(&t);
    return code;
}
