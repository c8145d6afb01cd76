// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Canonical function types of a store: a list, since a chip has a few dozen. A type that mentions
// itself (spec 3.1.4, a recursive group of one) is read with TW_HEAP_SELF in that place and stored
// with its own number.

#if !TW_CFG_GC

static tw_valtype_t with_heap(tw_valtype_t type, uint32_t heap) {
    return (type & (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE)) | heap;
}

// The type as it is stored: one that means the function type itself gets that one's number.
static tw_valtype_t resolved(tw_valtype_t type, uint32_t id) {
    bool is_self =
        TW_CFG_FUNCTION_REFERENCES && tw__is_ref(type) && tw__heap_of(type) == TW_HEAP_SELF;
    return is_self ? with_heap(type, TW_HEAP_CONCRETE + id) : type;
}

static bool same_shape(const struct tw__type *type, const tw_functype_t *shape) {
    const tw_functype_t *other = tw__functype_of(type);
    if (other->param_count != shape->param_count || other->result_count != shape->result_count) {
        return false;
    }
    uint32_t count = (uint32_t)shape->param_count + shape->result_count;
    for (uint32_t i = 0; i < count; i++) {
        if (other->types[i] != resolved(shape->types[i], type->id)) {
            return false;
        }
    }
    return true;
}

static struct tw__type *add_type(struct tw__store *store, const tw_functype_t *shape) {
    uint32_t count = (uint32_t)shape->param_count + shape->result_count;
    size_t size = sizeof *shape + count * sizeof shape->types[0];
    struct tw__type *type = tw__arena_alloc(store->env.arena, sizeof *type + size);
    if (type == NULL) {
        return NULL;
    }
    type->id = store->next_type_id++;
    type->uses = 1;
    tw_functype_t *functype = (tw_functype_t *)(void *)(type + 1);
    memcpy(functype, shape, sizeof *shape);
    for (uint32_t i = 0; i < count; i++) {
        functype->types[i] = resolved(shape->types[i], type->id);
    }
    type->next = store->types;
    store->types = type;
    return type;
}

struct tw__type *tw__type_intern(struct tw__store *store, const tw_functype_t *shape) {
    for (struct tw__type *type = store->types; type != NULL; type = type->next) {
        if (same_shape(type, shape)) {
            type->uses++;
            return type;
        }
    }
    return add_type(store, shape);
}

void tw__type_release(struct tw__store *store, struct tw__type *type) {
    TW_ASSERT(type->uses > 0);
    if (--type->uses > 0) {
        return;
    }
    struct tw__type **link = &store->types;
    while (*link != type) {
        link = &(*link)->next;
    }
    *link = type->next;
    tw__arena_free(store->env.arena, type);
}

static bool heap_matches(uint32_t sub, uint32_t super) {
    return sub == super || (sub >= TW_HEAP_CONCRETE && super == TW_HEAP_FUNC) ||
           (TW_CFG_EXCEPTIONS && sub == TW_HEAP_NOEXN && super == TW_HEAP_EXN);
}

bool tw__type_matches_plain(tw_valtype_t sub, tw_valtype_t super) {
    if (sub == super || sub == TW_BOTTOM) {
        return true;
    }
    if (!tw__is_ref(sub) || !tw__is_ref(super)) {
        return false;
    }
    bool null_fits = (sub & TW_VALTYPE_NULLABLE) == 0 || (super & TW_VALTYPE_NULLABLE) != 0;
    return null_fits && heap_matches(tw__heap_of(sub), tw__heap_of(super));
}

#endif
