// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_TYPES_H
#define TINYWASM_TYPES_H

// Values, their types and the opaque handles. Floats travel as their bits (IEEE 754), so that no
// host changes a NaN on the way; the inline helpers convert.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/config.h"
#include "tinywasm/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_engine tw_engine_t;
typedef struct tw_module tw_module_t;
typedef struct tw_instance tw_instance_t;
typedef struct tw_call tw_call_t;          // a host function's view of the call that runs it
typedef struct tw_functype tw_functype_t;  // borrowed from the module that has it
typedef uint64_t tw_addr_t;                // a guest address: a number, never a pointer

// A value type (spec 2.3.1-2.3.4). Numbers and v128 are the binary format's byte; references have
// TW_VALTYPE_REF set, TW_VALTYPE_NULLABLE if null is a value, and a heap type below.
typedef uint32_t tw_valtype_t;
#define TW_VALTYPE_REF 0x80000000u
#define TW_VALTYPE_NULLABLE 0x40000000u
#define TW_I32 0x7fu
#define TW_I64 0x7eu
#define TW_F32 0x7du
#define TW_F64 0x7cu
#define TW_V128 0x7bu
#define TW_FUNCREF (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | 0x70u)
#define TW_EXTERNREF (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | 0x6fu)

// A reference: 0 is null. For externref any other number means what the host wants it to mean; a
// funcref is a handle of the engine and is stale, never dangling, once its instance is gone.
typedef uint32_t tw_ref_t;
#define TW_REF_NULL 0u

typedef struct tw_value {
    tw_valtype_t type;
    union {
        int32_t i32;
        int64_t i64;
        uint32_t f32_bits;
        uint64_t f64_bits;
        tw_ref_t ref;
        uint8_t v128[16];
    } of;
} tw_value_t;

static inline tw_value_t tw_value_i32(int32_t value) {
    tw_value_t v = {TW_I32, {0}};
    v.of.i32 = value;
    return v;
}
static inline tw_value_t tw_value_i64(int64_t value) {
    tw_value_t v = {TW_I64, {0}};
    v.of.i64 = value;
    return v;
}
// Copies the bytes of a value that the language will not let us reinterpret; compiles to a move.
static inline void tw_bits_copy(void *target, const void *source, size_t size) {
    for (size_t i = 0; i < size; i++) {
        ((unsigned char *)target)[i] = ((const unsigned char *)source)[i];
    }
}
static inline tw_value_t tw_value_f32(float value) {
    tw_value_t v = {TW_F32, {0}};
    tw_bits_copy(&v.of.f32_bits, &value, sizeof value);
    return v;
}
static inline tw_value_t tw_value_f64(double value) {
    tw_value_t v = {TW_F64, {0}};
    tw_bits_copy(&v.of.f64_bits, &value, sizeof value);
    return v;
}
static inline tw_value_t tw_value_ref(tw_valtype_t type, tw_ref_t ref) {
    tw_value_t v = {0, {0}};
    v.type = type;
    v.of.ref = ref;
    return v;
}

typedef enum tw_externkind {
    TW_EXTERN_FUNC = 0,
    TW_EXTERN_TABLE = 1,
    TW_EXTERN_MEMORY = 2,
    TW_EXTERN_GLOBAL = 3,
    TW_EXTERN_TAG = 4
} tw_externkind_t;

typedef struct tw_name {  // UTF-8, not terminated; lives as long as the module
    const char *bytes;
    uint32_t size;
} tw_name_t;

typedef struct tw_externtype {
    tw_externkind_t kind;
    const tw_functype_t *functype;  // FUNC
    tw_valtype_t valtype;           // GLOBAL: its type; TABLE: its element type
    bool is_mutable;                // GLOBAL
    bool has_max;                   // TABLE, MEMORY
    bool is_64;                     // MEMORY: addresses of 64 bits
    uint8_t page_size_log2;         // MEMORY: 16, or 0 with custom page sizes
    uint64_t min;                   // TABLE: elements; MEMORY: pages
    uint64_t max;
} tw_externtype_t;

typedef struct tw_import {
    tw_name_t module;
    tw_name_t name;
    tw_externtype_t type;
} tw_import_t;

typedef struct tw_export {
    tw_name_t name;
    tw_externtype_t type;
} tw_export_t;

// The shape of a function type; param first, then result counts. i past the end: 0.
uint32_t tw_functype_param_count(const tw_functype_t *type);
uint32_t tw_functype_result_count(const tw_functype_t *type);
tw_valtype_t tw_functype_param(const tw_functype_t *type, uint32_t i);
tw_valtype_t tw_functype_result(const tw_functype_t *type, uint32_t i);
// "i32", "funcref", "(ref null func)"; static text.
const char *tw_valtype_name(tw_valtype_t type);

#ifdef __cplusplus
}
#endif
#endif
