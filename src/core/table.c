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

uint32_t tw__elem_items(const struct tw_interp_module *module, const struct tw__elem *elem,
                        struct tw__reader *reader) {
    tw__reader_init(reader, module->elem_section.bytes, module->elem_section.size, 0);
    reader->p += elem->items;
    return tw__read_u32(reader);
}

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
    for (uint32_t i = 0; count > 0 && i < source; i++) {
        (void)read_item(instance, elem, &reader);
    }
    for (uint32_t i = 0; i < count; i++) {
        table->elems[target + i] = read_item(instance, elem, &reader);
    }
    return true;
}
