// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// Control flow: labels, branches, calls, returns. At every label the operands that cross it are at
// home and nothing is pending; constants may stay below. A branch forwards is a link of a chain
// through its own offset until the label is known; the chain's head is in the control frame.
//
// Near offsets have 16 bits and far ones 32; which of them a function uses is known at its first
// byte (TW_CFG_FAR_BRANCH_BYTES). A conditional far branch is the inverse near one over a far jump.

// A condition for a branch, taken off the operand stack.
struct condition {
    bool is_compare;       // a pending i32 comparison, still to be written as a branch
    bool is_acc;           // the value is in the accumulator; else in slot
    uint16_t slot;
    struct tw__pending compare;
};

static struct tw__ctrl *top_ctrl(struct tw__body *body) {
    return &body->ctrls[body->ctrl_count - 1];
}

static uint32_t here(const struct tw__body *body) {
    return tw__t(body)->count - tw__t(body)->base;
}

// ---- offsets ---------------------------------------------------------------------------------

static void branch_too_long(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (t->err == TW_ERR_OK) {
        t->err = tw__load_fail(body->loader, TW_ERR_LIMIT, t->offset, "branch too long");
    }
}

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
        branch_too_long(body);
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

// Writes the offset of a branch: to target backwards, or as the next link of a chain.
static void emit_offset(struct tw__body *body, uint32_t *chain, uint32_t target) {
    struct tw__translator *t = tw__t(body);
    uint32_t unit = here(body);
    tw__emit(body, 0);
    if (t->is_far) {
        tw__emit(body, 0);
    }
    if (t->err != TW_ERR_OK) {
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
    while (unit != 0 && t->err == TW_ERR_OK) {
        uint32_t distance = read_offset(t, unit);
        write_target(body, unit, here(body));
        unit = distance == 0 ? 0 : unit - distance;
    }
    *chain = 0;
}

// ---- conditions --------------------------------------------------------------------------------

// Branches backwards have only the first forms of the comparisons.
#define BACKWARD_FORMS 2

static const uint16_t branch_firsts[6][2] = {
    [CMP_EQ] = {RC_BR_I32_EQ_SS, RC_BRB_I32_EQ_SS},
    [CMP_NE] = {RC_BR_I32_NE_SS, RC_BRB_I32_NE_SS},
    [CMP_LT_S] = {RC_BR_I32_LT_S_SS, RC_BRB_I32_LT_S_SS},
    [CMP_GE_S] = {RC_BR_I32_GE_S_SS, RC_BRB_I32_GE_S_SS},
    [CMP_LT_U] = {RC_BR_I32_LT_U_SS, RC_BRB_I32_LT_U_SS},
    [CMP_GE_U] = {RC_BR_I32_GE_U_SS, RC_BRB_I32_GE_U_SS},
};

// Takes the condition off. Nothing but moves to homes may be written until it is used.
static struct condition pop_condition(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    struct condition condition;
    memset(&condition, 0, sizeof condition);
    struct tw__operand operand = tw__pop(body);
    tw__settle_others(body, &operand);
    if (TW_CFG_SUPERINSTRUCTIONS && operand.kind == OPERAND_PENDING && t->pending.compare != 0) {
        condition.is_compare = true;
        condition.compare = t->pending;
        t->pending.is_active = false;
        return condition;
    }
    condition.is_acc = !TW_CFG_SUPERINSTRUCTIONS || operand.kind == OPERAND_CONST ||
                       (operand.kind == OPERAND_PENDING && t->pending.op_acc != 0);
    if (condition.is_acc) {
        tw__to_acc(body, &operand);
    } else {
        condition.slot = tw__slot_of(body, &operand);
    }
    return condition;
}

static void emit_units(struct tw__body *body, const struct tw__pending *pending) {
    for (uint32_t i = 0; i < pending->unit_count; i++) {
        tw__emit(body, pending->units[i]);
    }
}

// Writes a comparison as a branch; false if there is no such form.
static bool emit_compare_branch(struct tw__body *body, const struct tw__pending *compare,
                                bool sense, uint32_t cost) {
    if (cost > 0 && compare->form >= BACKWARD_FORMS) {
        return false;
    }
    uint32_t kind = (compare->compare - 1u) ^ (sense ? 0u : 1u);
    tw__emit(body, branch_firsts[kind][cost > 0] + (uint32_t)compare->form);
    if (cost > 0) {
        tw__emit(body, cost);
    }
    emit_units(body, compare);
    return true;
}

// Writes a conditional branch but for its offset. cost: of going backwards, or 0 for forwards.
static void emit_condition(struct tw__body *body, const struct condition *condition, bool sense,
                           uint32_t cost) {
    static const uint16_t tests[2][2][2] = {  // sense, backwards, in the accumulator
        {{RC_BRZ_S, RC_BRZ_A}, {RC_BRBZ_S, RC_BRBZ_A}},
        {{RC_BRNZ_S, RC_BRNZ_A}, {RC_BRBNZ_S, RC_BRBNZ_A}},
    };
    bool is_acc = condition->is_acc || condition->is_compare;
    if (condition->is_compare) {
        if (emit_compare_branch(body, &condition->compare, sense, cost)) {
            return;
        }
        tw__emit(body, condition->compare.op_acc);
        emit_units(body, &condition->compare);
    }
    tw__emit(body, tests[sense][cost > 0][is_acc]);
    if (cost > 0) {
        tw__emit(body, cost);
    }
    if (!is_acc) {
        tw__emit(body, condition->slot);
    }
}

// A forward branch over a few operations that follow at once; always near. Returns its offset's
// unit for land().
static uint32_t skip_unless(struct tw__body *body, const struct condition *condition, bool sense) {
    emit_condition(body, condition, !sense, 0);
    tw__emit(body, 0);
    return here(body) - 1;
}

static void land(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    uint32_t distance = here(body) - unit - 1;
    if (t->err != TW_ERR_OK) {
        return;
    }
    t->code[t->base + unit] = (uint16_t)distance;
    if (distance > INT16_MAX) {
        branch_too_long(body);
    }
}

static uint32_t back_cost(const struct tw__body *body, const struct tw__ctrl *loop) {
    uint32_t cost = body->instr_count - loop->fuel;
    return cost == 0 ? 1 : cost > UINT16_MAX ? UINT16_MAX : cost;
}

// Jumps to the label of ctrl, whose operands are in place: to a loop's beginning or a block's end.
static void jump(struct tw__body *body, struct tw__ctrl *ctrl) {
    bool is_far = tw__t(body)->is_far;
    if (ctrl->op == TW_OP_LOOP) {
        tw__emit2(body, is_far ? RC_BRB_FAR : RC_BRB, back_cost(body, ctrl));
        emit_offset(body, NULL, ctrl->start);
        return;
    }
    tw__emit(body, is_far ? RC_BR_FAR : RC_BR);
    emit_offset(body, &ctrl->fixups, 0);
}

// The same if the condition holds.
static void jump_if(struct tw__body *body, const struct condition *condition, bool sense,
                    struct tw__ctrl *ctrl) {
    if (tw__t(body)->is_far) {
        uint32_t skip = skip_unless(body, condition, sense);
        jump(body, ctrl);
        land(body, skip);
        return;
    }
    bool is_loop = ctrl->op == TW_OP_LOOP;
    emit_condition(body, condition, sense, is_loop ? back_cost(body, ctrl) : 0);
    emit_offset(body, is_loop ? NULL : &ctrl->fixups, ctrl->start);
}

// ---- values that cross labels -------------------------------------------------------------------

static bool is_function_frame(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    return ctrl == &body->ctrls[0];
}

static uint32_t label_cells(const struct tw__ctrl *ctrl) {
    uint32_t cells = 0;
    for (uint32_t i = 0; i < tw__label_count(ctrl); i++) {
        cells += tw__cells_of(tw__label_at(ctrl, i));
    }
    return cells;
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
    tw__emit_move(body, slot, first_home(body, count), label_cells(ctrl));
}

static bool needs_moves(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    uint32_t count = tw__label_count(ctrl);
    return count > 0 && first_home(body, count) != ctrl->slot;
}

// Returns with the topmost operands, which are at home.
static void return_from_home(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    const struct tw__ctrl *frame = &body->ctrls[0];
    uint32_t cells = label_cells(frame);
    uint32_t home = first_home(body, tw__label_count(frame));
    if (cells == 1 || (cells == 2 && tw__label_count(frame) == 1)) {
        tw__emit3(body, cells == 1 ? RC_RET_S : RC_RET64, t->link, home);
        return;
    }
    move_to_label(body, frame);
    tw__emit2(body, RC_RET, t->link);
}

// Returns with the topmost operands, wherever they are; they are gone afterwards.
static void return_results(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (tw__label_count(&body->ctrls[0]) != 1 || label_cells(&body->ctrls[0]) > 2) {
        tw__bring_home(body, tw__label_count(&body->ctrls[0]));
        return_from_home(body);
        return;
    }
    struct tw__operand result = tw__pop(body);
    tw__settle_others(body, &result);
    bool is_acc = RC_RET_A != 0 && result.cells == 1 && (result.kind == OPERAND_CONST ||
                                        (result.kind == OPERAND_PENDING && t->pending.op_acc != 0));
    if (is_acc) {
        tw__to_acc(body, &result);
        tw__emit2(body, RC_RET_A, t->link);
        return;
    }
    uint32_t slot = tw__slot_of(body, &result);
    tw__emit3(body, result.cells == 1 ? RC_RET_S : RC_RET64, t->link, slot);
}

// Brings the operands of a label into place for an unconditional jump; they are gone afterwards.
static void place_results(struct tw__body *body, const struct tw__ctrl *ctrl) {
    uint32_t count = tw__label_count(ctrl);
    if (count != 1) {
        tw__bring_home(body, count);
        move_to_label(body, ctrl);
        return;
    }
    struct tw__operand result = tw__pop(body);
    tw__settle_others(body, &result);
    tw__to_slot(body, &result, ctrl->slot);
}

// ---- blocks -------------------------------------------------------------------------------------

static tw_err_t do_block(struct tw__body *body, const struct tw__instr *instr) {
    struct condition condition;
    memset(&condition, 0, sizeof condition);
    if (instr->op == TW_OP_IF) {
        condition = pop_condition(body);
    } else {
        tw__settle(body);
    }
    uint32_t params = tw__blocktype_count(&instr->blocktype, false);
    tw__free_locals(body);
    tw__bring_home(body, params);
    struct tw__ctrl *ctrl = top_ctrl(body);
    ctrl->slot = first_home(body, params);
    ctrl->start = here(body);
    ctrl->fuel = body->instr_count;
    if (instr->op != TW_OP_IF) {
        return TW_ERR_OK;
    }
    if (!tw__t(body)->is_far) {
        emit_condition(body, &condition, false, 0);
        emit_offset(body, &ctrl->else_fixup, 0);
        return TW_ERR_OK;
    }
    uint32_t skip = skip_unless(body, &condition, false);
    tw__emit(body, RC_BR_FAR);
    emit_offset(body, &ctrl->else_fixup, 0);
    land(body, skip);
    return TW_ERR_OK;
}

static void push_block_homes(struct tw__body *body, const struct tw__blocktype *type,
                             bool results) {
    uint32_t count = tw__blocktype_count(type, results);
    for (uint32_t i = 0; i < count; i++) {
        tw__push_home(body, tw__cells_of(tw__blocktype_at(type, results, i)));
    }
}

static tw_err_t do_else(struct tw__body *body) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    if (!ctrl->is_unreachable) {
        tw__bring_home(body, tw__blocktype_count(&ctrl->blocktype, true));
        jump(body, ctrl);
    }
    bind_chain(body, &ctrl->else_fixup);
    tw__truncate(body, ctrl->height);
    push_block_homes(body, &ctrl->blocktype, false);
    return TW_ERR_OK;
}

static void end_function(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (!body->ctrls[0].is_unreachable) {
        return_results(body);
    }
    if (t->err != TW_ERR_OK) {
        return;
    }
    uint16_t *header = &t->code[t->base];
    header[TW_HEAD_FRAME] = (uint16_t)t->frame_cells;
    header[TW_HEAD_FUEL] =
        (uint16_t)(body->instr_count > UINT16_MAX ? UINT16_MAX : body->instr_count);
    tw__truncate(body, 0);
}

static tw_err_t do_end(struct tw__body *body) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    if (is_function_frame(body, ctrl)) {
        end_function(body);
        return TW_ERR_OK;
    }
    if (!ctrl->is_unreachable) {
        tw__bring_home(body, tw__blocktype_count(&ctrl->blocktype, true));
    }
    bind_chain(body, &ctrl->else_fixup);
    bind_chain(body, &ctrl->fixups);
    tw__truncate(body, ctrl->height);
    push_block_homes(body, &ctrl->blocktype, true);
    return TW_ERR_OK;
}

void tw__translate_unreachable(struct tw__body *body) {
    tw__t(body)->pending.is_active = false;
    tw__truncate(body, top_ctrl(body)->height);
}

// ---- branches -----------------------------------------------------------------------------------

static tw_err_t do_br(struct tw__body *body, uint32_t depth) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    if (is_function_frame(body, ctrl)) {
        return_results(body);
        return TW_ERR_OK;
    }
    if (tw__label_count(ctrl) == 0) {
        tw__settle(body);
    }
    place_results(body, ctrl);
    jump(body, ctrl);
    return TW_ERR_OK;
}

// A conditional branch whose operands stay on the stack when it is not taken.
static void branch_if(struct tw__body *body, const struct condition *condition, bool sense,
                      uint32_t depth) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    tw__bring_home(body, tw__label_count(ctrl));
    if (!is_function_frame(body, ctrl) && !needs_moves(body, ctrl)) {
        jump_if(body, condition, sense, ctrl);
        return;
    }
    uint32_t skip = skip_unless(body, condition, sense);
    if (is_function_frame(body, ctrl)) {
        return_from_home(body);
    } else {
        move_to_label(body, ctrl);
        jump(body, ctrl);
    }
    land(body, skip);
}

static tw_err_t do_br_if(struct tw__body *body, uint32_t depth) {
    struct condition condition = pop_condition(body);
    branch_if(body, &condition, true, depth);
    return TW_ERR_OK;
}

#if TW_CFG_FUNCTION_REFERENCES
// The reference is a popped operand; it is brought to its home, which the branch tests.
static struct condition reference_condition(struct tw__body *body) {
    struct condition condition;
    memset(&condition, 0, sizeof condition);
    tw__bring_home(body, 1);
    condition.slot = first_home(body, 1);
    if (!TW_CFG_SUPERINSTRUCTIONS) {
        tw__emit2(body, RC_LDA_S, condition.slot);
        condition.is_acc = true;
    }
    return condition;
}

static tw_err_t do_br_on_null(struct tw__body *body, uint32_t depth) {
    struct condition condition = reference_condition(body);
    struct tw__operand reference = tw__pop(body);
    branch_if(body, &condition, false, depth);
    tw__push_home(body, reference.cells);
    return TW_ERR_OK;
}

static tw_err_t do_br_on_non_null(struct tw__body *body, uint32_t depth) {
    struct condition condition = reference_condition(body);
    branch_if(body, &condition, true, depth);
    (void)tw__pop(body);
    return TW_ERR_OK;
}
#endif

// Pops an index into the accumulator, with `count` operands below it at home.
static void index_to_acc(struct tw__body *body, uint32_t count) {
    struct tw__operand index = tw__pop(body);
    tw__settle_others(body, &index);
    if (index.kind == OPERAND_PENDING && tw__t(body)->pending.op_acc == 0) {
        index.home = tw__slot_of(body, &index);
        index.kind = OPERAND_HOME;
    }
    bool is_pending = index.kind == OPERAND_PENDING;
    if (is_pending) {
        tw__to_acc(body, &index);
    }
    tw__bring_home(body, count);
    if (!is_pending) {
        tw__to_acc(body, &index);
    }
}

// The entries hold the labels' depths until all are read; stubs that move operands follow them.
static tw_err_t do_br_table(struct tw__body *body, const struct tw__instr *instr) {
    struct tw__translator *t = tw__t(body);
    if (instr->a > UINT16_MAX) {
        return tw__load_fail(body->loader, TW_ERR_LIMIT, instr->offset,
                             "br_table of more than 65,536 labels");
    }
    index_to_acc(body, t->operand_count - 1 - top_ctrl(body)->height);
    tw__emit2(body, t->is_far ? RC_BR_TABLE_FAR : RC_BR_TABLE, instr->a);
    t->table_unit = here(body);
    t->table_left = instr->a + 1;
    return t->err;
}

tw_err_t tw__translate_label(struct tw__body *body, uint32_t depth) {
    struct tw__translator *t = tw__t(body);
    if (!t->is_far) {
        tw__emit(body, depth);
    } else {
        tw__emit32(body, depth);
    }
    return t->err;
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
    write_target(body, unit, here(body));
    if (is_function_frame(body, ctrl)) {
        return_from_home(body);
        return;
    }
    move_to_label(body, ctrl);
    jump(body, ctrl);
}

tw_err_t tw__translate_labels_end(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint32_t step = offset_units(t);
    for (uint32_t i = 0; i < t->table_left && t->err == TW_ERR_OK; i++) {
        link_entry(body, t->table_unit + i * step);
    }
    for (uint32_t i = 0; i < t->table_left && t->err == TW_ERR_OK; i++) {
        write_stub(body, t->table_unit + i * step);
    }
    return t->err;
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
    uint16_t slot = first_home(body, type->param_count);
    tw__truncate(body, tw__t(body)->operand_count >= type->param_count
                           ? tw__t(body)->operand_count - type->param_count
                           : 0);
    return slot;
}

static tw_err_t do_call(struct tw__body *body, const struct tw__instr *instr) {
    const tw_functype_t *type = tw__func_type(body->module, instr->a);
    bool is_import = instr->a < body->module->func_imports;
    uint16_t delta = take_args(body, type);
    tw__emit3(body, is_import ? RC_CALL_IMPORT : RC_CALL, instr->a, delta);
    push_results(body, type);
    return TW_ERR_OK;
}

static tw_err_t do_call_indirect(struct tw__body *body, const struct tw__instr *instr) {
    const tw_functype_t *type = tw__functype_of(body->module->types[instr->a]);
    index_to_acc(body, type->param_count);
    uint16_t delta = take_args(body, type);
    tw__emit3(body, instr->b == 0 ? RC_CALL_INDIRECT : RC_CALL_INDIRECT_X, instr->a, delta);
    if (instr->b != 0) {
        tw__emit(body, instr->b);
    }
    push_results(body, type);
    return TW_ERR_OK;
}

#if TW_CFG_FUNCTION_REFERENCES || TW_CFG_TAIL_CALL
// A callee's reference, brought into a slot; it is popped before the arguments.
static uint16_t take_callee(struct tw__body *body) {
    struct tw__operand operand = tw__pop(body);
    tw__settle_others(body, &operand);
    return tw__slot_of(body, &operand);
}
#endif

#if TW_CFG_FUNCTION_REFERENCES
static tw_err_t do_call_ref(struct tw__body *body, const struct tw__instr *instr) {
    const tw_functype_t *type = tw__functype_of(body->module->types[instr->a]);
    uint16_t reference = take_callee(body);
    uint16_t delta = take_args(body, type);
    tw__emit3(body, RC_CALL_REF, reference, delta);
    push_results(body, type);
    return TW_ERR_OK;
}
#endif

#if TW_CFG_TAIL_CALL
// The arguments wait at home; the operation moves them down to the frame's beginning.
static tw_err_t do_tail_call(struct tw__body *body, const struct tw__instr *instr) {
    struct tw__translator *t = tw__t(body);
    const tw_functype_t *type = instr->op == TW_OP_RETURN_CALL
                                    ? tw__func_type(body->module, instr->a)
                                    : tw__functype_of(body->module->types[instr->a]);
    bool is_indirect = instr->op == TW_OP_RETURN_CALL_INDIRECT;
    uint16_t callee = (uint16_t)instr->a;
    if (is_indirect) {
        index_to_acc(body, type->param_count);
    } else if (instr->op != TW_OP_RETURN_CALL) {
        callee = take_callee(body);
    }
    uint16_t source = take_args(body, type);
    tw__emit2(body, is_indirect                         ? RC_TAIL_INDIRECT
                    : instr->op == TW_OP_RETURN_CALL ? RC_TAIL_CALL
                                                     : RC_TAIL_REF,
              callee);
    tw__emit3(body, source, type->param_cells, t->link);
    if (is_indirect) {
        tw__emit(body, instr->b);
    }
    return TW_ERR_OK;
}
#endif

// ---- functions ----------------------------------------------------------------------------------

static uint32_t place_locals(struct tw__body *body, uint32_t first, uint32_t last, uint32_t slot) {
    for (uint32_t i = first; i < last; i++) {
        body->locals[i].slot = (uint16_t)(slot > UINT16_MAX ? UINT16_MAX : slot);
        body->locals[i].alias = 0;
        slot += tw__cells_of(body->locals[i].type);
    }
    return slot;
}

tw_err_t tw__translate_begin(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    const tw_functype_t *type = body->functype;
    t->base = t->count;
    t->is_far = body->size > TW_CFG_FAR_BRANCH_BYTES || TW_CFG_FAR_BRANCH_BYTES == 0;
    t->operand_count = 0;
    t->no_locals_below = 0;
    t->pending.is_active = false;
    t->link = type->param_cells > type->result_cells ? type->param_cells : type->result_cells;
    uint32_t locals = t->link + TW_LINK_CELLS;
    (void)place_locals(body, 0, type->param_count, 0);
    t->operand_base = place_locals(body, type->param_count, body->local_count, locals);
    t->frame_cells = t->operand_base;
    if (t->operand_base > TW_MAX_FRAME_CELLS) {
        return tw__load_fail(body->loader, TW_ERR_LIMIT, body->loader->offset,
                             "frame of more than 65,535 cells");
    }
    if (t->located_unit == UINT32_MAX) {
        body->module->funcs[body->func_idx].code = t->count;
    }
    body->ctrls[0].slot = (uint16_t)t->operand_base;
    tw__emit4(body, 0, t->link, t->operand_base - locals, 0);
    return t->err;
}

tw_err_t tw__translate_control(struct tw__body *body, const struct tw__instr *instr) {
    switch (instr->op) {
    case TW_OP_UNREACHABLE:
        tw__settle(body);
        tw__emit(body, RC_UNREACHABLE);
        return TW_ERR_OK;
    case TW_OP_BLOCK:
    case TW_OP_LOOP:
    case TW_OP_IF:
        return do_block(body, instr);
    case TW_OP_ELSE:
        return do_else(body);
    case TW_OP_END:
        return do_end(body);
    case TW_OP_BR:
        return do_br(body, instr->a);
    case TW_OP_BR_IF:
        return do_br_if(body, instr->a);
    case TW_OP_BR_TABLE:
        return do_br_table(body, instr);
    case TW_OP_RETURN:
        return_results(body);
        return TW_ERR_OK;
    case TW_OP_CALL:
        return do_call(body, instr);
    case TW_OP_CALL_INDIRECT:
        return do_call_indirect(body, instr);
#if TW_CFG_FUNCTION_REFERENCES
    case TW_OP_CALL_REF:
        return do_call_ref(body, instr);
    case TW_OP_REF_AS_NON_NULL:
        tw__bring_home(body, 1);
        tw__emit2(body, RC_REF_AS_NON_NULL, first_home(body, 1));
        return TW_ERR_OK;
    case TW_OP_BR_ON_NULL:
        return do_br_on_null(body, instr->a);
    case TW_OP_BR_ON_NON_NULL:
        return do_br_on_non_null(body, instr->a);
#endif
    default:
#if TW_CFG_TAIL_CALL
        return do_tail_call(body, instr);
#else
        TW_ASSERT(false);
        return TW_ERR_INVALID;
#endif
    }
}
