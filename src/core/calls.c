// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/heap.h"

// Calls that the loop leaves to C: into other instances, of host functions, by reference, in tail
// position, of the root; and the returns that match them. A frame's link says how it is left.

static bool has_room(const struct tw__exec *x, const uint32_t *cell, size_t count) {
    return cell <= x->limit && (size_t)(x->limit - cell) >= count;
}

struct tw__target tw__resolve_func(struct tw_interp_instance *instance, uint32_t func_idx) {
    struct tw__target target = {instance, func_idx};
    if (func_idx < instance->module->func_imports &&
        instance->import_funcs[func_idx].kind == TW_LINK_INSTANCE) {
        target.instance = instance->import_funcs[func_idx].instance;
        target.func_idx = instance->import_funcs[func_idx].func_idx;
    }
    return target;
}

// ---- leaving a frame ---------------------------------------------------------------------------

static bool after_invoke(struct tw__exec *x, const uint32_t *record_cell);

static const struct tw_interp_instance *asker(const struct tw__exec *x, uint32_t record);

// True if the frame of this link has entered the current instance: the frame below is another's.
static bool has_entered(const struct tw__exec *x, const uint32_t link[2]) {
    uint32_t caller = link[1] >> 16;
    if (caller == TW_LINK_ROOT) {
        return x->instance != x->root;
    }
    return caller == TW_LINK_HOST_THEN ? x->instance != asker(x, link[0]) : caller != 0;
}

// Once it is left as often as it was entered, other executions may enter.
static void leave_instance(struct tw_interp_instance *instance) {
    instance->entries--;
    if (instance->entries == 0) {
        instance->entered_by = NULL;
    }
}

bool tw__leave(struct tw__exec *x, const uint32_t *link) {
    uint32_t caller = link[1] >> 16;
    if (has_entered(x, link)) {
        leave_instance(x->instance);
    }
    if (caller == TW_LINK_ROOT) {
        return tw__exec_stop(x, TW_ERR_OK);
    }
    if (caller == TW_LINK_HOST_THEN) {
        return after_invoke(x, x->cells + link[0]);
    }
    if (caller != 0) {
        struct tw_interp_instance *instance = tw__instance_of(x->instance->store, caller);
        TW_ASSERT(instance != NULL);  // it cannot be destroyed while it has frames
        tw__exec_enter(x, instance);
    }
    x->pc = x->code + link[0];
    x->fp = tw__cell_below(x->fp, link[1] & 0xffff);
    return true;
}

// ---- host functions -----------------------------------------------------------------------------

// A host function runs in the place of a frame: at x->fp lie its arguments and then its results,
// behind them its link.
static uint32_t host_cells(const tw_functype_t *type) {
    return type->param_cells > type->result_cells ? type->param_cells : type->result_cells;
}

#define ACTIVATION_CELLS ((sizeof(struct tw__activation) + 3) / 4)

static const struct tw_interp_instance *asker(const struct tw__exec *x, uint32_t record) {
    struct tw__activation host;
    memcpy(&host, x->cells + record, sizeof host);
    return host.instance;
}

static bool invoke_guest(struct tw__exec *x, const struct tw__activation *host,
                         struct tw_interp_instance *instance) {
    const tw_call_t *call = &host->call;
    const tw_functype_t *type = call->invoke_func.type;
    uint32_t *record_cell = x->fp + host_cells(call->type) + TW_LINK_CELLS;
    uint32_t *guest = record_cell + ACTIVATION_CELLS;
    if (!has_room(x, record_cell, ACTIVATION_CELLS + type->param_cells)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    memcpy(record_cell, host, sizeof *host);
    memcpy(guest, call->results, type->param_cells * sizeof guest[0]);
    uint32_t link[2] = {(uint32_t)(record_cell - x->cells), TW_LINK_HOST_THEN << 16};
    x->fp = guest;
    return tw__call_target(x, tw__resolve_func(instance, call->invoke_func.idx), guest, link);
}

#if TW_CFG_HEAP
static void note_host(struct tw__exec *x, const tw_functype_t *type) {
    x->pending_type = type;
    x->is_in_host = type != NULL;
    tw__heap_let_go(x->root->store);
}
// References that a host function gives are of objects that are there, and of their types.
static bool fit(const struct tw__exec *x, const tw_functype_t *type, const uint32_t *results) {
    return tw__heap_fits(x->root->store, type->types + type->param_count, type->result_count,
                         results);
}
#else
static bool fit(const struct tw__exec *x, const tw_functype_t *type, const uint32_t *results) {
    (void)x, (void)type, (void)results;
    return true;
}
static void note_host(struct tw__exec *x, const tw_functype_t *type) {
    (void)x, (void)type;
}
#endif

#if TW_CFG_EXCEPTIONS
// The tag's owner was found by its instance, which lives.
static bool throw_from_host(struct tw__exec *x, const tw_call_t *call) {
    uint32_t values[TW_HOST_RESULT_CELLS];
    memcpy(values, call->results, sizeof values);
    return tw__throw_new(x, call->invoke_func.idx, call->invoke_func.type, values, call->type);
}
#else
static bool throw_from_host(struct tw__exec *x, const tw_call_t *call) {
    (void)x, (void)call;
    return false;
}
#endif

static bool run_host(struct tw__exec *x, struct tw__activation *host) {
    const tw_interp_env_t *env = &x->instance->store->env;
    tw_call_t *call = &host->call;
    tw__fault_at(env->fault, tw__module_func_at(x->instance->module, tw__exec_unit(x)),
                 TW_OFFSET_NONE);
    note_host(x, call->type);
    tw_err_t err = env->host_call(call);
    note_host(x, NULL);
    if (TW_CFG_EXCEPTIONS && err == TW_ERR_EXCEPTION) {
        return throw_from_host(x, call);
    }
    if (err != TW_ERR_OK) {
        x->pending_type = call->type;
        return tw__exec_stop(x, err);
    }
    if (call->invoke_then != NULL) {
        return invoke_guest(x, host, x->instance);
    }
    if (!fit(x, call->type, call->results)) {
        return tw__exec_trap(x, TW_TRAP_HOST);
    }
    memcpy(x->fp, call->results, call->type->result_cells * sizeof x->fp[0]);
    return tw__leave(x, x->fp + host_cells(call->type));
}

void tw__exec_complete(struct tw__exec *x, const uint32_t *results) {
    TW_ASSERT(x->state == TW_EXEC_PENDING);
    memcpy(x->fp, results, x->pending_type->result_cells * sizeof results[0]);
    x->state = TW_EXEC_STOPPED;
    x->is_answered = true;
}

bool tw__exec_continue(struct tw__exec *x) {
    if (x->is_entering) {
        uint32_t link[2] = {x->entry_link[0], x->entry_link[1]};
        return tw__call_target(x, x->entry, x->cells + x->entry_frame, link);
    }
    if (!x->is_answered) {
        return true;
    }
    x->is_answered = false;
    if (!fit(x, x->pending_type, x->fp)) {
        return tw__exec_trap(x, TW_TRAP_HOST);
    }
    return tw__leave(x, x->fp + host_cells(x->pending_type));
}

// Goes back to where the host function was called.
static void go_back(struct tw__exec *x, const uint32_t *record_cell, struct tw__activation *host) {
    memcpy(host, record_cell, sizeof *host);
    tw__exec_enter(x, host->instance);  // the guest function may be another's, imported
    x->pc = host->pc;
    x->fp = x->cells + (host->call.args - x->cells);
}

// The guest function has returned; its results are at x->fp. Runs `then`.
static bool after_invoke(struct tw__exec *x, const uint32_t *record_cell) {
    struct tw__activation host;
    const uint32_t *invoked = x->fp;
    go_back(x, record_cell, &host);
    tw_call_t *call = &host.call;
    memset(call->results, 0, sizeof call->results);
    call->then = call->invoke_then;
    call->invoked_type = call->invoke_func.type;
    call->invoked = invoked;
    if (x->interposed == (uint32_t)(record_cell - x->cells)) {
        x->interposed = 0;
    }
    return run_host(x, &host);
}

// The pending function's own activation is gone; its cells, its link and its type are there.
bool tw__exec_put_over(struct tw__exec *x, const tw_call_t *call) {
    struct tw__activation host = {*call, x->instance, x->pc};
    host.call.args = x->fp;
    uint32_t *record_cell = x->fp + host_cells(call->type) + TW_LINK_CELLS;
    if (!has_room(x, record_cell, ACTIVATION_CELLS)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    memcpy(record_cell, &host, sizeof host);  // to come back to, even if there is no room for more
    x->interposed = (uint32_t)(record_cell - x->cells);
    for (struct tw_interp_instance *at = x->root->store->instances; at != NULL; at = at->next) {
        at->entries_below = at->entered_by == x ? at->entries : 0;
    }
    return invoke_guest(x, &host, x->root);
}

void tw__exec_take_away(struct tw__exec *x) {
    struct tw__activation host;
    go_back(x, x->cells + x->interposed, &host);
    for (struct tw_interp_instance *at = x->root->store->instances; at != NULL; at = at->next) {
        if (at->entered_by == x) {
            at->entries = at->entries_below;
            at->entered_by = at->entries == 0 ? NULL : x;
        }
    }
    x->pending_type = host.call.type;
    x->interposed = 0;
    x->is_entering = false;
    x->is_answered = false;
    x->state = TW_EXEC_PENDING;
    tw__exec_forget_made(x);
}

static bool call_host(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                      const uint32_t link[2]) {
    const struct tw__import_func *import = &target.instance->import_funcs[target.func_idx];
    const tw_functype_t *type = tw__func_type(target.instance->module, target.func_idx);
    if (import->kind == TW_LINK_STUB) {
        return tw__exec_trap(x, TW_TRAP_UNLINKED_IMPORT);
    }
    uint32_t cells = host_cells(type);
    if (!has_room(x, frame, cells + TW_LINK_CELLS)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    frame[cells] = link[0];
    frame[cells + 1] = link[1];
    x->fp = frame;
    struct tw__activation host;
    memset(&host, 0, sizeof host);
    host.instance = x->instance;
    host.pc = x->pc;
    host.call.instance = x->instance->owner;
    host.call.host_module = import->host_module;
    host.call.func = import->host_func;
    host.call.type = type;
    host.call.args = frame;
    return run_host(x, &host);
}

// ---- entering a frame ---------------------------------------------------------------------------

static bool may_enter(struct tw__exec *x, const struct tw_interp_instance *instance) {
    if (instance->entered_by == NULL || instance->entered_by == x) {
        return true;
    }
    (void)tw__fail(instance->store->env.fault, TW_ERR_STATE, TW_TEXT_ENTERED);
    return tw__exec_stop(x, TW_ERR_BUSY);
}

static bool enter_instance(struct tw__exec *x, struct tw_interp_instance *instance) {
    if (instance == x->instance) {
        return true;
    }
    if (!may_enter(x, instance)) {
        return false;
    }
    instance->entered_by = x;
    instance->entries++;
    tw__exec_enter(x, instance);
    return true;
}

static const uint16_t *header_of(struct tw__target target) {
    const struct tw_interp_module *module = target.instance->module;
    return module->code + module->funcs[target.func_idx].code;
}

static bool enter_func(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                       const uint32_t link[2]) {
    const uint16_t *callee = header_of(target);
    if (!has_room(x, frame, callee[TW_HEAD_FRAME] / TW_SLOT_STEP)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    if (!tw__exec_refuel(x, callee[TW_HEAD_FUEL]) || !enter_instance(x, target.instance)) {
        return false;
    }
    x->fuel -= callee[TW_HEAD_FUEL];
    uint32_t *cell = tw__cell(frame, callee[TW_HEAD_LINK]);
    cell[0] = link[0];
    cell[1] = link[1];
    memset(cell + TW_LINK_CELLS, 0, callee[TW_HEAD_LOCALS] * sizeof cell[0]);
    x->fp = frame;
    x->pc = callee + TW_FUNC_HEADER_UNITS;
    x->is_entering = false;
    return true;
}

static bool is_host_func(struct tw__target target) {
    return target.func_idx < target.instance->module->func_imports;
}

bool tw__call_target(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                     const uint32_t link[2]) {
    if (is_host_func(target)) {
        return call_host(x, target, frame, link);
    }
    x->entry = target;
    x->entry_frame = (uint32_t)(frame - x->cells);
    x->entry_link[0] = link[0];
    x->entry_link[1] = link[1];
    x->is_entering = true;
    return enter_func(x, target, frame, link);
}

// A host function works for the instance that imports it, which may not be the one that calls it by
// reference. There it is at no place in the code.
static bool enter_importer(struct tw__exec *x, struct tw_interp_instance *importer) {
    if (importer != x->instance) {
        if (!enter_instance(x, importer)) {
            return false;
        }
        x->pc = NULL;
    }
    return true;
}

bool tw__call_from(struct tw__exec *x, struct tw__target target, uint32_t delta,
                   const uint16_t *next) {
    uint32_t *frame = tw__cell(x->fp, delta);
    uint32_t caller = target.instance == x->instance ? 0 : x->instance->handle;
    uint32_t link[2] = {(uint32_t)(next - x->code), delta | caller << 16};
    if (is_host_func(target)) {
        return enter_importer(x, target.instance) && call_host(x, target, frame, link);
    }
    return enter_func(x, target, frame, link);
}

// ---- finding the callee -------------------------------------------------------------------------

static tw_trap_t find_by_ref(const struct tw__exec *x, tw_ref_t ref, struct tw__target *target) {
    target->instance = tw__instance_of(x->instance->store, ref >> 16);
    target->func_idx = ref & 0xffff;
    bool is_there =
        target->instance != NULL && target->func_idx < target->instance->module->func_count;
    return is_there ? TW_TRAP_NONE : TW_TRAP_STALE_REFERENCE;
}

tw_trap_t tw__find_indirect(const struct tw__exec *x, uint32_t type_idx, uint32_t table_idx,
                            uint32_t i, struct tw__target *target) {
    const struct tw__table *table = x->instance->tables[table_idx];
    if (i >= table->size) {
        return TW_TRAP_UNDEFINED_ELEMENT;
    }
    if (table->elems[i] == TW_REF_NULL) {
        return TW_TRAP_UNINITIALIZED_ELEMENT;
    }
    tw_trap_t trap = find_by_ref(x, table->elems[i], target);
    if (trap != TW_TRAP_NONE) {
        return trap;
    }
    const struct tw_interp_module *found = target->instance->module;
    return tw__is_subtype(found->types[found->funcs[target->func_idx].type],
                          x->instance->module->types[type_idx])
               ? TW_TRAP_NONE
               : TW_TRAP_INDIRECT_CALL_TYPE_MISMATCH;
}

tw_trap_t tw__find_ref(const struct tw__exec *x, tw_ref_t ref, struct tw__target *target) {
    return ref != TW_REF_NULL ? find_by_ref(x, ref, target) : TW_TRAP_NULL_FUNCTION_REFERENCE;
}

// ---- tail calls ---------------------------------------------------------------------------------

// The frame is replaced: its link moves to where the callee's type puts it, and remembers the
// caller's instance if that changes.
bool tw__tail_call(struct tw__exec *x, struct tw__target target, uint32_t slot,
                   uint32_t link_slot) {
    const uint32_t *own = tw__cell(x->fp, link_slot);
    uint32_t link[2] = {own[0], own[1]};
    bool changes = target.instance != x->instance;
    bool leaves = changes && has_entered(x, link);
    if (changes && link[1] >> 16 == 0) {
        link[1] |= (uint32_t)x->instance->handle << 16;
    }
    // Checked before the arguments move: the operation may be resumed.
    if (!may_enter(x, target.instance) ||
        (!is_host_func(target) && !tw__exec_refuel(x, header_of(target)[TW_HEAD_FUEL]))) {
        return false;
    }
    uint32_t cells = tw__func_type(target.instance->module, target.func_idx)->param_cells;
    memmove(x->fp, tw__cell(x->fp, slot), cells * sizeof x->fp[0]);
    if (leaves) {
        leave_instance(x->instance);
    }
    if (is_host_func(target)) {
        (void)enter_importer(x, target.instance);
    }
    return tw__call_target(x, target, x->fp, link);
}

// ---- frames -------------------------------------------------------------------------------------

#if TW_CFG_HEAP

// The header of the function whose code has the unit that the frame goes on at.
static const uint16_t *header_at(const struct tw__frame *frame) {
    const struct tw_interp_module *module = frame->instance->module;
    return module->code + module->funcs[tw__module_func_at(module, frame->unit - 1)].code;
}

static uint32_t *link_of(const struct tw__frame *frame) {
    return tw__cell(frame->fp, header_at(frame)[TW_HEAD_LINK]);
}

#if TW_CFG_HEAP
uint32_t tw__frame_operands(const struct tw__frame *frame) {
    const uint16_t *header = header_at(frame);
    return header[TW_HEAD_LINK] + (TW_LINK_CELLS + header[TW_HEAD_LOCALS]) * TW_SLOT_STEP;
}
#endif

void tw__frame_top(const struct tw__exec *x, struct tw__frame *frame) {
    frame->instance = x->instance;
    frame->fp = x->fp;
    frame->unit = tw__exec_unit(x) + 1;
    frame->link = link_of(frame);
}

void tw__frame_of_host(const struct tw__exec *x, const tw_functype_t *type,
                       struct tw__frame *frame) {
    frame->instance = x->instance;
    frame->fp = x->fp;
    frame->unit = 0;
    frame->link = x->fp + host_cells(type);
}

bool tw__frame_below(const struct tw__exec *x, struct tw__frame *frame, uint32_t *record) {
    uint32_t caller = frame->link[1] >> 16;
    *record = 0;
    if (caller == TW_LINK_ROOT) {
        return false;
    }
    if (caller == TW_LINK_HOST_THEN) {
        struct tw__activation host;
        *record = frame->link[0];
        memcpy(&host, x->cells + *record, sizeof host);
        frame->instance = host.instance;
        frame->fp = (uint32_t *)(uintptr_t)host.call.args;
        frame->unit = 0;
        frame->link = frame->fp + host_cells(host.call.type);
        return true;
    }
    if (caller != 0) {
        frame->instance = tw__instance_of(x->root->store, caller);
    }
    frame->fp = tw__cell_below(frame->fp, frame->link[1] & 0xffff);
    frame->unit = frame->link[0];
    frame->link = link_of(frame);
    return true;
}

void tw__frame_drop(struct tw__exec *x, const struct tw__frame *frame) {
    x->instance = frame->instance;
    if (has_entered(x, frame->link)) {
        leave_instance(x->instance);
    }
}

#endif
