// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

#if TW_CFG_SUPERINSTRUCTIONS

// Control flow: labels, branches, calls, returns. At every label the operands that cross it are at
// home and nothing is pending; constants may stay below. A branch forwards is a link of a chain
// through its own offset until the label is known; the chain's head is in the control frame.
//
// Near offsets have 16 bits and far ones 32; which of them a function uses is known at its first
// byte (TW_CFG_FAR_BRANCH_BYTES). A conditional far branch is the inverse near one over a far jump.

// A condition for a branch, taken off the operand stack.
enum { CONDITION_SLOT, CONDITION_ACC, CONDITION_COMPARE };
struct condition {
    uint8_t place;  // a value in slot or in the accumulator, or the comparison in t->pending,
                    // no longer active, which is to be written as a branch
    bool sense;     // branch if it holds, or if not
    uint16_t slot;
};

static struct tw__ctrl *top_ctrl(struct tw__body *body) {
    return &body->ctrls[body->ctrl_count - 1];
}

// ---- offsets ---------------------------------------------------------------------------------

static uint32_t offset_units(const struct tw__translator *t) {
    return t->is_far ? 2 : 1;
}

static uint32_t read_offset(const struct tw__translator *t, uint32_t unit) {
    const uint16_t *units = &t->code[t->base + unit];
    return t->is_far ? tw__literal(units) : units[0];
}

static void write_offset(struct tw__body *body, uint32_t unit, uint32_t offset) {
    struct tw__translator *t = tw__t(body);
    uint16_t *units = &t->code[t->base + unit];
    units[0] = (uint16_t)offset;
    if (t->is_far) {
        units[1] = (uint16_t)(offset >> 16);
        return;
    }
    if ((uint32_t)(int32_t)(int16_t)(uint16_t)offset != offset) {
        tw__bad(body->loader, TW_BAD_BRANCH);
    }
}

// Makes the branch whose offset is at `unit` go to `target`.
static void write_target(struct tw__body *body, uint32_t unit, uint32_t target) {
    write_offset(body, unit, target - unit - offset_units(tw__t(body)));
}

static void link_chain(struct tw__body *body, uint32_t *chain, uint32_t unit) {
    write_offset(body, unit, *chain == 0 ? 0 : unit - *chain);
    *chain = unit;
}

static void emit_wide(struct tw__body *body, uint32_t value) {
    if (tw__t(body)->is_far) {
        tw__emit32(body, value);
    } else {
        tw__emit(body, value);
    }
}

// Writes the offset of a branch: to target backwards, or as the next link of a chain.
static void emit_offset(struct tw__body *body, uint32_t *chain, uint32_t target) {
    uint32_t unit = tw__here(body);
    emit_wide(body, 0);
    if (!tw__can_write(body)) {
        return;
    }
    if (chain == NULL) {
        write_target(body, unit, target);
    } else {
        link_chain(body, chain, unit);
    }
}

// Every branch of the chain goes to the unit that is written next.
static void bind_chain(struct tw__body *body, uint32_t *chain) {
    struct tw__translator *t = tw__t(body);
    uint32_t unit = *chain;
    tw__forget_acc(body);
    while (unit != 0 && tw__can_write(body)) {
        uint32_t distance = read_offset(t, unit);
        write_target(body, unit, tw__here(body));
        unit = distance == 0 ? 0 : unit - distance;
    }
    *chain = 0;
}

// ---- conditions --------------------------------------------------------------------------------

// Not of all comparisons there are branches back.
#if TW_CFG_WIDE
static bool has_back(const struct tw__body *body, const struct condition *condition) {
    (void)body, (void)condition;
    return true;
}
static uint32_t branch_back(uint32_t kind) {
    return RC_BRB_I32_EQ_SS + kind * (RC_BRB_I32_NE_SS - RC_BRB_I32_EQ_SS);
}
#else
static bool has_back(const struct tw__body *body, const struct condition *condition) {
    uint32_t kind = tw__t(body)->pending.compare - 1u;
    return condition->place != CONDITION_COMPARE || kind == CMP_NE || kind >= CMP_LT_U;
}
static uint32_t branch_back(uint32_t kind) {
    return RC_BRB_I32_NE_SS + 2 * (kind == CMP_NE ? 0 : kind - 3);
}
#endif

// Takes the condition off. Nothing but moves to homes may be written until it is used.
static struct condition pop_condition(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    struct condition condition = {CONDITION_SLOT, true, 0};
    struct tw__operand *operand = tw__pop(body);
    tw__settle_others(body, operand);
    bool is_pending = operand->kind == OPERAND_PENDING;
    if (is_pending && t->pending.compare != 0) {
        condition.place = CONDITION_COMPARE;
        t->pending.is_active = false;
    } else if (operand->kind == OPERAND_CONST || (is_pending && t->pending.op_acc != 0)) {
        condition.place = CONDITION_ACC;
        tw__to_acc(body, operand);
    } else {
        condition.slot = tw__slot_of(body, operand);
    }
    return condition;
}

// Writes the cost and the offset of a branch back to a loop, whose operation has been written.
static void emit_back(struct tw__body *body, const struct tw__ctrl *loop) {
    uint32_t distance = tw__here(body) - 1 - loop->start;
    if (distance > INT16_MAX) {
        tw__bad(body->loader, TW_BAD_BRANCH);
    }
    tw__emit(body, tw__back_cost(body, loop));
    tw__emit(body, (0u - distance) & 0xffff);
}

// True if a slot is compared with 0. Where operations are wide, only one that was stepped last, for
// which there is a superinstruction.
#if TW_CFG_WIDE
static bool is_stepped(const struct tw__body *body, const struct condition *condition) {
    const struct tw__translator *t = tw__t(body);
    const uint16_t *last = &t->code[t->last];
    return condition->place == CONDITION_SLOT && condition->sense && tw__can_write(body) &&
           t->last + TW_STEP_UNITS == t->count && last[0] == TW_RC_UNIT(RC_I32_STEP) &&
           last[1] == condition->slot;
}
static bool is_compared(const struct tw__body *body, const struct condition *condition,
                        bool is_back) {
    return is_back && is_stepped(body, condition);
}
#else
static bool is_compared(const struct tw__body *body, const struct condition *condition,
                        bool is_back) {
    (void)body, (void)is_back;
    return condition->place == CONDITION_SLOT;
}
#endif

// An execution can be stopped at a branch back.
static void note_back(struct tw__body *body, const struct tw__ctrl *loop) {
    if (TW_CFG_HEAP && loop != NULL) {
        tw__note_loop(body, loop);
    }
}

#define FORM_SLOT_IMMEDIATE 1  // the distance of such a branch from that on two slots (regcode.def)

// Writes a conditional branch: back to a loop if the condition holds, or if that is NULL forwards,
// but for its offset.
static void emit_condition(struct tw__body *body, struct condition condition,
                           const struct tw__ctrl *loop) {
    const struct tw__pending *compare = &tw__t(body)->pending;
    bool is_back = loop != NULL;
    bool is_compare = condition.place == CONDITION_COMPARE;
    bool is_slot = is_compared(body, &condition, is_back);
    if (!is_slot && condition.place == CONDITION_SLOT && tw__is_acc_of(body, condition.slot, 1)) {
        condition.place = CONDITION_ACC;
    }
    note_back(body, loop);
    if (is_slot || is_compare) {
        uint32_t kind = is_slot ? CMP_NE : compare->compare - 1u;
        kind ^= condition.sense ? 0u : 1u;
        tw__emit1(body, (is_back ? branch_back(kind) : tw__branch_on(kind)) +
                            (is_slot ? FORM_SLOT_IMMEDIATE : compare->form));
    } else {
        uint32_t test = is_back ? RC_BRBNZ_A : condition.sense ? RC_BRNZ_A : RC_BRZ_A;
        tw__emit1(body, test - (TW_CFG_WIDE && condition.place == CONDITION_SLOT));
    }
    if (is_back) {
        emit_back(body, loop);
    }
    if (is_compare) {
        tw__emit_units(body, compare);
    } else if (condition.place == CONDITION_SLOT) {
        tw__emit(body, condition.slot);
    }
    if (is_slot) {
        tw__emit(body, 0);
    }
    if (is_back) {
        tw__fuse(body);
    }
}

// A forward branch, if the condition does not hold, over a few operations that follow at once;
// always near. Returns its offset's unit for land().
static uint32_t skip_unless(struct tw__body *body, struct condition condition) {
    condition.sense = !condition.sense;
    emit_condition(body, condition, NULL);
    tw__emit(body, 0);
    return tw__here(body) - 1;
}

static void land(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    uint32_t distance = tw__here(body) - unit - 1;
    tw__forget_acc(body);
    if (!tw__can_write(body)) {
        return;
    }
    t->code[t->base + unit] = (uint16_t)distance;
    if (distance > INT16_MAX) {
        tw__bad(body->loader, TW_BAD_BRANCH);
    }
}

// Jumps to the label of ctrl, whose operands are in place: to a loop's beginning, or to where the
// chain will be bound.
static void jump_by(struct tw__body *body, const struct tw__ctrl *ctrl, uint32_t *chain) {
    bool is_far = tw__t(body)->is_far;
    bool is_loop = ctrl->op == TW_OP_LOOP;
    note_back(body, is_loop ? ctrl : NULL);
    if (is_loop && !is_far) {
        tw__emit1(body, RC_BRB);
        emit_back(body, ctrl);
        return;
    }
    if (is_loop) {
        tw__emit2(body, RC_BRB_FAR, tw__back_cost(body, ctrl));
    } else {
        tw__emit1(body, is_far ? RC_BR_FAR : RC_BR);
    }
    emit_offset(body, is_loop ? NULL : chain, ctrl->start);
}

static void jump(struct tw__body *body, struct tw__ctrl *ctrl) {
    jump_by(body, ctrl, &ctrl->fixups);
}

// The same if the condition holds.
static void jump_if(struct tw__body *body, struct condition condition, const struct tw__ctrl *ctrl,
                    uint32_t *chain) {
    bool is_loop = ctrl->op == TW_OP_LOOP;
    if (tw__t(body)->is_far || (is_loop && !has_back(body, &condition))) {
        uint32_t skip = skip_unless(body, condition);
        jump_by(body, ctrl, chain);
        land(body, skip);
        return;
    }
    emit_condition(body, condition, is_loop ? ctrl : NULL);
    if (!is_loop) {
        emit_offset(body, chain, ctrl->start);
    }
}

// ---- values that cross labels -------------------------------------------------------------------

static bool is_function_frame(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    return ctrl == &body->ctrls[0];
}

static uint16_t first_home(const struct tw__body *body, uint32_t count) {
    const struct tw__translator *t = tw__t(body);
    return count == 0 || count > t->operand_count ? tw__next_slot(body)
                                                  : t->operands[t->operand_count - count].home;
}

// Moves the topmost operands, which are at home, to where ctrl's label wants them.
static void move_to_label(struct tw__body *body, const struct tw__ctrl *ctrl) {
    uint32_t count = tw__label_count(ctrl);
    uint32_t slot = is_function_frame(body, ctrl) ? 0 : ctrl->slot;
    tw__emit_move(body, slot, first_home(body, count), tw__label_cells(ctrl));
}

static bool needs_moves(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    uint32_t count = tw__label_count(ctrl);
    return count > 0 && first_home(body, count) != ctrl->slot;
}

#if TW_CFG_WIDE
// Returns with a result of one or two cells.
static void return_slot(struct tw__body *body, uint32_t cells, uint32_t slot) {
    tw__emit3(body, cells == 1 ? RC_RET_S : RC_RET64, tw__t(body)->link, slot);
}
static void return_result(struct tw__body *body, const struct tw__operand *result) {
    return_slot(body, result->cells, tw__slot_of(body, result));
}
// Returns with the topmost operands, which are at home.
static void return_from_home(struct tw__body *body) {
    const struct tw__ctrl *frame = &body->ctrls[0];
    uint32_t cells = tw__label_cells(frame);
    uint32_t home = first_home(body, tw__label_count(frame));
    if (cells == 1 || (cells == 2 && tw__label_count(frame) == 1)) {
        return_slot(body, cells, home);
        return;
    }
    move_to_label(body, frame);
    tw__emit2(body, RC_RET, tw__t(body)->link);
}
#else
static void return_result(struct tw__body *body, const struct tw__operand *result) {
    tw__to_slot(body, result, 0);
    tw__emit2(body, RC_RET, tw__t(body)->link);
}
static void return_from_home(struct tw__body *body) {
    move_to_label(body, &body->ctrls[0]);
    tw__emit2(body, RC_RET, tw__t(body)->link);
}
#endif

// Returns with the topmost operands, wherever they are; they are gone afterwards.
static void return_results(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (tw__label_count(&body->ctrls[0]) != 1 || tw__label_cells(&body->ctrls[0]) > 2) {
        tw__bring_home(body, tw__label_count(&body->ctrls[0]));
        return_from_home(body);
        return;
    }
    struct tw__operand *result = tw__pop(body);
    tw__settle_others(body, result);
    bool is_acc =
        result->cells == 1 && (result->kind == OPERAND_CONST ||
                               (result->kind == OPERAND_PENDING && t->pending.op_acc != 0));
    if (is_acc) {
        tw__to_acc(body, result);
        tw__emit2(body, RC_RET_A, t->link);
        return;
    }
    return_result(body, result);
}

// Brings the operands of a label into place for an unconditional jump; they are gone afterwards.
static void place_results(struct tw__body *body, const struct tw__ctrl *ctrl) {
    uint32_t count = tw__label_count(ctrl);
    if (count != 1) {
        tw__bring_home(body, count);
        move_to_label(body, ctrl);
        return;
    }
    struct tw__operand *result = tw__pop(body);
    tw__settle_others(body, result);
    tw__to_slot(body, result, ctrl->slot);
}

// ---- blocks -------------------------------------------------------------------------------------

static void do_block(struct tw__body *body) {
    struct condition condition = {CONDITION_SLOT, false, 0};
    bool is_if = body->instr.op == TW_OP_IF;
    if (is_if) {
        condition = pop_condition(body);
        condition.sense = false;
    } else {
        tw__settle(body);
    }
    uint32_t params = tw__blocktype_count(&body->instr.blocktype, false);
    tw__free_locals(body);
    tw__bring_home(body, params);
    struct tw__ctrl *ctrl = top_ctrl(body);
    ctrl->slot = first_home(body, params);
    ctrl->start = tw__here(body);
    tw__forget_acc(body);
    ctrl->fuel = body->instr_count;
    if (is_if) {
        jump_if(body, condition, ctrl, &ctrl->else_fixup);
    }
}

static void push_block_homes(struct tw__body *body, const struct tw__blocktype *type,
                             bool results) {
    uint32_t count = tw__blocktype_count(type, results);
    for (uint32_t i = 0; i < count; i++) {
        tw__push_home(body, tw__cells_of(tw__blocktype_at(type, results, i)));
    }
}

static void end_function(struct tw__body *body) {
    if (!body->ctrls[0].is_unreachable) {
        return_results(body);
    }
    tw__end_function(body);
    tw__truncate(body, 0);
}

// The end of a block, or of its first arm.
static void end_arm(struct tw__body *body, bool is_last) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    if (is_function_frame(body, ctrl)) {
        end_function(body);
        return;
    }
    if (!ctrl->is_unreachable) {
        tw__bring_home(body, tw__blocktype_count(&ctrl->blocktype, true));
        if (!is_last) {
            jump(body, ctrl);
        }
    }
    tw__end_try(body, ctrl);
    bind_chain(body, &ctrl->else_fixup);
    if (is_last) {
        bind_chain(body, &ctrl->fixups);
    }
    tw__truncate(body, ctrl->height - tw__has_caught(ctrl));
    push_block_homes(body, &ctrl->blocktype, is_last);
}

void tw__translate_unreachable(struct tw__body *body) {
    tw__t(body)->pending.is_active = false;
    tw__truncate(body, top_ctrl(body)->height);
}

// ---- branches -----------------------------------------------------------------------------------

static void do_br(struct tw__body *body, uint32_t depth) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    if (is_function_frame(body, ctrl)) {
        return_results(body);
        return;
    }
    place_results(body, ctrl);
    jump(body, ctrl);
}

// Goes to a label whose operands are at home and stay on the stack.
static void leave_from_home(struct tw__body *body, struct tw__ctrl *ctrl) {
    if (is_function_frame(body, ctrl)) {
        return_from_home(body);
        return;
    }
    move_to_label(body, ctrl);
    jump(body, ctrl);
}

// A conditional branch whose operands stay on the stack when it is not taken.
static void branch_if(struct tw__body *body, struct condition condition, uint32_t depth) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    tw__bring_home(body, tw__label_count(ctrl));
    if (!is_function_frame(body, ctrl) && !needs_moves(body, ctrl)) {
        jump_if(body, condition, ctrl, &ctrl->fixups);
        return;
    }
    uint32_t skip = skip_unless(body, condition);
    leave_from_home(body, ctrl);
    land(body, skip);
}

// ---- try_table ----------------------------------------------------------------------------------

#if TW_CFG_EXCEPTIONS

// Operands are as before any block; then a branch over the code of the clauses.
static void do_try(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    tw__settle(body);
    tw__free_locals(body);
    tw__bring_home(body, tw__blocktype_count(&body->instr.blocktype, false));
    tw__begin_catches(body);
    if (body->instr.a > 0) {
        tw__emit1(body, t->is_far ? RC_BR_FAR : RC_BR);
        emit_offset(body, &t->over_catches, 0);
    }
}

// The parameters make room for what is caught.
static void do_catch(struct tw__body *body, uint32_t depth) {
    struct tw__translator *t = tw__t(body);
    uint32_t params = tw__blocktype_count(&body->instr.blocktype, false);
    tw__truncate(body, t->operand_count >= params ? t->operand_count - params : 0);
    uint32_t height = t->operand_count;
    tw__forget_acc(body);
    tw__add_catch(body, tw__next_slot(body));
    for (uint32_t i = 0; i < tw__catch_count(body); i++) {
        tw__push_home(body, tw__cells_of(tw__catch_type(body, i)));
    }
    leave_from_home(body, tw__ctrl_at(body, depth));
    tw__truncate(body, height);
    push_block_homes(body, &body->instr.blocktype, false);
}

static void open_try(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    struct tw__ctrl *ctrl = top_ctrl(body);
    bind_chain(body, &t->over_catches);
    ctrl->slot = first_home(body, tw__blocktype_count(&body->instr.blocktype, false));
    ctrl->start = tw__here(body);
    ctrl->fuel = body->instr_count;
    tw__end_catches(body, ctrl);
}
#else
static void do_catch(struct tw__body *body, uint32_t depth) {
    (void)body, (void)depth;
}
static void open_try(struct tw__body *body) {
    (void)body;
}
#endif

#if TW_CFG_LEGACY_EXCEPTIONS

static void do_legacy_try(struct tw__body *body) {
    do_block(body);
    tw__open_legacy(body, top_ctrl(body));
}

// The end of what comes before a clause, or of the last one: its results go to the label.
static void end_clause(struct tw__body *body) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    if (!ctrl->is_unreachable) {
        tw__bring_home(body, tw__blocktype_count(&ctrl->blocktype, true));
        leave_from_home(body, ctrl);
        ctrl->is_unreachable = true;
    }
    tw__end_try(body, ctrl);
}

// The next clause is tried if it is not of the tag.
static void begin_clause(struct tw__body *body) {
    struct condition condition = {CONDITION_ACC, false, 0};
    struct tw__ctrl *ctrl = top_ctrl(body);
    tw__truncate(body, ctrl->height - 1);
    tw__begin_clause(body, ctrl, tw__next_slot(body));
    tw__push_home(body, 1);
    bind_chain(body, &ctrl->else_fixup);
    if (body->instr.op == TW_OP_CATCH) {
        tw__emit_extra(body, ctrl->start);
        jump_if(body, condition, ctrl, &ctrl->else_fixup);
    }
    for (uint32_t i = ctrl->height; i < body->operand_count; i++) {
        tw__push_home(body, tw__cells_of(body->operands[i]));
    }
}

static void throw_again(struct tw__body *body, const struct tw__ctrl *ctrl) {
    tw__settle(body);
    tw__forget_acc(body);
    body->instr.op = TW_OP_THROW_REF;
    tw__emit_extra(body, ctrl->start);
}

// What no clause has taken goes on.
static void end_clauses(struct tw__body *body) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    end_clause(body);
    bind_chain(body, &ctrl->else_fixup);
    if (ctrl->op == TW_OP_CATCH) {
        throw_again(body, ctrl);
    }
    end_arm(body, true);
}

static void do_legacy(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_TRY:
            do_legacy_try(body);
            break;
        case TW_OP_DELEGATE:
            tw__delegate(body, top_ctrl(body));
            end_arm(body, true);
            break;
        case TW_OP_RETHROW:
            throw_again(body, tw__ctrl_at(body, body->instr.a));
            break;
        default:
            end_clause(body);
            break;
    }
}
#else
static void begin_clause(struct tw__body *body) {
    (void)body;
}
static void end_clauses(struct tw__body *body) {
    (void)body;
}
#endif

static void do_end(struct tw__body *body) {
    if (tw__has_caught(top_ctrl(body))) {
        end_clauses(body);
    } else {
        end_arm(body, body->instr.op == TW_OP_END);
    }
}

#if TW_CFG_GC
// extra.c answers in the accumulator; the reference stays where it is.
static void do_br_on_cast(struct tw__body *body) {
    struct condition condition = {CONDITION_ACC, body->instr.op == TW_OP_BR_ON_CAST, 0};
    tw__bring_home(body, 1);
    tw__forget_acc(body);
    tw__emit_extra(body, first_home(body, 1));
    branch_if(body, condition, body->instr.a);
}
#endif

#if TW_CFG_FUNCTION_REFERENCES
// br_on_null, br_on_non_null: the reference is brought to its home, which the branch tests. The
// label takes it if it is not null, else what follows does.
static void do_br_on(struct tw__body *body) {
    bool is_non_null = body->instr.op == TW_OP_BR_ON_NON_NULL;
    tw__bring_home(body, 1);
    struct condition condition = {CONDITION_SLOT, is_non_null, first_home(body, 1)};
    if (is_non_null) {
        branch_if(body, condition, body->instr.a);
        (void)tw__pop(body);
        return;
    }
    (void)tw__pop(body);
    branch_if(body, condition, body->instr.a);
    tw__push_home(body, 1);
}
#endif

// Pops an index into the accumulator, with `count` operands below it at home.
static void index_to_acc(struct tw__body *body, uint32_t count) {
    struct tw__operand *index = tw__pop(body);
    tw__settle_others(body, index);
    if (index->kind == OPERAND_PENDING && tw__t(body)->pending.op_acc == 0) {
        index->home = tw__slot_of(body, index);
        index->kind = OPERAND_HOME;
    }
    bool is_pending = index->kind == OPERAND_PENDING;
    if (is_pending) {
        tw__to_acc(body, index);
    }
    tw__bring_home(body, count);
    if (!is_pending) {
        tw__to_acc(body, index);
    }
}

// The entries hold the labels' depths until all are read; stubs that move operands follow them.
static void do_br_table(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (body->instr.a > UINT16_MAX) {
        tw__bad(body->loader, TW_BAD_TABLE_LABELS);
        return;
    }
    index_to_acc(body, t->operand_count - 1 - top_ctrl(body)->height);
    tw__emit2(body, t->is_far ? RC_BR_TABLE_FAR : RC_BR_TABLE, body->instr.a);
    t->table_unit = tw__here(body);
    t->table_left = body->instr.a + 1;
}

void tw__translate_label(struct tw__body *body, uint32_t depth) {
    if (tw__is_catch(body)) {
        do_catch(body, depth);
    } else {
        emit_wide(body, depth);
    }
}

static bool is_direct(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    return ctrl->op != TW_OP_LOOP && !is_function_frame(body, ctrl) && !needs_moves(body, ctrl);
}

// Depths stay below 2^15 (TW_MAX_NESTING), distances in a chain below 2^15 near and 2^31 far, so
// the upper bit can mark the entries that wait for a stub.
static uint32_t stub_mark(const struct tw__translator *t) {
    return t->is_far ? 0x80000000u : 0x8000u;
}

// Chains must grow by rising units, so all direct entries are linked before the first stub.
static void link_entry(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    uint32_t depth = read_offset(t, unit);
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    if (is_direct(body, ctrl)) {
        link_chain(body, &ctrl->fixups, unit);
        return;
    }
    t->code[t->base + unit + (t->is_far ? 1 : 0)] |= 0x8000u;
}

static void write_stub(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    uint32_t entry = read_offset(t, unit);
    if ((entry & stub_mark(t)) == 0) {
        return;
    }
    struct tw__ctrl *ctrl = tw__ctrl_at(body, entry & ~stub_mark(t));
    write_target(body, unit, tw__here(body));
    tw__forget_acc(body);
    leave_from_home(body, ctrl);
}

void tw__translate_labels_end(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (tw__is_catch(body)) {
        open_try(body);
        return;
    }
    if (tw__is_clause(body)) {
        begin_clause(body);
        return;
    }
    uint32_t step = offset_units(t);
    for (uint32_t i = 0; i < t->table_left && tw__can_write(body); i++) {
        link_entry(body, t->table_unit + i * step);
    }
    for (uint32_t i = 0; i < t->table_left && tw__can_write(body); i++) {
        write_stub(body, t->table_unit + i * step);
    }
}

// ---- calls --------------------------------------------------------------------------------------

// Behind a call: what lives through it is noted, then its results are on top.
static void push_results(struct tw__body *body, const tw_functype_t *type) {
    tw__note_references(body);
    for (uint32_t i = 0; i < type->result_count; i++) {
        tw__push_home(body, tw__cells_of(type->types[type->param_count + i]));
    }
}

// The arguments are at home, on top; they are taken off and their first slot returned.
static uint16_t take_args(struct tw__body *body, const tw_functype_t *type) {
    tw__bring_home(body, type->param_count);
    tw__note_stop(body);
    uint16_t slot = first_home(body, type->param_count);
    tw__truncate(body, tw__t(body)->operand_count >= type->param_count
                           ? tw__t(body)->operand_count - type->param_count
                           : 0);
    return slot;
}

#if TW_CFG_FUNCTION_REFERENCES
// A callee's reference, brought into a slot; it is popped before the arguments.
static uint32_t take_callee(struct tw__body *body) {
    struct tw__operand *operand = tw__pop(body);
    tw__settle_others(body, operand);
    return tw__slot_of(body, operand);
}
#else
static uint32_t take_callee(struct tw__body *body) {
    (void)body;
    TW_ASSERT(false);
    return 0;
}
#endif

// Calls by instruction: their operation, and where the callee comes from. The arguments of tail
// calls wait at home; the operation moves them down to the frame's beginning.
enum { CALLEE_FUNC, CALLEE_TABLE, CALLEE_REF };
struct call {
    uint16_t op;
    uint8_t callee;
    bool is_tail;
};
static const struct call calls[] = {
    [TW_OP_CALL - TW_OP_CALL] = {RC_CALL, CALLEE_FUNC, false},
    [TW_OP_CALL_INDIRECT - TW_OP_CALL] = {RC_CALL_INDIRECT, CALLEE_TABLE, false},
#if TW_CFG_TAIL_CALL
    [TW_OP_RETURN_CALL - TW_OP_CALL] = {RC_TAIL_CALL, CALLEE_FUNC, true},
    [TW_OP_RETURN_CALL_INDIRECT - TW_OP_CALL] = {RC_TAIL_INDIRECT, CALLEE_TABLE, true},
#endif
#if TW_CFG_FUNCTION_REFERENCES
    [TW_OP_CALL_REF - TW_OP_CALL] = {RC_CALL_REF, CALLEE_REF, false},
#endif
#if TW_CFG_FUNCTION_REFERENCES && TW_CFG_TAIL_CALL
    [TW_OP_RETURN_CALL_REF - TW_OP_CALL] = {RC_TAIL_REF, CALLEE_REF, true},
#endif
};

#if TW_CFG_MEMORY64
// The index of a table with 64-bit ones.
static void narrow_index(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (body->module->tables[body->instr.b].limits.is_64 == 0) {
        return;
    }
    tw__bring_home(body, 1);
    tw__emit_address(body, first_home(body, 1), 0);
    t->operands[t->operand_count - 1].cells = 1;
    t->next_slot -= TW_SLOT_STEP;
}
#else
static void narrow_index(struct tw__body *body) {
    (void)body;
}
#endif

static uint32_t call_operation(const struct tw__body *body) {
    if (body->instr.op == TW_OP_CALL && body->instr.a < body->module->func_imports) {
        return RC_CALL_IMPORT;
    }
    return body->instr.op == TW_OP_CALL_INDIRECT && body->instr.b != 0
               ? RC_CALL_INDIRECT_X
               : calls[body->instr.op - TW_OP_CALL].op;
}

static void do_call(struct tw__body *body) {
    const struct call *call = &calls[body->instr.op - TW_OP_CALL];
    const tw_functype_t *type = call->callee == CALLEE_FUNC
                                    ? tw__func_type(body->module, body->instr.a)
                                    : tw__functype_of(body->module->types[body->instr.a]);
    uint32_t callee = body->instr.a;
    if (call->callee == CALLEE_TABLE) {
        narrow_index(body);
        index_to_acc(body, type->param_count);
    } else if (call->callee == CALLEE_REF) {
        callee = take_callee(body);
    }
    uint32_t op = call_operation(body);
    tw__emit3(body, op, callee, take_args(body, type));
    if (call->is_tail) {
        tw__emit(body, tw__t(body)->link);
    }
    if (call->callee == CALLEE_TABLE && op != RC_CALL_INDIRECT) {
        tw__emit(body, body->instr.b);
    }
    if (!call->is_tail) {
        push_results(body, type);
    }
}

// ---- functions ----------------------------------------------------------------------------------

void tw__translate_begin(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    t->is_far = body->size > TW_CFG_FAR_BRANCH_BYTES || TW_CFG_FAR_BRANCH_BYTES == 0;
    t->operand_count = 0;
    t->no_locals_below = 0;
    t->pending.is_active = false;
    tw__forget_acc(body);
    tw__begin_function(body);
}

void tw__translate_control(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_UNREACHABLE:
            tw__settle(body);
            tw__emit1(body, RC_UNREACHABLE);
            break;
        case TW_OP_BLOCK:
        case TW_OP_LOOP:
        case TW_OP_IF:
            do_block(body);
            break;
        case TW_OP_ELSE:
        case TW_OP_END:
            do_end(body);
            break;
        case TW_OP_BR:
            do_br(body, body->instr.a);
            break;
        case TW_OP_BR_IF:
            branch_if(body, pop_condition(body), body->instr.a);
            break;
        case TW_OP_BR_TABLE:
            do_br_table(body);
            break;
        case TW_OP_RETURN:
            return_results(body);
            break;
#if TW_CFG_GC
        case TW_OP_BR_ON_CAST:
        case TW_OP_BR_ON_CAST_FAIL:
            do_br_on_cast(body);
            break;
#endif
#if TW_CFG_EXCEPTIONS
        case TW_OP_TRY_TABLE:
            do_try(body);
            break;
#endif
#if TW_CFG_LEGACY_EXCEPTIONS
        case TW_OP_TRY:
        case TW_OP_CATCH:
        case TW_OP_CATCH_ALL:
        case TW_OP_DELEGATE:
        case TW_OP_RETHROW:
            do_legacy(body);
            break;
#endif
#if TW_CFG_FUNCTION_REFERENCES
        case TW_OP_REF_AS_NON_NULL:
            tw__bring_home(body, 1);
            tw__emit2(body, RC_REF_AS_NON_NULL, first_home(body, 1));
            break;
        case TW_OP_BR_ON_NULL:
        case TW_OP_BR_ON_NON_NULL:
            do_br_on(body);
            break;
#endif
        default:
            do_call(body);
            break;
    }
}

#endif
