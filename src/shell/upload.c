// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/upload.h"

#include "shell/state.h"

_Static_assert(TW_FILESTORE_NAME_BYTES == 63, "a text below says so");

static tw_err_t of_engine(struct tw__upload *upload, tw_err_t err) {
    upload->is_fault = err != TW_ERR_OK;
    return err;
}

static tw_err_t begin_module(struct tw__upload *upload) {
    tw_err_t err = tw_module_check_begin(upload->engine, &tw_interp_core_check, &upload->module);
    upload->is_checked = err == TW_ERR_OK;
    if (err == TW_ERR_UNSUPPORTED) {
        err = tw_module_load_begin(upload->engine, &upload->module);
    }
    if (err == TW_ERR_OK) {
        tw_module_set_name(upload->module, upload->name);
    }
    return of_engine(upload, err);
}

static tw_err_t feed_module(struct tw__upload *upload, const uint8_t *bytes, uint32_t size) {
    return of_engine(upload, upload->is_checked ? tw_module_check_feed(upload->module, bytes, size)
                                                : tw_module_feed(upload->module, bytes, size));
}

tw_err_t tw__upload_begin(struct tw__upload *upload, tw_engine_t *engine, tw_filestore_t *fs,
                          const char *name, uint32_t most) {
    memset(upload, 0, sizeof *upload);
    size_t size = strlen(name);
    if (size > TW_FILESTORE_NAME_BYTES) {
        return TW_ERR_INVAL;
    }
    memcpy(upload->name, name, size + 1);
    upload->engine = engine;
    upload->fs = fs;
    upload->most = most;
    tw__sha256_init(&upload->hash);
    tw_err_t err = tw_filestore_save_begin(fs, name, most);
    if (err != TW_ERR_OK) {
        return err;
    }
    upload->is_open = true;
    if (engine == NULL || !tw__shell_ends_with(name, ".wasm")) {
        return TW_ERR_OK;
    }
    return begin_module(upload);
}

tw_err_t tw__upload_write(struct tw__upload *upload, const uint8_t *bytes, uint32_t size) {
    if (size > upload->most - upload->size) {
        return TW_ERR_LIMIT;
    }
    if (upload->module != NULL) {
        tw_err_t err = feed_module(upload, bytes, size);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    tw_err_t err = tw_filestore_save_write(upload->fs, bytes, size);
    if (err == TW_ERR_OK) {
        tw__sha256_add(&upload->hash, bytes, size);
        upload->size += size;
    }
    return err;
}

tw_err_t tw__upload_check(struct tw__upload *upload) {
    if (upload->module == NULL) {
        return TW_ERR_OK;
    }
    return of_engine(upload, upload->is_checked ? tw_module_check_end(upload->module)
                                                : tw_module_load_end(upload->module));
}

static void drop_module(struct tw__upload *upload) {
    if (upload->module != NULL) {
        // Nothing can be left of it: it was never instantiated.
        tw_err_t err = tw_module_unload(upload->module);
        TW_ASSERT(err == TW_ERR_OK);
        (void)err;
        upload->module = NULL;
    }
}

tw_err_t tw__upload_commit(struct tw__upload *upload) {
    drop_module(upload);
    upload->is_open = false;
    return tw_filestore_save_commit(upload->fs);
}

void tw__upload_abort(struct tw__upload *upload) {
    drop_module(upload);
    if (upload->is_open) {
        tw_filestore_save_abort(upload->fs);
        upload->is_open = false;
    }
}

const char *tw__upload_reason(const struct tw__upload *upload, tw_err_t err) {
    switch (err) {
        case TW_ERR_CORRUPT:
            return "what came is not what was announced: send it again";
        case TW_ERR_LIMIT:
            return "more came than was announced: send it again";
        case TW_ERR_BUSY:
            return "a module of this file runs in place: send it by another name and `swap` to "
                   "that, or `unload` it first";
        case TW_ERR_INVAL:
            return "names have 1 to 63 bytes and no '/': choose another";
        case TW_ERR_DENIED:
            return upload->name[0] == '.' ? "names that begin with '.' are the engine's own: "
                                            "choose another"
                                          : tw_err_text(err);
        default:
            return tw_err_text(err);
    }
}
