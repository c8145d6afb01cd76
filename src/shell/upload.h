// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_UPLOAD_H
#define TW_SHELL_UPLOAD_H

// A file that arrives in pieces: written to the filestore as it comes, and validated too if its
// name ends with ".wasm", so that what is no module never takes the old file's place. It is checked
// if the engine's interpreter can do that, so that it may be larger than the arena; else loaded.

#include "base/sha256.h"
#include "tinywasm/module.h"

struct tw__upload {
    tw_engine_t *engine;  // NULL: modules are not validated
    tw_filestore_t *fs;
    tw_module_t *module;  // being validated; NULL for other files
    uint32_t size;        // written so far
    uint32_t most;
    bool is_open;
    bool is_checked;  // not loaded
    bool is_fault;  // the last failure is a fault of the engine
    char name[TW_FILESTORE_NAME_BYTES + 1];
    struct tw__sha256 hash;
};

// most: the size that is announced, or TW_FILESTORE_SIZE_UNKNOWN. After a failure abort is left,
// which must wait until the fault has been told: it calls the engine.
tw_err_t tw__upload_begin(struct tw__upload *upload, tw_engine_t *engine, tw_filestore_t *fs,
                          const char *name, uint32_t most);
tw_err_t tw__upload_write(struct tw__upload *upload, const uint8_t *bytes, uint32_t size);
// The module is whole, so the file may take the old one's place. Once, before commit.
tw_err_t tw__upload_check(struct tw__upload *upload);
tw_err_t tw__upload_commit(struct tw__upload *upload);
// What an error that is no fault of the engine means here.
const char *tw__upload_reason(const struct tw__upload *upload, tw_err_t err);
// Safe twice, and behind commit.
void tw__upload_abort(struct tw__upload *upload);

#endif
