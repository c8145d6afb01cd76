// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/heap.h"
#include "core/load.h"
#include "core/reader.h"

// Instantiation (spec 4.5.4): imports are resolved by the engine and compared here, then memories,
// tables and globals are made, and active segments copied. Nothing runs. A failure gives everything
// back.

static struct tw__fault *fault_of(const struct tw_interp_instance *instance) {
    return instance->store->env.fault;
}

// ---- handles ------------------------------------------------------------------------------------

#define STALE_FOR_EVER 1u  // a funcref of handle 0, which no instance ever has

struct tw_interp_instance *tw__instance_of(const struct tw__store *store, uint32_t handle) {
    struct tw_interp_instance *instance = store->instances;
    while (instance != NULL && instance->handle != handle) {
        instance = instance->next;
    }
    return instance;
}

static void bury(uint32_t *ref, tw_valtype_t type, uint32_t handle) {
    bool is_func = tw__is_ref(type) &&
                   (TW_CFG_HEAP ? !tw__is_traced(type) : tw__heap_of(type) != TW_HEAP_EXTERN);
    if (is_func && *ref >> 16 == handle) {
        *ref = STALE_FOR_EVER;
    }
}

// References of the instance that had this handle before, if they still lie in tables and globals,
// must not come to life.
static void bury_references(const struct tw__store *store, uint32_t handle) {
    for (struct tw_interp_instance *at = store->instances; at != NULL; at = at->next) {
        for (uint32_t t = 0; t < at->module->table_count; t++) {
            const struct tw__table *table = at->tables[t];
            for (uint32_t k = 0; k < table->size; k++) {
                bury(&table->elems[k], table->type, handle);
            }
        }
        for (uint32_t g = 0; g < at->module->global_count; g++) {
            bury(tw__global_cells(at, g), at->module->globals[g].type, handle);
        }
    }
}

// Takes the next handle that is free, and a place among the instances.
static bool enlist(struct tw_interp_instance *instance) {
    struct tw__store *store = instance->store;
    for (uint32_t i = 0; i < TW_MAX_INSTANCES; i++) {
        store->last_handle = store->last_handle % TW_MAX_INSTANCES + 1;
        if (tw__instance_of(store, store->last_handle) == NULL) {
            bury_references(store, store->last_handle);
            instance->handle = (uint16_t)store->last_handle;
            instance->next = store->instances;
            store->instances = instance;
            return true;
        }
    }
    return false;
}

static void delist(const struct tw_interp_instance *instance) {
    struct tw_interp_instance **link = &instance->store->instances;
    while (*link != instance) {
        link = &(*link)->next;
    }
    *link = instance->next;
}

// ---- functions and globals ----------------------------------------------------------------------

tw_ref_t tw__instance_funcref(struct tw_interp_instance *instance, uint32_t func_idx) {
    struct tw__target target = tw__resolve_func(instance, func_idx);
    return tw__funcref(target.instance, target.func_idx);
}

uint32_t *tw__global_cells(const tw_interp_instance_t *instance, uint32_t global_idx) {
    const struct tw_interp_module *module = instance->module;
    if (global_idx < module->global_imports) {
        return instance->import_globals[global_idx];
    }
    return instance->globals + module->globals[global_idx].cell;
}

bool tw__is_dropped(const struct tw_interp_instance *instance, uint32_t bit) {
    return (instance->dropped[bit / 8] >> (bit % 8) & 1) != 0;
}

void tw__drop(struct tw_interp_instance *instance, uint32_t bit) {
    instance->dropped[bit / 8] |= (uint8_t)(1u << (bit % 8));
}

struct tw__span tw__data_segment(const struct tw_interp_instance *instance, uint32_t data_idx) {
    const struct tw_interp_module *module = instance->module;
    const struct tw__data *data = &module->datas[data_idx];
    struct tw__span span = {module->data_section.bytes + data->bytes, data->size, 0};
    if (tw__is_dropped(instance, module->elem_count + data_idx)) {
        span.size = 0;
    }
    return span;
}

// ---- imports ------------------------------------------------------------------------------------

static tw_err_t nomem(const struct tw_interp_instance *instance);

// `found` is the type of the function that does not fit; NULL if something else does not, as `err`
// says.
static tw_err_t unlinkable(const struct tw_interp_instance *instance, const tw_import_t *import,
                           tw_err_t err, const tw_functype_t *found) {
    (void)import;  // without texts
    (void)err;
    (void)found;
    if (TW_CFG_ERR_TEXT && found != NULL) {
        return tw__fail(fault_of(instance), TW_ERR_UNLINKABLE, TW_TEXT_IMPORT_TYPE,
                        import->module.bytes, import->module.size, import->name.bytes,
                        import->name.size, import->type.functype, found);
    }
    return tw__fail(fault_of(instance), TW_ERR_UNLINKABLE, TW_TEXT_IMPORT, import->module.bytes,
                    import->module.size, import->name.bytes, import->name.size,
                    err == TW_ERR_NOENT   ? TW_TEXT_NO_SUCH
                    : err == TW_ERR_INVAL ? TW_TEXT_OTHER_KIND
                                          : TW_TEXT_OTHER_TYPE);
}

// Each links an import, also one that does not fit, and says whether it fits.

// Functions that are imports there are followed already: a host's is called for this instance.
static bool link_func(struct tw_interp_instance *instance, uint32_t idx,
                      struct tw_interp_instance *exporter, uint32_t found_idx) {
    struct tw__import_func *func = &instance->import_funcs[idx];
    if (found_idx < exporter->module->func_imports) {
        *func = exporter->import_funcs[found_idx];
    } else {
        func->kind = TW_LINK_INSTANCE;
        func->instance = exporter;
        func->func_idx = found_idx;
    }
    const struct tw_interp_module *found = exporter->module;
    return tw__is_subtype(found->types[found->funcs[found_idx].type],
                          instance->module->types[instance->module->funcs[idx].type]);
}

#if TW_CFG_THREADS
static bool is_as_shared(const struct tw__limits *found, const struct tw__limits *wanted) {
    return found->is_shared == wanted->is_shared;
}
#else
#define is_as_shared(found, wanted) true
#endif

// A maximum that is not declared is the greatest there is.
static bool limits_match(uint32_t size, const struct tw__limits *found,
                         const struct tw__limits *wanted) {
    return size >= wanted->min && found->max <= wanted->max && found->has_max >= wanted->has_max &&
           found->page_log2 == wanted->page_log2 && is_as_shared(found, wanted) &&
           (!TW_CFG_MEMORY64 || found->is_64 == wanted->is_64);
}

static bool link_table(struct tw_interp_instance *instance, uint32_t idx,
                       struct tw_interp_instance *exporter, uint32_t found_idx) {
    const struct tw__tabletype *wanted = &instance->module->tables[idx];
    struct tw__table *table = exporter->tables[found_idx];
    instance->tables[idx] = table;
    return table->type == wanted->type &&
           limits_match(table->size, &table->limits, &wanted->limits);
}

static bool link_memory(struct tw_interp_instance *instance, uint32_t idx,
                        struct tw_interp_instance *exporter, uint32_t found_idx) {
    struct tw__memory *memory = exporter->memories[found_idx];
    instance->memories[idx] = memory;
    return limits_match(memory->pages, &memory->limits, &instance->module->memories[idx]);
}

static bool link_global(struct tw_interp_instance *instance, uint32_t idx,
                        struct tw_interp_instance *exporter, uint32_t found_idx) {
    const struct tw__globaltype *wanted = &instance->module->globals[idx];
    const struct tw__globaltype *found = &exporter->module->globals[found_idx];
    instance->import_globals[idx] = tw__global_cells(exporter, found_idx);
    return found->is_mutable == wanted->is_mutable &&
           (found->type == wanted->type ||
            (found->is_mutable == 0 &&
             tw__type_matches(instance->store, found->type, wanted->type)));
}

#if TW_CFG_EXCEPTIONS
static bool link_tag(struct tw_interp_instance *instance, uint32_t idx,
                     struct tw_interp_instance *exporter, uint32_t found_idx) {
    const struct tw_interp_module *wanted = instance->module;
    const struct tw_interp_module *found = exporter->module;
    instance->tags[idx] = exporter->tags[found_idx];
    return found->types[found->tags[found_idx]] == wanted->types[wanted->tags[idx]];
}

static void make_tags(struct tw_interp_instance *instance) {
    for (uint32_t i = instance->module->tag_imports; i < instance->module->tag_count; i++) {
        instance->tags[i] = tw__tag_id(instance, i);
    }
}
#else
static void make_tags(struct tw_interp_instance *instance) {
    (void)instance;
}
#endif

static bool (*const links[])(struct tw_interp_instance *, uint32_t, struct tw_interp_instance *,
                             uint32_t) = {
    link_func, link_table, link_memory, link_global,
#if TW_CFG_EXCEPTIONS
    link_tag,
#endif
};

static tw_err_t link_import(struct tw_interp_instance *instance, const tw_import_t *import,
                            uint32_t idx, const tw_link_t *link, bool is_lazy) {
    uint8_t kind = (uint8_t)import->type.kind;
    struct tw__import_func *func = kind == TW_EXTERN_FUNC ? &instance->import_funcs[idx] : NULL;
    if (link->kind == TW_LINK_OWN) {
        return tw__memory_create(instance, idx) ? TW_ERR_OK : nomem(instance);
    }
    if (link->kind != TW_LINK_INSTANCE) {
        TW_ASSERT(func != NULL);
        func->kind = link->kind;
        func->host_module = link->host_module;
        func->host_func = link->host_func;
        return TW_ERR_OK;
    }
    uint32_t found_idx = 0;
    tw_err_t err = tw__find_export(link->instance->module, &import->name, &kind, &found_idx);
    if (err == TW_ERR_OK && links[kind](instance, idx, link->instance, found_idx)) {
        return TW_ERR_OK;
    }
    if (is_lazy && func != NULL) {
        func->kind = TW_LINK_STUB;
        return TW_ERR_OK;
    }
    return unlinkable(instance, import, err,
                      err == TW_ERR_OK && kind == TW_EXTERN_FUNC
                          ? tw__func_type(link->instance->module, found_idx)
                          : NULL);
}

static tw_err_t link_imports(struct tw_interp_instance *instance, bool is_lazy,
                             tw_resolve_fn_t resolve, void *ctx) {
    struct tw__import_walk walk;
    memset(&walk, 0, sizeof walk);
    tw_import_t import;
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && tw__import_next(instance->module, &walk, &import)) {
        tw_link_t link;
        memset(&link, 0, sizeof link);
        err = resolve(ctx, walk.i - 1, &import, &link);
        if (err == TW_ERR_OK) {
            err = link_import(instance, &import, walk.counts[import.type.kind] - 1, &link, is_lazy);
        }
    }
    return err;
}

// ---- what the instance owns ---------------------------------------------------------------------

#if TW_CFG_ERR_TEXT
// The bytes that its memories reserve, or would.
static uint64_t own_memory_bytes(const struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    uint64_t bytes = 0;
    size_t left = instance->memory_left;
    for (uint32_t i = module->memory_imports; i < module->memory_count; i++) {
        bool is_made = instance->memories != NULL && instance->memories[i] != NULL;
        size_t reserved = is_made ? instance->memories[i]->reserved
                                  : tw__memory_reserve(instance, &module->memories[i], left);
        left -= is_made ? 0 : reserved;
        bytes += reserved;
    }
    return bytes;
}

static tw_err_t nomem(const struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    uint64_t memory = own_memory_bytes(instance);
    uint64_t stack = instance->stack_bytes;
    uint64_t code = (uint64_t)module->code_units * sizeof module->code[0];
    return tw__fail(fault_of(instance), TW_ERR_NOMEM, TW_TEXT_NO_INSTANCE, memory + stack + code,
                    memory, stack, code,
                    (uint64_t)tw__arena_free_bytes(instance->store->env.arena));
}
#else
static tw_err_t nomem(const struct tw_interp_instance *instance) {
    return tw__fail_code(fault_of(instance), TW_ERR_NOMEM);
}
#endif

static tw_err_t fail_tables(const struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    uint64_t elements = 0;
    for (uint32_t i = module->table_imports; TW_CFG_ERR_TEXT && i < module->table_count; i++) {
        elements += module->tables[i].limits.min;
    }
    (void)elements;
    return tw__fail(fault_of(instance), TW_ERR_LIMIT, TW_TEXT_TABLES, elements,
                    instance->table_left);
}

#if TW_CFG_MEMORY64
// An address that does not fit 32 bits becomes the greatest that does, which lies outside.
static bool fits_memory64(const struct tw__limits *limits) {
    return (uint64_t)limits->min << limits->page_log2 <= TW_MEMORY64_BYTES;
}
static uint32_t index_of(uint64_t bits, const struct tw__limits *limits) {
    return limits->is_64 != 0 && bits > UINT32_MAX ? UINT32_MAX : (uint32_t)bits;
}
#else
static bool fits_memory64(const struct tw__limits *limits) {
    (void)limits;
    return false;
}
static uint32_t index_of(uint64_t bits, const struct tw__limits *limits) {
    (void)limits;
    return (uint32_t)bits;
}
#endif

static tw_err_t check_limits(const struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    for (uint32_t i = 0; TW_CFG_CUSTOM_PAGE_SIZES && i < module->memory_count; i++) {
        if (module->memories[i].is_64 != 0 && !fits_memory64(&module->memories[i])) {
            return tw__fail(fault_of(instance), TW_ERR_UNSUPPORTED, TW_TEXT_MEMORY64, i);
        }
    }
    uint32_t left = instance->table_left;
    for (uint32_t i = module->table_imports; i < module->table_count; i++) {
        uint32_t size = module->tables[i].limits.min;
        if (size > left) {
            return fail_tables(instance);
        }
        left -= size;
    }
    return TW_ERR_OK;
}

static void *cut(uint8_t **rest, size_t count, size_t size) {
    void *array = *rest;
    *rest += count * size;
    return array;
}

#if TW_CFG_EXCEPTIONS
static uint32_t tag_cells(const struct tw_interp_module *module) {
    return module->tag_count;
}
static void cut_tags(struct tw_interp_instance *instance, uint8_t **rest) {
    instance->tags = cut(rest, instance->module->tag_count, sizeof instance->tags[0]);
}
#else
static uint32_t tag_cells(const struct tw_interp_module *module) {
    (void)module;
    return 0;
}
static void cut_tags(struct tw_interp_instance *instance, uint8_t **rest) {
    (void)instance, (void)rest;
}
#endif

#define MAX_STACK_BYTES 0x40000000u  // so that no sum wraps

// The block of its stack and of its arrays, which are in order of alignment.
static bool alloc_parts(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    if (instance->stack_bytes > MAX_STACK_BYTES) {
        return false;
    }
    size_t exec = tw__exec_size(instance->stack_bytes);
    size_t pointers = (size_t)module->memory_count + module->table_count + module->global_imports;
    size_t dropped = (module->elem_count + module->data_count + 7u) / 8;
    size_t size = module->func_imports * sizeof instance->import_funcs[0] +
                  pointers * sizeof(void *) +
                  (module->global_cells + tag_cells(module)) * sizeof(uint32_t) + dropped;
    uint8_t *block = tw__arena_resize(instance->store->env.arena, NULL, exec + size);
    if (block == NULL) {
        return false;
    }
    uint8_t *rest = memset(block + exec, 0, size);
    instance->exec = tw__exec_init(block, instance->stack_bytes);
    instance->import_funcs = cut(&rest, module->func_imports, sizeof instance->import_funcs[0]);
    instance->memories = cut(&rest, module->memory_count, sizeof instance->memories[0]);
    instance->tables = cut(&rest, module->table_count, sizeof instance->tables[0]);
    instance->import_globals =
        cut(&rest, module->global_imports, sizeof instance->import_globals[0]);
    instance->globals = cut(&rest, module->global_cells, sizeof instance->globals[0]);
    cut_tags(instance, &rest);
    instance->dropped = rest;
    return true;
}

static tw_err_t make_own(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    bool is_made = true;
    for (uint32_t i = module->memory_imports; is_made && i < module->memory_count; i++) {
        is_made = tw__memory_create(instance, i);
    }
    for (uint32_t i = module->table_imports; is_made && i < module->table_count; i++) {
        is_made = tw__table_create(instance, i);
    }
    return is_made ? TW_ERR_OK : nomem(instance);
}

#if TW_CFG_WIDE_CONST
static void init_global(struct tw_interp_instance *instance, const struct tw__globaltype *global,
                        uint32_t *cells) {
    uint32_t value[4];
    struct tw__reader reader;
    tw__open_span(&reader, &instance->module->global_section);
    reader.p += global->init_off;
    tw__const_eval_cells(instance, &reader, value);
    memcpy(cells, value, tw__cells_of(global->type) * sizeof cells[0]);
}
#else
static void init_global(struct tw_interp_instance *instance, const struct tw__globaltype *global,
                        uint32_t *cells) {
    uint64_t bits = tw__const_eval(instance, &instance->module->global_section, global->init_off);
    if (tw__cells_of(global->type) == 2) {
        tw__set64(cells, bits);
    } else {
        cells[0] = (uint32_t)bits;
    }
}
#endif

static void init_globals(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    for (uint32_t i = module->global_imports; i < module->global_count; i++) {
        const struct tw__globaltype *global = &module->globals[i];
        uint32_t *cells = instance->globals + global->cell;
        init_global(instance, global, cells);
    }
}

static tw_err_t segment_trap(const struct tw_interp_instance *instance, tw_trap_t trap,
                             const struct tw__span *section, uint32_t offset_expr) {
    tw__fault_at(fault_of(instance), TW_FUNC_NONE, section->offset + offset_expr);
    return tw__fail_trap(fault_of(instance), trap, NULL);
}

// Active segments in order (spec 4.5.4); what was copied before a trap stays. Declarative ones are
// dropped at once.
static tw_err_t copy_elems(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    for (uint32_t i = 0; i < module->elem_count; i++) {
        const struct tw__elem *elem = &module->elems[i];
        if ((elem->flags & 1) == 0) {
            uint32_t at =
                index_of(tw__const_eval(instance, &module->elem_section, elem->offset_expr),
                         &module->tables[elem->table].limits);
            struct tw__reader reader;
            uint32_t count = tw__elem_items(module, elem, &reader);
            if (!tw__table_fill_segment(instance, elem->table, i, at, 0, count)) {
                return segment_trap(instance, TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS,
                                    &module->elem_section, elem->offset_expr);
            }
        }
        if ((elem->flags & 3) != 1) {
            tw__drop(instance, i);
        }
    }
    return TW_ERR_OK;
}

static tw_trap_t copy_data(struct tw_interp_instance *instance, const struct tw__data *data) {
    const struct tw__span *section = &instance->module->data_section;
    struct tw__memory *memory = instance->memories[data->memory];
    uint32_t at = index_of(tw__const_eval(instance, section, data->offset_expr), &memory->limits);
    if (!tw__range_ok(memory->size, at, data->size)) {
        return TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    return tw__memory_write(memory, at, section->bytes + data->bytes, data->size)
               ? TW_TRAP_NONE
               : TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
}

static tw_err_t copy_datas(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    for (uint32_t i = 0; i < module->data_count; i++) {
        const struct tw__data *data = &module->datas[i];
        if (!data->is_active) {
            continue;
        }
        tw_trap_t trap = copy_data(instance, data);
        if (trap != TW_TRAP_NONE) {
            return segment_trap(instance, trap, &module->data_section, data->offset_expr);
        }
        tw__drop(instance, module->elem_count + i);
    }
    return TW_ERR_OK;
}

#if TW_CFG_GC
// By now globals and tables may have objects, too.
static tw_err_t make_objects(struct tw_interp_instance *instance) {
    bool is_made = tw__elem_keep(instance);
    return is_made && !instance->has_failed ? TW_ERR_OK : nomem(instance);
}
#else
static tw_err_t make_objects(const struct tw_interp_instance *instance) {
    (void)instance;
    return TW_ERR_OK;
}
#endif

#if TW_CFG_HEAP
static void set_heap(struct tw_interp_instance *instance, uint32_t most) {
    instance->heap_most = most;
}
#else
static void set_heap(struct tw_interp_instance *instance, uint32_t most) {
    (void)instance, (void)most;
}
#endif

static tw_err_t build(struct tw_interp_instance *instance, const tw_limits_t *limits,
                      tw_resolve_fn_t resolve, void *ctx) {
    tw_err_t err = check_limits(instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!alloc_parts(instance)) {
        return nomem(instance);
    }
    make_tags(instance);
    err = link_imports(instance, limits->link_lazily, resolve, ctx);
    err = err != TW_ERR_OK ? err : make_own(instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    init_globals(instance);
    err = make_objects(instance);
    err = err != TW_ERR_OK ? err : copy_elems(instance);
    tw__heap_look_again(instance->store);
    return err != TW_ERR_OK ? err : copy_datas(instance);
}

static size_t at_most(uint64_t bytes) {
    return bytes < SIZE_MAX ? (size_t)bytes : SIZE_MAX;
}

tw_err_t tw__instantiate(tw_interp_module_t *module, tw_instance_t *owner,
                         const struct tw_limits *limits, tw_resolve_fn_t resolve, void *ctx,
                         tw_interp_instance_t **instance_) {
    struct tw__store *store = module->store;
    struct tw_interp_instance *instance = tw__arena_alloc(store->env.arena, sizeof *instance);
    if (instance == NULL) {
        return tw__fail(store->env.fault, TW_ERR_NOMEM, TW_TEXT_NO_BLOCK);
    }
    instance->store = store;
    instance->module = module;
    instance->owner = owner;
    instance->memory_left = at_most(limits->memory_bytes);
    instance->promise_left = instance->memory_left;
    instance->prefix_bytes = at_most(limits->memory_prefix_bytes);
    instance->table_left = limits->table_elements;
    instance->stack_bytes = limits->stack_bytes;
    set_heap(instance, limits->heap_bytes);
    if (!enlist(instance)) {
        tw__arena_free(store->env.arena, instance);
        return nomem(instance);
    }
    module->instance_count++;
    tw_err_t err = build(instance, limits, resolve, ctx);
    if (err == TW_ERR_OK || (err == TW_ERR_TRAP && limits->keep_trapped)) {
        *instance_ = instance;
        return err;
    }
    tw__instance_destroy(instance);
    return err;
}

// ---- the end ------------------------------------------------------------------------------------

#if TW_CFG_GC
static void free_items(struct tw_interp_instance *instance) {
    tw__elem_free(instance);
}
#else
static void free_items(struct tw_interp_instance *instance) {
    (void)instance;
}
#endif

static void free_own(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    free_items(instance);
    for (uint32_t i = 0; i < module->memory_count; i++) {
        if (instance->memories[i] != NULL && instance->memories[i]->owner == instance) {
            tw__memory_free(instance->memories[i]);
        }
    }
    for (uint32_t i = 0; i < module->table_count; i++) {
        if (instance->tables[i] != NULL && instance->tables[i]->owner == instance) {
            tw__table_free(instance->tables[i]);
        }
    }
}

#if TW_CFG_HEAP
static void collect_objects(struct tw__store *store) {
    tw__heap_collect(store);
}
#else
static void collect_objects(const struct tw__store *store) {
    (void)store;
}
#endif

void tw__instance_destroy(tw_interp_instance_t *instance) {
    struct tw__arena *arena = instance->store->env.arena;
    if (instance->entered_by != NULL) {
        tw__exec_cancel(instance->entered_by);
    }
    if (instance->exec != NULL) {
        tw__exec_cancel(instance->exec);
        free_own(instance);
        tw__arena_free(arena, instance->exec);
    }
    delist(instance);
    collect_objects(instance->store);
    instance->module->instance_count--;
    tw__arena_free(arena, instance);
}

#if TW_CFG_EXCEPTIONS
static bool imports_tag_from(const tw_interp_instance_t *importer,
                             const tw_interp_instance_t *exporter) {
    for (uint32_t i = 0; i < importer->module->tag_imports; i++) {
        if (importer->tags[i] >> 16 == exporter->handle) {
            return true;
        }
    }
    return false;
}
#else
static bool imports_tag_from(const tw_interp_instance_t *importer,
                             const tw_interp_instance_t *exporter) {
    (void)importer, (void)exporter;
    return false;
}
#endif

bool tw__imports_from(const tw_interp_instance_t *importer, const tw_interp_instance_t *exporter) {
    const struct tw_interp_module *module = importer->module;
    for (uint32_t i = 0; i < module->func_imports; i++) {
        if (importer->import_funcs[i].instance == exporter) {
            return true;
        }
    }
    for (uint32_t i = 0; i < module->memory_imports; i++) {
        if (importer->memories[i]->owner == exporter) {
            return true;
        }
    }
    for (uint32_t i = 0; i < module->table_imports; i++) {
        if (importer->tables[i]->owner == exporter) {
            return true;
        }
    }
    uintptr_t globals = (uintptr_t)exporter->globals;
    for (uint32_t i = 0; i < module->global_imports; i++) {
        uintptr_t offset = (uintptr_t)importer->import_globals[i] - globals;
        if (offset < exporter->module->global_cells * sizeof exporter->globals[0]) {
            return true;
        }
    }
    return imports_tag_from(importer, exporter);
}
