// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"
#include "tinywasm/module.h"

// Loads of files by pieces. What is mapped is loaded whole: it is one piece.

#define PIECE_BYTES 128u  // on the C stack

static tw_err_t begin_streamed(tw_engine_t *engine, const char *name, tw_file_load_t *load) {
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(engine->filestore, name, &info);
    if (err != TW_ERR_OK) {
        return tw__module_fail_file(engine, err);
    }
    load->size = info.size;
    err = tw__module_begin(engine, name, false, &load->module);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

tw_err_t tw_file_load_begin(tw_engine_t *engine, const char *name, tw_file_load_t *load) {
    uint32_t size = 0;
    memset(load, 0, sizeof *load);
    tw_err_t err = tw__module_refuse_load(engine, name);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (engine->filestore == NULL) {
        return tw_module_load_file(engine, name, &load->module);  // says so
    }
    err = tw__module_load_kept(engine, name, &load->module);
    if (err != TW_ERR_NOENT) {
        return err;
    }
    if (tw_filestore_map(engine->filestore, name, &size) == NULL) {
        return begin_streamed(engine, name, load);
    }
    tw_filestore_unmap(engine->filestore, name);
    return tw_module_load_file(engine, name, &load->module);
}

static tw_err_t end(tw_module_t *module) {
    tw_err_t err = tw_module_load_end(module);
    if (err == TW_ERR_OK && module->engine->keeper != NULL) {
        module->engine->keeper->keep(module);
    }
    return err;
}

static tw_err_t step(tw_file_load_t *load) {
    tw_module_t *module = load->module;
    tw_engine_t *engine = module->engine;
    uint8_t piece[PIECE_BYTES];
    uint32_t read_size = 0;
    if (load->off == load->size) {
        return end(module);
    }
    tw_err_t err = tw__engine_enter_outside(engine, module->name);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_filestore_read(engine->filestore, module->file, load->off, piece, sizeof piece,
                            &read_size);
    if (err != TW_ERR_OK || read_size == 0) {  // or it is shorter than it was
        return tw__module_fail_file(engine, err != TW_ERR_OK ? err : TW_ERR_IO);
    }
    load->off += read_size;
    err = tw_module_feed(module, piece, read_size);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

tw_err_t tw_file_load_step(tw_file_load_t *load) {
    tw_err_t err = step(load);
    if (err != TW_ERR_OK && err != TW_ERR_PENDING) {
        tw_file_load_abort(load);
    }
    return err;
}

void tw_file_load_abort(tw_file_load_t *load) {
    tw__module_drop(load->module);
    load->module = NULL;
}
