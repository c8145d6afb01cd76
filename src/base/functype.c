// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/interp.h"

// Types of functions, and of values in words.

#define HEAP_TYPE(type) ((type) & ~(TW_VALTYPE_REF | TW_VALTYPE_NULLABLE))
#define HEAP_FUNC 0x70u
#define HEAP_EXTERN 0x6fu

uint32_t tw_functype_param_count(const tw_functype_t *type) {
    return type->param_count;
}

uint32_t tw_functype_result_count(const tw_functype_t *type) {
    return type->result_count;
}

tw_valtype_t tw_functype_param(const tw_functype_t *type, uint32_t i) {
    return i < type->param_count ? type->types[i] : 0;
}

tw_valtype_t tw_functype_result(const tw_functype_t *type, uint32_t i) {
    return i < type->result_count ? type->types[type->param_count + i] : 0;
}

#if TW_CFG_EXCEPTIONS || TW_CFG_GC
// By heap type from 0x69 on, nullable and not.
static const char *more_name(uint32_t heap, bool is_nullable) {
    static const char names[][2][15] = {
        {"exnref", "(ref exn)"},
        {"arrayref", "(ref array)"},
        {"structref", "(ref struct)"},
        {"i31ref", "(ref i31)"},
        {"eqref", "(ref eq)"},
        {"anyref", "(ref any)"},
        {"", ""},
        {"", ""},
        {"nullref", "(ref none)"},
        {"nullexternref", "(ref noextern)"},
        {"nullfuncref", "(ref nofunc)"},
        {"nullexnref", "(ref noexn)"},
    };
    if (heap < 0x69 || heap > 0x74) {
        return is_nullable ? "(ref null type)" : "(ref type)";
    }
    return names[heap - 0x69][is_nullable ? 0 : 1];
}
#else
static const char *more_name(uint32_t heap, bool is_nullable) {
    (void)heap;
    return is_nullable ? "(ref null type)" : "(ref type)";
}
#endif

static const char *ref_name(tw_valtype_t type) {
    bool is_nullable = (type & TW_VALTYPE_NULLABLE) != 0;
    if (HEAP_TYPE(type) == HEAP_FUNC) {
        return is_nullable ? "funcref" : "(ref func)";
    }
    if (HEAP_TYPE(type) == HEAP_EXTERN) {
        return is_nullable ? "externref" : "(ref extern)";
    }
    return more_name(HEAP_TYPE(type), is_nullable);
}

const char *tw_valtype_name(tw_valtype_t type) {
    static const char names[][5] = {"v128", "f64", "f32", "i64", "i32"};
    if ((type & TW_VALTYPE_REF) != 0) {
        return ref_name(type);
    }
    return type >= TW_V128 && type <= TW_I32 ? names[type - TW_V128] : "?";
}
