// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

// A module's file, and an engine with a filestore that holds it and nothing else. The file's base
// name is what the engine's texts begin with.

#include "tinywasm/tinywasm.h"

struct file {
    char name[TW_FILESTORE_NAME_BYTES + 1];  // the base name, as far as a filestore takes it
    void *bytes;
    uint32_t size;
};

// 0, or the exit code of what was written to stderr.
int file_read(struct file *file, const char *path);
void file_free(struct file *file);

struct session {
    tw_engine_t *engine;
    void *arena;
    tw_filestore_rom_t store;
    tw_rom_file_t entry;
};

// Makes an engine on interp whose arena has room for memory_bytes of linear memory; host_modules
// and grants may be NULL. 0 or an exit code. All that is given must outlive the session, which can
// be closed after a failure too.
int session_open(struct session *session, const tw_interp_t *interp, const struct file *file,
                 uint64_t memory_bytes, const tw_host_module_t *host_modules,
                 uint32_t host_module_count, tw_grants_t *grants);
// Loads the file. 0 or an exit code.
int session_load(struct session *session, tw_module_t **module);
void session_close(struct session *session);

// The first profile (TW_PROFILE_…) that has all that the module uses; the last one if it cannot be
// loaded, for the reason that another session will give.
uint32_t session_profile(const struct file *file);
// The interpreter of boards of that profile, to measure with.
const tw_interp_t *session_interp(const struct file *file);

#endif
