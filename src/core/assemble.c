// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

#if TW_CFG_SUPERINSTRUCTIONS

// Units, operands and moves: the lower half of the translator. One operation at most is pending:
// the last one, whose result goes where the next instruction wants it. Before anything else is
// written the pending operation is, so operations keep the order of their instructions; only moves
// to homes of operands below it may overtake it, and those it cannot read.

struct fused {
    uint16_t first;
    uint16_t second;
    uint16_t fused;
    uint8_t slot;
};
static const struct fused fusions[] = {
#define TW_FUSED(first, second, fused, slot) {RC_##first, RC_##second, RC_##fused, slot},
#include "core/opcodes/fused.def"
};

void tw__fuse(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint16_t *first = &t->code[t->before];
    const uint16_t *second = &t->code[t->last];
    if (!tw__can_write(body) || second != first + TW_STEP_UNITS) {
        return;
    }
    for (uint32_t i = 0; i < sizeof fusions / sizeof fusions[0]; i++) {
        const struct fused *row = &fusions[i];
        bool is_there = !TW_CFG_WIDE || t->last + row->slot < t->count;
        if (first[0] == TW_RC_UNIT(row->first) && second[0] == TW_RC_UNIT(row->second) &&
            is_there && (row->slot == 0 || second[row->slot] == first[1])) {
            first[0] = (uint16_t)TW_RC_UNIT(row->fused);
        }
    }
}

#if TW_CFG_WIDE

// True for operations that leave the accumulator as it is, those that go on behind them.
static bool keeps_acc(uint32_t op) {
    return (op >= RC_MOV32 && op <= RC_CONST64) || op == RC_STA ||
           (op >= RC_BRZ_S && op <= RC_BRBNZ_A) || (op >= RC_BR_I32_EQ_SS && op < RC_CALL) ||
           (op >= RC_I32_STORE_SS && op < RC_LOAD_X);
}

// A slot gets another value.
static void forget_slot(struct tw__body *body, uint32_t slot, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    if (slot < t->acc_slot + t->acc_cells * TW_SLOT_STEP &&
        t->acc_slot < slot + cells * TW_SLOT_STEP) {
        tw__forget_acc(body);
    }
}

// It and the accumulator have the same value.
static void note_acc(struct tw__body *body, uint32_t slot, uint32_t cells) {
    tw__t(body)->acc_slot = (uint16_t)slot;
    tw__t(body)->acc_cells = (uint8_t)cells;
}

// Before an operation is written, and once it is.
static void begin_operation(struct tw__body *body, uint32_t op) {
    if (!keeps_acc(op)) {
        tw__forget_acc(body);
    }
}
static void end_operation(struct tw__body *body) {
    tw__fuse(body);
}

#else

static void forget_slot(struct tw__body *body, uint32_t slot, uint32_t cells) {
    (void)body, (void)slot, (void)cells;
}
static void note_acc(struct tw__body *body, uint32_t slot, uint32_t cells) {
    (void)body, (void)slot, (void)cells;
}
static void begin_operation(struct tw__body *body, uint32_t op) {
    (void)body, (void)op;
}
static void end_operation(struct tw__body *body) {
    (void)body;
}

#endif

void tw__emit1(struct tw__body *body, uint32_t op) {
    struct tw__translator *t = tw__t(body);
    t->before = t->last;
    t->last = t->count;
    begin_operation(body, op);
    tw__emit_operation(body, op);
    end_operation(body);
}

void tw__emit2(struct tw__body *body, uint32_t op, uint32_t a) {
    tw__emit1(body, op);
    tw__emit(body, a);
}

void tw__emit3(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b) {
    tw__emit2(body, op, a);
    tw__emit(body, b);
}

void tw__emit4(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b, uint32_t c) {
    tw__emit3(body, op, a, b);
    tw__emit(body, c);
}

void tw__emit32(struct tw__body *body, uint32_t literal) {
    tw__emit(body, literal & 0xffff);
    tw__emit(body, literal >> 16);
}

static bool fits_16(uint64_t bits, uint32_t cells) {
    return cells == 1 ? (uint32_t)(int32_t)(int16_t)(uint16_t)bits == (uint32_t)bits
                      : (uint64_t)(int64_t)(int16_t)(uint16_t)bits == bits;
}

static void emit_const(struct tw__body *body, uint32_t slot, uint64_t bits, uint32_t cells) {
    forget_slot(body, slot, cells);
    if (fits_16(bits, cells)) {
        tw__emit3(body, cells == 1 ? RC_CONST16 : RC_CONST64_16, slot, (uint16_t)bits);
        return;
    }
    tw__emit2(body, cells == 1 ? RC_CONST32 : RC_CONST64, slot);
    tw__emit32(body, (uint32_t)bits);
    if (cells > 1) {
        tw__emit32(body, (uint32_t)(bits >> 32));
    }
}

void tw__emit_move(struct tw__body *body, uint32_t target, uint32_t source, uint32_t cells) {
    if (target == source || cells == 0) {
        return;
    }
    forget_slot(body, target, cells);
    if (cells <= 2) {
        tw__emit3(body, cells == 1 ? RC_MOV32 : RC_MOV64, target, source);
        return;
    }
    tw__emit4(body, RC_MOVN, target, source, cells);
}

// ---- operands --------------------------------------------------------------------------------

// The same when the operands or the frame have to grow first.
static TW_COLD struct tw__operand *push_grown(struct tw__body *body, uint8_t kind, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    uint32_t end = t->next_slot + cells * TW_SLOT_STEP;
    t->frame_end = end > t->frame_end ? end : t->frame_end;
    if (end > TW_MAX_FRAME_CELLS * TW_SLOT_STEP) {
        tw__bad(body->loader, TW_BAD_FRAME);
    }
    if (t->operand_count == t->operand_capacity &&
        (!tw__can_write(body) ||
         tw__load_grow(body->loader, (void **)&t->operands, &t->operand_capacity,
                       sizeof t->operands[0], UINT32_MAX, TW_BAD_MAX_OPERANDS) != TW_ERR_OK)) {
        return t->nowhere;  // so that callers need not ask
    }
    return tw__push(body, kind, cells);
}

struct tw__operand *tw__push(struct tw__body *body, uint8_t kind, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    uint32_t slot = t->next_slot;
    uint32_t end = slot + cells * TW_SLOT_STEP;
    if (t->operand_count == t->operand_capacity || end > t->frame_end) {
        return push_grown(body, kind, cells);
    }
    t->next_slot = end;
    struct tw__operand *operand = &t->operands[t->operand_count++];
    operand->kind = kind;
    operand->cells = (uint8_t)cells;
    operand->home = (uint16_t)slot;
    return operand;
}

void tw__push_home(struct tw__body *body, uint32_t cells) {
    (void)tw__push(body, OPERAND_HOME, cells);
}

void tw__push_const(struct tw__body *body, uint32_t cells, uint64_t bits) {
    struct tw__operand *operand = tw__push(body, OPERAND_CONST, cells);
    operand->low = (uint32_t)bits;
    operand->high = (uint32_t)(bits >> 32);
}

struct tw__operand *tw__pop(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (t->operand_count == 0) {  // only after a failed push
        TW_ASSERT(!tw__can_write(body));
        return t->nowhere;
    }
    struct tw__operand *operand = &t->operands[--t->operand_count];
    t->next_slot = operand->home;
    if (operand->kind == OPERAND_LOCAL) {
        body->locals[operand->low].alias = (uint16_t)operand->high;
    }
    return operand;
}

void tw__truncate(struct tw__body *body, uint32_t count) {
    while (tw__t(body)->operand_count > count) {
        (void)tw__pop(body);
    }
}

// ---- the pending operation -------------------------------------------------------------------

void tw__unit(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    TW_ASSERT(t->unit_count < TW_MAX_UNITS);
    t->units[t->unit_count++] = (uint16_t)unit;
}

void tw__emit_op(struct tw__body *body, uint32_t op) {
    struct tw__translator *t = tw__t(body);
    tw__emit1(body, op);
    tw__emit_all(body, t->units, t->unit_count);
    t->unit_count = 0;
}

void tw__emit_units(struct tw__body *body, const struct tw__pending *pending) {
    tw__emit_all(body, pending->units, pending->unit_count);
}

struct tw__pending *tw__make_pending(struct tw__body *body, uint32_t op_slot, uint32_t op_acc,
                                     uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    struct tw__pending *pending = &t->pending;
    TW_ASSERT(!pending->is_active || !tw__can_write(body));
    pending->is_active = true;
    pending->unit_count = t->unit_count;
    pending->compare = 0;
    pending->cells = (uint8_t)cells;
    pending->op_slot = (uint16_t)op_slot;
    pending->op_acc = (uint16_t)op_acc;
    memcpy(pending->units, t->units, sizeof pending->units);
    pending->operand = t->operand_count;
    pending->offset = t->offset;
    t->unit_count = 0;
    (void)tw__push(body, OPERAND_PENDING, cells);
    return pending;
}

// The operand stack does not know that its pending operand is written: callers that leave it there
// mark it HOME.
static void write_pending(struct tw__body *body, uint32_t op, bool has_slot, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    uint32_t offset = t->offset;
    t->offset = t->pending.offset;
    t->pending.is_active = false;
    tw__emit1(body, op);
    if (has_slot) {
        tw__emit(body, slot);
    }
    tw__emit_units(body, &t->pending);
    t->offset = offset;
}

// The form of an operation that gives its result to its first operand's slot.
#if TW_CFG_WIDE
static uint32_t in_place(uint32_t op) {
    return op == RC_I32_ADD_SSI ? RC_I32_STEP : op == RC_I32_ADD_SSS ? RC_I32_ADD_TO : 0;
}
static void store_acc(struct tw__body *body, uint32_t cells, uint32_t slot) {
    tw__emit2(body, cells == 1 ? RC_STA : RC_STA64, slot);
}
#else
static uint32_t in_place(uint32_t op) {
    return op == RC_I32_ADD_SSI ? RC_I32_STEP : 0;
}
static void store_acc(struct tw__body *body, uint32_t cells, uint32_t slot) {
    (void)cells;
    tw__emit2(body, RC_STA, slot);
}
#endif

#if TW_FAST_FLOAT
static bool is_float(uint32_t op) {
    return op >= RC_F32_ADD_SSS;
}
#else
static bool is_float(uint32_t op) {
    (void)op;
    return false;
}
#endif

void tw__write_pending(struct tw__body *body, uint32_t slot) {
    struct tw__pending *pending = &tw__t(body)->pending;
    if (pending->units[0] == slot && in_place(pending->op_slot) != 0) {
        write_pending(body, in_place(pending->op_slot), false,
                      0);  // the operand's slot is named once
        forget_slot(body, slot, 1);
        return;
    }
    if (pending->op_slot != 0) {
        write_pending(body, pending->op_slot, true, slot);
    } else {
        tw__write_pending_acc(body);
        store_acc(body, pending->cells, slot);
    }
    // What could go to the accumulator alone has gone there, too, but for floats.
    if (TW_CFG_WIDE && pending->op_acc != 0 && !is_float(pending->op_slot)) {
        note_acc(body, slot, pending->cells);
    }
}

#if TW_CFG_WIDE
static void write_acc(struct tw__body *body, const struct tw__pending *pending) {
    write_pending(body, pending->op_acc, false, 0);
}
#else
// A comparison is 1, unless the branch is not taken over what makes it 0.
static void write_acc(struct tw__body *body, const struct tw__pending *pending) {
    if (pending->compare == 0) {
        write_pending(body, pending->op_acc, false, 0);
        return;
    }
    tw__emit2(body, RC_LDA_I, 1);
    write_pending(body, pending->op_acc, false, 0);
    tw__emit(body, 2);
    tw__emit2(body, RC_LDA_I, 0);
}
#endif

void tw__write_pending_acc(struct tw__body *body) {
    TW_ASSERT(tw__t(body)->pending.op_acc != 0);
    write_acc(body, &tw__t(body)->pending);
}

void tw__settle(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (!t->pending.is_active || !tw__can_write(body)) {
        return;
    }
    TW_ASSERT(t->pending.operand < t->operand_count);
    struct tw__operand *operand = &t->operands[t->pending.operand];
    TW_ASSERT(operand->kind == OPERAND_PENDING);
    tw__write_pending(body, operand->home);
    operand->kind = OPERAND_HOME;
}

void tw__settle_others(struct tw__body *body, const struct tw__operand *operand) {
    if (operand->kind != OPERAND_PENDING) {
        tw__settle(body);
    }
}

// ---- where values go ---------------------------------------------------------------------------

uint16_t tw__slot_of(struct tw__body *body, const struct tw__operand *operand) {
    switch (operand->kind) {
        case OPERAND_LOCAL:
            return body->locals[operand->low].slot;
        case OPERAND_CONST:
            emit_const(body, operand->home, tw__const_bits(operand), operand->cells);
            return operand->home;
        case OPERAND_PENDING:
            tw__write_pending(body, operand->home);
            return operand->home;
        default:
            return operand->home;
    }
}

void tw__to_acc(struct tw__body *body, const struct tw__operand *operand) {
    if (tw__is_in_acc(body, operand)) {
        return;
    }
    if (operand->kind == OPERAND_PENDING && tw__t(body)->pending.op_acc != 0) {
        tw__write_pending_acc(body);
        return;
    }
    TW_ASSERT(operand->cells == 1 || !tw__can_write(body));
    if (operand->kind != OPERAND_CONST) {
        uint32_t slot = tw__slot_of(body, operand);
        tw__emit2(body, RC_LDA_S, slot);
        note_acc(body, slot, 1);
        return;
    }
    if (fits_16(operand->low, 1)) {
        tw__emit2(body, RC_LDA_I, (uint16_t)operand->low);
        return;
    }
    tw__emit1(body, RC_LDA_L);
    tw__emit32(body, operand->low);
}

void tw__to_slot(struct tw__body *body, const struct tw__operand *operand, uint32_t slot) {
    switch (operand->kind) {
        case OPERAND_CONST:
            emit_const(body, slot, tw__const_bits(operand), operand->cells);
            break;
        case OPERAND_PENDING:
            tw__write_pending(body, slot);
            break;
        default:
            tw__emit_move(body, slot, tw__slot_of(body, operand), operand->cells);
            break;
    }
}

// The operand stays on the stack, and is at home from now on.
static void bring_one_home(struct tw__body *body, struct tw__operand *operand) {
    tw__to_slot(body, operand, operand->home);
    operand->kind = OPERAND_HOME;
}

void tw__bring_home(struct tw__body *body, uint32_t count) {
    struct tw__translator *t = tw__t(body);
    tw__settle(body);
    for (uint32_t i = t->operand_count; i > 0 && count > 0 && tw__can_write(body); i--, count--) {
        struct tw__operand *operand = &t->operands[i - 1];
        if (operand->kind == OPERAND_LOCAL) {  // the topmost of its chain: those above are home
            body->locals[operand->low].alias = (uint16_t)operand->high;
        }
        bring_one_home(body, operand);
    }
}

void tw__free_locals(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    for (uint32_t i = t->no_locals_below; i < t->operand_count && tw__can_write(body); i++) {
        struct tw__operand *operand = &t->operands[i];
        if (operand->kind == OPERAND_LOCAL) {
            body->locals[operand->low].alias = 0;
            bring_one_home(body, operand);
        }
    }
    t->no_locals_below = t->operand_count;
}

void tw__free_local(struct tw__body *body, uint32_t local) {
    struct tw__translator *t = tw__t(body);
    uint32_t next = body->locals[local].alias;
    body->locals[local].alias = 0;
    while (next != 0 && tw__can_write(body)) {
        struct tw__operand *operand = &t->operands[next - 1];
        next = operand->high;
        bring_one_home(body, operand);
    }
}

#endif
