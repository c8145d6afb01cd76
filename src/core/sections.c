// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "core/load.h"

// Sections other than code (spec 5.5), each parsed from its whole bytes. What can be walked again
// where it lies (imports, exports, initial values, segments) is checked here and kept as a span;
// only what execution needs at once (types, function and global types, offsets of segments) is
// laid out in the arena. Most sections are vectors: one walk makes room for the entries and has
// each parsed into its place. A parser that fails goes on with zeros; its entry is not counted.

enum { SECTION_TYPE = 1, SECTION_FUNC = 3, SECTION_EXPORT = 7 };

// An index below count.
static uint32_t read_index(struct tw__loader *loader, uint32_t count, enum tw__bad id) {
    uint32_t idx = tw__read_u32(&loader->reader);
    if (idx >= count) {
        tw__bad(loader, id);
    }
    return idx;
}

// ---- types (spec 5.3) ------------------------------------------------------------------------

static bool is_future_heaptype(uint32_t byte) {
    return (byte >= 0x69 && byte <= 0x6e) || (byte >= 0x71 && byte <= 0x74);
}

// Of this build, besides functions and references of hosts.
static bool is_more_heaptype(uint32_t byte) {
    return (TW_CFG_EXCEPTIONS && (byte == TW_HEAP_EXN || byte == TW_HEAP_NOEXN)) ||
           (TW_CFG_GC && ((byte >= 0x6a && byte <= 0x6e) || (byte >= 0x71 && byte <= 0x73)));
}

static tw_valtype_t abstract_heaptype(struct tw__loader *loader, uint32_t byte) {
    if (byte != TW_HEAP_FUNC && byte != TW_HEAP_EXTERN && !is_more_heaptype(byte)) {
        tw__bad(loader, is_future_heaptype(byte) ? TW_BAD_COLLECTOR : TW_BAD_TYPE);
    }
    return TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | byte;
}

// The number of a type that the section is about to define, if it may be named here.
#if TW_CFG_GC
static uint32_t own_heaptype(const struct tw__loader *loader, int64_t i) {
    return i < (int64_t)loader->group_count ? TW_HEAP_GROUP + (uint32_t)i : 0;
}
#else
static uint32_t own_heaptype(const struct tw__loader *loader, int64_t i) {
    return loader->section_id == SECTION_TYPE && i == 0 ? TW_HEAP_SELF : 0;
}
#endif

static tw_valtype_t concrete_heaptype(struct tw__loader *loader, int64_t idx) {
    const struct tw_interp_module *module = loader->module;
    uint32_t heap = own_heaptype(loader, idx - (int64_t)module->type_count);
    if (idx < (int64_t)module->type_count) {
        heap = TW_HEAP_CONCRETE + module->types[idx]->id;
    } else if (heap == 0) {
        tw__bad(loader, TW_BAD_NO_TYPE);
    }
    return TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | heap;
}

tw_valtype_t tw__read_heaptype(struct tw__loader *loader) {
    int64_t heap = tw__read_s33(&loader->reader);
    if (!tw__is_ok(loader)) {
        return 0;
    }
    if (TW_CFG_FUNCTION_REFERENCES && heap >= 0) {
        return concrete_heaptype(loader, heap);
    }
    return abstract_heaptype(loader, heap >= -64 && heap < 0 ? (uint32_t)heap & 0x7f : 0);
}

static tw_valtype_t read_reftype_from(struct tw__loader *loader, uint32_t byte) {
    bool is_form = byte == 0x63 || byte == 0x64;
    if (!TW_CFG_REFERENCES && (is_form || byte == TW_HEAP_EXTERN)) {
        tw__bad(loader, TW_BAD_REFERENCES);
    }
    if (TW_CFG_FUNCTION_REFERENCES && is_form) {
        tw_valtype_t type = tw__read_heaptype(loader);
        return byte == 0x63 ? type : type & ~TW_VALTYPE_NULLABLE;
    }
    return abstract_heaptype(loader, byte);
}

static tw_valtype_t read_reftype(struct tw__loader *loader) {
    return read_reftype_from(loader, tw__read_byte(&loader->reader));
}

tw_valtype_t tw__read_valtype(struct tw__loader *loader) {
    uint32_t byte = tw__read_byte(&loader->reader);
    if (byte < TW_V128 || byte > TW_I32) {
        return read_reftype_from(loader, byte);
    }
    if (!TW_CFG_SIMD && byte == TW_V128) {
        tw__bad(loader, TW_BAD_SIMD);
    } else if (!TW_CFG_FLOAT && byte < TW_I64) {
        tw__bad(loader, TW_BAD_FLOATS);
    }
    return byte;
}

// Reads a vector of value types, into types unless that is NULL; how many they are.
static uint32_t read_types(struct tw__loader *loader, tw_valtype_t *types) {
    uint32_t count = tw__read_u32(&loader->reader);
    for (uint32_t i = 0; i < count && tw__is_ok(loader); i++) {
        tw_valtype_t type = tw__read_valtype(loader);
        if (types != NULL) {
            types[i] = type;
        }
    }
    return count;
}

#if TW_CFG_GC
static uint32_t cells_of_field(tw_valtype_t type) {
    return tw__cells_of(type & ~TW_FIELD_MUTABLE);
}
#else
#define cells_of_field(type) tw__cells_of(type)
#endif

static uint16_t sum_cells(const tw_valtype_t *types, uint32_t count) {
    uint32_t cells = 0;
    for (uint32_t i = 0; i < count; i++) {
        cells += cells_of_field(types[i]);
    }
    return (uint16_t)cells;
}

#if !TW_CFG_GC
// Reads the type once to know its size, and again into a block.
static void parse_type(struct tw__loader *loader, void *entry) {
    struct tw__type **type = entry;
    uint32_t form = tw__read_byte(&loader->reader);
    if (form != 0x60) {
        bool is_collector = (form >= 0x4e && form <= 0x50) || form == 0x5e || form == 0x5f;
        tw__bad(loader, is_collector ? TW_BAD_COLLECTOR : TW_BAD_TYPE);
    }
    const uint8_t *start = loader->reader.p;
    uint32_t params = read_types(loader, NULL);
    uint32_t results = read_types(loader, NULL);
    if (params > 1000 || results > 1000) {
        tw__bad(loader, TW_BAD_PARAMS);
    }
    if (!tw__is_ok(loader)) {
        return;
    }
    tw_functype_t *shape = tw__arena_alloc_scratch(
        loader->arena, sizeof *shape + (params + results) * sizeof shape->types[0]);
    if (shape != NULL) {
        loader->reader.p = start;
        (void)read_types(loader, shape->types);
        (void)read_types(loader, shape->types + params);
        shape->param_count = (uint16_t)params;
        shape->result_count = (uint16_t)results;
        shape->param_cells = sum_cells(shape->types, params);
        shape->result_cells = sum_cells(shape->types + params, results);
        *type = tw__type_intern(loader->store, shape);
        tw__arena_free(loader->arena, shape);
    }
    if (*type == NULL) {
        (void)tw__load_nomem(loader, "the module");
    }
}

#endif

// ---- limits, tables, memories, globals ---------------------------------------------------------

static uint32_t at_most(uint64_t count) {
    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

// Flags of limits (spec 5.3.7): 1 a maximum follows, 2 shared, 4 64-bit, 8 a page size follows.
static uint32_t read_flags(struct tw__loader *loader, uint32_t allowed) {
    uint32_t flags = tw__read_byte(&loader->reader);
    if ((flags & ~allowed) != 0) {
        tw__bad(loader, (flags & ~9u) == 4 ? TW_BAD_MEMORY64
                        : flags == 3       ? TW_BAD_THREADS
                                           : TW_BAD_LIMITS);
    }
    return flags;
}

static uint8_t read_page_size(struct tw__loader *loader) {
    uint32_t log2 = tw__read_u32(&loader->reader);
    if (log2 != 0 && log2 != 16) {
        tw__bad(loader, log2 < 64 ? TW_BAD_PAGE_SIZE : TW_BAD_LIMITS);
    }
    return (uint8_t)log2;
}

#if TW_CFG_THREADS
static void set_shared(struct tw__loader *loader, struct tw__limits *limits, uint32_t flags) {
    limits->is_shared = flags >> 1 & 1;
    if (limits->is_shared > limits->has_max) {
        tw__bad(loader, TW_BAD_SHARED);
    }
}
#else
#define set_shared(loader, limits, flags) (void)0
#endif

// Pages of a memory, elements of a table. The proposal of custom page sizes reads 64 bits, too.
static void read_limits(struct tw__loader *loader, struct tw__limits *limits, bool is_memory) {
    bool is_plain = !TW_CFG_CUSTOM_PAGE_SIZES || !is_memory;
    uint32_t flags = read_flags(loader, (is_plain ? 1 : 13) | (TW_CFG_MEMORY64 ? 4 : 0) |
                                            (TW_CFG_THREADS && is_memory ? 2 : 0));
    uint32_t kind = TW_CFG_MEMORY64 || (flags & 12) != 0 ? TW__LEB_U64 : TW__LEB_U32;
    limits->has_max = flags & 1;
    set_shared(loader, limits, flags);
    limits->is_64 = flags >> 2 & 1;
    uint64_t most = limits->is_64 != 0 ? UINT64_MAX : UINT32_MAX;
    uint64_t min = tw__read_leb(&loader->reader, kind);
    uint64_t max = limits->has_max != 0 ? tw__read_leb(&loader->reader, kind) : most;
    limits->page_log2 = (flags & 8) != 0 ? read_page_size(loader) : 16;
    if (is_memory && limits->page_log2 != 0) {
        most = (most >> 16) + 1;
        max = limits->has_max != 0 ? max : most;
    }
    if (min > most || max > most) {
        tw__bad(loader, TW_BAD_MEMORY_SIZE);
    }
    if (min > max) {
        tw__bad(loader, TW_BAD_MIN_MAX);
    }
    limits->min = at_most(min);
    limits->max = at_most(max);
}

static void read_tabletype(struct tw__loader *loader, void *entry) {
    struct tw__tabletype *type = entry;
    if (!TW_CFG_REFERENCES && loader->module->table_count > 0) {
        tw__bad(loader, TW_BAD_REFERENCES);
    }
    type->type = read_reftype(loader);
    read_limits(loader, &type->limits, false);
}

static void parse_memory(struct tw__loader *loader, void *entry) {
    if (!TW_CFG_MULTI_MEMORY && loader->module->memory_count > 0) {
        tw__bad(loader, TW_BAD_MEMORIES);
    }
    read_limits(loader, entry, true);
}

void tw__check_memory(struct tw__loader *loader, uint32_t idx) {
    if (idx >= loader->module->memory_count) {
        tw__bad(loader, TW_BAD_NO_MEMORY);
    } else if (TW_CFG_CUSTOM_PAGE_SIZES && !TW_CFG_MEMORY64 &&
               loader->module->memories[idx].is_64) {
        tw__bad(loader, TW_BAD_MEMORY64);
    }
}

static void read_globaltype(struct tw__loader *loader, void *entry) {
    struct tw__globaltype *type = entry;
    type->type = tw__read_valtype(loader);
    type->is_mutable = tw__read_byte(&loader->reader);
    if (type->is_mutable > 1) {
        tw__bad(loader, TW_BAD_MUTABILITY);
    }
}

static void parse_table(struct tw__loader *loader, void *entry) {
    struct tw__tabletype *type = entry;
    struct tw__reader *reader = &loader->reader;
    bool has_init =
        TW_CFG_FUNCTION_REFERENCES && tw__reader_left(reader) > 1 && reader->p[0] == 0x40;
    if (has_init) {
        reader->p++;
        if (tw__read_byte(reader) != 0) {
            tw__bad(loader, TW_BAD_TABLE);
        }
    }
    read_tabletype(loader, type);
    if (has_init) {
        type->init_off = tw__const_expr(loader, type->type);
    } else if ((type->type & TW_VALTYPE_NULLABLE) == 0) {
        tw__bad(loader, TW_BAD_TABLE_INIT);
    }
}

static void parse_global(struct tw__loader *loader, void *entry) {
    struct tw__globaltype *global = entry;
    struct tw_interp_module *module = loader->module;
    read_globaltype(loader, global);
    global->init_off = tw__const_expr(loader, global->type);
    uint32_t cells = module->global_cells + tw__cells_of(global->type);
    if (cells > UINT16_MAX) {
        tw__bad(loader, TW_BAD_GLOBALS);
    }
    global->cell = module->global_cells;
    module->global_cells = (uint16_t)cells;
}

// ---- vectors ------------------------------------------------------------------------------------

// Places in the module are offsets in words, of counts in halves; 0 for none. A section without a
// count is parsed once.
struct section {
    void (*parse)(struct tw__loader *loader, void *entry);
    uint8_t span;        // keeps the section's bytes
    uint8_t array;       // of the entries, ...
    uint8_t count;       // ... how many there are, ...
    uint8_t entry_size;  // ... 0 if they are only parsed
};
#define SECTIONS (TW_CFG_EXCEPTIONS ? 14 : 13)
static const struct section sections[SECTIONS];

static void *place_of(const struct tw__loader *loader, uint8_t at) {
    return (uint8_t *)loader->module + 4 * at;
}

static uint16_t *count_of(const struct tw__loader *loader, const struct section *section) {
    return (void *)((uint8_t *)loader->module + 2 * section->count);
}

// The entry that was parsed last counts if it was parsed well.
static void count_entry(const struct tw__loader *loader, const struct section *section) {
    uint16_t *count = count_of(loader, section);
    *count = (uint16_t)(*count + tw__is_ok(loader));
}

// The section that defines such an external: kinds come in the order of the sections.
static const struct section *section_of(uint32_t kind) {
    bool is_tag = TW_CFG_EXCEPTIONS && kind == TW_EXTERN_TAG;
    return &sections[is_tag ? TW_SECTION_TAG : SECTION_FUNC + kind];
}
// Makes room for so many more entries and gives the first, cleared; NULL if there is nothing to
// keep. Each takes at least a byte of the section, so a count beyond the bytes left is a lie.
static uint8_t *add_entries(struct tw__loader *loader, const struct section *section,
                            uint32_t count) {
    void *array = place_of(loader, section->array);
    uint32_t used = *count_of(loader, section);
    if (count > tw__reader_left(&loader->reader)) {
        tw__bad(loader, TW_BAD_END);
    }
    if (count > TW_MAX_ENTRIES - used) {
        tw__bad(loader, TW_BAD_ENTRIES);
    }
    size_t size = section->entry_size;
    if (!tw__is_ok(loader) || size * count == 0) {
        return NULL;
    }
    uint8_t *entries = NULL;
    memcpy(&entries, array, sizeof entries);
    entries = tw__arena_resize(loader->arena, entries, (used + count) * size);
    if (entries == NULL) {
        (void)tw__load_nomem(loader, "the module");
        return NULL;
    }
    memcpy(array, &entries, sizeof entries);
    return memset(entries + used * size, 0, count * size);
}

static void parse_vector(struct tw__loader *loader, const struct section *section) {
    uint32_t count = tw__read_u32(&loader->reader);
    uint8_t *entry = add_entries(loader, section, count);
    for (; count > 0 && tw__is_ok(loader); count--) {
        section->parse(loader, entry);
        count_entry(loader, section);
        entry = entry == NULL ? NULL : entry + section->entry_size;
    }
}

// ---- recursive types (spec 5.3.10) --------------------------------------------------------------

#if TW_CFG_GC

static const struct section type_entries;

// Fields, into types unless that is NULL; how many they are.
static uint32_t read_fields(struct tw__loader *loader, uint32_t count, tw_valtype_t *types) {
    for (uint32_t i = 0; i < count && tw__is_ok(loader); i++) {
        const uint8_t *p = loader->reader.p;
        bool is_packed = p != loader->reader.end && (*p == TW_PACKED_I8 || *p == TW_PACKED_I16);
        tw_valtype_t type = is_packed ? tw__read_byte(&loader->reader) : tw__read_valtype(loader);
        uint32_t is_mutable = tw__read_byte(&loader->reader);
        if (is_mutable > 1) {
            tw__bad(loader, TW_BAD_MUTABILITY);
        }
        if (types != NULL) {
            types[i] = type | (is_mutable != 0 ? TW_FIELD_MUTABLE : 0);
        }
    }
    return count;
}

// What is behind the form of a composite type; with NULL only the counts.
static void read_composite(struct tw__loader *loader, uint32_t form, tw_functype_t *shape,
                           uint32_t *params, uint32_t *results) {
    tw_valtype_t *types = shape != NULL ? shape->types : NULL;
    *results = 0;
    if (form == 0x60) {
        *params = read_types(loader, types);
        *results = read_types(loader, types != NULL ? types + *params : NULL);
    } else {
        uint32_t count = form == 0x5f ? tw__read_u32(&loader->reader) : 1;
        *params = read_fields(loader, count, types);
    }
}

static void parse_composite(struct tw__loader *loader, struct tw__candidate *type) {
    uint32_t form = tw__read_byte(&loader->reader);
    uint32_t params = 0;
    uint32_t results = 0;
    if (form != 0x60 && form != 0x5f && form != 0x5e) {
        tw__bad(loader, TW_BAD_TYPE);
        return;
    }
    const uint8_t *start = loader->reader.p;
    read_composite(loader, form, NULL, &params, &results);
    if (params > 10000 || results > 1000 || (form == 0x60 && params > 1000)) {
        tw__bad(loader, TW_BAD_PARAMS);
    }
    if (!tw__is_ok(loader)) {
        return;
    }
    tw_functype_t *shape = tw__arena_alloc_scratch(
        loader->arena, sizeof *shape + (params + results) * sizeof shape->types[0]);
    if (shape == NULL) {
        (void)tw__load_nomem(loader, "the module");
        return;
    }
    loader->reader.p = start;
    read_composite(loader, form, shape, &params, &results);
    shape->param_count = (uint16_t)params;
    shape->result_count = (uint16_t)results;
    shape->param_cells = sum_cells(shape->types, params);
    shape->result_cells = sum_cells(shape->types + params, results);
    type->shape = shape;
    type->kind = form == 0x60 ? TW_KIND_FUNC : form == 0x5f ? TW_KIND_STRUCT : TW_KIND_ARRAY;
}

static uint32_t peek(const struct tw__loader *loader) {
    return loader->reader.p != loader->reader.end ? *loader->reader.p : 0;
}

// Type i of the group.
static void parse_subtype(struct tw__loader *loader, struct tw__candidate *type, uint32_t i) {
    type->is_final = peek(loader) != 0x50;
    if (peek(loader) == 0x50 || peek(loader) == 0x4f) {
        loader->reader.p++;
        uint32_t count = tw__read_u32(&loader->reader);
        if (count > 1) {
            tw__bad(loader, TW_BAD_SUBTYPE);
        }
        if (count == 1) {
            uint32_t idx = tw__read_u32(&loader->reader);
            if (idx >= loader->module->type_count + i) {
                tw__bad(loader, TW_BAD_NO_TYPE);
            }
            type->super = tw__heap_of(concrete_heaptype(loader, idx));
        }
    }
    parse_composite(loader, type);
}

static void end_group(struct tw__loader *loader, const struct tw__candidate *group, uint32_t count,
                      struct tw__type **types) {
    struct tw_interp_module *module = loader->module;
    if (!tw__is_ok(loader)) {
        return;
    }
    if (!tw__group_intern(loader->store, group, count, types)) {
        (void)tw__load_nomem(loader, "the module");
        return;
    }
    module->type_count = (uint16_t)(module->type_count + count);
    for (uint32_t i = 0; i < count; i++) {
        if (!tw__is_sound(loader->store, types[i])) {
            tw__bad(loader, TW_BAD_SUBTYPE);
        }
    }
}

static void parse_group(struct tw__loader *loader, uint32_t count) {
    struct tw__type **types = (void *)add_entries(loader, &type_entries, count);
    if (!tw__is_ok(loader) || count == 0) {
        return;
    }
    struct tw__candidate *group = tw__arena_alloc_scratch(loader->arena, count * sizeof group[0]);
    if (group == NULL) {
        (void)tw__load_nomem(loader, "the module");
        return;
    }
    loader->group_count = count;
    for (uint32_t i = 0; i < count && tw__is_ok(loader); i++) {
        parse_subtype(loader, &group[i], i);
    }
    loader->group_count = 0;
    end_group(loader, group, count, types);
    for (uint32_t i = count; i > 0; i--) {
        tw__arena_free(loader->arena, group[i - 1].shape);
    }
    tw__arena_free(loader->arena, group);
}

static void parse_types(struct tw__loader *loader, void *entry) {
    uint32_t count = tw__read_u32(&loader->reader);
    (void)entry;
    for (; count > 0 && tw__is_ok(loader); count--) {
        bool is_group = peek(loader) == 0x4e;
        loader->reader.p += is_group;
        parse_group(loader, is_group ? tw__read_u32(&loader->reader) : 1);
    }
}

static void check_func_type(struct tw__loader *loader, uint32_t idx) {
    if (tw__is_ok(loader) && loader->module->types[idx]->kind != TW_KIND_FUNC) {
        tw__bad(loader, TW_BAD_NO_FUNC_TYPE);
    }
}
#else
static void check_func_type(const struct tw__loader *loader, uint32_t idx) {
    (void)loader, (void)idx;
}
#endif

// ---- imports, functions, exports, start --------------------------------------------------------

static void read_name(struct tw__loader *loader, tw_name_t *name) {
    tw__read_name(&loader->reader, name);
    if (!tw__utf8_is_valid((const uint8_t *)name->bytes, name->size)) {
        tw__bad(loader, TW_BAD_UTF8);
    }
}

static void parse_func(struct tw__loader *loader, void *entry) {
    struct tw__func *func = entry;
    func->type = (uint16_t)read_index(loader, loader->module->type_count, TW_BAD_NO_TYPE);
    check_func_type(loader, func->type);
    func->call_type = loader->section_id == SECTION_FUNC ? func->type : TW_NO_TYPE;
    loader->body_count += loader->section_id == SECTION_FUNC;
}

#if TW_CFG_EXCEPTIONS
const tw_functype_t *tw__check_tag(struct tw__loader *loader, uint32_t idx) {
    const struct tw_interp_module *module = loader->module;
    if (idx < module->tag_count) {
        return tw__functype_of(module->types[module->tags[idx]]);
    }
    tw__bad(loader, TW_BAD_NO_TAG);
    return NULL;
}

// Of a tag (spec 5.5.7): an attribute that is 0, and a function type without results.
static void parse_tag(struct tw__loader *loader, void *entry) {
    uint16_t *type = entry;
    if (tw__read_byte(&loader->reader) != 0) {
        tw__bad(loader, TW_BAD_TAG);
    }
    *type = (uint16_t)read_index(loader, loader->module->type_count, TW_BAD_NO_TYPE);
    check_func_type(loader, *type);
    if (tw__is_ok(loader) && tw__functype_of(loader->module->types[*type])->result_count > 0) {
        tw__bad(loader, TW_BAD_TAG_RESULT);
    }
}

#define LAST_KIND TW_EXTERN_TAG
static void note_tag_imports(struct tw_interp_module *module) {
    module->tag_imports = module->tag_count;
}
#else
#define LAST_KIND TW_EXTERN_GLOBAL
static void note_tag_imports(struct tw_interp_module *module) {
    (void)module;
}
#endif

static void (*const import_readers[])(struct tw__loader *, void *) = {
    parse_func, read_tabletype, parse_memory, read_globaltype,
#if TW_CFG_EXCEPTIONS
    parse_tag,
#endif
};

// What kind of thing is imported or exported.
static uint32_t read_kind(struct tw__loader *loader) {
    uint32_t kind = tw__read_byte(&loader->reader);
    if (kind > LAST_KIND) {
        tw__bad(loader, kind == TW_EXTERN_TAG ? TW_BAD_TAGS : TW_BAD_KIND);
    }
    return kind;
}

static void parse_import(struct tw__loader *loader, void *entry) {
    struct tw_interp_module *module = loader->module;
    (void)entry;
    tw_name_t name;
    read_name(loader, &name);
    read_name(loader, &name);
    uint32_t kind = read_kind(loader);
    if (!tw__is_ok(loader)) {
        return;
    }
    const struct section *section = section_of(kind);
    void *place = add_entries(loader, section, 1);
    if (place != NULL) {
        import_readers[kind](loader, place);
        count_entry(loader, section);
    }
    module->func_imports = module->func_count;
    module->table_imports = module->table_count;
    module->memory_imports = module->memory_count;
    module->global_imports = module->global_count;
    note_tag_imports(module);
}

static void parse_export(struct tw__loader *loader, void *entry) {
    const uint8_t **place = entry;
    tw_name_t name;
    *place = loader->reader.p;
    read_name(loader, &name);
    uint32_t kind = read_kind(loader);
    if (kind > LAST_KIND) {
        return;
    }
    uint32_t count = *count_of(loader, section_of(kind));
    uint32_t idx = read_index(loader, count, TW_BAD_NO_EXPORT);
    if (kind == TW_EXTERN_FUNC) {
        tw__declare(loader, idx);
    }
}

static void parse_start(struct tw__loader *loader, void *entry) {
    struct tw_interp_module *module = loader->module;
    (void)entry;
    module->start = read_index(loader, module->func_count, TW_BAD_NO_FUNC);
    if (!tw__is_ok(loader)) {
        return;
    }
    const tw_functype_t *type = tw__func_type(module, module->start);
    if (type->param_count + type->result_count > 0) {
        tw__bad(loader, TW_BAD_START);
    }
}

// ---- names of exports differ --------------------------------------------------------------------

// Shorter names come first.
static bool precedes(struct tw__loader *loader, const uint8_t *a, const uint8_t *b) {
    tw_name_t first;
    tw_name_t second;
    loader->reader.p = a;
    tw__read_name(&loader->reader, &first);
    loader->reader.p = b;
    tw__read_name(&loader->reader, &second);
    return first.size != second.size ? first.size < second.size
                                     : memcmp(first.bytes, second.bytes, first.size) < 0;
}

// Puts a name in a place of the heap, or below it: none precedes those that are below it.
static void sink(struct tw__loader *loader, uint32_t size, uint32_t at, const uint8_t *name) {
    const uint8_t **heap = loader->module->exports;
    for (uint32_t below = 2 * at + 1; below < size; below = 2 * at + 1) {
        if (below + 1 < size && precedes(loader, heap[below], heap[below + 1])) {
            below++;
        }
        if (!precedes(loader, name, heap[below])) {
            break;
        }
        heap[at] = heap[below];
        at = below;
    }
    heap[at] = name;
}

// Makes a heap of the names, takes the last one out again and again, and looks for one that is
// equal to the one before: n log n comparisons. The reader ends behind such a name.
static void check_names(struct tw__loader *loader) {
    const uint8_t **heap = loader->module->exports;
    uint32_t size = loader->module->export_count;
    const uint8_t *end = loader->reader.p;
    const uint8_t *last = NULL;
    for (uint32_t i = size / 2; i > 0; i--) {
        sink(loader, size, i - 1, heap[i - 1]);
    }
    while (size > 0) {
        const uint8_t *name = heap[0];
        if (last != NULL && !precedes(loader, name, last)) {
            tw__bad(loader, TW_BAD_EXPORT_NAME);
            return;
        }
        last = name;
        size--;
        sink(loader, size, 0, heap[size]);
    }
    loader->reader.p = end;
}

static void end_exports(struct tw__loader *loader) {
    if (tw__is_ok(loader)) {
        check_names(loader);
    }
    tw__arena_free(loader->arena, loader->module->exports);
    loader->module->exports = NULL;
}

// ---- segments ----------------------------------------------------------------------------------

static void read_elem_items(struct tw__loader *loader, tw_valtype_t type, bool is_expr) {
    uint32_t count = tw__read_u32(&loader->reader);
    for (; count > 0 && tw__is_ok(loader); count--) {
        if (is_expr) {
            (void)tw__const_expr(loader, type);
        } else {
            tw__declare(loader, read_index(loader, loader->module->func_count, TW_BAD_NO_FUNC));
        }
    }
}

// Functions given by index are never null (spec 5.5.12).
static tw_valtype_t read_elem_type(struct tw__loader *loader, uint32_t flags) {
    if ((flags & 4) != 0) {
        return (flags & 3) != 0 ? read_reftype(loader) : TW_FUNCREF;
    }
    if ((flags & 3) != 0 && tw__read_byte(&loader->reader) != 0) {
        tw__bad(loader, TW_BAD_SEGMENT);
    }
    return TW_FUNCREF & ~TW_VALTYPE_NULLABLE;
}

#if TW_CFG_MEMORY64
static tw_valtype_t table_index(const struct tw_interp_module *module, uint32_t idx) {
    return idx < module->table_count ? tw__index_type(&module->tables[idx].limits) : TW_I32;
}
static tw_valtype_t memory_index(const struct tw_interp_module *module, uint32_t idx) {
    return idx < module->memory_count ? tw__index_type(&module->memories[idx]) : TW_I32;
}
#else
#define table_index(module, idx) TW_I32
#define memory_index(module, idx) TW_I32
#endif

// Flags (spec 5.5.12): 1 passive or declarative, 2 explicit table or declarative, 4 expressions.
static void parse_elem(struct tw__loader *loader, void *entry) {
    const struct tw_interp_module *module = loader->module;
    struct tw__elem *elem = entry;
    uint32_t flags = tw__read_u32(&loader->reader);
    if (flags > 7) {
        tw__bad(loader, TW_BAD_SEGMENT);
    }
    bool is_active = (flags & 1) == 0;
    elem->flags = (uint8_t)flags;
    if (is_active) {
        elem->table = (flags & 2) != 0 ? tw__read_u32(&loader->reader) : 0;
        if (elem->table >= module->table_count) {
            tw__bad(loader, TW_BAD_NO_TABLE);
        }
        elem->offset_expr = tw__const_expr(loader, table_index(module, elem->table));
    }
    elem->type = read_elem_type(loader, flags);
    if (is_active && tw__is_ok(loader)) {
        tw__check_match(loader, elem->type, module->tables[elem->table].type);
    }
    elem->items = tw__reader_at(&loader->reader);
    read_elem_items(loader, elem->type, (flags & 4) != 0);
}

void tw__parse_data(struct tw__loader *loader, void *entry) {
    struct tw__reader *reader = &loader->reader;
    struct tw__data *data = entry;
    uint32_t flags = tw__read_u32(reader);
    if (flags > 2) {
        tw__bad(loader, TW_BAD_SEGMENT);
    }
    data->is_active = flags != 1;
    if (data->is_active) {
        uint32_t memory = flags == 2 ? tw__read_u32(reader) : 0;
        tw__check_memory(loader, memory);
        data->memory = (uint16_t)memory;
        data->offset_expr = tw__const_expr(loader, memory_index(loader->module, memory));
    }
    data->size = tw__read_u32(reader);
    data->bytes = tw__reader_at(reader);
    (void)tw__read_bytes(reader, data->size);
}

static void parse_data_count(struct tw__loader *loader, void *entry) {
    (void)entry;
    loader->declared_data_count = tw__read_u32(&loader->reader);
    loader->has_data_count = true;
}

// ---- declared functions (spec 3.5.1, C.refs) ---------------------------------------------------

// The bits are made for the first: by then all functions are known.
void tw__declare(struct tw__loader *loader, uint32_t func_idx) {
    if (!TW_CFG_REFERENCES || !tw__is_ok(loader)) {
        return;  // nobody asks, or there is no such function
    }
    if (loader->declared == NULL) {
        size_t size = (loader->module->func_count + 7u) / 8;
        loader->declared = tw__arena_alloc_scratch(loader->arena, size);
        if (loader->declared == NULL) {
            (void)tw__load_nomem(loader, "the module");
            return;
        }
    }
    loader->declared[func_idx / 8] |= (uint8_t)(1u << (func_idx % 8));
}

bool tw__is_declared(const struct tw__loader *loader, uint32_t func_idx) {
    return loader->is_relocating || (loader->declared != NULL &&
                                     (loader->declared[func_idx / 8] >> (func_idx % 8) & 1) != 0);
}

// ---- custom sections ----------------------------------------------------------------------------

static void parse_custom(struct tw__loader *loader, void *entry) {
    struct tw__reader *reader = &loader->reader;
    struct tw__reader ahead = *reader;
    uint32_t size = tw__read_u32(&ahead);
    bool is_cut = loader->collect_size < loader->section_size;
    (void)entry;
    if (is_cut && size > tw__reader_left(&ahead) && size < loader->section_size) {
        tw__bad(loader, TW_BAD_CUSTOM_NAME);
    }
    tw_name_t name;
    read_name(loader, &name);
    if (TW_CFG_ERR_TEXT && loader->module->is_mapped && name.size == 4 &&
        memcmp(name.bytes, "name", 4) == 0) {
        struct tw__span *span = &loader->module->name_section;
        span->bytes = reader->p;
        span->size = (uint32_t)tw__reader_left(reader);
        span->offset = tw__reader_offset(reader);
    }
    reader->p = reader->end;
}

// ---- dispatch -----------------------------------------------------------------------------------

#define AT(field) (uint8_t)(offsetof(struct tw_interp_module, field) / 4)
#define COUNT(field) (uint8_t)(offsetof(struct tw_interp_module, field) / 2)
#define ARRAY(array, count) \
    AT(array), COUNT(count), sizeof *((struct tw_interp_module *)NULL)->array
#if TW_CFG_GC
static const struct section type_entries = {NULL, 0, ARRAY(types, type_count)};
#define TYPES {parse_types, 0, 0, 0, 0}
#else
#define TYPES {parse_type, 0, ARRAY(types, type_count)}
#endif
static const struct section sections[SECTIONS] = {
    [0] = {parse_custom, 0, 0, 0, 0},
    [1] = TYPES,
    [2] = {parse_import, AT(import_section), 0, COUNT(import_count), 0},
    [3] = {parse_func, 0, ARRAY(funcs, func_count)},
    [4] = {parse_table, AT(table_section), ARRAY(tables, table_count)},
    [5] = {parse_memory, 0, ARRAY(memories, memory_count)},
    [6] = {parse_global, AT(global_section), ARRAY(globals, global_count)},
    [7] = {parse_export, AT(export_section), ARRAY(exports, export_count)},
    [8] = {parse_start, 0, 0, 0, 0},
    [9] = {parse_elem, AT(elem_section), ARRAY(elems, elem_count)},
    [11] = {tw__parse_data, AT(data_section), ARRAY(datas, data_count)},
    [12] = {parse_data_count, 0, 0, 0, 0},
#if TW_CFG_EXCEPTIONS
    [TW_SECTION_TAG] = {parse_tag, 0, ARRAY(tags, tag_count)},
#endif
};

_Static_assert(sizeof(struct tw_interp_module) < 4 * 256, "places fit");

static void parse_section(struct tw__loader *loader, const struct section *section) {
    if (section->count != 0) {
        parse_vector(loader, section);
    } else {
        section->parse(loader, NULL);
    }
    if (loader->section_id == SECTION_EXPORT) {
        end_exports(loader);
    }
    if (tw__reader_left(&loader->reader) > 0) {
        tw__bad(loader, TW_BAD_SECTION_SIZE);
    }
    tw__check_read(loader, true);
}

void tw__section_parse(struct tw__loader *loader, const uint8_t *bytes, uint32_t size,
                       uint32_t offset) {
    struct tw_interp_module *module = loader->module;
    const struct section *section = &sections[loader->section_id];
    struct tw__reader piece = loader->reader;
    if (section->span != 0) {  // also on failure: unload gives the bytes back
        struct tw__span *span = place_of(loader, section->span);
        span->bytes = bytes;
        span->size = size;
        span->offset = offset;
    }
    tw__reader_init(&loader->reader, bytes, size, offset);
    parse_section(loader, section);
    piece.status = loader->reader.status;
    loader->reader = piece;
    if (section->span == 0 && !module->is_mapped) {
        tw__arena_free(loader->arena, (void *)(uintptr_t)bytes);
    }
}
