// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAP_MASK 0x3fffffffu
#define HEAP_EXTERN 0x6fu
#define HEAP_NOEXTERN 0x72u

static bool is_ref(tw_valtype_t type) {
    return (type & TW_VALTYPE_REF) != 0;
}

static bool is_externref(tw_valtype_t type) {
    uint32_t heap = type & HEAP_MASK;
    return is_ref(type) && (heap == HEAP_EXTERN || heap == HEAP_NOEXTERN);
}

// A decimal number of at most `bits` bits, signed or unsigned.
static bool read_bits(const char *text, int bits, uint64_t *value) {
    const char *digits = text != NULL && *text == '-' ? text + 1 : text;
    char *end;
    if (digits == NULL || *digits < '0' || *digits > '9') {
        return false;
    }
    errno = 0;
    *value = strtoull(digits, &end, 10);
    if (errno != 0 || *end != '\0' || (bits < 64 && *value >> bits != 0)) {
        return false;
    }
    if (*text == '-') {
        *value = 0 - *value;
    }
    return true;
}

static bool read_externref(const char *text, tw_ref_t *ref) {
    uint64_t bits;
    if (text != NULL && strcmp(text, "null") == 0) {
        *ref = TW_REF_NULL;
        return true;
    }
    if (!read_bits(text, 31, &bits)) {
        return false;
    }
    *ref = (tw_ref_t)bits + 1;
    return true;
}

#if TW_CFG_GC
// funcref, or a reference to a function of some type.
static bool is_funcref(tw_valtype_t type) {
    uint32_t heap = type & HEAP_MASK;
    return is_ref(type) && (heap == 0x70 || heap == 0x73 || (heap >= 0x100 && heap < 0x10000000u));
}

// What a reference must be of; the number of the host, if it has one.
static bool matches_kind(const char *type, const char *text, const tw_value_t *value) {
    uint32_t ref = value->of.ref;
    tw_ref_t wanted;
    if ((text != NULL && strcmp(text, "null") == 0) || strncmp(type, "null", 4) == 0) {
        return ref == TW_REF_NULL;
    }
    if (strcmp(type, "i31ref") == 0) {
        return ref >= 0x80000000u;
    }
    if (text != NULL && strcmp(type, "anyref") == 0) {
        return read_externref(text, &wanted) && wanted == ref;
    }
    return ref != TW_REF_NULL && (strcmp(type, "eqref") != 0 || ref >= 0x40000000u);
}
#else
static bool is_funcref(tw_valtype_t type) {
    return is_ref(type) && (type & HEAP_MASK) != HEAP_EXTERN;
}
static bool matches_kind(const char *type, const char *text, const tw_value_t *value) {
    (void)type, (void)text, (void)value;
    return false;
}
#endif

// Bytes of the lanes of that type, "i8" to "f64"; 0 for another.
static unsigned lane_bytes(const char *lanes) {
    unsigned bits = lanes != NULL ? (unsigned)strtoul(lanes + 1, NULL, 10) : 0;
    return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? bits / 8 : 0;
}

static bool read_v128(const struct json *json, tw_value_t *value) {
    const struct json *list = json_get(json, "value");
    unsigned bytes = lane_bytes(json_string(json, "lane_type"));
    unsigned at = 0;
    value->type = TW_V128;
    for (const struct json *lane = list != NULL ? list->first : NULL;
         lane != NULL && bytes != 0 && at < 16; lane = lane->next) {
        uint64_t bits;
        if (!read_bits(lane->text, 64, &bits)) {
            return false;
        }
        for (unsigned i = 0; i < bytes; i++) {
            value->of.v128[at++] = (uint8_t)(bits >> (8 * i));
        }
    }
    return at == 16;
}

bool value_read(const struct json *json, tw_value_t *value) {
    const char *type = json_string(json, "type");
    const char *text = json_string(json, "value");
    uint64_t bits = 0;
    memset(value, 0, sizeof *value);
    if (type != NULL && strcmp(type, "v128") == 0) {
        return read_v128(json, value);
    }
    if (type == NULL || text == NULL) {
        return false;
    }
    if (strcmp(type, "i32") == 0 || strcmp(type, "f32") == 0) {
        bool is_read = read_bits(text, 32, &bits);
        value->type = type[0] == 'i' ? TW_I32 : TW_F32;
        value->of.f32_bits = (uint32_t)bits;
        return is_read;
    }
    if (strcmp(type, "i64") == 0 || strcmp(type, "f64") == 0) {
        value->type = type[0] == 'i' ? TW_I64 : TW_F64;
        return read_bits(text, 64, &value->of.f64_bits);
    }
    if (strcmp(type, "externref") == 0) {
        value->type = TW_EXTERNREF;
        return read_externref(text, &value->of.ref);
    }
    if (strcmp(type, "anyref") == 0) {  // a number of the host
        value->type = TW_EXTERNREF;
        return read_externref(text, &value->of.ref);
    }
    value->type = TW_FUNCREF;
    return strcmp(type, "funcref") == 0 && strcmp(text, "null") == 0;
}

static bool matches_f32(const char *text, uint32_t bits) {
    uint64_t wanted;
    if (strcmp(text, "nan:canonical") == 0) {
        return (bits & 0x7fffffffu) == 0x7fc00000u;
    }
    if (strcmp(text, "nan:arithmetic") == 0) {
        return (bits & 0x7fc00000u) == 0x7fc00000u;
    }
    return read_bits(text, 32, &wanted) && (uint32_t)wanted == bits;
}

static bool matches_f64(const char *text, uint64_t bits) {
    uint64_t wanted;
    if (strcmp(text, "nan:canonical") == 0) {
        return (bits & 0x7fffffffffffffffu) == 0x7ff8000000000000u;
    }
    if (strcmp(text, "nan:arithmetic") == 0) {
        return (bits & 0x7ff8000000000000u) == 0x7ff8000000000000u;
    }
    return read_bits(text, 64, &wanted) && wanted == bits;
}

// type without a value: any reference of it but null.
static bool matches_ref(const char *type, const char *text, const tw_value_t *value) {
    tw_ref_t wanted;
    if (strcmp(type, "refnull") == 0 || strcmp(type, "nullfuncref") == 0) {
        return is_ref(value->type) && value->of.ref == TW_REF_NULL;
    }
    if (strcmp(type, "externref") == 0 && is_externref(value->type)) {
        return text == NULL ? value->of.ref != TW_REF_NULL
                            : read_externref(text, &wanted) && wanted == value->of.ref;
    }
    if (strcmp(type, "funcref") == 0 && is_funcref(value->type)) {
        return text == NULL ? value->of.ref != TW_REF_NULL
                            : strcmp(text, "null") == 0 && value->of.ref == TW_REF_NULL;
    }
    bool is_other = strcmp(type, "funcref") != 0 && strcmp(type, "externref") != 0;
    return is_other && is_ref(value->type) && !is_funcref(value->type) &&
           matches_kind(type, text, value);
}

static bool matches_number(const char *type, const char *text, const tw_value_t *value) {
    uint64_t wanted;
    if (strcmp(type, "i32") == 0) {
        return value->type == TW_I32 && read_bits(text, 32, &wanted) &&
               (uint32_t)wanted == value->of.f32_bits;
    }
    if (strcmp(type, "i64") == 0) {
        return value->type == TW_I64 && read_bits(text, 64, &wanted) &&
               wanted == value->of.f64_bits;
    }
    if (strcmp(type, "f32") == 0) {
        return value->type == TW_F32 && matches_f32(text, value->of.f32_bits);
    }
    if (strcmp(type, "f64") == 0) {
        return value->type == TW_F64 && matches_f64(text, value->of.f64_bits);
    }
    return false;
}

static bool matches_lane(const char *lanes, const char *text, uint64_t bits, unsigned bytes) {
    uint64_t wanted;
    if (text == NULL) {
        return false;
    }
    if (lanes[0] == 'f') {
        return bytes == 4 ? matches_f32(text, (uint32_t)bits) : matches_f64(text, bits);
    }
    return read_bits(text, 64, &wanted) && (wanted ^ bits) << (64 - 8 * bytes) == 0;
}

static bool matches_v128(const struct json *pattern, const tw_value_t *value) {
    const char *lanes = json_string(pattern, "lane_type");
    const struct json *list = json_get(pattern, "value");
    unsigned bytes = lane_bytes(lanes);
    unsigned at = 0;
    for (const struct json *lane = list != NULL ? list->first : NULL;
         lane != NULL && bytes != 0 && at < 16; lane = lane->next) {
        uint64_t bits = 0;
        for (unsigned i = 0; i < bytes; i++) {
            bits |= (uint64_t)value->of.v128[at++] << (8 * i);
        }
        if (!matches_lane(lanes, lane->text, bits, bytes)) {
            return false;
        }
    }
    return value->type == TW_V128 && at == 16;
}

bool value_matches(const struct json *pattern, const tw_value_t *value) {
    const char *type = json_string(pattern, "type");
    const char *text = json_string(pattern, "value");
    const struct json *choices = json_get(pattern, "values");
    if (type == NULL) {
        return false;
    }
    if (strcmp(type, "v128") == 0) {
        return matches_v128(pattern, value);
    }
    if (strcmp(type, "either") == 0) {  // recursion ends with the depth of the JSON
        for (const struct json *c = choices != NULL ? choices->first : NULL; c != NULL;
             c = c->next) {
            if (value_matches(c, value)) {
                return true;
            }
        }
        return false;
    }
    if (strlen(type) == 3) {
        return text != NULL && matches_number(type, text, value);
    }
    return matches_ref(type, text, value);
}

const char *value_text(const tw_value_t *value, char *text, size_t size) {
    const char *name = tw_valtype_name(value->type);
    if (value->type == TW_I32) {
        snprintf(text, size, "%s %" PRId32, name, value->of.i32);
    } else if (value->type == TW_I64) {
        snprintf(text, size, "%s %" PRId64, name, value->of.i64);
    } else if (value->type == TW_F32) {
        snprintf(text, size, "%s bits 0x%08" PRIx32, name, value->of.f32_bits);
    } else if (value->type == TW_F64) {
        snprintf(text, size, "%s bits 0x%016" PRIx64, name, value->of.f64_bits);
    } else {
        snprintf(text, size, "%s %" PRIu32, name, value->of.ref);
    }
    return text;
}

const char *pattern_text(const struct json *pattern, char *text, size_t size) {
    const char *type = json_string(pattern, "type");
    const char *value = json_string(pattern, "value");
    uint64_t bits;
    if (type != NULL && value != NULL && type[0] == 'f' && read_bits(value, 64, &bits)) {
        snprintf(text, size, "%s bits 0x%" PRIx64, type, bits);
    } else {
        snprintf(text, size, "%s %s", type != NULL ? type : "?", value != NULL ? value : "");
    }
    return text;
}
