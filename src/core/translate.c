// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

#include "core/numeric.h"

#if TW_CFG_SUPERINSTRUCTIONS

// The code emitter: validated instructions become register code. local.get and constants write
// nothing; they are operands that know where their value is. An operation is held back until the
// next instruction says where its result goes: a local, a label's slot, the accumulator, or home.
// Most instructions belong to a family (opcodes/translation.def) whose forms are found by position.

enum family {
    FAMILY_NONE,
    FAMILY_SPECIAL,
    FAMILY_CONST,
    FAMILY_RARE,
    FAMILY_LOAD32,
    FAMILY_LOAD64,
    FAMILY_LOAD_SIGNED,
    FAMILY_LOAD_EXTEND,
    FAMILY_STORE32,
    FAMILY_STORE64,
    FAMILY_EQZ32,
    FAMILY_EQZ64,
    FAMILY_COMPARE32,
    FAMILY_COMPARE64,
    FAMILY_COMPARE_FLOAT,
    FAMILY_COMPARE_FLOAT_SWAP,
    FAMILY_COMPARE_FLOAT_NOT,
    FAMILY_UNARY32,
    FAMILY_NUMERIC,
    FAMILY_BINARY,
    FAMILY_BINARY64,
    FAMILY_BINARY64_CALL,
    FAMILY_BINARY32_CALL,
    FAMILY_DIVISION,
    FAMILY_SUB64,
    FAMILY_COMMUTATIVE,
    FAMILY_SUB32,
    FAMILY_SHIFT32,
    FAMILY_FEW,
    FAMILY_SIGN_BIT,
    FAMILY_WRAP,
    FAMILY_EXTEND,
    FAMILY_SAME,
    FAMILY_ROTL,
    FAMILY_DIVIDE,
    FAMILY_FLOAT,
    FAMILY_FLOAT_SWAP,
    FAMILY_FLOAT_NOT,
    FAMILY_FLOAT_PAIR,
    FAMILY_EXTRA
};

// Operations with few forms where they are not wide (RC_FEW in regcode.def).
#if TW_CFG_WIDE
#define RC_FEW_FIRST(name) RC_##name##_SSS
#define RC_UNARY_FIRST(name) RC_##name##_S
#define few_forms commutative_forms
#else
#define RC_FEW_FIRST(name) RC_##name##_SAS
#define RC_UNARY_FIRST(name) RC_##name##_A
#endif

#define FAMILY_SHIFT 10
#define COMPARE_SINGLE 0x40  // of f32, beside which comparison it is
enum {
#define TW_TR(id, family, operation) TR_##id = FAMILY_##family << FAMILY_SHIFT | (operation),
#include "core/opcodes/translation.def"
};
_Static_assert(RC_COUNT < 1 << FAMILY_SHIFT, "operations fit beside the family");

static const uint16_t rows[TW_OP_COUNT] = {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) [TW_OP_##id] = TR_##id,
#include "core/opcodes/all.def"
};

// ---- forms -----------------------------------------------------------------------------------

// Forms of two operands. For each kind of result, the distance of an operation from the family's
// first in regcode.def; NONE where the family has no such operation.
enum form { FORM_SS, FORM_AS, FORM_SA, FORM_SI, FORM_AI, FORM_SL, FORM_AL };
#if TW_CFG_WIDE
#define FORM_COUNT 7
#else
#define FORM_COUNT 5
#endif
#define NONE 0xff

struct forms {
    uint8_t to_slot[FORM_COUNT];
    uint8_t to_acc[FORM_COUNT];
};
#if TW_CFG_WIDE
static const struct forms sub_forms = {{0, 4, 5, NONE, NONE, NONE, NONE},
                                       {1, 2, 3, NONE, NONE, NONE, NONE}};
static const struct forms commutative_forms = {{0, 1, NONE, 2, 10, 7, 11},
                                               {3, 4, NONE, 5, 6, 8, 9}};
static const struct forms shift_forms = {{3, 8, 9, 0, 7, NONE, NONE}, {4, 5, 6, 1, 2, NONE, NONE}};
static const struct forms division_forms = {{0, NONE, NONE, 4, NONE, NONE, NONE},
                                            {1, 2, 3, 5, 6, NONE, NONE}};
static const struct forms compare_forms = {{5, 7, 9, 6, 8, NONE, NONE},
                                           {0, 2, 4, 1, 3, NONE, NONE}};
#define COMPARE_TO_SLOT 5
#else
static const struct forms sub_forms = {{0, NONE, NONE, NONE, NONE}, {NONE, NONE, 1, NONE, NONE}};
static const struct forms few_forms = {{NONE, 0, NONE, NONE, NONE}, {1, 2, NONE, NONE, NONE}};
static const struct forms commutative_forms = {{0, 1, NONE, 2, NONE}, {3, 4, NONE, 5, 6}};
static const struct forms shift_forms = {{NONE, NONE, NONE, NONE, NONE}, {NONE, NONE, NONE, 0, 1}};
#define SHIFT_FORMS 2
static const struct forms compare_forms = {{NONE, NONE, NONE, NONE, NONE},
                                           {0, NONE, NONE, 1, NONE}};
#endif
#if TW_FAST_FLOAT
static const struct forms float_forms = {{0, 4, 5, NONE, NONE, 6, 9}, {1, 2, 3, NONE, NONE, 7, 8}};
static const struct forms float_compare_forms = {{NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                                                 {0, 1, 2, NONE, NONE, 3, 4}};
// Of those that there are with literals alone.
static const struct forms literal_compare_forms = {{NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                                                   {NONE, NONE, NONE, NONE, NONE, 0, 1}};
static bool is_of_floats(const struct forms *forms) {
    return forms == &float_forms || forms == &float_compare_forms ||
           forms == &literal_compare_forms;
}
#elif TW_CFG_WIDE
static bool is_of_floats(const struct forms *forms) {
    (void)forms;
    return false;
}
#endif

static bool has_form(const struct forms *forms, enum form form) {
    return forms->to_slot[form] != NONE || forms->to_acc[form] != NONE;
}

static bool fits_16(uint32_t value) {
    return (uint32_t)(int32_t)(int16_t)(uint16_t)value == value;
}

static void swap(struct tw__operand *pair) {
    struct tw__operand t = pair[0];
    pair[0] = pair[1];
    pair[1] = t;
}

// True for a constant that an operation holds in 16 bits, sign-extended.
static bool is_immediate(const struct tw__operand *operand) {
    bool is_single = TW_CFG_WIDE && operand->cells == 1;
    uint64_t bits = is_single ? (uint64_t)(int64_t)(int32_t)operand->low : tw__const_bits(operand);
    return operand->kind == OPERAND_CONST &&
           (uint64_t)(int64_t)(int16_t)(uint16_t)operand->low == bits;
}

// True if the operand can be taken from the accumulator.
static bool can_be_acc(const struct tw__body *body, const struct tw__operand *operand) {
    return operand->kind == OPERAND_PENDING ? tw__t(body)->pending.op_acc != 0
                                            : tw__is_in_acc(body, operand);
}

// Brings an operand for which that is true there.
static void take_acc(struct tw__body *body, const struct tw__operand *operand) {
    if (!TW_CFG_WIDE || operand->kind == OPERAND_PENDING) {
        tw__write_pending_acc(body);
    }
}

// True for a constant that no operation of the family can hold itself. It takes less code to bring
// it into the accumulator than into a slot, unless that would be in the way of the other operand.
static bool is_literal(const struct forms *forms, const struct tw__operand *operand,
                       const struct tw__operand *other) {
    return operand->kind == OPERAND_CONST && (!TW_CFG_WIDE || operand->cells == 1) &&
           (!fits_16(operand->low) || (!TW_CFG_WIDE && !has_form(forms, FORM_SI))) &&
           other->kind != OPERAND_PENDING;
}

// Takes two operands off; the first is returned, the second is behind it.
static struct tw__operand *pop_pair(struct tw__body *body) {
    (void)tw__pop(body);
    return tw__pop(body);
}

#if TW_CFG_WIDE

// True for a constant that an operation holds in 32 bits: of integers sign-extended, of f64 the
// upper half.
static bool is_literal_operand(const struct forms *forms, const struct tw__operand *operand) {
    uint64_t bits = is_of_floats(forms) ? (uint64_t)operand->high << 32
                                        : (uint64_t)(int64_t)(int32_t)operand->low;
    return operand->kind == OPERAND_CONST &&
           (operand->cells == 1 || bits == tw__const_bits(operand));
}

static uint32_t literal_of(const struct forms *forms, const struct tw__operand *operand) {
    return is_of_floats(forms) && operand->cells == 2 ? operand->high : operand->low;
}

// True if the operand is to be taken from the accumulator by a form: one that waits for it, or one
// that lies in a slot as well, if the form has not only results to the accumulator.
static bool wants_acc(const struct tw__body *body, const struct forms *forms, enum form form,
                      const struct tw__operand *operand) {
    return can_be_acc(body, operand) &&
           (operand->kind == OPERAND_PENDING || forms->to_slot[form] != NONE);
}

static enum form wanted_form(const struct tw__body *body, const struct forms *forms,
                             const struct tw__operand *pair) {
    bool is_acc = is_literal(forms, &pair[0], &pair[1]);
    if (is_immediate(&pair[1]) && !is_of_floats(forms)) {
        return is_acc || wants_acc(body, forms, FORM_AI, &pair[0]) ? FORM_AI : FORM_SI;
    }
    if (is_literal_operand(forms, &pair[1]) && has_form(forms, FORM_SL)) {
        return is_acc || wants_acc(body, forms, FORM_AL, &pair[0]) ? FORM_AL : FORM_SL;
    }
    if (is_acc || wants_acc(body, forms, FORM_AS, &pair[0])) {
        return FORM_AS;
    }
    return wants_acc(body, forms, FORM_SA, &pair[1]) ? FORM_SA : FORM_SS;
}

#else

static uint32_t literal_of(const struct forms *forms, const struct tw__operand *operand) {
    (void)forms;
    return operand->low;
}

static enum form wanted_form(const struct tw__body *body, const struct forms *forms,
                             const struct tw__operand *pair) {
    bool is_acc = can_be_acc(body, &pair[0]) || is_literal(forms, &pair[0], &pair[1]);
    if (pair[1].kind == OPERAND_CONST && fits_16(pair[1].low) && has_form(forms, FORM_SI)) {
        return is_acc ? FORM_AI : FORM_SI;
    }
    return is_acc ? FORM_AS : can_be_acc(body, &pair[1]) ? FORM_SA : FORM_SS;
}

#endif

static void settle_pair(struct tw__body *body, const struct tw__operand *pair) {
    if (pair[0].kind != OPERAND_PENDING) {
        tw__settle_others(body, &pair[1]);
    }
}

// Writes a pending operand home, for a form that cannot take it.
static void settle_operand(struct tw__body *body, struct tw__operand *operand) {
    if (operand->kind == OPERAND_PENDING) {
        (void)tw__slot_of(body, operand);
        operand->kind = OPERAND_HOME;
    }
}

// What the units of each form are, in this order, and whether it takes the accumulator.
enum { PART_A = 1, PART_B = 2, PART_IMMEDIATE = 4, PART_ACC = 8, PART_LITERAL = 16 };
static const uint8_t form_parts[FORM_COUNT] = {
    [FORM_SS] = PART_A | PART_B,
    [FORM_AS] = PART_ACC | PART_B,
    [FORM_SA] = PART_ACC | PART_A,
    [FORM_SI] = PART_A | PART_IMMEDIATE,
    [FORM_AI] = PART_ACC | PART_IMMEDIATE,
#if TW_CFG_WIDE
    [FORM_SL] = PART_A | PART_IMMEDIATE | PART_LITERAL,
    [FORM_AL] = PART_ACC | PART_IMMEDIATE | PART_LITERAL,
#endif
};

static uint32_t operation_at(uint32_t first, uint8_t distance) {
    return distance == NONE ? 0 : first + distance;
}

// Brings two popped operands into a form that the family has, and makes the operation pending, with
// a result of so many cells. Before, the pending operation is written, to the accumulator if the
// form takes it from there: its operands may lie where a constant is about to go.
static struct tw__pending *make_form(struct tw__body *body, uint32_t first,
                                     const struct forms *forms, struct tw__operand *pair,
                                     uint32_t cells) {
    settle_pair(body, pair);
    enum form form = wanted_form(body, forms, pair);
    if (!has_form(forms, form) && form == FORM_AI) {
        form = FORM_SI;
    }
    form = has_form(forms, form) ? form : FORM_SS;
    uint32_t parts = form_parts[form];
    if ((parts & PART_ACC) != 0) {
        tw__to_acc(body, &pair[form == FORM_SA ? 1 : 0]);
    } else {
        settle_operand(body, &pair[0]);
        settle_operand(body, &pair[1]);
    }
    if ((parts & PART_A) != 0) {
        tw__unit(body, tw__slot_of(body, &pair[0]));
    }
    if ((parts & PART_B) != 0) {
        tw__unit(body, tw__slot_of(body, &pair[1]));
    }
    uint32_t literal = literal_of(forms, &pair[1]);
    if ((parts & PART_IMMEDIATE) != 0) {
        tw__unit(body, literal & 0xffff);
    }
    if (TW_CFG_WIDE && (parts & PART_LITERAL) != 0) {
        tw__unit(body, literal >> 16);
    }
    return tw__make_pending(body, operation_at(first, forms->to_slot[form]),
                            operation_at(first, forms->to_acc[form]), cells);
}

// How an operation of two slots gives its result, and whether the next one has a 64-bit immediate
// on the right.
enum { PAIR_TO_ACC = 1, PAIR_TWO_CELLS = 2, PAIR_IMMEDIATE = 4 };

// Notes the units of two popped operands; true if the second is an immediate.
static bool take_pair(struct tw__body *body, uint32_t how, struct tw__operand *pair) {
    settle_pair(body, pair);
    settle_operand(body, &pair[0]);
    settle_operand(body, &pair[1]);
    bool is_immediate_pair = (how & PAIR_IMMEDIATE) != 0 && is_immediate(&pair[1]);
    tw__unit(body, tw__slot_of(body, &pair[0]));
    tw__unit(body, is_immediate_pair ? pair[1].low & 0xffff : tw__slot_of(body, &pair[1]));
    return is_immediate_pair;
}

static void make_pair_pending(struct tw__body *body, uint32_t op, uint32_t how) {
    bool is_acc = (how & PAIR_TO_ACC) != 0;
    (void)tw__make_pending(body, is_acc ? 0 : op, is_acc ? op : 0,
                           (how & PAIR_TWO_CELLS) != 0 ? 2 : 1);
}

// An operation whose last unit says what it does.
static void make_numbered(struct tw__body *body, uint32_t op, uint32_t how, uint32_t number,
                          struct tw__operand *pair) {
    (void)take_pair(body, how, pair);
    tw__unit(body, number);
    make_pair_pending(body, op, how);
}

static uint32_t result_flag(uint16_t op) {
    return tw__cells_of(tw__op_result(op)) == 2 ? PAIR_TWO_CELLS : 0;
}

// Operations without a handler of their own: operands in slots, then what tw__numeric takes.
static void do_numeric(struct tw__body *body, uint32_t which) {
    uint16_t op = body->instr.op;
    if (tw__op_param(op, 1) == 0) {
        tw__push_home(body, 0);  // an operand that is not used
    }
    make_numbered(body, RC_NUMERIC, result_flag(op), TW_NUMERIC_UNIT(op, which), pop_pair(body));
}

static void do_binary32(struct tw__body *body, uint32_t first, const struct forms *forms,
                        bool is_commutative) {
    struct tw__operand *pair = pop_pair(body);
    bool is_first = TW_CFG_WIDE && can_be_acc(body, &pair[0]);
    if (is_commutative &&
        (pair[0].kind == OPERAND_CONST || (can_be_acc(body, &pair[1]) && !is_first))) {
        swap(pair);
    }
    if (is_commutative && !TW_CFG_WIDE && is_literal(forms, &pair[1], &pair[0])) {
        swap(pair);
    }
    (void)make_form(body, first, forms, pair,
                    TW_CFG_WIDE ? tw__cells_of(tw__op_result(body->instr.op)) : 1);
}

static struct tw__operand *top_operand(struct tw__body *body) {
    return &tw__t(body)->operands[tw__t(body)->operand_count - 1];
}

// x - c is x + -c, which has an immediate form.
static void do_sub32(struct tw__body *body) {
    struct tw__operand *b = top_operand(body);
    if (b->kind == OPERAND_CONST) {
        b->low = 0u - b->low;
        do_binary32(body, RC_I32_ADD_SSS, &commutative_forms, true);
        return;
    }
    do_binary32(body, RC_I32_SUB_SSS, &sub_forms, false);
}

#if !TW_CFG_WIDE
_Static_assert(RC_I32_ROTR_ASI == RC_I32_SHL_ASI + TW_BINARY32_ROTR * SHIFT_FORMS,
               "shifts lie in the order of their numbers");

// By a constant, or through the table of numeric.c; rotl by c is rotr by 32 - c.
static void do_shift32(struct tw__body *body, uint32_t which) {
    struct tw__operand *b = top_operand(body);
    if (b->kind != OPERAND_CONST) {
        make_numbered(body, RC_BINARY32, 0, which, pop_pair(body));
        return;
    }
    if (which == TW_BINARY32_ROTL) {
        b->low = 0u - b->low;
        which = TW_BINARY32_ROTR;
    }
    b->low &= 31;
    do_binary32(body, RC_I32_SHL_ASI + (which - TW_BINARY32_SHL) * SHIFT_FORMS, &shift_forms,
                false);
}
#endif

// ---- comparisons -----------------------------------------------------------------------------

#if TW_CFG_WIDE
static const uint16_t compare_firsts[] = {
    [CMP_EQ] = RC_I32_EQ_SS,
    [CMP_NE] = RC_I32_NE_SS,
    [CMP_LT_S] = RC_I32_LT_S_SS,
    [CMP_GE_S] = RC_I32_GE_S_SS,
    [CMP_LT_U] = RC_I32_LT_U_SS,
    [CMP_GE_U] = RC_I32_GE_U_SS,
    [CMP_64 + CMP_EQ] = RC_I64_EQ_SS,
    [CMP_64 + CMP_NE] = RC_I64_NE_SS,
    [CMP_64 + CMP_LT_S] = RC_I64_LT_S_SS,
    [CMP_64 + CMP_GE_S] = RC_I64_GE_S_SS,
    [CMP_64 + CMP_LT_U] = RC_I64_LT_U_SS,
    [CMP_64 + CMP_GE_U] = RC_I64_GE_U_SS,
};
static uint32_t compare_first(uint32_t kind) {
    return compare_firsts[kind];
}
#else
// They are branches (tw__write_pending_acc).
static uint32_t compare_first(uint32_t kind) {
    return tw__branch_on(kind);
}
#endif

// The largest value of a comparison's type, beyond which c + 1 does not exist.
static uint64_t largest(uint32_t kind, uint32_t cells) {
    uint64_t all = cells == 1 ? UINT32_MAX : UINT64_MAX;
    return kind == CMP_LT_S || kind == CMP_GE_S ? all >> 1 : all;
}

static void set_bits(struct tw__operand *operand, uint64_t bits) {
    operand->low = (uint32_t)bits;
    operand->high = operand->cells == 1 ? 0 : (uint32_t)(bits >> 32);
}

// Puts a constant on the right: c < x is x >= c + 1, c >= x is x < c + 1.
static uint32_t constant_right(uint32_t kind, struct tw__operand *pair) {
    if (pair[0].kind != OPERAND_CONST || pair[1].kind == OPERAND_CONST) {
        return kind;
    }
    if (kind > CMP_NE) {
        uint64_t bits = tw__const_bits(&pair[0]);
        if (bits == largest(kind, pair[0].cells)) {
            return kind;
        }
        set_bits(&pair[0], bits + 1);
        kind ^= 1u;
    }
    swap(pair);
    return kind;
}

// Returns the kind of the comparison, which may have changed.
static uint32_t turn_compare(uint32_t kind, struct tw__operand *pair) {
    if ((kind & CMP_SWAP) != 0) {
        kind &= ~(uint32_t)CMP_SWAP;
        swap(pair);
    }
    return constant_right(kind, pair);
}

// Of i32; with CMP_64 for `base`, of i64.
static void do_compare(struct tw__body *body, uint32_t kind, uint32_t base) {
    struct tw__operand *pair = pop_pair(body);
    kind = turn_compare(kind, pair) + base;
    uint32_t first = compare_first(kind);
    struct tw__pending *pending = make_form(body, first, &compare_forms, pair, 1);
    pending->compare = (uint8_t)(kind + 1);
    pending->form = (uint8_t)(pending->op_acc - first);
}

// The form of a comparison to the accumulator that goes to a slot, if there is one.
#if TW_CFG_WIDE
static uint16_t compare_to_slot(uint32_t op) {
    return (uint16_t)(op + COMPARE_TO_SLOT);
}
#else
static uint16_t compare_to_slot(uint32_t op) {
    (void)op;
    return 0;
}
#endif

// i32.eqz of a comparison that is still pending is the inverse comparison.
static void do_compare32(struct tw__body *body, uint32_t kind) {
    do_compare(body, kind, 0);
}

static void do_eqz32(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    bool is_top = t->pending.is_active && t->pending.operand + 1 == t->operand_count;
    if (is_top && t->pending.compare != 0) {
        uint32_t kind = (t->pending.compare - 1u) ^ 1u;
        t->pending.compare = (uint8_t)(kind + 1);
        t->pending.op_acc = (uint16_t)(compare_first(kind) + t->pending.form);
        t->pending.op_slot = compare_to_slot(t->pending.op_acc);
        return;
    }
    tw__push_const(body, 1, 0);
    do_compare32(body, CMP_EQ);
}

#if TW_CFG_WIDE
static void do_compare64(struct tw__body *body, uint32_t kind) {
    do_compare(body, kind, CMP_64);
}
#else
static void do_compare64(struct tw__body *body, uint32_t kind) {
    struct tw__operand *pair = pop_pair(body);
    kind = turn_compare(kind, pair);
    make_numbered(body, RC_COMPARE64, PAIR_TO_ACC, kind, pair);
}
#endif

static void do_eqz64(struct tw__body *body) {
    tw__push_const(body, 2, 0);
    do_compare64(body, CMP_EQ);
}

// ---- operations on slots ---------------------------------------------------------------------

#if TW_CFG_WIDE

static void do_pair(struct tw__body *body, uint32_t first) {
    do_binary32(body, first, &sub_forms, false);
}

static void do_binary64(struct tw__body *body, uint32_t first) {
    do_binary32(body, first, &commutative_forms, true);
}

static void do_binary64_call(struct tw__body *body, uint32_t which) {
    make_numbered(body, RC_BINARY64, PAIR_TWO_CELLS, which, pop_pair(body));
}

#else

static void make_pair(struct tw__body *body, uint32_t op, uint32_t how, struct tw__operand *pair) {
    op += take_pair(body, how, pair) ? 1 : 0;
    make_pair_pending(body, op, how);
}

static void do_pair(struct tw__body *body, uint32_t op) {
    make_pair(body, op, result_flag(body->instr.op), pop_pair(body));
}

// add: commutative.
static void do_binary64(struct tw__body *body, uint32_t first) {
    struct tw__operand *pair = pop_pair(body);
    if (pair[0].kind == OPERAND_CONST) {
        swap(pair);
    }
    make_pair(body, first, PAIR_TWO_CELLS | PAIR_IMMEDIATE, pair);
}

static void do_sub64(struct tw__body *body) {
    struct tw__operand *b = top_operand(body);
    if (b->kind == OPERAND_CONST) {
        set_bits(b, 0u - tw__const_bits(b));
        do_binary64(body, RC_I64_ADD_SSS);
        return;
    }
    make_numbered(body, RC_BINARY64, PAIR_TWO_CELLS, TW_BINARY64_SUB, pop_pair(body));
}

// Through the table of numeric.c, but for two shifts by a constant.
static void do_binary64_call(struct tw__body *body, uint32_t which) {
    struct tw__operand *top = top_operand(body);
    uint32_t immediate_form = which == TW_BINARY64_SHL     ? RC_I64_SHL_SSI
                              : which == TW_BINARY64_SHR_U ? RC_I64_SHR_U_SSI
                                                           : 0;
    if (top->kind != OPERAND_CONST || immediate_form == 0) {
        make_numbered(body, RC_BINARY64, PAIR_TWO_CELLS, which, pop_pair(body));
        return;
    }
    set_bits(top, top->low & 63);
    make_pair(body, immediate_form - 1, PAIR_TWO_CELLS | PAIR_IMMEDIATE, pop_pair(body));
}

#endif

#if TW_CFG_WIDE

// Operands of one or two cells: forms S A, of results to the accumulator and to a slot.
static void do_unary(struct tw__body *body, uint32_t op) {
    struct tw__operand *a = tw__pop(body);
    tw__settle_others(body, a);
    if (can_be_acc(body, a)) {
        take_acc(body, a);
        op++;
    } else {
        tw__unit(body, tw__slot_of(body, a));
    }
    (void)tw__make_pending(body, op + 2, op, tw__cells_of(tw__op_result(body->instr.op)));
}

static void do_single(struct tw__body *body, uint32_t op, uint32_t cells) {
    (void)cells;
    do_unary(body, op);
}

#else

// One operand of one cell: the accumulator, which takes the result, too; or a slot, if the result
// has two cells.
static void do_single(struct tw__body *body, uint32_t op, uint32_t cells) {
    struct tw__operand *a = tw__pop(body);
    tw__settle_others(body, a);
    if (cells == 1) {
        tw__to_acc(body, a);
    } else {
        tw__unit(body, tw__slot_of(body, a));
    }
    (void)tw__make_pending(body, cells == 1 ? 0 : op, cells == 1 ? op : 0, cells);
}

#endif

// The low cell of a 64-bit value is its 32-bit value: the operand just gets shorter.
static void do_wrap(struct tw__body *body) {
    struct tw__operand *a = top_operand(body);
    if (a->kind == OPERAND_PENDING) {
        tw__settle(body);
    }
    a->cells = 1;
    tw__t(body)->next_slot -= TW_SLOT_STEP;
    a->high = a->kind == OPERAND_CONST ? 0 : a->high;
}

#if TW_CFG_WIDE

// x - c is x + -c.
static void do_sub64(struct tw__body *body) {
    struct tw__operand *b = top_operand(body);
    if (b->kind == OPERAND_CONST) {
        set_bits(b, 0u - tw__const_bits(b));
        do_binary64(body, RC_I64_ADD_SSS);
        return;
    }
    do_pair(body, RC_I64_SUB_SSS);
}

// Takes a constant count modulo the width.
static void mask_count(struct tw__operand *count) {
    if (count->kind == OPERAND_CONST) {
        set_bits(count, count->low & (count->cells * 32u - 1));
    }
}

static void do_shift32(struct tw__body *body, uint32_t first) {
    mask_count(top_operand(body));
    do_binary32(body, first, &shift_forms, false);
}

// rotl by c is rotr by width - c.
static void do_rotl(struct tw__body *body, uint32_t first) {
    struct tw__operand *b = top_operand(body);
    if (b->kind == OPERAND_CONST) {
        set_bits(b, 0u - b->low);
        do_shift32(body, b->cells == 1 ? RC_I32_ROTR_SSI : RC_I64_ROTR_SSI);
        return;
    }
    do_pair(body, first);
}

// Forms with an immediate do not trap.
static void do_divide(struct tw__body *body, uint32_t first) {
    struct tw__operand *b = top_operand(body);
    bool may_trap = b->kind == OPERAND_CONST && tw__const_bits(b) + 1 <= 1;
    may_trap = may_trap || (b->kind == OPERAND_CONST && b->cells == 1 && b->low == UINT32_MAX);
    if (may_trap) {
        tw__settle(body);
        tw__bring_home(body, 1);
    }
    do_binary32(body, first, &division_forms, false);
}

#endif

#if TW_FAST_FLOAT
// A constant goes to the right, but of two.
static bool should_swap(const struct tw__operand *pair) {
    return pair[0].kind == OPERAND_CONST && pair[1].kind != OPERAND_CONST;
}

static void do_float_pair(struct tw__body *body, uint32_t first) {
    struct tw__operand *pair = pop_pair(body);
    uint16_t op = body->instr.op;
    bool is_commutative =
        op == TW_OP_F32_ADD || op == TW_OP_F32_MUL || op == TW_OP_F64_ADD || op == TW_OP_F64_MUL;
    if (is_commutative && should_swap(pair)) {
        swap(pair);
    }
    (void)make_form(body, first, &float_forms, pair, tw__cells_of(tw__op_result(op)));
}

// The comparison of a literal that is gt or ge of this lt or le.
static uint32_t turned(uint32_t first) {
    return first == RC_F32_LT_SS   ? RC_F32_GT_SL
           : first == RC_F32_LE_SS ? RC_F32_GE_SL
           : first == RC_F64_LT_SS ? RC_F64_GT_SH
                                   : RC_F64_GE_SH;
}

// is_turned: lt or le with the operands the other way round, which is gt or ge.
static void do_compare_fast(struct tw__body *body, uint32_t first, bool is_turned) {
    struct tw__operand *pair = pop_pair(body);
    bool is_equality = first == RC_F32_EQ_SS || first == RC_F64_EQ_SS;
    if (should_swap(pair)) {
        swap(pair);
        is_turned = !is_turned && !is_equality;
    }
    if (is_turned && is_literal_operand(&float_compare_forms, &pair[1])) {
        (void)make_form(body, turned(first), &literal_compare_forms, pair, 1);
        return;
    }
    if (is_turned) {
        swap(pair);
    }
    (void)make_form(body, first, &float_compare_forms, pair, 1);
}
#endif

#if TW_CFG_FLOAT
static void do_compare_float(struct tw__body *body, uint32_t which, bool is_swapped) {
    struct tw__operand *pair = pop_pair(body);
    if (is_swapped) {
        swap(pair);
    }
    if ((which & COMPARE_SINGLE) != 0) {
        make_numbered(body, RC_BINARY32, 0, which - COMPARE_SINGLE, pair);
    } else {
        make_numbered(body, RC_COMPARE64, PAIR_TO_ACC, which, pair);
    }
}

// f32.neg and f32.abs are integer operations on the sign bit.
static void do_sign_bit(struct tw__body *body, uint32_t first) {
    bool is_abs = first == RC_I32_AND_SSS;
    tw__push_const(body, 1, is_abs ? 0x7fffffffu : 0x80000000u);
    do_binary32(body, first, is_abs ? &commutative_forms : &few_forms, true);
}
#endif

// ---- memory ----------------------------------------------------------------------------------

#if TW_CFG_WIDE
enum address_form {
    ADDRESS_S,
    ADDRESS_WS,
    ADDRESS_WA,
    ADDRESS_O,
    ADDRESS_BS,
    ADDRESS_BA,
    ADDRESS_X
};
#define LOAD_FORMS 6
static const uint8_t store_firsts[] = {0, 2, 5, 6, 7, 10};
static bool is_added(enum address_form form) {
    return form < ADDRESS_BS;
}
static bool is_of_acc(enum address_form form) {
    return form == ADDRESS_WA || form == ADDRESS_O || form == ADDRESS_BA;
}
#else
enum address_form {
    ADDRESS_S,
    ADDRESS_WS,
    ADDRESS_WA,
    ADDRESS_X,
    ADDRESS_O,
    ADDRESS_BS = ADDRESS_WS,
    ADDRESS_BA = ADDRESS_WA
};
#define LOAD_FORMS 3
static bool is_added(enum address_form form) {
    (void)form;
    return true;
}
static bool is_of_acc(enum address_form form) {
    return form == ADDRESS_WA;
}
static const uint8_t store_firsts[] = {0, 1, 3};
#endif

// A pending i32.add of an immediate, which an access without an offset can do itself.
static bool is_sum(const struct tw__body *body, const struct tw__operand *address) {
    const struct tw__pending *pending = &tw__t(body)->pending;
    return address->kind == OPERAND_PENDING &&
           (pending->op_acc == RC_I32_ADD_ASI || pending->op_acc == RC_I32_ADD_AAI);
}

// An offset from a known address is part of it, unless that wraps. Another of more than 16 bits is
// added to the address at home, after what lies above, which may trap. The access then has none.
static void take_offset(struct tw__body *body, struct tw__operand *address,
                        struct tw__operand *above) {
    struct tw__instr *instr = &body->instr;
    uint64_t sum = address->low + instr->value;
    if (address->kind == OPERAND_CONST && sum <= UINT32_MAX) {
        address->low = (uint32_t)sum;
        instr->value = 0;
    }
    if (instr->a == 0 && instr->value > UINT16_MAX) {
        settle_operand(body, above);
        tw__emit3(body, RC_ADDRESS, address->home, tw__slot_of(body, address));
        tw__emit32(body, (uint32_t)instr->value);
        address->kind = OPERAND_HOME;
        instr->value = 0;
    }
}

// How an access reaches its address: X is the slow form for other memories. A
// known address goes by way of the accumulator, if that is free.
static enum address_form address_form(const struct tw__body *body,
                                      const struct tw__operand *address, bool is_wide,
                                      bool is_free) {
    const struct tw__instr *instr = &body->instr;
    if (instr->a != 0) {
        return ADDRESS_X;
    }
    if (TW_CFG_WIDE && instr->value != 0 && is_free && can_be_acc(body, address)) {
        return ADDRESS_O;
    }
    if (instr->value != 0 || (is_wide && !TW_CFG_WIDE)) {
        return ADDRESS_S;
    }
    if (is_sum(body, address)) {
        return tw__t(body)->pending.op_acc == RC_I32_ADD_ASI ? ADDRESS_WS : ADDRESS_WA;
    }
    bool is_acc = is_free && (can_be_acc(body, address) || address->kind == OPERAND_CONST);
    return is_acc ? ADDRESS_BA : ADDRESS_BS;
}

// Notes the units of an address in its form; not X. A folded sum gives its own and is never
// written.
static void take_address(struct tw__body *body, const struct tw__operand *address,
                         enum address_form form) {
    struct tw__pending *pending = &tw__t(body)->pending;
    uint32_t offset = (uint32_t)body->instr.value;
    if (form != ADDRESS_S && !(TW_CFG_WIDE && form == ADDRESS_O) && is_sum(body, address)) {
        for (uint32_t i = 0; i < pending->unit_count; i++) {
            tw__unit(body, pending->units[i]);
        }
        pending->is_active = false;
        return;
    }
    if (is_of_acc(form)) {
        tw__to_acc(body, address);
    } else {
        tw__unit(body, tw__slot_of(body, address));
    }
    if (is_added(form)) {
        tw__unit(body, offset);
    }
}

// An access in its slow form: instruction, slot of the value, memory, address slot, offset.
static void emit_slow(struct tw__body *body, uint32_t op, uint32_t slot,
                      const struct tw__operand *address) {
    const struct tw__instr *instr = &body->instr;
    uint32_t address_slot = tw__slot_of(body, address);
    tw__emit4(body, op, instr->op, slot, instr->a);
    tw__emit(body, address_slot);
    tw__emit32(body, (uint32_t)instr->value);
}

// Pushes the load, pending; false if it was written in its slow form, result home.
static bool do_load(struct tw__body *body, uint32_t first, uint32_t cells) {
    struct tw__operand *address = tw__pop(body);
    tw__settle_others(body, address);
    take_offset(body, address, address);
    enum address_form form = address_form(body, address, cells == 2, true);
    if (form == ADDRESS_X) {
        emit_slow(body, RC_LOAD_X, address->home, address);
        tw__push_home(body, tw__cells_of(tw__op_result(body->instr.op)));
        return false;
    }
    take_address(body, address, form);
    // Forms: to a slot S WS WA, to the accumulator the same, WA of words alone; wide S.
    bool has_acc = TW_CFG_WIDE || (cells == 1 && (form != ADDRESS_WA || first == RC_I32_LOAD_SS));
    (void)tw__make_pending(body, first + form, has_acc ? first + LOAD_FORMS + form : 0, cells);
    return true;
}

#if TW_CFG_WIDE
static void extend_loaded(struct tw__body *body, bool is_signed) {
    do_unary(body, is_signed ? RC_I64_EXTEND_I32_S_S : RC_I64_EXTEND_I32_U_S);
}
#else
static void extend_loaded(struct tw__body *body, bool is_signed) {
    do_single(body, is_signed ? RC_I64_EXTEND_I32_S_SS : RC_I64_EXTEND_I32_U_SS, 2);
}
#endif

// Loads with extension: an unsigned load of 32 bits, then sign and width of the result. The slow
// form does all of it. The signed ones have even numbers.
static void do_load_extend(struct tw__body *body, uint32_t first, uint32_t cells) {
    uint32_t width = tw__op_width(body->instr.op);
    bool is_signed = (body->instr.op & 1) == 0;
    if (!do_load(body, first, 1)) {
        return;
    }
    if (is_signed && width < 4) {
        uint32_t extend =
            width == 1 ? RC_UNARY_FIRST(I32_EXTEND8_S) : RC_UNARY_FIRST(I32_EXTEND16_S);
        do_single(body, extend, 1);
    }
    if (cells == 2) {
        extend_loaded(body, is_signed);
    }
}

static void store_slow(struct tw__body *body, struct tw__operand *pair) {
    settle_operand(body, &pair[0]);
    settle_operand(body, &pair[1]);
    emit_slow(body, RC_STORE_X, tw__slot_of(body, &pair[1]), &pair[0]);
}

// True for a constant that a store of the family can hold itself, and how far that is from one of a
// slot.
#if TW_CFG_WIDE
#define STORE_IMMEDIATE 2
static bool is_stored(uint32_t first, const struct tw__operand *value) {
    (void)first;
    return is_immediate(value);
}
#else
#define STORE_IMMEDIATE 3
static bool is_stored(uint32_t first, const struct tw__operand *value) {
    return first == RC_I32_STORE8_SS && value->kind == OPERAND_CONST && fits_16(value->low);
}
#endif

// Forms: the address in a slot SS (wide SA, too), a wrapping sum WSS WSA WAS, and WSI of bytes;
// wide S.
static void do_store(struct tw__body *body, uint32_t first, bool is_wide) {
    struct tw__operand *pair = pop_pair(body);
    struct tw__operand *value = &pair[1];
    settle_pair(body, pair);
    value->cells = is_wide ? 2 : 1;  // i64.store8 and its like store the low cell
    bool is_held = is_stored(first, value);
    take_offset(body, &pair[0], value);
    if (value->kind == OPERAND_CONST && (TW_CFG_WIDE || value->cells == 1) && !is_held) {
        settle_operand(body, &pair[0]);  // a folded sum may read the slot that the constant needs
    }
    bool is_acc = can_be_acc(body, value) && (TW_CFG_WIDE || body->instr.value == 0);
    enum address_form form = address_form(body, &pair[0], is_wide, !is_acc);
    if (form == ADDRESS_X) {
        store_slow(body, pair);
        return;
    }
    first += store_firsts[form];
    if (is_acc) {
        take_acc(body, value);
    } else {
        settle_operand(body, value);
    }
    take_address(body, &pair[0], form);
    if (is_acc) {
        first += 1;
    } else if (is_held && (form == ADDRESS_WS || form == ADDRESS_BS)) {
        first += STORE_IMMEDIATE;
        tw__unit(body, value->low & 0xffff);
    } else {
        tw__unit(body, tw__slot_of(body, value));
    }
    tw__emit_op(body, first);
}

// ---- locals, globals, parametric ----------------------------------------------------------------

// Pushes an operand that is the local's first cells.
static void stand_for(struct tw__body *body, uint32_t local, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    struct tw__operand *operand = tw__push(body, OPERAND_LOCAL, cells);
    operand->low = local;
    operand->high = body->locals[local].alias;
    body->locals[local].alias = (uint16_t)t->operand_count;
    if (t->no_locals_below >= t->operand_count) {
        t->no_locals_below = t->operand_count - 1;
    }
}

static void local_get(struct tw__body *body, uint32_t local) {
    stand_for(body, local, tw__cells_of(body->locals[local].type));
}

static void local_set(struct tw__body *body, uint32_t local, bool is_tee) {
    struct tw__operand *value = tw__pop(body);
    tw__settle_others(body, value);
    tw__free_local(body, local);
    bool is_pending = value->kind == OPERAND_PENDING;
    bool is_same = value->kind == OPERAND_LOCAL && value->low == local;
    if (!is_same) {
        tw__to_slot(body, value, body->locals[local].slot);
    }
    if (!is_tee) {
        return;
    }
    if (is_pending || is_same) {
        local_get(body, local);
    } else if (value->kind == OPERAND_LOCAL) {
        stand_for(body, value->low, value->cells);  // fewer than the local has, if it was wrapped
    } else if (value->kind == OPERAND_CONST) {
        tw__push_const(body, value->cells, tw__const_bits(value));
    } else {
        tw__push_home(body, value->cells);
    }
}

// True for globals that are not one cell of the instance's own.
static bool is_far_global(const struct tw__body *body, uint32_t idx) {
    return idx < body->module->global_imports || tw__cells_of(body->module->globals[idx].type) != 1;
}

#if TW_CFG_WIDE
#define GLOBAL_GET_SLOT RC_GLOBAL_GET_S
#define GLOBAL_SET_SLOT RC_GLOBAL_SET_S
#define SELECT_ACC RC_SELECT_A
#else  // there are none
#define GLOBAL_GET_SLOT 0
#define GLOBAL_SET_SLOT 0
#define SELECT_ACC 0
#endif

static void global_get(struct tw__body *body, uint32_t idx) {
    const struct tw__globaltype *global = &body->module->globals[idx];
    uint32_t cells = tw__cells_of(global->type);
    tw__settle(body);
    if (is_far_global(body, idx)) {
        tw__unit(body, idx);
        tw__unit(body, cells);
        (void)tw__make_pending(body, RC_GLOBAL_GET_X, 0, cells);
        return;
    }
    tw__unit(body, global->cell);
    (void)tw__make_pending(body, GLOBAL_GET_SLOT, RC_GLOBAL_GET_A, 1);
}

static void global_set(struct tw__body *body, uint32_t idx) {
    const struct tw__globaltype *global = &body->module->globals[idx];
    struct tw__operand *value = tw__pop(body);
    tw__settle_others(body, value);
    if (is_far_global(body, idx)) {
        uint16_t slot = tw__slot_of(body, value);
        tw__emit4(body, RC_GLOBAL_SET_X, slot, idx, value->cells);
        return;
    }
    if (!TW_CFG_WIDE || can_be_acc(body, value)) {
        tw__to_acc(body, value);
        tw__emit2(body, RC_GLOBAL_SET_A, global->cell);
        return;
    }
    uint16_t slot = tw__slot_of(body, value);
    tw__emit3(body, GLOBAL_SET_SLOT, global->cell, slot);
}

// What is pending is written: it may trap.
static void do_drop(struct tw__body *body) {
    settle_operand(body, tw__pop(body));
}

#if TW_CFG_SIMD
static bool select_wide(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (t->operand_count < 3 || t->operands[t->operand_count - 2].cells != 4) {
        return false;
    }
    tw__bring_home(body, 3);
    tw__truncate(body, t->operand_count - 3);
    tw__forget_acc(body);
    tw__emit_select(body, tw__next_slot(body));
    tw__push_home(body, 4);
    return true;
}
#else
static bool select_wide(struct tw__body *body) {
    (void)body;
    return false;
}
#endif

static void do_select(struct tw__body *body) {
    if (select_wide(body)) {
        return;
    }
    struct tw__operand *condition = tw__pop(body);
    struct tw__operand *pair = pop_pair(body);
    if (condition->kind == OPERAND_PENDING && tw__t(body)->pending.op_acc == 0) {
        settle_operand(body, condition);
    }
    bool is_pending = condition->kind == OPERAND_PENDING;
    if (is_pending) {
        tw__to_acc(body, condition);
    }
    (void)take_pair(body, 0, pair);
    if (!is_pending) {
        tw__to_acc(body, condition);
    }
    bool is_single = pair[0].cells == 1;
    (void)tw__make_pending(body, is_single ? RC_SELECT_S : RC_SELECT64, is_single ? SELECT_ACC : 0,
                           pair[0].cells);
}

// ---- rare operations, their operands at home ----------------------------------------------------

// Brings `count` operands home, takes them off and returns the first one's slot; or the next slot.
static uint16_t take_home(struct tw__body *body, uint32_t count) {
    struct tw__translator *t = tw__t(body);
    tw__bring_home(body, count);
    tw__truncate(body, t->operand_count >= count ? t->operand_count - count : 0);
    return tw__next_slot(body);
}

#if TW_CFG_HEAP
// One that takes a reference can be stopped.
static void note_rare(struct tw__body *body, uint32_t count) {
    tw__bring_home(body, count);
    tw__note_stop(body);
}
#else
static void note_rare(struct tw__body *body, uint32_t count) {
    (void)body, (void)count;
}
#endif

#if TW_CFG_EXTRA
// As many operands as the validator has popped.
static void do_extra(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint32_t count = t->operand_count - body->operand_count;
    tw__bring_home(body, count);
    tw__note_stop(body);
    tw__forget_acc(body);
    tw__emit_extra(body, take_home(body, count));
    for (uint32_t i = 0; i < body->instr.result_count; i++) {
        tw__push_home(body, tw__cells_of(body->instr.result));
    }
}
#else
static void do_extra(struct tw__body *body) {
    (void)body;
    TW_ASSERT(false);
}
#endif

static void do_rare(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    if (tw__is_wide(body)) {
        body->instr.value = tw__is_wide(body);
        do_extra(body);
        return;
    }
    uint32_t count = 0;
    while (count < 3 && tw__op_sig_type(instr->op, 4 * count) != TW_SIG_TYPE__) {
        count++;
    }
    note_rare(body, count);
    tw__emit4(body, RC_BULK, take_home(body, count), instr->a, instr->b);
    tw__emit(body, instr->op);
    if (tw__op_sig_type(instr->op, TW_SIG_RESULT) != TW_SIG_TYPE__) {
        tw__push_home(body, 1);
    }
}

static void do_special(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    switch (instr->op) {
        case TW_OP_NOP:
            break;
        case TW_OP_LOCAL_GET:
            local_get(body, instr->a);
            break;
        case TW_OP_LOCAL_SET:
        case TW_OP_LOCAL_TEE:
            local_set(body, instr->a, instr->op == TW_OP_LOCAL_TEE);
            break;
        case TW_OP_GLOBAL_GET:
            global_get(body, instr->a);
            break;
        case TW_OP_GLOBAL_SET:
            global_set(body, instr->a);
            break;
        case TW_OP_DROP:
            do_drop(body);
            break;
        case TW_OP_SELECT:
#if TW_CFG_REFERENCES
        case TW_OP_SELECT_T:
#endif
            do_select(body);
            break;
        default:
            tw__translate_control(body);
            break;
    }
}

// ---- the emitter --------------------------------------------------------------------------------

#if TW_FAST_FLOAT
static void do_fast_float(struct tw__body *body, uint32_t family, uint32_t op) {
    if (family == FAMILY_SAME) {
        return;
    }
    if (family == FAMILY_FLOAT_PAIR) {
        do_float_pair(body, op);
        return;
    }
    do_compare_fast(body, op, family == FAMILY_FLOAT_SWAP);
    if (family == FAMILY_FLOAT_NOT) {
        do_eqz32(body);
    }
}
#elif TW_CFG_FLOAT
static void do_fast_float(struct tw__body *body, uint32_t family, uint32_t op) {
    (void)body, (void)op;
    TW_ASSERT(family == FAMILY_SAME);
}
#endif

static void do_float(struct tw__body *body, uint32_t family, uint32_t op) {
#if TW_CFG_FLOAT
    switch (family) {
        case FAMILY_COMPARE_FLOAT:
        case FAMILY_COMPARE_FLOAT_SWAP:
            do_compare_float(body, op, family == FAMILY_COMPARE_FLOAT_SWAP);
            break;
        case FAMILY_COMPARE_FLOAT_NOT:
            do_compare_float(body, op, false);
            do_eqz32(body);
            break;
        case FAMILY_SIGN_BIT:
            do_sign_bit(body, op);
            break;
        default:
            do_fast_float(body, family, op);
            break;
    }
#else
    (void)body;
    (void)op;
    (void)family;
    TW_ASSERT(false);
#endif
}

static void do_const(struct tw__body *body) {
    uint32_t imm = tw__op_imm(body->instr.op);
    tw__push_const(body, imm == TW_IMM_I64 || imm == TW_IMM_F64 ? 2 : 1, body->instr.value);
}

#if TW_CFG_MEMORY64
// An access to a memory with addresses of 64 bits: the address becomes one of 32 bits at home.
static void do_memory64(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    tw_valtype_t result = tw__op_result(instr->op);
    uint32_t cells = result == 0 ? tw__cells_of(tw__op_param(instr->op, 1)) : 0;
    uint32_t value_slot = tw__next_slot(body) - cells * TW_SLOT_STEP;
    uint32_t count = result == 0 ? 2 : 1;
    uint32_t slot = take_home(body, count);
    tw__forget_acc(body);
    tw__emit_address(body, slot, instr->value);
    tw__emit4(body, result == 0 ? RC_STORE_X : RC_LOAD_X, instr->op,
              result == 0 ? value_slot : slot, instr->a);
    tw__emit(body, slot);
    tw__emit32(body, 0);
    if (result != 0) {
        tw__push_home(body, tw__cells_of(result));
    }
}
#else
static void do_memory64(struct tw__body *body) {
    (void)body;
}
#endif

static void do_memory(struct tw__body *body, uint32_t family, uint32_t op) {
    if (tw__is_wide(body)) {
        do_memory64(body);
        return;
    }
    switch (family) {
        case FAMILY_LOAD32:
        case FAMILY_LOAD64:
            (void)do_load(body, op, family == FAMILY_LOAD64 ? 2 : 1);
            break;
        case FAMILY_LOAD_SIGNED:
        case FAMILY_LOAD_EXTEND:
            do_load_extend(body, op, family == FAMILY_LOAD_EXTEND ? 2 : 1);
            break;
        default:
            TW_ASSERT(family == FAMILY_STORE32 || family == FAMILY_STORE64);
            do_store(body, op, family == FAMILY_STORE64);
            break;
    }
}

#if TW_CFG_WIDE
static void do_other(struct tw__body *body, uint32_t family, uint32_t op) {
    switch (family) {
        case FAMILY_ROTL:
            do_rotl(body, op);
            break;
        case FAMILY_DIVIDE:
            do_divide(body, op);
            break;
        default:
            do_float(body, family, op);
            break;
    }
}
#else
static void do_other(struct tw__body *body, uint32_t family, uint32_t op) {
    do_float(body, family, op);
}
#endif

static void do_integer(struct tw__body *body, uint32_t family, uint32_t op) {
    switch (family) {
        case FAMILY_EQZ32:
            do_eqz32(body);
            break;
        case FAMILY_EQZ64:
            do_eqz64(body);
            break;
        case FAMILY_COMPARE32:
            do_compare32(body, op);
            break;
        case FAMILY_COMPARE64:
            do_compare64(body, op);
            break;
        case FAMILY_UNARY32:
            do_single(body, op, 1);
            break;
        case FAMILY_NUMERIC:
            do_numeric(body, op);
            break;
        case FAMILY_BINARY:
            do_pair(body, op);
            break;
        case FAMILY_BINARY64:
            do_binary64(body, op);
            break;
        case FAMILY_BINARY64_CALL:
            do_binary64_call(body, op);
            break;
        case FAMILY_BINARY32_CALL:
        case FAMILY_DIVISION:
            make_numbered(body, family == FAMILY_DIVISION ? RC_DIVISION : RC_BINARY32, 0, op,
                          pop_pair(body));
            break;
        case FAMILY_SUB64:
            do_sub64(body);
            break;
        case FAMILY_COMMUTATIVE:
            do_binary32(body, op, &commutative_forms, true);
            break;
        case FAMILY_SUB32:
            do_sub32(body);
            break;
        case FAMILY_SHIFT32:
            do_shift32(body, op);
            break;
        case FAMILY_FEW:
            do_binary32(body, op, &few_forms, true);
            break;
        case FAMILY_WRAP:
            do_wrap(body);
            break;
        case FAMILY_EXTEND:
            do_single(body, op, 2);
            break;
        case FAMILY_RARE:
            do_rare(body);
            break;
        default:
            do_other(body, family, op);
            break;
    }
}

static void translate(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    uint32_t family = rows[instr->op] >> FAMILY_SHIFT;
    uint32_t op = rows[instr->op] & ((1u << FAMILY_SHIFT) - 1);
    tw__t(body)->offset = instr->offset;
    if (family == FAMILY_SPECIAL) {
        do_special(body);
    } else if (family == FAMILY_CONST) {
        do_const(body);
    } else if (family >= FAMILY_LOAD32 && family <= FAMILY_STORE64) {
        do_memory(body, family, op);
    } else if (TW_CFG_EXTRA && family == FAMILY_EXTRA) {
        do_extra(body);
    } else {
        do_integer(body, family, op);
    }
}

const struct tw__emitter tw__emitter_code = {tw__translate_begin, translate, tw__translate_label,
                                             tw__translate_labels_end, tw__translate_unreachable};

#endif
