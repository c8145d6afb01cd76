// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "tinywasm/instance.h"
#include "tinywasm/module.h"

// Our own executor behind the interpreter table: src/core, told nothing but what the table says.

static tw_err_t core_open(const tw_interp_env_t *env, void **store_) {
    struct tw__store *store = tw__arena_alloc(env->arena, sizeof *store);
    if (store == NULL) {
        return tw__fail(env->fault, TW_ERR_NOMEM, TW_TEXT_NO_BLOCK);
    }
    store->env = *env;
    store->env.max_nesting = env->max_nesting < TW_MAX_NESTING ? env->max_nesting : TW_MAX_NESTING;
    store->env.max_operands =
        env->max_operands < TW_MAX_OPERANDS ? env->max_operands : TW_MAX_OPERANDS;
    *store_ = store;
    return TW_ERR_OK;
}

static void core_close(void *store_) {
    struct tw__store *store = store_;
    tw__heap_close(store);
    TW_ASSERT(store->types == NULL);
    TW_ASSERT(store->instances == NULL);
    tw__arena_free(store->env.arena, store);
}

static void core_set_name(tw_interp_module_t *module, const char *name) {
    module->name = name;
}

static bool core_export_at(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_) {
    uint32_t idx = 0;
    return tw__module_export_at(module, i, export_, &idx);
}

static uint32_t cost(const void *block) {
    return block == NULL ? 0 : (uint32_t)tw__arena_block_cost(block);
}

static void core_module_stats(const tw_interp_module_t *module, struct tw_module_stats *stats) {
    stats->func_count = module->func_count - module->func_imports;
    stats->wasm_code_bytes = module->wasm_code_bytes;
    stats->register_code_bytes = module->code_units * (uint32_t)sizeof module->code[0];
    stats->arena_bytes = cost(module);
    void *block = NULL;
    for (uint32_t i = 0; tw__module_block(module, i, &block); i++) {
        stats->arena_bytes += cost(block);
    }
}

static void set_func(tw_interp_instance_t *instance, uint32_t idx, tw_func_t *func) {
    func->instance = instance->owner;
    func->type = tw__func_type(instance->module, idx);
    func->idx = idx;
}

static bool core_start_func(tw_interp_instance_t *instance, tw_func_t *func) {
    if (instance->module->start == TW_FUNC_NONE) {
        return false;
    }
    set_func(instance, instance->module->start, func);
    return true;
}

static tw_err_t find_export(const tw_interp_instance_t *instance, const char *text, uint8_t wanted,
                            uint32_t *idx) {
    static const char *const kinds[] = {"function", "table", "memory", "global", "tag"};
    struct tw__fault *fault = instance->store->env.fault;
    tw_name_t name = {text, (uint32_t)strlen(text)};
    uint8_t kind = wanted;
    tw_err_t err = tw__find_export(instance->module, &name, &kind, idx);
    (void)kinds;  // without texts
    (void)fault;
    if (err == TW_ERR_INVAL) {
        return tw__fail(fault, err, TW_TEXT_EXPORT_KIND, text, kinds[kind], kinds[wanted]);
    }
    if (err == TW_ERR_NOENT) {
        return tw__fail(fault, err, TW_TEXT_NO_EXPORT, text);
    }
    return err;
}

static tw_err_t core_find_func(tw_interp_instance_t *instance, const char *name, tw_func_t *func) {
    uint32_t idx = 0;
    tw_err_t err = find_export(instance, name, TW_EXTERN_FUNC, &idx);
    if (err == TW_ERR_OK) {
        set_func(instance, idx, func);
    }
    return err;
}

static tw_err_t core_global_get(tw_interp_instance_t *instance, const char *name,
                                tw_value_t *value) {
    uint32_t idx = 0;
    tw_err_t err = find_export(instance, name, TW_EXTERN_GLOBAL, &idx);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw__value_get(tw__global_cells(instance, idx), instance->module->globals[idx].type, value);
    return TW_ERR_OK;
}

static void core_cancel(tw_interp_instance_t *instance) {
    tw__exec_cancel(instance->exec);
}

static void core_withdraw(tw_interp_instance_t *instance) {
    tw__exec_take_away(instance->exec);
}

static const tw_functype_t *core_unfinished(const tw_interp_instance_t *instance) {
    return instance->exec->root_type;
}

static void core_complete(tw_interp_instance_t *instance, const uint32_t *results) {
    tw__exec_complete(instance->exec, results);
}

static void core_interrupt(tw_interp_instance_t *instance) {
    instance->exec->is_interrupted = 1;
}

static void core_add_fuel(tw_interp_instance_t *instance, uint64_t fuel) {
    struct tw__exec *x = instance->exec;
    x->fuel_left = fuel > TW_FUEL_ENDLESS - x->fuel_left ? TW_FUEL_ENDLESS : x->fuel_left + fuel;
}

static uint64_t core_fuel(const tw_interp_instance_t *instance) {
    const struct tw__exec *x = instance->exec;
    return x->fuel_left == TW_FUEL_ENDLESS ? TW_FUEL_ENDLESS : x->fuel_left + (uint64_t)x->fuel;
}

static uint8_t *core_memory(const tw_interp_instance_t *instance, uint64_t *prefix,
                            uint64_t *size) {
    *prefix = 0;
    *size = 0;
    if (instance->module->memory_count == 0) {
        return (uint8_t *)(uintptr_t)instance;
    }
    *prefix = instance->memories[0]->prefix;
    *size = instance->memories[0]->size;
    return instance->memories[0]->base;
}

static void core_memory_read(const tw_interp_instance_t *instance, tw_addr_t addr, void *target,
                             size_t size) {
    tw__memory_read(instance->memories[0], (uint32_t)addr, target, size);
}

static bool core_memory_write(tw_interp_instance_t *instance, tw_addr_t addr, const void *source,
                              size_t size) {
    return tw__memory_write(instance->memories[0], (uint32_t)addr, source, size);
}

static bool core_memory_grow(tw_interp_instance_t *instance, uint32_t size, tw_addr_t *addr) {
    if (instance->module->memory_count == 0) {
        return false;
    }
    struct tw__memory *memory = instance->memories[0];
    uint32_t page_log2 = memory->limits.page_log2;
    uint64_t round_up = ((uint64_t)1 << page_log2) - 1;
    *addr = memory->size;
    return tw__memory_grow(memory, (uint32_t)((size + round_up) >> page_log2)) != UINT32_MAX;
}

#if TW_CFG_HEAP
static void heap_stats(const tw_interp_instance_t *instance, struct tw_instance_stats *stats) {
    stats->heap_bytes = instance->heap_bytes;
    stats->collections = instance->store->heap.collections;
}
#else
static void heap_stats(const tw_interp_instance_t *instance, struct tw_instance_stats *stats) {
    (void)instance;
    (void)stats;
}
#endif

static void core_instance_stats(const tw_interp_instance_t *instance,
                                struct tw_instance_stats *stats) {
    const struct tw_interp_module *module = instance->module;
    stats->fuel_left = core_fuel(instance);
    if (module->memory_count > 0) {
        stats->memory_bytes = instance->memories[0]->size;
        stats->memory_backed_bytes =
            instance->memories[0]->prefix + instance->memories[0]->chunk_bytes;
    }
    stats->stack_bytes = instance->exec->cell_count * 4;
    stats->stack_peak_bytes = tw__exec_peak_bytes(instance->exec);
    heap_stats(instance, stats);
    stats->arena_bytes = cost(instance) + cost(instance->exec);
    for (uint32_t i = 0; i < module->memory_count; i++) {
        const struct tw__memory *memory = instance->memories[i];
        stats->arena_bytes +=
            memory->owner == instance ? cost(memory) + cost(memory->base) + memory->chunk_cost : 0;
    }
    for (uint32_t i = 0; i < module->table_count; i++) {
        const struct tw__table *table = instance->tables[i];
        stats->arena_bytes += table->owner == instance ? cost(table) + cost(table->elems) : 0;
    }
}

const tw_interp_t tw_interp_core = {
    .name = "core",
    .features = TW_INTERP_SUSPEND | TW_INTERP_FUEL | TW_INTERP_STREAM | TW_INTERP_LINK |
                TW_INTERP_FUNCREF | TW_INTERP_SPARSE,
    .open = core_open,
    .close = core_close,
    .load_begin = tw__load_begin,
    .load_feed = tw__load_feed,
    .load_end = tw__load_end,
    .unload = tw__unload,
    .set_name = core_set_name,
    .instantiate = tw__instantiate,
    .destroy = tw__instance_destroy,
    .imports_from = tw__imports_from,
    .start_func = core_start_func,
    .find_func = core_find_func,
    .call = tw__exec_call,
    .resume = tw__exec_resume,
    .cancel = core_cancel,
    .unfinished = core_unfinished,
    .complete = core_complete,
    .interrupt = core_interrupt,
    .add_fuel = core_add_fuel,
    .fuel = core_fuel,
    .memory = core_memory,
    .memory_read = core_memory_read,
    .memory_write = core_memory_write,
};

const tw_interp_inspect_t tw_interp_core_inspect = {
    .import_at = tw__module_import_at,
    .export_at = core_export_at,
    .global_get = core_global_get,
    .module_stats = core_module_stats,
    .instance_stats = core_instance_stats,
};

const tw_interp_slices_t tw_interp_core_slices = {
    .interpose = tw__exec_interpose,
    .withdraw = core_withdraw,
    .memory_grow = core_memory_grow,
};
