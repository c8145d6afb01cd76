// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"
#include "core/reader.h"

// Tables (spec 4.2.7): arrays of references in the arena, null at first.

static struct tw__arena *arena_of(const struct tw_interp_instance *instance) {
    return instance->store->env.arena;
}

static void fill(struct tw__table *table, uint32_t first, tw_ref_t ref) {
    for (uint32_t i = first; i < table->size; i++) {
        table->elems[i] = ref;
    }
}

// The initial value may name functions and imported globals.
bool tw__table_create(struct tw_interp_instance *owner, uint32_t i) {
    const struct tw__tabletype *type = &owner->module->tables[i];
    struct tw__table *table = tw__arena_alloc(arena_of(owner), sizeof *table);
    owner->tables[i] = table;
    if (table == NULL) {
        return false;
    }
    table->owner = owner;
    table->type = type->type;
    table->limits = type->limits;
    table->size = type->limits.min;
    table->elems = tw__arena_alloc(arena_of(owner), table->size * sizeof table->elems[0]);
    owner->table_left -= table->size;
    if (TW_CFG_FUNCTION_REFERENCES && table->elems != NULL && type->init_off != 0) {
        const struct tw__span *section = &owner->module->table_section;
        fill(table, 0, (tw_ref_t)tw__const_eval(owner, section, type->init_off));
    }
    return table->elems != NULL;
}

void tw__table_free(struct tw__table *table) {
    tw__arena_free(arena_of(table->owner), table->elems);
    tw__arena_free(arena_of(table->owner), table);
}

uint32_t tw__table_grow(struct tw__table *table, uint32_t count, tw_ref_t value) {
    uint32_t old_size = table->size;
    if (count > table->limits.max - old_size || count > table->owner->table_left) {
        return UINT32_MAX;
    }
    uint32_t size = old_size + count;
    tw_ref_t *elems =
        tw__arena_resize(arena_of(table->owner), table->elems, size * sizeof table->elems[0]);
    if (elems == NULL) {
        return UINT32_MAX;
    }
    table->owner->table_left -= count;
    table->elems = elems;
    table->size = size;
    fill(table, old_size, value);
    return old_size;
}

// Items are constant expressions, or indices of functions (spec 5.5.12, flag 4).
static tw_ref_t read_item(struct tw_interp_instance *instance, const struct tw__elem *elem,
                          struct tw__reader *reader) {
    if ((elem->flags & 4) == 0) {
        return tw__instance_funcref(instance, tw__read_u32(reader));
    }
    return (tw_ref_t)tw__const_eval_at(instance, reader);
}

#if TW_CFG_GC

uint32_t tw__elem_size(const struct tw_interp_instance *instance, uint32_t elem_idx) {
    struct tw__reader reader;
    uint32_t size = tw__elem_items(instance->module, &instance->module->elems[elem_idx], &reader);
    return tw__is_dropped(instance, elem_idx) ? 0 : size;
}

void tw__elem_read(struct tw_interp_instance *instance, uint32_t elem_idx, uint32_t from,
                   uint32_t count, tw_ref_t *refs) {
    const struct tw__elem *elem = &instance->module->elems[elem_idx];
    struct tw__reader reader;
    if (instance->items != NULL && instance->items[elem_idx].refs != NULL) {
        memcpy(refs, instance->items[elem_idx].refs + from, count * sizeof refs[0]);
        return;
    }
    (void)tw__elem_items(instance->module, elem, &reader);
    for (uint32_t i = 0; count > 0 && i < from; i++) {
        (void)read_item(instance, elem, &reader);
    }
    for (uint32_t i = 0; i < count; i++) {
        refs[i] = read_item(instance, elem, &reader);
    }
}

// Expressions of a traced type may make objects, and do so once.
static bool makes_objects(const struct tw__elem *elem) {
    return (elem->flags & 4) != 0 && tw__is_traced(elem->type);
}

static bool keep_items(struct tw_interp_instance *instance, uint32_t i) {
    const struct tw__elem *elem = &instance->module->elems[i];
    struct tw__items *items = &instance->items[i];
    uint32_t count = tw__elem_size(instance, i);
    tw_ref_t *refs = tw__arena_alloc(arena_of(instance), count * sizeof refs[0]);
    if (refs == NULL) {
        return false;
    }
    items->refs = refs;
    items->count = count;
    struct tw__reader reader;
    (void)tw__elem_items(instance->module, elem, &reader);
    for (uint32_t k = 0; k < count; k++) {
        refs[k] = read_item(instance, elem, &reader);
    }
    return true;
}

bool tw__elem_keep(struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    bool is_kept = true;
    for (uint32_t i = 0; is_kept && i < module->elem_count; i++) {
        if (makes_objects(&module->elems[i]) && instance->items == NULL) {
            instance->items =
                tw__arena_alloc(arena_of(instance), module->elem_count * sizeof *instance->items);
            is_kept = instance->items != NULL;
        }
        if (is_kept && makes_objects(&module->elems[i])) {
            is_kept = keep_items(instance, i);
        }
    }
    return is_kept;
}

void tw__elem_free(struct tw_interp_instance *instance) {
    for (uint32_t i = 0; instance->items != NULL && i < instance->module->elem_count; i++) {
        tw__arena_free(arena_of(instance), instance->items[i].refs);
    }
    tw__arena_free(arena_of(instance), instance->items);
}

#endif

uint32_t tw__elem_items(const struct tw_interp_module *module, const struct tw__elem *elem,
                        struct tw__reader *reader) {
    tw__reader_init(reader, module->elem_section.bytes, module->elem_section.size, 0);
    reader->p += elem->items;
    return tw__read_u32(reader);
}

#if TW_CFG_GC
static void copy_items(struct tw_interp_instance *instance, uint32_t elem_idx, uint32_t source,
                       uint32_t count, const struct tw__reader *reader, tw_ref_t *refs) {
    (void)reader;
    tw__elem_read(instance, elem_idx, source, count, refs);
}
#else
static void copy_items(struct tw_interp_instance *instance, uint32_t elem_idx, uint32_t source,
                       uint32_t count, struct tw__reader *reader, tw_ref_t *refs) {
    const struct tw__elem *elem = &instance->module->elems[elem_idx];
    for (uint32_t i = 0; count > 0 && i < source; i++) {
        (void)read_item(instance, elem, reader);
    }
    for (uint32_t i = 0; i < count; i++) {
        refs[i] = read_item(instance, elem, reader);
    }
}
#endif

bool tw__table_fill_segment(struct tw_interp_instance *instance, uint32_t table_idx,
                            uint32_t elem_idx, uint32_t target, uint32_t source, uint32_t count) {
    const struct tw__elem *elem = &instance->module->elems[elem_idx];
    struct tw__table *table = instance->tables[table_idx];
    struct tw__reader reader;
    uint32_t size = tw__elem_items(instance->module, elem, &reader);
    size = tw__is_dropped(instance, elem_idx) ? 0 : size;
    if (!tw__piece_ok(size, source, count) || !tw__piece_ok(table->size, target, count)) {
        return false;
    }
    copy_items(instance, elem_idx, source, count, &reader, table->elems + target);
    return true;
}
