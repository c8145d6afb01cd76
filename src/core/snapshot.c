// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/snapshot.h"

// A snapshot is a row of 32-bit numbers, little-endian: the cells of the instance's own mutable
// globals; for each table of its own the number of elements and these; a number for each segment
// that is dropped or not. A reference is 0 for null, else 1 more than the index of a function.

// Both directions are one walk over what there is.
struct walk {
    struct tw_interp_instance *instance;
    tw_snapshot_write_fn_t write;  // NULL: read
    tw_snapshot_read_fn_t read;
    void *ctx;
    tw_err_t err;  // the first; nothing is written, read or changed behind it
};

static void fail(struct walk *walk, tw_err_t err) {
    walk->err = walk->err == TW_ERR_OK ? err : walk->err;
}

static void write_number(struct walk *walk, uint32_t value) {
    uint8_t bytes[4];
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    if (walk->err == TW_ERR_OK) {
        fail(walk, walk->write(walk->ctx, bytes, sizeof bytes));
    }
}

static uint32_t read_number(struct walk *walk) {
    uint8_t bytes[4] = {0};
    if (walk->err == TW_ERR_OK) {
        fail(walk, walk->read(walk->ctx, bytes, sizeof bytes));
    }
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

// Writes the number, or reads it and answers what it was.
static uint32_t number(struct walk *walk, uint32_t value) {
    if (walk->write == NULL) {
        return read_number(walk);
    }
    write_number(walk, value);
    return value;
}

static void plain_cell(struct walk *walk, uint32_t *cell) {
    uint32_t value = number(walk, *cell);
    *cell = walk->err == TW_ERR_OK ? value : *cell;
}

// ---- references ---------------------------------------------------------------------------------

static uint32_t encode(struct walk *walk, tw_ref_t ref, tw_valtype_t type) {
    bool is_func = TW_CFG_HEAP ? !tw__is_traced(type) : tw__heap_of(type) != TW_HEAP_EXTERN;
    bool is_own = is_func && ref >> 16 == walk->instance->handle;
    if (ref != TW_REF_NULL && !is_own) {
        fail(walk, TW_ERR_UNSUPPORTED);
    }
    return is_own ? (ref & 0xffff) + 1 : 0;
}

// True if the cell may hold it: what calls a typed reference looks no more.
static bool fits(const struct tw_interp_module *module, uint32_t value, tw_valtype_t type) {
    const struct tw__store *store = module->store;
    (void)store;  // without garbage collection
    if (value == 0) {
        return (type & TW_VALTYPE_NULLABLE) != 0;
    }
    if (value > module->func_count) {
        return false;
    }
    const struct tw__type *func_type = module->types[module->funcs[value - 1].type];
    return tw__type_matches(store, tw__ref_to(func_type), type);
}

static void ref_cell(struct walk *walk, tw_ref_t *ref, tw_valtype_t type) {
    uint32_t value = number(walk, walk->write == NULL ? 0 : encode(walk, *ref, type));
    if (walk->err == TW_ERR_OK && !fits(walk->instance->module, value, type)) {
        fail(walk, TW_ERR_CORRUPT);
    }
    if (walk->err == TW_ERR_OK) {
        *ref = value == 0 ? TW_REF_NULL : tw__funcref(walk->instance, value - 1);
    }
}

// ---- what there is ------------------------------------------------------------------------------

static void walk_globals(struct walk *walk) {
    const struct tw_interp_module *module = walk->instance->module;
    for (uint32_t i = module->global_imports; i < module->global_count; i++) {
        const struct tw__globaltype *global = &module->globals[i];
        uint32_t *cells = walk->instance->globals + global->cell;
        uint32_t count = global->is_mutable != 0 ? tw__cells_of(global->type) : 0;
        for (uint32_t k = 0; k < count; k++) {
            if (tw__is_ref(global->type)) {
                ref_cell(walk, &cells[k], global->type);
            } else {
                plain_cell(walk, &cells[k]);
            }
        }
    }
}

// A table that has grown since is made smaller again: nothing in the guest can see that.
static void resize(struct walk *walk, struct tw__table *table, uint32_t size) {
    if (walk->err != TW_ERR_OK || size == table->size) {
        return;
    }
    if (size < table->limits.min) {
        fail(walk, TW_ERR_CORRUPT);
    } else if (size < table->size) {
        table->owner->table_left += table->size - size;
        table->size = size;
    } else if (tw__table_grow(table, size - table->size, TW_REF_NULL) == UINT32_MAX) {
        fail(walk, TW_ERR_NOMEM);
    }
}

static void walk_table(struct walk *walk, struct tw__table *table) {
    resize(walk, table, number(walk, table->size));
    for (uint32_t i = 0; i < table->size && walk->err == TW_ERR_OK; i++) {
        ref_cell(walk, &table->elems[i], table->type);
    }
}

static void walk_segments(struct walk *walk) {
    struct tw_interp_instance *instance = walk->instance;
    uint32_t count = (uint32_t)instance->module->elem_count + instance->module->data_count;
    for (uint32_t i = 0; i < (count + 7) / 8; i++) {
        uint32_t bits = number(walk, instance->dropped[i]);
        instance->dropped[i] = walk->err == TW_ERR_OK ? (uint8_t)bits : instance->dropped[i];
    }
}

static tw_err_t run(struct walk *walk) {
    struct tw_interp_instance *instance = walk->instance;
    walk_globals(walk);
    for (uint32_t i = instance->module->table_imports; i < instance->module->table_count; i++) {
        walk_table(walk, instance->tables[i]);
    }
    walk_segments(walk);
    return walk->err;
}

tw_err_t tw__snapshot_write(tw_interp_instance_t *instance, tw_snapshot_write_fn_t write,
                            void *ctx) {
    struct walk walk = {instance, write, NULL, ctx, TW_ERR_OK};
    return run(&walk);
}

tw_err_t tw__snapshot_read(tw_interp_instance_t *instance, tw_snapshot_read_fn_t read, void *ctx) {
    struct walk walk = {instance, NULL, read, ctx, TW_ERR_OK};
    tw_err_t err = run(&walk);
    tw__heap_look_again(instance->store);
    return err;
}
