// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "regcode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/core.h"
#include "core/opcode.h"
#include "core/regcode.h"
#include "engine/state.h"
#include "interp/boards/boards.h"

struct row {
    const char *name;
    uint8_t units;
};

// The core's own table of operations; there is no other.
static const struct row rows[] = {
#define RC(name, units) {#name, units},
#define RC_SLOW(name, units) {#name, units},
#include "core/opcodes/regcode.def"
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

// An operation while its text is written.
struct writing {
    const struct row *row;
    const uint16_t *units;
    uint32_t unit;
    uint32_t next;  // operand that was not written yet
    char *text;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void put(struct writing *writing, const char *format,
                                                      ...) {
    va_list values;
    size_t room = REGCODE_TEXT_BYTES - writing->used;
    va_start(values, format);
    int size = vsnprintf(writing->text + writing->used, room, format, values);
    va_end(values);
    writing->used += (size_t)size < room ? (size_t)size : room - 1;
}

const tw_interp_t *regcode_interp(void) {
    return tw__boards_interp();
}

bool regcode_open(struct regcode *regcode, tw_module_t *module, uint32_t func_idx) {
    const tw_interp_module_t *code = module->code;
    if (func_idx < code->func_imports || func_idx >= code->func_count) {
        return false;
    }
    bool is_last = func_idx + 1u == code->func_count;
    uint32_t begin = code->funcs[func_idx].code;
    uint32_t end = is_last ? code->code_units : code->funcs[func_idx + 1u].code;
    *regcode = (struct regcode){module,
                                func_idx,
                                TW_FUNC_HEADER_UNITS,
                                end - begin,
                                code->code[begin + TW_HEAD_FRAME],
                                code->code + begin};
    return true;
}

// ---- operands ----

// The letters of a form: those behind the last _, if they are none but these.
static const char *form_of(const char *name) {
    const char *letters = strrchr(name, '_');
    bool is_form = letters != NULL && letters[1] != '\0' &&
                   strspn(letters + 1, "SAILW") == strlen(letters + 1);
    return is_form ? letters + 1 : "";
}

static bool begins(const struct writing *writing, const char *head) {
    return strncmp(writing->row->name, head, strlen(head)) == 0;
}

static uint32_t operands_left(const struct writing *writing) {
    return writing->row->units > writing->next ? writing->row->units - writing->next : 0;
}

static void put_letter(struct writing *writing, char letter) {
    uint32_t need = letter == 'L' ? 2 : letter == 'A' || letter == 'W' ? 0 : 1;
    if (operands_left(writing) < need) {
        return;
    }
    const uint16_t *units = writing->units + writing->next;
    writing->next += need;
    if (letter == 'S') {
        put(writing, " s%u", units[0]);
    } else if (letter == 'I') {
        put(writing, " #%d", (int16_t)units[0]);
    } else if (letter == 'L') {
        put(writing, " #0x%x", (unsigned)tw__literal(units));
    } else if (letter == 'A') {
        put(writing, " acc");
    }
}

// A backward branch has the fuel it costs first, then its distance, less than 0, from its own
// first unit.
static void put_backward(struct writing *writing, bool is_far) {
    uint32_t distance =
        is_far ? tw__literal(writing->units + 2) : (uint32_t)(int16_t)writing->units[2];
    put(writing, " fuel=%u -> %u", writing->units[1], (unsigned)(writing->unit + distance));
    writing->next = is_far ? 4 : 3;
}

// A forward one has the distance last, from the unit behind it.
static void put_forward(struct writing *writing) {
    uint32_t end = writing->unit + writing->row->units;
    put(writing, " -> %u", (unsigned)(end + writing->units[writing->row->units - 1u]));
}

// Operands by their letters. What has none stands before them in a few operations: the cell of a
// global, the link; and in the midst of stores, whose address, offset and value follow each other.
static void put_form(struct writing *writing) {
    bool is_store = strstr(writing->row->name, "_STORE") != NULL;
    const char *letters = form_of(writing->row->name);
    if (letters[0] != '\0' && (begins(writing, "GLOBAL_SET_") || begins(writing, "RET_"))) {
        put(writing, " %u", writing->units[writing->next++]);
    }
    for (; *letters != '\0'; letters++) {
        put_letter(writing, *letters);
        if (is_store && *letters != 'W' && letters[1] != '\0') {
            put(writing, " +%u", writing->units[writing->next++]);
        }
    }
}

// An instruction that has no operation of its own.
#if TW_CFG_EXTRA
static void put_extra(struct writing *writing) {
    static const char *const names[TW_OP_COUNT] = {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) [TW_OP_##id] = text,
#include "core/opcodes/all.def"
    };
    uint32_t op = writing->units[1];
    const char *name = op < TW_OP_COUNT ? names[op] : op == TW_EXTRA_SELECT ? "select" : "address";
    put(writing, " %s s%u", name, writing->units[2]);
    writing->next = 3;
}

#if TW_CFG_SIMD
#define IS_LITERAL(imm) ((imm) == TW_IMM_V128 || (imm) == TW_IMM_SHUFFLE)
#else
#define IS_LITERAL(imm) false
#endif

// A literal of 16 bytes behind the operation.
static uint32_t literal_units(const struct writing *writing) {
    uint32_t op = strcmp(writing->row->name, "EXTRA") == 0 ? writing->units[1] : 0;
    return op < TW_OP_COUNT && IS_LITERAL(tw__op_imm(op)) ? 8 : 0;
}
#else
static void put_extra(struct writing *writing) {
    (void)writing;
}
static uint32_t literal_units(const struct writing *writing) {
    (void)writing;
    return 0;
}
#endif

static void put_operands(struct writing *writing) {
    if (strcmp(writing->row->name, "EXTRA") == 0) {
        put_extra(writing);
    }
    bool is_table = begins(writing, "BR_TABLE");
    bool is_backward = begins(writing, "BRB");
    bool is_far = strstr(writing->row->name, "_FAR") != NULL;
    bool is_branch = begins(writing, "BR") && !is_table;
    if (is_backward) {
        put_backward(writing, is_far);
    }
    if (is_branch && is_far && !is_backward) {
        put(writing, " -> %u", (unsigned)(writing->unit + tw__literal(writing->units + 1)));
        return;
    }
    put_form(writing);
    if (is_branch && !is_backward) {
        put_forward(writing);
        return;
    }
    while (operands_left(writing) > 0) {
        put(writing, " %u", writing->units[writing->next++]);
    }
}

// How many units a table of branches or a literal has behind those of the operation.
static uint32_t entry_units(const struct writing *writing) {
    uint32_t count = begins(writing, "BR_TABLE") ? writing->units[1] + 1u : 0;
    return strcmp(writing->row->name, "BR_TABLE_FAR") == 0 ? 2 * count
                                                           : count + literal_units(writing);
}

bool regcode_next(struct regcode *regcode, struct regcode_op *op) {
    if (regcode->unit >= regcode->units) {
        return false;
    }
    const uint16_t *units = regcode->code + regcode->unit;
    uint32_t number = TW_RC_OF(units[0]);
    uint32_t left = regcode->units - regcode->unit;
    struct row unknown = {"?", 1};
    const struct row *row =
        number < ROW_COUNT && rows[number].units <= left ? &rows[number] : &unknown;
    struct writing writing = {row, units, regcode->unit, 1, op->text, 0};
    uint32_t begin = regcode->module->code->funcs[regcode->func_idx].code;
    op->unit = regcode->unit;
    op->offset = tw__module_offset_at(regcode->module->code, regcode->func_idx, begin + op->unit);
    put(&writing, "%s", row->name);
    put_operands(&writing);
    uint32_t size = row->units + entry_units(&writing);
    regcode->unit += size < left ? size : left;
    return true;
}
