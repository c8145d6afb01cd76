// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_HEAP_H
#define TW_CORE_HEAP_H

// Objects: what references of the heap mean. An object is a block of the arena, which stays where
// it is; a reference is its distance from the arena, a multiple of 8, and so has 32 bits on every
// host. All objects of a store are in one list, the newest first.

#include "core/exec.h"

#if TW_CFG_HEAP

struct tw__object {
    tw_ref_t next;
    tw_ref_t gray;  // 0: not marked; else marked, and the next object to be traced, or GRAY_END
    struct tw__type *type;
    uint32_t length;  // of an exception: the tag
    uint32_t owner;   // handle of the instance that has made it; 0: that is gone
};
#define TW_GRAY_END 1u

static inline struct tw__object *tw__object_at(const struct tw__store *store, tw_ref_t ref) {
    return (struct tw__object *)(void *)((uint8_t *)store->env.arena + ref);
}
// What follows the head.
static inline uint32_t *tw__object_cells(struct tw__object *object) {
    return (uint32_t *)(void *)(object + 1);
}

// Makes an object of so many bytes behind its head, cleared, which counts for the instance. A trap
// (HEAP_EXHAUSTED), or TW_BULK_STOPPED: do the instruction again. It may collect: references that
// are in no frame, table or global are lost. x NULL: while an instance is made, without fuel and
// without collecting.
uint32_t tw__heap_new(struct tw_interp_instance *instance, struct tw__exec *x,
                      struct tw__type *type, uint32_t length, uint64_t size, tw_ref_t *ref);
// An object for a host function, of the parameters of that type, which `values` are to become: it
// cannot stop, so it collects all at once.
uint32_t tw__heap_new_for_host(struct tw_interp_instance *instance, struct tw__type *type,
                               uint32_t length, const uint32_t *values, tw_ref_t *ref);
// True if there is such an object, and will be: walks all.
bool tw__heap_has(const struct tw__store *store, tw_ref_t ref);
// Keeps an object for the host, NOMEM, and no longer.
tw_err_t tw__heap_hold(struct tw__store *store, tw_ref_t ref);
void tw__heap_release(struct tw__store *store, tw_ref_t ref);
// True if what a host gives are values of these types.
bool tw__heap_fits(struct tw__store *store, const tw_valtype_t *types, uint32_t count,
                   const uint32_t *cells);
static inline bool tw__is_object(tw_ref_t ref) {
    return ref != TW_REF_NULL && ref % 8 == 0;
}

#if TW_CFG_GC
// Bytes of an element of that type.
static inline uint32_t tw__elem_bytes(tw_valtype_t field) {
    return field == TW_PACKED_I8 ? 1 : field == TW_PACKED_I16 ? 2 : 4 * tw__cells_of(field);
}

// gc.c: an instruction of garbage collection on its operands: as tw__bulk. x NULL: in a constant
// expression.
struct tw__gc_op {
    struct tw_interp_instance *instance;
    struct tw__exec *x;
    uint32_t op;
    uint32_t a;
    uint32_t b;
    uint32_t value;
    uint32_t *cells;
};
uint32_t tw__gc(const struct tw__gc_op *op);

// thing.c: things of the host. An object whose type is of kind THING has a tw_thing_t behind its
// head, or 0 once that is taken, and has as many bytes on every host.
#define TW_THING_CELLS 4u
tw_err_t tw__thing_new(struct tw_interp_instance *instance, const tw_thing_t *thing,
                       const tw_thing_owner_t *owner, tw_ref_t *ref);
void *tw__thing_find(const struct tw__store *store, tw_ref_t ref,
                     const struct tw_extern_kind *kind, bool is_sure, bool is_taken);
#endif
// Frees what is in reach of nobody; when an instance is gone.
void tw__heap_collect(struct tw__store *store);

#endif
#endif
