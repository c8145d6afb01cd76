// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/heap.h"

// Root calls: the arguments become the first cells of the stack, the loop runs until a reason to
// stop, and the results are read from the same cells.

#define PAINT_BYTE 0xa5
#define PAINT 0xa5a5a5a5u

// A multiple of 8, for the alignment of what follows.
size_t tw__exec_size(uint32_t stack_bytes) {
    return (sizeof(struct tw__exec) + stack_bytes + 7) / 8 * 8;
}

struct tw__exec *tw__exec_init(void *block, uint32_t stack_bytes) {
    struct tw__exec *x = block;
    memset(x, 0, sizeof *x);
    memset(x->cells, PAINT_BYTE, stack_bytes);
    x->cell_count = stack_bytes / 4;
    x->limit = x->cells + x->cell_count;
    return x;
}

uint32_t tw__exec_peak_bytes(const struct tw__exec *x) {
    uint32_t count = x->cell_count;
    while (count > 0 && x->cells[count - 1] == PAINT) {
        count--;
    }
    return count * 4;
}

// ---- reasons to stop ----------------------------------------------------------------------------

bool tw__exec_stop(struct tw__exec *x, tw_err_t err) {
    x->err = err;
    return false;
}

// Says where the execution is, for the fault that is recorded next.
static struct tw__fault *locate(const struct tw__exec *x) {
    struct tw_interp_module *module = x->instance->module;
    struct tw__fault *fault = x->instance->store->env.fault;
    uint32_t unit = tw__exec_unit(x);
    uint32_t func_idx = tw__module_func_at(module, unit);
    uint32_t offset = tw__module_offset_at(module, func_idx, unit);
    tw__fault_at(fault, func_idx, offset);
    tw__module_name_fault(module, func_idx);
    return fault;
}

#if TW_CFG_HEAP
struct tw__fault *tw__exec_locate(const struct tw__exec *x) {
    return locate(x);
}
#endif

bool tw__exec_trap(struct tw__exec *x, tw_trap_t trap) {
    return tw__exec_stop(x, tw__fail_trap(locate(x), trap, NULL));
}

bool tw__exec_refuel(struct tw__exec *x, uint32_t cost) {
    TW_ASSERT(x->fuel >= 0);
    if ((uint32_t)x->fuel >= cost) {
        return true;
    }
    if (x->is_interrupted) {
        x->is_interrupted = 0;
        return tw__exec_stop(x, tw__fail(locate(x), TW_ERR_INTERRUPTED, TW_TEXT_INTERRUPTED));
    }
    uint32_t missing = cost - (uint32_t)x->fuel;
    if (x->fuel_left < missing && x->root->store->env.fault->is_slice) {
        return tw__exec_stop(x, TW_ERR_FUEL);
    }
    if (x->fuel_left < missing) {
        return tw__exec_stop(x, tw__fail(locate(x), TW_ERR_FUEL, TW_TEXT_FUEL));
    }
    uint64_t take = missing > TW_CFG_FUEL_QUANTUM ? missing : TW_CFG_FUEL_QUANTUM;
    take = take < x->fuel_left ? take : x->fuel_left;
    x->fuel_left -= x->fuel_left == TW_FUEL_ENDLESS ? 0 : take;
    x->fuel += (int32_t)take;
    return true;
}

// ---- ends and stops -----------------------------------------------------------------------------

static void get_results(const struct tw__exec *x, tw_value_t *results) {
    const uint32_t *cells = x->cells;
    for (uint32_t i = 0; results != NULL && i < x->root_type->result_count; i++) {
        tw_valtype_t type = x->root_type->types[x->root_type->param_count + i];
        cells += tw__value_get(cells, type, &results[i]);
    }
}

static void forget_entered(struct tw__exec *x) {
    for (struct tw_interp_instance *at = x->root->store->instances; at != NULL; at = at->next) {
        if (at->entered_by == x) {
            at->entered_by = NULL;
            at->entries = 0;
        }
    }
}

void tw__exec_cancel(struct tw__exec *x) {
    if (x->state == TW_EXEC_IDLE) {
        return;
    }
    forget_entered(x);
    x->state = TW_EXEC_IDLE;
    x->root_type = NULL;
    x->is_interrupted = 0;
    x->is_answered = false;
    x->interposed = 0;
    tw__exec_forget_made(x);
}

static tw_err_t settle(struct tw__exec *x, tw_value_t *results) {
    tw_err_t err = x->err;
    if (err == TW_ERR_FUEL || err == TW_ERR_INTERRUPTED || err == TW_ERR_BUSY) {
        x->state = TW_EXEC_STOPPED;
        return err;
    }
    if (err == TW_ERR_PENDING) {
        x->state = TW_EXEC_PENDING;
        return err;
    }
    if (x->interposed != 0) {
        tw__exec_take_away(x);
        return err;
    }
    if (err == TW_ERR_OK) {
        get_results(x, results);
    }
    tw__exec_cancel(x);
    return err;
}

// The root function's frame begins with the first cell.
static bool enter_root(struct tw__exec *x) {
    uint32_t link[2] = {0, TW_LINK_ROOT << 16};
    tw__exec_enter(x, x->root);
    x->fp = x->cells;
    return tw__call_target(x, tw__resolve_func(x->root, x->root_func), x->cells, link);
}

static tw_err_t run(struct tw__exec *x, bool goes_on, tw_value_t *results) {
    x->state = TW_EXEC_RUNNING;
    tw__heap_let_go(x->root->store);
    if (goes_on) {
        tw__exec_loop(x);
    }
    return settle(x, results);
}

#if TW_CFG_HEAP
static void forget_exception(struct tw__exec *x) {
    x->exception = TW_REF_NULL;
}
// References that the host gives are of objects that are there, and of their types.
static bool fit(struct tw__exec *x, const tw_functype_t *type) {
    x->state = TW_EXEC_STOPPED;
    return tw__heap_fits(x->root->store, type->types, type->param_count, x->cells);
}
#else
static bool fit(const struct tw__exec *x, const tw_functype_t *type) {
    (void)x, (void)type;
    return true;
}
static void forget_exception(struct tw__exec *x) {
    (void)x;
}
#endif

tw_err_t tw__exec_call(tw_interp_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                       uint64_t fuel, tw_value_t *results) {
    struct tw__exec *x = instance->exec;
    TW_ASSERT(x->state == TW_EXEC_IDLE);
    x->fuel_left = fuel;
    x->fuel = 0;
    if (instance->entered_by != NULL) {
        (void)tw__fail(instance->store->env.fault, TW_ERR_STATE, TW_TEXT_ENTERED_HERE);
        return TW_ERR_BUSY;
    }
    const tw_functype_t *type = tw__func_type(instance->module, func_idx);
    if (x->cell_count < type->param_cells || x->cell_count < type->result_cells) {
        return tw__fail_trap(instance->store->env.fault, TW_TRAP_CALL_STACK_EXHAUSTED, NULL);
    }
    instance->entered_by = x;
    instance->entries = 1;
    x->root = instance;
    x->root_type = type;
    x->root_func = func_idx;
    x->acc = 0;
    x->pc = NULL;
    x->is_interrupted = 0;
    x->is_answered = false;
    x->is_entering = false;
    forget_exception(x);
    uint32_t *cells = x->cells;
    for (uint32_t i = 0; i < type->param_count; i++) {
        cells += tw__value_put(cells, &args[i]);
    }
    if (!fit(x, type)) {
        tw__exec_cancel(x);
        return tw__fail_code(instance->store->env.fault, TW_ERR_INVAL);
    }
    return run(x, enter_root(x), results);
}

tw_err_t tw__exec_interpose(tw_interp_instance_t *instance, const tw_call_t *call) {
    struct tw__exec *x = instance->exec;
    TW_ASSERT(x->state == TW_EXEC_PENDING && x->interposed == 0);
    tw__exec_enter(x, x->instance);
    bool goes_on = tw__exec_put_over(x, call);
    bool is_refused = x->interposed == 0 && x->err == TW_ERR_TRAP;
    return is_refused ? x->err : run(x, goes_on, NULL);
}

tw_err_t tw__exec_resume(tw_interp_instance_t *instance, tw_value_t *results) {
    struct tw__exec *x = instance->exec;
    TW_ASSERT(x->state == TW_EXEC_STOPPED);
    tw__exec_enter(x, x->instance);  // memories may have moved meanwhile
    return run(x, tw__exec_continue(x), results);
}
