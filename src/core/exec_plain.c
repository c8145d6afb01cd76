// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/numeric.h"
#include "core/plain.h"

// The execution loop of plain code (plain.h), made for small flash: one switch, and functions for
// everything that is long. x->pc stays at the operation while it is done, for faults and for those
// that stop and are done again.

#if !TW_CFG_SUPERINSTRUCTIONS

void tw__exec_enter(struct tw__exec *x, struct tw_interp_instance *instance) {
    const struct tw_interp_module *module = instance->module;
    x->instance = instance;
    x->code = module->code;
    x->mem_fast = 0;
    if (module->memory_count > 0) {
        x->mem = instance->memories[0]->base;
        x->mem_fast = tw__mem_fast(instance->memories[0]->prefix);
    }
}

static void copy_cells(uint32_t *to, const uint32_t *from, uint32_t count) {
    memmove(to, from, count * sizeof to[0]);
}

static const uint16_t *read_number(const uint16_t *pc, uint32_t *number) {
    *number = (uint32_t)(int32_t)(int16_t)*pc;
    if (*pc != TW_PLAIN_LONG) {
        return pc + 1;
    }
    *number = tw__literal(pc + 1);
    return pc + 3;
}

// ---- memory -------------------------------------------------------------------------------------

// Loads that extend have numbers of their own, the signed ones even.
static uint64_t extend(uint32_t op, uint32_t width, uint64_t value) {
    uint32_t shift = 64 - 8 * width;
    bool is_signed = op >= TW_OP_I32_LOAD8_S && op <= TW_OP_I64_LOAD32_U && op % 2 == 0;
    return is_signed ? i64_shr_s(value << shift, shift) : value;
}

// Anywhere in any memory; NULL after a trap.
static const uint16_t *access_memory(struct tw__exec *x, uint32_t op, uint32_t *cells,
                                     const uint16_t *pc) {
    uint32_t offset;
    bool is_long = *pc == TW_PLAIN_LONG;
    pc = read_number(pc, &offset);
    struct tw__memory *memory = x->instance->memories[is_long ? *pc++ : 0];
    uint64_t address = (uint64_t)cells[0] + offset;
    uint32_t width = tw__op_width(op);
    uint8_t bytes[8] = {0};
    tw_trap_t trap = TW_TRAP_NONE;
    tw_valtype_t result = tw__op_result(op);
    if (!tw__range_ok(memory->size, address, width)) {
        trap = TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    } else if (result != 0) {
        tw__memory_read(memory, (uint32_t)address, bytes, width);
        uint64_t value = extend(op, width, tw__load64(bytes));
        cells[0] = (uint32_t)value;
        if (tw__cells_of(result) == 2) {
            cells[1] = (uint32_t)(value >> 32);
        }
    } else {
        tw__store32(bytes, cells[1]);
        if (width == 8) {
            tw__store32(bytes + 4, cells[2]);
        }
        if (!tw__memory_write(memory, (uint32_t)address, bytes, width)) {
            trap = TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
        }
    }
    if (trap != TW_TRAP_NONE) {
        (void)tw__exec_trap(x, trap);
        return NULL;
    }
    return pc;
}

// The common ones, in the prefix of the first memory; false for others.
static bool access_fast(const struct tw__exec *x, uint32_t op, uint32_t *cells, uint32_t offset) {
    uint32_t address = cells[0] + offset;
    uint8_t *p = x->mem + address;
    if (offset == TW_PLAIN_LONG || address < offset || address >= x->mem_fast) {
        return false;
    }
    switch (op) {
        case TW_OP_I32_LOAD:
            cells[0] = tw__load32(p);
            return true;
        case TW_OP_I32_LOAD8_U:
            cells[0] = *p;
            return true;
        case TW_OP_I32_STORE:
            tw__store32(p, cells[1]);
            return true;
        case TW_OP_I32_STORE8:
            *p = (uint8_t)cells[1];
            return true;
        default:
            return false;
    }
}

// ---- calls --------------------------------------------------------------------------------------

// An index or a reference lies behind the arguments.
static uint32_t behind_args(const struct tw__exec *x, const uint32_t *cells, uint32_t type_idx) {
    return cells[tw__functype_of(x->instance->module->types[type_idx])->param_cells];
}

static bool call(struct tw__exec *x, uint32_t op, const uint32_t *cells, const uint16_t *pc) {
    struct tw__target target;
    tw_trap_t trap = TW_TRAP_NONE;
    uint32_t slot = (uint32_t)(cells - x->fp);
    bool is_tail = false;
    if (op == TW_OP_CALL) {
        target = tw__resolve_func(x->instance, pc[0]);
        return tw__call_from(x, target, slot, pc + 1);
    }
    switch (op) {
#if TW_CFG_TAIL_CALL
        case TW_OP_RETURN_CALL:
            is_tail = true;
            target = tw__resolve_func(x->instance, pc[0]);
            break;
        case TW_OP_RETURN_CALL_INDIRECT:
            is_tail = true;
            trap = tw__find_indirect(x, pc[0], pc[1], behind_args(x, cells, pc[0]), &target);
            break;
#endif
#if TW_CFG_FUNCTION_REFERENCES && TW_CFG_TAIL_CALL
        case TW_OP_RETURN_CALL_REF:
            is_tail = true;
            trap = tw__find_ref(x, behind_args(x, cells, pc[0]), &target);
            break;
#endif
#if TW_CFG_FUNCTION_REFERENCES
        case TW_OP_CALL_REF:
            trap = tw__find_ref(x, behind_args(x, cells, pc[0]), &target);
            break;
#endif
        default:
            trap = tw__find_indirect(x, pc[0], pc[1], behind_args(x, cells, pc[0]), &target);
            break;
    }
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, trap);
    }
    return is_tail ? tw__tail_call(x, target, slot, pc[2]) : tw__call_from(x, target, slot, pc + 3);
}

// ---- the loop -----------------------------------------------------------------------------------

static bool is_bulk(uint32_t op) {
    return op >= TW_OP_MEMORY_INIT || op == TW_OP_MEMORY_SIZE || op == TW_OP_MEMORY_GROW
#if TW_CFG_REFERENCES
           || op == TW_OP_TABLE_GET || op == TW_OP_TABLE_SET || op == TW_OP_REF_FUNC
#endif
        ;
}

// The common ones of 32 bits; false for others.
static bool integer32(uint32_t op, uint32_t *result, uint32_t b) {
    uint32_t a = *result;
    switch (op) {
        case TW_OP_I32_EQZ:
            a = a == 0;
            break;
        case TW_OP_I32_EQ:
            a = a == b;
            break;
        case TW_OP_I32_NE:
            a = a != b;
            break;
        case TW_OP_I32_LT_S:
            a = i32_lt_s(a, b);
            break;
        case TW_OP_I32_LT_U:
            a = a < b;
            break;
        case TW_OP_I32_GT_S:
            a = i32_lt_s(b, a);
            break;
        case TW_OP_I32_GT_U:
            a = a > b;
            break;
        case TW_OP_I32_LE_S:
            a = i32_ge_s(b, a);
            break;
        case TW_OP_I32_LE_U:
            a = a <= b;
            break;
        case TW_OP_I32_GE_S:
            a = i32_ge_s(a, b);
            break;
        case TW_OP_I32_GE_U:
            a = a >= b;
            break;
        case TW_OP_I32_ADD:
            a += b;
            break;
        case TW_OP_I32_SUB:
            a -= b;
            break;
        case TW_OP_I32_MUL:
            a *= b;
            break;
        case TW_OP_I32_AND:
            a &= b;
            break;
        case TW_OP_I32_OR:
            a |= b;
            break;
        case TW_OP_I32_XOR:
            a ^= b;
            break;
        case TW_OP_I32_SHL:
            a = i32_shl(a, b);
            break;
        case TW_OP_I32_SHR_S:
            a = i32_shr_s(a, b);
            break;
        case TW_OP_I32_SHR_U:
            a = i32_shr_u(a, b);
            break;
        default:
            return false;
    }
    *result = a;
    return true;
}

// Operations that are not in the loop: what follows, or NULL to leave.
static const uint16_t *other(struct tw__exec *x, uint32_t op, uint32_t *cells, const uint16_t *pc) {
    uint32_t trap;
    if (integer32(op, cells, cells[1])) {
        return pc;
    }
    if (op >= TW_OP_I32_LOAD && op <= TW_OP_I64_STORE32) {
        return access_fast(x, op, cells, *pc) ? pc + 1 : access_memory(x, op, cells, pc);
    }
    if (is_bulk(op)) {
        trap = tw__bulk(x, op, cells, pc[0], pc[1]);
        pc += 2;
    } else {
        trap = tw__plain_numeric(op, cells);
    }
    if (trap == TW_BULK_STOPPED) {
        return NULL;
    }
    if (trap != TW_TRAP_NONE) {
        (void)tw__exec_trap(x, (tw_trap_t)trap);
        return NULL;
    }
    return pc;
}

void tw__exec_loop(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t wide = 0;
    for (;;) {
        uint32_t unit = *pc++;
        uint32_t op = unit & 0xff;
        uint32_t slot = wide + (unit >> 8);
        uint32_t *s = x->fp + slot;
        wide = 0;
        switch (op) {
            case TW_PLAIN_WIDE:
                wide = slot << 8;
                continue;
            case TW_OP_UNREACHABLE:
                (void)tw__exec_trap(x, TW_TRAP_UNREACHABLE);
                return;
            case TW_PLAIN_JUMP:
                pc += 1 + ((unit >> 8) << 16 | *pc);
                break;
            case TW_PLAIN_LOOP:
                if (x->fuel < pc[1] && !tw__exec_refuel(x, pc[1])) {
                    return;
                }
                x->fuel -= pc[1];
                pc -= ((unit >> 8) << 16 | pc[0]) - 2;
                break;
            case TW_PLAIN_SKIP_ZERO:
                pc += *s == 0 ? 1 + *pc : 1;
                break;
            case TW_PLAIN_SKIP_OTHER:
                pc += *s != 0 ? 1 + *pc : 1;
                break;
            case TW_OP_BR_TABLE:
                pc += 2 + (*s < pc[0] ? *s : pc[0]) * pc[1];
                break;
            case TW_OP_RETURN:
                copy_cells(x->fp, s, pc[1]);
                if (!tw__leave(x, x->fp + pc[0])) {
                    return;
                }
                pc = x->pc;
                break;
            case TW_OP_CALL:
            case TW_OP_CALL_INDIRECT:
#if TW_CFG_TAIL_CALL
            case TW_OP_RETURN_CALL:
            case TW_OP_RETURN_CALL_INDIRECT:
#endif
#if TW_CFG_FUNCTION_REFERENCES
            case TW_OP_CALL_REF:
#endif
#if TW_CFG_FUNCTION_REFERENCES && TW_CFG_TAIL_CALL
            case TW_OP_RETURN_CALL_REF:
#endif
                if (!call(x, op, s, pc)) {
                    return;
                }
                pc = x->pc;
                break;
            case TW_OP_SELECT:
                if (s[2 * *pc] == 0) {
                    copy_cells(s, s + *pc, *pc);
                }
                pc++;
                break;
            case TW_OP_LOCAL_GET:
                *s = x->fp[*pc++];
                break;
            case TW_OP_LOCAL_SET:
            case TW_OP_LOCAL_TEE:
                x->fp[*pc++] = *s;
                break;
            case TW_PLAIN_MOVE:
                copy_cells(x->fp + pc[0], s, pc[1]);
                pc += 2;
                break;
            case TW_OP_GLOBAL_GET:
                copy_cells(s, tw__global_cells(x->instance, pc[0]), pc[1]);
                pc += 2;
                break;
            case TW_OP_GLOBAL_SET:
                copy_cells(tw__global_cells(x->instance, pc[0]), s, pc[1]);
                pc += 2;
                break;
            case TW_OP_I64_CONST:
                pc = read_number(read_number(pc, s), s + 1);
                break;
            case TW_OP_I32_CONST:
                pc = read_number(pc, s);
                break;
#if TW_CFG_REFERENCES
            case TW_OP_REF_IS_NULL:
                s[0] = s[0] == TW_REF_NULL;
                break;
#endif
#if TW_CFG_FUNCTION_REFERENCES
            case TW_OP_REF_AS_NON_NULL:
                if (*s == TW_REF_NULL) {
                    (void)tw__exec_trap(x, TW_TRAP_NULL_REFERENCE);
                    return;
                }
                break;
#endif
            default:
                pc = other(x, op, s, pc);
                if (pc == NULL) {
                    return;
                }
                break;
        }
        x->pc = pc;
    }
}

const char *tw__exec_form(void) {
    return "plain code";
}

#endif
