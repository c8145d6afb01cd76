// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "text.h"

// Makes the new file beside the old one first. False with errno.
static bool replace(const char *path, const void *bytes, size_t size) {
    char made[FILES_PATH_SIZE];
    path_format(made, "%s.new", path);
    if (file_store(made, bytes, size) && rename(made, path) == 0) {
        return true;
    }
    int error = errno;
    remove(made);
    errno = error;
    return false;
}

// ---- the disk -----------------------------------------------------------------------------------

int keep_read_disk(tw_wasm4_t *console, const char *path) {
    struct buffer bytes = {NULL, 0, 0};
    int code = 0;
    if (!file_load(path, &bytes) && errno != ENOENT) {
        code = fail_usage(path, TW_ERR_IO, "%s: name a file that can be read", strerror(errno));
    } else if (tw_wasm4_set_disk(console, bytes.bytes, bytes.size) != TW_ERR_OK) {
        code = fail_usage(path, TW_ERR_CORRUPT,
                          "a disk has at most %u B, this file %zu B: name another, or remove it",
                          (unsigned)TW_WASM4_DISK_BYTES, bytes.size);
    }
    buffer_free(&bytes);
    return code;
}

int keep_write_disk(const tw_wasm4_t *console, const char *path) {
    uint32_t size = 0;
    const uint8_t *bytes = tw_wasm4_disk(console, &size);
    bool is_done = size == 0 ? remove(path) == 0 || errno == ENOENT : replace(path, bytes, size);
    return is_done ? 0
                   : fail_usage(path, TW_ERR_IO, "%s: name a file that can be written",
                                strerror(errno));
}

// ---- save states --------------------------------------------------------------------------------

static tw_err_t add(void *ctx, const void *bytes, uint32_t size) {
    buffer_put(ctx, bytes, size);
    return TW_ERR_OK;
}

static tw_err_t take(void *ctx, uint32_t off, void *bytes, uint32_t size) {
    const struct buffer *state = ctx;
    if (off > state->size || size > state->size - off) {
        return TW_ERR_CORRUPT;
    }
    memcpy(bytes, state->bytes + off, size);
    return TW_ERR_OK;
}

const char *keep_save(tw_wasm4_t *console, const char *path) {
    struct buffer state = {NULL, 0, 0};
    const char *said = "saved";
    if (tw_wasm4_save(console, add, &state) != TW_ERR_OK) {
        said = "no game to be saved";
    } else if (!replace(path, state.bytes, state.size)) {
        said = "the file cannot be written";
        fail_usage(path, TW_ERR_IO, "%s: make its folder writable", strerror(errno));
    }
    buffer_free(&state);
    return said;
}

static const char *restore(tw_wasm4_t *console, struct buffer *state) {
    tw_err_t err = state->size > UINT32_MAX
                       ? TW_ERR_CORRUPT
                       : tw_wasm4_restore(console, take, state, (uint32_t)state->size);
    return err == TW_ERR_OK        ? "loaded"
           : err == TW_ERR_CORRUPT ? "the state is damaged"
           : err == TW_ERR_INVAL   ? "a state of another cart"
                                   : "it cannot be loaded";
}

const char *keep_restore(tw_wasm4_t *console, const char *path) {
    struct buffer state = {NULL, 0, 0};
    const char *said = "no state was saved";
    if (file_load(path, &state)) {
        said = restore(console, &state);
    } else if (errno != ENOENT) {
        said = "the state cannot be read";
    }
    buffer_free(&state);
    return said;
}
