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
uint32_t tw__f32_min(uint32_t a, uint32_t b) {
    if (f32_is_nan(a) || f32_is_nan(b)) {
        return f32_is_nan(a) ? a | F32_QUIET : b | F32_QUIET;
    }
    if (f32_eq(a, b)) {
        return a | b;
    }
    return f32_lt(a, b) ? a : b;
}

uint32_t tw__f32_max(uint32_t a, uint32_t b) {
    if (f32_is_nan(a) || f32_is_nan(b)) {
        return f32_is_nan(a) ? a | F32_QUIET : b | F32_QUIET;
    }
    if (f32_eq(a, b)) {
        return a & b;
    }
    return f32_lt(a, b) ? b : a;
}

uint64_t tw__f64_min(uint64_t a, uint64_t b) {
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return f64_is_nan(a) ? a | F64_QUIET : b | F64_QUIET;
    }
    if (f64_eq(a, b)) {
        return a | b;
    }
    return f64_lt(a, b) ? a : b;
}

uint64_t tw__f64_max(uint64_t a, uint64_t b) {
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return f64_is_nan(a) ? a | F64_QUIET : b | F64_QUIET;
    }
    if (f64_eq(a, b)) {
        return a & b;
    }
    return f64_lt(a, b) ? b : a;
}

// The number of fraction bits below the binary point, 0 if the value is whole (or not a number).
static uint32_t fraction_bits(uint64_t a) {
    uint32_t exponent = (uint32_t)(a >> 52) & 0x7ff;
    if (exponent >= 1023 + 52) {
        return 0;
    }
    return exponent < 1023 ? 53 : 1023 + 52 - exponent;
}

uint64_t tw__f64_trunc(uint64_t a) {
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
    return tw__f64_trunc(a) != a;
}

// One away from zero; a is whole or zero. -0 + -1 and the like come out right by sign.
static uint64_t away(uint64_t a) {
    double one = (a & F64_SIGN) != 0 ? -1.0 : 1.0;
    return f64_bits(f64_of(a) + one);
}

uint64_t tw__f64_floor(uint64_t a) {
    uint64_t whole = tw__f64_trunc(a);
    bool is_below = (a & F64_SIGN) != 0 && !f64_is_nan(a) && has_fraction(a);
    return is_below ? away(whole) : whole;
}

uint64_t tw__f64_ceil(uint64_t a) {
    uint64_t whole = tw__f64_trunc(a);
    bool is_above = (a & F64_SIGN) == 0 && !f64_is_nan(a) && has_fraction(a);
    return is_above ? away(whole) : whole;
}

// Adding 2^52 leaves no room for a fraction and rounds to even; the sign of a zero is kept.
uint64_t tw__f64_nearest(uint64_t a) {
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

uint64_t tw__f64_promote(uint32_t a) {
    if (f32_is_nan(a)) {
        uint64_t payload = (uint64_t)(a & 0x007fffffu) << 29;
        return (uint64_t)(a & F32_SIGN) << 32 | F64_INFINITY | F64_QUIET | payload;
    }
    return f64_bits((double)f32_of(a));
}

uint32_t tw__f32_demote(uint64_t a) {
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

uint64_t tw__f64_sqrt(uint64_t a) {
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

// Exact in f64 with enough bits that rounding twice is rounding once (53 >= 2 * 24 + 2).
uint32_t tw__f32_sqrt(uint32_t a) {
    return tw__f32_demote(tw__f64_sqrt(tw__f64_promote(a)));
}

// True if a is not NaN and low < a < high.
static tw_trap_t range_trap(uint64_t a, double low, double high) {
    if (f64_is_nan(a)) {
        return TW_TRAP_INVALID_CONVERSION_TO_INTEGER;
    }
    double value = f64_of(a);
    return value > low && value < high ? TW_TRAP_NONE : TW_TRAP_INTEGER_OVERFLOW;
}

static bool is_negative(uint64_t a) {
    return (a & F64_SIGN) != 0;
}

tw_trap_t tw__i32_trunc_s(uint64_t a, uint32_t *result) {
    tw_trap_t trap = range_trap(a, -2147483649.0, 2147483648.0);
    if (trap == TW_TRAP_NONE) {
        *result = (uint32_t)(int32_t)f64_of(a);
    } else {
        *result = f64_is_nan(a) ? 0 : is_negative(a) ? 0x80000000u : 0x7fffffffu;
    }
    return trap;
}

tw_trap_t tw__i32_trunc_u(uint64_t a, uint32_t *result) {
    tw_trap_t trap = range_trap(a, -1.0, 4294967296.0);
    if (trap == TW_TRAP_NONE) {
        *result = (uint32_t)f64_of(a);
    } else {
        *result = f64_is_nan(a) || is_negative(a) ? 0 : UINT32_MAX;
    }
    return trap;
}

tw_trap_t tw__i64_trunc_s(uint64_t a, uint64_t *result) {
    // The next f64 below -2^63 is -2^63 - 2048.
    tw_trap_t trap = range_trap(a, -9223372036854777856.0, 9223372036854775808.0);
    if (trap == TW_TRAP_NONE) {
        *result = (uint64_t)(int64_t)f64_of(a);
    } else {
        *result = f64_is_nan(a) ? 0 : is_negative(a) ? F64_SIGN : ~F64_SIGN;
    }
    return trap;
}

tw_trap_t tw__i64_trunc_u(uint64_t a, uint64_t *result) {
    tw_trap_t trap = range_trap(a, -1.0, 18446744073709551616.0);
    if (trap == TW_TRAP_NONE) {
        *result = (uint64_t)f64_of(a);
    } else {
        *result = f64_is_nan(a) || is_negative(a) ? 0 : UINT64_MAX;
    }
    return trap;
}

static tw_trap_t truncate(uint32_t op, uint64_t a, uint32_t *result) {
    uint32_t narrow = 0;
    uint64_t wide = 0;
    tw_trap_t trap = TW_TRAP_NONE;
    switch (op) {  // signedness and width; the source is an f64 by now
    case TW_OP_I32_TRUNC_F32_S:
    case TW_OP_I32_TRUNC_F64_S:
    case TW_OP_I32_TRUNC_SAT_F32_S:
    case TW_OP_I32_TRUNC_SAT_F64_S:
        trap = tw__i32_trunc_s(a, &narrow);
        result[0] = narrow;
        return trap;
    case TW_OP_I32_TRUNC_F32_U:
    case TW_OP_I32_TRUNC_F64_U:
    case TW_OP_I32_TRUNC_SAT_F32_U:
    case TW_OP_I32_TRUNC_SAT_F64_U:
        trap = tw__i32_trunc_u(a, &narrow);
        result[0] = narrow;
        return trap;
    case TW_OP_I64_TRUNC_F32_S:
    case TW_OP_I64_TRUNC_F64_S:
    case TW_OP_I64_TRUNC_SAT_F32_S:
    case TW_OP_I64_TRUNC_SAT_F64_S:
        trap = tw__i64_trunc_s(a, &wide);
        break;
    default:
        trap = tw__i64_trunc_u(a, &wide);
        break;
    }
    tw__set64(result, wide);
    return trap;
}

static bool is_truncation(uint32_t op) {
    return (op >= TW_OP_I32_TRUNC_F32_S && op <= TW_OP_I32_TRUNC_F64_U) ||
           (op >= TW_OP_I64_TRUNC_F32_S && op <= TW_OP_I64_TRUNC_F64_U) ||
           (op >= TW_OP_I32_TRUNC_SAT_F32_S && op <= TW_OP_I64_TRUNC_SAT_F64_U);
}

static bool takes_f32(uint32_t op) {
    return tw__op_param(op, 0) == TW_F32;
}

static tw_trap_t truncation(uint32_t op, uint32_t *result, const uint32_t *a) {
    uint32_t cells[2] = {result[0], 0};
    uint64_t source = takes_f32(op) ? tw__f64_promote(a[0]) : tw__get64(a);
    bool is_wide = tw__op_result(op) == TW_I64;
    tw_trap_t trap = truncate(op, source, cells);
    if (trap != TW_TRAP_NONE && op < TW_OP_I32_TRUNC_SAT_F32_S) {
        return trap;
    }
    result[0] = cells[0];
    if (is_wide) {
        result[1] = cells[1];
    }
    return TW_TRAP_NONE;
}

static void float32(uint32_t op, uint32_t *result, const uint32_t *a, const uint32_t *b) {
    switch (op) {
    case TW_OP_F32_MIN:
        *result = tw__f32_min(*a, *b);
        break;
    case TW_OP_F32_MAX:
        *result = tw__f32_max(*a, *b);
        break;
    case TW_OP_F32_COPYSIGN:
        *result = f32_copysign(*a, *b);
        break;
    case TW_OP_F32_CEIL:
        *result = f32_ceil(*a);
        break;
    case TW_OP_F32_FLOOR:
        *result = f32_floor(*a);
        break;
    case TW_OP_F32_TRUNC:
        *result = f32_trunc(*a);
        break;
    case TW_OP_F32_NEAREST:
        *result = f32_nearest(*a);
        break;
    case TW_OP_F32_SQRT:
        *result = tw__f32_sqrt(*a);
        break;
    case TW_OP_F32_DEMOTE_F64:
        *result = tw__f32_demote(tw__get64(a));
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
    default:
        TW_ASSERT(op == TW_OP_F32_CONVERT_I64_U);
        *result = f32_convert_i64_u(tw__get64(a));
        break;
    }
}

static uint64_t float64(uint32_t op, const uint32_t *a, uint64_t wide_a, uint64_t wide_b) {
    switch (op) {
    case TW_OP_F64_MIN:
        return tw__f64_min(wide_a, wide_b);
    case TW_OP_F64_MAX:
        return tw__f64_max(wide_a, wide_b);
    case TW_OP_F64_COPYSIGN:
        return f64_copysign(wide_a, wide_b);
    case TW_OP_F64_ABS:
        return f64_abs(wide_a);
    case TW_OP_F64_NEG:
        return f64_neg(wide_a);
    case TW_OP_F64_CEIL:
        return tw__f64_ceil(wide_a);
    case TW_OP_F64_FLOOR:
        return tw__f64_floor(wide_a);
    case TW_OP_F64_TRUNC:
        return tw__f64_trunc(wide_a);
    case TW_OP_F64_NEAREST:
        return tw__f64_nearest(wide_a);
    case TW_OP_F64_SQRT:
        return tw__f64_sqrt(wide_a);
    case TW_OP_F64_PROMOTE_F32:
        return tw__f64_promote(*a);
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
        tw__set64(result, float64(op, a, tw__get64(a), tw__get64(b)));
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
    uint64_t wide_b = tw__get64(b);
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
    case TW_OP_I64_ROTL:
        wide = i64_rotl(wide_a, wide_b);
        break;
    case TW_OP_I64_ROTR:
        wide = i64_rotl(wide_a, 0u - wide_b);
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
        tw_trap_t trap = divide64(op, wide_a, wide_b, &wide);
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
