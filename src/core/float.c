// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/float.h"

#include "base/divide.h"
#include "core/core.h"
#include "core/numeric.h"

#if TW_CFG_FLOAT

// 64-bit shifts by a variable stay out of line: compilers spread each over ten instructions.

// ---- f64 in parts -------------------------------------------------------------------------------

#define TOP64 ((uint64_t)1 << 62)

static TW_COLD void normalize64(struct tw__float *x) {
    uint32_t zeros = (uint32_t)i64_clz(x->m);
    x->m <<= zeros & 63;
    x->e -= (int32_t)zeros;
}

void tw__unpack64(struct tw__float *x, uint64_t bits) {
    int32_t exponent = (int32_t)(bits >> 52) & 2047;
    x->sign = (uint32_t)(bits >> 63);
    x->m = bits << 12 >> 2;
    x->e = exponent == 2047 ? TW_FLOAT_INFINITE : exponent - 1022;
    if (exponent != 0) {
        x->m |= TOP64;
    } else {
        normalize64(x);
        x->m >>= 1;
        x->e += 2;
    }
}

// Bit 0 stays set if any bit is lost.
static TW_COLD uint64_t shift_right64(uint64_t m, uint32_t count) {
    if (count > 63) {
        return m != 0;
    }
    uint64_t shifted = m >> count;
    return shifted | (shifted << count != m);
}

// The last two bits decide how the others are rounded, and go.
#define ROUND(m) (((m) >> 2) + (0xc8u >> ((m) & 7) & 1))

// Rounds m to a format's fraction, which loses so many bits but for two, and e to its exponent.
static void round_to(struct tw__float *x, int32_t bias, uint32_t lost) {
    int32_t infinite = 2 * bias + 3;
    if (x->m == 0) {
        bool is_nan = x->e > TW_FLOAT_INFINITE / 2;
        x->m = is_nan ? TOP64 : 0;
        x->e = is_nan ? infinite : 0;
    } else {
        normalize64(x);
        x->e += bias;
        if (x->e >= infinite - 1) {
            x->m = 0;
            x->e = infinite;
        } else if (x->e < 0) {
            lost -= (uint32_t)x->e;
            x->e = 0;
        }
    }
    uint64_t m = shift_right64(x->m, lost);
    x->m = ROUND(m);
}

// The fraction is added with its highest bit, which is 1 in the exponent's field.
uint64_t tw__pack64(struct tw__float *x) {
    round_to(x, 1022, 9);
    return ((uint64_t)((x->sign << 31) + ((uint32_t)x->e << 20)) << 32) + x->m;
}

#if TW_CFG_SMALL_ARITHMETIC

bool f64_is_nan(uint64_t a) { return (a & ~F64_SIGN) > F64_INFINITY; }

// ---- f64 ----------------------------------------------------------------------------------------

static void add64(struct tw__float *x, struct tw__float *y) {
    const struct tw__float *high = x->e < y->e ? y : x;
    const struct tw__float *low = x->e < y->e ? x : y;
    uint64_t m = shift_right64(low->m, (uint32_t)(high->e - low->e));
    uint32_t sign = high->sign;
    if (x->sign == y->sign) {
        m += high->m;
    } else if (m > high->m) {
        m -= high->m;
        sign = low->sign;
    } else {
        m = high->m - m;
        sign = m == 0 ? 0 : sign;
    }
    x->e = high->e;
    x->m = m;
    x->sign = sign;
}

static void multiply64(struct tw__float *x, struct tw__float *y) {
    uint64_t a = x->m >> 32;
    uint64_t b = y->m >> 32;
    uint64_t low = (uint64_t)(uint32_t)x->m * (uint32_t)y->m;
    uint64_t middle = a * (uint32_t)y->m + (low >> 32);
    uint64_t other = b * (uint32_t)x->m + (uint32_t)middle;
    x->m = a * b + (middle >> 32) + (other >> 32);
    x->m |= ((uint32_t)low | (uint32_t)other) != 0;
    x->e += y->e + 1;
    x->sign ^= y->sign;
}

static void divide64(struct tw__float *x, struct tw__float *y) {
    x->sign ^= y->sign;
    if (y->m == 0) {
        x->e += TW_FLOAT_INFINITE;
    } else if (y->e == TW_FLOAT_INFINITE) {
        x->m = 0;
    } else {
        uint64_t rest = x->m >> 1;
        x->m = tw__divide(&rest, 0, y->m);
        x->m |= rest != 0;
        x->e -= y->e;
    }
}

static uint64_t calculate64(uint64_t a, uint64_t b,
                            void (*operation)(struct tw__float *x, struct tw__float *y)) {
    struct tw__float x;
    struct tw__float y;
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return (f64_is_nan(a) ? a : b) | F64_QUIET;
    }
    tw__unpack64(&x, a);
    tw__unpack64(&y, b);
    operation(&x, &y);
    return tw__pack64(&x);
}

uint64_t f64_add(uint64_t a, uint64_t b) { return calculate64(a, b, add64); }
uint64_t f64_sub(uint64_t a, uint64_t b) { return calculate64(a, b ^ F64_SIGN, add64); }
uint64_t f64_mul(uint64_t a, uint64_t b) { return calculate64(a, b, multiply64); }
uint64_t f64_div(uint64_t a, uint64_t b) { return calculate64(a, b, divide64); }

// ---- f32 ----------------------------------------------------------------------------------------

// The short way of numbers whose exponents, and that of the result, are those of normal ones. The
// others go by way of f64, which rounds the same: 53 bits are more than twice 24 and 2.

static uint32_t exponent_of(uint32_t a) {
    return a >> 23 & 255;
}

static bool is_normal(uint32_t a) {
    return exponent_of(a) - 1 < 254;
}

static uint32_t mantissa(uint32_t a) {
    return a << 8 | 0x80000000u;
}

uint32_t f32_add(uint32_t a, uint32_t b) {
    uint32_t high = a << 1 < b << 1 ? b : a;
    uint32_t low = a ^ b ^ high;
    uint32_t lost = exponent_of(high) - exponent_of(low) + 2;
    if (is_normal(high) && exponent_of(low) != 0) {
        uint32_t n = 1;
        if (lost < 32) {
            n = mantissa(low) >> lost;
            n |= n << lost != mantissa(low);
        }
        uint32_t m = mantissa(high) >> 2;
        m = (int32_t)(a ^ b) < 0 ? m - n : m + n;
        if (m == 0) {
            return 0;
        }
        uint32_t zeros = (uint32_t)__builtin_clz(m) - 1;
        uint32_t e = exponent_of(high) - zeros;
        if (e < 254) {
            m <<= zeros;
            return (high & F32_SIGN) + (e << 23) + ((m + 0x3f + (m >> 7 & 1)) >> 7);
        }
    }
    return is_normal(high) && low << 1 == 0 ? high : tw__f32_by_f64(a, b, f64_add);
}

uint32_t f32_sub(uint32_t a, uint32_t b) { return f32_add(a, b ^ F32_SIGN); }

uint32_t f32_mul(uint32_t a, uint32_t b) {
    uint64_t product = (uint64_t)mantissa(a) * (mantissa(b) >> 8);
    uint32_t e = exponent_of(a) + exponent_of(b) - 127;
    if (product >> 55 == 0) {
        product <<= 1;
        e--;
    }
    if (is_normal(a) && is_normal(b) && e < 254) {
        product += 0x7fffffff + (product >> 32 & 1);
        return ((a ^ b) & F32_SIGN) + (e << 23) + (uint32_t)(product >> 32);
    }
    bool is_zero = (a << 1 == 0 && b << 1 < 0xff000000u) || (b << 1 == 0 && a << 1 < 0xff000000u);
    return is_zero ? (a ^ b) & F32_SIGN : tw__f32_by_f64(a, b, f64_mul);
}

// ---- comparisons --------------------------------------------------------------------------------

enum { LESS, EQUAL, GREATER, UNORDERED };

static uint32_t order32(uint32_t a, uint32_t b) {
    int32_t x = (int32_t)(a >> 31 != 0 ? F32_SIGN - a : a);
    int32_t y = (int32_t)(b >> 31 != 0 ? F32_SIGN - b : b);
    if (f32_is_nan(a) || f32_is_nan(b)) {
        return UNORDERED;
    }
    return x < y ? LESS : x == y ? EQUAL : GREATER;
}

static uint32_t order64(uint64_t a, uint64_t b) {
    int64_t x = (int64_t)(a >> 63 != 0 ? F64_SIGN - a : a);
    int64_t y = (int64_t)(b >> 63 != 0 ? F64_SIGN - b : b);
    if (f64_is_nan(a) || f64_is_nan(b)) {
        return UNORDERED;
    }
    return x < y ? LESS : x == y ? EQUAL : GREATER;
}

uint32_t f32_eq(uint32_t a, uint32_t b) { return order32(a, b) == EQUAL; }
uint32_t f32_lt(uint32_t a, uint32_t b) { return order32(a, b) == LESS; }
uint32_t f32_le(uint32_t a, uint32_t b) { return order32(a, b) <= EQUAL; }
bool f64_eq(uint64_t a, uint64_t b) { return order64(a, b) == EQUAL; }
bool f64_lt(uint64_t a, uint64_t b) { return order64(a, b) == LESS; }
bool f64_le(uint64_t a, uint64_t b) { return order64(a, b) <= EQUAL; }

// ---- conversions --------------------------------------------------------------------------------

uint64_t f64_promote(uint32_t a) {
    int32_t exponent = (int32_t)exponent_of(a);
    uint32_t m = a << 9 >> 2;
    struct tw__float x = {0, exponent == 255 ? TW_FLOAT_INFINITE : exponent - 126, a >> 31};
    x.m = (uint64_t)(exponent != 0 ? m | 0x40000000u : m) << 32;
    x.e += exponent == 0;
    return tw__pack64(&x);
}

uint32_t f32_demote(uint64_t a) {
    struct tw__float x;
    tw__unpack64(&x, a);
    round_to(&x, 126, 38);
    return (x.sign << 31) + ((uint32_t)x.e << 23) + (uint32_t)x.m;
}

static uint64_t convert(uint64_t a, uint64_t sign) {
    struct tw__float x = {sign != 0 ? 0 - a : a, 63, (uint32_t)sign};
    return tw__pack64(&x);
}

uint64_t f64_convert_i64_s(uint64_t a) { return convert(a, a >> 63); }
uint64_t f64_convert_i64_u(uint64_t a) { return convert(a, 0); }

#endif
#endif
