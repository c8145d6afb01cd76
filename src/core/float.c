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

// The fraction is added with the highest bit of m, which is 1 in the exponent's field.
uint64_t tw__pack64(struct tw__float *x) {
    uint32_t lost = 9;
    if (x->m == 0) {
        bool is_nan = x->e > TW_FLOAT_INFINITE / 2;
        x->m = is_nan ? TOP64 : 0;
        x->e = is_nan ? 2047 : 0;
    } else {
        normalize64(x);
        x->e += 1022;
        if (x->e >= 2046) {
            x->m = 0;
            x->e = 2047;
        } else if (x->e < 0) {
            lost -= (uint32_t)x->e;
            x->e = 0;
        }
    }
    uint64_t m = shift_right64(x->m, lost);
    return ((uint64_t)((x->sign << 31) + ((uint32_t)x->e << 20)) << 32) + ROUND(m);
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

// ---- f32: the same with 32 bits, which is three times as fast -----------------------------------

#define TOP32 ((uint32_t)1 << 30)

struct small {
    uint32_t m;
    int32_t e;
    uint32_t sign;
};

static void unpack32(struct small *x, uint32_t bits) {
    int32_t exponent = (int32_t)(bits >> 23 & 255);
    x->sign = bits >> 31;
    x->m = bits << 9 >> 2;
    x->e = exponent == 255 ? TW_FLOAT_INFINITE : exponent - 126;
    if (exponent != 0) {
        x->m |= TOP32;
    } else {
        uint32_t zeros = i32_clz(x->m);
        x->m = x->m << (zeros & 31) >> 1;
        x->e += 2 - (int32_t)zeros;
    }
}

static uint32_t shift_right32(uint32_t m, uint32_t count) {
    if (count > 31) {
        return m != 0;
    }
    uint32_t shifted = m >> count;
    return shifted | (shifted << count != m);
}

static uint32_t pack32(const struct small *x) {
    uint32_t m = x->m;
    int32_t e = x->e;
    uint32_t lost = 6;
    if (m == 0) {
        bool is_nan = e > TW_FLOAT_INFINITE / 2;
        m = is_nan ? TOP32 : 0;
        e = is_nan ? 255 : 0;
    } else {
        uint32_t zeros = i32_clz(m);
        m <<= zeros;
        e += 126 - (int32_t)zeros;
        if (e >= 254) {
            m = 0;
            e = 255;
        } else if (e < 0) {
            lost -= (uint32_t)e;
            e = 0;
        }
    }
    m = shift_right32(m, lost);
    return (x->sign << 31) + ((uint32_t)e << 23) + ROUND(m);
}

static void add32(struct small *x, struct small *y) {
    const struct small *high = x->e < y->e ? y : x;
    const struct small *low = x->e < y->e ? x : y;
    uint32_t m = shift_right32(low->m, (uint32_t)(high->e - low->e));
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

static void multiply32(struct small *x, struct small *y) {
    uint64_t m = (uint64_t)x->m * y->m;
    x->m = (uint32_t)(m >> 32) | ((uint32_t)m != 0);
    x->e += y->e + 1;
    x->sign ^= y->sign;
}

static uint32_t calculate32(uint32_t a, uint32_t b,
                            void (*operation)(struct small *x, struct small *y)) {
    struct small x;
    struct small y;
    if (f32_is_nan(a) || f32_is_nan(b)) {
        return (f32_is_nan(a) ? a : b) | F32_QUIET;
    }
    unpack32(&x, a);
    unpack32(&y, b);
    operation(&x, &y);
    return pack32(&x);
}

// The short way of most numbers, whose exponents, and that of the result, are those of normal ones;
// the others are calculated again.

static bool is_normal(uint32_t a, uint32_t b) {
    return (a >> 23 & 255) - 1 < 254 && (b >> 23 & 255) - 1 < 254;
}

// m's highest bit is set; below the 24 of the result are 8 to round by. True if e is not too large.
static bool fit(uint32_t sign, int32_t e, uint32_t m, uint32_t *result) {
    uint32_t is_up = (m & 0x80) != 0 && (m & 0x17f) != 0;
    *result = (sign & F32_SIGN) + ((uint32_t)(e - 1) << 23) + (m >> 8) + is_up;
    return (uint32_t)(e - 1) < 253;
}

static uint32_t mantissa(uint32_t a) {
    return a << 8 | 0x80000000u;
}

uint32_t f32_add(uint32_t a, uint32_t b) {
    uint32_t high = a << 1 < b << 1 ? b : a;
    uint32_t low = a ^ b ^ high;
    uint32_t most = high >> 23 & 255;
    uint32_t least = low >> 23 & 255;
    uint32_t m = mantissa(high) >> 2;
    uint32_t n = shift_right32(mantissa(low) >> 2, most - least);
    uint32_t result;
    m = (int32_t)(a ^ b) < 0 ? m - n : m + n;
    uint32_t zeros = i32_clz(m);
    int32_t e = (int32_t)most + 2 - (int32_t)zeros;
    if (least != 0 && most != 255 && m != 0 && fit(high, e, m << (zeros & 31), &result)) {
        return result;
    }
    return calculate32(a, b, add32);
}

uint32_t f32_sub(uint32_t a, uint32_t b) { return f32_add(a, b ^ F32_SIGN); }

uint32_t f32_mul(uint32_t a, uint32_t b) {
    uint64_t product = (uint64_t)mantissa(a) * mantissa(b);
    uint32_t m = (uint32_t)(product >> 32) | ((uint32_t)product != 0);
    uint32_t zeros = m >> 31 ^ 1;
    int32_t e = (int32_t)(a >> 23 & 255) + (int32_t)(b >> 23 & 255) - 126 - (int32_t)zeros;
    uint32_t result;
    if (is_normal(a, b) && fit(a ^ b, e, m << zeros, &result)) {
        return result;
    }
    return calculate32(a, b, multiply32);
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
    struct small small;
    unpack32(&small, a);
    struct tw__float x = {(uint64_t)small.m << 32, small.e, small.sign};
    return tw__pack64(&x);
}

uint32_t f32_demote(uint64_t a) {
    struct tw__float x;
    tw__unpack64(&x, a);
    struct small small = {(uint32_t)(x.m >> 32) | ((uint32_t)x.m != 0), x.e, x.sign};
    return pack32(&small);
}

static uint64_t convert(uint64_t a, uint64_t sign) {
    struct tw__float x = {sign != 0 ? 0 - a : a, 63, (uint32_t)sign};
    return tw__pack64(&x);
}

uint64_t f64_convert_i64_s(uint64_t a) { return convert(a, a >> 63); }
uint64_t f64_convert_i64_u(uint64_t a) { return convert(a, 0); }

#endif
#endif
