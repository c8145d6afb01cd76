// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

// Reads what the engine does not tell about a module: its sections and, by the instruction table of
// the library, which features it uses and where first. Only for modules that the engine has loaded:
// the bytes are known to be valid.

#include <stddef.h>

#include "tinywasm/tinywasm.h"

// X(token of the instruction table, name, is in this build)
#define FEATURE_MAP(X)                                                              \
    X(MVP, "WebAssembly 1.0", 1)                                                    \
    X(FLOAT, "floats", TW_CFG_FLOAT)                                                \
    X(SIGN_EXT, "sign extension", 1)                                                \
    X(SAT_FLOAT, "saturating float conversions", TW_CFG_FLOAT)                      \
    X(MULTI_VALUE, "multi-value", 1)                                                \
    X(BULK, "bulk memory", 1)                                                       \
    X(REFERENCES, "reference types", TW_CFG_REFERENCES)                             \
    X(FUNCTION_REFERENCES, "typed function references", TW_CFG_FUNCTION_REFERENCES) \
    X(TAIL_CALL, "tail calls", TW_CFG_TAIL_CALL)                                    \
    X(EXTENDED_CONST, "extended constant expressions", TW_CFG_EXTENDED_CONST)       \
    X(MULTI_MEMORY, "multi-memory", TW_CFG_MULTI_MEMORY)                            \
    X(CUSTOM_PAGE_SIZES, "custom page sizes", TW_CFG_CUSTOM_PAGE_SIZES)             \
    X(MEMORY64, "memory64", 0)

enum feature {
#define FEATURE_ENUM(token, name, is_built) FEATURE_##token,
    FEATURE_MAP(FEATURE_ENUM)
#undef FEATURE_ENUM
        FEATURE_COUNT
};

const char *feature_name(enum feature feature);
bool feature_is_built(enum feature feature);

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

struct scan {
    struct bytes sections[SECTION_COUNT];  // contents, behind the size; empty if there is none
    uint32_t counts[SECTION_COUNT];        // of entries
    uint32_t custom_bytes;                 // of custom sections, names and all
    struct use uses[FEATURE_COUNT];
};

void scan_module(struct scan *scan, const void *bytes, uint32_t size);

// Readers; at the end of the bytes they give 0.
uint32_t scan_byte(struct bytes *bytes);
uint64_t scan_leb(struct bytes *bytes);
// Writes the value type at bytes; what is no simple type is written as the text format has it.
void scan_print_valtype(struct bytes *bytes);

void scan_skip_valtype(struct bytes *bytes);

struct scan_limits {
    uint64_t min;
    uint64_t max;
    bool has_max;
    bool is_64;
    unsigned page_size_log2;
};
// The smallest size; UINT64_MAX if that is 2^64.
uint64_t scan_memory_bytes(const struct scan_limits *limits);
void scan_limits(struct bytes *bytes, struct scan_limits *limits);
// Reads an instruction and writes it as text: its name and what follows it, indices as numbers.
// Gives its code; of a prefix and a number prefix << 8 | number.
uint32_t scan_instr_text(struct bytes *bytes, char *text, size_t room);
#define SCAN_BLOCK 0x02u
#define SCAN_LOOP 0x03u
#define SCAN_IF 0x04u
#define SCAN_ELSE 0x05u
#define SCAN_END 0x0bu
// Reads up to the end of a constant expression.
void scan_const_expr(struct scan *scan, struct bytes *bytes);

#endif
