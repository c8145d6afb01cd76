// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

// Things of the host: objects that guests have as externref or anyref, and that say when they go
// (heap.c). No type of a module is theirs.

#if TW_CFG_GC

// The type of all of them; it lives as long as one of them does, or as who has asked.
static struct tw__type *type_of_things(struct tw__store *store) {
    tw_functype_t shape = {0, 0, TW_THING_CELLS, 0};
    const struct tw__candidate candidate = {&shape, 0, TW_KIND_THING, true};
    struct tw__type *type = NULL;
    return tw__group_intern(store, &candidate, 1, &type) ? type : NULL;
}

tw_err_t tw__thing_new(struct tw_interp_instance *instance, const tw_thing_t *thing,
                       const tw_thing_owner_t *owner, tw_ref_t *ref) {
    struct tw__store *store = instance->store;
    struct tw__type *type = type_of_things(store);
    tw_ref_t made = TW_REF_NULL;
    if (type == NULL) {
        return TW_ERR_NOMEM;
    }
    uint32_t trap = tw__heap_new_for_host(instance, type, 0, NULL, &made);
    tw__type_release(store, type);
    if (trap != TW_TRAP_NONE) {
        return TW_ERR_NOMEM;
    }
    memcpy(tw__object_cells(tw__object_at(store, made)), thing, sizeof *thing);
    store->heap.owner = *owner;
    store->heap.young++;
    *ref = tw__ref_to_host(made);
    return TW_ERR_OK;
}

void *tw__thing_find(const struct tw__store *store, tw_ref_t ref, const struct tw_extern_kind *kind,
                     bool is_sure, bool is_taken) {
    tw_thing_t thing = {NULL, NULL};
    if (!tw__is_object(ref) || (!is_sure && !tw__heap_has(store, ref)) ||
        tw__object_at(store, ref)->type->kind != TW_KIND_THING) {
        return NULL;
    }
    uint32_t *cells = tw__object_cells(tw__object_at(store, ref));
    memcpy(&thing, cells, sizeof thing);
    if (thing.kind != kind) {
        return NULL;
    }
    if (is_taken) {
        memset(cells, 0, sizeof thing);
    }
    return thing.thing;
}

#endif
