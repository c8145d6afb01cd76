// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

#include "core/load.h"

// Exceptions under way (spec 4.6.7). An exception is an object of its tag's type, whose cells are
// the values and whose length is the tag. A throw looks for a handler from the top frame down, by
// the unit where each goes on; nothing is given up before one is found, so that the fault of an
// exception that leaves the root call names the place where it was thrown.

#if TW_CFG_EXCEPTIONS

// The last clause whose try_table begins below the unit; how many clauses lie up to it.
static uint32_t find_last(const struct tw_interp_module *module, uint32_t unit) {
    uint32_t low = 0;
    uint32_t high = module->handler_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (module->handlers[middle].first < unit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool catches(const struct tw_interp_instance *instance, const struct tw__handler *handler,
                    uint32_t tag_id) {
    return handler->kind >= TW_CATCH_ALL || instance->tags[handler->tag] == tag_id;
}

// The first clause of a try_table that takes the exception.
static const struct tw__handler *find_clause(const struct tw_interp_instance *instance,
                                             const struct tw__handler *first, uint32_t tag_id) {
    for (uint32_t i = 0; i < first->count; i++) {
        if (catches(instance, &first[i], tag_id)) {
            return &first[i];
        }
    }
    return NULL;
}

// The clauses of inner blocks lie behind those of outer ones.
static const struct tw__handler *find_handler(const struct tw__frame *frame, uint32_t tag_id) {
    const struct tw_interp_module *module = frame->instance->module;
    uint32_t func_idx = tw__module_func_at(module, frame->unit - 1);
    uint32_t i = find_last(module, frame->unit);
    while (i > 0 && module->handlers[i - 1].first > module->funcs[func_idx].code) {
        const struct tw__handler *last = &module->handlers[i - 1];
        const struct tw__handler *first = last;
        while (first > module->handlers && first[-1].count == first->count + 1u &&
               first[-1].first == last->first) {
            first--;
        }
        if (last->kind == TW_DELEGATE) {
            i -= frame->unit <= last->end ? last->slot | (uint32_t)last->tag << 16 : 1;
            continue;
        }
        const struct tw__handler *found =
            frame->unit <= last->end ? find_clause(frame->instance, first, tag_id) : NULL;
        if (found != NULL) {
            return found;
        }
        i = (uint32_t)(first - module->handlers);
    }
    return NULL;
}

static bool is_interposed(const struct tw__exec *x, uint32_t record) {
    return record != 0 && record == x->interposed;
}

// From the frame down to one with a handler; NULL if the exception leaves the root call.
static const struct tw__handler *search(const struct tw__exec *x, struct tw__frame frame,
                                        uint32_t tag_id) {
    uint32_t record = 0;
    for (;;) {
        const struct tw__handler *found = frame.unit == 0 ? NULL : find_handler(&frame, tag_id);
        if (found != NULL) {
            return found;
        }
        if (!tw__frame_below(x, &frame, &record) || is_interposed(x, record)) {
            return NULL;
        }
    }
}

static bool leave_root(struct tw__exec *x, tw_ref_t exception) {
    struct tw__fault *fault = tw__exec_locate(x);
    struct tw__object *object = tw__object_at(x->root->store, exception);
    x->exception = exception;
    (void)object;
    return tw__exec_stop(
        x, tw__fail(fault, TW_ERR_EXCEPTION, TW_TEXT_EXCEPTION, object->length & 0xffff));
}

static void catch_at(struct tw__exec *x, const struct tw__frame *frame,
                     const struct tw__handler *handler, tw_ref_t exception) {
    struct tw__object *object = tw__object_at(x->root->store, exception);
    tw__exec_enter(x, frame->instance);
    x->fp = frame->fp;
    x->pc = x->code + handler->target;
    uint32_t *cell = tw__cell(x->fp, handler->slot);
    uint32_t cells = handler->kind <= TW_CATCH_REF ? tw__functype_of(object->type)->param_cells : 0;
    memcpy(cell, tw__object_cells(object), cells * sizeof cell[0]);
    if (handler->kind == TW_CATCH_REF || handler->kind == TW_CATCH_ALL_REF) {
        cell[cells] = exception;
    }
}

static bool unwind(struct tw__exec *x, struct tw__frame frame, tw_ref_t exception) {
    uint32_t tag_id = tw__object_at(x->root->store, exception)->length;
    const struct tw__handler *handler = search(x, frame, tag_id);
    uint32_t record = 0;
    if (handler == NULL) {
        return leave_root(x, exception);
    }
    while (frame.unit == 0 || find_handler(&frame, tag_id) != handler) {
        tw__frame_drop(x, &frame);
        (void)tw__frame_below(x, &frame, &record);
    }
    catch_at(x, &frame, handler, exception);
    return true;
}

bool tw__throw_ref(struct tw__exec *x, tw_ref_t exception) {
    struct tw__frame frame;
    tw__frame_top(x, &frame);
    return unwind(x, frame, exception);
}

// A tag's type; NULL if its instance is gone, or another one has its number: only of a tag that the
// host has kept.
static struct tw__type *type_of(struct tw__store *store, uint32_t tag_id,
                                const tw_functype_t *type) {
    const struct tw_interp_instance *owner = tw__instance_of(store, tag_id >> 16);
    if (owner == NULL || (tag_id & 0xffff) >= owner->module->tag_count) {
        return NULL;
    }
    struct tw__type *found = owner->module->types[owner->module->tags[tag_id & 0xffff]];
    return tw__functype_of(found) == type ? found : NULL;
}

bool tw__throw_new(struct tw__exec *x, uint32_t tag_id, const tw_functype_t *type,
                   const uint32_t *values, const tw_functype_t *host_type) {
    struct tw__type *thrown = type_of(x->root->store, tag_id, type);
    uint64_t size = type->param_cells * sizeof(uint32_t);
    struct tw__frame frame;
    tw_ref_t exception = TW_REF_NULL;
    if (thrown == NULL) {
        return tw__exec_trap(x, TW_TRAP_STALE_REFERENCE);
    }
    x->is_in_host = host_type != NULL;
    x->pending_type = host_type;
    uint32_t trap = host_type != NULL
                        ? tw__heap_new_for_host(x->instance, thrown, tag_id, values, &exception)
                        : tw__heap_new(x->instance, x, thrown, tag_id, size, &exception);
    x->is_in_host = false;
    if (trap == TW_BULK_STOPPED) {
        return false;
    }
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, (tw_trap_t)trap);
    }
    memcpy(tw__object_cells(tw__object_at(x->root->store, exception)), values, (size_t)size);
    if (host_type != NULL) {
        tw__frame_of_host(x, host_type, &frame);
    } else {
        tw__frame_top(x, &frame);
    }
    return unwind(x, frame, exception);
}

#endif
