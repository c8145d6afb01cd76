// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// How bytes travel. A mapped module is one feed whose bytes stay; a streamed one comes in pieces.
// Whole sections are parsed at once (sections.c): mapped they lie there, streamed they are
// collected in a block of the arena that the module keeps or gives back. The code section, the
// large one, is never collected: its items (a body's size, a local group, an instruction, a label)
// are read from the piece at hand; what is left of a piece goes into a small window and is retried
// with the next. Custom sections are skipped, but for the names of a mapped module.

enum phase { PHASE_HEADER, PHASE_SECTION, PHASE_COLLECT, PHASE_CODE };

// What is kept of a custom section that is streamed: its name must end in here.
#define CUSTOM_BYTES 512u

enum {
    SECTION_CUSTOM = 0,
    SECTION_CODE = 10,
    SECTION_TAG = 13,
    SECTION_LAST = 13
};

tw_err_t tw__load_fail(struct tw__loader *loader, tw_err_t err, uint32_t offset,
                       const char *what) {
    tw__fault_at(loader->fault, loader->body.func_idx, offset);
    (void)what;
    return tw__fail(loader->fault, err, "%s: %s", what,
                    err == TW_ERR_UNSUPPORTED ? "build the library with it or the module without"
                    : err == TW_ERR_LIMIT     ? "raise the limit of the engine's configuration"
                                              : "rebuild the module");
}

tw_err_t tw__load_nomem(struct tw__loader *loader, const char *what) {
    (void)what;
    return tw__fail(loader->fault, TW_ERR_NOMEM,
                    "no block for %s, %U B of the arena are free, the largest is %U B: "
                    "give the engine a larger arena or unload a module",
                    what, (uint64_t)tw__arena_free_bytes(loader->arena),
                    (uint64_t)tw__arena_largest(loader->arena));
}

tw_err_t tw__load_bad_read(struct tw__loader *loader, const struct tw__reader *reader,
                           const char *what) {
    (void)what;
    uint32_t offset = tw__reader_offset(reader);
    if (reader->status == TW_READER_BAD) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, offset, "integer too large or too long");
    }
    tw__fault_at(loader->fault, loader->body.func_idx, offset);
    return tw__fail(loader->fault, TW_ERR_MALFORMED, "unexpected end in %s: send the module again",
                    what);
}

tw_err_t tw__load_reserve(struct tw__loader *loader, void **array, uint32_t *capacity,
                          uint32_t needed, size_t elem_size, uint32_t max, const char *what) {
    if (needed <= *capacity) {
        return TW_ERR_OK;
    }
    if (needed > max) {
        tw__fault_at(loader->fault, loader->body.func_idx, loader->offset);
        return tw__fail(loader->fault, TW_ERR_LIMIT,
                        "more than %u %s in one function: raise the engine's limit", max, what);
    }
    uint32_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    wanted = wanted < needed ? needed : wanted > max ? max : wanted;
    void *grown = *array == NULL ? tw__arena_alloc_scratch(loader->arena, wanted * elem_size)
                                 : tw__arena_resize(loader->arena, *array, wanted * elem_size);
    if (grown == NULL) {
        return tw__load_nomem(loader, what);
    }
    *array = grown;
    *capacity = wanted;
    return TW_ERR_OK;
}

tw_err_t tw__load_begin(void *store_, const char *name, bool is_mapped,
                        tw_interp_module_t **module_) {
    struct tw__store *store = store_;
    struct tw__arena *arena = store->env.arena;
    struct tw_interp_module *module = tw__arena_alloc(arena, sizeof *module);
    struct tw__loader *loader = tw__arena_alloc_scratch(arena, sizeof *loader);
    if (module == NULL || loader == NULL) {
        tw__arena_free(arena, module);
        tw__arena_free(arena, loader);
        return tw__fail(store->env.fault, TW_ERR_NOMEM,
                        "no block for the loader: give the engine a larger arena");
    }
    memset(module, 0, sizeof *module);
    memset(loader, 0, sizeof *loader);
    module->store = store;
    module->name = name;
    module->loader = loader;
    module->is_mapped = is_mapped;
    module->start = TW_FUNC_NONE;
    loader->module = module;
    loader->store = store;
    loader->arena = arena;
    loader->fault = store->env.fault;
    loader->body.loader = loader;
    loader->body.module = module;
    loader->body.func_idx = TW_FUNC_NONE;
    *module_ = module;
    return TW_ERR_OK;
}

static tw_err_t read_header(struct tw__loader *loader, struct tw__reader *reader) {
    const uint8_t *bytes = reader->p;
    size_t left = tw__reader_left(reader);
    static const uint8_t header[8] = {0x00, 'a', 's', 'm', 1, 0, 0, 0};
    for (size_t i = 0; i < sizeof header && i < left; i++) {
        if (bytes[i] != header[i]) {
            return tw__load_fail(loader, TW_ERR_MALFORMED, (uint32_t)i,
                                 i < 4 ? "magic header not detected" : "unknown binary version");
        }
    }
    (void)tw__read_bytes(reader, sizeof header);
    if (reader->status == TW_READER_OK) {
        loader->phase = PHASE_SECTION;
    }
    return TW_ERR_OK;
}

// The place of a section in the binary (spec 5.5.2); custom sections have none.
static uint32_t section_order(uint32_t id) {
    static const uint8_t order[SECTION_LAST + 1] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};
    return order[id];
}

static tw_err_t check_section(struct tw__loader *loader, uint32_t id, uint32_t offset) {
    if (id > SECTION_LAST) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, offset, "malformed section id");
    }
    if (id == SECTION_TAG) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, offset, "exceptions (tag section)");
    }
    if (id == SECTION_CUSTOM) {
        return TW_ERR_OK;
    }
    if (section_order(id) <= loader->section_order) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, offset,
                             "unexpected content after last section");
    }
    loader->section_order = section_order(id);
    return TW_ERR_OK;
}

static tw_err_t begin_collect(struct tw__loader *loader) {
    loader->phase = PHASE_COLLECT;
    loader->collect_size = loader->section_size;
    if (loader->module->is_mapped) {
        return TW_ERR_OK;
    }
    if (loader->section_id == SECTION_CUSTOM && loader->section_size > CUSTOM_BYTES) {
        loader->collect_size = CUSTOM_BYTES;
    }
    loader->collected = tw__arena_alloc(loader->arena, loader->collect_size);
    return loader->collected != NULL ? TW_ERR_OK : tw__load_nomem(loader, "a section");
}

static tw_err_t begin_code(struct tw__loader *loader, uint32_t offset) {
    if (loader->body.translator != NULL) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, offset, "second code section");
    }
    loader->phase = PHASE_CODE;
    loader->body.state = TW_BODY_COUNT;
    loader->body.emitter = &tw__emitter_code;
    loader->module->code_section.bytes = loader->mapped != NULL ? loader->mapped + offset : NULL;
    loader->module->code_section.offset = offset;
    loader->module->code_section.size = loader->section_size;
    tw_err_t err = tw__open_declared(loader);
    return err != TW_ERR_OK ? err : tw__translator_open(&loader->body, loader->section_size);
}

static tw_err_t read_section_head(struct tw__loader *loader, struct tw__reader *reader) {
    uint32_t offset = tw__reader_offset(reader);
    uint32_t id = tw__read_byte(reader);
    uint32_t size = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return reader->status == TW_READER_SHORT ? TW_ERR_OK
                                                 : tw__load_bad_read(loader, reader, "section");
    }
    tw_err_t err = check_section(loader, id, offset);
    if (err != TW_ERR_OK) {
        return err;
    }
    loader->section_id = id;
    loader->section_size = size;
    loader->section_left = size;
    return id == SECTION_CODE ? begin_code(loader, tw__reader_offset(reader))
                              : begin_collect(loader);
}

// Items that are read whole or not at all; status SHORT means more bytes are needed.
static tw_err_t read_item(struct tw__loader *loader, struct tw__reader *reader) {
    switch (loader->phase) {
    case PHASE_HEADER:
        return read_header(loader, reader);
    case PHASE_SECTION:
        return read_section_head(loader, reader);
    default:
        return tw__body_step(&loader->body, reader);
    }
}

static bool is_item_phase(const struct tw__loader *loader) {
    return loader->phase != PHASE_COLLECT;
}

// The code section is over when its bytes are; its last item must be the last body's end.
static tw_err_t end_code(struct tw__loader *loader) {
    struct tw__body *body = &loader->body;
    if (body->state != TW_BODY_SIZE || body->bodies_left > 0) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, loader->offset,
                             "unexpected end of section or function");
    }
    body->func_idx = TW_FUNC_NONE;
    tw__translator_close(body);
    loader->phase = PHASE_SECTION;
    return TW_ERR_OK;
}

// Reads items from bytes while whole ones are there; *used bytes are consumed.
static tw_err_t read_items(struct tw__loader *loader, const uint8_t *bytes, size_t size,
                           size_t *used) {
    *used = 0;
    while (is_item_phase(loader)) {
        if (loader->phase == PHASE_CODE && loader->section_left == 0) {
            tw_err_t err = end_code(loader);
            if (err != TW_ERR_OK) {
                return err;
            }
            continue;
        }
        size_t left = size - *used;
        bool is_code = loader->phase == PHASE_CODE;
        bool is_last = is_code && left >= loader->section_left;
        struct tw__reader reader;
        tw__reader_init(&reader, bytes + *used, is_last ? loader->section_left : left,
                        loader->offset);
        tw_err_t err = left == 0 ? TW_ERR_OK : read_item(loader, &reader);
        if (err != TW_ERR_OK) {
            return err;
        }
        if (left == 0 || reader.status == TW_READER_SHORT) {
            return is_last && left > 0 ? tw__load_bad_read(loader, &reader, "the code section")
                                       : TW_ERR_OK;
        }
        size_t count = (size_t)(reader.p - reader.origin);
        *used += count;
        loader->offset += (uint32_t)count;
        loader->section_left -= is_code ? (uint32_t)count : 0;
    }
    return TW_ERR_OK;
}

static tw_err_t end_collect(struct tw__loader *loader, const uint8_t *bytes) {
    uint8_t *collected = loader->collected;
    loader->collected = NULL;  // sections.c gives the block to the module or frees it
    loader->phase = PHASE_SECTION;
    return tw__section_parse(loader, collected != NULL ? collected : bytes, loader->collect_size,
                             loader->offset - loader->section_size);
}

static tw_err_t collect(struct tw__loader *loader, const uint8_t *bytes, size_t size,
                        size_t *used) {
    uint32_t seen = loader->section_size - loader->section_left;
    uint32_t room = loader->collect_size > seen ? loader->collect_size - seen : 0;
    *used = size < loader->section_left ? size : loader->section_left;
    if (loader->collected != NULL) {
        memcpy(loader->collected + seen, bytes, *used < room ? *used : room);
    }
    loader->offset += (uint32_t)*used;
    loader->section_left -= (uint32_t)*used;
    if (loader->section_left > 0) {
        return TW_ERR_OK;
    }
    return end_collect(loader, bytes);
}

// Goes on with the bytes of the window and as many new ones as it holds.
static tw_err_t read_window(struct tw__loader *loader, const uint8_t *bytes, size_t size,
                            size_t *used) {
    uint32_t old = loader->window_used;
    size_t room = sizeof loader->window - old;
    size_t added = size < room ? size : room;
    memcpy(loader->window + old, bytes, added);
    size_t read = 0;
    loader->window_used = 0;
    tw_err_t err = read_items(loader, loader->window, old + added, &read);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (read >= old) {
        *used = read - old;
        return TW_ERR_OK;
    }
    if (read == 0 && added == room) {
        return tw__load_fail(loader, TW_ERR_LIMIT, loader->offset,
                             "item longer than TW_CFG_STREAM_WINDOW_BYTES");
    }
    memmove(loader->window, loader->window + read, old + added - read);
    loader->window_used = (uint32_t)(old + added - read);
    *used = added;
    return TW_ERR_OK;
}

static tw_err_t feed_some(struct tw__loader *loader, const uint8_t *bytes, size_t size,
                          size_t *used) {
    if (loader->phase == PHASE_COLLECT) {
        return collect(loader, bytes, size, used);
    }
    if (loader->window_used > 0) {
        return read_window(loader, bytes, size, used);
    }
    tw_err_t err = read_items(loader, bytes, size, used);
    if (err != TW_ERR_OK || !is_item_phase(loader)) {
        return err;
    }
    size_t left = size - *used;
    if (loader->module->is_mapped || left == 0) {
        *used = size;
        loader->window_used = left > 0;  // mapped: bytes are missing, load_end says so
        return TW_ERR_OK;
    }
    if (left > sizeof loader->window) {
        return tw__load_fail(loader, TW_ERR_LIMIT, loader->offset,
                             "item longer than TW_CFG_STREAM_WINDOW_BYTES");
    }
    memcpy(loader->window, bytes + *used, left);
    loader->window_used = (uint32_t)left;
    *used = size;
    return TW_ERR_OK;
}

// Sections of size 0 have no byte that would finish them.
static tw_err_t finish_empty(struct tw__loader *loader, const uint8_t *bytes) {
    while (loader->phase == PHASE_COLLECT && loader->section_left == 0) {
        tw_err_t err = end_collect(loader, bytes);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    return TW_ERR_OK;
}

tw_err_t tw__load_feed(tw_interp_module_t *module, const uint8_t *bytes, size_t size) {
    struct tw__loader *loader = module->loader;
    TW_ASSERT(loader != NULL);
    if (loader->has_failed) {
        return tw__fail(loader->fault, TW_ERR_STATE, "loading failed before: unload the module");
    }
    if (size > UINT32_MAX - loader->offset) {
        return tw__load_fail(loader, TW_ERR_LIMIT, loader->offset, "module longer than 4 GiB");
    }
    loader->mapped = module->is_mapped ? bytes : NULL;
    while (size > 0) {
        size_t used = 0;
        tw_err_t err = feed_some(loader, bytes, size, &used);
        err = err != TW_ERR_OK ? err : finish_empty(loader, bytes);
        if (err != TW_ERR_OK) {
            loader->has_failed = true;
            return err;
        }
        bytes += used;
        size -= used;
    }
    return TW_ERR_OK;
}

static void free_loader(struct tw_interp_module *module) {
    struct tw__loader *loader = module->loader;
    tw__translator_close(&loader->body);
    tw__body_free(&loader->body);
    tw__arena_free(loader->arena, loader->collected);
    tw__arena_free(loader->arena, loader->declared);
    tw__arena_free(loader->arena, loader);
    module->loader = NULL;
}

tw_err_t tw__load_end(tw_interp_module_t *module) {
    struct tw__loader *loader = module->loader;
    TW_ASSERT(loader != NULL);
    if (loader->has_failed) {
        return tw__fail(loader->fault, TW_ERR_STATE, "loading failed before: unload the module");
    }
    loader->has_failed = true;
    if (loader->phase == PHASE_CODE && loader->section_left == 0 && loader->window_used == 0) {
        tw_err_t err = end_code(loader);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    if (loader->phase != PHASE_SECTION || loader->window_used > 0) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, loader->offset, "unexpected end");
    }
    if (loader->body_count > 0 && module->code == NULL) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, loader->offset,
                             "function and code section have inconsistent lengths");
    }
    if (loader->has_data_count && loader->declared_data_count != module->data_count) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, loader->offset,
                             "data count and data section have inconsistent lengths");
    }
    free_loader(module);
    return TW_ERR_OK;
}

static void free_span(struct tw_interp_module *module, struct tw__span *span) {
    if (!module->is_mapped && span->bytes != NULL) {
        tw__arena_free(module->store->env.arena, (void *)(uintptr_t)span->bytes);
    }
}

void tw__unload(tw_interp_module_t *module) {
    struct tw__arena *arena = module->store->env.arena;
    TW_ASSERT(module->instance_count == 0);
    if (module->loader != NULL) {
        free_loader(module);
    }
    for (uint32_t i = 0; i < module->type_count; i++) {
        tw__type_release(module->store, module->types[i]);
    }
    free_span(module, &module->table_section);
    free_span(module, &module->import_section);
    free_span(module, &module->global_section);
    free_span(module, &module->export_section);
    free_span(module, &module->elem_section);
    free_span(module, &module->data_section);
    tw__arena_free(arena, module->types);
    tw__arena_free(arena, module->funcs);
    tw__arena_free(arena, module->tables);
    tw__arena_free(arena, module->memories);
    tw__arena_free(arena, module->globals);
    tw__arena_free(arena, module->elems);
    tw__arena_free(arena, module->datas);
    tw__arena_free(arena, module->code);
    tw__arena_free(arena, module->ref_maps);
    tw__arena_free(arena, module->ref_slots);
    tw__arena_free(arena, module);
}
