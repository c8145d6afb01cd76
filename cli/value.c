// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS_F32 9  // that many always give the same float again
#define MAX_DIGITS_F64 17
#define F32_EXPONENT 0x7f800000u
#define F64_EXPONENT 0x7ff0000000000000u

// ---- reading ----

// A whole number, decimal or 0x, below 2^64; false for anything else.
static bool parse_magnitude(const char *text, uint64_t *magnitude) {
    bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = is_hex ? text + 2 : text;
    size_t size = strlen(digits);
    if (size == 0 || strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789") != size) {
        return false;
    }
    errno = 0;
    *magnitude = strtoull(digits, NULL, is_hex ? 16 : 10);
    return errno == 0;
}

// An integer of `width` bits, signed or unsigned.
static bool parse_integer(const char *text, unsigned width, uint64_t *bits) {
    bool is_negative = text[0] == '-';
    bool is_signed = is_negative || text[0] == '+';
    uint64_t magnitude = 0;
    if (!parse_magnitude(text + is_signed, &magnitude)) {
        return false;
    }
    uint64_t most = is_negative ? (uint64_t)1 << (width - 1) : UINT64_MAX >> (64 - width);
    *bits = is_negative ? 0 - magnitude : magnitude;
    return magnitude <= most;
}

// nan, nan:0x…, each with or without a sign. exponent: all its bits, of a value of `width` bits.
static bool parse_nan(const char *text, unsigned width, uint64_t exponent, uint64_t *bits) {
    uint64_t sign = text[0] == '-' ? (uint64_t)1 << (width - 1) : 0;
    uint64_t fraction = (exponent & ~(exponent << 1)) - 1;
    uint64_t payload = (fraction >> 1) + 1;  // the canonical one
    text += text[0] == '-' || text[0] == '+';
    if (strncmp(text, "nan", 3) != 0) {
        return false;
    }
    if (text[3] != '\0' && (text[3] != ':' || !parse_magnitude(text + 4, &payload))) {
        return false;
    }
    *bits = payload | exponent | sign;
    bool is_whole = (payload & exponent) == exponent && payload <= UINT64_MAX >> (64 - width);
    return (payload & fraction) != 0 && (is_whole || payload <= fraction);
}

// strtod also takes blanks, "infinity" and other spellings; these it shall not see.
static bool is_number_text(const char *text) {
    text += text[0] == '-' || text[0] == '+';
    return (text[0] >= '0' && text[0] <= '9') || text[0] == '.' || strcmp(text, "inf") == 0;
}

static bool parse_f32(const char *text, uint32_t *bits) {
    uint64_t nan_bits = 0;
    if (parse_nan(text, 32, F32_EXPONENT, &nan_bits)) {
        *bits = (uint32_t)nan_bits;
        return true;
    }
    char *end = NULL;
    errno = 0;
    float value = strtof(text, &end);
    memcpy(bits, &value, sizeof *bits);
    bool has_overflown = errno == ERANGE && isinf(value);
    return is_number_text(text) && *end == '\0' && !has_overflown;
}

static bool parse_f64(const char *text, uint64_t *bits) {
    if (parse_nan(text, 64, F64_EXPONENT, bits)) {
        return true;
    }
    char *end = NULL;
    errno = 0;
    double value = strtod(text, &end);
    memcpy(bits, &value, sizeof *bits);
    bool has_overflown = errno == ERANGE && isinf(value);
    return is_number_text(text) && *end == '\0' && !has_overflown;
}

static bool parse_ref(const char *text, tw_valtype_t type, tw_ref_t *ref) {
    uint64_t number = 0;
    if (strcmp(text, "null") == 0) {
        *ref = TW_REF_NULL;
        return (type & TW_VALTYPE_NULLABLE) != 0;
    }
    bool is_extern = (type | TW_VALTYPE_NULLABLE) == TW_EXTERNREF;  // functions cannot be made up
    *ref = TW_REF_NULL;
    if (!is_extern || !parse_integer(text, 32, &number) || number == TW_REF_NULL) {
        return false;
    }
    *ref = (tw_ref_t)number;
    return true;
}

bool parse_value(const char *text, tw_valtype_t type, tw_value_t *value) {
    uint64_t bits = 0;
    bool is_good = false;
    memset(value, 0, sizeof *value);
    value->type = type;
    switch (type) {
        case TW_I32:
            is_good = parse_integer(text, 32, &bits);
            value->of.i32 = (int32_t)(uint32_t)bits;
            return is_good;
        case TW_I64:
            is_good = parse_integer(text, 64, &bits);
            value->of.i64 = (int64_t)bits;
            return is_good;
        case TW_F32:
            return parse_f32(text, &value->of.f32_bits);
        case TW_F64:
            return parse_f64(text, &value->of.f64_bits);
        default:
            return (type & TW_VALTYPE_REF) != 0 && parse_ref(text, type, &value->of.ref);
    }
}

const char *value_syntax(tw_valtype_t type) {
    switch (type) {
        case TW_I32:
            return "a number from -2147483648 to 4294967295, or 0x and hex digits";
        case TW_I64:
            return "a number from -9223372036854775808 to 18446744073709551615, or 0x and hex "
                   "digits";
        case TW_F32:
        case TW_F64:
            return "a number as 0.1, -2e3 or 0x1p-2, inf, nan, or nan:0x and its bits";
        case TW_EXTERNREF:
            return "null or a number from 1 to 4294967295";
        default:
            return "null";
    }
}

// ---- writing ----

static void print_f32(uint32_t bits) {
    char text[32];
    float value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value)) {
        printf("f32:nan:0x%08" PRIx32, bits);
        return;
    }
    for (int digits = 1; digits <= MAX_DIGITS_F32; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value) {
            break;
        }
    }
    printf("f32:%s", text);
}

static void print_f64(uint64_t bits) {
    char text[32];
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value)) {
        printf("f64:nan:0x%016" PRIx64, bits);
        return;
    }
    for (int digits = 1; digits <= MAX_DIGITS_F64; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    printf("f64:%s", text);
}

static void print_ref(tw_valtype_t type, tw_ref_t ref) {
    if (ref == TW_REF_NULL) {
        printf("%s:null", tw_valtype_name(type));
    } else {
        printf("%s:%" PRIu32, tw_valtype_name(type), ref);
    }
}

void print_bits(tw_valtype_t type, uint64_t bits) {
    switch (type) {
        case TW_I32:
            printf("i32:%" PRId32, (int32_t)(uint32_t)bits);
            break;
        case TW_I64:
            printf("i64:%" PRId64, (int64_t)bits);
            break;
        case TW_F32:
            print_f32((uint32_t)bits);
            break;
        case TW_F64:
            print_f64(bits);
            break;
        default:
            print_ref(type, (tw_ref_t)bits);
            break;
    }
}

void print_value(const tw_value_t *value) {
    bool is_wide = value->type == TW_I64 || value->type == TW_F64;
    print_bits(value->type, is_wide ? value->of.f64_bits : value->of.f32_bits);
}
