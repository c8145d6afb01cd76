// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/numeric.h"
#include "core/opcode.h"

// Numeric instructions of plain code that have no operation of their own, made for small flash: on
// 64-bit values. An i32 is worked on in the lower half, an f32 as the f64 of its value.

#if !TW_CFG_SUPERINSTRUCTIONS

// The lower `bits`, at most 32, as a signed number.
static uint64_t sign_extend(uint64_t value, uint32_t bits) {
    uint32_t shift = 32 - bits;
    return (uint64_t)(int64_t)((int32_t)((uint32_t)value << shift) >> shift);
}

// Out of line: compilers spread 64-bit shifts over ten instructions each.
static TW_COLD uint64_t shift_left(uint64_t a, uint32_t count) {
    return a << count;
}

static TW_COLD uint64_t shift_right(uint64_t a, uint32_t count) {
    return a >> count;
}

// ---- comparisons --------------------------------------------------------------------------------

// Relations in the order of the float instructions; by bit: whether they hold for what is less,
// equal, greater, unordered.
static const uint8_t relations[] = {2, 13, 1, 4, 3, 6};

static uint64_t compare_integers(uint32_t kind, uint64_t a, uint64_t b) {
    uint64_t flip = kind % 2 == 0 ? (uint64_t)1 << 63 : 0;  // signed ones have even kinds
    uint32_t order = (a ^ flip) < (b ^ flip) ? 0 : a == b ? 1 : 2;
    return relations[kind < 2 ? kind : kind / 2 + 1] >> order & 1u;
}

// ---- integers -----------------------------------------------------------------------------------

static uint64_t count_bits(uint64_t a) {
    uint64_t count = 0;
    for (; a != 0; a &= a - 1) {
        count++;
    }
    return count;
}

// Kinds in the order of the instructions: quotients, then remainders, the signed ones even.
static tw_trap_t divide32(uint32_t kind, uint32_t a, uint32_t b, uint64_t *value) {
    if (b == 0) {
        return TW_TRAP_INTEGER_DIVIDE_BY_ZERO;
    }
    if (kind == 0 && b == UINT32_MAX && a == 0x80000000u) {
        return TW_TRAP_INTEGER_OVERFLOW;
    }
    *value = kind == 0   ? i32_div_s(a, b)
             : kind == 1 ? i32_div_u(a, b)
             : kind == 2 ? i32_rem_s(a, b)
                         : i32_rem_u(a, b);
    return TW_TRAP_NONE;
}

static uint64_t rotate(uint64_t a, uint32_t count, uint32_t bits) {
    count &= bits - 1;
    return shift_left(a, count) | shift_right(a >> 1, bits - 1 - count);
}

// `mask`: bits - 1. i32 operations go by the numbers of their i64 twins.
static uint64_t binary(uint32_t op, uint32_t mask, uint64_t a, uint64_t b) {
    uint32_t count = (uint32_t)b & mask;
    uint64_t sign = (mask == 31 ? (uint64_t)(uint32_t)a << 32 : a) >> 63 != 0 ? UINT64_MAX : 0;
    switch (op) {
        case TW_OP_I64_SUB:
            return a - b;
        case TW_OP_I64_AND:
            return a & b;
        case TW_OP_I64_OR:
            return a | b;
        case TW_OP_I64_SHL:
            return shift_left(a, count);
        case TW_OP_I64_SHR_S:
            return shift_right(a ^ sign, count) ^ sign;
        case TW_OP_I64_SHR_U:
            return shift_right(a, count);
        case TW_OP_I64_ROTL:
            return rotate(a, count, mask + 1);
        case TW_OP_I64_ROTR:
            return rotate(a, 0u - count, mask + 1);
        case TW_OP_I64_CLZ:
            return i64_clz(a) - (63 - mask);
        case TW_OP_I64_CTZ:
            a |= mask == 31 ? (uint64_t)1 << 32 : 0;
            return count_bits((a & (0u - a)) - 1);
        default:
            TW_ASSERT(op == TW_OP_I64_POPCNT);
            return count_bits(a);
    }
}

static tw_trap_t integer(uint32_t op, uint64_t a, uint64_t b, uint64_t *value) {
    bool is_wide = op >= TW_OP_I64_CLZ;
    op += is_wide ? 0 : TW_OP_I64_CLZ - TW_OP_I32_CLZ;
    uint32_t kind = op - TW_OP_I64_DIV_S;
    if (kind <= TW_OP_I64_REM_U - TW_OP_I64_DIV_S) {
        return is_wide ? tw__numeric_divide(kind, a, b, value)
                       : divide32(kind, (uint32_t)a, (uint32_t)b, value);
    }
    *value = binary(op, is_wide ? 63 : 31, a, b);
    return TW_TRAP_NONE;
}

static uint64_t extend(uint32_t op, uint64_t a) {
    static const uint8_t bits[] = {8, 16, 8, 16, 32};
    return sign_extend(a, bits[op - TW_OP_I32_EXTEND8_S]);
}

// ---- floats -------------------------------------------------------------------------------------

#if TW_CFG_FLOAT

static uint64_t compare_floats(uint32_t kind, uint64_t a, uint64_t b) {
    uint32_t order = f64_lt(a, b) ? 0 : f64_eq(a, b) ? 1 : f64_lt(b, a) ? 2 : 3;
    return relations[kind] >> order & 1u;
}

static uint64_t arithmetic(uint32_t kind, uint64_t a, uint64_t b) {
    uint32_t unary = TW_OP_F64_ADD - TW_OP_F64_ABS;
    return kind < unary ? tw__unary64[TW_UNARY64_F64_ABS + kind](a)
                        : tw__binary64[TW_BINARY64_F64_ADD + kind - unary](a, b);
}

static uint64_t convert(uint32_t op, uint64_t a) {
    static const uint8_t conversions[] = {
        TW_UNARY64_F64_I32_S, TW_UNARY64_F64_I64_U, TW_UNARY64_F32_I64_S, TW_UNARY64_F32_I64_U,
        TW_UNARY64_F64_QUIET, TW_UNARY64_F64_I32_S, TW_UNARY64_F64_I64_U, TW_UNARY64_F64_I64_S,
        TW_UNARY64_F64_I64_U, TW_UNARY64_F64_QUIET};
    return tw__unary64[conversions[op - TW_OP_F32_CONVERT_I32_S]](a);
}

static tw_trap_t with_floats(uint32_t op, uint64_t a, uint64_t b, uint64_t *value) {
    if (op >= TW_OP_F32_EQ && op <= TW_OP_F64_GE) {
        *value = compare_floats((op - TW_OP_F32_EQ) % 6, a, b);
    } else if (op >= TW_OP_F32_ABS && op <= TW_OP_F64_COPYSIGN) {
        *value = arithmetic((op - TW_OP_F32_ABS) % 14, a, b);
    } else if (op >= TW_OP_F32_CONVERT_I32_S && op <= TW_OP_F64_PROMOTE_F32) {
        *value = convert(op, a);
    } else {
        return tw__numeric_truncate(op, a, value);
    }
    return TW_TRAP_NONE;
}

#else

static tw_trap_t with_floats(uint32_t op, uint64_t a, uint64_t b, uint64_t *value) {
    (void)op;
    (void)b;
    *value = a;
    TW_ASSERT(false);  // there is no such row
    return TW_TRAP_NONE;
}

#endif

// ---- any ----------------------------------------------------------------------------------------

static tw_trap_t calculate(uint32_t op, uint64_t a, uint64_t b, uint64_t *value) {
    if (op >= TW_OP_I32_CLZ && op <= TW_OP_I64_ROTR) {
        return integer(op, a, b, value);
    }
    if (op >= TW_OP_I64_EQZ && op <= TW_OP_I64_GE_U) {
        *value = compare_integers(op == TW_OP_I64_EQZ ? 0 : op - TW_OP_I64_EQ, a, b);
    } else if (op >= TW_OP_I32_EXTEND8_S && op <= TW_OP_I64_EXTEND32_S) {
        *value = extend(op, a);
    } else {
        return with_floats(op, a, b, value);
    }
    return TW_TRAP_NONE;
}

tw_trap_t tw__plain_numeric(uint32_t op, uint32_t *cells) {
    uint64_t a = tw__numeric_operand(op, 0, cells);
    tw_valtype_t second = tw__op_param(op, 1);
    uint64_t b = second == 0 ? 0 : tw__numeric_operand(op, 1, cells + tw__cells_of(second));
    uint64_t value = 0;
    tw_trap_t trap = calculate(op, a, b, &value);
    if (trap == TW_TRAP_NONE) {
        tw__numeric_result(op, cells, value);
    }
    return trap;
}

#endif
