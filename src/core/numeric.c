// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/numeric.h"

#include "core/exec.h"
#include "core/opcode.h"

// Numeric instructions without a handler in the loop: rare ones, and those whose work is far more
// than the way here.

static tw_trap_t integer_trap(uint64_t b) {
    return b == 0 ? TW_TRAP_INTEGER_DIVIDE_BY_ZERO : TW_TRAP_INTEGER_OVERFLOW;
}

static tw_trap_t divide64(uint32_t op, uint64_t a, uint64_t b, uint64_t *result) {
    bool is_signed = op == TW_OP_I64_DIV_S || op == TW_OP_I64_REM_S;
    bool is_remainder = op == TW_OP_I64_REM_S || op == TW_OP_I64_REM_U;
    if (b == 0 || (op == TW_OP_I64_DIV_S && b == UINT64_MAX && a == (uint64_t)1 << 63)) {
        return integer_trap(b);
    }
    if (!is_signed) {
        *result = is_remainder ? a % b : a / b;
    } else if (b == UINT64_MAX) {
        *result = is_remainder ? 0 : 0 - a;
    } else {
        *result = (uint64_t)(is_remainder ? (int64_t)a % (int64_t)b : (int64_t)a / (int64_t)b);
    }
    return TW_TRAP_NONE;
}

static uint32_t popcnt(uint32_t a) {
    uint32_t count = 0;
    for (; a != 0; a &= a - 1) {
        count++;
    }
    return count;
}

#if TW_CFG_FLOAT

// min and max (spec 4.3.3): a NaN if there is one; -0 is below +0.
static uint64_t f64_pick(uint64_t a, uint64_t b, bool is_max) {
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return (f64_is_nan(a) ? a : b) | F64_QUIET;
    }
    if (f64_eq(a, b)) {
        return is_max ? a & b : a | b;
    }
    return f64_lt(a, b) != is_max ? a : b;
}

static uint64_t f64_min(uint64_t a, uint64_t b) {
    return f64_pick(a, b, false);
}

static uint64_t f64_max(uint64_t a, uint64_t b) {
    return f64_pick(a, b, true);
}

// The number of fraction bits below the binary point, 0 if the value is whole (or not a number).
static uint32_t fraction_bits(uint64_t a) {
    uint32_t exponent = (uint32_t)(a >> 52) & 0x7ff;
    if (exponent >= 1023 + 52) {
        return 0;
    }
    return exponent < 1023 ? 53 : 1023 + 52 - exponent;
}

static uint64_t f64_trunc(uint64_t a) {
    if (f64_is_nan(a)) {
        return a | F64_QUIET;
    }
    uint32_t bits = fraction_bits(a);
    if (bits > 52) {
        return a & F64_SIGN;
    }
    return a & ~(((uint64_t)1 << bits) - 1);
}

static bool has_fraction(uint64_t a) {
    return f64_trunc(a) != a;
}

// One away from zero; a is whole or zero. -0 + -1 and the like come out right by sign.
static uint64_t away(uint64_t a) {
    double one = (a & F64_SIGN) != 0 ? -1.0 : 1.0;
    return f64_bits(f64_of(a) + one);
}

static uint64_t f64_floor(uint64_t a) {
    uint64_t whole = f64_trunc(a);
    bool is_below = (a & F64_SIGN) != 0 && !f64_is_nan(a) && has_fraction(a);
    return is_below ? away(whole) : whole;
}

static uint64_t f64_ceil(uint64_t a) {
    uint64_t whole = f64_trunc(a);
    bool is_above = (a & F64_SIGN) == 0 && !f64_is_nan(a) && has_fraction(a);
    return is_above ? away(whole) : whole;
}

// Adding 2^52 leaves no room for a fraction and rounds to even; the sign of a zero is kept.
static uint64_t f64_nearest(uint64_t a) {
    if (f64_is_nan(a)) {
        return a | F64_QUIET;
    }
    if (fraction_bits(a) == 0) {
        return a;
    }
    uint64_t magnitude = a & ~F64_SIGN;
    double shifted = f64_of(magnitude) + 4503599627370496.0;
    return f64_bits(shifted - 4503599627370496.0) | (a & F64_SIGN);
}

static uint64_t f64_promote(uint32_t a) {
    if (f32_is_nan(a)) {
        uint64_t payload = (uint64_t)(a & 0x007fffffu) << 29;
        return (uint64_t)(a & F32_SIGN) << 32 | F64_INFINITY | F64_QUIET | payload;
    }
    return f64_bits((double)f32_of(a));
}

static uint32_t f32_demote(uint64_t a) {
    if (f64_is_nan(a)) {
        uint32_t payload = (uint32_t)(a >> 29) & 0x007fffffu;
        return (uint32_t)(a >> 32 & F32_SIGN) | F32_INFINITY | F32_QUIET | payload;
    }
    return f32_bits((float)f64_of(a));
}

// The root of a positive finite number, digit by digit: `bits` of result in an integer, rounded to
// nearest by one bit more and the remainder. mantissa is shifted so that its root has one bit more.
static uint64_t root(uint64_t mantissa, uint32_t bits) {
    uint64_t result = 0;
    uint64_t remainder = 0;
    for (uint32_t i = 0; i < bits + 1; i++) {
        // Two bits of the radicand at a time, zeros behind the mantissa's 54 or 26.
        remainder = remainder << 2 | mantissa >> 62;
        mantissa <<= 2;
        uint64_t trial = result << 2 | 1;
        result <<= 1;
        if (remainder >= trial) {
            remainder -= trial;
            result |= 1;
        }
    }
    // The root of a number of this length is never halfway between two results.
    return (result >> 1) + (result & 1);
}

static uint64_t f64_sqrt(uint64_t a) {
    if (f64_is_nan(a)) {
        return a | F64_QUIET;
    }
    if ((a & ~F64_SIGN) == 0 || a == F64_INFINITY) {
        return a;
    }
    if ((a & F64_SIGN) != 0) {
        return F64_INFINITY | F64_QUIET;
    }
    int32_t exponent = (int32_t)(a >> 52);
    uint64_t mantissa = a & 0x000fffffffffffffu;
    if (exponent == 0) {
        uint32_t shift = (uint32_t)i64_clz(mantissa) - 11;
        mantissa <<= shift;
        exponent = 1 - (int32_t)shift;
    } else {
        mantissa |= 0x0010000000000000u;
    }
    exponent -= 1023;
    // Radicand 1.m or 2 * 1.m at bits 63..: an even exponent keeps the first pair 01.
    mantissa <<= (exponent & 1) != 0 ? 11 : 10;
    exponent = (exponent - (exponent & 1)) / 2;
    uint64_t result = root(mantissa, 53);
    return ((uint64_t)(exponent + 1022) << 52) + result;
}

// ---- floats to integers -------------------------------------------------------------------------

// The f64 next outside of the integers of each kind, and what saturation gives there.
struct range {
    double below;
    double above;
    uint64_t least;
    uint64_t most;
};
static const struct range ranges[4] = {
    {-2147483649.0, 2147483648.0, 0x80000000u, 0x7fffffffu},
    {-1.0, 4294967296.0, 0, UINT32_MAX},
    {-9223372036854777856.0, 9223372036854775808.0, F64_SIGN, ~F64_SIGN},
    {-1.0, 18446744073709551616.0, 0, UINT64_MAX},
};

// NONE and the integer, or the trap and the integer that the saturating instruction gives.
static tw_trap_t truncate(uint64_t a, const struct range *range, uint64_t *result) {
    double value = f64_of(a);
    if (f64_is_nan(a)) {
        *result = 0;
        return TW_TRAP_INVALID_CONVERSION_TO_INTEGER;
    }
    if (value <= range->below || value >= range->above) {
        *result = value < 0 ? range->least : range->most;
        return TW_TRAP_INTEGER_OVERFLOW;
    }
    *result = value < 0 ? (uint64_t)(int64_t)value : (uint64_t)value;
    return TW_TRAP_NONE;
}

static bool is_truncation(uint32_t op) {
    return (op >= TW_OP_I32_TRUNC_F32_S && op <= TW_OP_I32_TRUNC_F64_U) ||
           (op >= TW_OP_I64_TRUNC_F32_S && op <= TW_OP_I64_TRUNC_F64_U) ||
           (op >= TW_OP_I32_TRUNC_SAT_F32_S && op <= TW_OP_I64_TRUNC_SAT_F64_U);
}

static bool is_unsigned(uint32_t op) {
    switch (op) {
    case TW_OP_I32_TRUNC_F32_U:
    case TW_OP_I32_TRUNC_F64_U:
    case TW_OP_I64_TRUNC_F32_U:
    case TW_OP_I64_TRUNC_F64_U:
    case TW_OP_I32_TRUNC_SAT_F32_U:
    case TW_OP_I32_TRUNC_SAT_F64_U:
    case TW_OP_I64_TRUNC_SAT_F32_U:
    case TW_OP_I64_TRUNC_SAT_F64_U:
        return true;
    default:
        return false;
    }
}

static bool takes_f32(uint32_t op) {
    return tw__op_param(op, 0) == TW_F32;
}

static tw_trap_t truncation(uint32_t op, uint32_t *result, const uint32_t *a) {
    uint64_t source = takes_f32(op) ? f64_promote(a[0]) : tw__get64(a);
    bool is_wide = tw__op_result(op) == TW_I64;
    uint64_t value;
    tw_trap_t trap = truncate(source, &ranges[(is_wide ? 2 : 0) + (is_unsigned(op) ? 1 : 0)],
                              &value);
    if (trap != TW_TRAP_NONE && op < TW_OP_I32_TRUNC_SAT_F32_S) {
        return trap;
    }
    result[0] = (uint32_t)value;
    if (is_wide) {
        result[1] = (uint32_t)(value >> 32);
    }
    return TW_TRAP_NONE;
}

// Instructions of f32 that are those of f64 with the same operands: exact there, or, for the root,
// with bits enough that rounding twice is rounding once (53 >= 2 * 24 + 2).
static uint64_t float32_as_64(uint32_t op, uint64_t a, uint64_t b) {
    switch (op) {
    case TW_OP_F32_MIN:
        return f64_min(a, b);
    case TW_OP_F32_MAX:
        return f64_max(a, b);
    case TW_OP_F32_CEIL:
        return f64_ceil(a);
    case TW_OP_F32_FLOOR:
        return f64_floor(a);
    case TW_OP_F32_TRUNC:
        return f64_trunc(a);
    case TW_OP_F32_NEAREST:
        return f64_nearest(a);
    default:
        TW_ASSERT(op == TW_OP_F32_SQRT);
        return f64_sqrt(a);
    }
}

static void float32(uint32_t op, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    switch (op) {
    case TW_OP_F32_COPYSIGN:
        *result = f32_copysign(*a, *b);
        break;
    case TW_OP_F32_DEMOTE_F64:
        *result = f32_demote(tw__get64(a));
        break;
    case TW_OP_F32_CONVERT_I32_S:
        *result = f32_convert_i32_s(*a);
        break;
    case TW_OP_F32_CONVERT_I32_U:
        *result = f32_convert_i32_u(*a);
        break;
    case TW_OP_F32_CONVERT_I64_S:
        *result = f32_convert_i64_s(tw__get64(a));
        break;
    case TW_OP_F32_CONVERT_I64_U:
        *result = f32_convert_i64_u(tw__get64(a));
        break;
    default:
        *result = f32_demote(float32_as_64(op, f64_promote(*a), f64_promote(*b)));
        break;
    }
}

static uint64_t float64(uint32_t op, const uint32_t *a) {
    uint64_t wide_a = tw__get64(a);
    switch (op) {
    case TW_OP_F64_ABS:
        return f64_abs(wide_a);
    case TW_OP_F64_NEG:
        return f64_neg(wide_a);
    case TW_OP_F64_CEIL:
        return f64_ceil(wide_a);
    case TW_OP_F64_FLOOR:
        return f64_floor(wide_a);
    case TW_OP_F64_TRUNC:
        return f64_trunc(wide_a);
    case TW_OP_F64_NEAREST:
        return f64_nearest(wide_a);
    case TW_OP_F64_SQRT:
        return f64_sqrt(wide_a);
    case TW_OP_F64_PROMOTE_F32:
        return f64_promote(*a);
    case TW_OP_F64_CONVERT_I32_S:
        return f64_convert_i32_s(*a);
    case TW_OP_F64_CONVERT_I32_U:
        return f64_convert_i32_u(*a);
    case TW_OP_F64_CONVERT_I64_S:
        return f64_convert_i64_s(wide_a);
    default:
        TW_ASSERT(op == TW_OP_F64_CONVERT_I64_U);
        return f64_convert_i64_u(wide_a);
    }
}

static tw_trap_t floats(uint32_t op, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    if (is_truncation(op)) {
        return truncation(op, result, a);
    }
    if (tw__op_result(op) == TW_F32) {
        float32(op, result, a, b);
    } else {
        tw__set64(result, float64(op, a));
    }
    return TW_TRAP_NONE;
}

#else

static tw_trap_t floats(uint32_t op, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    (void)op;
    (void)result;
    (void)a;
    (void)b;
    TW_ASSERT(false);
    return TW_TRAP_NONE;
}

#endif

tw_trap_t tw__numeric(uint32_t op, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    uint64_t wide_a = tw__get64(a);
    uint64_t wide = 0;
    switch (op) {
    case TW_OP_I32_POPCNT:
        *result = popcnt(*a);
        return TW_TRAP_NONE;
    case TW_OP_I32_ROTL:
        *result = i32_rotl(*a, *b);
        return TW_TRAP_NONE;
    case TW_OP_I32_ROTR:
        *result = i32_rotl(*a, 0u - *b);
        return TW_TRAP_NONE;
    case TW_OP_I64_CLZ:
        wide = i64_clz(wide_a);
        break;
    case TW_OP_I64_CTZ:
        wide = i64_ctz(wide_a);
        break;
    case TW_OP_I64_POPCNT:
        wide = popcnt(a[0]) + popcnt(a[1]);
        break;
    case TW_OP_I64_EXTEND8_S:
        wide = i64_extend8_s(wide_a);
        break;
    case TW_OP_I64_EXTEND16_S:
        wide = i64_extend16_s(wide_a);
        break;
    case TW_OP_I64_EXTEND32_S:
        wide = i64_extend32_s(wide_a);
        break;
    case TW_OP_I64_DIV_S:
    case TW_OP_I64_DIV_U:
    case TW_OP_I64_REM_S:
    case TW_OP_I64_REM_U: {
        tw_trap_t trap = divide64(op, wide_a, tw__get64(b), &wide);
        if (trap != TW_TRAP_NONE) {
            return trap;
        }
        break;
    }
    default:
        return floats(op, result, a, b);
    }
    tw__set64(result, wide);
    return TW_TRAP_NONE;
}

const tw__binary64_t tw__binary64[] = {
    [TW_BINARY64_SHL] = i64_shl,
    [TW_BINARY64_SHR_S] = i64_shr_s,
    [TW_BINARY64_SHR_U] = i64_shr_u,
    [TW_BINARY64_ROTL] = i64_rotl,
    [TW_BINARY64_ROTR] = i64_rotr,
#if TW_CFG_FLOAT
    [TW_BINARY64_F64_ADD] = f64_add,
    [TW_BINARY64_F64_SUB] = f64_sub,
    [TW_BINARY64_F64_MUL] = f64_mul,
    [TW_BINARY64_F64_DIV] = f64_div,
    [TW_BINARY64_F64_MIN] = f64_min,
    [TW_BINARY64_F64_MAX] = f64_max,
    [TW_BINARY64_F64_COPYSIGN] = f64_copysign,
#endif
};
