// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "scan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// ---- features ----

const char *feature_name(enum feature feature) {
#define FEATURE_NAME(token, name, is_built, profile) name,
    static const char *const names[] = {FEATURE_MAP(FEATURE_NAME)};
#undef FEATURE_NAME
    return names[feature];
}

bool feature_is_built(enum feature feature) {
#define FEATURE_BUILT(token, name, is_built, profile) (is_built) != 0,
    static const bool built[] = {FEATURE_MAP(FEATURE_BUILT)};
#undef FEATURE_BUILT
    return built[feature];
}

uint32_t scan_profile(const struct scan *scan) {
#define FEATURE_PROFILE(token, name, is_built, profile) TW_PROFILE_##profile,
    static const uint8_t profiles[] = {FEATURE_MAP(FEATURE_PROFILE)};
#undef FEATURE_PROFILE
    uint32_t most = TW_PROFILE_TINY;
    for (int i = 0; i < FEATURE_COUNT; i++) {
        most = scan->uses[i].is_used && profiles[i] > most ? profiles[i] : most;
    }
    return most;
}

const char *profile_name(uint32_t profile) {
    static const char *const names[] = {"?", "TINY", "STANDARD", "FULL"};
    return names[profile];
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

// ---- text ----

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

// ---- types ----

#define TYPE_V128 0x7bu
#define TYPE_FUNCREF 0x70u
#define TYPE_REF 0x64u
#define TYPE_REF_NULL 0x63u
#define TYPE_EMPTY 0x40u
#define TYPE_GROUP 0x4eu
#define TYPE_SUB_FINAL 0x4fu
#define TYPE_SUB 0x50u

#define HEAP_FIRST 0x69u  // of the abstract heap types, each a byte
static const struct {
    const char *name;
    const char *short_name;  // of a nullable reference
    enum feature feature;
} heaps[] = {
    {"exn", "exnref", FEATURE_EXCEPTIONS},
    {"array", "arrayref", FEATURE_GC},
    {"struct", "structref", FEATURE_GC},
    {"i31", "i31ref", FEATURE_GC},
    {"eq", "eqref", FEATURE_GC},
    {"any", "anyref", FEATURE_GC},
    {"extern", "externref", FEATURE_REFERENCES},
    {"func", "funcref", FEATURE_REFERENCES},
    {"none", "nullref", FEATURE_GC},
    {"noextern", "nullexternref", FEATURE_GC},
    {"nofunc", "nullfuncref", FEATURE_GC},
    {"noexn", "nullexnref", FEATURE_EXCEPTIONS},
};
#define HEAP_COUNT (sizeof heaps / sizeof heaps[0])

static bool is_heap(uint32_t byte) {
    return byte >= HEAP_FIRST && byte < HEAP_FIRST + HEAP_COUNT;
}

// A heap type is abstract, a byte, or the index of a type.
static bool is_abstract(const struct bytes *bytes) {
    return bytes->at < bytes->end && is_heap(*bytes->at);
}

// Of an instruction, or of a reference; these can be written short, where they are old.
static void scan_heap(struct scan *scan, struct bytes *bytes, bool is_written_out) {
    struct bytes at = *bytes;
    bool is_of_group = is_abstract(bytes);
    uint64_t heap = scan_leb(bytes);
    enum feature feature =
        is_of_group ? heaps[heap - HEAP_FIRST].feature : FEATURE_FUNCTION_REFERENCES;
    bool is_old = feature == FEATURE_REFERENCES && is_written_out;
    use(scan, is_old ? FEATURE_FUNCTION_REFERENCES : feature, "a type", &at);
}

static void scan_valtype(struct scan *scan, struct bytes *bytes) {
    struct bytes at = *bytes;
    if (is_abstract(bytes)) {
        scan_heap(scan, bytes, false);
        return;
    }
    uint32_t type = scan_byte(bytes);
    if (type == TW_F32 || type == TW_F64) {
        use(scan, FEATURE_FLOAT, "a type", &at);
    } else if (type == TYPE_V128) {
        use(scan, FEATURE_SIMD, "a type", &at);
    } else if (type == TYPE_REF || type == TYPE_REF_NULL) {
        scan_heap(scan, bytes, true);
    }
}

void scan_skip_valtype(struct bytes *bytes) {
    struct scan nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    scan_valtype(&nowhere, bytes);
}

static void put_heap(struct text *text, struct bytes *bytes) {
    bool has_name = is_abstract(bytes);
    uint64_t heap = scan_leb(bytes);
    if (has_name) {
        put(text, "%s", heaps[heap - HEAP_FIRST].name);
    } else {
        put(text, "%" PRIu64, heap);
    }
}

// Of a value, or packed as fields have it.
static void put_valtype(struct text *text, struct bytes *bytes) {
    uint32_t type = scan_byte(bytes);
    if (is_heap(type)) {
        put(text, "%s", heaps[type - HEAP_FIRST].short_name);
    } else if (type == TYPE_REF || type == TYPE_REF_NULL) {
        put(text, "(ref %s", type == TYPE_REF_NULL ? "null " : "");
        put_heap(text, bytes);
        put(text, ")");
    } else {
        bool is_packed = type == 0x78 || type == 0x77;
        put(text, "%s", is_packed ? type == 0x78 ? "i8" : "i16" : tw_valtype_name(type));
    }
}

#define VALTYPE_TEXT_BYTES 40
void scan_print_valtype(struct bytes *bytes) {
    char name[VALTYPE_TEXT_BYTES];
    struct text text = {name, sizeof name};
    put_valtype(&text, bytes);
    printf("%s", name);
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
    limits->is_shared = (flags & 2) != 0;
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
    IMMEDIATE_TWO,
    IMMEDIATE_HEAPTYPE,
    IMMEDIATE_BR_CAST,
    IMMEDIATE_TRY_TABLE,
    IMMEDIATE_V128,
    IMMEDIATE_SHUFFLE,
    IMMEDIATE_LANE,  // one byte
    IMMEDIATE_MEMARG_LANE
};
#define IMMEDIATE_I32 IMMEDIATE_ONE
#define IMMEDIATE_I64 IMMEDIATE_ONE
#define IMMEDIATE_CAST IMMEDIATE_HEAPTYPE
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
#define IMMEDIATE_TAGIDX IMMEDIATE_ONE
#define IMMEDIATE_FENCE IMMEDIATE_LANE
#define IMMEDIATE_TYPE_FIELD IMMEDIATE_TWO
#define IMMEDIATE_TYPE_COUNT IMMEDIATE_TWO
#define IMMEDIATE_TYPE_DATA IMMEDIATE_TWO
#define IMMEDIATE_TYPE_ELEM IMMEDIATE_TWO
#define IMMEDIATE_TYPE_TYPE IMMEDIATE_TWO

#define CODE_END 0x0bu
#define CODE_PREFIXES 0xfbu  // from here on a number follows ...
#define CODE_SIMD 0xfdu      // ... which has three digits behind this one
#define LITERAL_BYTES 16u
#define CATCH_REF 1u  // and below: a catch with a tag
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
#define ROW_OF(code)                                            \
    ((code) < 0x100u               ? (code)                     \
     : ((code) >> 12) == CODE_SIMD ? 0x500u + ((code) & 0xfffu) \
                                   : (((code) >> 8) - 0xfau) * 0x100u + ((code) & 0xffu))
#define ROW_COUNT 0x700u

// The library's table of instructions; there is no other.
static const struct row rows[ROW_COUNT] = {
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

static void scan_catches(struct bytes *bytes) {
    for (uint64_t count = scan_leb(bytes); count > 0 && bytes->at < bytes->end; count--) {
        if (scan_byte(bytes) <= CATCH_REF) {
            (void)scan_leb(bytes);
        }
        (void)scan_leb(bytes);
    }
}

static void skip_more(struct scan *scan, struct bytes *bytes, uint8_t immediate) {
    switch (immediate) {
        case IMMEDIATE_HEAPTYPE:
            scan_heap(scan, bytes, false);
            break;
        case IMMEDIATE_BR_CAST:
            (void)scan_byte(bytes);
            (void)scan_leb(bytes);
            scan_heap(scan, bytes, false);
            scan_heap(scan, bytes, false);
            break;
        case IMMEDIATE_TRY_TABLE:
            scan_blocktype(scan, bytes);
            scan_catches(bytes);
            break;
        case IMMEDIATE_V128:
        case IMMEDIATE_SHUFFLE:
            skip(bytes, LITERAL_BYTES);
            break;
        case IMMEDIATE_MEMARG_LANE:
            skip_memarg(scan, bytes);
            skip(bytes, 1);
            break;
        case IMMEDIATE_LANE:
            skip(bytes, 1);
            break;
        default:
            break;
    }
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
            skip_more(scan, bytes, immediate);
            break;
    }
}

// Its number behind the prefix fits: the module is valid.
static const struct row *read_row(struct bytes *bytes, uint32_t *byte) {
    uint32_t code = *byte = scan_byte(bytes);
    if (code >= CODE_PREFIXES && code < CODE_PREFIXES + 4) {
        uint32_t number = (uint32_t)scan_leb(bytes);
        code = code == CODE_SIMD ? code << 12 | (number & 0x1ff) : code << 8 | (number & 0xff);
    }
    return &rows[ROW_OF(code)];
}

// Reads an instruction, notes what it uses and gives its code's first byte.
static uint32_t scan_instr(struct scan *scan, struct bytes *bytes, bool is_const) {
    struct bytes at = *bytes;
    uint32_t byte = 0;
    const struct row *row = read_row(bytes, &byte);
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
    } else if ((byte & 0xc0) == 0x40) {
        put(text, " ");
        put_valtype(text, bytes);
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

static void put_catches(struct text *text, struct bytes *bytes) {
    static const char *const names[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
    for (uint64_t count = scan_leb(bytes); count > 0 && bytes->at < bytes->end; count--) {
        uint32_t kind = scan_byte(bytes) & 3;
        put(text, " %s", names[kind]);
        put_vector(text, bytes, kind <= CATCH_REF ? 2 : 1);
    }
}

static void put_literal(struct text *text, struct bytes *bytes) {
    put(text, " i32x4");
    for (uint32_t lane = 0; lane < LITERAL_BYTES / 4; lane++) {
        uint32_t bits = 0;
        for (uint32_t i = 0; i < 32; i += 8) {
            bits |= scan_byte(bytes) << i;
        }
        put(text, " 0x%08" PRIx32, bits);
    }
}

static void put_bytes(struct text *text, struct bytes *bytes, uint32_t count) {
    for (; count > 0; count--) {
        put(text, " %" PRIu32, scan_byte(bytes));
    }
}

// The flags say of each type whether it takes null.
static void put_br_cast(struct text *text, struct bytes *bytes) {
    uint32_t flags = scan_byte(bytes);
    put_vector(text, bytes, 1);
    for (uint32_t i = 0; i < 2; i++) {
        put(text, " (ref %s", (flags >> i & 1) != 0 ? "null " : "");
        put_heap(text, bytes);
        put(text, ")");
    }
}

static void put_more(struct text *text, struct bytes *bytes, uint8_t immediate) {
    switch (immediate) {
        case IMMEDIATE_HEAPTYPE:
            put(text, " ");
            put_heap(text, bytes);
            break;
        case IMMEDIATE_BR_CAST:
            put_br_cast(text, bytes);
            break;
        case IMMEDIATE_TRY_TABLE:
            put_blocktype(text, bytes);
            put_catches(text, bytes);
            break;
        case IMMEDIATE_V128:
            put_literal(text, bytes);
            break;
        case IMMEDIATE_SHUFFLE:
            put_bytes(text, bytes, LITERAL_BYTES);
            break;
        case IMMEDIATE_MEMARG_LANE:
            put_memarg(text, bytes);
            put_bytes(text, bytes, 1);
            break;
        case IMMEDIATE_LANE:
            put_bytes(text, bytes, 1);
            break;
        default:
            break;
    }
}

static void put_select_types(struct text *text, struct bytes *bytes) {
    for (uint64_t count = scan_leb(bytes); count > 0 && bytes->at < bytes->end; count--) {
        put(text, " ");
        put_valtype(text, bytes);
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
            put_select_types(text, bytes);
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
            put_more(text, bytes, row->immediate);
            break;
    }
}

uint32_t scan_instr_text(struct bytes *bytes, char *text, size_t room) {
    struct text writing = {text, room};
    uint32_t byte = 0;
    const struct row *row = read_row(bytes, &byte);
    put(&writing, "%s", row->text != NULL ? row->text : "?");
    put_immediates(&writing, bytes, row);
    return byte;
}

void scan_const_expr(struct scan *scan, struct bytes *bytes) {
    while (bytes->at < bytes->end && scan_instr(scan, bytes, true) != CODE_END) {
    }
}

// ---- sections ----

struct scan_types scan_types_of(const struct scan *scan) {
    return (struct scan_types){scan->sections[SECTION_TYPE], scan->counts[SECTION_TYPE], 0};
}

// A type, or a group of them, which may be empty.
static void open_group(struct scan_types *types) {
    while (types->group_left == 0 && types->entries_left > 0) {
        types->entries_left--;
        types->group_left = 1;
        if (types->bytes.at < types->bytes.end && *types->bytes.at == TYPE_GROUP) {
            (void)scan_byte(&types->bytes);
            types->group_left = (uint32_t)scan_leb(&types->bytes);
        }
    }
}

bool scan_next_type(struct scan_types *types, struct scan_type *type) {
    open_group(types);
    if (types->group_left == 0 || types->bytes.at >= types->bytes.end) {
        return false;
    }
    types->group_left--;
    memset(type, 0, sizeof *type);
    type->kind = scan_byte(&types->bytes);
    type->is_plain = type->kind != TYPE_SUB && type->kind != TYPE_SUB_FINAL;
    type->is_final = type->kind != TYPE_SUB;
    if (!type->is_plain) {
        type->has_super = scan_leb(&types->bytes) != 0;
        type->super = type->has_super ? scan_leb(&types->bytes) : 0;
        type->kind = scan_byte(&types->bytes);
    }
    return true;
}

uint64_t scan_field_count(struct scan_types *types, const struct scan_type *type) {
    return type->kind == SCAN_ARRAY ? 1 : scan_leb(&types->bytes);
}

void scan_print_field(struct scan_types *types, const struct scan_type *type) {
    struct bytes at = types->bytes;
    if (type->kind != SCAN_FUNC) {  // whether it is mutable stands behind it
        scan_skip_valtype(&types->bytes);
        printf("%s", scan_byte(&types->bytes) != 0 ? "mut " : "");
    }
    scan_print_valtype(type->kind == SCAN_FUNC ? &types->bytes : &at);
}

static void scan_fields(struct scan *scan, struct scan_types *types, const struct scan_type *type,
                        uint64_t count) {
    for (; count > 0 && types->bytes.at < types->bytes.end; count--) {
        scan_valtype(scan, &types->bytes);
        if (type->kind != SCAN_FUNC) {
            (void)scan_byte(&types->bytes);
        }
    }
}

void scan_skip_fields(struct scan_types *types, const struct scan_type *type) {
    struct scan nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    scan_fields(&nowhere, types, type, scan_field_count(types, type));
    if (type->kind == SCAN_FUNC) {
        scan_fields(&nowhere, types, type, scan_leb(&types->bytes));
    }
}

static void scan_type_section(struct scan *scan) {
    struct scan_types types = scan_types_of(scan);
    struct scan_type type;
    struct bytes at = types.bytes;
    while (scan_next_type(&types, &type)) {
        if (!type.is_plain || type.kind != SCAN_FUNC) {
            use(scan, FEATURE_GC, "a type", &at);
        }
        scan_fields(scan, &types, &type, scan_field_count(&types, &type));
        at = types.bytes;
        if (type.kind == SCAN_FUNC) {
            uint64_t results = scan_leb(&types.bytes);
            if (results > 1) {
                use(scan, FEATURE_MULTI_VALUE, "a type of several results", &at);
            }
            scan_fields(scan, &types, &type, results);
        }
        at = types.bytes;
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
    if (limits.is_64) {
        use(scan, FEATURE_MEMORY64, "a table", &at);
    }
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
    if (limits.is_shared) {
        use(scan, FEATURE_THREADS, "a memory", &at);
    }
    if (++*count > 1) {
        use(scan, FEATURE_MULTI_MEMORY, "a second memory", &at);
    }
}

static void scan_tag(struct scan *scan, struct bytes *bytes) {
    use(scan, FEATURE_EXCEPTIONS, "a tag", bytes);
    (void)scan_byte(bytes);
    (void)scan_leb(bytes);
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
        case TW_EXTERN_TAG:
            scan_tag(scan, bytes);
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
    bytes = scan->sections[SECTION_TAG];
    for (uint32_t i = 0; i < scan->counts[SECTION_TAG]; i++) {
        scan_tag(scan, &bytes);
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
    scan_type_section(scan);
    scan_definitions(scan);
    scan_segments(scan);
    scan_code(scan, scan->sections[SECTION_CODE]);
}
