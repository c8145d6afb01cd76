// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/module.h"

#include "engine/state.h"

#define PIECE_BYTES 128  // of a file that cannot be mapped; on the C stack

static void unlink_module(tw_module_t *module) {
    tw_module_t **link = &module->engine->modules;
    while (*link != module) {
        link = &(*link)->next;
    }
    *link = module->next;
}

void tw__module_drop(tw_module_t *module) {
    tw_engine_t *engine = module->engine;
    if (module->code != NULL) {
        engine->interp->unload(module->code);
    }
    if (module->kept != NULL) {
        engine->keeper->release(module);
    }
    if (module->is_file_mapped) {
        tw_filestore_unmap(engine->filestore, module->file);
    }
    if (engine->loading == module) {
        engine->loading = NULL;
    }
    unlink_module(module);
    tw__arena_free(engine->arena, module);
}

tw_err_t tw__module_refuse_load(tw_engine_t *engine, const char *where) {
    tw_err_t err = tw__engine_enter_outside(engine, where);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!engine->is_started) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NOT_STARTED);
    }
    if (engine->loading != NULL) {
        return tw__fail(&engine->fault, TW_ERR_BUSY, TW_TEXT_LOADING);
    }
    return TW_ERR_OK;
}

tw_err_t tw__module_begin(tw_engine_t *engine, const char *file, bool is_mapped,
                          tw_module_t **module) {
    size_t file_bytes = strlen(file) + 1;
    tw_module_t *made = (tw_module_t *)tw__arena_alloc(engine->arena, sizeof *made + file_bytes);
    if (made == NULL) {
        return tw__engine_fail_nomem(engine, sizeof *made + file_bytes);
    }
    memcpy(made->file, file, file_bytes);
    made->name = file[0] == '\0' ? NULL : made->file;
    made->engine = engine;
    made->next = engine->modules;
    engine->modules = made;
    engine->loading = made;
    tw_err_t err = engine->interp->load_begin(engine->store, made->name, is_mapped, &made->code);
    if (err != TW_ERR_OK) {
        tw__module_drop(made);
        return err;
    }
    *module = made;
    return TW_ERR_OK;
}

tw_err_t tw__module_load_kept(tw_engine_t *engine, const char *name, tw_module_t **module) {
    return engine->keeper == NULL ? TW_ERR_NOENT : engine->keeper->load(engine, name, module);
}

// Every failure leaves the module to tw_module_unload alone.
static tw_err_t note(tw_module_t *module, tw_err_t err) {
    if (err != TW_ERR_OK) {
        module->stage = TW_MODULE_FAILED;
    }
    return err;
}

static tw_err_t feed(tw_module_t *module, const void *bytes, size_t size) {
    if (module->engine->grants != NULL) {
        module->engine->grants->ops->feed(module, bytes, size);
    }
    return note(module, module->engine->interp->load_feed(module->code, bytes, size));
}

static tw_err_t end(tw_module_t *module) {
    tw_err_t err = module->engine->interp->load_end(module->code);
    if (err == TW_ERR_OK && module->engine->grants != NULL) {
        err = module->engine->grants->ops->end(module);
    }
    (void)note(module, err);
    if (err == TW_ERR_OK) {
        module->stage = TW_MODULE_LOADED;
        module->engine->loading = NULL;
    }
    return err;
}

// Loads bytes in one piece, which stay borrowed, into a module that has begun.
static tw_err_t load_whole(tw_module_t **module, const void *bytes, size_t size) {
    tw_err_t err = feed(*module, bytes, size);
    err = err == TW_ERR_OK ? end(*module) : err;
    if (err != TW_ERR_OK) {
        tw__module_drop(*module);
        *module = NULL;
    }
    return err;
}

tw_err_t tw_module_load(tw_engine_t *engine, const void *bytes, size_t size, tw_module_t **module) {
    *module = NULL;
    tw_err_t err = tw__module_refuse_load(engine, NULL);
    err = err == TW_ERR_OK ? tw__module_begin(engine, "", true, module) : err;
    return err == TW_ERR_OK ? load_whole(module, bytes, size) : err;
}

tw_err_t tw__module_fail_file(tw_engine_t *engine, tw_err_t err) {
    const char *store = engine->filestore->ops->name;
    (void)store;  // without texts
    if (err == TW_ERR_NOENT) {
        return tw__fail(&engine->fault, err, TW_TEXT_NO_FILE, store);
    }
    if (err == TW_ERR_DENIED || err == TW_ERR_INVAL) {
        return tw__fail(&engine->fault, err, TW_TEXT_FILE_NAME, store,
                        (uint32_t)TW_FILESTORE_NAME_BYTES);
    }
    return tw__fail(&engine->fault, err, TW_TEXT_FILE_IO, store);
}

// Reads a file in pieces and feeds them.
static tw_err_t feed_file(tw_module_t *module, uint32_t size) {
    tw_engine_t *engine = module->engine;
    uint8_t piece[PIECE_BYTES];
    uint32_t read_size = 0;
    for (uint32_t off = 0; off < size; off += read_size) {
        tw_err_t err = tw_filestore_read(engine->filestore, module->file, off, piece, sizeof piece,
                                         &read_size);
        if (err == TW_ERR_OK && read_size == 0) {
            err = TW_ERR_IO;  // shorter than it was
        }
        if (err != TW_ERR_OK) {
            return tw__module_fail_file(engine, err);
        }
        err = feed(module, piece, read_size);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    return end(module);
}

static tw_err_t load_streamed(tw_engine_t *engine, const char *file, tw_module_t **module) {
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(engine->filestore, file, &info);
    if (err != TW_ERR_OK) {
        return tw__module_fail_file(engine, err);
    }
    tw_module_t *made = NULL;
    err = tw__module_begin(engine, file, false, &made);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = feed_file(made, info.size);
    if (err != TW_ERR_OK) {
        tw__module_drop(made);
        return err;
    }
    *module = made;
    return TW_ERR_OK;
}

static tw_err_t load_file(tw_engine_t *engine, const char *name, tw_module_t **module) {
    uint32_t size = 0;
    const void *bytes = tw_filestore_map(engine->filestore, name, &size);
    if (bytes == NULL) {
        return load_streamed(engine, name, module);
    }
    tw_err_t err = tw__module_begin(engine, name, true, module);
    err = err == TW_ERR_OK ? load_whole(module, bytes, size) : err;
    if (err != TW_ERR_OK) {
        tw_filestore_unmap(engine->filestore, name);
        return err;
    }
    (*module)->is_file_mapped = true;
    return TW_ERR_OK;
}

tw_err_t tw_module_load_file(tw_engine_t *engine, const char *name, tw_module_t **module) {
    *module = NULL;
    tw_err_t err = tw__module_refuse_load(engine, name);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (engine->filestore == NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NO_FILESTORE);
    }
    err = tw__module_load_kept(engine, name, module);
    if (err != TW_ERR_NOENT) {
        return err;
    }
    err = load_file(engine, name, module);
    if (err == TW_ERR_OK && engine->keeper != NULL) {
        engine->keeper->keep(*module);
    }
    return err;
}

tw_err_t tw_module_load_begin(tw_engine_t *engine, tw_module_t **module) {
    *module = NULL;
    tw_err_t err = tw__module_refuse_load(engine, NULL);
    if (err == TW_ERR_OK && (engine->interp->features & TW_INTERP_STREAM) == 0) {
        err = tw__fail(&engine->fault, TW_ERR_UNSUPPORTED, TW_TEXT_NO_STREAM, engine->interp->name);
    }
    return err != TW_ERR_OK ? err : tw__module_begin(engine, "", false, module);
}

static tw_err_t refuse_feed(tw_module_t *module) {
    tw_engine_t *engine = module->engine;
    tw_err_t err = tw__engine_enter_outside(engine, module->name);
    if (err == TW_ERR_OK && module->stage != TW_MODULE_LOADING) {
        err = tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_LOADED);
    }
    return err;
}

tw_err_t tw_module_feed(tw_module_t *module, const void *bytes, size_t size) {
    tw_err_t err = refuse_feed(module);
    return err != TW_ERR_OK ? err : feed(module, bytes, size);
}

tw_err_t tw_module_load_end(tw_module_t *module) {
    tw_err_t err = refuse_feed(module);
    return err != TW_ERR_OK ? err : end(module);
}

tw_err_t tw_module_unload(tw_module_t *module) {
    tw_engine_t *engine = module->engine;
    tw_err_t err = tw__engine_enter_outside(engine, module->name);
    if (err != TW_ERR_OK) {
        return err;
    }
    for (const tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (at->module == module) {
            return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_INSTANCE_LEFT, at->name);
        }
    }
    tw__module_drop(module);
    return TW_ERR_OK;
}

void tw_module_set_name(tw_module_t *module, const char *name) {
    module->name = name;
    module->engine->interp->set_name(module->code, name);
}

const char *tw_module_name(const tw_module_t *module) {
    return module->name == NULL ? "" : module->name;
}

bool tw_module_import_at(const tw_module_t *module, uint32_t i, tw_import_t *import) {
    return module->stage == TW_MODULE_LOADED &&
           tw__inspect(module->engine)->import_at(module->code, i, import);
}

bool tw_module_export_at(const tw_module_t *module, uint32_t i, tw_export_t *export_) {
    return module->stage == TW_MODULE_LOADED &&
           tw__inspect(module->engine)->export_at(module->code, i, export_);
}

void tw_module_get_stats(const tw_module_t *module, tw_module_stats_t *stats) {
    memset(stats, 0, sizeof *stats);
    if (module->stage == TW_MODULE_LOADED) {
        tw__inspect(module->engine)->module_stats(module->code, stats);
    }
    stats->arena_bytes += (uint32_t)tw__arena_block_cost(module);
    if (module->is_kept_mapped) {
        stats->kept_bytes = stats->register_code_bytes;
    } else if (module->kept != NULL) {
        stats->arena_bytes += (uint32_t)tw__arena_block_cost(module->kept);
    }
}
