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

static bool is_ref(tw_valtype_t type) {
    return (type & TW_VALTYPE_REF) != 0;
}

static bool is_externref(tw_valtype_t type) {
    return is_ref(type) && (type & HEAP_MASK) == HEAP_EXTERN;
}

// funcref, or a reference to a function of some type.
static bool is_funcref(tw_valtype_t type) {
    return is_ref(type) && (type & HEAP_MASK) != HEAP_EXTERN;
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

bool value_read(const struct json *json, tw_value_t *value) {
    const char *type = json_string(json, "type");
    const char *text = json_string(json, "value");
    uint64_t bits = 0;
    memset(value, 0, sizeof *value);
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
    if (strcmp(type, "refnull") == 0) {
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
    return false;
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

bool value_matches(const struct json *pattern, const tw_value_t *value) {
    const char *type = json_string(pattern, "type");
    const char *text = json_string(pattern, "value");
    const struct json *choices = json_get(pattern, "values");
    if (type == NULL) {
        return false;
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
