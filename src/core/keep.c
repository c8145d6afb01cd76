// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/keep.h"

#include "core/regcode.h"
#include "core_build_id.h"

// A module without its bytes, as an image that is used where it lies: a head, the function types,
// then the arrays of struct tw_interp_module one behind the other, each at a multiple of 4, as they
// lie in RAM. They hold indices and offsets only; types of references that name a function type do
// so by its index in the module. Adopting an image interns the types and points at the rest. What
// it says is believed: the engine alone writes images, and hands on none that another build, or
// one with other options, has made (tw__keep_id).

struct head {
    uint32_t bytes;  // of the image
    uint32_t code_units;
    uint32_t ref_map_count;
    uint32_t start;
    uint32_t wasm_code_bytes;
#if TW_CFG_EXCEPTIONS
    uint32_t handler_count;
#endif
    uint32_t has_typed;  // of the tables, globals and element segments some name a function type
    struct {
        uint32_t offset;
        uint32_t size;
    } spans[8];
    uint16_t counts[TW_CFG_EXCEPTIONS ? 16 : 14];  // type_count to the last of the counts
};

#if TW_CFG_EXCEPTIONS
#define LAST_COUNT tag_imports
#else
#define LAST_COUNT export_count
#endif
#define COUNTS_BYTES                                                    \
    (offsetof(struct tw_interp_module, LAST_COUNT) + sizeof(uint16_t) - \
     offsetof(struct tw_interp_module, type_count))
_Static_assert(sizeof((struct head *)NULL)->counts == COUNTS_BYTES, "all counts, and no more");
_Static_assert(sizeof(struct head) % 4 == 0, "what follows is aligned");

// All that the code depends on beside the sources; the rest of config.h does not change it.
#define OPTION(option, bit) ((uint32_t)((option) != 0) << (bit))
const uint32_t tw__keep_id[TW_KEEP_ID_WORDS] = {
    TW_CORE_BUILD_ID_0,
    TW_CORE_BUILD_ID_1,
    (uint32_t)TW_CFG_PROFILE << 20 | OPTION(TW_CFG_THREADS, 16) | OPTION(TW_CFG_FLOAT, 0) |
        OPTION(TW_CFG_REFERENCES, 1) | OPTION(TW_CFG_FUNCTION_REFERENCES, 2) |
        OPTION(TW_CFG_TAIL_CALL, 3) | OPTION(TW_CFG_EXTENDED_CONST, 4) |
        OPTION(TW_CFG_MULTI_MEMORY, 5) | OPTION(TW_CFG_CUSTOM_PAGE_SIZES, 6) |
        OPTION(TW_CFG_SUPERINSTRUCTIONS, 7) | OPTION(TW_CFG_WIDE, 8) | OPTION(TW_FAST_FLOAT, 9) |
        OPTION(TW_CFG_EXCEPTIONS, 10) | OPTION(TW_CFG_WIDE_ARITHMETIC, 11) |
        OPTION(TW_CFG_MEMORY64, 12) | OPTION(TW_CFG_GC, 13) | OPTION(TW_CFG_SIMD, 14) |
        OPTION(TW_CFG_LEGACY_EXCEPTIONS, 15),
    TW_CFG_FAR_BRANCH_BYTES | TW_SLOT_STEP << 16,
};

// ---- the parts ----------------------------------------------------------------------------------

#define SPANS 8
#define SPAN(field) offsetof(struct tw_interp_module, field)
static const uint16_t spans[SPANS] = {
    SPAN(table_section), SPAN(import_section), SPAN(global_section), SPAN(export_section),
    SPAN(elem_section),  SPAN(data_section),   SPAN(code_section),   SPAN(name_section),
};
// The last two are of use only where the module is mapped.
#define COLLECTED_SPANS 6

static struct tw__span *span_at(const struct tw_interp_module *module, uint32_t i) {
    return (void *)((uint8_t *)(uintptr_t)module + spans[i]);
}

// An array of the module: where its pointer is, and what it holds.
struct part {
    uint16_t pointer;
    uint16_t entry_size;
    uint32_t count;
};
enum { PART_FUNCS, PART_TABLES, PART_GLOBALS, PART_ELEMS, PARTS = TW_CFG_EXCEPTIONS ? 11 : 9 };

#define PART(array, count) \
    {offsetof(struct tw_interp_module, array), sizeof module->array[0], (uint32_t)(count)}
#if TW_CFG_EXCEPTIONS
#define EXCEPTION_PARTS PART(tags, module->tag_count), PART(handlers, module->handler_count),
#else
#define EXCEPTION_PARTS
#endif
static struct part part_at(const struct tw_interp_module *module, uint32_t i) {
    uint32_t maps = module->ref_map_count;
    const struct part parts[PARTS] = {
        PART(funcs, module->func_count),
        PART(tables, module->table_count),
        PART(globals, module->global_count),
        PART(elems, module->elem_count),
        PART(memories, module->memory_count),
        PART(datas, module->data_count),
        PART(ref_maps, maps),
        PART(ref_slots, maps == 0 || module->ref_maps == NULL ? 0 : module->ref_maps[maps - 1].end),
        PART(code, module->code_units),
        EXCEPTION_PARTS};
    return parts[i];
}

static const uint8_t *array_of(const struct tw_interp_module *module, const struct part *part) {
    const uint8_t *array = NULL;
    memcpy(&array, (const uint8_t *)module + part->pointer, sizeof array);
    return array;
}

static void set_array(struct tw_interp_module *module, const struct part *part, const void *array) {
    memcpy((uint8_t *)module + part->pointer, &array, sizeof array);
}

static uint32_t bytes_of(const struct part *part) {
    return part->count * part->entry_size;
}

static uint32_t rounded(uint32_t size) {
    return (size + 3) & ~3u;
}

#if TW_CFG_GC
struct kept_type {  // before a type
    uint16_t group_count;
    uint16_t super;  // index + 1, or 0
    uint8_t kind;
    uint8_t is_final;
    uint16_t unused;
};
#define KIND_BYTES ((uint32_t)sizeof(struct kept_type))
#else
#define KIND_BYTES 0u
#endif

static uint32_t type_bytes(const tw_functype_t *type) {
    uint32_t count = (uint32_t)type->param_count + type->result_count;
    return (uint32_t)sizeof *type + count * (uint32_t)sizeof type->types[0];
}

// ---- types of references ------------------------------------------------------------------------

#if TW_CFG_GC
#define KEPT_FLAGS (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | TW_FIELD_MUTABLE)
#define OWN_HEAP(i) (TW_HEAP_GROUP + (i))
#else
#define KEPT_FLAGS (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE)
#define OWN_HEAP(i) TW_HEAP_SELF
#endif

static tw_valtype_t with_heap(tw_valtype_t type, uint32_t heap) {
    return (type & KEPT_FLAGS) | heap;
}

static uint32_t heap_of(tw_valtype_t type) {
    return type & ~KEPT_FLAGS;
}

static bool is_typed(tw_valtype_t type) {
    return TW_CFG_FUNCTION_REFERENCES && tw__is_ref(type) && heap_of(type) >= TW_HEAP_CONCRETE;
}

// The number of the store becomes the first index that has that type.
static tw_valtype_t to_index(const struct tw_interp_module *module, tw_valtype_t type) {
    uint32_t idx = 0;
    while (is_typed(type) && module->types[idx]->id != heap_of(type) - TW_HEAP_CONCRETE) {
        idx++;
    }
    return is_typed(type) ? with_heap(type, TW_HEAP_CONCRETE + idx) : type;
}

// And back. The type that is being read has no number yet.
static tw_valtype_t to_number(const struct tw_interp_module *module, tw_valtype_t type) {
    if (!is_typed(type)) {
        return type;
    }
    uint32_t idx = heap_of(type) - TW_HEAP_CONCRETE;
    return with_heap(type, idx >= module->type_count ? OWN_HEAP(idx - module->type_count)
                                                     : TW_HEAP_CONCRETE + module->types[idx]->id);
}

typedef tw_valtype_t (*convert_t)(const struct tw_interp_module *module, tw_valtype_t type);

// Entries of tables, globals and element segments have a type somewhere.
static bool has_type(uint32_t part, uint32_t *off) {
    *off = part == PART_TABLES    ? offsetof(struct tw__tabletype, type)
           : part == PART_GLOBALS ? offsetof(struct tw__globaltype, type)
                                  : offsetof(struct tw__elem, type);
    return TW_CFG_FUNCTION_REFERENCES && part >= PART_TABLES && part <= PART_ELEMS;
}

static bool convert_entry(const struct tw_interp_module *module, uint32_t part, uint8_t *entry,
                          convert_t convert) {
    uint32_t off = 0;
    tw_valtype_t type = 0;
    if (!has_type(part, &off)) {
        return false;
    }
    memcpy(&type, entry + off, sizeof type);
    bool was_typed = is_typed(type);
    type = convert(module, type);
    memcpy(entry + off, &type, sizeof type);
    return was_typed;
}

static bool has_typed(const struct tw_interp_module *module) {
    bool found = false;
    for (uint32_t i = PART_TABLES; TW_CFG_FUNCTION_REFERENCES && i <= PART_ELEMS; i++) {
        struct part part = part_at(module, i);
        const uint8_t *array = array_of(module, &part);
        uint32_t off = 0;
        for (uint32_t k = 0; has_type(i, &off) && k < part.count; k++) {
            tw_valtype_t type = 0;
            memcpy(&type, array + k * part.entry_size + off, sizeof type);
            found = found || is_typed(type);
        }
    }
    return found;
}

// ---- writing ------------------------------------------------------------------------------------

uint32_t tw__keep_size(const tw_interp_module_t *module) {
    uint32_t bytes = sizeof(struct head);
    for (uint32_t i = 0; i < module->type_count; i++) {
        bytes += KIND_BYTES + type_bytes(tw__functype_of(module->types[i]));
    }
    for (uint32_t i = 0; i < PARTS; i++) {
        struct part part = part_at(module, i);
        bytes += rounded(bytes_of(&part));
    }
    return bytes;
}

#if TW_CFG_EXCEPTIONS
static void put_handlers(struct head *head, const struct tw_interp_module *module) {
    head->handler_count = module->handler_count;
}
static void take_handlers(const struct head *head, struct tw_interp_module *module) {
    module->handler_count = head->handler_count;
}
#else
static void put_handlers(struct head *head, const struct tw_interp_module *module) {
    (void)head, (void)module;
}
static void take_handlers(const struct head *head, struct tw_interp_module *module) {
    (void)head, (void)module;
}
#endif

static void fill_head(const struct tw_interp_module *module, struct head *head) {
    memset(head, 0, sizeof *head);
    head->bytes = tw__keep_size(module);
    head->code_units = module->code_units;
    head->ref_map_count = module->ref_map_count;
    head->start = module->start;
    head->wasm_code_bytes = module->wasm_code_bytes;
    head->has_typed = has_typed(module);
    put_handlers(head, module);
    for (uint32_t i = 0; i < SPANS; i++) {
        head->spans[i].offset = span_at(module, i)->offset;
        head->spans[i].size = span_at(module, i)->size;
    }
    memcpy(head->counts, &module->type_count, COUNTS_BYTES);
}

#if TW_CFG_GC

// The place of a type in its group.
static uint32_t place_of(const struct tw__type *type) {
    uint32_t place = 0;
    for (const struct tw__type *at = type->group; at != type; at = at->next) {
        place++;
    }
    return place;
}

// Its index in the module, seen from type i: those of one group follow each other.
static tw_valtype_t to_index_from(const struct tw_interp_module *module, uint32_t i,
                                  tw_valtype_t type) {
    const struct tw__type *from = module->types[i];
    uint32_t serial = (heap_of(type) - TW_HEAP_CONCRETE) & ~TW_HEAP_DATA;
    uint32_t first = from->group->id & ~TW_HEAP_DATA;
    bool is_own = is_typed(type) && serial >= first && serial < first + from->group_count;
    return is_own ? with_heap(type, TW_HEAP_CONCRETE + i - place_of(from) + serial - first)
                  : to_index(module, type);
}

static tw_err_t write_kind(const struct tw_interp_module *module, uint32_t i,
                           tw_keep_write_fn_t write, void *ctx) {
    const struct tw__type *type = module->types[i];
    struct kept_type kept = {type->group_count, 0, type->kind, type->is_final, 0};
    if (type->super != NULL) {
        tw_valtype_t super = TW_VALTYPE_REF | (TW_HEAP_CONCRETE + type->super->id);
        kept.super = (uint16_t)(heap_of(to_index_from(module, i, super)) - TW_HEAP_CONCRETE + 1);
    }
    return write(ctx, &kept, (uint32_t)sizeof kept);
}
#else
static tw_valtype_t to_index_from(const struct tw_interp_module *module, uint32_t i,
                                  tw_valtype_t type) {
    (void)i;
    return to_index(module, type);
}
static tw_err_t write_kind(const struct tw_interp_module *module, uint32_t i,
                           tw_keep_write_fn_t write, void *ctx) {
    (void)module, (void)i, (void)write, (void)ctx;
    return TW_ERR_OK;
}
#endif

static tw_err_t write_type(const struct tw_interp_module *module, uint32_t idx,
                           tw_keep_write_fn_t write, void *ctx) {
    const tw_functype_t *type = tw__functype_of(module->types[idx]);
    tw_err_t err = write_kind(module, idx, write, ctx);
    err = err == TW_ERR_OK ? write(ctx, type, (uint32_t)sizeof *type) : err;
    uint32_t count = (uint32_t)type->param_count + type->result_count;
    for (uint32_t i = 0; err == TW_ERR_OK && i < count; i++) {
        tw_valtype_t valtype = to_index_from(module, idx, type->types[i]);
        err = write(ctx, &valtype, (uint32_t)sizeof valtype);
    }
    return err;
}

#define ENTRY_BYTES_MOST 32u

static tw_err_t write_typed(const struct tw_interp_module *module, uint32_t i,
                            const struct part *part, tw_keep_write_fn_t write, void *ctx) {
    uint8_t entry[ENTRY_BYTES_MOST];
    const uint8_t *array = array_of(module, part);
    tw_err_t err = TW_ERR_OK;
    for (uint32_t k = 0; err == TW_ERR_OK && k < part->count; k++) {
        memcpy(entry, array + k * part->entry_size, part->entry_size);
        (void)convert_entry(module, i, entry, to_index);
        err = write(ctx, entry, part->entry_size);
    }
    return err;
}

static tw_err_t write_part(const struct tw_interp_module *module, uint32_t i,
                           tw_keep_write_fn_t write, void *ctx) {
    static const uint8_t zeros[4];
    struct part part = part_at(module, i);
    uint32_t off = 0;
    uint32_t size = bytes_of(&part);
    if (size == 0) {
        return TW_ERR_OK;
    }
    tw_err_t err = has_type(i, &off) ? write_typed(module, i, &part, write, ctx)
                                     : write(ctx, array_of(module, &part), size);
    uint32_t gap = rounded(size) - size;
    return err == TW_ERR_OK && gap > 0 ? write(ctx, zeros, gap) : err;
}

tw_err_t tw__keep_write(const tw_interp_module_t *module, tw_keep_write_fn_t write, void *ctx) {
    struct head head;
    fill_head(module, &head);
    tw_err_t err = write(ctx, &head, (uint32_t)sizeof head);
    for (uint32_t i = 0; err == TW_ERR_OK && i < module->type_count; i++) {
        err = write_type(module, i, write, ctx);
    }
    for (uint32_t i = 0; err == TW_ERR_OK && i < PARTS; i++) {
        err = write_part(module, i, write, ctx);
    }
    return err;
}

// ---- adopting -----------------------------------------------------------------------------------

static tw_err_t nomem(const struct tw__store *store) {
    return tw__fail(store->env.fault, TW_ERR_NOMEM, TW_TEXT_NO_BLOCK);
}

// Interns the next type of the image, or group; 0: no memory, else its bytes there.
#if TW_CFG_GC

// A type's shape in scratch, and what else is said of it; its bytes, 0 if there is no memory.
static uint32_t read_candidate(const struct tw_interp_module *module, const uint8_t *image,
                               struct tw__candidate *type) {
    const struct kept_type *kept = (const void *)image;
    const tw_functype_t *shape = (const void *)(image + KIND_BYTES);
    uint32_t bytes = type_bytes(shape);
    type->shape = tw__arena_alloc_scratch(module->store->env.arena, bytes);
    if (type->shape == NULL) {
        return 0;
    }
    memcpy(type->shape, shape, bytes);
    for (uint32_t i = 0; i < (uint32_t)shape->param_count + shape->result_count; i++) {
        type->shape->types[i] = to_number(module, shape->types[i]);
    }
    type->kind = kept->kind;
    type->is_final = kept->is_final != 0;
    type->super =
        kept->super == 0
            ? 0
            : heap_of(to_number(module, TW_VALTYPE_REF | (TW_HEAP_CONCRETE + kept->super - 1u)));
    return KIND_BYTES + bytes;
}

static uint32_t intern(struct tw_interp_module *module, const uint8_t *image) {
    struct tw__arena *arena = module->store->env.arena;
    uint32_t count = ((const struct kept_type *)(const void *)image)->group_count;
    struct tw__candidate *group = tw__arena_alloc_scratch(arena, count * sizeof group[0]);
    uint32_t bytes = 0;
    uint32_t added = 1;
    for (uint32_t i = 0; group != NULL && added != 0 && i < count; i++) {
        added = read_candidate(module, image + bytes, &group[i]);
        bytes += added;
    }
    bool is_made =
        group != NULL && added != 0 &&
        tw__group_intern(module->store, group, count, module->types + module->type_count);
    for (uint32_t i = count; group != NULL && i > 0; i--) {
        tw__arena_free(arena, group[i - 1].shape);
    }
    tw__arena_free(arena, group);
    module->type_count = (uint16_t)(module->type_count + (is_made ? count : 0));
    return is_made ? bytes : 0;
}

#else
static uint32_t intern(struct tw_interp_module *module, const uint8_t *image) {
    const tw_functype_t *type = (const void *)image;
    uint32_t bytes = type_bytes(type);
    tw_functype_t *shape = tw__arena_alloc_scratch(module->store->env.arena, bytes);
    if (shape == NULL) {
        return 0;
    }
    memcpy(shape, type, bytes);
    for (uint32_t i = 0; i < (uint32_t)type->param_count + type->result_count; i++) {
        shape->types[i] = to_number(module, shape->types[i]);
    }
    struct tw__type *made = tw__type_intern(module->store, shape);
    tw__arena_free(module->store->env.arena, shape);
    if (made == NULL) {
        return 0;
    }
    module->types[module->type_count++] = made;
    return bytes;
}
#endif

// The block of the types also holds what must be another's in each store.
static bool make_types(struct tw_interp_module *module, const struct head *head, uint32_t *off) {
    uint32_t count = module->type_count;
    uint32_t size = count * (uint32_t)sizeof module->types[0];
    for (uint32_t i = PART_TABLES; head->has_typed != 0 && i <= PART_ELEMS; i++) {
        struct part part = part_at(module, i);
        size += bytes_of(&part);
    }
    module->type_count = 0;
    module->types = tw__arena_alloc(module->store->env.arena, size);
    uint32_t bytes = 1;
    while (module->types != NULL && bytes > 0 && module->type_count < count) {
        bytes = intern(module, (const uint8_t *)head + *off);
        *off += bytes;
    }
    return module->types != NULL && bytes > 0;
}

static void copy_typed(struct tw_interp_module *module) {
    uint8_t *next = (uint8_t *)(module->types + module->type_count);
    for (uint32_t i = PART_TABLES; i <= PART_ELEMS; i++) {
        struct part part = part_at(module, i);
        uint32_t size = bytes_of(&part);
        memcpy(next, array_of(module, &part), size);
        set_array(module, &part, next);
        for (uint32_t k = 0; k < part.count; k++) {
            (void)convert_entry(module, i, next + k * part.entry_size, to_number);
        }
        next += size;
    }
}

static void point_at_parts(struct tw_interp_module *module, const uint8_t *image, uint32_t off) {
    for (uint32_t i = 0; i < PARTS; i++) {
        struct part part = part_at(module, i);
        set_array(module, &part, part.count == 0 ? NULL : image + off);
        off += rounded(bytes_of(&part));
    }
}

static tw_err_t copy_span(struct tw_interp_module *module, struct tw__span *span,
                          const tw_kept_t *kept) {
    uint8_t *copy = tw__arena_alloc(module->store->env.arena, span->size);
    span->bytes = copy;
    return copy == NULL ? nomem(module->store)
                        : kept->read(kept->ctx, span->offset, copy, span->size);
}

static tw_err_t find_spans(struct tw_interp_module *module, const struct head *head,
                           const tw_kept_t *kept) {
    tw_err_t err = TW_ERR_OK;
    uint32_t count = kept->bytes != NULL ? SPANS : COLLECTED_SPANS;
    for (uint32_t i = 0; err == TW_ERR_OK && i < count; i++) {
        struct tw__span *span = span_at(module, i);
        span->offset = head->spans[i].offset;
        span->size = head->spans[i].size;
        if (kept->bytes != NULL) {
            span->bytes = kept->bytes + span->offset;
        } else if (span->size > 0) {
            err = copy_span(module, span, kept);
        }
    }
    return err;
}

static void take_head(struct tw_interp_module *module, const struct head *head) {
    memcpy(&module->type_count, head->counts, COUNTS_BYTES);
    take_handlers(head, module);
    module->code_units = head->code_units;
    module->ref_map_count = head->ref_map_count;
    module->start = head->start;
    module->wasm_code_bytes = head->wasm_code_bytes;
}

tw_err_t tw__keep_adopt(void *store_, const char *name, const tw_kept_t *kept,
                        tw_interp_module_t **module_) {
    struct tw__store *store = store_;
    const struct head *head = kept->image;
    TW_ASSERT((uintptr_t)kept->image % 4 == 0);
    if (kept->size < sizeof *head || head->bytes != kept->size) {
        return TW_ERR_CORRUPT;
    }
    struct tw_interp_module *module = tw__arena_alloc(store->env.arena, sizeof *module);
    if (module == NULL) {
        return nomem(store);
    }
    module->store = store;
    module->name = name;
    module->is_mapped = kept->bytes != NULL;
    module->is_kept = true;
    take_head(module, head);
    uint32_t off = sizeof *head;
    tw_err_t err = make_types(module, head, &off) ? TW_ERR_OK : nomem(store);
    if (err == TW_ERR_OK) {
        point_at_parts(module, kept->image, off);
        err = find_spans(module, head, kept);
    }
    if (err != TW_ERR_OK) {
        tw__unload(module);
        return err;
    }
    if (head->has_typed != 0) {
        copy_typed(module);
    }
    *module_ = module;
    return TW_ERR_OK;
}
