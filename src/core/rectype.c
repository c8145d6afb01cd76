// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Canonical types where there is garbage collection: functions, structs and arrays, in recursive
// groups (spec 3.1.4 to 3.1.7). Groups that are equal but for how they name their own types are one
// group. Its types follow each other in the store's list, the first one first, and in their
// numbers; they live as long as somebody holds one of them, be it a module, an object or a subtype.

#if TW_CFG_GC

static tw_valtype_t with_heap(tw_valtype_t type, uint32_t heap) {
    return (type & ~0x1fffffffu) | heap;
}

static uint32_t heap_in(tw_valtype_t type) {  // a mutable field's, too
    return type & 0x1fffffffu;
}

static bool is_of_group(tw_valtype_t type) {
    return tw__is_ref(type) && heap_in(type) >= TW_HEAP_GROUP;
}

static const struct tw__type *find(const struct tw__store *store, uint32_t heap) {
    const struct tw__type *type = store->types;
    while (type != NULL && type->id != heap - TW_HEAP_CONCRETE) {
        type = type->next;
    }
    return type;
}

static uint32_t serial(uint32_t id) {
    return id & ~TW_HEAP_DATA;
}

static struct tw__type *member(struct tw__type *first, uint32_t i) {
    for (; i > 0; i--) {
        first = first->next;
    }
    return first;
}

// ---- interning ----------------------------------------------------------------------------------

// True if a type of a group, as it is stored, is what the candidate says: one that names the group
// itself can only have been read as such.
static bool same_valtype(struct tw__type *first, tw_valtype_t stored, tw_valtype_t read) {
    if (is_of_group(read)) {
        uint32_t i = heap_in(read) - TW_HEAP_GROUP;
        return i < first->group_count &&
               stored == with_heap(read, TW_HEAP_CONCRETE + member(first, i)->id);
    }
    bool is_concrete = tw__is_ref(read) && heap_in(read) >= TW_HEAP_CONCRETE;
    uint32_t number = serial(heap_in(read) - TW_HEAP_CONCRETE);
    bool is_own = is_concrete && number >= serial(first->id) &&
                  number < serial(first->id) + first->group_count;
    return stored == read && !is_own;
}

static bool same_super(struct tw__type *first, const struct tw__type *super, uint32_t read) {
    if (super == NULL || read == 0) {
        return super == NULL && read == 0;
    }
    return same_valtype(first, TW_VALTYPE_REF | (TW_HEAP_CONCRETE + super->id),
                        TW_VALTYPE_REF | read);
}

static bool same_type(struct tw__type *first, const struct tw__type *type,
                      const struct tw__candidate *read) {
    const tw_functype_t *stored = tw__functype_of(type);
    uint32_t count = (uint32_t)stored->param_count + stored->result_count;
    if (type->kind != read->kind || type->is_final != read->is_final ||
        stored->param_count != read->shape->param_count ||
        stored->result_count != read->shape->result_count ||
        !same_super(first, type->super, read->super)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!same_valtype(first, stored->types[i], read->shape->types[i])) {
            return false;
        }
    }
    return true;
}

static bool same_group(struct tw__type *first, const struct tw__candidate *group, uint32_t count) {
    const struct tw__type *type = first;
    bool is_same = first->group_count == count;
    for (uint32_t i = 0; is_same && i < count; i++) {
        is_same = same_type(first, type, &group[i]);
        type = type->next;
    }
    return is_same;
}

static size_t size_of(const tw_functype_t *shape) {
    uint32_t count = (uint32_t)shape->param_count + shape->result_count;
    return sizeof *shape + count * sizeof shape->types[0];
}

static void free_chain(struct tw__store *store, struct tw__type *first,
                       const struct tw__type *end) {
    while (first != end) {
        struct tw__type *next = first->next;
        tw__arena_free(store->env.arena, first);
        first = next;
    }
}

// Blocks for all types of a group, in a chain; NULL if there is no memory.
static struct tw__type *alloc_chain(struct tw__store *store, const struct tw__candidate *group,
                                    uint32_t count) {
    struct tw__type *first = NULL;
    for (uint32_t i = count; i > 0; i--) {
        struct tw__type *type =
            tw__arena_alloc(store->env.arena, sizeof *type + size_of(group[i - 1].shape));
        if (type == NULL) {
            free_chain(store, first, NULL);
            return NULL;
        }
        type->next = first;
        first = type;
    }
    return first;
}

static tw_valtype_t resolved(struct tw__type *first, tw_valtype_t type) {
    return is_of_group(type) ? with_heap(type, TW_HEAP_CONCRETE +
                                                   member(first, heap_in(type) - TW_HEAP_GROUP)->id)
                             : type;
}

static void fill_type(struct tw__store *store, struct tw__type *first, struct tw__type *type,
                      const struct tw__candidate *read) {
    tw_functype_t *shape = (tw_functype_t *)(void *)(type + 1);
    memcpy(shape, read->shape, size_of(read->shape));
    for (uint32_t i = 0; i < (uint32_t)shape->param_count + shape->result_count; i++) {
        shape->types[i] = resolved(first, shape->types[i]);
    }
    if (read->super != 0) {
        uint32_t heap = heap_in(resolved(first, TW_VALTYPE_REF | read->super));
        type->super = (struct tw__type *)(uintptr_t)find(store, heap);
    }
}

static struct tw__type *add_group(struct tw__store *store, const struct tw__candidate *group,
                                  uint32_t count) {
    struct tw__type *first = alloc_chain(store, group, count);
    struct tw__type *type = first;
    struct tw__type *last = first;
    if (first == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++, type = type->next) {
        type->id = store->next_type_id++ | (group[i].kind == TW_KIND_FUNC ? 0 : TW_HEAP_DATA);
        type->group = first;
        type->group_count = (uint16_t)count;
        type->kind = group[i].kind;
        type->is_final = group[i].is_final;
        last = type;
    }
    last->next = store->types;
    store->types = first;
    type = first;
    for (uint32_t i = 0; i < count; i++, type = type->next) {
        fill_type(store, first, type, &group[i]);
        if (type->super != NULL && type->super->group != first) {
            type->super->group->uses++;
        }
    }
    return first;
}

bool tw__group_intern(struct tw__store *store, const struct tw__candidate *group, uint32_t count,
                      struct tw__type **types) {
    struct tw__type *first = store->types;
    if (count == 0) {
        return true;
    }
    while (first != NULL && !same_group(first, group, count)) {
        first = member(first, first->group_count);
    }
    first = first != NULL ? first : add_group(store, group, count);
    for (uint32_t i = 0; first != NULL && i < count; i++) {
        types[i] = member(first, i);
        first->uses++;
    }
    return first != NULL;
}

// ---- releasing ----------------------------------------------------------------------------------

// Takes a group that nobody holds off the list; its supertypes are held once less.
static void drop_group(struct tw__store *store, struct tw__type **link) {
    struct tw__type *first = *link;
    struct tw__type *end = member(first, first->group_count);
    for (struct tw__type *type = first; type != end; type = type->next) {
        if (type->super != NULL && type->super->group != first) {
            type->super->group->uses--;
        }
    }
    *link = end;
    free_chain(store, first, end);
}

void tw__type_release(struct tw__store *store, struct tw__type *type) {
    TW_ASSERT(type->group->uses > 0);
    bool is_dropped = --type->group->uses == 0;
    while (is_dropped) {  // a supertype's group may follow
        struct tw__type **link = &store->types;
        while (*link != NULL && (*link)->uses > 0) {
            struct tw__type *last = member(*link, (*link)->group_count - 1u);
            link = &last->next;
        }
        is_dropped = *link != NULL;
        if (is_dropped) {
            drop_group(store, link);
        }
    }
}

// ---- subtyping (spec 3.3) -----------------------------------------------------------------------

static uint32_t abstract_of(const struct tw__type *type) {
    return type->kind == TW_KIND_FUNC     ? TW_HEAP_FUNC
           : type->kind == TW_KIND_STRUCT ? TW_HEAP_STRUCT
                                          : TW_HEAP_ARRAY;
}

static bool is_data(uint32_t heap) {  // below any
    return heap == TW_HEAP_ANY || heap == TW_HEAP_EQ || heap == TW_HEAP_I31 ||
           heap == TW_HEAP_STRUCT || heap == TW_HEAP_ARRAY ||
           (heap >= TW_HEAP_CONCRETE && heap >= TW_HEAP_DATA);
}

static bool abstract_matches(uint32_t sub, uint32_t super) {
    switch (sub) {
        case TW_HEAP_NONE:
            return is_data(super);
        case TW_HEAP_NOFUNC:
            return super == TW_HEAP_FUNC || (super >= TW_HEAP_CONCRETE && !is_data(super));
        case TW_HEAP_NOEXTERN:
            return super == TW_HEAP_EXTERN;
        case TW_HEAP_NOEXN:
            return super == TW_HEAP_EXN;
        case TW_HEAP_I31:
        case TW_HEAP_STRUCT:
        case TW_HEAP_ARRAY:
            return super == TW_HEAP_EQ || super == TW_HEAP_ANY;
        case TW_HEAP_EQ:
            return super == TW_HEAP_ANY;
        default:
            return false;
    }
}

static bool heap_matches(const struct tw__store *store, uint32_t sub, uint32_t super) {
    if (sub == super) {
        return true;
    }
    if (sub < TW_HEAP_CONCRETE) {
        return abstract_matches(sub, super);
    }
    const struct tw__type *type = find(store, sub);
    if (super < TW_HEAP_CONCRETE) {
        uint32_t above = abstract_of(type);
        return above == super || abstract_matches(above, super);
    }
    return tw__is_subtype(type, find(store, super));
}

bool tw__type_matches(const struct tw__store *store, tw_valtype_t sub, tw_valtype_t super) {
    if (sub == super || sub == TW_BOTTOM) {
        return true;
    }
    if (!tw__is_ref(sub) || !tw__is_ref(super)) {
        return false;
    }
    bool null_fits = (sub & TW_VALTYPE_NULLABLE) == 0 || (super & TW_VALTYPE_NULLABLE) != 0;
    return null_fits && heap_matches(store, tw__heap_of(sub), tw__heap_of(super));
}

static bool field_matches(const struct tw__store *store, tw_valtype_t sub, tw_valtype_t super) {
    bool is_mutable = (sub & TW_FIELD_MUTABLE) != 0;
    return sub == super ||
           (!is_mutable && (super & TW_FIELD_MUTABLE) == 0 && tw__type_matches(store, sub, super));
}

static bool fields_match(const struct tw__store *store, const tw_functype_t *sub,
                         const tw_functype_t *super) {
    bool is_match = sub->param_count >= super->param_count;
    for (uint32_t i = 0; is_match && i < super->param_count; i++) {
        is_match = field_matches(store, sub->types[i], super->types[i]);
    }
    return is_match;
}

static bool func_matches(const struct tw__store *store, const tw_functype_t *sub,
                         const tw_functype_t *super) {
    uint32_t params = sub->param_count;
    bool is_match = params == super->param_count && sub->result_count == super->result_count;
    for (uint32_t i = 0; is_match && i < params + sub->result_count; i++) {
        is_match = i < params ? tw__type_matches(store, super->types[i], sub->types[i])
                              : tw__type_matches(store, sub->types[i], super->types[i]);
    }
    return is_match;
}

bool tw__is_sound(const struct tw__store *store, const struct tw__type *type) {
    const struct tw__type *super = type->super;
    if (super == NULL) {
        return true;
    }
    if (super->is_final || super->kind != type->kind) {
        return false;
    }
    const tw_functype_t *a = tw__functype_of(type);
    const tw_functype_t *b = tw__functype_of(super);
    return type->kind == TW_KIND_FUNC ? func_matches(store, a, b) : fields_match(store, a, b);
}

#endif
