// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"
#include "core/translate.h"

// Questions about loaded modules, answered from the sections where they lie; nothing of the answers
// is kept in RAM.

void tw__open_span(struct tw__reader *reader, const struct tw__span *span) {
    tw__reader_init(reader, span->bytes, span->size, span->offset);
}

const tw_functype_t *tw__func_type(const struct tw_interp_module *module, uint32_t func_idx) {
    return tw__functype_of(module->types[module->funcs[func_idx].type]);
}

// Types are LEB128s: indices, limits behind their flags, mutability behind a value type.
void tw__skip_import(struct tw__reader *reader, tw_name_t *module_name, tw_name_t *name,
                     uint8_t *kind) {
    tw__read_name(reader, module_name);
    tw__read_name(reader, name);
    *kind = tw__read_byte(reader);
    bool has_valtype = *kind == TW_EXTERN_TABLE || *kind == TW_EXTERN_GLOBAL;
    bool has_limits = *kind == TW_EXTERN_TABLE || *kind == TW_EXTERN_MEMORY;
    uint32_t form = has_valtype ? tw__read_byte(reader) : 0;
    if (TW_CFG_FUNCTION_REFERENCES && (form == 0x63 || form == 0x64)) {
        (void)tw__read_s33(reader);
    }
    uint32_t flags = has_limits ? tw__read_byte(reader) : 0;
    if (TW_CFG_EXCEPTIONS && *kind == TW_EXTERN_TAG) {
        (void)tw__read_byte(reader);
    }
    for (uint32_t count = 1 + (flags & 1) + (flags >> 3 & 1); count > 0; count--) {
        (void)tw__read_u64(reader);
    }
}

uint8_t tw__read_export(struct tw__reader *reader, tw_name_t *name, uint32_t *idx) {
    tw__read_name(reader, name);
    uint8_t kind = tw__read_byte(reader);
    *idx = tw__read_u32(reader);
    return kind;
}

// ---- types of externals ------------------------------------------------------------------------

static void set_limits(tw_externtype_t *type, const struct tw__limits *limits) {
    type->min = limits->min;
    type->max = limits->max;
    type->has_max = limits->has_max != 0;
    type->is_64 = limits->is_64 != 0;
    type->page_size_log2 = limits->page_log2;
}

#if TW_CFG_EXCEPTIONS
static const tw_functype_t *tag_type(const struct tw_interp_module *module, uint32_t idx) {
    return tw__functype_of(module->types[module->tags[idx]]);
}
#else
static const tw_functype_t *tag_type(const struct tw_interp_module *module, uint32_t idx) {
    (void)module, (void)idx;
    return NULL;
}
#endif

static void set_externtype(const struct tw_interp_module *module, uint8_t kind, uint32_t idx,
                           tw_externtype_t *type) {
    memset(type, 0, sizeof *type);
    type->kind = (tw_externkind_t)kind;
    if (kind == TW_EXTERN_FUNC) {
        type->functype = tw__func_type(module, idx);
    } else if (TW_CFG_EXCEPTIONS && kind == TW_EXTERN_TAG) {
        type->functype = tag_type(module, idx);
    } else if (kind == TW_EXTERN_GLOBAL) {
        type->valtype = module->globals[idx].type;
        type->is_mutable = module->globals[idx].is_mutable != 0;
    } else if (kind == TW_EXTERN_MEMORY) {
        set_limits(type, &module->memories[idx]);
    } else {
        type->valtype = module->tables[idx].type;
        set_limits(type, &module->tables[idx].limits);
    }
}

// ---- imports and exports ------------------------------------------------------------------------

bool tw__import_next(const tw_interp_module_t *module, struct tw__import_walk *walk,
                     tw_import_t *import) {
    if (walk->i >= module->import_count) {
        return false;
    }
    struct tw__reader reader;
    tw__open_span(&reader, &module->import_section);
    if (walk->i == 0) {
        (void)tw__read_u32(&reader);
    } else {
        reader.p += walk->position;
    }
    uint8_t kind = 0;
    tw__skip_import(&reader, &import->module, &import->name, &kind);
    set_externtype(module, kind, walk->counts[kind], &import->type);
    walk->counts[kind]++;
    walk->i++;
    walk->position = tw__reader_at(&reader);
    return true;
}

bool tw__module_import_at(const tw_interp_module_t *module, uint32_t i, tw_import_t *import) {
    struct tw__import_walk walk;
    memset(&walk, 0, sizeof walk);
    while (tw__import_next(module, &walk, import)) {
        if (walk.i == i + 1) {
            return true;
        }
    }
    return false;
}

bool tw__module_export_at(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_,
                          uint32_t *idx) {
    if (i >= module->export_count) {
        return false;
    }
    struct tw__reader reader;
    tw__open_span(&reader, &module->export_section);
    (void)tw__read_u32(&reader);
    uint8_t kind = 0;
    for (uint32_t n = 0; n <= i; n++) {
        kind = tw__read_export(&reader, &export_->name, idx);
    }
    set_externtype(module, kind, *idx, &export_->type);
    return true;
}

tw_err_t tw__find_export(const tw_interp_module_t *module, const tw_name_t *name, uint8_t *kind,
                         uint32_t *idx) {
    struct tw__reader reader;
    tw__open_span(&reader, &module->export_section);
    uint32_t count = tw__read_u32(&reader);  // 0 if there is no section
    for (uint32_t i = 0; i < count; i++) {
        tw_name_t found;
        uint8_t found_kind = tw__read_export(&reader, &found, idx);
        if (found.size == name->size && memcmp(found.bytes, name->bytes, name->size) == 0) {
            tw_err_t err = found_kind == *kind ? TW_ERR_OK : TW_ERR_INVAL;
            *kind = found_kind;
            return err;
        }
    }
    return TW_ERR_NOENT;
}

// ---- where a trap was ---------------------------------------------------------------------------

#if TW_CFG_ERR_TEXT
// The function's name in the name section; size 0 if it has none.
static tw_name_t func_name(const tw_interp_module_t *module, uint32_t func_idx) {
    tw_name_t name = {NULL, 0};
    struct tw__reader reader;
    tw__open_span(&reader, &module->name_section);
    while (reader.status == TW_READER_OK && tw__reader_left(&reader) > 0) {
        uint8_t id = tw__read_byte(&reader);
        uint32_t size = tw__read_u32(&reader);
        if (id != 1) {
            (void)tw__read_bytes(&reader, size);
            continue;
        }
        uint32_t count = tw__read_u32(&reader);
        for (uint32_t i = 0; i < count && reader.status == TW_READER_OK; i++) {
            uint32_t idx = tw__read_u32(&reader);
            tw__read_name(&reader, &name);
            if (idx == func_idx && reader.status == TW_READER_OK) {
                return name;
            }
        }
        break;
    }
    name.size = 0;
    return name;
}

void tw__module_name_fault(const tw_interp_module_t *module, uint32_t func_idx) {
    tw_name_t name = func_name(module, func_idx);
    tw__fault_in(module->store->env.fault, name.bytes, name.size);
}
#endif

uint32_t tw__module_func_at(const tw_interp_module_t *module, uint32_t unit) {
    uint32_t first = module->func_imports;
    uint32_t count = module->func_count - first;
    if (unit >= module->code_units || count == 0) {
        return TW_FUNC_NONE;
    }
    uint32_t low = 0;  // functions follow each other in the code
    while (count - low > 1) {
        uint32_t middle = low + (count - low) / 2;
        if (module->funcs[first + middle].code <= unit) {
            low = middle;
        } else {
            count = middle;
        }
    }
    return first + low;
}

// A loader that reads the code section again.
static void init_relocator(struct tw__loader *loader, tw_interp_module_t *module) {
    tw__loader_init(loader, module);
    tw__open_span(&loader->reader, &module->code_section);
    loader->section_end = module->code_section.offset + module->code_section.size;
    loader->is_relocating = true;
    loader->has_data_count = true;
    loader->declared_data_count = module->data_count;
    loader->body.emitter = &tw__emitter_code;
}

// Translates the body until the unit is written.
static uint32_t locate(struct tw__loader *loader, uint32_t func_idx, uint32_t unit) {
    struct tw__reader *reader = &loader->reader;
    struct tw__body *body = &loader->body;
    uint32_t bytes = body->module->wasm_code_bytes;
    (void)tw__read_u32(reader);
    for (uint32_t i = body->module->func_imports; i < func_idx; i++) {
        (void)tw__read_bytes(reader, tw__read_u32(reader));
    }
    body->bodies_left = 1;
    body->func_idx = func_idx - 1;
    body->state = TW_BODY_SIZE;
    body->translator->located_unit = unit;
    do {
        tw__body_step(body);
    } while (tw__is_ok(loader) && body->state != TW_BODY_SIZE);
    body->module->wasm_code_bytes = bytes;
    return body->translator->located_offset;
}

uint32_t tw__module_offset_at(tw_interp_module_t *module, uint32_t func_idx, uint32_t unit) {
    if (func_idx == TW_FUNC_NONE || !module->is_mapped) {
        return TW_OFFSET_NONE;
    }
    struct tw__arena *arena = module->store->env.arena;
    struct tw__fault *fault = module->store->env.fault;
    struct tw__loader *loader = tw__arena_alloc_scratch(arena, sizeof *loader);
    if (loader == NULL) {
        return TW_OFFSET_NONE;
    }
    init_relocator(loader, module);
    uint32_t offset = TW_OFFSET_NONE;
    if (tw__translator_open(&loader->body, 64) == TW_ERR_OK) {
        offset = locate(loader, func_idx, unit - module->funcs[func_idx].code);
    }
    tw__translator_drop(&loader->body);
    tw__body_free(&loader->body);
    tw__arena_free(arena, loader);
    tw__fault_clear(fault, fault->where);  // what went wrong here is not what went wrong
    return offset;
}
