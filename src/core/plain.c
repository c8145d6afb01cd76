// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/plain.h"

#include "core/translate.h"

// The translator of plain code (plain.h). It keeps no operands: where an instruction's operands lie
// follows from the cells that the validator counts, which are those below them when the emitter is
// told. A branch forwards is a link of a chain through its own distance until the label is known;
// the chain's head is in the control frame.

#if !TW_CFG_SUPERINSTRUCTIONS

#define JUMP_UNITS 2u
#define MAX_BRANCH_UNITS 3u  // a jump backwards

static struct tw__ctrl *top_ctrl(struct tw__body *body) {
    return &body->ctrls[body->ctrl_count - 1];
}

// The slot of the instruction's first operand, and of its result.
static uint32_t slot_here(struct tw__body *body) {
    uint32_t slot = tw__t(body)->operand_base + body->operand_cells;
    if (tw__t(body)->operand_base + body->most_cells >= TW_MAX_FRAME_CELLS) {
        tw__bad(body->loader, TW_BAD_FRAME);
    }
    return slot;
}

static void emit_op(struct tw__body *body, uint32_t op, uint32_t slot) {
    if (slot > 0xff) {
        tw__emit(body, TW_PLAIN_WIDE | slot >> 8 << 8);
    }
    tw__emit(body, op | (slot & 0xff) << 8);
}

static void emit_two(struct tw__body *body, uint32_t a, uint32_t b) {
    tw__emit(body, a);
    tw__emit(body, b);
}

// True if the number took the long form.
static bool emit_number(struct tw__body *body, uint32_t number) {
    uint32_t unit = number & 0xffff;
    bool is_long = (uint32_t)(int32_t)(int16_t)unit != number || unit == TW_PLAIN_LONG;
    if (is_long) {
        tw__emit(body, TW_PLAIN_LONG);
        emit_two(body, unit, number >> 16);
    } else {
        tw__emit(body, unit);
    }
    return is_long;
}

static void emit_move(struct tw__body *body, uint32_t target, uint32_t source, uint32_t cells) {
    if (target != source && cells > 0) {
        emit_op(body, TW_PLAIN_MOVE, source);
        emit_two(body, target, cells);
    }
}

// ---- jumps --------------------------------------------------------------------------------------

static void write_jump(struct tw__body *body, uint32_t unit, uint32_t op, uint32_t distance) {
    uint16_t *units = &tw__t(body)->code[tw__t(body)->base + unit];
    if (!tw__can_write(body)) {
        return;
    }
    units[0] = (uint16_t)(op | distance >> 16 << 8);
    units[1] = (uint16_t)distance;
    if (distance >> 16 > 0xff) {
        tw__bad(body->loader, TW_BAD_BRANCH);
    }
}

static void jump(struct tw__body *body, const struct tw__ctrl *ctrl, uint32_t *chain) {
    uint32_t unit = tw__here(body);
    emit_two(body, 0, 0);
    if (ctrl->op == TW_OP_LOOP) {
        tw__emit(body, tw__back_cost(body, ctrl));
        write_jump(body, unit, TW_PLAIN_LOOP, tw__here(body) - ctrl->start);
        return;
    }
    write_jump(body, unit, TW_PLAIN_JUMP, *chain == 0 ? 0 : unit - *chain);
    *chain = unit;
}

// Every jump of the chain goes to the unit that is written next.
static void bind_chain(struct tw__body *body, uint32_t *chain) {
    struct tw__translator *t = tw__t(body);
    uint32_t unit = *chain;
    while (unit != 0 && tw__can_write(body)) {
        const uint16_t *units = &t->code[t->base + unit];
        uint32_t distance = (uint32_t)units[0] >> 8 << 16 | units[1];
        write_jump(body, unit, TW_PLAIN_JUMP, tw__here(body) - unit - JUMP_UNITS);
        unit = distance == 0 ? 0 : unit - distance;
    }
    *chain = 0;
}

// To the label of ctrl, with operands at slot `source`.
static void branch(struct tw__body *body, struct tw__ctrl *ctrl, uint32_t source) {
    emit_move(body, ctrl->slot, source, tw__label_cells(ctrl));
    jump(body, ctrl, &ctrl->fixups);
}

// Skips what the caller writes before land(), by the value in the slot.
static uint32_t skip(struct tw__body *body, uint32_t op, uint32_t slot) {
    emit_op(body, op, slot);
    tw__emit(body, 0);
    return tw__here(body);
}

static void land(struct tw__body *body, uint32_t unit) {
    if (tw__can_write(body)) {
        tw__t(body)->code[tw__t(body)->base + unit - 1] = (uint16_t)(tw__here(body) - unit);
    }
}

// `behind`: where the condition lies behind the operands.
static void branch_if(struct tw__body *body, uint32_t op, uint32_t slot, uint32_t behind) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, body->instr.a);
    uint32_t unit = skip(body, op, slot + tw__label_cells(ctrl) + behind);
    branch(body, ctrl, slot);
    land(body, unit);
}

// ---- blocks -------------------------------------------------------------------------------------

static void do_block(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    ctrl->slot = (uint16_t)(tw__t(body)->operand_base + ctrl->height_cells);
    if (ctrl->op == TW_OP_IF) {
        uint32_t unit = skip(body, TW_PLAIN_SKIP_OTHER, slot);
        jump(body, ctrl, &ctrl->else_fixup);
        land(body, unit);
    }
    ctrl->start = tw__here(body);
    ctrl->fuel = body->instr_count;
}

// The results are in place.
static void do_else(struct tw__body *body) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    if (!ctrl->is_unreachable) {
        jump(body, ctrl, &ctrl->fixups);
    }
    bind_chain(body, &ctrl->else_fixup);
}

static void do_end(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = top_ctrl(body);
    bind_chain(body, &ctrl->else_fixup);
    bind_chain(body, &ctrl->fixups);
    if (body->ctrl_count == 1) {
        emit_op(body, TW_OP_RETURN, slot);
        emit_two(body, tw__t(body)->link, body->functype->result_cells);
        tw__t(body)->frame_end += body->most_cells + 1;  // the loop may read one more
        tw__end_function(body);
    }
}

// ---- br_table -----------------------------------------------------------------------------------

static void do_br_table(struct tw__body *body, uint32_t slot) {
    if (body->instr.a > UINT16_MAX) {
        tw__bad(body->loader, TW_BAD_TABLE_LABELS);
    }
    emit_op(body, TW_OP_BR_TABLE, slot);
    tw__t(body)->table_unit = tw__here(body);
    emit_two(body, body->instr.a, 0);
}

// Each label is a branch in as many units as the longest may need, which are those of the moves,
// equal for all, and of a jump.
static void label(struct tw__body *body, uint32_t depth) {
    struct tw__translator *t = tw__t(body);
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    uint32_t cells = tw__label_cells(ctrl);
    uint32_t source = slot_here(body) - cells;
    uint32_t moving = cells == 0 ? 0 : source > 0xff ? 4 : 3;
    uint32_t end = tw__here(body) + moving + MAX_BRANCH_UNITS;
    branch(body, ctrl, source);
    while (tw__here(body) < end && tw__can_write(body)) {
        tw__emit(body, TW_OP_NOP);
    }
    if (tw__can_write(body)) {
        t->code[t->base + t->table_unit + 1] = (uint16_t)(moving + MAX_BRANCH_UNITS);
    }
}

// ---- what has units of its own ------------------------------------------------------------------

static void do_local(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    const struct tw__local *local = &body->locals[instr->a];
    uint32_t cells = tw__cells_of(local->type);
    bool is_get = instr->op == TW_OP_LOCAL_GET;
    if (cells == 1) {
        emit_op(body, instr->op, slot);
        tw__emit(body, local->slot);
    } else {
        emit_move(body, is_get ? slot : local->slot, is_get ? local->slot : slot, cells);
    }
}

static void do_const(struct tw__body *body, uint32_t slot, bool is_wide) {
    emit_op(body, is_wide ? TW_OP_I64_CONST : TW_OP_I32_CONST, slot);
    (void)emit_number(body, (uint32_t)body->instr.value);
    if (is_wide) {
        (void)emit_number(body, (uint32_t)(body->instr.value >> 32));
    }
}

// A memory other than the first takes the long form.
static void do_access(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    uint32_t offset = (uint32_t)instr->value;
    emit_op(body, instr->op, slot);
    if (instr->a == 0 && offset < TW_PLAIN_LONG) {
        tw__emit(body, offset);
        return;
    }
    tw__emit(body, TW_PLAIN_LONG);
    emit_two(body, offset & 0xffff, offset >> 16);
    tw__emit(body, instr->a);
}

static void do_call(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    emit_op(body, instr->op, slot);
    tw__emit(body, instr->a);
    if (instr->op != TW_OP_CALL) {
        emit_two(body, instr->b, tw__t(body)->link);
    }
    tw__note_references(body);
}

// By immediates: what has none is an operation and its slot.
static void do_row(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    uint32_t imm = tw__op_imm(instr->op);
    if (imm == TW_IMM_LOCALIDX) {
        do_local(body, slot);
    } else if (imm == TW_IMM_MEMARG) {
        do_access(body, slot);
    } else if (imm == TW_IMM_I32 || imm == TW_IMM_F32 || imm == TW_IMM_HEAPTYPE) {
        do_const(body, slot, false);
    } else if (imm == TW_IMM_I64 || imm == TW_IMM_F64) {
        do_const(body, slot, true);
    } else {
        emit_op(body, instr->op, slot);
        if (imm == TW_IMM_GLOBALIDX) {
            emit_two(body, instr->a, tw__cells_of(body->module->globals[instr->a].type));
        } else if (imm != TW_IMM_NONE) {
            emit_two(body, instr->a, instr->b);
        }
    }
}

#if TW_CFG_FUNCTION_REFERENCES
static void do_reference(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    if (op == TW_OP_BR_ON_NULL) {
        branch_if(body, TW_PLAIN_SKIP_OTHER, slot, 0);
    } else if (op == TW_OP_BR_ON_NON_NULL) {
        branch_if(body, TW_PLAIN_SKIP_ZERO, slot, 0u - 1);  // the label takes the reference
    } else {
        do_row(body, slot);
    }
}
#else
#define do_reference do_row
#endif

// ---- the emitter --------------------------------------------------------------------------------

// Instructions that only change a type, or leave lower cells of a value where they are.
#if TW_CFG_FLOAT
static bool is_silent(uint32_t op) {
    return op == TW_OP_NOP || op == TW_OP_DROP || op == TW_OP_I32_WRAP_I64 ||
           (op >= TW_OP_I32_REINTERPRET_F32 && op <= TW_OP_F64_REINTERPRET_I64);
}
#else
static bool is_silent(uint32_t op) {
    return op == TW_OP_NOP || op == TW_OP_DROP || op == TW_OP_I32_WRAP_I64;
}
#endif

static void do_operation(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    if (is_silent(op)) {
        return;
    }
    if (op >= TW_OP_CALL && op < TW_OP_DROP) {
        do_call(body, slot);
    } else if (op == TW_OP_SELECT || tw__op_imm(op) == TW_IMM_SELECT_T) {
        emit_op(body, TW_OP_SELECT, slot);
        tw__emit(body, tw__cells_of(body->operands[body->operand_count]));
    } else {
        do_reference(body, slot);
    }
}

static void translate(struct tw__body *body) {
    uint32_t slot = slot_here(body);
    tw__t(body)->offset = body->instr.offset;
    switch (body->instr.op) {
        case TW_OP_BLOCK:
        case TW_OP_LOOP:
        case TW_OP_IF:
            do_block(body, slot);
            break;
        case TW_OP_ELSE:
            do_else(body);
            break;
        case TW_OP_END:
            do_end(body, slot);
            break;
        case TW_OP_BR:
            branch(body, tw__ctrl_at(body, body->instr.a), slot);
            break;
        case TW_OP_BR_IF:
            branch_if(body, TW_PLAIN_SKIP_ZERO, slot, 0);
            break;
        case TW_OP_BR_TABLE:
            do_br_table(body, slot);
            break;
        case TW_OP_RETURN:
            branch(body, &body->ctrls[0], slot);
            break;
        default:
            do_operation(body, slot);
            break;
    }
}

static void nothing(struct tw__body *body) {
    (void)body;
}

const struct tw__emitter tw__emitter_code = {tw__begin_function, translate, label, nothing,
                                             nothing};

#endif
