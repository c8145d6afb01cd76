// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/object.h"

#define MAX_DIGITS_F32 9  // that many always give the same float again
#define MAX_DIGITS_F64 17
#define V128_BYTES 16u
#define I31_SIGN 0x40000000u
#define MOST_HOST_REF (TW_CFG_GC ? 0x3fffffffu : UINT32_MAX)  // see tinywasm/object.h
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

// 0x and at most 32 hex digits, the lowest byte last.
static bool parse_v128(const char *text, uint8_t *bytes) {
    static const char digits[] = "0123456789abcdef";
    size_t size = strlen(text);
    if (size < 3 || size > 2 + 2 * V128_BYTES || text[0] != '0' || (text[1] | 0x20) != 'x') {
        return false;
    }
    for (size_t i = 0; i < size - 2; i++) {
        char digit = text[size - 1 - i];
        const char *found = strchr(digits, digit >= 'A' && digit <= 'F' ? digit | 0x20 : digit);
        if (found == NULL) {
            return false;
        }
        bytes[i / 2] |= (uint8_t)((found - digits) << (i % 2 * 4));
    }
    return true;
}

static bool parse_ref(const char *text, tw_valtype_t type, tw_ref_t *ref) {
    uint64_t number = 0;
    if (strcmp(text, "null") == 0) {
        *ref = TW_REF_NULL;
        return (type & TW_VALTYPE_NULLABLE) != 0;
    }
    bool is_extern = (type | TW_VALTYPE_NULLABLE) == TW_EXTERNREF;  // functions cannot be made up
    *ref = TW_REF_NULL;
    if (!is_extern || !parse_integer(text, 32, &number) || number == TW_REF_NULL ||
        number > MOST_HOST_REF) {
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
        case TW_V128:
            return parse_v128(text, value->of.v128);
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
        case TW_V128:
            return "0x and up to 32 hex digits, the lowest byte last";
        case TW_EXTERNREF:
            return TW_CFG_GC ? "null or a number from 1 to 1073741823"
                             : "null or a number from 1 to 4294967295";
        default:
            return "null";
    }
}

// ---- writing ----

static void print_f32(FILE *out, uint32_t bits) {
    char text[32];
    float value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value)) {
        fprintf(out, "f32:nan:0x%08" PRIx32, bits);
        return;
    }
    for (int digits = 1; digits <= MAX_DIGITS_F32; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value) {
            break;
        }
    }
    fprintf(out, "f32:%s", text);
}

static void print_f64(FILE *out, uint64_t bits) {
    char text[32];
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value)) {
        fprintf(out, "f64:nan:0x%016" PRIx64, bits);
        return;
    }
    for (int digits = 1; digits <= MAX_DIGITS_F64; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    fprintf(out, "f64:%s", text);
}

static void print_ref(FILE *out, tw_valtype_t type, tw_ref_t ref) {
    if (ref == TW_REF_NULL) {
        fprintf(out, "%s:null", tw_valtype_name(type));
    } else {
        fprintf(out, "%s:%" PRIu32, tw_valtype_name(type), ref);
    }
}

void print_bits(FILE *out, tw_valtype_t type, uint64_t bits) {
    switch (type) {
        case TW_I32:
            fprintf(out, "i32:%" PRId32, (int32_t)(uint32_t)bits);
            break;
        case TW_I64:
            fprintf(out, "i64:%" PRId64, (int64_t)bits);
            break;
        case TW_F32:
            print_f32(out, (uint32_t)bits);
            break;
        case TW_F64:
            print_f64(out, bits);
            break;
        default:
            print_ref(out, type, (tw_ref_t)bits);
            break;
    }
}

static void print_v128(FILE *out, const uint8_t *bytes) {
    fputs("v128:0x", out);
    for (unsigned i = V128_BYTES; i > 0; i--) {
        fprintf(out, "%02x", bytes[i - 1]);
    }
}

// What an object is has no number that means anything outside; false for what is none.
static bool print_object(FILE *out, tw_instance_t *instance, const tw_value_t *value) {
    static const char *const names[] = {
        [TW_REFKIND_STRUCT] = "struct",
        [TW_REFKIND_ARRAY] = "array",
        [TW_REFKIND_EXCEPTION] = "exception",
    };
    tw_refkind_t kind = tw_ref_kind(instance, value);
    if (kind == TW_REFKIND_I31) {
        uint32_t bits = (uint32_t)value->of.ref & (2 * I31_SIGN - 1);
        fprintf(out, "%s:i31:%" PRId32, tw_valtype_name(value->type),
                (int32_t)(bits ^ I31_SIGN) - (int32_t)I31_SIGN);
        return true;
    }
    if (kind < TW_REFKIND_STRUCT || kind > TW_REFKIND_EXCEPTION) {
        return false;
    }
    fprintf(out, "%s:%s", tw_valtype_name(value->type), names[kind]);
    return true;
}

void print_value(FILE *out, tw_instance_t *instance, const tw_value_t *value) {
    bool is_wide = value->type == TW_I64 || value->type == TW_F64;
    if (value->type == TW_V128) {
        print_v128(out, value->of.v128);
    } else if ((value->type & TW_VALTYPE_REF) == 0 || !print_object(out, instance, value)) {
        print_bits(out, value->type, is_wide ? value->of.f64_bits : value->of.f32_bits);
    }
}
