// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/numeric.h"

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
// nearest by one bit more and the remainder. mantissa is shifted so that its root has bits + 1 bits.
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

#endif
