// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

#include "core/numeric.h"

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
    FAMILY_SUB64,
    FAMILY_COMMUTATIVE,
    FAMILY_SUB32,
    FAMILY_SHIFT32,
    FAMILY_MUL32,
    FAMILY_ROTATE32,
    FAMILY_SIGN_BIT,
    FAMILY_WRAP,
    FAMILY_EXTEND,
    FAMILY_SAME
};

#define FAMILY_SHIFT 11
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
enum form { FORM_SS, FORM_AS, FORM_SA, FORM_SI, FORM_AI, FORM_SL, FORM_AL, FORM_COUNT };
#define NONE 0xff

struct forms {
    uint8_t to_slot[FORM_COUNT];
    uint8_t to_acc[FORM_COUNT];
};
#if TW_CFG_SUPERINSTRUCTIONS
static const struct forms commutative_forms = {{0, 1, NONE, 2, 3, NONE, NONE},
                                               {4, 5, NONE, 6, 7, 8, 9}};
static const struct forms immediate_forms = {{0, 1, NONE, 2, 3, NONE, NONE},
                                             {4, 5, NONE, 6, 7, NONE, NONE}};
static const struct forms shift_forms = {{0, NONE, NONE, 1, 2, NONE, NONE},
                                         {NONE, NONE, NONE, 3, 4, NONE, NONE}};
static const struct forms rotate_forms = {{NONE, NONE, NONE, 0, 1, NONE, NONE},
                                          {NONE, NONE, NONE, 2, 3, NONE, NONE}};
static const struct forms no_immediate_forms = {{0, 1, 2, NONE, NONE, NONE, NONE},
                                                {3, 4, 5, NONE, NONE, NONE, NONE}};
static const struct forms symmetric_forms = {{NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                                             {0, 2, NONE, 1, 3, NONE, NONE}};
static const struct forms ordered_forms = {{NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                                           {0, 2, 4, 1, 3, NONE, NONE}};
#else
static const struct forms immediate_forms = {{0, NONE, NONE, NONE, NONE, NONE, NONE},
                                             {NONE, NONE, NONE, NONE, NONE, NONE, NONE}};
static const struct forms symmetric_forms = {{NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                                             {0, NONE, NONE, NONE, NONE, NONE, NONE}};
#define commutative_forms immediate_forms
#define shift_forms immediate_forms
#define rotate_forms immediate_forms
#define no_immediate_forms immediate_forms
#define ordered_forms symmetric_forms
#endif

static bool has_form(const struct forms *forms, enum form form) {
    return forms->to_slot[form] != NONE || forms->to_acc[form] != NONE;
}

static bool fits_16(uint32_t value) {
    return (uint32_t)(int32_t)(int16_t)(uint16_t)value == value;
}

static void swap(struct tw__operand *a, struct tw__operand *b) {
    struct tw__operand t = *a;
    *a = *b;
    *b = t;
}

// True if the operand can be taken from the accumulator.
static bool can_be_acc(const struct tw__body *body, const struct tw__operand *operand) {
    return TW_CFG_SUPERINSTRUCTIONS && operand->kind == OPERAND_PENDING &&
           tw__t(body)->pending.op_acc != 0;
}

// Two popped operands of one cell each, brought into a form that the family has. Writes the
// pending operation, to the accumulator if the form takes it from there.
struct operands {
    uint8_t form;
    uint8_t unit_count;
    uint16_t units[3];
};

static enum form wanted_form(const struct tw__body *body, const struct tw__operand *a,
                             const struct tw__operand *b) {
    if (b->kind == OPERAND_CONST) {
        bool is_acc = can_be_acc(body, a);
        return fits_16(b->low) ? (is_acc ? FORM_AI : FORM_SI) : (is_acc ? FORM_AL : FORM_SL);
    }
    return can_be_acc(body, a) ? FORM_AS : can_be_acc(body, b) ? FORM_SA : FORM_SS;
}

static void settle_pair(struct tw__body *body, const struct tw__operand *a,
                        const struct tw__operand *b) {
    if (a->kind != OPERAND_PENDING && b->kind != OPERAND_PENDING) {
        tw__settle(body);
    }
}

// Writes a pending operand home, for a form that cannot take it.
static void settle_operand(struct tw__body *body, struct tw__operand *operand) {
    if (operand->kind == OPERAND_PENDING) {
        (void)tw__slot_of(body, operand);
        operand->kind = OPERAND_HOME;
    }
}

static void add_unit(struct operands *operands, uint32_t unit) {
    operands->units[operands->unit_count++] = (uint16_t)unit;
}

// What the units of each form are, in this order.
enum { PART_A = 1, PART_B = 2, PART_LOW = 4, PART_HIGH = 8 };
static const uint8_t form_parts[FORM_COUNT] = {
    [FORM_SS] = PART_A | PART_B,   [FORM_AS] = PART_B,
    [FORM_SA] = PART_A,            [FORM_SI] = PART_A | PART_LOW,
    [FORM_AI] = PART_LOW,          [FORM_SL] = PART_A | PART_LOW | PART_HIGH,
    [FORM_AL] = PART_LOW | PART_HIGH,
};

static bool takes_acc(enum form form) {
    return form == FORM_AS || form == FORM_SA || form == FORM_AI || form == FORM_AL;
}

static struct operands take_operands(struct tw__body *body, const struct forms *forms,
                                     struct tw__operand a, struct tw__operand b) {
    settle_pair(body, &a, &b);
    enum form form = wanted_form(body, &a, &b);
    if (!has_form(forms, form) && form >= FORM_SI) {  // the constant needs a slot
        form = can_be_acc(body, &a) ? FORM_AS : FORM_SS;
    }
    form = has_form(forms, form) ? form : FORM_SS;
    // First the pending operation, whose operands may lie where a constant is about to go.
    if (takes_acc(form)) {
        tw__write_pending_acc(body);
    } else {
        settle_operand(body, &a);
        settle_operand(body, &b);
    }
    struct operands operands = {(uint8_t)form, 0, {0}};
    uint32_t parts = form_parts[form];
    if ((parts & PART_A) != 0) {
        add_unit(&operands, tw__slot_of(body, &a));
    }
    if ((parts & PART_B) != 0) {
        add_unit(&operands, tw__slot_of(body, &b));
    }
    if ((parts & PART_LOW) != 0) {
        add_unit(&operands, b.low & 0xffff);
    }
    if ((parts & PART_HIGH) != 0) {
        add_unit(&operands, b.low >> 16);
    }
    return operands;
}

static uint32_t operation_at(uint32_t first, uint8_t distance) {
    return distance == NONE ? 0 : first + distance;
}

static struct tw__pending *make_form(struct tw__body *body, uint32_t first,
                                     const struct forms *forms, const struct operands *operands) {
    struct tw__pending *pending =
        tw__make_pending(body, operation_at(first, forms->to_slot[operands->form]),
                         operation_at(first, forms->to_acc[operands->form]), 1);
    for (uint32_t i = 0; i < operands->unit_count; i++) {
        tw__pending_unit(pending, operands->units[i]);
    }
    return pending;
}

// How an operation of two slots gives its result, and whether the next one has a 64-bit immediate
// on the right.
enum { PAIR_TO_ACC = 1, PAIR_TWO_CELLS = 2, PAIR_IMMEDIATE = 4 };

static struct tw__pending *make_pair(struct tw__body *body, uint32_t op, uint32_t how,
                                     struct tw__operand *a, struct tw__operand *b) {
    settle_pair(body, a, b);
    settle_operand(body, a);
    settle_operand(body, b);
    bool is_immediate = TW_CFG_SUPERINSTRUCTIONS && (how & PAIR_IMMEDIATE) != 0 &&
                        b->kind == OPERAND_CONST &&
                        (uint64_t)(int64_t)(int16_t)(uint16_t)b->low == tw__const_bits(b);
    uint32_t left = tw__slot_of(body, a);
    uint32_t right = is_immediate ? b->low : tw__slot_of(body, b);
    op += is_immediate ? 1 : 0;
    bool is_acc = (how & PAIR_TO_ACC) != 0;
    struct tw__pending *pending = tw__make_pending(body, is_acc ? 0 : op, is_acc ? op : 0,
                                                   (how & PAIR_TWO_CELLS) != 0 ? 2 : 1);
    tw__pending_unit(pending, left);
    tw__pending_unit(pending, right);
    return pending;
}

static struct tw__pending *pop_pair(struct tw__body *body, uint32_t op, uint32_t how) {
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    return make_pair(body, op, how, &a, &b);
}

static uint32_t result_flag(uint16_t op) {
    return tw__cells_of(tw__op_result(op)) == 2 ? PAIR_TWO_CELLS : 0;
}

// Operations without a handler of their own: operands in slots, then what tw__numeric takes.
static void do_numeric(struct tw__body *body, const struct tw__instr *instr, uint32_t which) {
    if (tw__op_param(instr->op, 1) == 0) {
        tw__push_home(body, 0);  // an operand that is not used
    }
    tw__pending_unit(pop_pair(body, RC_NUMERIC, result_flag(instr->op)),
                     TW_NUMERIC_UNIT(instr->op, which));
}

static void do_binary32(struct tw__body *body, uint32_t first, const struct forms *forms,
                        bool is_commutative) {
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    if (is_commutative && (a.kind == OPERAND_CONST || can_be_acc(body, &b))) {
        swap(&a, &b);
    }
    struct operands operands = take_operands(body, forms, a, b);
    (void)make_form(body, first, forms, &operands);
}

// x - c is x + -c, which has an immediate form.
static void do_sub32(struct tw__body *body) {
    struct tw__operand *b = &tw__t(body)->operands[tw__t(body)->operand_count - 1];
    if (b->kind == OPERAND_CONST) {
        b->low = 0u - b->low;
        do_binary32(body, RC_I32_ADD_SSS, &commutative_forms, true);
        return;
    }
    do_binary32(body, RC_I32_SUB_SSS, &no_immediate_forms, false);
}

static void do_shift32(struct tw__body *body, uint32_t first) {
    struct tw__operand *b = &tw__t(body)->operands[tw__t(body)->operand_count - 1];
    b->low = b->kind == OPERAND_CONST ? b->low & 31 : b->low;
    do_binary32(body, first, &shift_forms, false);
}

// By a constant only; rotr by c is rotl by 32 - c.
static void do_rotate32(struct tw__body *body, const struct tw__instr *instr, uint32_t which) {
    struct tw__operand *b = &tw__t(body)->operands[tw__t(body)->operand_count - 1];
    if (b->kind != OPERAND_CONST || !TW_CFG_SUPERINSTRUCTIONS) {
        do_numeric(body, instr, which);
        return;
    }
    b->low = (which == TW_BINARY64_ROTR32 ? 0u - b->low : b->low) & 31;
    do_binary32(body, RC_I32_ROTL_SSI, &rotate_forms, false);
}

// ---- comparisons -----------------------------------------------------------------------------

static const uint16_t compare32_firsts[6] = {
    [CMP_EQ] = RC_I32_EQ_SS,     [CMP_NE] = RC_I32_NE_SS,     [CMP_LT_S] = RC_I32_LT_S_SS,
    [CMP_GE_S] = RC_I32_GE_S_SS, [CMP_LT_U] = RC_I32_LT_U_SS, [CMP_GE_U] = RC_I32_GE_U_SS};
static const uint16_t compare64_firsts[6] = {
    [CMP_EQ] = RC_I64_EQ_SS,     [CMP_NE] = RC_I64_NE_SS,     [CMP_LT_S] = RC_I64_LT_S_SS,
    [CMP_GE_S] = RC_I64_GE_S_SS, [CMP_LT_U] = RC_I64_LT_U_SS, [CMP_GE_U] = RC_I64_GE_U_SS};

// The largest value of a comparison's type, beyond which c + 1 does not exist.
static uint64_t largest(uint32_t kind, uint32_t cells) {
    uint64_t all = cells == 1 ? UINT32_MAX : UINT64_MAX;
    return kind == CMP_LT_S || kind == CMP_GE_S ? all >> 1 : all;
}

// Puts a constant on the right: c < x is x >= c + 1, c >= x is x < c + 1.
static void constant_right(uint32_t *kind, struct tw__operand *a, struct tw__operand *b) {
    if (a->kind != OPERAND_CONST || b->kind == OPERAND_CONST) {
        return;
    }
    if (*kind > CMP_NE) {
        uint64_t bits = tw__const_bits(a);
        if (bits == largest(*kind, a->cells)) {
            return;
        }
        a->low = (uint32_t)(bits + 1);
        a->high = a->cells == 1 ? 0 : (uint32_t)((bits + 1) >> 32);
        *kind ^= 1u;
    }
    swap(a, b);
}

static void pop_compare(struct tw__body *body, uint32_t *kind, struct tw__operand *a,
                        struct tw__operand *b) {
    *b = tw__pop(body);
    *a = tw__pop(body);
    if ((*kind & CMP_SWAP) != 0) {
        *kind &= ~(uint32_t)CMP_SWAP;
        swap(a, b);
    }
    constant_right(kind, a, b);
}

static void do_compare32(struct tw__body *body, uint32_t kind) {
    struct tw__operand a;
    struct tw__operand b;
    pop_compare(body, &kind, &a, &b);
    bool is_symmetric = kind <= CMP_NE;
    if (is_symmetric && can_be_acc(body, &b)) {
        swap(&a, &b);
    }
    const struct forms *forms = is_symmetric ? &symmetric_forms : &ordered_forms;
    struct operands operands = take_operands(body, forms, a, b);
    struct tw__pending *pending = make_form(body, compare32_firsts[kind], forms, &operands);
    pending->compare = (uint8_t)(kind + 1);
    pending->form = forms->to_acc[operands.form];
}

// i32.eqz of a comparison that is still pending is the inverse comparison.
static void do_eqz32(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    bool is_top = t->pending.is_active && t->pending.operand + 1 == t->operand_count;
    if (is_top && t->pending.compare != 0) {
        uint32_t kind = (t->pending.compare - 1u) ^ 1u;
        t->pending.compare = (uint8_t)(kind + 1);
        t->pending.op_acc = (uint16_t)(compare32_firsts[kind] + t->pending.form);
        return;
    }
    tw__push_const(body, 1, 0);
    do_compare32(body, CMP_EQ);
}

static void do_compare64(struct tw__body *body, uint32_t kind) {
    struct tw__operand a;
    struct tw__operand b;
    pop_compare(body, &kind, &a, &b);
    uint32_t how = kind <= CMP_NE ? PAIR_TO_ACC | PAIR_IMMEDIATE : PAIR_TO_ACC;
    (void)make_pair(body, compare64_firsts[kind], how, &a, &b);
}

static void do_eqz64(struct tw__body *body) {
    tw__push_const(body, 2, 0);
    do_compare64(body, CMP_EQ);
}

// ---- operations on slots ---------------------------------------------------------------------

// add and and: commutative.
static void do_binary64(struct tw__body *body, uint32_t first) {
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    if (a.kind == OPERAND_CONST) {
        swap(&a, &b);
    }
    (void)make_pair(body, first, PAIR_TWO_CELLS | PAIR_IMMEDIATE, &a, &b);
}

static void do_sub64(struct tw__body *body) {
    struct tw__operand *b = &tw__t(body)->operands[tw__t(body)->operand_count - 1];
    if (b->kind == OPERAND_CONST) {
        uint64_t bits = 0u - tw__const_bits(b);
        b->low = (uint32_t)bits;
        b->high = (uint32_t)(bits >> 32);
        do_binary64(body, RC_I64_ADD_SSS);
        return;
    }
    (void)pop_pair(body, RC_I64_SUB, PAIR_TWO_CELLS);
}

// Through the table of numeric.c, but for two shifts by a constant.
static void do_binary64_call(struct tw__body *body, uint32_t which) {
    const struct tw__operand *top = &tw__t(body)->operands[tw__t(body)->operand_count - 1];
    uint32_t immediate_form = which == TW_BINARY64_SHL     ? RC_I64_SHL_SSI
                              : which == TW_BINARY64_SHR_U ? RC_I64_SHR_U_SSI
                                                           : 0;
    if (top->kind != OPERAND_CONST || immediate_form == 0) {
        tw__pending_unit(pop_pair(body, RC_BINARY64, PAIR_TWO_CELLS), which);
        return;
    }
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    b.low &= 63;
    b.high = 0;
    (void)make_pair(body, immediate_form - 1, PAIR_TWO_CELLS | PAIR_IMMEDIATE, &a, &b);
}

// To the accumulator only: forms S A.
static void do_unary32(struct tw__body *body, uint32_t first) {
    struct tw__operand a = tw__pop(body);
    tw__settle_others(body, &a);
    if (can_be_acc(body, &a)) {
        tw__write_pending_acc(body);
        (void)tw__make_pending(body, 0, first + 1, 1);
        return;
    }
    uint16_t slot = tw__slot_of(body, &a);
    tw__pending_unit(tw__make_pending(body, 0, first, 1), slot);
}

static void do_extend(struct tw__body *body, uint32_t first) {
    struct tw__operand a = tw__pop(body);
    tw__settle_others(body, &a);
    if (can_be_acc(body, &a)) {
        tw__write_pending_acc(body);
        (void)tw__make_pending(body, first + 1, 0, 2);
        return;
    }
    uint16_t slot = tw__slot_of(body, &a);
    tw__pending_unit(tw__make_pending(body, first, 0, 2), slot);
}

// The low cell of a 64-bit value is its 32-bit value: the operand just gets shorter.
static void do_wrap(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    struct tw__operand *a = &t->operands[t->operand_count - 1];
    if (a->kind == OPERAND_PENDING) {
        tw__settle(body);
    }
    a->cells = 1;
    a->high = a->kind == OPERAND_CONST ? 0 : a->high;
}

#if TW_CFG_FLOAT
static void do_compare_float(struct tw__body *body, uint32_t op, bool is_swapped) {
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    if (is_swapped) {
        swap(&a, &b);
    }
    (void)make_pair(body, op, PAIR_TO_ACC, &a, &b);
}

// f32.neg and f32.abs are integer operations on the sign bit.
static void do_sign_bit(struct tw__body *body, uint32_t first) {
    tw__push_const(body, 1, first == RC_I32_XOR_SSS ? 0x80000000u : 0x7fffffffu);
    do_binary32(body, first, &commutative_forms, true);
}
#endif

// ---- memory ----------------------------------------------------------------------------------

enum address_form { ADDRESS_S, ADDRESS_A, ADDRESS_WS, ADDRESS_WA, ADDRESS_K, ADDRESS_X };

// A pending i32.add of an immediate, which an access without an offset can do itself.
static bool is_sum(const struct tw__body *body, const struct tw__operand *address) {
    const struct tw__pending *pending = &tw__t(body)->pending;
    return TW_CFG_SUPERINSTRUCTIONS && address->kind == OPERAND_PENDING &&
           (pending->op_slot == RC_I32_ADD_SSI || pending->op_slot == RC_I32_ADD_SAI);
}

// Accesses of 32 and 64 bits have forms for addresses that are known.
static bool has_known(uint16_t op) {
    return TW_CFG_SUPERINSTRUCTIONS && tw__op_width(op) >= 4;
}

// How an access reaches its address: X is the slow form for other memories and large offsets.
static enum address_form address_form(const struct tw__body *body, const struct tw__instr *instr,
                                      const struct tw__operand *address, bool is_wide) {
    if (instr->a != 0) {
        return ADDRESS_X;
    }
    if (address->kind == OPERAND_CONST && address->low + instr->value <= UINT32_MAX &&
        has_known(instr->op)) {
        return ADDRESS_K;
    }
    if (instr->value > UINT16_MAX) {
        return ADDRESS_X;
    }
    bool can_wrap = TW_CFG_SUPERINSTRUCTIONS && instr->value == 0 && !is_wide;
    if (can_wrap && is_sum(body, address)) {
        return tw__t(body)->pending.op_slot == RC_I32_ADD_SSI ? ADDRESS_WS : ADDRESS_WA;
    }
    bool is_acc = can_be_acc(body, address);
    return is_acc ? (can_wrap ? ADDRESS_WA : ADDRESS_A) : can_wrap ? ADDRESS_WS : ADDRESS_S;
}

// The units of an address in its form.
struct address {
    enum address_form form;
    uint8_t unit_count;
    uint16_t units[2];
};

static void address_unit(struct address *address, uint32_t unit) {
    address->units[address->unit_count++] = (uint16_t)unit;
}

// Takes an address into its form; not X. A folded sum gives its own units and is never written.
static struct address take_address(struct tw__body *body, const struct tw__instr *instr,
                                   const struct tw__operand *operand, enum address_form form) {
    struct tw__pending *pending = &tw__t(body)->pending;
    struct address address = {form, 0, {0, 0}};
    if (form == ADDRESS_K) {
        uint32_t literal = operand->low + (uint32_t)instr->value;
        address_unit(&address, literal & 0xffff);
        address_unit(&address, literal >> 16);
        return address;
    }
    if (instr->value == 0 && (form == ADDRESS_WS || form == ADDRESS_WA) && is_sum(body, operand)) {
        for (uint32_t i = 0; i < pending->unit_count; i++) {
            address_unit(&address, pending->units[i]);
        }
        pending->is_active = false;
        return address;
    }
    if (form == ADDRESS_A || form == ADDRESS_WA) {
        tw__write_pending_acc(body);
    } else {
        address_unit(&address, tw__slot_of(body, operand));
    }
    address_unit(&address, (uint32_t)instr->value);
    return address;
}

// Written at once, result home.
static void load_slow(struct tw__body *body, const struct tw__instr *instr,
                      const struct tw__operand *address, uint32_t cells) {
    uint16_t slot = tw__slot_of(body, address);
    tw__emit4(body, RC_LOAD_X, instr->op, address->home, instr->a);
    tw__emit(body, slot);
    tw__emit32(body, (uint32_t)instr->value);
    tw__push_home(body, cells);
}

// Pushes the load, pending; false if it was written in its slow form.
static bool do_load(struct tw__body *body, const struct tw__instr *instr, uint32_t first,
                    uint32_t cells, uint32_t slow_cells) {
    struct tw__operand address = tw__pop(body);
    tw__settle_others(body, &address);
    enum address_form form = address_form(body, instr, &address, cells == 2);
    if (form == ADDRESS_X) {
        load_slow(body, instr, &address, slow_cells);
        return false;
    }
    struct address taken = take_address(body, instr, &address, form);
    // Forms: to a slot S A WS WA, to the accumulator the same, known address SK AK; wide S A K.
    uint32_t distance = form != ADDRESS_K ? form : cells == 1 ? 8 : 2;
    uint32_t to_acc = cells > 1 || !TW_CFG_SUPERINSTRUCTIONS ? 0
                      : form == ADDRESS_K                    ? first + 9
                                                             : first + 4 + form;
    struct tw__pending *pending = tw__make_pending(body, first + distance, to_acc, cells);
    for (uint32_t i = 0; i < taken.unit_count; i++) {
        tw__pending_unit(pending, taken.units[i]);
    }
    return true;
}

// Loads with extension: an unsigned load of 32 bits, then sign and width of the result. The slow
// form does all of it.
static void do_load_extend(struct tw__body *body, const struct tw__instr *instr, uint32_t first,
                           uint32_t cells) {
    uint32_t width = tw__op_width(instr->op);
    bool is_signed = instr->op == TW_OP_I32_LOAD8_S || instr->op == TW_OP_I32_LOAD16_S ||
                     instr->op == TW_OP_I64_LOAD8_S || instr->op == TW_OP_I64_LOAD16_S ||
                     instr->op == TW_OP_I64_LOAD32_S;
    if (!do_load(body, instr, first, 1, cells)) {
        return;
    }
    if (is_signed && width < 4) {
        do_unary32(body, width == 1 ? RC_I32_EXTEND8_S_S : RC_I32_EXTEND16_S_S);
    }
    if (cells == 2) {
        do_extend(body, is_signed ? RC_I64_EXTEND_I32_S_SS : RC_I64_EXTEND_I32_U_SS);
    }
}

static void store_slow(struct tw__body *body, const struct tw__instr *instr,
                       struct tw__operand address, struct tw__operand value) {
    settle_operand(body, &address);
    settle_operand(body, &value);
    uint16_t address_slot = tw__slot_of(body, &address);
    uint16_t value_slot = tw__slot_of(body, &value);
    tw__emit4(body, RC_STORE_X, instr->op, value_slot, instr->a);
    tw__emit(body, address_slot);
    tw__emit32(body, (uint32_t)instr->value);
}

// Writes a store whose address and value are taken.
static void emit_store(struct tw__body *body, uint32_t op, const struct address *address,
                       bool has_value, uint32_t value) {
    tw__emit(body, op);
    for (uint32_t i = 0; i < address->unit_count; i++) {
        tw__emit(body, address->units[i]);
    }
    if (has_value) {
        tw__emit(body, value);
    }
}

// Forms: the address in a slot SS SA SI, in the accumulator AS, a wrapping sum WSS WSA WSI WAS,
// known KS KA KI.
static void do_store32(struct tw__body *body, const struct tw__instr *instr, uint32_t first) {
    static const uint8_t firsts[] = {0, 3, 4, 7, 8};
    struct tw__operand value = tw__pop(body);
    struct tw__operand address = tw__pop(body);
    value.cells = 1;  // i64.store8 and its like store the low cell
    settle_pair(body, &address, &value);
    if (value.kind == OPERAND_CONST && (!fits_16(value.low) || !TW_CFG_SUPERINSTRUCTIONS)) {
        settle_operand(body, &address);  // a folded sum may read the slot that the constant needs
    }
    enum address_form form = address_form(body, instr, &address, false);
    if (form == ADDRESS_X) {
        store_slow(body, instr, address, value);
        return;
    }
    bool is_acc = can_be_acc(body, &value);
    bool is_address_acc = form == ADDRESS_A || form == ADDRESS_WA;
    bool is_immediate = TW_CFG_SUPERINSTRUCTIONS && value.kind == OPERAND_CONST &&
                        fits_16(value.low) && !is_address_acc;
    if (is_acc) {
        tw__write_pending_acc(body);
    } else {
        settle_operand(body, &value);
    }
    struct address taken = take_address(body, instr, &address, form);
    uint32_t unit = is_immediate ? (uint16_t)value.low : is_acc ? 0 : tw__slot_of(body, &value);
    uint32_t variant = is_acc ? 1 : is_immediate ? 2 : 0;
    emit_store(body, first + firsts[form] + variant, &taken, !is_acc, unit);
}

static void do_store64(struct tw__body *body, const struct tw__instr *instr, uint32_t first) {
    struct tw__operand value = tw__pop(body);
    struct tw__operand address = tw__pop(body);
    settle_pair(body, &address, &value);
    enum address_form form = address_form(body, instr, &address, true);
    if (form == ADDRESS_X) {
        store_slow(body, instr, address, value);
        return;
    }
    settle_operand(body, &value);
    struct address taken = take_address(body, instr, &address, form);
    uint16_t unit = tw__slot_of(body, &value);
    emit_store(body, first + (form == ADDRESS_K ? 2u : form), &taken, true, unit);
}

// ---- locals, globals, parametric ----------------------------------------------------------------

// Pushes an operand that is the local's first cells.
static void stand_for(struct tw__body *body, uint32_t local, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    struct tw__operand *operand = tw__push(body, OPERAND_LOCAL, cells);
    operand->low = local;
    operand->high = body->locals[local].alias;
    body->locals[local].alias = (uint16_t)t->operand_count;
}

static void local_get(struct tw__body *body, uint32_t local) {
    stand_for(body, local, tw__cells_of(body->locals[local].type));
}

static void local_set(struct tw__body *body, uint32_t local, bool is_tee) {
    struct tw__operand value = tw__pop(body);
    tw__settle_others(body, &value);
    tw__free_local(body, local);
    bool is_pending = value.kind == OPERAND_PENDING;
    bool is_same = value.kind == OPERAND_LOCAL && value.low == local;
    if (!is_same) {
        tw__to_slot(body, &value, body->locals[local].slot);
    }
    if (!is_tee) {
        return;
    }
    if (is_pending || is_same) {
        local_get(body, local);
    } else if (value.kind == OPERAND_LOCAL) {
        stand_for(body, value.low, value.cells);  // fewer than the local has, if it was wrapped
    } else {
        struct tw__operand *operand = tw__push(body, value.kind, value.cells);
        operand->low = value.low;
        operand->high = value.high;
    }
}

// True for globals that are not one cell of the instance's own.
static bool is_far_global(const struct tw__body *body, uint32_t idx) {
    return idx < body->module->global_imports ||
           tw__cells_of(body->module->globals[idx].type) != 1;
}

static void global_get(struct tw__body *body, uint32_t idx) {
    const struct tw__globaltype *global = &body->module->globals[idx];
    uint32_t cells = tw__cells_of(global->type);
    tw__settle(body);
    if (is_far_global(body, idx)) {
        struct tw__pending *pending = tw__make_pending(body, RC_GLOBAL_GET_X, 0, cells);
        tw__pending_unit(pending, idx);
        tw__pending_unit(pending, cells);
        return;
    }
    struct tw__pending *pending = tw__make_pending(body, RC_GLOBAL_GET_S, RC_GLOBAL_GET_A, 1);
    tw__pending_unit(pending, global->cell);
}

static void global_set(struct tw__body *body, uint32_t idx) {
    const struct tw__globaltype *global = &body->module->globals[idx];
    struct tw__operand value = tw__pop(body);
    tw__settle_others(body, &value);
    if (is_far_global(body, idx)) {
        uint16_t slot = tw__slot_of(body, &value);
        tw__emit4(body, RC_GLOBAL_SET_X, slot, idx, value.cells);
        return;
    }
    if (can_be_acc(body, &value)) {
        tw__write_pending_acc(body);
        tw__emit2(body, RC_GLOBAL_SET_A, global->cell);
        return;
    }
    uint16_t slot = tw__slot_of(body, &value);
    tw__emit3(body, RC_GLOBAL_SET_S, global->cell, slot);
}

static void do_drop(struct tw__body *body) {
    struct tw__operand value = tw__pop(body);
    if (value.kind == OPERAND_PENDING) {  // it may trap
        (void)tw__slot_of(body, &value);
    }
}

static void do_select(struct tw__body *body) {
    struct tw__operand condition = tw__pop(body);
    struct tw__operand b = tw__pop(body);
    struct tw__operand a = tw__pop(body);
    if (condition.kind == OPERAND_PENDING && tw__t(body)->pending.op_acc == 0) {
        settle_operand(body, &condition);
    }
    if (condition.kind == OPERAND_PENDING) {
        tw__to_acc(body, &condition);
    } else {
        settle_operand(body, &a);
        settle_operand(body, &b);
        tw__settle(body);
    }
    uint16_t a_slot = tw__slot_of(body, &a);
    uint16_t b_slot = tw__slot_of(body, &b);
    if (condition.kind != OPERAND_PENDING) {
        tw__to_acc(body, &condition);
    }
    struct tw__pending *pending =
        a.cells == 1 ? tw__make_pending(body, RC_SELECT_S, RC_SELECT_A, 1)
                     : tw__make_pending(body, RC_SELECT64, 0, a.cells);
    tw__pending_unit(pending, a_slot);
    tw__pending_unit(pending, b_slot);
}

// ---- rare operations, their operands at home ----------------------------------------------------

// Brings `count` operands home, takes them off and returns the first one's slot; or the next slot.
static uint16_t take_home(struct tw__body *body, uint32_t count) {
    struct tw__translator *t = tw__t(body);
    tw__bring_home(body, count);
    tw__truncate(body, t->operand_count >= count ? t->operand_count - count : 0);
    return tw__next_slot(body);
}

// Their operations: slot of the operands (and of the result, which takes their place), then one or
// two indices. They lie together in regcode.def.
#define RARE_RESULT 4  // beside the number of operands
#define RARE_SECOND 8
static const uint8_t rares[] = {
#define RARE(name, shape) [RC_##name - RC_MEMORY_SIZE] = (shape)
    RARE(MEMORY_SIZE, 0 | RARE_RESULT),
    RARE(MEMORY_GROW, 1 | RARE_RESULT),
    RARE(MEMORY_INIT, 3 | RARE_SECOND),
    RARE(MEMORY_COPY, 3 | RARE_SECOND),
    RARE(MEMORY_FILL, 3),
    RARE(DATA_DROP, 0),
    RARE(TABLE_INIT, 3 | RARE_SECOND),
    RARE(TABLE_COPY, 3 | RARE_SECOND),
    RARE(ELEM_DROP, 0),
#if TW_CFG_REFERENCES
    RARE(TABLE_GET, 1 | RARE_RESULT),
    RARE(TABLE_SET, 2),
    RARE(TABLE_SIZE, 0 | RARE_RESULT),
    RARE(TABLE_GROW, 2 | RARE_RESULT),
    RARE(TABLE_FILL, 3),
    RARE(REF_FUNC, 0 | RARE_RESULT),
#endif
};

static void do_rare(struct tw__body *body, const struct tw__instr *instr, uint32_t op) {
    uint32_t shape = rares[op - RC_MEMORY_SIZE];
    tw__emit3(body, op, take_home(body, shape % RARE_RESULT), instr->a);
    if ((shape & RARE_SECOND) != 0) {
        tw__emit(body, instr->b);
    }
    if ((shape & RARE_RESULT) != 0) {
        tw__push_home(body, 1);
    }
}

static void do_special(struct tw__body *body, const struct tw__instr *instr) {
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
        tw__translate_control(body, instr);
        break;
    }
}

// ---- the emitter --------------------------------------------------------------------------------

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
        TW_ASSERT(family == FAMILY_SAME);
        break;
    }
#else
    (void)body;
    (void)op;
    (void)family;
    TW_ASSERT(false);
#endif
}

static void do_const(struct tw__body *body, const struct tw__instr *instr) {
    bool is_wide = tw__op_imm(instr->op) == TW_IMM_I64 || tw__op_imm(instr->op) == TW_IMM_F64;
    tw__push_const(body, is_wide ? 2 : 1, instr->value);
}

static void do_memory(struct tw__body *body, const struct tw__instr *instr, uint32_t family,
                      uint32_t op) {
    switch (family) {
    case FAMILY_LOAD32:
        (void)do_load(body, instr, op, 1, 1);
        break;
    case FAMILY_LOAD64:
        (void)do_load(body, instr, op, 2, 2);
        break;
    case FAMILY_LOAD_SIGNED:
    case FAMILY_LOAD_EXTEND:
        do_load_extend(body, instr, op, family == FAMILY_LOAD_EXTEND ? 2 : 1);
        break;
    case FAMILY_STORE32:
        do_store32(body, instr, op);
        break;
    default:
        TW_ASSERT(family == FAMILY_STORE64);
        do_store64(body, instr, op);
        break;
    }
}

static void do_integer(struct tw__body *body, const struct tw__instr *instr, uint32_t family,
                       uint32_t op) {
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
        do_unary32(body, op);
        break;
    case FAMILY_NUMERIC:
        do_numeric(body, instr, op);
        break;
    case FAMILY_BINARY:
        (void)pop_pair(body, op, result_flag(instr->op));
        break;
    case FAMILY_BINARY64:
        do_binary64(body, op);
        break;
    case FAMILY_BINARY64_CALL:
        do_binary64_call(body, op);
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
    case FAMILY_MUL32:
        do_binary32(body, op, &immediate_forms, true);
        break;
    case FAMILY_ROTATE32:
        do_rotate32(body, instr, op);
        break;
    case FAMILY_WRAP:
        do_wrap(body);
        break;
    case FAMILY_EXTEND:
        do_extend(body, op);
        break;
    case FAMILY_RARE:
        do_rare(body, instr, op);
        break;
    default:
        do_float(body, family, op);
        break;
    }
}

static void translate(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    uint32_t family = rows[instr->op] >> FAMILY_SHIFT;
    uint32_t op = rows[instr->op] & ((1u << FAMILY_SHIFT) - 1);
    tw__t(body)->offset = instr->offset;
    if (family == FAMILY_SPECIAL) {
        do_special(body, instr);
    } else if (family == FAMILY_CONST) {
        do_const(body, instr);
    } else if (family >= FAMILY_LOAD32 && family <= FAMILY_STORE64) {
        do_memory(body, instr, family, op);
    } else {
        do_integer(body, instr, family, op);
    }
}

const struct tw__emitter tw__emitter_code = {tw__translate_begin, translate, tw__translate_label,
                                             tw__translate_labels_end,
                                             tw__translate_unreachable};

static void nothing(struct tw__body *body) {
    (void)body;
}
static void no_label(struct tw__body *body, uint32_t depth) {
    (void)body;
    (void)depth;
}
const struct tw__emitter tw__emitter_null = {nothing, nothing, no_label, nothing, nothing};

// ---- once per load ------------------------------------------------------------------------------

tw_err_t tw__translator_open(struct tw__body *body, uint32_t code_bytes) {
    struct tw__arena *arena = body->loader->arena;
    struct tw__translator *t = tw__arena_alloc_scratch(arena, sizeof *t);
    if (t == NULL) {
        return tw__load_nomem(body->loader, "the translator");
    }
    memset(t, 0, sizeof *t);
    t->located_unit = UINT32_MAX;
    t->located_offset = TW_OFFSET_NONE;
    body->translator = t;
    t->capacity = code_bytes / 2 + 16;
    t->code = tw__arena_alloc(arena, t->capacity * sizeof t->code[0]);
    return t->code != NULL ? TW_ERR_OK : tw__load_nomem(body->loader, "register code");
}

void tw__translator_drop(struct tw__body *body) {
    struct tw__translator *t = body->translator;
    if (t == NULL) {
        return;
    }
    struct tw__arena *arena = body->loader->arena;
    tw__arena_free(arena, t->code);
    tw__arena_free(arena, t->ref_maps);
    tw__arena_free(arena, t->ref_slots);
    tw__arena_free(arena, t->operands);
    tw__arena_free(arena, t);
    body->translator = NULL;
}

void tw__translator_close(struct tw__body *body) {
    struct tw__translator *t = body->translator;
    if (t == NULL) {
        return;
    }
    if (t->code != NULL) {
        body->module->code = tw__arena_resize(body->loader->arena, t->code,
                                              t->count * sizeof t->code[0]);
        body->module->code_units = t->count;
        body->module->ref_maps = t->ref_maps;
        body->module->ref_slots = t->ref_slots;
        body->module->ref_map_count = t->ref_map_count;
        t->code = NULL;
        t->ref_maps = NULL;
        t->ref_slots = NULL;
    }
    tw__translator_drop(body);
}
