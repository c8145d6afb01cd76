// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

// Reads what the engine does not tell about a module: its sections and, by the instruction table of
// the library, which features it uses and where first. Only for modules that the engine has loaded:
// the bytes are known to be valid.

#include <stddef.h>

#include "tinywasm/tinywasm.h"

// X(token of the instruction table, name, is in this build, first profile that has it)
#define FEATURE_MAP(X)                                                                        \
    X(MVP, "WebAssembly 1.0", 1, TINY)                                                        \
    X(FLOAT, "floats", TW_CFG_FLOAT, STANDARD)                                                \
    X(SIGN_EXT, "sign extension", 1, TINY)                                                    \
    X(SAT_FLOAT, "saturating float conversions", TW_CFG_FLOAT, STANDARD)                      \
    X(MULTI_VALUE, "multi-value", 1, TINY)                                                    \
    X(BULK, "bulk memory", 1, TINY)                                                           \
    X(REFERENCES, "reference types", TW_CFG_REFERENCES, STANDARD)                             \
    X(FUNCTION_REFERENCES, "typed function references", TW_CFG_FUNCTION_REFERENCES, STANDARD) \
    X(TAIL_CALL, "tail calls", TW_CFG_TAIL_CALL, STANDARD)                                    \
    X(EXTENDED_CONST, "extended constant expressions", TW_CFG_EXTENDED_CONST, STANDARD)       \
    X(MULTI_MEMORY, "multi-memory", TW_CFG_MULTI_MEMORY, STANDARD)                            \
    X(CUSTOM_PAGE_SIZES, "custom page sizes", TW_CFG_CUSTOM_PAGE_SIZES, STANDARD)             \
    X(EXCEPTIONS, "exceptions", TW_CFG_EXCEPTIONS, FULL)                                      \
    X(LEGACY_EXCEPTIONS, "legacy exceptions", TW_CFG_LEGACY_EXCEPTIONS, FULL)                 \
    X(MEMORY64, "memory64", TW_CFG_MEMORY64, FULL)                                            \
    X(GC, "garbage collection", TW_CFG_GC, FULL)                                              \
    X(SIMD, "SIMD", TW_CFG_SIMD, FULL)                                                        \
    X(THREADS, "threads", TW_CFG_THREADS, FULL)                                               \
    X(WIDE_ARITHMETIC, "wide arithmetic", TW_CFG_WIDE_ARITHMETIC, FULL)

enum feature {
#define FEATURE_ENUM(token, name, is_built, profile) FEATURE_##token,
    FEATURE_MAP(FEATURE_ENUM)
#undef FEATURE_ENUM
        FEATURE_COUNT
};

const char *feature_name(enum feature feature);
bool feature_is_built(enum feature feature);
const char *profile_name(uint32_t profile);  // TW_PROFILE_…

struct use {  // of a feature
    bool is_used;
    const char *what;  // the first instruction, or what else needs it; static text
    uint32_t offset;   // its byte in the module
};

struct bytes {             // a part of the module
    const uint8_t *start;  // of the module
    const uint8_t *at;
    const uint8_t *end;
};

#define SECTION_COUNT 14
#define SECTION_TYPE 1
#define SECTION_IMPORT 2
#define SECTION_FUNC 3
#define SECTION_TABLE 4
#define SECTION_MEMORY 5
#define SECTION_GLOBAL 6
#define SECTION_EXPORT 7
#define SECTION_ELEM 9
#define SECTION_CODE 10
#define SECTION_DATA 11
#define SECTION_DATA_COUNT 12
#define SECTION_TAG 13

struct scan {
    struct bytes sections[SECTION_COUNT];  // contents, behind the size; empty if there is none
    uint32_t counts[SECTION_COUNT];        // of entries
    uint32_t custom_bytes;                 // of custom sections, names and all
    struct use uses[FEATURE_COUNT];
};

void scan_module(struct scan *scan, const void *bytes, uint32_t size);
// The first profile that has all that it uses: TW_PROFILE_….
uint32_t scan_profile(const struct scan *scan);

// Readers; at the end of the bytes they give 0.
uint32_t scan_byte(struct bytes *bytes);
uint64_t scan_leb(struct bytes *bytes);
// Writes the value type at bytes; what is no simple type is written as the text format has it.
void scan_print_valtype(struct bytes *bytes);

void scan_skip_valtype(struct bytes *bytes);

// Walks the types of a module, whatever groups they are in.
struct scan_types {
    struct bytes bytes;  // behind a type's head: what it is made of
    uint32_t entries_left;
    uint32_t group_left;
};
enum scan_kind { SCAN_ARRAY = 0x5e, SCAN_STRUCT, SCAN_FUNC };
struct scan_type {
    uint32_t kind;  // enum scan_kind
    bool is_plain;  // final, without a supertype
    bool is_final;
    bool has_super;
    uint64_t super;  // its index
};
struct scan_types scan_types_of(const struct scan *scan);
// The next type's head. The caller reads what it is made of: its fields, or its parameters and then
// its results.
bool scan_next_type(struct scan_types *types, struct scan_type *type);
// How many parameters, results or fields follow.
uint64_t scan_field_count(struct scan_types *types, const struct scan_type *type);
void scan_skip_fields(struct scan_types *types, const struct scan_type *type);  // all
// A field of a struct or the one of an array, a parameter or a result.
void scan_print_field(struct scan_types *types, const struct scan_type *type);

struct scan_limits {
    uint64_t min;
    uint64_t max;
    bool has_max;
    bool is_64;
    bool is_shared;
    unsigned page_size_log2;
};
// The smallest size; UINT64_MAX if that is 2^64.
uint64_t scan_memory_bytes(const struct scan_limits *limits);
void scan_limits(struct bytes *bytes, struct scan_limits *limits);
// Reads an instruction and writes it as text: its name and what follows it, indices as numbers.
// Gives the first byte of its code.
uint32_t scan_instr_text(struct bytes *bytes, char *text, size_t room);
#define SCAN_BLOCK 0x02u
#define SCAN_LOOP 0x03u
#define SCAN_IF 0x04u
#define SCAN_ELSE 0x05u
#define SCAN_END 0x0bu
#define SCAN_TRY_TABLE 0x1fu
#define SCAN_TRY 0x06u
#define SCAN_CATCH 0x07u
#define SCAN_DELEGATE 0x18u
#define SCAN_CATCH_ALL 0x19u
// Reads up to the end of a constant expression.
void scan_const_expr(struct scan *scan, struct bytes *bytes);

#endif
