// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/numeric.h"
#include "core/opcode.h"

void tw__exec_enter(struct tw__exec *x, struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    x->instance = instance;
    x->code = module->code;
    x->funcs = module->funcs;
    x->func_count = module->func_count;
    x->globals = instance->globals;
    x->handle = instance->handle;
    x->mem = module->memory_count > 0 ? instance->memories[0]->base : (uint8_t *)instance;
    x->mem_fast = tw__mem_fast(module->memory_count > 0 ? instance->memories[0]->prefix : 0);
    x->table = module->table_count > 0 ? instance->tables[0]->elems : NULL;
    x->table_size = module->table_count > 0 ? instance->tables[0]->size : 0;
}

#if TW_CFG_SUPERINSTRUCTIONS

// What the loop does not do itself. It comes here for operations without a handler, and for those
// whose handler found a case that it leaves to C: an access near the end of memory, fuel that is
// used up, a trap. The operation is done whole; x->pc then names the next one.

// ---- memory accesses ---------------------------------------------------------------------------

// An access in its general form.
struct access {
    uint16_t op;  // the instruction, for width and extension
    bool is_store;
    char value;  // S in slot, A in (or to) the accumulator, I slot is an immediate
    uint16_t slot;
    uint16_t memory;
    uint32_t base;
    uint32_t offset;  // both are added without wrapping
};

struct access_family {
    uint16_t first;
    uint16_t op;
    bool is_wide;
    bool is_store;
};
static const struct access_family families[] = {
    {RC_I32_LOAD_SS, TW_OP_I32_LOAD, false, false},
    {RC_I32_LOAD8_U_SS, TW_OP_I32_LOAD8_U, false, false},
    {RC_I32_LOAD16_U_SS, TW_OP_I32_LOAD16_U, false, false},
#if TW_CFG_WIDE
    {RC_I32_LOAD8_S_SS, TW_OP_I32_LOAD8_S, false, false},
    {RC_I32_LOAD16_S_SS, TW_OP_I32_LOAD16_S, false, false},
#endif
    {RC_I64_LOAD_SS, TW_OP_I64_LOAD, true, false},
    {RC_I32_STORE_SS, TW_OP_I32_STORE, false, true},
    {RC_I32_STORE8_SS, TW_OP_I32_STORE8, false, true},
    {RC_I32_STORE16_SS, TW_OP_I32_STORE16, false, true},
    {RC_I64_STORE_SS, TW_OP_I64_STORE, true, true},
};

static const struct access_family *find_family(uint32_t op) {
    const struct access_family *family = families;
    while (family + 1 < families + sizeof families / sizeof families[0] && op >= family[1].first) {
        family++;
    }
    return family;
}

// Where an access finds its address: S slot and offset, O accumulator and offset,
// W wrapping sum of a slot and an immediate, V of the accumulator and one; B slot, C accumulator
// alone. Returns what follows.
static const uint16_t *decode_address(const struct tw__exec *x, struct access *access, char kind,
                                      const uint16_t *units) {
    bool has_slot = kind != 'V' && (!TW_CFG_WIDE || (kind != 'O' && kind != 'C'));
    bool has_unit = !TW_CFG_WIDE || (kind != 'B' && kind != 'C');
    uint32_t base = has_slot ? *tw__cell(x->fp, units[0]) : (uint32_t)x->acc;
    uint16_t unit = has_unit ? units[has_slot ? 1 : 0] : 0;
    bool is_wrapping = kind != 'S' && (!TW_CFG_WIDE || kind != 'O');
    access->base = is_wrapping ? base + i32_extend16_s(unit) : base;
    access->offset = is_wrapping ? 0 : unit;
    return units + (has_slot ? 1 : 0) + (has_unit ? 1 : 0);
}

// The addresses and the values of loads and of stores, form by form: of 32 bits, then of 64 bits.
#if TW_CFG_WIDE
#define LOAD_ADDRESSES "SWVOBCSWVOBC"
#define LOAD_VALUES "SSSSSSAAAAAA"
#define STORE_ADDRESSES "SSWWWVOBBBC"
#define STORE_VALUES "SASAISSSAIS"
static const char addresses[][13] = {LOAD_ADDRESSES, STORE_ADDRESSES, LOAD_ADDRESSES,
                                     STORE_ADDRESSES};
static const char values[][13] = {LOAD_VALUES, STORE_VALUES, LOAD_VALUES, STORE_VALUES};
#else
static const char addresses[][7] = {"SWVSWV", "SWWVW", "S", "S"};
static const char values[][7] = {"SSSAAA", "SSASI", "S", "S"};
#endif

// Loads have a result slot, unless the accumulator takes it, and the address; stores the address,
// then a value slot, nothing (accumulator), or an immediate. Returns what follows.
static const uint16_t *decode(const struct tw__exec *x, uint32_t op, struct access *access) {
    const struct access_family *family = find_family(op);
    uint32_t kind = (family->is_wide ? 2u : 0u) + (family->is_store ? 1u : 0u);
    uint32_t form = op - family->first;
    const uint16_t *units = x->pc + 1;
    access->op = family->op;
    access->is_store = family->is_store;
    access->value = values[kind][form];
    access->slot = 0;
    access->memory = 0;
    bool has_unit = access->value != 'A';
    if (has_unit && !family->is_store) {
        access->slot = *units++;
    }
    units = decode_address(x, access, addresses[kind][form], units);
    if (has_unit && family->is_store) {
        access->slot = *units++;
    }
    return units;
}

// LOAD_X, STORE_X: instruction, slot, memory, address slot, 32-bit offset.
static const uint16_t *decode_general(const struct tw__exec *x, uint32_t op,
                                      struct access *access) {
    const uint16_t *pc = x->pc;
    access->op = pc[1];
    access->is_store = op == RC_STORE_X;
    access->value = 'S';
    access->slot = pc[2];
    access->memory = pc[3];
    access->base = *tw__cell(x->fp, pc[4]);
    access->offset = tw__literal(pc + 5);
    return pc + 7;
}

// Loads that extend have numbers of their own, the signed ones even.
static uint64_t extend(uint32_t op, uint32_t width, uint64_t value) {
    if (op < TW_OP_I32_LOAD8_S || op > TW_OP_I64_LOAD32_U || (op & 1) != 0) {
        return value;
    }
    return width == 1   ? i64_extend8_s(value)
           : width == 2 ? i64_extend16_s(value)
                        : i64_extend32_s(value);
}

static void put_loaded(struct tw__exec *x, const struct access *access, uint64_t value) {
    uint32_t result = tw__op_result(access->op);
    bool is_wide = result == TW_I64 || result == TW_F64;
    if (TW_CFG_WIDE || access->value == 'A') {
        x->acc = is_wide ? (tw__acc_t)value : (uint32_t)value;
    }
    if (access->value == 'A') {
        return;
    }
    if (is_wide) {
        tw__set64(tw__cell(x->fp, access->slot), value);
    } else {
        *tw__cell(x->fp, access->slot) = (uint32_t)value;
    }
}

static uint64_t value_to_store(const struct tw__exec *x, const struct access *access,
                               uint32_t width) {
    if (access->value == 'A') {
        return x->acc;
    }
    if (access->value == 'I') {
        return TW_CFG_WIDE ? i64_extend16_s(access->slot) : i32_extend16_s(access->slot);
    }
    return width == 8 ? tw__get64(tw__cell(x->fp, access->slot)) : *tw__cell(x->fp, access->slot);
}

// Not inlined: its locals would be in the frame of all that goes the slow way.
static TW_COLD bool slow_memory(struct tw__exec *x, uint32_t op) {
    struct access access;
    if (op == RC_ADDRESS) {
        return tw__exec_trap(x, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    }
    bool is_general = op == RC_LOAD_X || op == RC_STORE_X;
    const uint16_t *end = is_general ? decode_general(x, op, &access) : decode(x, op, &access);
    struct tw__memory *memory = x->instance->memories[access.memory];
    uint64_t address = (uint64_t)access.base + access.offset;
    uint32_t width = tw__op_width(access.op);
    uint8_t bytes[8] = {0};
    if (!tw__range_ok(memory->size, address, width)) {
        return tw__exec_trap(x, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    }
    if (!access.is_store) {
        tw__memory_read(memory, (uint32_t)address, bytes, width);
        put_loaded(x, &access, extend(access.op, width, tw__load64(bytes)));
    } else {
        tw__store64(bytes, value_to_store(x, &access, width));
        if (!tw__memory_write(memory, (uint32_t)address, bytes, width)) {
            return tw__exec_trap(x, TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
        }
    }
    x->pc = end;
    return true;
}

// ---- traps of arithmetic ------------------------------------------------------------------------

static bool division_trap(struct tw__exec *x, bool is_zero) {
    return tw__exec_trap(x, is_zero ? TW_TRAP_INTEGER_DIVIDE_BY_ZERO : TW_TRAP_INTEGER_OVERFLOW);
}

#if TW_CFG_WIDE
static bool is_division(uint32_t op) {
    return op >= RC_I32_DIV_S_SSS && op <= RC_I64_REM_U_AAI;
}
#else
static bool is_division(uint32_t op) {
    (void)op;
    return false;
}
#endif

static bool numeric_trap(struct tw__exec *x) {
    return tw__exec_trap(x, (tw_trap_t)tw__numeric_at(x->pc, x->fp));
}

#if TW_FAST_FLOAT
static bool is_truncation(uint32_t op) {
    return op >= RC_I32_TRUNC_F32_S_S && op <= RC_I32_TRUNC_SAT_F64_U_SA;
}

// Forms of each, in this order: from a slot and from the accumulator to that, and to a slot.
static bool slow_truncation(struct tw__exec *x, uint32_t op) {
    static const uint8_t instructions[] = {TW_OP_I32_TRUNC_F32_S,     TW_OP_I32_TRUNC_F32_U,
                                           TW_OP_I32_TRUNC_F64_S,     TW_OP_I32_TRUNC_F64_U,
                                           TW_OP_I32_TRUNC_SAT_F32_S, TW_OP_I32_TRUNC_SAT_F32_U,
                                           TW_OP_I32_TRUNC_SAT_F64_S, TW_OP_I32_TRUNC_SAT_F64_U};
    uint32_t instruction = instructions[(op - RC_I32_TRUNC_F32_S_S) / 4];
    uint32_t form = (op - RC_I32_TRUNC_F32_S_S) % 4;
    uint32_t cells[2] = {(uint32_t)x->acc, (uint32_t)(x->acc >> 32)};
    uint64_t result = 0;
    bool is_in_slot = form % 2 == 0;
    bool is_to_slot = form >= 2;
    const uint32_t *operand = is_in_slot ? tw__cell(x->fp, x->pc[is_to_slot ? 2 : 1]) : cells;
    uint64_t value = tw__numeric_operand(instruction, 0, operand);
    tw_trap_t trap = tw__numeric_truncate(instruction, value, &result);
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, trap);
    }
    x->acc = (uint32_t)result;
    if (is_to_slot) {
        *tw__cell(x->fp, x->pc[1]) = (uint32_t)result;
    }
    x->pc += 1 + (is_in_slot ? 1 : 0) + (is_to_slot ? 1 : 0);
    return true;
}
#else
static bool is_truncation(uint32_t op) {
    (void)op;
    return false;
}
static bool slow_truncation(struct tw__exec *x, uint32_t op) {
    (void)x, (void)op;
    return false;
}
#endif

// ---- moves, references and globals --------------------------------------------------------------

static bool copy_cells(struct tw__exec *x, uint32_t *to, const uint32_t *from) {
    memmove(to, from, x->pc[3] * sizeof to[0]);
    x->pc += 4;
    return true;
}

static bool slow_move(struct tw__exec *x) {
    return copy_cells(x, tw__cell(x->fp, x->pc[1]), tw__cell(x->fp, x->pc[2]));
}

static bool slow_global(struct tw__exec *x, uint32_t op) {
    uint32_t *cells = tw__global_cells(x->instance, x->pc[2]);
    uint32_t *slot = tw__cell(x->fp, x->pc[1]);
    bool is_set = op == RC_GLOBAL_SET_X;
    return copy_cells(x, is_set ? cells : slot, is_set ? slot : cells);
}

#if TW_CFG_FUNCTION_REFERENCES
static bool slow_ref_as_non_null(struct tw__exec *x) {
    if (*tw__cell(x->fp, x->pc[1]) == TW_REF_NULL) {
        return tw__exec_trap(x, TW_TRAP_NULL_REFERENCE);
    }
    x->pc += 2;
    return true;
}
#endif

// ---- calls and bulk operations ------------------------------------------------------------------

static bool slow_call(struct tw__exec *x, uint32_t op) {
    const uint16_t *pc = x->pc;
    struct tw__target target;
    tw_trap_t trap = TW_TRAP_NONE;
    bool is_tail = op == RC_TAIL_CALL || op == RC_TAIL_INDIRECT || op == RC_TAIL_REF;
    if (op == RC_CALL_INDIRECT) {
        trap = tw__find_indirect(x, pc[1], 0, (uint32_t)x->acc, &target);
    } else if (op == RC_CALL_INDIRECT_X || op == RC_TAIL_INDIRECT) {
        trap = tw__find_indirect(x, pc[1], pc[is_tail ? 4 : 3], (uint32_t)x->acc, &target);
    } else if (op == RC_CALL_REF || op == RC_TAIL_REF) {
        trap = tw__find_ref(x, *tw__cell(x->fp, pc[1]), &target);
    } else {
        target = tw__resolve_func(x->instance, pc[1]);
    }
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, trap);
    }
    return is_tail ? tw__tail_call(x, target, pc[2], pc[3])
                   : tw__call_from(x, target, pc[2], pc + (op == RC_CALL_INDIRECT_X ? 4 : 3));
}

static bool slow_bulk(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t trap = tw__bulk(x, pc[4], tw__cell(x->fp, pc[1]), pc[2], pc[3]);
    if (trap == TW_BULK_STOPPED) {
        return false;
    }
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, (tw_trap_t)trap);
    }
    x->pc = pc + 5;
    return true;
}

// ---- the switch ---------------------------------------------------------------------------------

bool tw__slow(struct tw__exec *x) {
    uint32_t op = TW_RC_OF(x->pc[0]);
    if ((op >= RC_ADDRESS && op < RC_LOAD_X) || op == RC_LOAD_X || op == RC_STORE_X) {
        return slow_memory(x, op);
    }
    if (TW_CFG_EXTRA && op == TW_RC_EXTRA) {
        return tw__extra(x);
    }
    if (is_division(op)) {
        return division_trap(x, x->acc != 0);  // the handler has noted it
    }
    if (is_truncation(op)) {
        return slow_truncation(x, op);
    }
    switch (op) {
        case RC_UNREACHABLE:
            return tw__exec_trap(x, TW_TRAP_UNREACHABLE);
        case RC_CALL:
        case RC_CALL_IMPORT:
        case RC_CALL_INDIRECT:
        case RC_CALL_INDIRECT_X:
        case RC_CALL_REF:
        case RC_TAIL_CALL:
        case RC_TAIL_INDIRECT:
        case RC_TAIL_REF:
            return slow_call(x, op);
        case RC_RET:
#if TW_CFG_WIDE
        case RC_RET_S:
        case RC_RET64:
#endif
        case RC_RET_A:
            return tw__leave(x, tw__cell(x->fp, x->pc[1]));  // the results are in place
        case RC_MOVN:
            return slow_move(x);
        case RC_GLOBAL_GET_X:
        case RC_GLOBAL_SET_X:
            return slow_global(x, op);
        case RC_DIVISION:
            return division_trap(x, *tw__cell(x->fp, x->pc[3]) == 0);
        case RC_NUMERIC:
            return numeric_trap(x);
#if TW_CFG_FUNCTION_REFERENCES
        case RC_REF_AS_NON_NULL:
            return slow_ref_as_non_null(x);
#endif
        case RC_BULK:
            return slow_bulk(x);
        default:
            return tw__exec_refuel(x,
                                   x->pc[1]);  // a branch backwards: the fuel is its first operand
    }
}

#endif
