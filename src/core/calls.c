// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"

// Calls that the loop leaves to C: into other instances, of host functions, by reference, in tail
// position, of the root; and the returns that match them. A frame's link says how it is left.

static uint32_t *frame_end(uint32_t *frame, const tw_functype_t *type) {
    return frame + (type->param_cells > type->result_cells ? type->param_cells
                                                           : type->result_cells);
}

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

static bool after_invoke(struct tw__exec *x, uint32_t record_cell);

// Leaves the frame at x->fp, whose results are in place.
static bool leave(struct tw__exec *x, const uint32_t *link) {
    uint32_t caller = link[1] >> 16;
    if (caller == TW_LINK_ROOT) {
        return tw__exec_stop(x, TW_ERR_OK);
    }
    if (caller == TW_LINK_HOST_THEN) {
        return after_invoke(x, link[0]);
    }
    if (caller != 0) {
        struct tw_interp_instance *instance = tw__instance_of(x->instance->store, caller);
        TW_ASSERT(instance != NULL);  // it cannot be destroyed while it has frames
        tw__exec_enter(x, instance);
    }
    x->pc = x->code + link[0];
    x->fp -= link[1] & 0xffff;
    return true;
}

// The handler has put the results in place already.
bool tw__slow_return(struct tw__exec *x) {
    bool has_source = x->pc[0] == RC_RET_S || x->pc[0] == RC_RET64;
    return leave(x, x->fp + x->pc[has_source ? 2 : 1]);
}

// ---- host functions -----------------------------------------------------------------------------

// What must be remembered while a guest function runs that a host function asked for. Kept in cells
// behind the host function's frame; the guest function's frame follows.
struct invoke {
    const tw_host_module_t *host_module;
    const tw_host_func_t *host_func;
    const tw_functype_t *type;
    const tw_functype_t *invoked_type;
    tw_then_fn_t then;
    const uint16_t *pc;
    uint32_t fp;     // cells of the stack
    uint32_t frame;
    uint32_t host_link;
};
#define INVOKE_CELLS ((sizeof(struct invoke) + 3) / 4)

static bool finish_host(struct tw__exec *x, const tw_call_t *call, uint32_t *frame);

static void begin_host(struct tw__exec *x, tw_call_t *call, const tw_host_module_t *host_module,
                       const tw_host_func_t *host_func, const tw_functype_t *type,
                       const uint32_t *frame) {
    memset(call, 0, sizeof *call);
    call->instance = x->instance->owner;
    call->host_module = host_module;
    call->func = host_func;
    call->type = type;
    call->args = frame;
    tw__fault_at(x->instance->store->env.fault,
                 tw__module_func_at(x->instance->module, tw__exec_unit(x)), TW_OFFSET_NONE);
}

static bool invoke_guest(struct tw__exec *x, const tw_call_t *call, uint32_t *frame) {
    const tw_functype_t *type = call->invoke_func.type;
    uint32_t *record_cell = frame_end(frame, call->type);
    uint32_t *guest = record_cell + INVOKE_CELLS;
    if (!has_room(x, record_cell, INVOKE_CELLS + type->param_cells)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    struct invoke record = {call->host_module,
                            call->func,
                            call->type,
                            type,
                            call->invoke_then,
                            x->pc,
                            (uint32_t)(x->fp - x->cells),
                            (uint32_t)(frame - x->cells),
                            x->host_link};
    memcpy(record_cell, &record, sizeof record);
    memcpy(guest, call->results, type->param_cells * sizeof guest[0]);
    uint32_t link[2] = {(uint32_t)(record_cell - x->cells), TW_LINK_HOST_THEN << 16};
    x->fp = guest;
    return tw__call_target(x, tw__resolve_func(x->instance, call->invoke_func.idx), guest, link);
}

static bool pend(struct tw__exec *x, const tw_call_t *call, const uint32_t *frame) {
    x->pending_module = call->host_module;
    x->pending_func = call->func;
    x->pending_type = call->type;
    x->pending_frame = (uint32_t)(frame - x->cells);
    return tw__exec_stop(x, TW_ERR_PENDING);
}

// Goes on behind a host function: at x->pc, or by leaving the frame that it ran in.
static bool resume_after_host(struct tw__exec *x) {
    if (x->host_link == 0) {
        return true;
    }
    const uint32_t *link = x->cells + x->host_link - 1;
    x->host_link = 0;
    return leave(x, link);
}

static bool finish_host(struct tw__exec *x, const tw_call_t *call, uint32_t *frame) {
    tw_err_t err = x->instance->store->env.host_call((tw_call_t *)(uintptr_t)call);
    if (err == TW_ERR_PENDING && call->is_pending) {
        return pend(x, call, frame);
    }
    if (err != TW_ERR_OK) {
        return tw__exec_stop(x, err);
    }
    if (call->invoke_then != NULL) {
        return invoke_guest(x, call, frame);
    }
    memcpy(frame, call->results, call->type->result_cells * sizeof frame[0]);
    return resume_after_host(x);
}

void tw__exec_complete(struct tw__exec *x, const uint32_t *results) {
    TW_ASSERT(x->state == TW_EXEC_PENDING);
    memcpy(x->cells + x->pending_frame, results,
           x->pending_type->result_cells * sizeof results[0]);
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
    return resume_after_host(x);
}

// The guest function has returned; its results are at x->fp. Runs `then`.
static bool after_invoke(struct tw__exec *x, uint32_t record_cell) {
    struct invoke record;
    memcpy(&record, x->cells + record_cell, sizeof record);
    uint32_t *invoked = x->fp;
    x->pc = record.pc;
    x->fp = x->cells + record.fp;
    x->host_link = record.host_link;
    tw_call_t call;
    uint32_t *frame = x->cells + record.frame;
    begin_host(x, &call, record.host_module, record.host_func, record.type, frame);
    call.then = record.then;
    call.invoked_type = record.invoked_type;
    call.invoked = invoked;
    return finish_host(x, &call, frame);
}

// x->pc is behind the call (or host_link is set): the host function's answer goes to `frame`.
static bool call_host(struct tw__exec *x, const struct tw__import_func *import,
                      const tw_functype_t *type, uint32_t *frame) {
    if (import->kind == TW_LINK_STUB) {
        return tw__exec_trap(x, TW_TRAP_UNLINKED_IMPORT);
    }
    if (!has_room(x, frame, 0) || !has_room(x, frame_end(frame, type), 0)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    tw_call_t call;
    begin_host(x, &call, import->host_module, import->host_func, type, frame);
    return finish_host(x, &call, frame);
}

// ---- entering a frame ---------------------------------------------------------------------------

static bool enter_instance(struct tw__exec *x, struct tw_interp_instance *instance) {
    if (instance == x->instance) {
        return true;
    }
    if (instance->entered_by != NULL && instance->entered_by != x) {
        (void)tw__fail(instance->store->env.fault, TW_ERR_STATE,
                       "an execution of the instance it calls is unfinished: finish that first");
        return tw__exec_stop(x, TW_ERR_STATE);
    }
    instance->entered_by = x;
    tw__exec_enter(x, instance);
    return true;
}

static bool enter_func(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                       const uint32_t link[2]) {
    const struct tw_interp_module *module = target.instance->module;
    const uint16_t *callee = module->code + module->funcs[target.func_idx].code;
    if (!has_room(x, frame, callee[TW_HEAD_FRAME])) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    if (!tw__exec_refuel(x, callee[TW_HEAD_FUEL]) || !enter_instance(x, target.instance)) {
        return false;
    }
    x->fuel -= callee[TW_HEAD_FUEL];
    uint32_t *cell = frame + callee[TW_HEAD_LINK];
    cell[0] = link[0];
    cell[1] = link[1];
    memset(cell + TW_LINK_CELLS, 0, callee[TW_HEAD_LOCALS] * sizeof cell[0]);
    x->fp = frame;
    x->pc = callee + TW_FUNC_HEADER_UNITS;
    return true;
}

static bool is_host_func(struct tw__target target) {
    return target.func_idx < target.instance->module->func_imports;
}

bool tw__call_target(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                     const uint32_t link[2]) {
    if (!is_host_func(target)) {
        x->entry = target;
        x->entry_frame = (uint32_t)(frame - x->cells);
        x->entry_link[0] = link[0];
        x->entry_link[1] = link[1];
        x->is_entering = !enter_func(x, target, frame, link);
        return !x->is_entering;
    }
    // A host function in the place of a frame: its link lies where a guest's would.
    const tw_functype_t *type = tw__func_type(target.instance->module, target.func_idx);
    uint32_t *cell = frame_end(frame, type);
    if (!has_room(x, frame, 0) || !has_room(x, cell, TW_LINK_CELLS)) {
        return tw__exec_trap(x, TW_TRAP_CALL_STACK_EXHAUSTED);
    }
    cell[0] = link[0];
    cell[1] = link[1];
    x->fp = frame;
    x->host_link = (uint32_t)(cell - x->cells) + 1;
    return call_host(x, &target.instance->import_funcs[target.func_idx], type, frame);
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

// A call in the middle of a function; the caller goes on at `units` behind x->pc.
static bool call_from(struct tw__exec *x, struct tw__target target, uint32_t delta,
                      uint32_t units) {
    uint32_t *frame = x->fp + delta;
    uint32_t caller = target.instance == x->instance ? 0 : x->instance->handle;
    uint32_t link[2] = {(uint32_t)(x->pc + units - x->code), delta | caller << 16};
    if (is_host_func(target)) {
        if (caller != 0) {
            return enter_importer(x, target.instance) && tw__call_target(x, target, frame, link);
        }
        const struct tw__import_func *import = &target.instance->import_funcs[target.func_idx];
        const tw_functype_t *type = tw__func_type(target.instance->module, target.func_idx);
        if (import->kind == TW_LINK_STUB) {
            return tw__exec_trap(x, TW_TRAP_UNLINKED_IMPORT);
        }
        x->pc += units;
        return call_host(x, import, type, frame);
    }
    return enter_func(x, target, frame, link);
}

// ---- finding the callee -------------------------------------------------------------------------

static bool find_by_ref(struct tw__exec *x, tw_ref_t ref, struct tw__target *target) {
    target->instance = tw__instance_of(x->instance->store, ref >> 16);
    target->func_idx = ref & 0xffff;
    bool is_there = target->instance != NULL &&
                    target->func_idx < target->instance->module->func_count;
    return is_there ? true : tw__exec_trap(x, TW_TRAP_STALE_REFERENCE);
}

// CALL_INDIRECT and TAIL_INDIRECT: index slot, type, table.
static bool find_indirect(struct tw__exec *x, struct tw__target *target) {
    uint32_t i = x->fp[x->pc[1]];
    const struct tw__table *table = x->instance->tables[x->pc[3]];
    if (i >= table->size) {
        return tw__exec_trap(x, TW_TRAP_UNDEFINED_ELEMENT);
    }
    if (table->elems[i] == TW_REF_NULL) {
        return tw__exec_trap(x, TW_TRAP_UNINITIALIZED_ELEMENT);
    }
    if (!find_by_ref(x, table->elems[i], target)) {
        return false;
    }
    const tw_functype_t *type = tw__func_type(target->instance->module, target->func_idx);
    return type == tw__functype_of(x->instance->module->types[x->pc[2]])
               ? true
               : tw__exec_trap(x, TW_TRAP_INDIRECT_CALL_TYPE_MISMATCH);
}

static bool find_ref(struct tw__exec *x, struct tw__target *target) {
    tw_ref_t ref = x->fp[x->pc[1]];
    return ref != TW_REF_NULL ? find_by_ref(x, ref, target)
                              : tw__exec_trap(x, TW_TRAP_NULL_FUNCTION_REFERENCE);
}

// ---- tail calls ---------------------------------------------------------------------------------

// operands: first argument's slot, its cells, own link slot. The frame is replaced: its link moves
// to where the callee's type puts it, and remembers the caller's instance if that changes.
static bool tail_call(struct tw__exec *x, struct tw__target target, const uint16_t *operands) {
    const uint32_t *own = x->fp + operands[2];
    uint32_t link[2] = {own[0], own[1]};
    if (target.instance != x->instance && link[1] >> 16 == 0) {
        link[1] |= (uint32_t)x->instance->handle << 16;
    }
    if (!is_host_func(target)) {  // checked before the arguments move: the operation may be resumed
        const struct tw_interp_module *module = target.instance->module;
        const uint16_t *callee = module->code + module->funcs[target.func_idx].code;
        if (!tw__exec_refuel(x, callee[TW_HEAD_FUEL])) {
            return false;
        }
    }
    memmove(x->fp, x->fp + operands[0], operands[1] * sizeof x->fp[0]);
    if (is_host_func(target) && !enter_importer(x, target.instance)) {
        return false;
    }
    return tw__call_target(x, target, x->fp, link);
}

bool tw__slow_call(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    struct tw__target target;
    switch (pc[0]) {
    case RC_CALL:
    case RC_CALL_IMPORT:
        return call_from(x, tw__resolve_func(x->instance, pc[1]), pc[2], 3);
    case RC_CALL_INDIRECT:
        return find_indirect(x, &target) && call_from(x, target, pc[4], 5);
    case RC_CALL_REF:
        return find_ref(x, &target) && call_from(x, target, pc[2], 3);
    case RC_TAIL_CALL:
        return tail_call(x, tw__resolve_func(x->instance, pc[1]), pc + 2);
    case RC_TAIL_INDIRECT:
        return find_indirect(x, &target) && tail_call(x, target, pc + 4);
    default:
        TW_ASSERT(pc[0] == RC_TAIL_REF);
        return find_ref(x, &target) && tail_call(x, target, pc + 2);
    }
}
