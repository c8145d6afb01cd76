// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"

// The collector: marks what can be reached from globals, tables, frames (by the reference maps) and
// what hosts hold, then frees the rest. It runs when objects have become twice as many bytes as the
// last time left, the arena is full, or an instance has as many as its limits allow. Marking keeps
// a list of objects that are reached and not traced, through their heads, so it needs neither
// recursion nor room. Each step costs fuel, and it can stop between two steps. Of tables, kept
// segments and arrays a step looks at a few references; what is put into them meanwhile is marked
// (tw__heap_shade). Globals, frames and what hosts hold are looked at in one step, before it ends.
// Bytes are counted as wasm sees them, so that all hosts collect at the same points.

#if TW_CFG_HEAP

enum { HEAP_IDLE, HEAP_MARK, HEAP_SWEEP };

#if TW_CFG_GC
#define FIELD_FLAGS TW_FIELD_MUTABLE
#else
#define FIELD_FLAGS 0u
#endif
#define LEAST_THRESHOLD 1024u
#define CELLS_PER_FUEL 8u
#define STEP_CELLS 64u  // that a step looks at of a table, a segment or an array
#define HEAD_BYTES 16u  // that an object counts for besides its own

// ---- marking ------------------------------------------------------------------------------------

static void mark(struct tw__store *store, tw_ref_t ref) {
    store->heap.looked++;
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

// Operands cost nothing: the form of the code decides which of them have slots of their own.
static void mark_slots(struct tw__store *store, const struct tw__frame *frame, uint32_t key) {
    const uint16_t *slots = NULL;
    uint32_t count = tw__module_ref_map(frame->instance->module, key, &slots);
    uint32_t operands = count == 0 ? 0 : tw__frame_operands(frame);
    for (uint32_t i = 0; i < count; i++) {
        mark(store, *tw__cell(frame->fp, slots[i]));
        store->heap.looked -= slots[i] >= operands ? 1u : 0u;
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
        } else {
            mark_values(store, type->types, type->param_count, x->fp);
        }
    } else {
        tw__frame_top(x, frame);
        mark_slots(store, frame, tw__key_at(tw__exec_unit(x)));
    }
}

// The arguments of a host function that waits for a guest function.
static void mark_activation(const struct tw__exec *x, uint32_t record) {
    struct tw__activation host;
    memcpy(&host, x->cells + record, sizeof host);
    const tw_functype_t *type = host.call.type;
    mark_values(x->root->store, type->types, type->param_count, host.call.args);
}

static void mark_frames(struct tw__exec *x) {
    struct tw__frame frame;
    uint32_t record = 0;
    if (x->root_type == NULL || (x->pc == NULL && !x->is_entering)) {
        return;
    }
    mark_top(x, &frame);
    while (tw__frame_below(x, &frame, &record)) {
        if (record != 0) {
            mark_activation(x, record);
        } else if (frame.unit != 0) {
            mark_slots(x->root->store, &frame, tw__key_behind(frame.unit));
        }
    }
}

// ---- tables and segments ------------------------------------------------------------------------

// A row of references in parts that steps look at.
struct row {
    const tw_ref_t *refs;
    uint32_t count;
};

static struct row table_row(const struct tw__table *table) {
    bool is_traced = table != NULL && table->elems != NULL && tw__is_traced(table->type);
    struct row row = {is_traced ? table->elems : NULL, is_traced ? table->size : 0};
    return row;
}

#if TW_CFG_GC
// The items of segments that are kept.
static uint32_t segments_of(const struct tw_interp_instance *at) {
    return at->items == NULL ? 0 : at->module->elem_count;
}
static struct row segment_row(const struct tw_interp_instance *at, uint32_t i) {
    struct row row = {at->items[i].refs, at->items[i].refs == NULL ? 0 : at->items[i].count};
    return row;
}
#else
static uint32_t segments_of(const struct tw_interp_instance *at) {
    (void)at;
    return 0;
}
static struct row segment_row(const struct tw_interp_instance *at, uint32_t i) {
    (void)at, (void)i;
    struct row row = {NULL, 0};
    return row;
}
#endif

static void go_on_at(struct tw__heap *heap, struct tw_interp_instance *at, uint32_t row) {
    heap->scanned = at;
    heap->scanned_row = row;
    heap->scanned_to = 0;
}

// Looks at the next references of the instance that has its turn: its own tables, then segments.
static void scan_next(struct tw__store *store) {
    struct tw__heap *heap = &store->heap;
    struct tw_interp_instance *at = heap->scanned;
    const struct tw_interp_module *module = at->module;
    uint32_t tables = (uint32_t)module->table_count - module->table_imports;
    uint32_t i = heap->scanned_row;
    if (at->exec == NULL || i >= tables + segments_of(at)) {  // without exec it has nothing yet
        go_on_at(heap, at->next, 0);
        return;
    }
    struct row row =
        i < tables ? table_row(at->tables[module->table_imports + i]) : segment_row(at, i - tables);
    uint32_t k = heap->scanned_to;
    for (uint32_t left = STEP_CELLS; left > 0 && k < row.count; left--) {
        mark(store, row.refs[k++]);
    }
    heap->scanned_to = k;
    if (k >= row.count) {
        go_on_at(heap, at, i + 1);
    }
}

#if TW_CFG_GC
// An array of which elements are still to come.
static void mark_made(struct tw__store *store, const struct tw__exec *x) {
    mark(store, x->made);
}
#else
static void mark_made(struct tw__store *store, const struct tw__exec *x) {
    (void)store, (void)x;
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
    store->heap.looked += module->global_count;
    mark(store, at->exec->exception);
    mark_made(store, at->exec);
    mark_frames(at->exec);
}

#if TW_CFG_GC
// What a host has just made, unless that was for an instance that is gone.
static void mark_young(struct tw__store *store) {
    tw_ref_t at = store->heap.objects;
    for (uint32_t i = store->heap.young; i > 0 && at != 0; i--) {
        mark(store, tw__object_at(store, at)->owner != 0 ? at : TW_REF_NULL);
        at = tw__object_at(store, at)->next;
    }
}
#else
static void mark_young(struct tw__store *store) {
    (void)store;
}
#endif

// All but tables and segments.
static void mark_roots(struct tw__store *store) {
    if (store->heap.values != NULL) {
        const tw_functype_t *type = store->heap.values_type;
        mark_values(store, type->types, type->param_count, store->heap.values);
    }
    for (uint32_t i = 0; i < store->heap.held_count; i++) {
        mark(store, store->heap.held[i]);
    }
    mark_young(store);
    for (struct tw_interp_instance *at = store->instances; at != NULL; at = at->next) {
        mark_instance(store, at);
    }
}

#if TW_CFG_GC
static bool is_array(const struct tw__type *type) {
    return type->kind == TW_KIND_ARRAY;
}
// The next of its elements; false behind the last.
static bool trace_array(struct tw__store *store, struct tw__object *object) {
    const uint32_t *cells = tw__object_cells(object);
    uint32_t count = tw__is_traced(tw__field_of(object->type, 0)) ? object->length : 0;
    uint32_t i = store->heap.traced_to;
    for (uint32_t left = STEP_CELLS; left > 0 && i < count; left--) {
        mark(store, cells[i++]);
    }
    store->heap.traced_to = i;
    return i < count;
}
static uint32_t elem_bytes(const struct tw__type *type) {
    return tw__elem_bytes(tw__field_of(type, 0));
}
static void hold_type(struct tw__type *type) {
    type->group->uses++;
}
// What an object of the host's was of; none for other objects.
static tw_thing_t thing_of(struct tw__object *object) {
    tw_thing_t thing = {NULL, NULL};
    if (object->type->kind == TW_KIND_THING) {
        memcpy(&thing, tw__object_cells(object), sizeof thing);
    }
    return thing;
}
static void release_thing(const struct tw__store *store, const tw_thing_t *thing) {
    if (thing->kind != NULL) {
        store->heap.owner.release(store->heap.owner.ctx, thing->kind, thing->thing);
    }
}
#else
static tw_thing_t thing_of(struct tw__object *object) {
    (void)object;
    return (tw_thing_t){NULL, NULL};
}
static void release_thing(const struct tw__store *store, const tw_thing_t *thing) {
    (void)store, (void)thing;
}
static bool is_array(const struct tw__type *type) {
    (void)type;
    return false;
}
static bool trace_array(struct tw__store *store, struct tw__object *object) {
    (void)store, (void)object;
    return false;
}
static uint32_t elem_bytes(const struct tw__type *type) {
    (void)type;
    return 0;
}
static void hold_type(struct tw__type *type) {
    type->uses++;
}
#endif

// Goes on with the object that is being traced, or takes the next gray one; what it refers to
// becomes gray.
static void trace_next(struct tw__store *store) {
    struct tw__heap *heap = &store->heap;
    if (heap->traced == 0) {
        heap->traced = heap->gray;
        heap->traced_to = 0;
        heap->gray = tw__object_at(store, heap->gray)->gray;
    }
    struct tw__object *object = tw__object_at(store, heap->traced);
    const tw_functype_t *type = tw__functype_of(object->type);
    if (is_array(object->type) && trace_array(store, object)) {
        return;
    }
    heap->traced = 0;
    if (!is_array(object->type)) {
        mark_values(store, type->types, type->param_count, tw__object_cells(object));
    }
}

// ---- sweeping -----------------------------------------------------------------------------------

// That it counts for.
static uint32_t bytes_of(const struct tw__object *object) {
    return HEAD_BYTES + (is_array(object->type) ? object->length * elem_bytes(object->type)
                                                : tw__functype_of(object->type)->param_cells * 4u);
}

static void free_object(struct tw__store *store, struct tw__object *object) {
    uint32_t bytes = bytes_of(object);
    struct tw_interp_instance *owner = tw__instance_of(store, object->owner);
    store->heap.bytes -= bytes;
    if (owner != NULL) {
        owner->heap_bytes -= bytes;
    }
    tw__type_release(store, object->type);
    if (TW_CFG_HEAP_STRESS) {
        memset(object, 0xa5, sizeof *object + bytes - HEAD_BYTES);
    }
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
        tw_thing_t thing = thing_of(object);
        *link = object->next;
        free_object(store, object);
        release_thing(store, &thing);
    }
    return true;
}

// ---- collecting ---------------------------------------------------------------------------------

static void begin_marking(struct tw__store *store) {
    struct tw__heap *heap = &store->heap;
    heap->state = HEAP_MARK;
    heap->gray = TW_GRAY_END;
    heap->traced = 0;
    go_on_at(heap, store->instances, 0);
}

// Nothing is left to be traced.
static bool is_traced(const struct tw__heap *heap) {
    return heap->traced == 0 && heap->gray == TW_GRAY_END;
}

// A step of marking. What is reached is traced before more is looked at.
static void mark_next(struct tw__store *store) {
    struct tw__heap *heap = &store->heap;
    if (!is_traced(heap)) {
        trace_next(store);
    } else if (heap->scanned != NULL) {
        scan_next(store);
    } else {
        mark_roots(store);
        heap->state = is_traced(heap) ? HEAP_SWEEP : HEAP_MARK;
        heap->swept = 0;
    }
}

static void end(struct tw__heap *heap) {
    heap->state = HEAP_IDLE;
    heap->collections++;
    heap->threshold = 2 * heap->bytes < LEAST_THRESHOLD ? LEAST_THRESHOLD : 2 * heap->bytes;
}

// A step, whose cost is in *cost; false once there is nothing more to do.
static bool step(struct tw__store *store, uint32_t *cost) {
    struct tw__heap *heap = &store->heap;
    bool goes_on = true;
    heap->looked = 0;
    if (heap->state == HEAP_IDLE) {
        begin_marking(store);
    } else if (heap->state == HEAP_MARK) {
        mark_next(store);
    } else if (!sweep_next(store)) {
        end(heap);
        goes_on = false;
    }
    *cost = 1 + heap->looked / CELLS_PER_FUEL;
    return goes_on;
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
        struct tw__object *object = tw__object_at(store, at);
        object->gray = 0;
        object->owner = tw__instance_of(store, object->owner) == NULL ? 0 : object->owner;
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
    bool is_empty = store->heap.objects == 0 && store->heap.state == HEAP_IDLE;
    if (x == NULL || store->heap.is_fresh || is_empty) {
        return true;
    }
    store->heap.is_fresh = collect(x);
    return store->heap.is_fresh;
}

void tw__heap_look_again(struct tw__store *store) {
    go_on_at(&store->heap, store->instances, 0);
}

// True if the instance may have no object of that size more.
static bool is_over(const struct tw_interp_instance *instance, uint64_t size) {
    return size > instance->heap_most || instance->heap_bytes > instance->heap_most - size;
}

static bool is_due(const struct tw_interp_instance *instance, uint64_t size) {
    const struct tw__heap *heap = &instance->store->heap;
    return TW_CFG_HEAP_STRESS || heap->state != HEAP_IDLE || heap->bytes + size > heap->threshold ||
           is_over(instance, size);
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

// What is made while objects are marked is traced later; before the first is swept it is marked.
static void add_object(struct tw__heap *heap, struct tw__object *object, tw_ref_t ref) {
    object->gray = heap->state == HEAP_SWEEP && heap->swept == 0 ? TW_GRAY_END : 0;
    if (heap->state == HEAP_MARK) {
        object->gray = heap->gray;
        heap->gray = ref;
    }
    object->next = heap->objects;
    heap->objects = ref;
    heap->bytes += bytes_of(object);
}

// A block for an object, if the instance may have it and there is room; NULL.
static struct tw__object *take(const struct tw_interp_instance *instance, uint64_t size) {
    return is_over(instance, HEAD_BYTES + size) ? NULL : alloc(instance->store, size);
}

uint32_t tw__heap_new(struct tw_interp_instance *instance, struct tw__exec *x,
                      struct tw__type *type, uint32_t length, uint64_t size, tw_ref_t *ref) {
    struct tw__store *store = instance->store;
    if (is_due(instance, HEAD_BYTES + size) && !collect_once(store, x)) {
        return TW_BULK_STOPPED;
    }
    struct tw__object *object = take(instance, size);
    if (object == NULL && !collect_once(store, x)) {
        return TW_BULK_STOPPED;
    }
    object = object == NULL ? take(instance, size) : object;
    if (object == NULL) {
        store->heap.is_fresh = false;  // what is asked next may find more to be free
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
    object->owner = instance->handle;
    instance->heap_bytes += bytes_of(object);
    add_object(&store->heap, object, *ref);
    return TW_TRAP_NONE;
}

uint32_t tw__heap_new_for_host(struct tw_interp_instance *instance, struct tw__type *type,
                               uint32_t length, const uint32_t *values, tw_ref_t *ref) {
    struct tw__heap *heap = &instance->store->heap;
    uint64_t size = tw__functype_of(type)->param_cells * sizeof values[0];
    heap->values_type = tw__functype_of(type);
    heap->values = values;
    if (TW_CFG_HEAP_STRESS || heap->bytes + size > heap->threshold) {
        tw__heap_collect(instance->store);
    }
    uint32_t answer = tw__heap_new(instance, NULL, type, length, size, ref);
    if (answer == TW_TRAP_HEAP_EXHAUSTED) {
        tw__heap_collect(instance->store);
        answer = tw__heap_new(instance, NULL, type, length, size, ref);
    }
    heap->values = NULL;
    return answer;
}

// ---- hosts --------------------------------------------------------------------------------------

// What is about to be swept is gone already.
bool tw__heap_has(const struct tw__store *store, tw_ref_t ref) {
    bool is_swept = store->heap.state != HEAP_SWEEP || store->heap.swept != 0;
    tw_ref_t at = store->heap.objects;
    while (at != 0 && at != ref) {
        is_swept = is_swept && (store->heap.state != HEAP_SWEEP || at != store->heap.swept);
        at = tw__object_at(store, at)->next;
    }
    return at != 0 && (is_swept || tw__object_at(store, at)->gray != 0);
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

void tw__heap_close(struct tw__store *store) {
    tw__arena_free(store->env.arena, store->heap.held);
    store->heap.held = NULL;
    store->heap.held_count = 0;
    tw__heap_collect(store);
}

#if TW_CFG_GC
static bool fits_kind(const struct tw__store *store, tw_valtype_t type, tw_ref_t ref) {
    const struct tw__type *of = tw__object_at(store, ref)->type;
    tw_valtype_t actual = of->kind == TW_KIND_FUNC ? TW_VALTYPE_REF | TW_HEAP_EXN : tw__ref_to(of);
    uint32_t heap = tw__heap_of(type);
    if (of->kind == TW_KIND_THING) {
        return heap == TW_HEAP_EXTERN || heap == TW_HEAP_ANY;
    }
    return heap == TW_HEAP_EXTERN ? of->kind != TW_KIND_FUNC  // what was converted
                                  : tw__type_matches(store, actual, type);
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
