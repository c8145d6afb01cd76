// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// How bytes travel. A mapped module is one feed whose bytes stay; a streamed one comes in pieces.
// Whole sections are parsed at once (sections.c): mapped they lie there, streamed they are
// collected in a block of the arena that the module keeps or gives back. The code section, the
// large one, is never collected: its items (a body's size, a local group, an instruction, a label)
// are read from the piece at hand; what is left of a piece goes into a small window and is retried
// with the next. Custom sections are skipped, but for the names of a mapped module. A load that
// only validates has another reader of items: check.c.

// What is kept of a custom section that is streamed: its name must end in here.
#define CUSTOM_BYTES 512u

enum { SECTION_CUSTOM = 0, SECTION_LAST = 13 };

// ---- failures -----------------------------------------------------------------------------------

void tw__load_check(struct tw__loader *loader, tw_err_t err) {
    if (err != TW_ERR_OK) {
        loader->err = loader->err != TW_ERR_OK ? loader->err : err;
        loader->reader.status = TW_READER_STOPPED;
        loader->body.emitter = &tw__emitter_null;
        loader->body.state = TW_BODY_STOPPED;
    }
}

static tw_err_t stop_at(struct tw__loader *loader, tw_err_t err, uint32_t offset) {
    if (offset != TW_OFFSET_NONE) {
        tw__fault_at(loader->fault, loader->body.func_idx, offset);
    }
    tw__load_check(loader, err);
    return err;
}

#define ONE(id, text) +1
#define NONE(id, text)
enum {  // the ids of a code end here
    END_MALFORMED = 0 TW_BAD_MAP(ONE, NONE, NONE, NONE),
    END_INVALID = END_MALFORMED TW_BAD_MAP(NONE, ONE, NONE, NONE),
    END_LIMIT = END_INVALID TW_BAD_MAP(NONE, NONE, ONE, NONE)
};
#undef ONE
#undef NONE

static tw_err_t err_of(uint32_t id) {
    return id < END_MALFORMED ? TW_ERR_MALFORMED
           : id < END_INVALID ? TW_ERR_INVALID
           : id < END_LIMIT   ? TW_ERR_LIMIT
                              : TW_ERR_UNSUPPORTED;
}

#if TW_CFG_ERR_TEXT

tw_err_t tw__load_fail(struct tw__loader *loader, tw_err_t err, uint32_t offset, const char *what) {
    (void)stop_at(loader, err, offset);
    return tw__fail(loader->fault, err, TW_TEXT_BAD, what,
                    err == TW_ERR_UNSUPPORTED ? TW_TEXT_LEFT_OUT
                    : err == TW_ERR_LIMIT     ? TW_TEXT_RAISE
                    : err == TW_ERR_INVALID   ? TW_TEXT_REBUILD
                                              : TW_TEXT_SEND);
}

tw_err_t tw__load_nomem(struct tw__loader *loader, const char *what) {
    tw__load_check(loader, TW_ERR_NOMEM);
    return tw__fail(loader->fault, TW_ERR_NOMEM, TW_TEXT_NO_BLOCK_FOR, what,
                    (uint64_t)tw__arena_free_bytes(loader->arena),
                    (uint64_t)tw__arena_largest(loader->arena));
}

#define TEXT(id, text) TW_TEXT_BAD_##id "\0"
static const char texts[] = TW_BAD_MAP(TEXT, TEXT, TEXT, TEXT);
#undef TEXT

#else

tw_err_t tw__load_fail_code(struct tw__loader *loader, tw_err_t err, uint32_t offset) {
    return tw__fail_code(loader->fault, stop_at(loader, err, offset));
}

#endif

void tw__bad(struct tw__loader *loader, enum tw__bad id) {
    if (tw__is_ok(loader)) {
        uint32_t offset = loader->body.instr.offset;
        offset = offset != TW_OFFSET_NONE ? offset : tw__reader_offset(&loader->reader);
        (void)tw__load_fail(loader, err_of(id), offset, tw__text_at(texts, id));
    }
}

void tw__check_read(struct tw__loader *loader, bool is_all_there) {
    uint32_t status = loader->reader.status;
    if (status == TW_READER_BAD || (status == TW_READER_SHORT && is_all_there)) {
        loader->reader.status = TW_READER_OK;
        tw__bad(loader, status == TW_READER_BAD ? TW_BAD_INTEGER : TW_BAD_END);
    }
}

tw_err_t tw__load_grow(struct tw__loader *loader, void **array, uint32_t *capacity,
                       size_t elem_size, uint32_t max, enum tw__bad id) {
    uint32_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    wanted = wanted > max ? max : wanted;
    if (wanted <= *capacity) {
        tw__bad(loader, id);
        return loader->err;
    }
    void *grown = *array == NULL ? tw__arena_alloc_scratch(loader->arena, wanted * elem_size)
                                 : tw__arena_resize(loader->arena, *array, wanted * elem_size);
    if (grown == NULL) {
        return tw__load_nomem(loader, "the module");
    }
    *array = grown;
    *capacity = wanted;
    return TW_ERR_OK;
}

// ---- begin --------------------------------------------------------------------------------------

void tw__loader_init(struct tw__loader *loader, struct tw_interp_module *module) {
    loader->module = module;
    loader->store = module->store;
    loader->arena = module->store->env.arena;
    loader->fault = module->store->env.fault;
    loader->body.loader = loader;
    loader->body.module = module;
    loader->body.func_idx = TW_FUNC_NONE;
    loader->body.instr.offset = TW_OFFSET_NONE;
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
        return tw__fail(store->env.fault, TW_ERR_NOMEM, TW_TEXT_NO_LOADER);
    }
    module->store = store;
    module->name = name;
    module->loader = loader;
    module->is_mapped = is_mapped;
    module->start = TW_FUNC_NONE;
    tw__loader_init(loader, module);
    *module_ = module;
    return TW_ERR_OK;
}

// ---- items --------------------------------------------------------------------------------------

static void read_header(struct tw__loader *loader) {
    static const uint8_t header[8] = {0x00, 'a', 's', 'm', 1, 0, 0, 0};
    uint32_t i = 0;
    while (i < sizeof header && tw__read_byte(&loader->reader) == header[i]) {
        i++;
    }
    if (!tw__is_ok(loader)) {
        return;
    }
    loader->phase = TW_PHASE_SECTION;
    if (i < sizeof header) {
        loader->reader.p--;  // the place of what is wrong
        tw__bad(loader, i < 4 ? TW_BAD_MAGIC : TW_BAD_VERSION);
    }
}

// Sections come in this order (spec 5.5.2), custom sections anywhere.
static void check_section(struct tw__loader *loader, uint32_t id) {
    static const uint8_t order[SECTION_LAST + 1] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};
    if (id > SECTION_LAST) {
        tw__bad(loader, TW_BAD_SECTION_ID);
    } else if (!TW_CFG_EXCEPTIONS && id == TW_SECTION_TAG) {
        tw__bad(loader, TW_BAD_TAGS);
    } else if (id != SECTION_CUSTOM) {
        if (order[id] <= loader->section_order) {
            tw__bad(loader, TW_BAD_SECTION_ORDER);
        }
        loader->section_order = order[id];
    }
}

// Takes as much of the section as is there and parses it once it is whole.
static void collect(struct tw__loader *loader) {
    struct tw__reader *reader = &loader->reader;
    uint32_t left = loader->section_end - tw__reader_offset(reader);
    uint32_t seen = loader->section_size - left;
    size_t count = tw__reader_left(reader) < left ? tw__reader_left(reader) : left;
    const uint8_t *bytes = reader->p;
    if (loader->collected != NULL && seen < loader->collect_size) {
        size_t room = loader->collect_size - seen;
        memcpy(loader->collected + seen, bytes, count < room ? count : room);
    }
    reader->p += count;
    if (count < left) {
        return;
    }
    bytes = loader->collected != NULL ? loader->collected : bytes;
    loader->collected = NULL;  // sections.c gives the block to the module or frees it
    loader->phase = TW_PHASE_SECTION;
    tw__section_parse(loader, bytes, loader->collect_size,
                      loader->section_end - loader->section_size);
}

static void begin_collect(struct tw__loader *loader) {
    loader->phase = TW_PHASE_COLLECT;
    loader->collect_size = loader->section_size;
    if (!loader->module->is_mapped) {
        if (loader->section_id == SECTION_CUSTOM && loader->section_size > CUSTOM_BYTES) {
            loader->collect_size = CUSTOM_BYTES;
        }
        loader->collected = tw__arena_alloc(loader->arena, loader->collect_size);
        if (loader->collected == NULL) {
            (void)tw__load_nomem(loader, "the module");
            return;
        }
    }
    collect(loader);
}

static void begin_code(struct tw__loader *loader) {
    struct tw_interp_module *module = loader->module;
    loader->phase = TW_PHASE_CODE;
    loader->body.emitter = &tw__emitter_code;
    module->code_section.bytes = loader->reader.p;
    module->code_section.offset = tw__reader_offset(&loader->reader);
    module->code_section.size = loader->section_size;
    (void)tw__translator_open(&loader->body, loader->section_size);
}

void tw__read_section_head(struct tw__loader *loader) {
    struct tw__reader *reader = &loader->reader;
    const uint8_t *start = reader->p;
    uint32_t id = tw__read_byte(reader);
    loader->section_size = tw__read_u32(reader);
    if (!tw__is_ok(loader)) {
        return;
    }
    const uint8_t *content = reader->p;
    reader->p = start;  // the place of what is wrong
    check_section(loader, id);
    reader->p = content;
    loader->section_id = (uint8_t)id;
    loader->section_end = tw__reader_offset(reader) + loader->section_size;
}

static void read_section(struct tw__loader *loader) {
    tw__read_section_head(loader);
    if (!tw__is_ok(loader)) {
        return;
    }
    if (loader->section_id == TW_SECTION_CODE) {
        begin_code(loader);
    } else {
        begin_collect(loader);
    }
}

// After the last body: the section must end with it.
static void end_code(struct tw__loader *loader) {
    if (tw__reader_offset(&loader->reader) != loader->section_end) {
        tw__bad(loader, TW_BAD_SECTION_SIZE);
    }
    loader->body.func_idx = TW_FUNC_NONE;
    tw__translator_close(&loader->body);
    loader->phase = TW_PHASE_SECTION;
}

static void read_code(struct tw__loader *loader) {
    struct tw__body *body = &loader->body;
    tw__body_step(body);
    if (tw__is_ok(loader) && body->state == TW_BODY_SIZE && body->bodies_left == 0) {
        end_code(loader);
    }
}

void (*const tw__load_readers[TW_LOAD_PHASES])(struct tw__loader *loader) = {
    [TW_PHASE_HEADER] = read_header,
    [TW_PHASE_SECTION] = read_section,
    [TW_PHASE_COLLECT] = collect,
    [TW_PHASE_CODE] = read_code,
};

// Reads items while whole ones are there; the reader stays behind the last one.
static void read_items(struct tw__loader *loader, const uint8_t *bytes, size_t size) {
    struct tw__reader *reader = &loader->reader;
    tw__reader_init(reader, bytes, size, loader->offset);
    while (tw__is_ok(loader) && reader->p != reader->end) {
        loader->item = reader->p;
        (loader->check != NULL ? loader->check : tw__load_readers[loader->phase])(loader);
    }
    tw__check_read(loader, false);
    if (reader->status == TW_READER_SHORT) {
        reader->p = loader->item;
        reader->status = TW_READER_OK;
    }
    loader->offset = tw__reader_offset(reader);
}

// ---- pieces -------------------------------------------------------------------------------------

// Goes on with the bytes of the window and as many new ones as it holds; how many of those it took.
static size_t read_window(struct tw__loader *loader, const uint8_t *bytes, size_t size) {
    uint32_t old = loader->window_used;
    size_t room = sizeof loader->window - old;
    size_t added = size < room ? size : room;
    memcpy(loader->window + old, bytes, added);
    read_items(loader, loader->window, old + added);
    uint32_t read = tw__reader_at(&loader->reader);
    if (read > 0) {  // the item that was cut off, at least
        loader->window_used = 0;
        return read - old;
    }
    if (added == room) {
        tw__bad(loader, TW_BAD_WINDOW);
    }
    loader->window_used = (uint32_t)(old + added);
    return added;
}

static size_t read_piece(struct tw__loader *loader, const uint8_t *bytes, size_t size) {
    read_items(loader, bytes, size);
    size_t left = tw__reader_left(&loader->reader);
    if (left > sizeof loader->window) {
        tw__bad(loader, TW_BAD_WINDOW);
        return size;
    }
    memcpy(loader->window, loader->reader.p, left);
    loader->window_used = (uint32_t)left;
    return size;
}

static tw_err_t failed_before(struct tw__loader *loader) {
    return tw__fail(loader->fault, TW_ERR_STATE, TW_TEXT_FAILED_BEFORE);
}

tw_err_t tw__load_feed(tw_interp_module_t *module, const uint8_t *bytes, size_t size) {
    struct tw__loader *loader = module->loader;
    TW_ASSERT(loader != NULL);
    if (loader->err != TW_ERR_OK) {
        return failed_before(loader);
    }
    if (size > UINT32_MAX - loader->offset) {
        tw__bad(loader, TW_BAD_MODULE);
    }
    while (size > 0 && loader->err == TW_ERR_OK) {
        size_t used = loader->window_used > 0 ? read_window(loader, bytes, size)
                                              : read_piece(loader, bytes, size);
        bytes += used;
        size -= used;
    }
    return loader->err;
}

// ---- end ----------------------------------------------------------------------------------------

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
    if (loader->err != TW_ERR_OK) {
        return failed_before(loader);
    }
    if (loader->phase != TW_PHASE_SECTION || loader->window_used > 0) {
        tw__bad(loader, TW_BAD_END);
    }
    if (loader->body_count > 0 && module->code == NULL) {
        tw__bad(loader, TW_BAD_CODE_COUNT);
    }
    if (loader->has_data_count && loader->declared_data_count != module->data_count) {
        tw__bad(loader, TW_BAD_DATA_COUNT);
    }
    if (loader->err != TW_ERR_OK) {
        return loader->err;
    }
    free_loader(module);
    return TW_ERR_OK;
}

// What a module owns, by the place of the pointer to it, in words; the sections only if they were
// streamed.
#define AT(field) (uint8_t)(offsetof(struct tw_interp_module, field) / 4)
static const uint8_t owned[] = {
    AT(types),
    AT(funcs),
    AT(tables),
    AT(memories),
    AT(globals),
    AT(elems),
    AT(datas),
    AT(code),
    AT(ref_maps),
    AT(ref_slots),
#if TW_CFG_EXCEPTIONS
    AT(tags),
    AT(handlers),
#endif
    AT(table_section.bytes),
    AT(import_section.bytes),
    AT(global_section.bytes),
    AT(export_section.bytes),
    AT(elem_section.bytes),
    AT(data_section.bytes),
};
#define KEPT_PARTS (TW_CFG_EXCEPTIONS ? 11 : 9)  // behind the types
#define OWNED_SECTIONS 6
#undef AT

bool tw__module_block(const tw_interp_module_t *module, uint32_t i, void **block) {
    size_t count = sizeof owned / sizeof owned[0] - (module->is_mapped ? OWNED_SECTIONS : 0);
    i += module->is_kept && i > 0 ? KEPT_PARTS : 0;
    if (i >= count) {
        return false;
    }
    memcpy(block, (const uint8_t *)module + 4 * owned[i], sizeof *block);
    return true;
}

void tw__unload(tw_interp_module_t *module) {
    TW_ASSERT(module->instance_count == 0);
    if (module->loader != NULL) {
        free_loader(module);
    }
    for (uint32_t i = 0; i < module->type_count; i++) {
        tw__type_release(module->store, module->types[i]);
    }
    void *block = NULL;
    for (uint32_t i = 0; tw__module_block(module, i, &block); i++) {
        tw__arena_free(module->store->env.arena, block);
    }
    tw__arena_free(module->store->env.arena, module);
}
