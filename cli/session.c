// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regcode.h"
#include "scan.h"
#include "text.h"

#define SPARE_BYTES (8u * 1024u * 1024u)  // for all that is not linear memory
#define SPARE_PER_FILE_BYTE 16u
#define LARGEST_ARENA 0xfffffff8u
// What a PC has room for: programs with large functions.
#define MOST_NESTING 32000u
#define MOST_OPERANDS 65000u
#define MOST_LOCALS 50000u
#define MOST_CODE_BYTES (16u * 1024u * 1024u)

// ---- the file ----

// A filestore takes printable ASCII, at most so much, and no name that begins with a dot.
static void set_name(struct file *file, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t size = strlen(base);
    base += size > TW_FILESTORE_NAME_BYTES ? size - TW_FILESTORE_NAME_BYTES : 0;
    snprintf(file->name, sizeof file->name, "%s", base);
    for (char *at = file->name; *at != '\0'; at++) {
        bool is_bad = *at < ' ' || *at > '~' || (at == file->name && *at == '.');
        *at = is_bad ? '_' : *at;
    }
}

// All of a stream, doubling; NULL with errno set.
static void *read_all(FILE *stream, size_t *size) {
    size_t room = 1 << 16;
    char *bytes = malloc(room);
    *size = 0;
    while (bytes != NULL) {
        *size += fread(bytes + *size, 1, room - *size, stream);
        if (*size < room) {
            break;
        }
        char *grown = realloc(bytes, room *= 2);
        if (grown == NULL) {
            free(bytes);
        }
        bytes = grown;
    }
    if (bytes != NULL && ferror(stream)) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

int file_read(struct file *file, const char *path) {
    memset(file, 0, sizeof *file);
    set_name(file, path);
    size_t size = 0;
    FILE *stream = fopen(path, "rb");
    if (stream != NULL) {
        file->bytes = read_all(stream, &size);
    }
    int error = errno;
    if (stream != NULL) {
        fclose(stream);
    }
    if (file->bytes == NULL) {
        return fail_usage(path, error == ENOENT ? TW_ERR_NOENT : TW_ERR_IO,
                          "the file cannot be read, %s: check the path", strerror(error));
    }
    if (size > UINT32_MAX) {
        return fail_module(file->name, TW_ERR_LIMIT, "the file has 4 GiB or more: shrink it");
    }
    file->size = (uint32_t)size;
    return 0;
}

void file_free(struct file *file) {
    free(file->bytes);
    file->bytes = NULL;
}

// ---- the engine ----

// Chunks of memory need more than their bytes. What is not used is never touched, so the PC does
// not have to find it.
static size_t arena_size(const struct file *file, uint64_t memory_bytes) {
    uint64_t size = SPARE_BYTES + (uint64_t)SPARE_PER_FILE_BYTE * file->size;
    uint64_t room = LARGEST_ARENA - (size < LARGEST_ARENA ? size : LARGEST_ARENA);
    return (size_t)(memory_bytes > room / 2 ? LARGEST_ARENA : size + 2 * memory_bytes);
}

static int start(struct session *session, const tw_host_module_t *host_modules, uint32_t count) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; err == TW_ERR_OK && i < count; i++) {
        err = tw_engine_add_host_module(session->engine, &host_modules[i]);
    }
    if (err == TW_ERR_OK) {
        err = tw_engine_start(session->engine);
    }
    return err == TW_ERR_OK ? 0 : fail_fault(session->engine, session->entry.name);
}

int session_open(struct session *session, const tw_interp_t *interp, const struct file *file,
                 uint64_t memory_bytes, const tw_host_module_t *host_modules,
                 uint32_t host_module_count, tw_grants_t *grants) {
    memset(session, 0, sizeof *session);
    session->entry.name = file->name;
    session->entry.bytes = file->bytes;
    session->entry.size = file->size;
    tw_filestore_rom_init(&session->store, &session->entry, 1);

    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena_size = arena_size(file, memory_bytes);
    config.arena = session->arena = malloc(config.arena_size);
    config.interp = interp;
    config.filestore = &session->store.base;
    config.grants = grants;
    config.max_host_modules = host_module_count;
    config.max_nesting = MOST_NESTING;
    config.max_operands = MOST_OPERANDS;
    config.max_locals = MOST_LOCALS;
    config.max_code_bytes = MOST_CODE_BYTES;
    tw_err_t err = config.arena == NULL ? TW_ERR_NOMEM : tw_engine_init(&session->engine, &config);
    if (err != TW_ERR_OK) {
        return fail_module("tw", err, "no engine in an arena of %s B: lower --memory",
                           grouped(config.arena_size));
    }
    return start(session, host_modules, host_module_count);
}

int session_load(struct session *session, tw_module_t **module) {
    tw_err_t err = tw_module_load_file(session->engine, session->entry.name, module);
    return err == TW_ERR_OK ? 0 : fail_fault(session->engine, session->entry.name);
}

void session_close(struct session *session) {
    if (session->engine != NULL) {
        tw_engine_stop(session->engine);
    }
    free(session->arena);
    session->engine = NULL;
    session->arena = NULL;
}

uint32_t session_profile(const struct file *file) {
    struct session session;
    struct scan scan;
    tw_module_t *module = NULL;
    uint32_t profile = TW_PROFILE_FULL;
    bool is_open = session_open(&session, &tw_interp_core, file, 0, NULL, 0, NULL) == 0;
    if (is_open && tw_module_load_file(session.engine, file->name, &module) == TW_ERR_OK) {
        scan_module(&scan, file->bytes, file->size);
        profile = scan_profile(&scan);
    }
    session_close(&session);
    return profile;
}

const tw_interp_t *session_interp(const struct file *file) {
    return session_profile(file) < TW_PROFILE_FULL ? regcode_kept_interp() : regcode_interp();
}
