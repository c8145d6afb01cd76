// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "core/load.h"

// Sections other than code (spec 5.5), each parsed from its whole bytes. What can be walked again
// where it lies (imports, exports, initial values, segments) is checked here and kept as a span;
// only what execution needs at once (types, function and global types, offsets of segments) is
// laid out in the arena.

static tw_err_t malformed(struct tw__loader *loader, const struct tw__reader *reader,
                          const char *what) {
    return tw__load_fail(loader, TW_ERR_MALFORMED, tw__reader_offset(reader), what);
}
static tw_err_t invalid(struct tw__loader *loader, const struct tw__reader *reader,
                        const char *what) {
    return tw__load_fail(loader, TW_ERR_INVALID, tw__reader_offset(reader), what);
}

// ---- types (spec 5.3) ------------------------------------------------------------------------

static bool is_future_heaptype(uint8_t byte) {
    return (byte >= 0x69 && byte <= 0x6e) || (byte >= 0x71 && byte <= 0x74);
}

#if TW_CFG_FUNCTION_REFERENCES
static tw_err_t concrete_heaptype(struct tw__loader *loader, struct tw__reader *reader,
                                  int64_t idx, tw_valtype_t *type) {
    const struct tw_interp_module *module = loader->module;
    bool is_self = loader->section_id == 1 && idx == module->type_count;
    if (idx >= (int64_t)module->type_count && !is_self) {
        return invalid(loader, reader, "unknown type");
    }
    uint32_t heap = is_self ? TW_HEAP_SELF : TW_HEAP_CONCRETE + module->types[idx]->id;
    *type = TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | heap;
    return TW_ERR_OK;
}
#endif

tw_err_t tw__read_heaptype(struct tw__loader *loader, struct tw__reader *reader,
                           tw_valtype_t *type) {
    *type = TW_FUNCREF;
    int64_t heap = tw__read_s33(reader);
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
#if TW_CFG_FUNCTION_REFERENCES
    if (heap >= 0) {
        return concrete_heaptype(loader, reader, heap, type);
    }
#endif
    uint8_t byte = (uint8_t)(heap & 0x7f);
    if (heap < -64 || heap >= 0) {
        return malformed(loader, reader, "malformed heap type");
    }
    if (is_future_heaptype(byte)) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader),
                             "a heap type of garbage collection or exceptions");
    }
    if (byte != TW_HEAP_FUNC && byte != TW_HEAP_EXTERN) {
        return malformed(loader, reader, "malformed heap type");
    }
    *type = TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | byte;
    return TW_ERR_OK;
}

static tw_err_t read_ref_form(struct tw__loader *loader, struct tw__reader *reader, uint8_t byte,
                              tw_valtype_t *type) {
    tw_err_t err = tw__read_heaptype(loader, reader, type);
    if (byte == 0x64) {
        *type &= ~TW_VALTYPE_NULLABLE;
    }
    return err;
}

tw_err_t tw__read_valtype(struct tw__loader *loader, struct tw__reader *reader,
                          tw_valtype_t *type) {
    uint8_t byte = tw__read_byte(reader);
    *type = byte;
    if (reader->status != TW_READER_OK || byte == TW_I32 || byte == TW_I64) {
        return TW_ERR_OK;
    }
    if (byte == TW_F32 || byte == TW_F64) {
        return TW_CFG_FLOAT ? TW_ERR_OK
                            : tw__load_fail(loader, TW_ERR_UNSUPPORTED,
                                            tw__reader_offset(reader), "floats");
    }
    if (byte == TW_V128) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader), "SIMD");
    }
    reader->p--;
    if (byte != 0x70 && byte != 0x6f && byte != 0x63 && byte != 0x64 &&
        !is_future_heaptype(byte)) {
        return malformed(loader, reader, "malformed value type");
    }
    return tw__read_reftype(loader, reader, type);
}

tw_err_t tw__read_reftype(struct tw__loader *loader, struct tw__reader *reader,
                          tw_valtype_t *type) {
    uint8_t byte = tw__read_byte(reader);
    *type = TW_FUNCREF;
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    if (!TW_CFG_REFERENCES && byte != 0x70) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader),
                             "reference types");
    }
    if (TW_CFG_FUNCTION_REFERENCES && (byte == 0x63 || byte == 0x64)) {
        return read_ref_form(loader, reader, byte, type);
    }
    if (byte == 0x70 || byte == 0x6f || is_future_heaptype(byte)) {
        reader->p--;
        return tw__read_heaptype(loader, reader, type);
    }
    return malformed(loader, reader, "malformed reference type");
}

// Reads a vector of value types; stores them if types is not NULL.
static tw_err_t read_types(struct tw__loader *loader, struct tw__reader *reader,
                           tw_valtype_t *types, uint32_t *count) {
    *count = tw__read_u32(reader);
    for (uint32_t i = 0; i < *count && reader->status == TW_READER_OK; i++) {
        tw_valtype_t type = 0;
        tw_err_t err = tw__read_valtype(loader, reader, &type);
        if (err != TW_ERR_OK) {
            return err;
        }
        if (types != NULL) {
            types[i] = type;
        }
    }
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "a type");
}

static uint16_t sum_cells(const tw_valtype_t *types, uint32_t count) {
    uint32_t cells = 0;
    for (uint32_t i = 0; i < count; i++) {
        cells += tw__cells_of(types[i]);
    }
    return (uint16_t)cells;
}

// Reads the type once to know its size, and again into a block.
static tw_err_t read_functype(struct tw__loader *loader, struct tw__reader *reader,
                              struct tw__type **type) {
    uint32_t params = 0;
    uint32_t results = 0;
    struct tw__reader first = *reader;
    tw_err_t err = read_types(loader, &first, NULL, &params);
    err = err != TW_ERR_OK ? err : read_types(loader, &first, NULL, &results);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (params > 1000 || results > 1000) {
        return tw__load_fail(loader, TW_ERR_LIMIT, tw__reader_offset(reader),
                             "more than 1000 parameters or results");
    }
    tw_functype_t *shape = tw__arena_alloc_scratch(
        loader->arena, sizeof *shape + (params + results) * sizeof shape->types[0]);
    if (shape == NULL) {
        return tw__load_nomem(loader, "a type");
    }
    (void)read_types(loader, reader, shape->types, &params);
    (void)read_types(loader, reader, shape->types + params, &results);
    shape->param_count = (uint16_t)params;
    shape->result_count = (uint16_t)results;
    shape->param_cells = sum_cells(shape->types, params);
    shape->result_cells = sum_cells(shape->types + params, results);
    *type = tw__type_intern(loader->store, shape);
    tw__arena_free(loader->arena, shape);
    return *type != NULL ? TW_ERR_OK : tw__load_nomem(loader, "a type");
}

// Room for `count` more elements behind the `used` ones of an array of the module. Each takes at
// least a byte of the section, so a count beyond the bytes left is a lie.
static tw_err_t make_room(struct tw__loader *loader, struct tw__reader *reader, void **array,
                          uint32_t used, uint32_t count, size_t elem_size) {
    if (reader->status != TW_READER_OK || count > tw__reader_left(reader)) {
        reader->status = reader->status == TW_READER_OK ? TW_READER_SHORT : reader->status;
        return tw__load_bad_read(loader, reader, "a vector");
    }
    if (count == 0) {
        return TW_ERR_OK;
    }
    void *grown = tw__arena_resize(loader->arena, *array, (used + count) * elem_size);
    if (grown == NULL) {
        return tw__load_nomem(loader, "a section's table");
    }
    *array = grown;
    return TW_ERR_OK;
}

static tw_err_t type_form(struct tw__loader *loader, struct tw__reader *reader) {
    uint8_t form = tw__read_byte(reader);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "a type");
    }
    if (form == 0x4e || form == 0x4f || form == 0x50 || form == 0x5e || form == 0x5f) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader) - 1,
                             "a type of garbage collection");
    }
    return form == 0x60 ? TW_ERR_OK : malformed(loader, reader, "malformed functype");
}

static tw_err_t parse_types(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    if (count > TW_MAX_TYPES) {
        return tw__load_fail(loader, TW_ERR_LIMIT, tw__reader_offset(reader), "too many types");
    }
    tw_err_t err = make_room(loader, reader, (void **)&module->types, 0, count,
                             sizeof module->types[0]);
    while (err == TW_ERR_OK && module->type_count < count) {
        err = type_form(loader, reader);
        struct tw__type *type = NULL;
        err = err != TW_ERR_OK ? err : read_functype(loader, reader, &type);
        if (err == TW_ERR_OK) {
            module->types[module->type_count++] = type;
        }
    }
    return err;
}

// ---- limits, tables, memories, globals ---------------------------------------------------------

static tw_err_t read_limits(struct tw__loader *loader, struct tw__reader *reader, uint8_t flags,
                            struct tw__limits *limits) {
    bool is_wide = (flags & 8) != 0;  // the proposal of custom page sizes reads 64 bits
    limits->has_max = (flags & 1) != 0;
    limits->max = UINT32_MAX;
    limits->min = is_wide ? tw__read_u64(reader) : tw__read_u32(reader);
    if (limits->has_max) {
        limits->max = is_wide ? tw__read_u64(reader) : tw__read_u32(reader);
    }
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "limits");
}

// Flags of limits (spec 5.3.7): 1 a maximum follows, 2 shared, 4 64-bit, 8 a page size follows.
static tw_err_t read_flags(struct tw__loader *loader, struct tw__reader *reader, uint8_t allowed,
                           uint8_t *flags) {
    *flags = tw__read_byte(reader);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "limits");
    }
    if ((*flags & ~allowed) == 0) {
        return TW_ERR_OK;
    }
    if ((*flags & ~9u) == 4) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader), "memory64");
    }
    if (*flags == 3) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader), "threads");
    }
    return malformed(loader, reader, "malformed limits flags");
}

static tw_err_t read_tabletype(struct tw__loader *loader, struct tw__reader *reader,
                               struct tw__tabletype *type) {
    memset(type, 0, sizeof *type);
    tw_err_t err = tw__read_reftype(loader, reader, &type->type);
    uint8_t flags = 0;
    err = err != TW_ERR_OK ? err : read_flags(loader, reader, 1, &flags);
    err = err != TW_ERR_OK ? err : read_limits(loader, reader, flags, &type->limits);
    if (err == TW_ERR_OK && type->limits.min > type->limits.max) {
        return invalid(loader, reader, "size minimum must not be greater than maximum");
    }
    return err;
}

static tw_err_t read_page_size(struct tw__loader *loader, struct tw__reader *reader,
                               struct tw__limits *limits) {
    uint32_t log2 = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "a page size");
    }
    if (log2 >= 64) {
        return malformed(loader, reader, "invalid custom page size");
    }
    limits->page_log2 = (uint8_t)log2;
    return log2 == 0 || log2 == 16 ? TW_ERR_OK
                                   : invalid(loader, reader, "invalid custom page size");
}

static tw_err_t read_memtype(struct tw__loader *loader, struct tw__reader *reader,
                             struct tw__limits *limits) {
    memset(limits, 0, sizeof *limits);
    limits->page_log2 = 16;
    uint8_t flags = 0;
    tw_err_t err = read_flags(loader, reader, TW_CFG_CUSTOM_PAGE_SIZES ? 9 : 1, &flags);
    err = err != TW_ERR_OK ? err : read_limits(loader, reader, flags, limits);
    if (err == TW_ERR_OK && (flags & 8) != 0) {
        err = read_page_size(loader, reader, limits);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    uint64_t most = limits->page_log2 == 16 ? 65536 : UINT32_MAX;
    if (limits->min > most || (limits->has_max && limits->max > most)) {
        return invalid(loader, reader, "memory size must be at most 4 GiB");
    }
    limits->max = limits->has_max ? limits->max : most;
    return limits->min <= limits->max
               ? TW_ERR_OK
               : invalid(loader, reader, "size minimum must not be greater than maximum");
}

static tw_err_t read_globaltype(struct tw__loader *loader, struct tw__reader *reader,
                                struct tw__globaltype *type) {
    memset(type, 0, sizeof *type);
    tw_err_t err = tw__read_valtype(loader, reader, &type->type);
    uint8_t mutability = tw__read_byte(reader);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "a global");
    }
    type->is_mutable = mutability;
    return mutability <= 1 ? TW_ERR_OK : malformed(loader, reader, "malformed mutability");
}

static tw_err_t check_memory_count(struct tw__loader *loader, struct tw__reader *reader) {
    return TW_CFG_MULTI_MEMORY || loader->module->memory_count <= 1
               ? TW_ERR_OK
               : invalid(loader, reader, "multiple memories");
}

static tw_err_t parse_table(struct tw__loader *loader, struct tw__reader *reader,
                            struct tw__tabletype *type) {
    bool has_init = false;
    if (TW_CFG_FUNCTION_REFERENCES && tw__reader_left(reader) > 1 && reader->p[0] == 0x40) {
        has_init = true;
        reader->p++;
        if (tw__read_byte(reader) != 0) {
            return malformed(loader, reader, "malformed table");
        }
    }
    tw_err_t err = read_tabletype(loader, reader, type);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!has_init) {
        return (type->type & TW_VALTYPE_NULLABLE) != 0
                   ? TW_ERR_OK
                   : invalid(loader, reader, "type mismatch: table without initial value");
    }
    type->init_off = tw__reader_offset(reader) - reader->origin_offset;
    return tw__const_expr_validate(loader, reader, type->type);
}

static tw_err_t parse_tables(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = make_room(loader, reader, (void **)&module->tables, module->table_count, count,
                             sizeof module->tables[0]);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = parse_table(loader, reader, &module->tables[module->table_count]);
        module->table_count += err == TW_ERR_OK;
    }
    if (err == TW_ERR_OK && !TW_CFG_REFERENCES && module->table_count > 1) {
        return invalid(loader, reader, "multiple tables");
    }
    return err;
}

static tw_err_t parse_memories(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = make_room(loader, reader, (void **)&module->memories, module->memory_count,
                             count, sizeof module->memories[0]);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = read_memtype(loader, reader, &module->memories[module->memory_count]);
        module->memory_count += err == TW_ERR_OK;
    }
    return err != TW_ERR_OK ? err : check_memory_count(loader, reader);
}

static tw_err_t parse_globals(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = make_room(loader, reader, (void **)&module->globals, module->global_count,
                             count, sizeof module->globals[0]);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        struct tw__globaltype *global = &module->globals[module->global_count];
        err = read_globaltype(loader, reader, global);
        if (err != TW_ERR_OK) {
            break;
        }
        global->init_off = tw__reader_offset(reader) - reader->origin_offset;
        err = tw__const_expr_validate(loader, reader, global->type);
        global->cell = (uint16_t)module->global_cells;
        module->global_cells += tw__cells_of(global->type);
        module->global_count += err == TW_ERR_OK;
        if (err == TW_ERR_OK && module->global_cells > UINT16_MAX) {
            return tw__load_fail(loader, TW_ERR_LIMIT, tw__reader_offset(reader),
                                 "more than 65,535 cells of globals");
        }
    }
    return err;
}

// ---- imports, functions, exports, start --------------------------------------------------------

static tw_err_t read_name(struct tw__loader *loader, struct tw__reader *reader, tw_name_t *name) {
    name->size = tw__read_u32(reader);
    name->bytes = (const char *)tw__read_bytes(reader, name->size);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "a name");
    }
    return tw__utf8_is_valid((const uint8_t *)name->bytes, name->size)
               ? TW_ERR_OK
               : malformed(loader, reader, "malformed UTF-8 encoding");
}

static tw_err_t add_func(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t type = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "a function");
    }
    if (type >= module->type_count) {
        return invalid(loader, reader, "unknown type");
    }
    struct tw__func *func = &module->funcs[module->func_count++];
    func->code = 0;
    func->type = (uint16_t)type;
    func->call_type = loader->section_id == 3 ? func->type : TW_NO_TYPE;
    return TW_ERR_OK;
}

static tw_err_t parse_import(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    tw_name_t name;
    tw_err_t err = read_name(loader, reader, &name);
    err = err != TW_ERR_OK ? err : read_name(loader, reader, &name);
    uint8_t kind = tw__read_byte(reader);
    if (err != TW_ERR_OK) {
        return err;
    }
    switch (kind) {
    case TW_EXTERN_FUNC:
        return add_func(loader, reader);
    case TW_EXTERN_TABLE:
        return read_tabletype(loader, reader, &module->tables[module->table_count++]);
    case TW_EXTERN_MEMORY:
        return read_memtype(loader, reader, &module->memories[module->memory_count++]);
    case TW_EXTERN_GLOBAL:
        return read_globaltype(loader, reader, &module->globals[module->global_count++]);
    default:
        return malformed(loader, reader, "malformed import kind (a tag would need exceptions)");
    }
}

// The kinds of the imports, counted without looking at more than is needed to walk them.
static void count_kinds(struct tw__reader reader, uint32_t count, uint32_t kinds[5]) {
    for (uint32_t i = 0; i < count; i++) {
        tw_name_t name;
        uint8_t kind = 0;
        tw__skip_import(&reader, &name, &name, &kind);
        if (kind > TW_EXTERN_GLOBAL) {
            return;  // parse_import says what is wrong
        }
        kinds[kind]++;  // also of one that is cut off: parse_import begins to write it
        if (reader.status != TW_READER_OK) {
            return;
        }
    }
}

static tw_err_t room_for_imports(struct tw__loader *loader, struct tw__reader *reader,
                                 uint32_t count) {
    struct tw_interp_module *module = loader->module;
    uint32_t kinds[5] = {0};
    count_kinds(*reader, count, kinds);
    tw_err_t err = make_room(loader, reader, (void **)&module->funcs, 0, kinds[TW_EXTERN_FUNC],
                             sizeof module->funcs[0]);
    err = err != TW_ERR_OK ? err
                           : make_room(loader, reader, (void **)&module->tables, 0,
                                       kinds[TW_EXTERN_TABLE], sizeof module->tables[0]);
    err = err != TW_ERR_OK ? err
                           : make_room(loader, reader, (void **)&module->memories, 0,
                                       kinds[TW_EXTERN_MEMORY], sizeof module->memories[0]);
    return err != TW_ERR_OK ? err
                            : make_room(loader, reader, (void **)&module->globals, 0,
                                        kinds[TW_EXTERN_GLOBAL], sizeof module->globals[0]);
}

static tw_err_t parse_imports(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = room_for_imports(loader, reader, count);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = parse_import(loader, reader);
        module->import_count += err == TW_ERR_OK;
    }
    module->func_imports = module->func_count;
    module->table_imports = module->table_count;
    module->memory_imports = module->memory_count;
    module->global_imports = module->global_count;
    return err != TW_ERR_OK ? err : check_memory_count(loader, reader);
}

static tw_err_t parse_funcs(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    if (count > TW_MAX_FUNCS - module->func_count) {
        return tw__load_fail(loader, TW_ERR_LIMIT, tw__reader_offset(reader),
                             "more than 65,535 functions");
    }
    tw_err_t err = make_room(loader, reader, (void **)&module->funcs, module->func_count, count,
                             sizeof module->funcs[0]);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = add_func(loader, reader);
    }
    loader->body_count = count;
    return err;
}

static tw_err_t check_export(struct tw__loader *loader, struct tw__reader *reader, uint8_t kind,
                             uint32_t idx) {
    const struct tw_interp_module *module = loader->module;
    const uint32_t counts[] = {module->func_count, module->table_count, module->memory_count,
                               module->global_count};
    if (kind == TW_EXTERN_TAG) {
        return tw__load_fail(loader, TW_ERR_UNSUPPORTED, tw__reader_offset(reader),
                             "exceptions (export of a tag)");
    }
    if (kind > TW_EXTERN_GLOBAL) {
        return malformed(loader, reader, "malformed export kind");
    }
    if (idx >= counts[kind]) {
        return invalid(loader, reader, "unknown export");
    }
    if (kind == TW_EXTERN_FUNC) {
        tw__declare(loader, idx);
    }
    return TW_ERR_OK;
}

// Names must differ. Quadratic in the number of exports, which the section's bytes bound; each
// pair costs a comparison of lengths first.
static bool is_name_taken(const struct tw__reader *reader, const uint8_t *first, uint32_t count,
                          const tw_name_t *name) {
    struct tw__reader walk = *reader;
    walk.p = first;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = tw__read_u32(&walk);
        const uint8_t *bytes = tw__read_bytes(&walk, size);
        (void)tw__read_byte(&walk);
        (void)tw__read_u32(&walk);
        if (size == name->size && memcmp(bytes, name->bytes, size) == 0) {
            return true;
        }
    }
    return false;
}

static tw_err_t parse_exports(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    const uint8_t *first = reader->p;
    for (uint32_t i = 0; i < count; i++) {
        tw_name_t name;
        tw_err_t err = read_name(loader, reader, &name);
        if (err == TW_ERR_OK && is_name_taken(reader, first, i, &name)) {
            return invalid(loader, reader, "duplicate export name");
        }
        uint8_t kind = tw__read_byte(reader);
        uint32_t idx = tw__read_u32(reader);
        if (err == TW_ERR_OK && reader->status != TW_READER_OK) {
            return tw__load_bad_read(loader, reader, "an export");
        }
        err = err != TW_ERR_OK ? err : check_export(loader, reader, kind, idx);
        if (err != TW_ERR_OK) {
            return err;
        }
        module->export_count++;
    }
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "exports");
}

static tw_err_t parse_start(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    module->start = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return tw__load_bad_read(loader, reader, "start");
    }
    if (module->start >= module->func_count) {
        return invalid(loader, reader, "unknown function");
    }
    const tw_functype_t *type = tw__func_type(module, module->start);
    return type->param_count == 0 && type->result_count == 0
               ? TW_ERR_OK
               : invalid(loader, reader, "start function must be () -> ()");
}

// ---- segments ----------------------------------------------------------------------------------

static tw_err_t read_elem_items(struct tw__loader *loader, struct tw__reader *reader,
                                tw_valtype_t type, bool is_expr) {
    uint32_t count = tw__read_u32(reader);
    for (uint32_t i = 0; i < count && reader->status == TW_READER_OK; i++) {
        if (is_expr) {
            tw_err_t err = tw__const_expr_validate(loader, reader, type);
            if (err != TW_ERR_OK) {
                return err;
            }
            continue;
        }
        uint32_t func = tw__read_u32(reader);
        if (reader->status == TW_READER_OK && func >= loader->module->func_count) {
            return invalid(loader, reader, "unknown function");
        }
        tw__declare(loader, func);
    }
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "elements");
}

static tw_err_t read_elem_kind(struct tw__loader *loader, struct tw__reader *reader,
                               uint32_t flags, tw_valtype_t *type) {
    // Functions given by index are never null (spec 5.5.12).
    *type = (flags & 4) != 0 ? TW_FUNCREF : TW_FUNCREF & ~TW_VALTYPE_NULLABLE;
    if ((flags & 3) == 0) {
        return TW_ERR_OK;
    }
    if ((flags & 4) != 0) {
        return tw__read_reftype(loader, reader, type);
    }
    uint8_t kind = tw__read_byte(reader);
    return kind == 0 || reader->status != TW_READER_OK
               ? TW_ERR_OK
               : malformed(loader, reader, "malformed element kind");
}

// Flags (spec 5.5.12): 1 passive or declarative, 2 explicit table or declarative, 4 expressions.
static tw_err_t parse_elem(struct tw__loader *loader, struct tw__reader *reader,
                           struct tw__elem *elem) {
    memset(elem, 0, sizeof *elem);
    uint32_t flags = tw__read_u32(reader);
    if (reader->status != TW_READER_OK || flags > 7) {
        return reader->status == TW_READER_OK
                   ? malformed(loader, reader, "malformed elements segment kind")
                   : tw__load_bad_read(loader, reader, "elements");
    }
    elem->flags = (uint8_t)flags;
    bool is_active = (flags & 1) == 0;
    elem->table = is_active && (flags & 2) != 0 ? tw__read_u32(reader) : 0;
    if (is_active && elem->table >= loader->module->table_count) {
        return invalid(loader, reader, "unknown table");
    }
    elem->offset_expr = (uint32_t)(reader->p - reader->origin);
    tw_err_t err = is_active ? tw__const_expr_validate(loader, reader, TW_I32) : TW_ERR_OK;
    err = err != TW_ERR_OK ? err : read_elem_kind(loader, reader, flags, &elem->type);
    if (err == TW_ERR_OK && is_active &&
        !tw__type_matches(elem->type, loader->module->tables[elem->table].type)) {
        return invalid(loader, reader, "type mismatch");
    }
    elem->items = (uint32_t)(reader->p - reader->origin);
    return err != TW_ERR_OK ? err
                            : read_elem_items(loader, reader, elem->type, (flags & 4) != 0);
}

static tw_err_t parse_elems(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = make_room(loader, reader, (void **)&module->elems, 0, count,
                             sizeof module->elems[0]);
    while (err == TW_ERR_OK && module->elem_count < count) {
        err = parse_elem(loader, reader, &module->elems[module->elem_count]);
        module->elem_count += err == TW_ERR_OK;
    }
    return err;
}

static tw_err_t parse_data_segment(struct tw__loader *loader, struct tw__reader *reader,
                                   struct tw__data *data) {
    memset(data, 0, sizeof *data);
    uint32_t flags = tw__read_u32(reader);
    if (reader->status == TW_READER_OK && flags > 2) {
        return malformed(loader, reader, "malformed data segment kind");
    }
    uint32_t memory = flags == 2 ? tw__read_u32(reader) : 0;
    tw_err_t err = TW_ERR_OK;
    data->is_active = flags != 1;
    if (reader->status == TW_READER_OK && data->is_active) {
        if (memory >= loader->module->memory_count) {
            return invalid(loader, reader, "unknown memory");
        }
        data->memory = (uint16_t)memory;
        data->offset_expr = (uint32_t)(reader->p - reader->origin);
        err = tw__const_expr_validate(loader, reader, TW_I32);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    data->size = tw__read_u32(reader);
    data->bytes = (uint32_t)(reader->p - reader->origin);
    (void)tw__read_bytes(reader, data->size);
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "data");
}

static tw_err_t parse_data(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw_interp_module *module = loader->module;
    uint32_t count = tw__read_u32(reader);
    tw_err_t err = make_room(loader, reader, (void **)&module->datas, 0, count,
                             sizeof module->datas[0]);
    while (err == TW_ERR_OK && module->data_count < count) {
        err = parse_data_segment(loader, reader, &module->datas[module->data_count]);
        module->data_count += err == TW_ERR_OK;
    }
    return err;
}

static tw_err_t parse_data_count(struct tw__loader *loader, struct tw__reader *reader) {
    loader->declared_data_count = tw__read_u32(reader);
    loader->has_data_count = true;
    return reader->status == TW_READER_OK ? TW_ERR_OK
                                          : tw__load_bad_read(loader, reader, "data count");
}

// ---- declared functions (spec 3.5.1, C.refs) ---------------------------------------------------

void tw__declare(struct tw__loader *loader, uint32_t func_idx) {
    if (loader->declared != NULL && func_idx < loader->module->func_count) {
        loader->declared[func_idx / 8] |= (uint8_t)(1u << (func_idx % 8));
    }
}

bool tw__is_declared(const struct tw__loader *loader, uint32_t func_idx) {
    return loader->declared == NULL ||  // a body that was validated before is translated again
           (loader->declared[func_idx / 8] >> (func_idx % 8) & 1) != 0;
}

// The bits are made when all functions are known: before the first section behind functions that
// can declare one.
tw_err_t tw__open_declared(struct tw__loader *loader) {
    if (loader->declared != NULL || loader->section_id <= 3 || loader->module->func_count == 0) {
        return TW_ERR_OK;
    }
    size_t size = (loader->module->func_count + 7) / 8;
    loader->declared = tw__arena_alloc_scratch(loader->arena, size);
    if (loader->declared == NULL) {
        return tw__load_nomem(loader, "the loader");
    }
    memset(loader->declared, 0, size);
    return TW_ERR_OK;
}

// ---- custom sections ----------------------------------------------------------------------------

static tw_err_t parse_custom(struct tw__loader *loader, struct tw__reader *reader) {
    struct tw__reader ahead = *reader;
    uint32_t size = tw__read_u32(&ahead);
    bool is_cut = loader->collect_size < loader->section_size;
    if (is_cut && ahead.status == TW_READER_OK && size > tw__reader_left(&ahead) &&
        size < loader->section_size) {
        return tw__load_fail(loader, TW_ERR_LIMIT, tw__reader_offset(reader),
                             "name of a streamed custom section longer than 500 bytes");
    }
    tw_name_t name;
    tw_err_t err = read_name(loader, reader, &name);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (loader->module->is_mapped && name.size == 4 && memcmp(name.bytes, "name", 4) == 0) {
        loader->module->name_section.bytes = reader->p;
        loader->module->name_section.size = (uint32_t)tw__reader_left(reader);
        loader->module->name_section.offset = tw__reader_offset(reader);
    }
    reader->p = reader->end;
    return TW_ERR_OK;
}

// ---- dispatch -----------------------------------------------------------------------------------

struct section {
    tw_err_t (*parse)(struct tw__loader *loader, struct tw__reader *reader);
    uint16_t span;  // offset of the span that keeps its bytes, or 0
};
#define SPAN(field) (uint16_t) offsetof(struct tw_interp_module, field)
static const struct section sections[13] = {
    [0] = {parse_custom, 0},
    [1] = {parse_types, 0},
    [2] = {parse_imports, SPAN(import_section)},
    [3] = {parse_funcs, 0},
    [4] = {parse_tables, SPAN(table_section)},
    [5] = {parse_memories, 0},
    [6] = {parse_globals, SPAN(global_section)},
    [7] = {parse_exports, SPAN(export_section)},
    [8] = {parse_start, 0},
    [9] = {parse_elems, SPAN(elem_section)},
    [11] = {parse_data, SPAN(data_section)},
    [12] = {parse_data_count, 0},
};

static tw_err_t parse_section(struct tw__loader *loader, struct tw__reader *reader) {
    tw_err_t err = tw__open_declared(loader);
    err = err != TW_ERR_OK ? err : sections[loader->section_id].parse(loader, reader);
    if (err == TW_ERR_OK && tw__reader_left(reader) > 0) {
        return malformed(loader, reader, "section size mismatch");
    }
    return err;
}

tw_err_t tw__section_parse(struct tw__loader *loader, const uint8_t *bytes, uint32_t size,
                           uint32_t offset) {
    struct tw_interp_module *module = loader->module;
    const struct section *section = &sections[loader->section_id];
    struct tw__reader reader;
    tw__reader_init(&reader, bytes, size, offset);
    if (section->span != 0) {  // also on failure: unload gives the bytes back
        struct tw__span *span = (struct tw__span *)(void *)((uint8_t *)module + section->span);
        span->bytes = bytes;
        span->size = size;
        span->offset = offset;
    }
    tw_err_t err = parse_section(loader, &reader);
    if (section->span == 0 && !module->is_mapped) {
        tw__arena_free(loader->arena, (void *)(uintptr_t)bytes);
    }
    return err;
}
