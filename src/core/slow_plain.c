// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/numeric.h"
#include "core/opcode.h"

#if !TW_CFG_SUPERINSTRUCTIONS

// What the loop of plain code does not do itself (slow.c is that of all other builds).

// ---- memory -------------------------------------------------------------------------------------

// Loads that extend have numbers of their own, the signed ones even.
static uint64_t extend(uint32_t op, uint32_t width, uint64_t value) {
    uint32_t shift = 64 - 8 * width;
    bool is_signed = op >= TW_OP_I32_LOAD8_S && op <= TW_OP_I64_LOAD32_U && op % 2 == 0;
    return is_signed ? i64_shr_s(value << shift, shift) : value;
}

static void load(struct tw__memory *memory, uint32_t address, uint32_t op, uint32_t *cells) {
    uint8_t bytes[8] = {0};
    uint32_t width = tw__op_width(op);
    tw__memory_read(memory, address, bytes, width);
    uint64_t value = extend(op, width, tw__load64(bytes));
    cells[0] = (uint32_t)value;
    if (tw__cells_of(tw__op_result(op)) == 2) {
        cells[1] = (uint32_t)(value >> 32);
    }
}

static tw_trap_t store(struct tw__memory *memory, uint32_t address, uint32_t op,
                       const uint32_t *cells) {
    uint8_t bytes[8];
    uint32_t width = tw__op_width(op);
    tw__store32(bytes, cells[0]);
    if (width == 8) {
        tw__store32(bytes + 4, cells[1]);
    }
    return tw__memory_write(memory, address, bytes, width) ? TW_TRAP_NONE
                                                           : TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
}

// At `cells` lie the address, the value behind it, and then the result.
static tw_trap_t access(const struct tw__exec *x, uint32_t op, uint32_t memory_idx, uint32_t offset,
                        uint32_t *cells) {
    struct tw__memory *memory = x->instance->memories[memory_idx];
    uint64_t address = (uint64_t)cells[0] + offset;
    if (!tw__range_ok(memory->size, address, tw__op_width(op))) {
        return TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    if (tw__op_result(op) == 0) {
        return store(memory, (uint32_t)address, op, cells + 1);
    }
    load(memory, (uint32_t)address, op, cells);
    return TW_TRAP_NONE;
}

// Of an operation that has a handler, of which all have two forms.
static tw_trap_t slow_access(struct tw__exec *x, uint32_t op) {
    static const uint8_t ops[] = {TW_OP_I32_LOAD,  TW_OP_I32_LOAD8_U, TW_OP_I32_LOAD16_U,
                                  TW_OP_I32_STORE, TW_OP_I32_STORE8,  TW_OP_I32_STORE16};
    const uint16_t *pc = x->pc + 1;
    uint32_t form = op - RC_I32_LOAD_W;
    bool is_load = op < RC_I32_STORE_W;
    bool is_sum = form % 2 == 0;
    uint32_t cells[2] = {is_load && !is_sum ? x->acc : *tw__cell(x->fp, *pc++), x->acc};
    uint32_t offset = *pc++;
    cells[0] += is_sum ? i32_extend16_s(offset) : 0;
    tw_trap_t trap = access(x, ops[form / 2], 0, is_sum ? 0 : offset, cells);
    if (trap == TW_TRAP_NONE) {
        x->acc = is_load ? cells[0] : x->acc;
        x->pc = pc;
    }
    return trap;
}

static tw_trap_t slow_access64(struct tw__exec *x, bool is_load) {
    const uint16_t *address = x->pc + (is_load ? 2 : 1);
    uint32_t *value = tw__cell(x->fp, x->pc[is_load ? 1 : 3]);
    uint32_t cells[3] = {*tw__cell(x->fp, address[0]), value[0], value[1]};
    tw_trap_t trap = access(x, is_load ? TW_OP_I64_LOAD : TW_OP_I64_STORE, 0, address[1], cells);
    if (trap == TW_TRAP_NONE) {
        memcpy(value, is_load ? cells : cells + 1, 2 * sizeof cells[0]);
        x->pc += 4;
    }
    return trap;
}

static tw_trap_t slow_access_any(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    tw_trap_t trap = access(x, pc[1], pc[3], tw__literal(pc + 4), tw__cell(x->fp, pc[2]));
    if (trap == TW_TRAP_NONE) {
        x->pc = pc + 6;
    }
    return trap;
}

// ---- calls --------------------------------------------------------------------------------------

static bool call_direct(struct tw__exec *x) {
    return tw__call_from(x, tw__resolve_func(x->instance, x->pc[1]), x->pc[2], x->pc + 3);
}

static bool call_indirect(struct tw__exec *x, uint32_t table, uint32_t type, uint32_t delta,
                          const uint16_t *next) {
    struct tw__target target;
    tw_trap_t trap = tw__find_indirect(x, type, table, x->acc, &target);
    return trap == TW_TRAP_NONE ? tw__call_from(x, target, delta, next) : tw__exec_trap(x, trap);
}

#if TW_CFG_TAIL_CALL || TW_CFG_FUNCTION_REFERENCES

// The instructions behind call and call_indirect, of which a build may have some.
enum {
    OP_RETURN_CALL = TW_OP_CALL_INDIRECT + 1,
    OP_RETURN_CALL_INDIRECT,
    OP_CALL_REF,
    OP_RETURN_CALL_REF
};

// Who is meant by a call that has no operation of its own.
static tw_trap_t find_callee(const struct tw__exec *x, const uint16_t *pc,
                             struct tw__target *target) {
    if (pc[1] == OP_RETURN_CALL) {
        *target = tw__resolve_func(x->instance, pc[3]);
        return TW_TRAP_NONE;
    }
    bool is_indirect = pc[1] == TW_OP_CALL_INDIRECT || pc[1] == OP_RETURN_CALL_INDIRECT;
    return is_indirect ? tw__find_indirect(x, pc[3], pc[4], x->acc, target)
                       : tw__find_ref(x, x->acc, target);
}

static bool call_any(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    struct tw__target target;
    bool is_tail = pc[1] != TW_OP_CALL_INDIRECT && pc[1] != OP_CALL_REF;
    tw_trap_t trap = find_callee(x, pc, &target);
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, trap);
    }
    return is_tail ? tw__tail_call(x, target, pc[2], pc[5])
                   : tw__call_from(x, target, pc[2], pc + 6);
}

#else

static bool call_any(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    return call_indirect(x, pc[4], pc[3], pc[2], pc + 6);
}

#endif

// ---- the switch ---------------------------------------------------------------------------------

static bool slow_global(struct tw__exec *x, bool is_set) {
    const uint16_t *pc = x->pc;
    uint32_t *global = tw__global_cells(x->instance, pc[2]);
    uint32_t *cell = tw__cell(x->fp, pc[1]);
    memcpy(is_set ? global : cell, is_set ? cell : global, pc[3] * sizeof cell[0]);
    x->pc = pc + 4;
    return true;
}

static bool slow_move(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    memmove(tw__cell(x->fp, pc[1]), tw__cell(x->fp, pc[2]), pc[3] * sizeof x->fp[0]);
    x->pc = pc + 4;
    return true;
}

static bool slow_bulk(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t trap = tw__bulk(x, pc[4], tw__cell(x->fp, pc[1]), pc[2], pc[3]);
    if (trap == TW_BULK_STOPPED) {
        return false;
    }
    x->pc = trap == TW_TRAP_NONE ? pc + 5 : pc;
    return trap == TW_TRAP_NONE || tw__exec_trap(x, (tw_trap_t)trap);
}

// Operations that give a trap, or go on.
static tw_trap_t calculate(struct tw__exec *x, uint32_t op) {
    switch (op) {
        case RC_TRAP:
            return (tw_trap_t)x->pc[1];
        case RC_NUMERIC:
            return tw__plain_numeric(x->pc[2], tw__cell(x->fp, x->pc[1]));
        case RC_I64_LOAD:
        case RC_I64_STORE:
            return slow_access64(x, op == RC_I64_LOAD);
        case RC_ACCESS_X:
            return slow_access_any(x);
        default:
            return slow_access(x, op);
    }
}

bool tw__slow(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t op = TW_RC_OF(pc[0]);
    if (TW_CFG_EXTRA && op == TW_RC_EXTRA) {
        return tw__extra(x);
    }
    switch (op) {
        case RC_CALL:
        case RC_CALL_IMPORT:
            return call_direct(x);
        case RC_CALL_INDIRECT:
            return call_indirect(x, 0, pc[1], pc[2], pc + 3);
        case RC_CALL_X:
            return call_any(x);
        case RC_RET:
            return tw__leave(x, tw__cell(x->fp, pc[1]));  // the results are in place
        case RC_MOVN:
            return slow_move(x);
        case RC_GLOBAL_GET_X:
        case RC_GLOBAL_SET_X:
            return slow_global(x, op == RC_GLOBAL_SET_X);
        case RC_BULK:
            return slow_bulk(x);
        case RC_BRB:
        case RC_BRB_FAR:
            return tw__exec_refuel(x, pc[1]);
        default: {
            tw_trap_t trap = calculate(x, op);
            return trap == TW_TRAP_NONE || tw__exec_trap(x, trap);
        }
    }
}

#endif
