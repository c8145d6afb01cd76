// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "scan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// ---- features ----

const char *feature_name(enum feature feature) {
#define FEATURE_NAME(token, name, is_built) name,
    static const char *const names[] = {FEATURE_MAP(FEATURE_NAME)};
#undef FEATURE_NAME
    return names[feature];
}

bool feature_is_built(enum feature feature) {
#define FEATURE_BUILT(token, name, is_built) (is_built) != 0,
    static const bool built[] = {FEATURE_MAP(FEATURE_BUILT)};
#undef FEATURE_BUILT
    return built[feature];
}

static void use(struct scan *scan, enum feature feature, const char *what, const struct bytes *at) {
    struct use *first = &scan->uses[feature];
    if (!first->is_used) {
        first->is_used = true;
        first->what = what;
        first->offset = (uint32_t)(at->at - at->start);
    }
}

// ---- numbers ----

uint32_t scan_byte(struct bytes *bytes) {
    return bytes->at < bytes->end ? *bytes->at++ : 0;
}

// Also skips signed ones.
uint64_t scan_leb(struct bytes *bytes) {
    uint64_t number = 0;
    unsigned shift = 0;
    uint32_t byte = 0;
    do {
        byte = scan_byte(bytes);
        number |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
        shift += 7;
    } while (byte >= 0x80);
    return number;
}

static void skip(struct bytes *bytes, uint64_t size) {
    uint64_t left = (uint64_t)(bytes->end - bytes->at);
    bytes->at += size < left ? size : left;
}

// ---- types ----

#define TYPE_FUNCREF 0x70u
#define TYPE_EXTERNREF 0x6fu
#define TYPE_REF 0x64u
#define TYPE_REF_NULL 0x63u
#define TYPE_FUNC 0x60u
#define TYPE_EMPTY 0x40u

static void scan_valtype(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    uint32_t type = scan_byte(bytes);
    if (type == TW_F32 || type == TW_F64) {
        use(scan, FEATURE_FLOAT, "a type", &at);
    } else if (type == TYPE_FUNCREF || type == TYPE_EXTERNREF) {
        use(scan, FEATURE_REFERENCES, "a type", &at);
    } else if (type == TYPE_REF || type == TYPE_REF_NULL) {
        use(scan, FEATURE_FUNCTION_REFERENCES, "a type", &at);
        (void)scan_leb(bytes);
    }
}

void scan_skip_valtype(struct bytes *bytes) {
    struct scan nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    scan_valtype(&nowhere, bytes);
}

void scan_print_valtype(struct bytes *bytes) {
    uint32_t type = scan_byte(bytes);
    if (type == TYPE_FUNCREF || type == TYPE_EXTERNREF) {
        printf("%s", type == TYPE_FUNCREF ? "funcref" : "externref");
        return;
    }
    if (type != TYPE_REF && type != TYPE_REF_NULL) {
        printf("%s", tw_valtype_name(type));
        return;
    }
    uint64_t heap = scan_leb(bytes);
    printf("(ref %s", type == TYPE_REF_NULL ? "null " : "");
    if (heap == TYPE_FUNCREF || heap == TYPE_EXTERNREF) {
        printf("%s)", heap == TYPE_FUNCREF ? "func" : "extern");
    } else {
        printf("%" PRIu64 ")", heap);
    }
}

// A block's type: none, a value type, or (multi-value) the index of a function type.
static void scan_blocktype(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    uint32_t byte = at.at < at.end ? *at.at : 0;
    if (byte == TYPE_EMPTY) {
        (void)scan_byte(bytes);
    } else if ((byte & 0xc0) == 0x40) {
        scan_valtype(scan, bytes);
    } else {
        use(scan, FEATURE_MULTI_VALUE, "a block of a function type", &at);
        (void)scan_leb(bytes);
    }
}

void scan_limits(struct bytes *bytes, struct scan_limits *limits) {
    uint32_t flags = scan_byte(bytes);
    limits->min = scan_leb(bytes);
    limits->has_max = (flags & 1) != 0;
    limits->is_64 = (flags & 4) != 0;
    limits->max = limits->has_max ? scan_leb(bytes) : 0;
    limits->page_size_log2 = (flags & 8) != 0 ? (unsigned)scan_leb(bytes) : 16;
}

uint64_t scan_memory_bytes(const struct scan_limits *limits) {
    bool is_whole = limits->min > UINT64_MAX >> limits->page_size_log2;
    return is_whole ? UINT64_MAX : limits->min << limits->page_size_log2;
}

// ---- instructions ----

enum immediate {
    IMMEDIATE_ILLEGAL,
    IMMEDIATE_NONE,
    IMMEDIATE_BLOCKTYPE,
    IMMEDIATE_BR_TABLE,
    IMMEDIATE_MEMARG,
    IMMEDIATE_SELECT_T,
    IMMEDIATE_F32,
    IMMEDIATE_F64,
    IMMEDIATE_ONE,  // one number
    IMMEDIATE_TWO
};
#define IMMEDIATE_I32 IMMEDIATE_ONE
#define IMMEDIATE_I64 IMMEDIATE_ONE
#define IMMEDIATE_HEAPTYPE IMMEDIATE_ONE
#define IMMEDIATE_LABELIDX IMMEDIATE_ONE
#define IMMEDIATE_FUNCIDX IMMEDIATE_ONE
#define IMMEDIATE_TYPEIDX IMMEDIATE_ONE
#define IMMEDIATE_LOCALIDX IMMEDIATE_ONE
#define IMMEDIATE_GLOBALIDX IMMEDIATE_ONE
#define IMMEDIATE_TABLEIDX IMMEDIATE_ONE
#define IMMEDIATE_ELEMIDX IMMEDIATE_ONE
#define IMMEDIATE_DATAIDX IMMEDIATE_ONE
#define IMMEDIATE_MEMIDX IMMEDIATE_ONE
#define IMMEDIATE_CALL_INDIRECT IMMEDIATE_TWO
#define IMMEDIATE_MEM_MEM IMMEDIATE_TWO
#define IMMEDIATE_TABLE_TABLE IMMEDIATE_TWO
#define IMMEDIATE_DATA_MEM IMMEDIATE_TWO
#define IMMEDIATE_ELEM_TABLE IMMEDIATE_TWO

#define CODE_END 0x0bu
#define CODE_PREFIX 0xfcu
#define MEMARG_HAS_MEMORY 0x40u

struct row {
    const char *text;
    uint8_t immediate;
    uint8_t feature;
    bool is_extended_const;
};

#define CONST____ false
#define CONST_CST false
#define CONST_EXT true
#define ROW_OF(code) ((code) < 0x100u ? (code) : 0x100u + ((code) & 0xffu))

// The library's table of instructions; there is no other.
static const struct row rows[0x200] = {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) \
    [ROW_OF(code)] = {text, IMMEDIATE_##immediates, FEATURE_##feature, CONST_##const_},
#include "opcodes/all.def"
};

static void skip_memarg(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    if ((scan_leb(bytes) & MEMARG_HAS_MEMORY) != 0) {
        use(scan, FEATURE_MULTI_MEMORY, "a memory's index", &at);
        (void)scan_leb(bytes);
    }
    (void)scan_leb(bytes);
}

static void skip_immediates(struct scan *scan, struct bytes *bytes, uint8_t immediate) {
    uint64_t count = 0;
    switch (immediate) {
        case IMMEDIATE_BLOCKTYPE:
            scan_blocktype(scan, bytes);
            break;
        case IMMEDIATE_MEMARG:
            skip_memarg(scan, bytes);
            break;
        case IMMEDIATE_BR_TABLE:
            for (count = scan_leb(bytes) + 1; count > 0 && bytes->at < bytes->end; count--) {
                (void)scan_leb(bytes);
            }
            break;
        case IMMEDIATE_SELECT_T:
            for (count = scan_leb(bytes); count > 0 && bytes->at < bytes->end; count--) {
                scan_valtype(scan, bytes);
            }
            break;
        case IMMEDIATE_F32:
        case IMMEDIATE_F64:
            skip(bytes, immediate == IMMEDIATE_F32 ? 4 : 8);
            break;
        case IMMEDIATE_TWO:
            (void)scan_leb(bytes);
            (void)scan_leb(bytes);
            break;
        case IMMEDIATE_ONE:
            (void)scan_leb(bytes);
            break;
        default:
            break;
    }
}

// Reads an instruction, notes what it uses and gives its code's first byte.
static uint32_t scan_instr(struct scan *scan, struct bytes *bytes, bool is_const) {
    struct bytes at = *bytes;
    uint32_t byte = scan_byte(bytes);
    uint32_t code = byte == CODE_PREFIX ? 0xfc00u | ((uint32_t)scan_leb(bytes) & 0xffu) : byte;
    const struct row *row = &rows[ROW_OF(code)];
    if (row->immediate == IMMEDIATE_ILLEGAL) {
        return byte;
    }
    use(scan, (enum feature)row->feature, row->text, &at);
    if (is_const && row->is_extended_const) {
        use(scan, FEATURE_EXTENDED_CONST, row->text, &at);
    }
    skip_immediates(scan, bytes, row->immediate);
    return byte;
}

// ---- instructions as text ----

struct text {
    char *at;
    size_t room;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int size = vsnprintf(text->at, text->room, format, values);
    va_end(values);
    size_t used = (size_t)size < text->room ? (size_t)size : text->room - 1;
    text->at += used;
    text->room -= used;
}

static int64_t read_signed(struct bytes *bytes) {
    uint64_t number = 0;
    unsigned shift = 0;
    uint32_t byte = 0;
    do {
        byte = scan_byte(bytes);
        number |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
        shift += 7;
    } while (byte >= 0x80);
    if (shift < 64 && (byte & 0x40) != 0) {
        number |= UINT64_MAX << shift;
    }
    return (int64_t)number;
}

static void put_bits(struct text *text, struct bytes *bytes, unsigned count) {
    uint64_t bits = 0;
    for (unsigned i = 0; i < count; i++) {
        bits |= (uint64_t)scan_byte(bytes) << 8 * i;
    }
    put(text, " bits 0x%" PRIx64, bits);
}

static void put_blocktype(struct text *text, struct bytes *bytes) {
    uint32_t byte = bytes->at < bytes->end ? *bytes->at : 0;
    if (byte == TYPE_EMPTY) {
        (void)scan_byte(bytes);
    } else if (byte == TYPE_REF || byte == TYPE_REF_NULL) {
        (void)scan_byte(bytes);
        put(text, " ref %" PRIu64, scan_leb(bytes));
    } else if ((byte & 0xc0) == 0x40) {
        (void)scan_byte(bytes);
        put(text, " %s",
            byte == TYPE_FUNCREF     ? "funcref"
            : byte == TYPE_EXTERNREF ? "externref"
                                     : tw_valtype_name(byte));
    } else {
        put(text, " type %" PRIu64, scan_leb(bytes));
    }
}

static void put_memarg(struct text *text, struct bytes *bytes) {
    uint64_t flags = scan_leb(bytes);
    if ((flags & MEMARG_HAS_MEMORY) != 0) {
        put(text, " memory %" PRIu64, scan_leb(bytes));
    }
    uint64_t offset = scan_leb(bytes);
    if (offset != 0) {
        put(text, " offset=%" PRIu64, offset);
    }
}

static void put_vector(struct text *text, struct bytes *bytes, uint64_t count) {
    for (; count > 0 && bytes->at < bytes->end; count--) {
        put(text, " %" PRIu64, scan_leb(bytes));
    }
}

static void put_immediates(struct text *text, struct bytes *bytes, const struct row *row) {
    bool is_signed = strcmp(row->text, "i32.const") == 0 || strcmp(row->text, "i64.const") == 0;
    switch (row->immediate) {
        case IMMEDIATE_BLOCKTYPE:
            put_blocktype(text, bytes);
            break;
        case IMMEDIATE_MEMARG:
            put_memarg(text, bytes);
            break;
        case IMMEDIATE_BR_TABLE:
            put_vector(text, bytes, scan_leb(bytes) + 1);
            break;
        case IMMEDIATE_SELECT_T:
            put_vector(text, bytes, scan_leb(bytes));
            break;
        case IMMEDIATE_F32:
        case IMMEDIATE_F64:
            put_bits(text, bytes, row->immediate == IMMEDIATE_F32 ? 4 : 8);
            break;
        case IMMEDIATE_TWO:
            put_vector(text, bytes, 2);
            break;
        case IMMEDIATE_ONE:
            if (is_signed) {
                put(text, " %" PRId64, read_signed(bytes));
            } else {
                put_vector(text, bytes, 1);
            }
            break;
        default:
            break;
    }
}

uint32_t scan_instr_text(struct bytes *bytes, char *text, size_t room) {
    struct text writing = {text, room};
    uint32_t byte = scan_byte(bytes);
    uint32_t code = byte == CODE_PREFIX ? 0xfc00u | ((uint32_t)scan_leb(bytes) & 0xffu) : byte;
    const struct row *row = &rows[ROW_OF(code)];
    put(&writing, "%s", row->text != NULL ? row->text : "?");
    put_immediates(&writing, bytes, row);
    return code;
}

void scan_const_expr(struct scan *scan, struct bytes *bytes) {
    while (bytes->at < bytes->end && scan_instr(scan, bytes, true) != CODE_END) {
    }
}

// ---- sections ----

static void scan_types(struct scan *scan, struct bytes bytes) {
    for (uint32_t i = 0; i < scan->counts[SECTION_TYPE]; i++) {
        if (scan_byte(&bytes) != TYPE_FUNC) {
            return;
        }
        for (uint64_t params = scan_leb(&bytes); params > 0; params--) {
            scan_valtype(scan, &bytes);
        }
        struct bytes at = bytes;
        uint64_t results = scan_leb(&bytes);
        if (results > 1) {
            use(scan, FEATURE_MULTI_VALUE, "a type of several results", &at);
        }
        for (; results > 0; results--) {
            scan_valtype(scan, &bytes);
        }
    }
}

static void scan_table(struct scan *scan, struct bytes *bytes, uint32_t *count) {
    struct bytes at = *bytes;
    struct scan_limits limits;
    bool has_init = *bytes->at == TYPE_EMPTY;
    if (has_init) {
        skip(bytes, 2);
        use(scan, FEATURE_FUNCTION_REFERENCES, "a table with an initial value", &at);
    }
    if (*bytes->at == TYPE_FUNCREF) {  // which tables always had
        skip(bytes, 1);
    } else {
        scan_valtype(scan, bytes);
    }
    scan_limits(bytes, &limits);
    if (has_init) {
        scan_const_expr(scan, bytes);
    }
    if (++*count > 1) {
        use(scan, FEATURE_REFERENCES, "a second table", &at);
    }
}

static void scan_memory(struct scan *scan, struct bytes *bytes, uint32_t *count) {
    struct bytes at = *bytes;
    struct scan_limits limits;
    scan_limits(bytes, &limits);
    if (limits.page_size_log2 != 16) {
        use(scan, FEATURE_CUSTOM_PAGE_SIZES, "a memory", &at);
    }
    if (limits.is_64) {
        use(scan, FEATURE_MEMORY64, "a memory", &at);
    }
    if (++*count > 1) {
        use(scan, FEATURE_MULTI_MEMORY, "a second memory", &at);
    }
}

static void scan_import(struct scan *scan, struct bytes *bytes, uint32_t *tables,
                        uint32_t *memories) {
    skip(bytes, scan_leb(bytes));
    skip(bytes, scan_leb(bytes));
    switch (scan_byte(bytes)) {
        case TW_EXTERN_FUNC:
            (void)scan_leb(bytes);
            break;
        case TW_EXTERN_TABLE:
            scan_table(scan, bytes, tables);
            break;
        case TW_EXTERN_MEMORY:
            scan_memory(scan, bytes, memories);
            break;
        default:
            scan_valtype(scan, bytes);
            (void)scan_byte(bytes);
            break;
    }
}

static void scan_definitions(struct scan *scan) {
    struct bytes bytes = scan->sections[SECTION_IMPORT];
    uint32_t tables = 0;
    uint32_t memories = 0;
    for (uint32_t i = 0; i < scan->counts[SECTION_IMPORT]; i++) {
        scan_import(scan, &bytes, &tables, &memories);
    }
    bytes = scan->sections[SECTION_TABLE];
    for (uint32_t i = 0; i < scan->counts[SECTION_TABLE]; i++) {
        scan_table(scan, &bytes, &tables);
    }
    bytes = scan->sections[SECTION_MEMORY];
    for (uint32_t i = 0; i < scan->counts[SECTION_MEMORY]; i++) {
        scan_memory(scan, &bytes, &memories);
    }
    bytes = scan->sections[SECTION_GLOBAL];
    for (uint32_t i = 0; i < scan->counts[SECTION_GLOBAL]; i++) {
        scan_valtype(scan, &bytes);
        (void)scan_byte(&bytes);
        scan_const_expr(scan, &bytes);
    }
}

// An element segment (spec 5.5.12). flags: 1 passive or declarative, 2 with a table's index or
// declarative, 4 with expressions.
static void scan_elem(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    uint64_t flags = scan_leb(bytes);
    bool has_exprs = (flags & 4) != 0;
    if (flags != 0) {
        use(scan, (flags & 1) != 0 ? FEATURE_BULK : FEATURE_REFERENCES, "an element segment", &at);
    }
    if ((flags & 3) == 2) {
        (void)scan_leb(bytes);
    }
    if ((flags & 1) == 0) {
        scan_const_expr(scan, bytes);
    }
    if ((flags & 3) != 0 && has_exprs) {
        scan_valtype(scan, bytes);
    } else if ((flags & 3) != 0) {
        (void)scan_byte(bytes);
    }
    for (uint64_t count = scan_leb(bytes); count > 0 && bytes->at < bytes->end; count--) {
        if (has_exprs) {
            scan_const_expr(scan, bytes);
        } else {
            (void)scan_leb(bytes);
        }
    }
}

static void scan_data(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    uint64_t flags = scan_leb(bytes);
    if (flags == 1) {
        use(scan, FEATURE_BULK, "a passive data segment", &at);
    }
    if (flags == 2 && scan_leb(bytes) != 0) {
        use(scan, FEATURE_MULTI_MEMORY, "a data segment", &at);
    }
    if (flags != 1) {
        scan_const_expr(scan, bytes);
    }
    skip(bytes, scan_leb(bytes));
}

static void scan_segments(struct scan *scan) {
    struct bytes bytes = scan->sections[SECTION_ELEM];
    for (uint32_t i = 0; i < scan->counts[SECTION_ELEM]; i++) {
        scan_elem(scan, &bytes);
    }
    bytes = scan->sections[SECTION_DATA];
    for (uint32_t i = 0; i < scan->counts[SECTION_DATA]; i++) {
        scan_data(scan, &bytes);
    }
}

static void scan_code(struct scan *scan, struct bytes bytes) {
    for (uint32_t i = 0; i < scan->counts[SECTION_CODE]; i++) {
        uint64_t size = scan_leb(&bytes);
        struct bytes body = bytes;
        skip(&bytes, size);
        body.end = bytes.at;
        for (uint64_t groups = scan_leb(&body); groups > 0; groups--) {
            (void)scan_leb(&body);
            scan_valtype(scan, &body);
        }
        while (body.at < body.end) {
            (void)scan_instr(scan, &body, false);
        }
    }
}

static void find_sections(struct scan *scan, struct bytes module) {
    skip(&module, 8);
    while (module.at < module.end) {
        const uint8_t *start = module.at;
        uint32_t id = scan_byte(&module);
        uint64_t size = scan_leb(&module);
        struct bytes section = module;
        skip(&module, size);
        section.end = module.at;
        if (id == 0) {
            scan->custom_bytes += (uint32_t)(module.at - start);
        } else if (id < SECTION_COUNT) {
            scan->counts[id] = (uint32_t)scan_leb(&section);
            scan->sections[id] = section;
        }
    }
}

void scan_module(struct scan *scan, const void *bytes, uint32_t size) {
    struct bytes module = {bytes, bytes, (const uint8_t *)bytes + size};
    memset(scan, 0, sizeof *scan);
    find_sections(scan, module);
    use(scan, FEATURE_MVP, "the module", &module);
    if (scan->sections[SECTION_DATA_COUNT].at != NULL) {
        use(scan, FEATURE_BULK, "a data count section", &scan->sections[SECTION_DATA_COUNT]);
    }
    scan_types(scan, scan->sections[SECTION_TYPE]);
    scan_definitions(scan);
    scan_segments(scan);
    scan_code(scan, scan->sections[SECTION_CODE]);
}
