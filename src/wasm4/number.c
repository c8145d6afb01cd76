// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include "base/mem.h"

// A double as C's "%g" writes it: six digits, rounded as its exact decimal value says, half-way to
// even. What is below 1 is made a whole number by fives: m / 2^k = m * 5^k / 10^k.

#define LIMB 1000000000u
#define LIMB_DIGITS 9u
#define LIMBS 86u  // the smallest double has 751 digits, with those of its mantissa 767
#define DIGITS 6u

struct decimal {
    uint32_t limbs[LIMBS];  // the lowest first
    uint32_t count;
};

static void multiply(struct decimal *decimal, uint32_t by, uint32_t add) {
    uint64_t carry = add;
    for (uint32_t i = 0; i < decimal->count; i++) {
        carry += (uint64_t)decimal->limbs[i] * by;
        decimal->limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    if (carry != 0) {
        decimal->limbs[decimal->count++] = (uint32_t)carry;
    }
}

// Digit i, the lowest is 0; 0 above the highest.
static uint32_t digit_of(const struct decimal *decimal, uint32_t i) {
    uint32_t limb = i / LIMB_DIGITS < decimal->count ? decimal->limbs[i / LIMB_DIGITS] : 0;
    for (uint32_t k = i % LIMB_DIGITS; k > 0; k--) {
        limb /= 10;
    }
    return limb % 10;
}

static bool is_any_below(const struct decimal *decimal, uint32_t end) {
    for (uint32_t i = 0; i < end; i++) {
        if (digit_of(decimal, i) != 0) {
            return true;
        }
    }
    return false;
}

// The six highest digits as a number, rounded; *exponent is that of the first, of ten.
static uint32_t round_off(const struct decimal *decimal, int32_t *exponent) {
    uint32_t top = decimal->count * LIMB_DIGITS;
    while (digit_of(decimal, top - 1) == 0) {
        top--;
    }
    uint32_t digits = 0;
    for (uint32_t i = 0; i < DIGITS; i++) {
        digits = digits * 10 + (i < top ? digit_of(decimal, top - 1 - i) : 0);
    }
    uint32_t next = top > DIGITS ? digit_of(decimal, top - 1 - DIGITS) : 0;
    bool is_tie = next == 5 && !is_any_below(decimal, top - 1 - DIGITS);
    digits += next > 5 || (next == 5 && (!is_tie || digits % 2 == 1)) ? 1 : 0;
    *exponent += (int32_t)top - 1;
    if (digits == 1000000) {
        digits = 100000;
        *exponent += 1;
    }
    return digits;
}

static char *put(char *at, const char *text) {
    size_t size = strlen(text);
    memcpy(at, text, size + 1);
    return at + size;
}

// `digits` with a point behind its first `before` ones, and without zeros at its end.
static char *put_digits(char *at, uint32_t digits, int32_t before) {
    uint32_t count = DIGITS;
    for (; count > 1 && digits % 10 == 0; digits /= 10) {
        count--;
    }
    char text[DIGITS];
    for (uint32_t i = count; i > 0; i--, digits /= 10) {
        text[i - 1] = (char)('0' + digits % 10);
    }
    at = before <= 0 ? put(at, "0.") : at;
    for (; before < 0; before++) {
        *at++ = '0';
    }
    for (uint32_t i = 0; i < count || (int32_t)i < before; i++) {
        at = (int32_t)i == before && before > 0 ? put(at, ".") : at;
        *at++ = i < count ? text[i] : '0';
    }
    return at;
}

static char *put_exponent(char *at, int32_t exponent) {
    uint32_t size = (uint32_t)(exponent < 0 ? -exponent : exponent);
    at = put(at, exponent < 0 ? "e-" : "e+");
    if (size >= 100) {
        *at++ = (char)('0' + size / 100);
    }
    *at++ = (char)('0' + size / 10 % 10);
    *at++ = (char)('0' + size % 10);
    return at;
}

static char *put_finite(char *at, uint64_t mantissa, int32_t power) {
    struct decimal decimal = {{0}, 0};
    int32_t exponent = power < 0 ? power : 0;
    for (uint32_t shift = 64; shift > 0; shift -= 16) {
        multiply(&decimal, 1u << 16, (uint32_t)(mantissa >> (shift - 16)) & 0xffff);
    }
    for (; power < 0; power++) {
        multiply(&decimal, 5, 0);
    }
    for (; power > 0; power--) {
        multiply(&decimal, 2, 0);
    }
    uint32_t digits = round_off(&decimal, &exponent);
    if (exponent < -4 || exponent >= (int32_t)DIGITS) {
        return put_exponent(put_digits(at, digits, 1), exponent);
    }
    return put_digits(at, digits, exponent + 1);
}

uint32_t tw__wasm4_format_double(char *target, double value) {
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    uint32_t exponent = (uint32_t)(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & 0xfffffffffffff;
    char *at = bits >> 63 != 0 ? put(target, "-") : target;
    if (exponent == 0x7ff) {
        at = put(at, mantissa == 0 ? "inf" : "nan");
    } else if (exponent == 0 && mantissa == 0) {
        at = put(at, "0");
    } else if (exponent == 0) {
        at = put_finite(at, mantissa, -1074);
    } else {
        at = put_finite(at, mantissa | (uint64_t)1 << 52, (int32_t)exponent - 1075);
    }
    return (uint32_t)(at - target);
}
