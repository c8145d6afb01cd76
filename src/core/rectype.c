// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Canonical types where there is garbage collection: functions, structs and arrays, in recursive
// groups (spec 3.1.4 to 3.1.7). Groups that are equal but for how they name their own types are one
// group. Its types follow each other in a list, the first one first, and in their numbers; they
// live as long as somebody holds one of them, be it a module, an object or a subtype.

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

static uint32_t serial(uint32_t id) {
    return id & ~TW_HEAP_DATA;
}

// ---- trees --------------------------------------------------------------------------------------

// Both trees are walked by the bits of a key, the lowest first: of groups a hash of what they are,
// of types their number. Where a walk is at a type, that need not be the one of the key; so a node
// can be taken out by putting any leaf below it in its place. A walk has 32 nodes at most, and as
// many more as have the same hash.
enum tree { GROUPS, NUMBERS };

static struct tw__type **below(struct tw__type *type, enum tree tree, uint32_t key,
                               uint32_t depth) {
    return &type->child[tree][key >> (depth % 32) & 1];
}

// Where the type is, or with NULL, is to be.
static struct tw__type **place_of(struct tw__type **root, enum tree tree, uint32_t key,
                                  const struct tw__type *type) {
    for (uint32_t depth = 0; *root != NULL && *root != type; depth++) {
        root = below(*root, tree, key, depth);
    }
    return root;
}

static struct tw__type **leaf_of(struct tw__type **link, enum tree tree) {
    struct tw__type **child = (*link)->child[tree];
    while (child[0] != NULL || child[1] != NULL) {
        link = child[0] != NULL ? &child[0] : &child[1];
        child = (*link)->child[tree];
    }
    return link;
}

static void take_out(struct tw__type **root, enum tree tree, uint32_t key, struct tw__type *type) {
    struct tw__type **link = place_of(root, tree, key, type);
    struct tw__type **leaf = leaf_of(link, tree);
    struct tw__type *last = *leaf;
    *leaf = NULL;
    if (last != type) {
        memcpy(last->child[tree], type->child[tree], sizeof last->child[tree]);
        *link = last;
    }
}

static const struct tw__type *find(const struct tw__store *store, uint32_t heap) {
    const struct tw__type *type = store->type_ids;
    uint32_t id = heap - TW_HEAP_CONCRETE;
    for (uint32_t depth = 0; type != NULL && type->id != id; depth++) {
        type = type->child[NUMBERS][serial(id) >> (depth % 32) & 1];
    }
    return type;
}

// ---- interning ----------------------------------------------------------------------------------

// A type of a group, as it is stored, as it is read: types of the group itself by their place.
static tw_valtype_t by_place(const struct tw__type *first, tw_valtype_t type) {
    bool is_concrete = tw__is_ref(type) && heap_in(type) >= TW_HEAP_CONCRETE;
    uint32_t i = serial(heap_in(type) - TW_HEAP_CONCRETE) - serial(first->id);
    return is_concrete && i < first->group_count ? with_heap(type, TW_HEAP_GROUP + i) : type;
}

// True if that is what the candidate says: one that names the group itself can only have been read
// as such.
static bool same_valtype(const struct tw__type *first, tw_valtype_t stored, tw_valtype_t read) {
    return by_place(first, stored) == read;
}

static bool same_super(const struct tw__type *first, const struct tw__type *super, uint32_t read) {
    if (super == NULL || read == 0) {
        return super == NULL && read == 0;
    }
    return same_valtype(first, TW_VALTYPE_REF | (TW_HEAP_CONCRETE + super->id),
                        TW_VALTYPE_REF | read);
}

static bool same_type(const struct tw__type *first, const struct tw__type *type,
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

static bool same_group(const struct tw__type *first, const struct tw__candidate *group,
                       uint32_t count) {
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

// The number of type i of a group that begins with that one.
static uint32_t number_of(const struct tw__type *first, const struct tw__candidate *group,
                          uint32_t i) {
    return (serial(first->id) + i) | (group[i].kind == TW_KIND_FUNC ? 0 : TW_HEAP_DATA);
}

static tw_valtype_t resolved(const struct tw__type *first, const struct tw__candidate *group,
                             tw_valtype_t type) {
    uint32_t i = heap_in(type) - TW_HEAP_GROUP;
    return is_of_group(type) ? with_heap(type, TW_HEAP_CONCRETE + number_of(first, group, i))
                             : type;
}

static void fill_type(struct tw__store *store, const struct tw__type *first,
                      const struct tw__candidate *group, struct tw__type *type, uint32_t i) {
    const struct tw__candidate *read = &group[i];
    tw_functype_t *shape = (tw_functype_t *)(void *)(type + 1);
    memcpy(shape, read->shape, size_of(read->shape));
    for (uint32_t k = 0; k < (uint32_t)shape->param_count + shape->result_count; k++) {
        shape->types[k] = resolved(first, group, shape->types[k]);
    }
    if (read->super != 0) {
        uint32_t heap = heap_in(resolved(first, group, TW_VALTYPE_REF | read->super));
        type->super = (struct tw__type *)(uintptr_t)find(store, heap);
    }
}

static struct tw__type *add_group(struct tw__store *store, const struct tw__candidate *group,
                                  uint32_t count) {
    struct tw__type *first = alloc_chain(store, group, count);
    struct tw__type *type = first;
    for (uint32_t i = 0; type != NULL; i++, type = type->next) {
        type->id = store->next_type_id++ | (group[i].kind == TW_KIND_FUNC ? 0 : TW_HEAP_DATA);
        type->group = first;
        type->group_count = (uint16_t)count;
        type->kind = group[i].kind;
        type->is_final = group[i].is_final;
        *place_of(&store->type_ids, NUMBERS, serial(type->id), NULL) = type;
    }
    type = first;
    for (uint32_t i = 0; type != NULL; i++, type = type->next) {
        fill_type(store, first, group, type, i);
        if (type->super != NULL && type->super->group != first) {
            type->super->group->uses++;
        }
    }
    return first;
}

static uint32_t mixed(uint32_t hash, uint32_t word) {
    hash = (hash ^ word) * 0x9e3779b1u;
    return hash ^ hash >> 15;
}

static uint32_t hash_shape(uint32_t hash, const struct tw__type *first, uint32_t head,
                           const tw_functype_t *shape) {
    hash = mixed(hash, head);
    hash = mixed(hash, (uint32_t)shape->param_count << 16 | shape->result_count);
    for (uint32_t i = 0; i < (uint32_t)shape->param_count + shape->result_count; i++) {
        hash = mixed(hash, first == NULL ? shape->types[i] : by_place(first, shape->types[i]));
    }
    return hash;
}

static uint32_t head_of(uint32_t kind, bool is_final, uint32_t super) {
    return super ^ kind << 30 ^ (is_final ? TW_FIELD_MUTABLE : 0);
}

static uint32_t hash_read(const struct tw__candidate *group, uint32_t count) {
    uint32_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t head = head_of(group[i].kind, group[i].is_final, group[i].super);
        hash = hash_shape(hash, NULL, head, group[i].shape);
    }
    return hash;
}

// The same of a group that is there.
static uint32_t hash_stored(const struct tw__type *first) {
    uint32_t hash = 0;
    for (const struct tw__type *type = first; type != NULL; type = type->next) {
        uint32_t heap = type->super == NULL ? 0 : TW_HEAP_CONCRETE + type->super->id;
        uint32_t super = heap == 0 ? 0 : heap_in(by_place(first, TW_VALTYPE_REF | heap));
        uint32_t head = head_of(type->kind, type->is_final, super);
        hash = hash_shape(hash, first, head, tw__functype_of(type));
    }
    return hash;
}

bool tw__group_intern(struct tw__store *store, const struct tw__candidate *group, uint32_t count,
                      struct tw__type **types) {
    uint32_t hash = hash_read(group, count);
    struct tw__type **link = &store->types;
    if (count == 0) {
        return true;
    }
    for (uint32_t depth = 0; *link != NULL && !same_group(*link, group, count); depth++) {
        link = below(*link, GROUPS, hash, depth);
    }
    struct tw__type *type = *link != NULL ? *link : add_group(store, group, count);
    *link = type;
    for (uint32_t i = 0; type != NULL; i++, type = type->next) {
        types[i] = type;
        type->group->uses++;
    }
    return *link != NULL;
}

// ---- releasing ----------------------------------------------------------------------------------

// Takes a group that nobody holds out of the trees. Its supertypes are held once less; the groups
// that nobody holds for that are put before the list, through a link of the tree they are not in.
static struct tw__type *drop_group(struct tw__store *store, struct tw__type *first,
                                   struct tw__type *list) {
    for (struct tw__type *type = first; type != NULL; type = type->next) {
        struct tw__type *above = type->super == NULL ? first : type->super->group;
        take_out(&store->type_ids, NUMBERS, serial(type->id), type);
        if (above != first && --above->uses == 0) {
            take_out(&store->types, GROUPS, hash_stored(above), above);
            above->child[GROUPS][0] = list;
            list = above;
        }
    }
    free_chain(store, first, NULL);
    return list;
}

void tw__type_release(struct tw__store *store, struct tw__type *type) {
    TW_ASSERT(type->group->uses > 0);
    struct tw__type *list = type->group;
    if (--list->uses > 0) {
        return;
    }
    take_out(&store->types, GROUPS, hash_stored(list), list);
    list->child[GROUPS][0] = NULL;
    while (list != NULL) {
        list = drop_group(store, list, list->child[GROUPS][0]);
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
