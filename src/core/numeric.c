// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/numeric.h"

#include "base/divide.h"
#include "core/exec.h"
#include "core/float.h"
#include "core/opcode.h"

// Numeric instructions without a handler in the loop: rare ones, and those whose work is far more
// than the way here.

#if TW_CFG_FLOAT

// The place of a number in the order of all, in which -0 is below +0.
static int64_t rank(uint64_t a) {
    return (int64_t)(a >> 63 != 0 ? a ^ ~F64_SIGN : a);
}

// min and max (spec 4.3.3): a NaN if there is one.
static uint64_t f64_min(uint64_t a, uint64_t b) {
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return (f64_is_nan(a) ? a : b) | F64_QUIET;
    }
    return rank(a) < rank(b) ? a : b;
}

static uint64_t f64_max(uint64_t a, uint64_t b) {
    return f64_neg(f64_min(f64_neg(a), f64_neg(b)));
}

// To a whole number: with 0 towards 0; ROUND_AWAY from 0, and ROUND_NEAREST, ties to even. What is
// added to the fraction carries into the exponent as it should.
enum { ROUND_AWAY = 1, ROUND_NEAREST };
#define F64_ONE 0x3ff0000000000000u
#define F64_HALF 0x3fe0000000000000u
#define F64_FRACTION 0x000fffffffffffffu
static uint64_t to_whole(uint64_t a, uint32_t how) {
    uint64_t magnitude = a & ~F64_SIGN;
    uint32_t exponent = (uint32_t)(magnitude >> 52);
    if (exponent >= 1023 + 52) {
        return f64_is_nan(a) ? a | F64_QUIET : a;
    }
    if (exponent < 1023) {
        bool is_one = how == ROUND_AWAY ? magnitude != 0 : how != 0 && magnitude > F64_HALF;
        return (a & F64_SIGN) | (is_one ? F64_ONE : 0);
    }
    uint64_t fraction = F64_FRACTION >> (exponent - 1023);
    uint64_t odd = a & (fraction + 1);
    uint64_t added = how == ROUND_AWAY ? fraction : (fraction >> 1) + (odd != 0);
    return (a + (how == 0 ? 0 : added)) & ~fraction;
}

static uint64_t f64_trunc(uint64_t a) {
    return to_whole(a, 0);
}

static uint64_t f64_ceil(uint64_t a) {
    return to_whole(a, a >> 63 == 0 ? ROUND_AWAY : 0);
}

static uint64_t f64_floor(uint64_t a) {
    return to_whole(a, a >> 63 != 0 ? ROUND_AWAY : 0);
}

static uint64_t f64_nearest(uint64_t a) {
    return to_whole(a, ROUND_NEAREST);
}

// An f32 is worked on as the f64 of the same value: exact, or, for the root, with bits enough that
// rounding twice is rounding once (53 >= 2 * 24 + 2). The bits of a NaN go there and back.
static uint64_t promote(uint32_t a) {
    if (f32_is_nan(a)) {
        uint64_t payload = (uint64_t)(a & 0x007fffffu) << 29;
        return (uint64_t)(a & F32_SIGN) << 32 | F64_INFINITY | payload;
    }
    return f64_promote(a);
}

static uint32_t demote(uint64_t a) {
    if (f64_is_nan(a)) {
        uint32_t payload = (uint32_t)(a >> 29) & 0x007fffffu;
        return (uint32_t)(a >> 32 & F32_SIGN) | F32_INFINITY | payload;
    }
    return f32_demote(a);
}

uint32_t tw__f32_by_f64(uint32_t a, uint32_t b, tw__binary64_t operation) {
    return demote(operation(promote(a), promote(b)));
}

// f64.promote_f32 and f32.demote_f64: the value is the same, or is rounded on its way out.
static uint64_t f64_quiet(uint64_t a) {
    return f64_is_nan(a) ? a | F64_QUIET : a;
}

static uint64_t convert_i32_s(uint64_t a) {
    return f64_convert_i64_s(i64_extend32_s(a));
}

// To an f32 by way of an f64, of which the last bit stands for all that are lost (round to odd): so
// rounding twice is rounding once, and of signed numbers, too.
static uint64_t to_odd(uint64_t a, uint64_t magnitude) {
    bool is_exact = magnitude >> 53 == 0 || (a & 0x7ff) == 0;
    return is_exact ? a : (a | 0x800) & ~(uint64_t)0x7ff;
}

static uint64_t f32_from_i64_s(uint64_t a) {
    return f64_convert_i64_s(to_odd(a, a >> 63 != 0 ? 0 - a : a));
}

static uint64_t f32_from_i64_u(uint64_t a) {
    return f64_convert_i64_u(to_odd(a, a));
}

#define ROOT_BITS 56
// Digit by digit: 56 bits of the root of m * 2^(e - 63), whose exponent is made even; the last one
// stands for the remainder, too.
static void root(struct tw__float *x) {
    uint64_t m = x->m << (~x->e & 1);
    uint64_t result = 0;
    uint64_t remainder = 0;
    for (uint32_t i = 0; i < ROOT_BITS; i++) {
        remainder = remainder << 2 | m >> 62;
        m <<= 2;
        uint64_t trial = result << 2 | 1;
        result <<= 1;
        if (remainder >= trial) {
            remainder -= trial;
            result |= 1;
        }
    }
    x->m = result | (remainder != 0);
    x->e = ((x->e - 63) >> 1) + 95 - ROOT_BITS;
}

static uint64_t f64_sqrt(uint64_t a) {
    struct tw__float x;
    if (f64_is_nan(a)) {
        return a | F64_QUIET;
    }
    tw__unpack64(&x, a);
    if (x.sign != 0 && x.m != 0) {
        return F64_INFINITY | F64_QUIET;
    }
    root(&x);
    return tw__pack64(&x);
}

// ---- floats to integers -------------------------------------------------------------------------

// What is behind the point is cut off; an x of at least 2^64 does not fit.
static uint64_t magnitude_of(const struct tw__float *x) {
    if (x->e < 64) {
        return x->e <= 0 ? 0 : x->m >> (63 - x->e);
    }
    return x->m << 1;
}

// NONE and the integer, or the trap and the integer that the saturating instruction gives.
static tw_trap_t truncate(uint64_t a, uint64_t most, bool is_unsigned, uint64_t *result) {
    struct tw__float x;
    *result = 0;
    if (f64_is_nan(a)) {
        return TW_TRAP_INVALID_CONVERSION_TO_INTEGER;
    }
    tw__unpack64(&x, a);
    uint64_t magnitude = magnitude_of(&x);
    uint64_t limit = x.sign == 0 ? most : is_unsigned ? 0 : most + 1;
    bool is_over = x.e > 64 || magnitude > limit;
    magnitude = is_over ? limit : magnitude;
    *result = x.sign == 0 ? magnitude : 0 - magnitude;
    return is_over ? TW_TRAP_INTEGER_OVERFLOW : TW_TRAP_NONE;
}

_Static_assert(TW_OP_I32_TRUNC_F32_S % 2 == 0 && TW_OP_I32_TRUNC_SAT_F32_S % 2 == 0,
               "of each pair of truncations the unsigned one is odd");

tw_trap_t tw__numeric_truncate(uint32_t op, uint64_t a, uint64_t *result) {
    bool is_unsigned = (op & 1) != 0;
    uint64_t most = tw__op_result(op) == TW_I64 ? UINT64_MAX : UINT32_MAX;
    tw_trap_t trap = truncate(a, is_unsigned ? most : most >> 1, is_unsigned, result);
    return op < TW_OP_I32_TRUNC_SAT_F32_S ? trap : TW_TRAP_NONE;
}

#else

static uint64_t promote(uint32_t a) {
    return a;
}

static uint32_t demote(uint64_t a) {
    return (uint32_t)a;
}

tw_trap_t tw__numeric_truncate(uint32_t op, uint64_t a, uint64_t *result) {
    (void)op;
    *result = a;
    TW_ASSERT(false);
    return TW_TRAP_NONE;
}

#endif

// ---- operands and results -----------------------------------------------------------------------

uint64_t tw__numeric_operand(uint32_t op, uint32_t i, const uint32_t *cells) {
    switch (tw__op_param(op, i)) {
    case TW_I32:
        return *cells;
    case TW_F32:
        return promote(*cells);
    default:
        return tw__get64(cells);
    }
}

void tw__numeric_result(uint32_t op, uint32_t *cells, uint64_t value) {
    switch (tw__op_result(op)) {
    case TW_I32:
        *cells = (uint32_t)value;
        break;
    case TW_F32:
        *cells = demote(value);
        break;
    default:
        tw__set64(cells, value);
        break;
    }
}

// ---- integers -----------------------------------------------------------------------------------

#if TW_CFG_SMALL_ARITHMETIC

static uint64_t divide_magnitudes(bool is_remainder, uint64_t a, uint64_t b) {
    uint64_t rest = 0;
    uint64_t quotient = tw__divide(&rest, a, b);
    return is_remainder ? rest : quotient;
}

#else

static uint64_t divide_magnitudes(bool is_remainder, uint64_t a, uint64_t b) {
    return is_remainder ? a % b : a / b;
}

#endif

// By magnitudes: with signs, there is one quotient that does not fit, and remainders are fine.
tw_trap_t tw__numeric_divide(uint32_t kind, uint64_t a, uint64_t b, uint64_t *result) {
    bool is_signed = kind % 2 == 0;
    bool is_remainder = kind > 1;
    uint64_t sign_a = is_signed ? i64_shr_s(a, 63) : 0;
    uint64_t sign_b = is_signed ? i64_shr_s(b, 63) : 0;
    if (b == 0) {
        return TW_TRAP_INTEGER_DIVIDE_BY_ZERO;
    }
    if (kind == 0 && b == UINT64_MAX && a == (uint64_t)1 << 63) {
        return TW_TRAP_INTEGER_OVERFLOW;
    }
    uint64_t magnitude =
        divide_magnitudes(is_remainder, (a ^ sign_a) - sign_a, (b ^ sign_b) - sign_b);
    uint64_t sign = is_remainder ? sign_a : sign_a ^ sign_b;
    *result = (magnitude ^ sign) - sign;
    return TW_TRAP_NONE;
}

#if TW_CFG_SUPERINSTRUCTIONS

static uint64_t popcnt(uint64_t a) {
    uint32_t count = 0;
    for (; a != 0; a &= a - 1) {
        count++;
    }
    return count;
}

#endif

// ---- by number ----------------------------------------------------------------------------------

const tw__unary64_t tw__unary64[] = {
#if TW_CFG_FLOAT
    [TW_UNARY64_F64_ABS] = f64_abs,
    [TW_UNARY64_F64_NEG] = f64_neg,
    [TW_UNARY64_F64_CEIL] = f64_ceil,
    [TW_UNARY64_F64_FLOOR] = f64_floor,
    [TW_UNARY64_F64_TRUNC] = f64_trunc,
    [TW_UNARY64_F64_NEAREST] = f64_nearest,
    [TW_UNARY64_F64_SQRT] = f64_sqrt,
    [TW_UNARY64_F64_QUIET] = f64_quiet,
    [TW_UNARY64_F64_I32_S] = convert_i32_s,
    [TW_UNARY64_F64_I64_S] = f64_convert_i64_s,
    [TW_UNARY64_F64_I64_U] = f64_convert_i64_u,
    [TW_UNARY64_F32_I64_S] = f32_from_i64_s,
    [TW_UNARY64_F32_I64_U] = f32_from_i64_u,
#endif
#if TW_CFG_SUPERINSTRUCTIONS
    [TW_UNARY64_CLZ] = i64_clz,
    [TW_UNARY64_CTZ] = i64_ctz,
    [TW_UNARY64_POPCNT] = popcnt,
    [TW_UNARY64_EXTEND8_S] = i64_extend8_s,
    [TW_UNARY64_EXTEND16_S] = i64_extend16_s,
    [TW_UNARY64_EXTEND32_S] = i64_extend32_s,
#endif
    NULL
};

const tw__binary64_t tw__binary64[] = {
#if TW_CFG_FLOAT
    [TW_BINARY64_F64_ADD] = f64_add,
    [TW_BINARY64_F64_SUB] = f64_sub,
    [TW_BINARY64_F64_MUL] = f64_mul,
    [TW_BINARY64_F64_DIV] = f64_div,
    [TW_BINARY64_F64_MIN] = f64_min,
    [TW_BINARY64_F64_MAX] = f64_max,
    [TW_BINARY64_F64_COPYSIGN] = f64_copysign,
#endif
#if TW_CFG_SUPERINSTRUCTIONS
    [TW_BINARY64_SUB] = i64_sub,
    [TW_BINARY64_AND] = i64_and,
    [TW_BINARY64_OR] = i64_or,
    [TW_BINARY64_SHL] = i64_shl,
    [TW_BINARY64_SHR_S] = i64_shr_s,
    [TW_BINARY64_SHR_U] = i64_shr_u,
    [TW_BINARY64_ROTL] = i64_rotl,
    [TW_BINARY64_ROTR] = i64_rotr,
#endif
    NULL
};

#if TW_CFG_SUPERINSTRUCTIONS

#if TW_CFG_FLOAT
static uint32_t f32_div(uint32_t a, uint32_t b) {
    return tw__f32_by_f64(a, b, f64_div);
}
#endif

const tw__binary32_t tw__binary32[] = {
    [TW_BINARY32_SHL] = i32_shl,     [TW_BINARY32_SHR_S] = i32_shr_s,
    [TW_BINARY32_SHR_U] = i32_shr_u, [TW_BINARY32_ROTL] = i32_rotl,
    [TW_BINARY32_ROTR] = i32_rotr,   [TW_BINARY32_DIV_S] = i32_div_s,
    [TW_BINARY32_DIV_U] = i32_div_u, [TW_BINARY32_REM_S] = i32_rem_s,
    [TW_BINARY32_REM_U] = i32_rem_u,
#if TW_CFG_FLOAT
    [TW_BINARY32_F32_ADD] = f32_add, [TW_BINARY32_F32_SUB] = f32_sub,
    [TW_BINARY32_F32_MUL] = f32_mul, [TW_BINARY32_F32_DIV] = f32_div,
    [TW_BINARY32_F32_EQ] = f32_eq,   [TW_BINARY32_F32_LT] = f32_lt,
    [TW_BINARY32_F32_LE] = f32_le,
#endif
};

typedef bool (*compare64_t)(uint64_t a, uint64_t b);
static const compare64_t compare64[] = {
    i64_eq, i64_ne, i64_lt_s, i64_ge_s, i64_lt_u, i64_ge_u,
#if TW_CFG_FLOAT
    [TW_COMPARE64_F64_EQ] = f64_eq, [TW_COMPARE64_F64_LT] = f64_lt,
    [TW_COMPARE64_F64_LE] = f64_le,
#endif
};

void tw__binary64_at(const uint16_t *pc, uint32_t *fp) {
    uint64_t a = tw__get64(tw__cell(fp, pc[2]));
    tw__set64(tw__cell(fp, pc[1]), tw__binary64[pc[4]](a, tw__get64(tw__cell(fp, pc[3]))));
}

uint32_t tw__compare64_at(const uint16_t *pc, uint32_t *fp) {
    uint64_t a = tw__get64(tw__cell(fp, pc[1]));
    return compare64[pc[3]](a, tw__get64(tw__cell(fp, pc[2])));
}

// ---- any instruction ----------------------------------------------------------------------------

static bool is_division(uint32_t op) {
    return op >= TW_OP_I64_DIV_S && op <= TW_OP_I64_REM_U;
}

static tw_trap_t numeric(uint32_t unit, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    uint32_t op = TW_NUMERIC_OP(unit);
    uint32_t which = TW_NUMERIC_WHICH(unit);
    uint64_t first = tw__numeric_operand(op, 0, a);
    uint64_t value = 0;
    tw_trap_t trap = TW_TRAP_NONE;
    if (is_division(op)) {
        trap = tw__numeric_divide(op - TW_OP_I64_DIV_S, first, tw__get64(b), &value);
    } else if (which == TW_UNARY64_INTEGER) {
        trap = tw__numeric_truncate(op, first, &value);
    } else if (tw__op_param(op, 1) == 0) {
        value = tw__unary64[which](first);
    } else {
        value = tw__binary64[which](first, tw__numeric_operand(op, 1, b));
    }
    if (trap == TW_TRAP_NONE) {
        tw__numeric_result(op, result, value);
    }
    return trap;
}

uint32_t tw__numeric_at(const uint16_t *pc, uint32_t *fp) {
    return numeric(pc[4], tw__cell(fp, pc[1]), tw__cell(fp, pc[2]), tw__cell(fp, pc[3]));
}

#endif
