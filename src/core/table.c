// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"
#include "core/reader.h"

// Tables (spec 4.2.7): arrays of references in the arena, null at first.

static struct tw__arena *arena_of(const struct tw_interp_instance *instance) {
    return instance->store->env.arena;
}

struct tw__table *tw__table_create(struct tw_interp_instance *owner,
                                   const struct tw__tabletype *type) {
    if (type->limits.min > owner->table_left) {
        return NULL;
    }
    struct tw__table *table = tw__arena_alloc(arena_of(owner), sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    uint32_t size = (uint32_t)type->limits.min;
    table->owner = owner;
    table->elems = tw__arena_alloc(arena_of(owner), size * sizeof table->elems[0]);
    table->size = size;
    table->has_max = type->limits.has_max;
    table->max = type->limits.max;
    table->type = type->type;
    if (table->elems == NULL) {
        tw__arena_free(arena_of(owner), table);
        return NULL;
    }
    memset(table->elems, 0, size * sizeof table->elems[0]);
    owner->table_left -= size;
    return table;
}

void tw__table_free(struct tw__table *table) {
    tw__arena_free(arena_of(table->owner), table->elems);
    tw__arena_free(arena_of(table->owner), table);
}

int32_t tw__table_grow(struct tw__table *table, uint32_t count, tw_ref_t value) {
    uint32_t old_size = table->size;
    if (count > table->max - old_size || count > table->owner->table_left) {
        return -1;
    }
    uint32_t size = old_size + count;
    tw_ref_t *elems = tw__arena_resize(arena_of(table->owner), table->elems,
                                       size * sizeof table->elems[0]);
    if (elems == NULL) {
        return -1;
    }
    for (uint32_t i = old_size; i < size; i++) {
        elems[i] = value;
    }
    table->owner->table_left -= count;
    table->elems = elems;
    table->size = size;
    return (int32_t)old_size;
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
