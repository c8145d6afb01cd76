// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Every column of every row of the instruction table, tested from outside: for each row small
// modules are made around the instruction (module.h) and loaded, once whole and once byte by byte.
// Right operands validate, each other type is INVALID, cut or overlong immediates are MALFORMED,
// wrong indices and alignments are INVALID, constant expressions take what the column says, loads
// and stores touch as many bytes as the column says, and what the build leaves out is UNSUPPORTED.
//
// The cases are made first, then each is a test of its own: ID:claim.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "opcode/module.h"
#include "tinywasm/tinywasm.h"

// ---- the table ------------------------------------------------------------------------------

#define ON_MVP 1
#define ON_FLOAT TW_CFG_FLOAT
#define ON_SIGN_EXT 1
#define ON_SAT_FLOAT TW_CFG_FLOAT
#define ON_BULK 1
#define ON_REFERENCES TW_CFG_REFERENCES
#define ON_FUNCTION_REFERENCES TW_CFG_FUNCTION_REFERENCES
#define ON_TAIL_CALL TW_CFG_TAIL_CALL
#define ON_EXCEPTIONS TW_CFG_EXCEPTIONS
#define ON_LEGACY_EXCEPTIONS TW_CFG_LEGACY_EXCEPTIONS
#define ON_THREADS TW_CFG_THREADS
#define ON_GC TW_CFG_GC
#define ON_SIMD TW_CFG_SIMD
#define ON_WIDE_ARITHMETIC TW_CFG_WIDE_ARITHMETIC

struct row {
    uint32_t code;
    const char *id;
    const char *text;
    const char *immediates;
    const char *signature;
    uint32_t width;
    const char *constant;
    bool is_on;
};

static const struct row rows[] = {
#define TW_OP(code, id, text, immediates, signature, width, constant, feature) \
    {code, #id, text, #immediates, #signature, width, #constant, ON_##feature},
#include "core/opcodes/mvp.def"
#include "core/opcodes/float.def"
#include "core/opcodes/sign_ext.def"
#include "core/opcodes/sat_float.def"
#include "core/opcodes/bulk.def"
#include "core/opcodes/references.def"
#include "core/opcodes/function_references.def"
#include "core/opcodes/tail_call.def"
#include "core/opcodes/exceptions.def"
#include "core/opcodes/legacy_exceptions.def"
#include "core/opcodes/gc.def"
#include "core/opcodes/simd.def"
#include "core/opcodes/wide_arithmetic.def"
#include "core/opcodes/threads.def"
#undef TW_OP
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

struct group {
    uint32_t first;
    uint32_t last;
    const char *name;
};
static const struct group groups[] = {
#define TW_GROUP(first, last, name) {first, last, name},
#include "core/opcodes/groups.def"
};
#define GROUP_COUNT (sizeof groups / sizeof groups[0])

// What the signature column does not say: of SPECIAL rows, and of those with types that are known
// from the immediates or the operands (t, r, x). Types as in module.h; and as an operand ? any
// reference, * anything; as a result ! nothing comes after it.
struct recipe {
    const char *id;
    const char *operands;
    const char *result;
    uint8_t indices[2];  // values of the immediates, where not 0
    uint8_t before[5];   // instructions before the operands, size first
    uint8_t after[6];    // and behind the instruction, size first
};
static const struct recipe recipes[] = {
    {"UNREACHABLE", "", "!", {0}, {0}, {0}},
    {"BLOCK", "", "", {0}, {0}, {1, 0x0b}},
    {"LOOP", "", "", {0}, {0}, {1, 0x0b}},
    {"IF", "i", "", {0}, {0}, {1, 0x0b}},
    {"ELSE", "", "", {0}, {4, 0x20, 0x00, 0x04, 0x40}, {1, 0x0b}},
    {"END", "", "", {0}, {2, 0x02, 0x40}, {0}},
    {"BR", "", "!", {0}, {0}, {0}},
    {"BR_IF", "i", "", {0}, {0}, {0}},
    {"BR_TABLE", "i", "!", {0}, {0}, {0}},
    {"RETURN", "", "!", {0}, {0}, {0}},
    {"CALL", "i", "l", {1}, {0}, {0}},
    {"CALL_INDIRECT", "ii", "l", {1}, {0}, {0}},
    {"DROP", "*", "", {0}, {0}, {0}},
    {"SELECT", "iii", "i", {0}, {0}, {0}},
    {"LOCAL_GET", "", "i", {0}, {0}, {0}},
    {"LOCAL_SET", "i", "", {0}, {0}, {0}},
    {"LOCAL_TEE", "i", "i", {0}, {0}, {0}},
    {"GLOBAL_GET", "", "i", {0}, {0}, {0}},
    {"GLOBAL_SET", "i", "", {1}, {0}, {0}},
    {"SELECT_T", "iii", "i", {0}, {0}, {0}},
    {"TABLE_GET", "i", "r", {0}, {0}, {0}},
    {"TABLE_SET", "ir", "", {0}, {0}, {0}},
    {"TABLE_GROW", "ri", "i", {0}, {0}, {0}},
    {"TABLE_FILL", "iri", "", {0}, {0}, {0}},
    {"REF_NULL", "", "r", {0}, {0}, {0}},
    {"REF_IS_NULL", "?", "i", {0}, {0}, {0}},
    {"REF_FUNC", "", "r", {0}, {0}, {0}},
    {"CALL_REF", "u", "", {0}, {0}, {0}},
    {"RETURN_CALL_REF", "u", "!", {0}, {0}, {0}},
    {"REF_AS_NON_NULL", "?", "r", {0}, {0}, {0}},
    {"BR_ON_NULL", "?", "", {0}, {2, 0x02, 0x40}, {2, 0x1a, 0x0b}},
    {"BR_ON_NON_NULL", "?", "", {0}, {2, 0x02, 0x70}, {4, 0xd0, 0x70, 0x0b, 0x1a}},
    {"RETURN_CALL", "", "!", {0}, {0}, {0}},
    {"RETURN_CALL_INDIRECT", "i", "!", {0}, {0}, {0}},
    {"THROW", "", "!", {0}, {0}, {0}},
    {"THROW_REF", "e", "!", {0}, {0}, {0}},
    {"TRY_TABLE", "", "", {0}, {0}, {1, 0x0b}},
    {"TRY", "", "", {0}, {0}, {1, 0x0b}},
    {"CATCH", "", "", {0}, {2, 0x06, 0x40}, {1, 0x0b}},
    {"RETHROW", "", "!", {0}, {3, 0x06, 0x40, 0x19}, {2, 0x0b, 0x00}},
    {"DELEGATE", "", "", {0}, {2, 0x06, 0x40}, {0}},
    {"CATCH_ALL", "", "", {0}, {2, 0x06, 0x40}, {1, 0x0b}},
    {"REF_EQ", "qq", "i", {0}, {0}, {0}},
    {"STRUCT_NEW", "i", "s", {2}, {0}, {0}},
    {"STRUCT_NEW_DEFAULT", "", "s", {2}, {0}, {0}},
    {"STRUCT_GET", "s", "i", {2}, {0}, {0}},
    {"STRUCT_GET_S", "t", "i", {5}, {0}, {0}},
    {"STRUCT_GET_U", "t", "i", {5}, {0}, {0}},
    {"STRUCT_SET", "si", "", {2}, {0}, {0}},
    {"ARRAY_NEW", "ii", "a", {3}, {0}, {0}},
    {"ARRAY_NEW_DEFAULT", "i", "a", {3}, {0}, {0}},
    {"ARRAY_NEW_FIXED", "i", "a", {3, 1}, {0}, {0}},
    {"ARRAY_NEW_DATA", "ii", "a", {3}, {0}, {0}},
    {"ARRAY_NEW_ELEM", "ii", "b", {6}, {0}, {0}},
    {"ARRAY_GET", "ai", "i", {3}, {0}, {0}},
    {"ARRAY_GET_S", "ci", "i", {4}, {0}, {0}},
    {"ARRAY_GET_U", "ci", "i", {4}, {0}, {0}},
    {"ARRAY_SET", "aii", "", {3}, {0}, {0}},
    {"ARRAY_LEN", "z", "i", {0}, {0}, {0}},
    {"ARRAY_FILL", "aiii", "", {3}, {0}, {0}},
    {"ARRAY_COPY", "aiaii", "", {3, 3}, {0}, {0}},
    {"ARRAY_INIT_DATA", "aiii", "", {3}, {0}, {0}},
    {"ARRAY_INIT_ELEM", "biii", "", {6}, {0}, {0}},
    {"REF_TEST", "y", "i", {0}, {0}, {0}},
    {"REF_TEST_NULL", "y", "i", {0}, {0}, {0}},
    {"REF_CAST", "y", "S", {0}, {0}, {0}},
    {"REF_CAST_NULL", "y", "S", {0}, {0}, {0}},
    {"BR_ON_CAST", "y", "", {0}, {2, 0x02, 0x6b}, {5, 0x1a, 0xd0, 0x6b, 0x0b, 0x1a}},
    {"BR_ON_CAST_FAIL", "y", "", {0}, {2, 0x02, 0x6e}, {5, 0x1a, 0xd0, 0x6e, 0x0b, 0x1a}},
    {"ANY_CONVERT_EXTERN", "x", "y", {0}, {0}, {0}},
    {"EXTERN_CONVERT_ANY", "y", "x", {0}, {0}, {0}},
    {"REF_I31", "i", "3", {0}, {0}, {0}},
    {"I31_GET_S", "3", "i", {0}, {0}, {0}},
    {"I31_GET_U", "3", "i", {0}, {0}, {0}},
    {"I64_ADD128", "llll", "l", {0}, {0}, {1, 0x1a}},
    {"I64_SUB128", "llll", "l", {0}, {0}, {1, 0x1a}},
    {"I64_MUL_WIDE_S", "ll", "l", {0}, {0}, {1, 0x1a}},
    {"I64_MUL_WIDE_U", "ll", "l", {0}, {0}, {1, 0x1a}},
};

// ---- what a row looks like in a module ---------------------------------------------------------

#define MAX_PIECES 4

enum piece_kind {
    PIECE_INDEX,
    PIECE_COUNT,
    PIECE_ALIGN,
    PIECE_OFFSET,
    PIECE_S32,
    PIECE_S64,
    PIECE_BYTES
};

struct piece {  // of the immediates
    enum piece_kind kind;
    uint8_t value;
    uint8_t size;  // BYTES: so many times value
};

struct shape {  // of an instruction and its surroundings
    const struct row *row;
    char operands[6];
    char result;  // 0 none, ! unreachable
    struct bytes before;
    struct bytes after;
    struct piece pieces[MAX_PIECES];
    unsigned piece_count;
};

static void add_piece(struct shape *s, enum piece_kind kind, unsigned value, unsigned size) {
    s->pieces[s->piece_count++] = (struct piece){kind, (uint8_t)value, (uint8_t)size};
}

static bool is_kind(const struct row *row, const char *immediates) {
    return strcmp(row->immediates, immediates) == 0;
}

static bool is_two_indices(const struct row *row) {
    return is_kind(row, "CALL_INDIRECT") || is_kind(row, "TABLE_TABLE") ||
           is_kind(row, "TYPE_FIELD") || is_kind(row, "TYPE_COUNT") || is_kind(row, "TYPE_DATA") ||
           is_kind(row, "TYPE_ELEM") || is_kind(row, "TYPE_TYPE") || is_kind(row, "ELEM_TABLE") ||
           is_kind(row, "MEM_MEM") || is_kind(row, "DATA_MEM");
}

static unsigned log2_of(uint32_t width) {
    unsigned log2 = 0;
    while ((1u << log2) < width) {
        log2++;
    }
    return log2;
}

// Atomics have their natural alignment and no other.
static bool is_atomic(const struct row *row) {
    return row->code >> 8 == 0xfe;
}

// The kinds of groups beyond STANDARD. False: it is none of them.
static bool shape_more(struct shape *s) {
    const struct row *row = s->row;
    bool is_memarg = is_kind(row, "MEMARG_LANE");
    if (is_kind(row, "TRY_TABLE")) {  // with a catch_all
        add_piece(s, PIECE_BYTES, 0x40, 1);
        add_piece(s, PIECE_COUNT, 1, 0);
        add_piece(s, PIECE_BYTES, 2, 1);
        add_piece(s, PIECE_INDEX, 0, 0);
    } else if (is_kind(row, "CAST")) {
        add_piece(s, PIECE_BYTES, 0x6b, 1);
    } else if (is_kind(row, "BR_CAST")) {  // from anyref to structref
        add_piece(s, PIECE_BYTES, 3, 1);
        add_piece(s, PIECE_INDEX, 0, 0);
        add_piece(s, PIECE_BYTES, 0x6e, 1);
        add_piece(s, PIECE_BYTES, 0x6b, 1);
    } else if (is_kind(row, "V128") || is_kind(row, "SHUFFLE")) {
        add_piece(s, PIECE_BYTES, 0, 16);
    } else if (is_kind(row, "FENCE")) {
        add_piece(s, PIECE_BYTES, 0, 1);
    } else if (is_kind(row, "LANE") || is_memarg) {
        if (is_memarg) {
            add_piece(s, PIECE_ALIGN, 0, 0);
            add_piece(s, PIECE_OFFSET, 0, 0);
        }
        add_piece(s, PIECE_BYTES, 0, 1);
    } else {
        return false;
    }
    return true;
}

static void shape_immediates(struct shape *s, const uint8_t *indices) {
    const struct row *row = s->row;
    if (shape_more(s)) {
        return;
    }
    if (is_kind(row, "BLOCKTYPE")) {
        add_piece(s, PIECE_BYTES, 0x40, 1);
    } else if (is_kind(row, "HEAPTYPE")) {
        add_piece(s, PIECE_BYTES, 0x70, 1);
    } else if (is_kind(row, "BR_TABLE")) {
        add_piece(s, PIECE_COUNT, 1, 0);
        add_piece(s, PIECE_INDEX, 0, 0);
        add_piece(s, PIECE_INDEX, 0, 0);
    } else if (is_kind(row, "SELECT_T")) {
        add_piece(s, PIECE_COUNT, 1, 0);
        add_piece(s, PIECE_BYTES, 0x7f, 1);
    } else if (is_kind(row, "MEMARG")) {
        add_piece(s, PIECE_ALIGN, is_atomic(row) ? log2_of(row->width) : 0, 0);
        add_piece(s, PIECE_OFFSET, 0, 0);
    } else if (is_kind(row, "I32")) {
        add_piece(s, PIECE_S32, 0, 0);
    } else if (is_kind(row, "I64")) {
        add_piece(s, PIECE_S64, 0, 0);
    } else if (is_kind(row, "F32") || is_kind(row, "F64")) {
        add_piece(s, PIECE_BYTES, 0, is_kind(row, "F32") ? 4 : 8);
    } else if (!is_kind(row, "NONE")) {
        add_piece(s, PIECE_INDEX, indices[0], 0);
        if (is_two_indices(row)) {
            add_piece(s, PIECE_INDEX, indices[1], 0);
        }
    }
}

static const struct recipe *find_recipe(const struct row *row) {
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        if (strcmp(recipes[i].id, row->id) == 0) {
            return &recipes[i];
        }
    }
    return NULL;
}

// From the signature, "ii_i", or from the recipe. False: the row has neither.
static bool shape_row(struct shape *s, const struct row *row) {
    static const uint8_t zeros[2] = {0};
    const struct recipe *recipe = find_recipe(row);
    memset(s, 0, sizeof *s);
    s->row = row;
    if (strcmp(row->signature, "SPECIAL") != 0 && strpbrk(row->signature, "trx") == NULL) {
        const char *result = strchr(row->signature, '_');
        size_t count = row->signature[0] == 'v' ? 0 : (size_t)(result - row->signature);
        memcpy(s->operands, row->signature, count);
        s->result = result[1] == 'v' ? '\0' : result[1];
        shape_immediates(s, zeros);
        return recipe == NULL;
    }
    if (recipe == NULL) {
        return false;
    }
    strcpy(s->operands, recipe->operands);
    s->result = recipe->result[0];
    put_bytes(&s->before, recipe->before + 1, recipe->before[0]);
    put_bytes(&s->after, recipe->after + 1, recipe->after[0]);
    shape_immediates(s, recipe->indices);
    return true;
}

// Codes are a byte, a prefix and a byte behind it, or 0xfd and three digits.
static uint32_t prefix_of(uint32_t code) {
    return code <= 0xff ? 0 : code >> 12 == 0xfd ? 0xfd : code >> 8;
}

static uint32_t number_of(uint32_t code) {
    return prefix_of(code) == 0xfd ? code & 0xfff : code & 0xff;
}

static void put_opcode(struct bytes *b, uint32_t code) {
    if (code > 0xff) {
        put_byte(b, prefix_of(code));
    }
    if (code > 0xff && number_of(code) > 0x7f) {
        put_padded(b, number_of(code), 2);
    } else {
        put_byte(b, number_of(code));
    }
}

static void put_piece(struct bytes *b, const struct piece *piece) {
    if (piece->kind == PIECE_BYTES) {
        for (unsigned i = 0; i < piece->size; i++) {
            put_byte(b, piece->value);
        }
    } else {
        put_byte(b, piece->value);
    }
}

static void put_instruction(struct bytes *b, const struct shape *s) {
    put_opcode(b, s->row->code);
    for (unsigned i = 0; i < s->piece_count; i++) {
        put_piece(b, &s->pieces[i]);
    }
}

static char pushed(char operand) {
    return operand == '*' ? 'i' : operand == '?' ? 'r' : operand;
}

static void put_operands(struct bytes *b, const struct shape *s) {
    for (const char *operand = s->operands; *operand != '\0'; operand++) {
        put_push(b, pushed(*operand));
    }
}

// ---- cases ----------------------------------------------------------------------------------

struct test_case {
    char name[80];
    uint8_t *bytes;
    size_t size;
    tw_err_t err;
    tw_err_t or_err;  // as good
    bool is_in_body;  // the fault names the function and an offset within its body
    uint32_t body_start;
    uint32_t body_end;
    const char *needle;  // in the fault's text; may be NULL
    int32_t edge;        // width tests: "run" ends at the last byte of memory; -1: no run
    tw_err_t run_err;
};

static struct test_case *cases;
static size_t case_count;
static size_t case_room;

static struct test_case *add_case(const char *id, tw_err_t err, const char *format, ...) {
    struct test_case *c;
    va_list args;
    int size;
    if (case_count == case_room) {
        case_room = case_room * 2 + 1000;
        cases = realloc(cases, case_room * sizeof *cases);
        if (cases == NULL) {
            abort();
        }
    }
    c = &cases[case_count++];
    memset(c, 0, sizeof *c);
    c->err = err;
    c->or_err = err;
    c->edge = -1;
    size = snprintf(c->name, sizeof c->name, "%s:", id);
    va_start(args, format);
    vsnprintf(c->name + size, sizeof c->name - (size_t)size, format, args);
    va_end(args);
    return c;
}

static void set_module(struct test_case *c, const struct module *m) {
    struct bytes out;
    module_write(m, &out, &c->body_start, &c->body_end);
    c->bytes = malloc(out.size);
    if (c->bytes == NULL) {
        abort();
    }
    memcpy(c->bytes, out.at, out.size);
    c->size = out.size;
    c->is_in_body = c->err == TW_ERR_INVALID || c->err == TW_ERR_MALFORMED;
}

// A case whose body is `code`, with the function's final end.
static struct test_case *add_body(const struct shape *s, const struct bytes *code, tw_err_t err,
                                  const char *claim) {
    struct test_case *c = add_case(s->row->id, err, "%s", claim);
    struct module m;
    module_init(&m);
    m.code = *code;
    put_byte(&m.code, 0x0b);
    set_module(c, &m);
    return c;
}

// The body without the function's end: instructions around `instruction`, the result dropped.
static void make_body(const struct shape *s, const struct bytes *instruction, struct bytes *code) {
    code->size = 0;
    put_all(code, &s->before);
    put_operands(code, s);
    put_all(code, instruction);
    put_all(code, &s->after);
    if (s->result != '\0') {
        put_byte(code, 0x1a);
    }
}

static void add_right(const struct shape *s) {
    struct bytes instruction = {.size = 0};
    struct bytes code;
    put_instruction(&instruction, s);
    make_body(s, &instruction, &code);
    add_body(s, &code, TW_ERR_OK, "right_operands_validate");
}

static bool is_number(char type) {
    return strchr("ilfdw", type) != NULL;
}

// What operands and results are taken for, one after another.
static const char types[] = "ilfdrxw";

static bool has_type(char type) {
    return (TW_CFG_FLOAT || strchr("fd", type) == NULL) &&
           (TW_CFG_REFERENCES || strchr("rx", type) == NULL) && (TW_CFG_SIMD || type != 'w');
}

// True if an operand place takes a value of the type.
static bool takes(char operand, char type) {
    return operand == '*' || operand == type || (operand == '?' && !is_number(type));
}

static void add_flipped(const struct shape *s) {
    for (size_t i = 0; s->operands[i] != '\0'; i++) {
        for (const char *type = types; *type != '\0'; type++) {
            struct shape flipped = *s;
            struct bytes instruction = {.size = 0};
            struct bytes code;
            char claim[40];
            if (takes(s->operands[i], *type) || !has_type(*type)) {
                continue;
            }
            flipped.operands[i] = *type;
            put_instruction(&instruction, s);
            make_body(&flipped, &instruction, &code);
            snprintf(claim, sizeof claim, "operand_%u_as_%c", (unsigned)i, *type);
            add_body(s, &code, TW_ERR_INVALID, claim);
        }
    }
}

static void add_underflow(const struct shape *s) {
    struct shape fewer = *s;
    struct bytes instruction = {.size = 0};
    struct bytes code;
    if (s->operands[0] == '\0') {
        return;
    }
    memmove(fewer.operands, fewer.operands + 1, strlen(fewer.operands));
    put_instruction(&instruction, s);
    make_body(&fewer, &instruction, &code);
    add_body(s, &code, TW_ERR_INVALID, "operand_missing");
}

static void add_result(const struct shape *s, char type) {
    struct module m;
    struct test_case *c =
        add_case(s->row->id, type == s->result ? TW_ERR_OK : TW_ERR_INVALID, "result_as_%c", type);
    module_init(&m);
    m.result = type;
    put_all(&m.code, &s->before);
    put_operands(&m.code, s);
    put_instruction(&m.code, s);
    put_all(&m.code, &s->after);
    put_byte(&m.code, 0x0b);
    set_module(c, &m);
}

// The function returns what the instruction leaves: right for its type alone.
static void add_results(const struct shape *s) {
    if (s->result == '!' || strcmp(s->row->id, "BR_IF") == 0) {
        return;  // the result would be an operand of br_if
    }
    for (const char *type = types; *type != '\0'; type++) {
        if (has_type(*type)) {
            add_result(s, *type);
        }
    }
    if (s->result != '\0' && strchr(types, s->result) == NULL) {
        add_result(s, s->result);
    }
}

static void add_unreachable(const struct shape *s) {
    static const uint8_t add[] = {0x6a, 0x1a};  // takes two operands that nobody pushed
    struct bytes code = {.size = 0};
    if (s->result != '!') {
        return;
    }
    put_all(&code, &s->before);
    put_operands(&code, s);
    put_instruction(&code, s);
    put_bytes(&code, add, sizeof add);
    put_all(&code, &s->after);
    add_body(s, &code, TW_ERR_OK, "stack_is_polymorphic_behind_it");
}

// ---- immediates -----------------------------------------------------------------------------

// A body that ends within or right behind the instruction.
static void add_cuts(const struct shape *s) {
    struct bytes instruction = {.size = 0};
    put_instruction(&instruction, s);
    for (size_t size = 1; size <= instruction.size; size++) {
        struct test_case *c = add_case(s->row->id, TW_ERR_MALFORMED, "cut_to_%u_of_%u_bytes",
                                       (unsigned)size, (unsigned)instruction.size);
        struct module m;
        module_init(&m);
        put_all(&m.code, &s->before);
        put_operands(&m.code, s);
        put_bytes(&m.code, instruction.at, size);
        set_module(c, &m);
    }
}

// The instruction with piece `at` written otherwise.
static struct test_case *add_piece_case(const struct shape *s, unsigned at,
                                        const struct bytes *other, tw_err_t err,
                                        const char *claim) {
    struct bytes instruction = {.size = 0};
    struct bytes code;
    char text[60];
    put_opcode(&instruction, s->row->code);
    for (unsigned i = 0; i < s->piece_count; i++) {
        if (i == at) {
            put_all(&instruction, other);
        } else {
            put_piece(&instruction, &s->pieces[i]);
        }
    }
    make_body(s, &instruction, &code);
    snprintf(text, sizeof text, "immediate_%u_%s", at, claim);
    return add_body(s, &code, err, text);
}

// Without multi-memory a memory index is one byte that must be 0.
static bool is_plain_leb(const struct shape *s, unsigned at) {
    bool is_memidx = is_kind(s->row, "MEMIDX") || is_kind(s->row, "MEM_MEM") ||
                     (is_kind(s->row, "DATA_MEM") && at == 1);
    return s->pieces[at].kind != PIECE_BYTES && (TW_CFG_MULTI_MEMORY || !is_memidx);
}

// LEB128 forms: the longest legal one, one byte more, and bits set that the type does not have.
static void add_leb_forms(const struct shape *s, unsigned at) {
    const struct piece *piece = &s->pieces[at];
    bool is_64 = piece->kind == PIECE_S64 || (TW_CFG_MEMORY64 && piece->kind == PIECE_OFFSET);
    unsigned longest = is_64 ? 10 : 5;
    struct bytes other = {.size = 0};
    put_padded(&other, piece->value, longest);
    add_piece_case(s, at, &other, TW_ERR_OK, "padded");
    other.size = 0;
    put_padded(&other, piece->value, longest + 1);
    add_piece_case(s, at, &other, TW_ERR_MALFORMED, "too_long");
    other.size = 0;
    put_padded(&other, piece->value, longest);
    other.at[longest - 1] |= is_64 ? 0x02 : 0x10;
    add_piece_case(s, at, &other, TW_ERR_MALFORMED, "too_large");
}

static void add_wrong_index(const struct shape *s, unsigned at) {
    struct bytes other = {.size = 0};
    put_byte(&other, 42);
    add_piece_case(s, at, &other, TW_ERR_INVALID, "out_of_range");
}

static void add_forms(const struct shape *s) {
    for (unsigned at = 0; at < s->piece_count; at++) {
        if (!is_plain_leb(s, at)) {
            continue;
        }
        add_leb_forms(s, at);
        if (s->pieces[at].kind == PIECE_INDEX) {
            add_wrong_index(s, at);
        }
    }
}

static void add_alignments(const struct shape *s) {
    struct bytes other = {.size = 0};
    unsigned most = log2_of(s->row->width);
    if (!is_kind(s->row, "MEMARG") && !is_kind(s->row, "MEMARG_LANE")) {
        return;
    }
    put_byte(&other, most);
    add_piece_case(s, 0, &other, TW_ERR_OK, "natural_alignment");
    for (unsigned less = 0; is_atomic(s->row) && less < most; less++) {
        other.at[0] = (uint8_t)less;
        add_piece_case(s, 0, &other, TW_ERR_INVALID, "alignment_below_width");
    }
    other.at[0] = (uint8_t)(most + 1);
    add_piece_case(s, 0, &other, TW_ERR_INVALID, "alignment_above_width");
    other.at[0] = 31;
    add_piece_case(s, 0, &other, TW_ERR_INVALID, "alignment_of_2_gib");
}

static unsigned lane_count(const struct row *row) {
    const char *x = strchr(row->text, 'x');  // i16x8.extract_lane
    return is_kind(row, "MEMARG_LANE") ? 16 / row->width
           : is_kind(row, "SHUFFLE")   ? 32
                                       : (unsigned)atoi(x + 1);
}

// The last lane is right and the one behind it is not; of a shuffle, in each place.
static void add_lanes(const struct shape *s) {
    unsigned at = s->piece_count - 1;
    if (!is_kind(s->row, "LANE") && !is_kind(s->row, "MEMARG_LANE") &&
        !is_kind(s->row, "SHUFFLE")) {
        return;
    }
    for (unsigned beyond = 0; beyond < 2; beyond++) {
        for (unsigned place = 0; place < s->pieces[at].size; place++) {
            struct bytes other = {.size = s->pieces[at].size};
            char claim[20];
            other.at[place] = (uint8_t)(lane_count(s->row) - 1 + beyond);
            snprintf(claim, sizeof claim, beyond != 0 ? "lane_%u_outside" : "lane_%u_last", place);
            add_piece_case(s, at, &other, beyond != 0 ? TW_ERR_INVALID : TW_ERR_OK, claim);
        }
    }
}

static bool needs_memory(const struct row *row) {
    return is_kind(row, "MEMARG") || is_kind(row, "MEMARG_LANE") || is_kind(row, "MEMIDX") ||
           is_kind(row, "MEM_MEM") || is_kind(row, "DATA_MEM");
}

static void add_without_memory(const struct shape *s) {
    struct module m;
    struct test_case *c;
    if (!needs_memory(s->row)) {
        return;
    }
    c = add_case(s->row->id, TW_ERR_INVALID, "without_a_memory");
    module_init(&m);
    m.has_memory = false;
    put_operands(&m.code, s);
    put_instruction(&m.code, s);
    if (s->result != '\0') {
        put_byte(&m.code, 0x1a);
    }
    put_byte(&m.code, 0x0b);
    set_module(c, &m);
}

// ---- the other columns ------------------------------------------------------------------------

static void add_constant(const struct shape *s) {
    bool is_extended = strcmp(s->row->constant, "EXT") == 0;
    bool is_right = strcmp(s->row->constant, "CST") == 0 || (is_extended && TW_CFG_EXTENDED_CONST);
    struct test_case *c;
    struct module m;
    if (strcmp(s->row->id, "ELSE") == 0 || strcmp(s->row->id, "END") == 0) {
        return;  // else has no if here; end is in every constant expression
    }
    c = add_case(s->row->id, is_right ? TW_ERR_OK : TW_ERR_INVALID, "constant_is_%s",
                 is_right ? "right" : "wrong");
    if (is_extended && !is_right) {
        c->or_err = TW_ERR_UNSUPPORTED;
    }
    module_init(&m);
    put_operands(&m.constant, s);
    put_instruction(&m.constant, s);
    put_byte(&m.constant, 0x0b);
    m.constant_type = s->result != '\0' && s->result != '!' ? s->result : 'i';
    put_byte(&m.code, 0x0b);
    set_module(c, &m);
    c->is_in_body = false;
}

// Runs the load or store at the last address that it may touch, and at the one behind it.
static void add_edges(const struct shape *s) {
    bool is_wait =
        strncmp(s->row->id, "MEMORY_ATOMIC_WAIT", 18) == 0;  // traps, for memory of one's own
    for (uint32_t beyond = is_wait; beyond < 2 && s->row->width != 0; beyond++) {
        struct test_case *c = add_case(
            s->row->id, TW_ERR_OK, beyond ? "width_beyond_memory_traps" : "width_ends_with_memory");
        struct module m;
        module_init(&m);
        m.imports_global = false;
        put_byte(&m.code, 0x41);
        put_padded(&m.code, 65536 - s->row->width + beyond, 3);
        for (const char *operand = s->operands + 1; *operand != '\0'; operand++) {
            put_push(&m.code, *operand);
        }
        put_instruction(&m.code, s);
        if (s->result != '\0') {
            put_byte(&m.code, 0x1a);
        }
        put_byte(&m.code, 0x0b);
        set_module(c, &m);
        c->edge = (int32_t)beyond;
        c->run_err = beyond ? TW_ERR_TRAP : TW_ERR_OK;
    }
}

static const struct row *find_row(uint32_t code) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].code == code && rows[i].is_on) {
            return &rows[i];
        }
    }
    return NULL;
}

// Groups have codes of two bytes.
static const struct group *find_group(uint32_t row_code) {
    uint32_t number = number_of(row_code) < 0xff ? number_of(row_code) : 0xff;
    uint32_t code = row_code <= 0xff ? row_code : prefix_of(row_code) << 8 | number;
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        if (code >= groups[i].first && code <= groups[i].last) {
            return &groups[i];
        }
    }
    return NULL;
}

// A code without a row: UNSUPPORTED with the group's name, or no instruction at all.
static void add_code_without_row(uint32_t code) {
    const struct group *group = find_group(code);
    struct test_case *c;
    struct module m;
    char id[20];
    snprintf(id, sizeof id, "code_%02x", (unsigned)code);
    c = add_case(id, group != NULL ? TW_ERR_UNSUPPORTED : TW_ERR_MALFORMED, "%s",
                 group != NULL ? "is_of_a_group_left_out" : "is_no_instruction");
    module_init(&m);
    put_opcode(&m.code, code);
    put_bytes(&m.code, (const uint8_t[]){0, 0, 0, 0, 0x0b}, 5);
    set_module(c, &m);
    c->is_in_body = true;
    c->needle = group != NULL && TW_CFG_ERR_TEXT ? group->name : NULL;
}

static bool is_prefix(uint32_t code) {
    return code >= 0xfb && code <= 0xfe;
}

static void add_codes_without_row(void) {
    for (uint32_t code = 0; code <= 0xff; code++) {
        if (!is_prefix(code) && find_row(code) == NULL) {
            add_code_without_row(code);
        }
    }
    for (uint32_t prefix = 0xfb; prefix <= 0xfe; prefix++) {
        uint32_t first = prefix == 0xfd ? 0xfd000 : prefix << 8;
        for (uint32_t sub = 0; sub <= (prefix == 0xfd ? 0x1ff : 0x7f); sub++) {
            if (find_row(first | sub) == NULL) {
                add_code_without_row(first | sub);
            }
        }
    }
}

// The second byte of a code is a LEB128 too.
static void add_prefixed_forms(const struct shape *s) {
    struct bytes instruction = {.size = 0};
    struct bytes code;
    if (s->row->code <= 0xff) {
        return;
    }
    put_byte(&instruction, prefix_of(s->row->code));
    put_padded(&instruction, number_of(s->row->code), 5);
    for (unsigned i = 0; i < s->piece_count; i++) {
        put_piece(&instruction, &s->pieces[i]);
    }
    make_body(s, &instruction, &code);
    add_body(s, &code, TW_ERR_OK, "code_padded");
}

static void add_row(const struct row *row) {
    struct shape s;
    if (!row->is_on) {
        return;  // add_codes_without_row has it
    }
    if (!shape_row(&s, row)) {
        add_case(row->id, TW_ERR_OK, "has_a_recipe");  // has no bytes: fails
        return;
    }
    add_right(&s);
    add_flipped(&s);
    add_underflow(&s);
    add_results(&s);
    add_unreachable(&s);
    add_cuts(&s);
    add_forms(&s);
    add_prefixed_forms(&s);
    add_alignments(&s);
    add_lanes(&s);
    add_without_memory(&s);
    add_constant(&s);
    add_edges(&s);
}

// ---- running --------------------------------------------------------------------------------

static _Alignas(16) uint8_t arena[1024 * 1024];
static tw_engine_t *engine;

void tw_panic(const char *file, int line) {
    print_error("panic at %s:%d\n", file, line);
    abort();
}

static int start_engine(void **state) {
    tw_engine_config_t config;
    (void)state;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    return 0;
}

static int stop_engine(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static void check_fault(const struct test_case *c, tw_err_t err) {
    const tw_fault_t *fault = tw_engine_fault(engine);
    if (err != c->err && err != c->or_err) {
        print_error("%s, expected %s: %s\n", tw_err_name(err), tw_err_name(c->err), fault->text);
        fail();
    }
    if (err == TW_ERR_OK) {
        return;
    }
    assert_int_equal(fault->err, err);
    if (c->needle != NULL && strstr(fault->text, c->needle) == NULL) {
        print_error("'%s' does not name %s\n", fault->text, c->needle);
        fail();
    }
    if (c->is_in_body && (fault->func_idx != MODULE_FUNC || fault->offset < c->body_start ||
                          fault->offset > c->body_end)) {
        print_error("function %u offset %u, but the body of function %u is at %u to %u: %s\n",
                    fault->func_idx, fault->offset, MODULE_FUNC, c->body_start, c->body_end,
                    fault->text);
        fail();
    }
}

// Byte by byte: the same verdict at the same place.
static void check_stream(const struct test_case *c, tw_err_t whole, uint32_t offset) {
    tw_module_t *module = NULL;
    tw_err_t err = tw_module_load_begin(engine, &module);
    for (size_t i = 0; i < c->size && err == TW_ERR_OK; i++) {
        err = tw_module_feed(module, &c->bytes[i], 1);
    }
    if (err == TW_ERR_OK) {
        err = tw_module_load_end(module);
    }
    assert_int_equal(err, whole);
    check_fault(c, err);
    if (err != TW_ERR_OK) {
        assert_int_equal(tw_engine_fault(engine)->offset, offset);
    }
    if (module != NULL) {
        assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    }
}

static void check_run(const struct test_case *c, tw_module_t *module) {
    tw_limits_t limits;
    tw_instance_t *instance = NULL;
    tw_func_t run;
    tw_limits_init(&limits);
    limits.memory_bytes = 65536;
    assert_int_equal(tw_instance_create(module, NULL, &limits, &instance), TW_ERR_OK);
    assert_int_equal(tw_instance_find_func(instance, "run", &run), TW_ERR_OK);
    assert_int_equal(tw_instance_call(instance, run, NULL, 0, NULL, 0), c->run_err);
    if (c->run_err == TW_ERR_TRAP) {
        assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    }
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
}

static void run_case(void **state) {
    const struct test_case *c = *state;
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    uint32_t offset;
    tw_err_t err;
    assert_non_null(c->bytes);
    err = tw_module_load(engine, c->bytes, c->size, &module);
    check_fault(c, err);
    offset = tw_engine_fault(engine)->offset;
    if (err == TW_ERR_OK) {
        if (c->edge >= 0) {
            check_run(c, module);
        }
        assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    }
    check_stream(c, err, offset);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

// ---- the table itself ---------------------------------------------------------------------------

static void test_core_opcode_ids_follow_the_text(void **state) {
    (void)state;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        char id[40];
        size_t size = strlen(rows[i].text);
        assert_true(size < sizeof id);
        for (size_t k = 0; k <= size; k++) {
            char c = rows[i].text[k];
            id[k] = (char)(c == '.' || c == ' ' ? '_' : c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
        if (strcmp(rows[i].id, "SELECT_T") != 0) {
            assert_string_equal(rows[i].id, id);
        }
    }
}

static void test_core_opcode_codes_and_ids_are_unique(void **state) {
    (void)state;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(rows[i].code, rows[k].code);
            assert_string_not_equal(rows[i].id, rows[k].id);
        }
        assert_true(!rows[i].is_on || find_group(rows[i].code) == NULL);
    }
}

// 2.0 without SIMD has 201 instructions, typed function references 5, tail calls 2, exceptions 3,
// the legacy ones 5, garbage collection 32, SIMD 236, relaxed SIMD 20, wide arithmetic 4,
// threads 67.
static void test_core_opcode_table_is_whole(void **state) {
    (void)state;
    assert_int_equal(ROW_COUNT,
                     201 + 4 + (TW_CFG_TAIL_CALL ? 1 : 0) + 2 + 3 + 5 + 32 + 236 + 20 + 4 + 67);
}

static void test_core_opcode_signatures_say_what_their_tokens_say(void **state) {
    static const struct {
        const char *token;
        unsigned count;
        const char *types[4];
    } signatures[] = {
#define TW_SIG(token, count, p0, p1, p2, result) {#token, count, {#p0, #p1, #p2, #result}},
#include "core/opcodes/signatures.def"
    };
    (void)state;
    for (size_t i = 1; i < sizeof signatures / sizeof signatures[0]; i++) {
        char token[8] = "";
        for (unsigned k = 0; k < 3; k++) {
            if (k < signatures[i].count) {
                strcat(token, signatures[i].types[k]);
            } else {
                assert_string_equal(signatures[i].types[k], "_");
            }
        }
        strcat(token, signatures[i].count == 0 ? "v_" : "_");
        strcat(token, strcmp(signatures[i].types[3], "_") == 0 ? "v" : signatures[i].types[3]);
        for (char *c = token; *c != '\0'; c++) {
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        }
        assert_string_equal(signatures[i].token, token);
    }
    assert_string_equal(signatures[0].token, "SPECIAL");
}

int main(void) {
    static const struct CMUnitTest fixed[] = {
        cmocka_unit_test(test_core_opcode_ids_follow_the_text),
        cmocka_unit_test(test_core_opcode_codes_and_ids_are_unique),
        cmocka_unit_test(test_core_opcode_table_is_whole),
        cmocka_unit_test(test_core_opcode_signatures_say_what_their_tokens_say),
    };
    size_t fixed_count = sizeof fixed / sizeof fixed[0];
    struct CMUnitTest *tests;
    int failed;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        add_row(&rows[i]);
    }
    add_codes_without_row();
    tests = calloc(fixed_count + case_count, sizeof *tests);
    if (tests == NULL) {
        return 1;
    }
    memcpy(tests, fixed, sizeof fixed);
    for (size_t i = 0; i < case_count; i++) {
        tests[fixed_count + i] =
            (struct CMUnitTest){cases[i].name, run_case, NULL, NULL, &cases[i]};
    }
    failed = _cmocka_run_group_tests("opcode", tests, fixed_count + case_count, start_engine,
                                     stop_engine);
    for (size_t i = 0; i < case_count; i++) {
        free(cases[i].bytes);
    }
    free(cases);
    free(tests);
    return failed;
}
