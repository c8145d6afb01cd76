// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

// The collector: marks what can be reached from globals, tables, frames (by the reference maps) and
// what hosts hold, then frees the rest. It runs when objects have become twice as many bytes as the
// last time left, or the arena is full. Marking keeps a list of objects that are reached and not
// traced, through their heads, so it needs neither recursion nor room. Each step costs fuel, and it
// can stop between two steps: what is made meanwhile is marked, and the roots are looked at again
// before it ends. Bytes are counted as wasm sees them, so that all hosts collect at the same
// points.

#if TW_CFG_HEAP

enum { HEAP_IDLE, HEAP_MARK, HEAP_SWEEP };

#if TW_CFG_GC
#define FIELD_FLAGS TW_FIELD_MUTABLE
#else
#define FIELD_FLAGS 0u
#endif
#define LEAST_THRESHOLD 1024u
#define HEAD_BYTES 16u  // that an object counts for besides its own

// ---- marking ------------------------------------------------------------------------------------

static void mark(struct tw__store *store, tw_ref_t ref) {
    if (!tw__is_object(ref)) {
        return;
    }
    struct tw__object *object = tw__object_at(store, ref);
    if (object->gray == 0) {
        object->gray = store->heap.gray;
        store->heap.gray = ref;
    }
}

static void mark_typed(struct tw__store *store, tw_valtype_t type, tw_ref_t ref) {
    if (tw__is_traced(type)) {
        mark(store, ref);
    }
}

static void mark_values(struct tw__store *store, const tw_valtype_t *types, uint32_t count,
                        const uint32_t *cells) {
    for (uint32_t i = 0; i < count; i++) {
        tw_valtype_t type = types[i] & ~FIELD_FLAGS;
        mark_typed(store, type, cells[0]);
        cells += tw__cells_of(type);
    }
}

static void mark_slots(struct tw__store *store, const struct tw_interp_module *module, uint32_t key,
                       uint32_t *fp) {
    const uint16_t *slots = NULL;
    uint32_t count = tw__module_ref_map(module, key, &slots);
    for (uint32_t i = 0; i < count; i++) {
        mark(store, *tw__cell(fp, slots[i]));
    }
}

// The topmost frame: of a function that is about to begin, of a host function, or of an operation
// at which the execution has stopped, or is.
static void mark_top(struct tw__exec *x, struct tw__frame *frame) {
    struct tw__store *store = x->root->store;
    bool is_host = x->is_in_host || x->is_answered || x->state == TW_EXEC_PENDING;
    if (x->is_entering) {
        const tw_functype_t *type = tw__func_type(x->entry.instance->module, x->entry.func_idx);
        frame->instance = x->instance;
        frame->fp = x->cells + x->entry_frame;
        frame->unit = 0;
        frame->link = x->entry_link;
        mark_values(store, type->types, type->param_count, frame->fp);
    } else if (is_host) {
        const tw_functype_t *type = x->pending_type;
        tw__frame_of_host(x, type, frame);
        if (x->is_answered) {
            mark_values(store, type->types + type->param_count, type->result_count, x->fp);
        }
    } else {
        tw__frame_top(x, frame);
        mark_slots(store, x->instance->module, tw__key_at(tw__exec_unit(x)), x->fp);
    }
}

static void mark_frames(struct tw__exec *x) {
    struct tw__frame frame;
    uint32_t record = 0;
    if (x->root_type == NULL || (x->pc == NULL && !x->is_entering)) {
        return;
    }
    mark_top(x, &frame);
    while (tw__frame_below(x, &frame, &record)) {
        if (frame.unit != 0) {
            mark_slots(x->root->store, frame.instance->module, tw__key_behind(frame.unit),
                       frame.fp);
        }
    }
}

static void mark_table(struct tw__store *store, const struct tw__table *table) {
    for (uint32_t i = 0; tw__is_traced(table->type) && i < table->size; i++) {
        mark(store, table->elems[i]);
    }
}

#if TW_CFG_GC
// The items of segments that are kept.
static void mark_segments(struct tw__store *store, const struct tw_interp_instance *at) {
    for (uint32_t i = 0; at->items != NULL && i < at->module->elem_count; i++) {
        const struct tw__items *items = &at->items[i];
        for (uint32_t k = 0; items->refs != NULL && k < items->count; k++) {
            mark(store, items->refs[k]);
        }
    }
}
#else
static void mark_segments(struct tw__store *store, const struct tw_interp_instance *at) {
    (void)store, (void)at;
}
#endif

static void mark_instance(struct tw__store *store, struct tw_interp_instance *at) {
    const struct tw_interp_module *module = at->module;
    if (at->exec == NULL) {
        return;  // it has nothing yet
    }
    for (uint32_t i = module->global_imports; i < module->global_count; i++) {
        mark_typed(store, module->globals[i].type, at->globals[module->globals[i].cell]);
    }
    for (uint32_t i = module->table_imports; i < module->table_count; i++) {
        if (at->tables[i] != NULL && at->tables[i]->elems != NULL) {
            mark_table(store, at->tables[i]);
        }
    }
    mark(store, at->exec->exception);
    mark_segments(store, at);
    mark_frames(at->exec);
}

static void mark_roots(struct tw__store *store) {
    for (uint32_t i = 0; i < store->heap.held_count; i++) {
        mark(store, store->heap.held[i]);
    }
    for (struct tw_interp_instance *at = store->instances; at != NULL; at = at->next) {
        mark_instance(store, at);
    }
}

#if TW_CFG_GC
static bool is_array(const struct tw__type *type) {
    return type->kind == TW_KIND_ARRAY;
}
static uint32_t trace_array(struct tw__store *store, struct tw__object *object) {
    const uint32_t *cells = tw__object_cells(object);
    uint32_t count = tw__is_traced(tw__field_of(object->type, 0)) ? object->length : 0;
    for (uint32_t i = 0; i < count; i++) {
        mark(store, cells[i]);
    }
    return count;
}
static void hold_type(struct tw__type *type) {
    type->group->uses++;
}
#else
static bool is_array(const struct tw__type *type) {
    (void)type;
    return false;
}
static uint32_t trace_array(struct tw__store *store, struct tw__object *object) {
    (void)store, (void)object;
    return 0;
}
static void hold_type(struct tw__type *type) {
    type->uses++;
}
#endif

// Takes the next gray object; what it refers to becomes gray. Its cells.
static uint32_t trace_next(struct tw__store *store) {
    struct tw__object *object = tw__object_at(store, store->heap.gray);
    store->heap.gray = object->gray;
    const tw_functype_t *type = tw__functype_of(object->type);
    if (is_array(object->type)) {
        return trace_array(store, object);
    }
    mark_values(store, type->types, type->param_count, tw__object_cells(object));
    return type->param_count;
}

// ---- sweeping -----------------------------------------------------------------------------------

static void free_object(struct tw__store *store, struct tw__object *object) {
    store->heap.bytes -= object->bytes;
    tw__type_release(store, object->type);
    tw__arena_free(store->env.arena, object);
}

// Looks at the next object; false behind the last.
static bool sweep_next(struct tw__store *store) {
    struct tw__heap *heap = &store->heap;
    tw_ref_t *link = heap->swept == 0 ? &heap->objects : &tw__object_at(store, heap->swept)->next;
    if (*link == 0) {
        return false;
    }
    struct tw__object *object = tw__object_at(store, *link);
    if (object->gray != 0) {
        object->gray = 0;
        heap->swept = *link;
    } else {
        *link = object->next;
        free_object(store, object);
    }
    return true;
}

// ---- collecting ---------------------------------------------------------------------------------

static void begin_marking(struct tw__heap *heap) {
    heap->state = HEAP_MARK;
    heap->gray = TW_GRAY_END;
}

static void end(struct tw__heap *heap) {
    heap->state = HEAP_IDLE;
    heap->threshold = 2 * heap->bytes < LEAST_THRESHOLD ? LEAST_THRESHOLD : 2 * heap->bytes;
}

// A step, whose cost is in *cost; false once there is nothing more to do.
static bool step(struct tw__store *store, uint32_t *cost) {
    struct tw__heap *heap = &store->heap;
    *cost = 1;
    if (heap->state == HEAP_IDLE) {
        begin_marking(heap);
        mark_roots(store);
    } else if (heap->state == HEAP_MARK && heap->gray != TW_GRAY_END) {
        *cost += trace_next(store) / 8;
    } else if (heap->state == HEAP_MARK) {
        mark_roots(store);  // they may have changed since
        if (heap->gray == TW_GRAY_END) {
            heap->state = HEAP_SWEEP;
            heap->swept = 0;
        }
    } else if (!sweep_next(store)) {
        end(heap);
        return false;
    }
    return true;
}

static bool collect(struct tw__exec *x) {
    struct tw__store *store = x->root->store;
    do {
        if (!tw__exec_refuel(x, store->heap.owed)) {
            return false;
        }
        x->fuel -= (int32_t)store->heap.owed;
    } while (step(store, &store->heap.owed));
    return true;
}

void tw__heap_collect(struct tw__store *store) {
    uint32_t cost = 0;
    bool is_needed = store->heap.objects != 0;
    store->heap.state = HEAP_IDLE;  // of one that has stopped some objects are marked
    for (tw_ref_t at = store->heap.objects; at != 0; at = tw__object_at(store, at)->next) {
        tw__object_at(store, at)->gray = 0;
    }
    while (is_needed && step(store, &cost)) {
    }
}

static struct tw__object *alloc(struct tw__store *store, uint64_t size) {
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    return tw__arena_alloc(store->env.arena, sizeof(struct tw__object) + (size_t)size);
}

void tw__heap_shade(struct tw__store *store, tw_ref_t ref) {
    if (store->heap.state == HEAP_MARK) {
        mark(store, ref);
    }
}

// Collects unless that was done last; false if the execution stops.
static bool collect_once(struct tw__store *store, struct tw__exec *x) {
    if (x == NULL || store->heap.is_fresh || store->heap.objects == 0) {
        return true;
    }
    store->heap.is_fresh = collect(x);
    return store->heap.is_fresh;
}

static bool is_due(const struct tw__heap *heap, uint64_t size) {
    return heap->state != HEAP_IDLE || heap->bytes + size > heap->threshold;
}

// The cost of an object that is made, by its length; it is freed again if that cannot be paid.
static bool pay(struct tw__store *store, struct tw__exec *x, struct tw__object *object,
                uint64_t size) {
    uint32_t cost = (uint32_t)(size / 32);
    if (x == NULL || tw__exec_refuel(x, cost)) {
        store->heap.is_fresh = false;
        return x == NULL || (x->fuel -= (int32_t)cost) >= 0;
    }
    tw__arena_free(store->env.arena, object);
    return false;
}

// What is made while objects are marked, or before the first is swept, is marked.
static void add_object(struct tw__heap *heap, struct tw__object *object, tw_ref_t ref) {
    bool is_marked = heap->state == HEAP_MARK || (heap->state == HEAP_SWEEP && heap->swept == 0);
    object->gray = is_marked ? TW_GRAY_END : 0;
    object->next = heap->objects;
    heap->objects = ref;
    heap->bytes += object->bytes;
}

uint32_t tw__heap_new(struct tw__store *store, struct tw__exec *x, struct tw__type *type,
                      uint32_t length, uint64_t size, tw_ref_t *ref) {
    if (is_due(&store->heap, size) && !collect_once(store, x)) {
        return TW_BULK_STOPPED;
    }
    struct tw__object *object = alloc(store, size);
    if (object == NULL && !collect_once(store, x)) {
        return TW_BULK_STOPPED;
    }
    object = object == NULL ? alloc(store, size) : object;
    if (object == NULL) {
        return TW_TRAP_HEAP_EXHAUSTED;
    }
    if (!pay(store, x, object, size)) {
        return TW_BULK_STOPPED;
    }
    TW_ASSERT(((uint8_t *)object - (uint8_t *)store->env.arena) % 8 == 0);
    *ref = (tw_ref_t)((uint8_t *)object - (uint8_t *)store->env.arena);
    hold_type(type);
    object->type = type;
    object->length = length;
    object->bytes = HEAD_BYTES + (uint32_t)size;
    add_object(&store->heap, object, *ref);
    return TW_TRAP_NONE;
}

// ---- hosts --------------------------------------------------------------------------------------

bool tw__heap_has(const struct tw__store *store, tw_ref_t ref) {
    tw_ref_t at = store->heap.objects;
    while (at != 0 && at != ref) {
        at = tw__object_at(store, at)->next;
    }
    return at != 0;
}

tw_err_t tw__heap_hold(struct tw__store *store, tw_ref_t ref) {
    struct tw__heap *heap = &store->heap;
    tw_ref_t *held = tw__arena_resize(store->env.arena, heap->held,
                                      (heap->held_count + 1) * sizeof heap->held[0]);
    if (held == NULL) {
        return TW_ERR_NOMEM;
    }
    heap->held = held;
    heap->held[heap->held_count++] = ref;
    return TW_ERR_OK;
}

void tw__heap_release(struct tw__store *store, tw_ref_t ref) {
    struct tw__heap *heap = &store->heap;
    for (uint32_t i = 0; i < heap->held_count; i++) {
        if (heap->held[i] == ref) {
            heap->held[i] = heap->held[--heap->held_count];
            break;
        }
    }
    if (heap->held_count == 0) {
        tw__arena_free(store->env.arena, heap->held);
        heap->held = NULL;
    }
}

#if TW_CFG_GC
static bool fits_kind(const struct tw__store *store, tw_valtype_t type, tw_ref_t ref) {
    const struct tw__type *of = tw__object_at(store, ref)->type;
    tw_valtype_t actual = of->kind == TW_KIND_FUNC ? TW_VALTYPE_REF | TW_HEAP_EXN : tw__ref_to(of);
    bool is_extern = tw__heap_of(type) == TW_HEAP_EXTERN;  // of what was converted
    return is_extern ? of->kind != TW_KIND_FUNC : tw__type_matches(store, actual, type);
}

static bool fits(const struct tw__store *store, tw_valtype_t type, tw_ref_t ref) {
    uint32_t heap = tw__heap_of(type);
    bool is_any = heap == TW_HEAP_ANY || heap == TW_HEAP_EXTERN;
    if (ref == TW_REF_NULL) {
        return (type & TW_VALTYPE_NULLABLE) != 0;
    }
    if (!tw__is_object(ref)) {
        return is_any || ((ref & 1) != 0 && (heap == TW_HEAP_I31 || heap == TW_HEAP_EQ));
    }
    return tw__heap_has(store, ref) && fits_kind(store, type, ref);
}
#else
static bool fits(const struct tw__store *store, tw_valtype_t type, tw_ref_t ref) {
    return tw__heap_of(type) != TW_HEAP_EXN || ref == TW_REF_NULL || tw__heap_has(store, ref);
}
#endif

bool tw__heap_fits(struct tw__store *store, const tw_valtype_t *types, uint32_t count,
                   const uint32_t *cells) {
    bool is_fit = true;
    for (uint32_t i = 0; is_fit && i < count; i++) {
        is_fit = !tw__is_traced(types[i]) || fits(store, types[i], cells[0]);
        cells += tw__cells_of(types[i]);
    }
    return is_fit;
}

#endif
