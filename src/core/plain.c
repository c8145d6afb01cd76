// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// The translator of plain code, the register code of builds without superinstructions, made for
// small flash. An operand lies in its home, whose slot follows from the cells that the validator
// counts, unless it is one of the few topmost that t->operands holds: those stand for a local or a
// constant, or are in the accumulator, of which a comparison may not be made yet. They are brought
// home at every label, branch and call. A branch forwards is a link of a chain through its own
// offset until the label is known; the chain's head is in the control frame.

#if !TW_CFG_SUPERINSTRUCTIONS

#define MAX_HELD 8u          // operands that are not at home
#define MAX_BRANCH_UNITS 4u  // a jump backwards
enum {
    OPERAND_ACC = OPERAND_PENDING,
    OPERAND_COMPARE  // in the accumulator and `low`, a slot or an immediate; `high`: the branch
};

// ---- units --------------------------------------------------------------------------------------

static void emit1(struct tw__body *body, uint32_t op) {
    tw__emit_operation(body, op);
}

static void emit2(struct tw__body *body, uint32_t op, uint32_t a) {
    emit1(body, op);
    tw__emit(body, a);
}

static void emit3(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b) {
    emit2(body, op, a);
    tw__emit(body, b);
}

static void emit4(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b, uint32_t c) {
    emit3(body, op, a, b);
    tw__emit(body, c);
}

static bool is_short(uint32_t value) {
    return (uint32_t)(int32_t)(int16_t)(uint16_t)value == value;
}

static void emit_const(struct tw__body *body, uint32_t slot, uint32_t value) {
    emit3(body, is_short(value) ? RC_CONST16 : RC_CONST32, slot, value & 0xffff);
    if (!is_short(value)) {
        tw__emit(body, value >> 16);
    }
}

static void emit_move(struct tw__body *body, uint32_t target, uint32_t source, uint32_t cells) {
    if (target == source || cells == 0) {
        return;
    }
    emit3(body, cells == 1 ? RC_MOV32 : cells == 2 ? RC_MOV64 : RC_MOVN, target, source);
    if (cells > 2) {
        tw__emit(body, cells);
    }
}

// ---- operands -----------------------------------------------------------------------------------

// The slot of the instruction's first operand, and of its result.
static uint32_t slot_here(struct tw__body *body) {
    const struct tw__translator *t = tw__t(body);
    if (t->operand_base + body->most_cells * TW_SLOT_STEP >= TW_MAX_FRAME_CELLS * TW_SLOT_STEP) {
        tw__bad(body->loader, TW_BAD_FRAME);
    }
    return t->operand_base + body->operand_cells * TW_SLOT_STEP;
}

// A local stands for its sum with a number, `high`, which fits an immediate.
static bool is_sum(const struct tw__operand *operand) {
    return operand->kind == OPERAND_LOCAL && operand->high != 0;
}

static uint32_t above(uint32_t slot, uint32_t cells) {
    return slot + cells * TW_SLOT_STEP;
}

// Where the value of an operand at home or of a local lies.
static uint32_t slot_of(const struct tw__body *body, const struct tw__operand *operand) {
    return operand->kind == OPERAND_LOCAL ? body->locals[operand->low].slot : operand->home;
}

// The comparison becomes 1 or 0 in the accumulator.
static void make_bool(struct tw__body *body, struct tw__operand *operand) {
    emit3(body, operand->high, operand->low, 5);
    emit2(body, RC_LDA_I, 0);
    emit3(body, RC_BR, 0, 2);
    emit2(body, RC_LDA_I, 1);
    operand->kind = OPERAND_ACC;
    tw__t(body)->acc_local = 0;
}

// Brings an operand into a slot; the accumulator keeps its value.
static void put(struct tw__body *body, struct tw__operand *operand, uint32_t slot) {
    if (operand->kind == OPERAND_COMPARE) {
        make_bool(body, operand);
    }
    if (operand->kind == OPERAND_ACC) {
        emit2(body, RC_STA, slot);
    } else if (operand->kind == OPERAND_CONST) {
        emit_const(body, slot, operand->low);
        if (operand->cells == 2) {
            emit_const(body, above(slot, 1), operand->high);
        }
    } else if (is_sum(operand)) {
        emit4(body, RC_I32_ADD_SSI, slot, slot_of(body, operand), operand->high & 0xffff);
    } else {
        emit_move(body, slot, slot_of(body, operand), operand->cells);
    }
}

static void bring_home(struct tw__body *body, struct tw__operand *operand) {
    put(body, operand, operand->home);
    operand->kind = OPERAND_HOME;
}

// Into some slot.
static void settle(struct tw__body *body, struct tw__operand *operand) {
    if (operand->kind != OPERAND_LOCAL || is_sum(operand)) {
        bring_home(body, operand);
    }
}

static void all_home(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    for (uint32_t i = 0; i < t->operand_count; i++) {
        bring_home(body, &t->operands[i]);
    }
    t->operand_count = 0;
}

// The accumulator is needed.
static void free_acc(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    for (uint32_t i = 0; i < t->operand_count; i++) {
        if (t->operands[i].kind >= OPERAND_ACC) {
            bring_home(body, &t->operands[i]);
        }
    }
}

// The local is about to change.
static void free_local(struct tw__body *body, uint32_t local) {
    struct tw__translator *t = tw__t(body);
    for (uint32_t i = 0; i < t->operand_count; i++) {
        if (t->operands[i].kind == OPERAND_LOCAL && t->operands[i].low == local) {
            bring_home(body, &t->operands[i]);
        }
    }
}

static struct tw__operand *push(struct tw__body *body, uint8_t kind, uint32_t slot,
                                uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    if (t->operand_count == MAX_HELD) {
        bring_home(body, &t->operands[0]);
        memmove(&t->operands[0], &t->operands[1], (MAX_HELD - 1) * sizeof t->operands[0]);
        t->operand_count--;
    }
    struct tw__operand *operand = &t->operands[t->operand_count++];
    operand->kind = kind;
    operand->cells = (uint8_t)cells;
    operand->home = (uint16_t)slot;
    return operand;
}

static void push_acc(struct tw__body *body, uint32_t slot) {
    tw__t(body)->acc_local = 0;
    (void)push(body, OPERAND_ACC, slot, 1);
}

// Takes the topmost operand off, whose home is the slot.
static struct tw__operand take(struct tw__body *body, uint32_t slot, uint32_t cells) {
    struct tw__translator *t = tw__t(body);
    struct tw__operand operand = {OPERAND_HOME, (uint8_t)cells, (uint16_t)slot, 0, 0};
    if (t->operand_count > 0 && t->operands[t->operand_count - 1].home == slot) {
        operand = t->operands[--t->operand_count];
    }
    return operand;
}

static void load_const(struct tw__body *body, uint32_t value) {
    emit2(body, is_short(value) ? RC_LDA_I : RC_LDA_L, value & 0xffff);
    if (!is_short(value)) {
        tw__emit(body, value >> 16);
    }
}

// Brings an operand that was taken off into the accumulator.
static void to_acc(struct tw__body *body, const struct tw__operand *operand) {
    struct tw__translator *t = tw__t(body);
    uint32_t local = operand->kind == OPERAND_LOCAL ? operand->low + 1 : 0;
    if (operand->kind == OPERAND_ACC) {
        return;
    }
    free_acc(body);
    if (operand->kind == OPERAND_CONST) {
        load_const(body, operand->low);
    } else if (local == 0 || t->acc_local != local) {
        emit2(body, RC_LDA_S, slot_of(body, operand));
    }
    t->acc_local = local;
    if (is_sum(operand)) {
        emit2(body, RC_I32_ADD_I, operand->high & 0xffff);
        t->acc_local = 0;
    }
}

// ---- jumps --------------------------------------------------------------------------------------

// The offset of a branch forwards, its last unit, upper half before it in far code.
static uint32_t read_offset(const struct tw__translator *t, uint32_t unit) {
    const uint16_t *units = &t->code[t->base + unit];
    return t->is_far ? (uint32_t)units[-1] << 16 | units[0] : units[0];
}

static void write_offset(struct tw__body *body, uint32_t unit, uint32_t offset) {
    struct tw__translator *t = tw__t(body);
    if (!tw__can_write(body)) {
        return;
    }
    uint16_t *units = &t->code[t->base + unit];
    units[0] = (uint16_t)offset;
    if (t->is_far) {
        units[-1] = (uint16_t)(offset >> 16);
    } else if (offset > UINT16_MAX) {
        tw__bad(body->loader, TW_BAD_BRANCH);
    }
}

// The unit written last is the offset of a branch to a label that is not known yet.
static void link_chain(struct tw__body *body, uint32_t *chain) {
    uint32_t unit = tw__here(body) - 1;
    write_offset(body, unit, *chain == 0 ? 0 : unit - *chain);
    *chain = unit;
}

// Every branch of the chain goes to the unit that is written next, of which nothing is known.
static void bind_chain(struct tw__body *body, uint32_t *chain) {
    struct tw__translator *t = tw__t(body);
    uint32_t unit = *chain;
    while (unit != 0 && tw__can_write(body)) {
        uint32_t distance = read_offset(t, unit);
        write_offset(body, unit, tw__here(body) - unit - 1);
        unit = distance == 0 ? 0 : unit - distance;
    }
    *chain = 0;
    t->acc_local = 0;
    t->result_unit = 0;
}

static void jump(struct tw__body *body, const struct tw__ctrl *ctrl, uint32_t *chain) {
    if (ctrl->op != TW_OP_LOOP) {
        emit3(body, RC_BR, 0, 0);
        link_chain(body, chain);
        return;
    }
    tw__note_loop(body, ctrl);
    uint32_t cost = tw__back_cost(body, ctrl);
    uint32_t distance = tw__here(body) + 3 - ctrl->start;
    if (distance <= UINT16_MAX) {
        emit3(body, RC_BRB, cost, distance);
    } else {
        distance++;
        emit4(body, RC_BRB_FAR, cost, distance >> 16, distance & 0xffff);
    }
}

static bool is_function(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    return ctrl == &body->ctrls[0];
}

static uint32_t label_slot(const struct tw__body *body, const struct tw__ctrl *ctrl) {
    return is_function(body, ctrl) ? 0 : ctrl->slot;
}

// To the label of ctrl, its operands at home from `slot` on.
static void branch_from_home(struct tw__body *body, struct tw__ctrl *ctrl, uint32_t slot) {
    emit_move(body, label_slot(body, ctrl), slot, tw__label_cells(ctrl));
    if (is_function(body, ctrl)) {
        emit2(body, RC_RET, tw__t(body)->link);
    } else {
        jump(body, ctrl, &ctrl->fixups);
    }
}

// The same, wherever they are; they are gone afterwards.
static void branch(struct tw__body *body, struct tw__ctrl *ctrl, uint32_t slot) {
    if (tw__label_count(ctrl) != 1) {
        all_home(body);
        branch_from_home(body, ctrl, slot);
        return;
    }
    struct tw__operand operand = take(body, slot, tw__label_cells(ctrl));
    put(body, &operand, label_slot(body, ctrl));
    branch_from_home(body, ctrl, label_slot(body, ctrl));
}

// ---- conditions ---------------------------------------------------------------------------------

// Branches in pairs, of a slot and of an immediate; a kind of comparison and its inverse follow one
// another.
static uint32_t inverse(uint32_t branch_op) {
    return ((branch_op - RC_BR_EQ_S) ^ 2u) + RC_BR_EQ_S;
}

static struct tw__operand compare_acc(uint32_t branch_op, uint32_t slot, uint32_t unit) {
    struct tw__operand compare = {OPERAND_COMPARE, 1, (uint16_t)slot, unit, branch_op};
    return compare;
}

// The condition in a slot, as a comparison.
static struct tw__operand condition(struct tw__body *body, uint32_t slot) {
    struct tw__operand operand = take(body, slot, 1);
    if (operand.kind == OPERAND_COMPARE) {
        return operand;
    }
    to_acc(body, &operand);
    return compare_acc(RC_BR_NE_I, slot, 0);
}

// Over what the caller writes before land(), if the condition holds.
static uint32_t skip_if(struct tw__body *body, uint32_t op, const struct tw__operand *compare) {
    emit3(body, op, compare->low, 0);
    return tw__here(body);
}

static void land(struct tw__body *body, uint32_t unit) {
    if (tw__can_write(body)) {
        tw__t(body)->code[tw__t(body)->base + unit - 1] = (uint16_t)(tw__here(body) - unit);
    }
    tw__t(body)->result_unit = 0;
}

// Jumps to the label if the condition holds; its operands are at home from `slot` on, and stay.
static void branch_if(struct tw__body *body, const struct tw__operand *compare,
                      struct tw__ctrl *ctrl, uint32_t slot) {
    bool is_direct = !is_function(body, ctrl) && ctrl->op != TW_OP_LOOP && !tw__t(body)->is_far &&
                     (tw__label_cells(ctrl) == 0 || slot == ctrl->slot);
    if (is_direct) {
        emit3(body, compare->high, compare->low, 0);
        link_chain(body, &ctrl->fixups);
        return;
    }
    uint32_t unit = skip_if(body, inverse(compare->high), compare);
    branch_from_home(body, ctrl, slot);
    land(body, unit);
}

static void do_br_if(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, body->instr.a);
    uint32_t cells = tw__label_cells(ctrl);
    struct tw__operand compare = condition(body, above(slot, cells));
    if (cells > 0) {
        all_home(body);
    }
    branch_if(body, &compare, ctrl, slot);
}

// ---- blocks -------------------------------------------------------------------------------------

static void begin(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    t->is_far = body->size > TW_CFG_FAR_BRANCH_BYTES || TW_CFG_FAR_BRANCH_BYTES == 0;
    t->operand_count = 0;
    t->acc_local = 0;
    t->result_unit = 0;
    if (t->operands == NULL) {
        t->operands =
            tw__arena_alloc_scratch(body->loader->arena, MAX_HELD * sizeof t->operands[0]);
    }
    if (t->operands == NULL) {
        tw__load_check(body->loader, tw__load_nomem(body->loader, "the translator"));
        return;
    }
    tw__begin_function(body);
}

// To the other arm if the condition does not hold.
static void leave_unless(struct tw__body *body, const struct tw__operand *compare,
                         struct tw__ctrl *ctrl) {
    if (tw__t(body)->is_far) {
        uint32_t unit = skip_if(body, compare->high, compare);
        jump(body, ctrl, &ctrl->else_fixup);
        land(body, unit);
    } else {
        emit3(body, inverse(compare->high), compare->low, 0);
        link_chain(body, &ctrl->else_fixup);
    }
}

static void do_block(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = body->ctrl;
    bool is_if = ctrl->op == TW_OP_IF;
    ctrl->slot = (uint16_t)above(tw__t(body)->operand_base, ctrl->height_cells);
    struct tw__operand compare = {0};
    if (is_if) {
        compare = condition(body, slot);
    }
    all_home(body);
    if (is_if) {
        leave_unless(body, &compare, ctrl);
    } else if (ctrl->op == TW_OP_LOOP) {
        tw__t(body)->acc_local = 0;
    }
    tw__t(body)->result_unit = 0;
    ctrl->start = tw__here(body);
    ctrl->fuel = body->instr_count;
}

static void do_else(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    all_home(body);
    if (!ctrl->is_unreachable) {
        jump(body, ctrl, &ctrl->fixups);
    }
    bind_chain(body, &ctrl->else_fixup);
}

static void do_end(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = body->ctrl;
    if (!is_function(body, ctrl)) {
        all_home(body);
        tw__end_try(body, ctrl);
        bind_chain(body, &ctrl->else_fixup);
        bind_chain(body, &ctrl->fixups);
        return;
    }
    if (!ctrl->is_unreachable) {
        branch(body, ctrl, slot);
    }
    tw__t(body)->frame_end = above(tw__t(body)->operand_base, body->most_cells);
    tw__end_function(body);
}

// ---- try_table ----------------------------------------------------------------------------------

#if TW_CFG_EXCEPTIONS

// A branch over the code of the clauses.
static void do_try(struct tw__body *body) {
    all_home(body);
    tw__begin_catches(body);
    if (body->instr.a > 0) {
        emit3(body, RC_BR, 0, 0);
        link_chain(body, &tw__t(body)->over_catches);
    }
}

static void do_catch(struct tw__body *body, struct tw__ctrl *ctrl) {
    uint32_t slot = slot_here(body);
    tw__t(body)->acc_local = 0;
    tw__add_catch(body, slot);
    branch_from_home(body, ctrl, slot);
}

static void open_try(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    bind_chain(body, &tw__t(body)->over_catches);
    tw__t(body)->acc_local = 0;
    ctrl->slot = (uint16_t)above(tw__t(body)->operand_base, ctrl->height_cells);
    ctrl->start = tw__here(body);
    ctrl->fuel = body->instr_count;
    tw__end_catches(body, ctrl);
}

static bool is_try(uint32_t op) {
    return op == TW_OP_TRY_TABLE;
}
#else
static bool is_try(uint32_t op) {
    (void)op;
    return false;
}
static void do_try(struct tw__body *body) {
    (void)body;
}
static void do_catch(struct tw__body *body, struct tw__ctrl *ctrl) {
    (void)body, (void)ctrl;
}
static void open_try(struct tw__body *body) {
    (void)body;
}
#endif

#if TW_CFG_LEGACY_EXCEPTIONS

// The end of what comes before a clause, or of the last one: its results go to the label.
static void end_clause(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = body->ctrl;
    all_home(body);
    if (!ctrl->is_unreachable) {
        branch_from_home(body, ctrl, slot);
    }
    tw__end_try(body, ctrl);
}

// The next clause is tried if it is not of the tag.
static void begin_clause(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    uint32_t slot = above(tw__t(body)->operand_base, ctrl->height_cells - 1);
    tw__begin_clause(body, ctrl, slot);
    bind_chain(body, &ctrl->else_fixup);
    if (body->instr.op == TW_OP_CATCH) {
        struct tw__operand compare = compare_acc(RC_BR_NE_I, slot, 0);
        tw__emit_extra(body, slot);
        leave_unless(body, &compare, ctrl);
    }
    tw__t(body)->acc_local = 0;
    tw__t(body)->result_unit = 0;
}

static void throw_again(struct tw__body *body, const struct tw__ctrl *ctrl) {
    all_home(body);
    body->instr.op = TW_OP_THROW_REF;
    tw__emit_extra(body, ctrl->start);
}

// What no clause has taken goes on.
static void end_clauses(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = body->ctrl;
    end_clause(body, slot);
    bind_chain(body, &ctrl->else_fixup);
    if (ctrl->op == TW_OP_CATCH) {
        throw_again(body, ctrl);
    }
    bind_chain(body, &ctrl->fixups);
}

// False for what is none of them.
static bool do_legacy(struct tw__body *body, uint32_t slot) {
    switch (body->instr.op) {
        case TW_OP_TRY:
            do_block(body, slot);
            tw__open_legacy(body, body->ctrl);
            return true;
        case TW_OP_CATCH:
        case TW_OP_CATCH_ALL:
            end_clause(body, slot);
            return true;
        case TW_OP_DELEGATE:
            tw__delegate(body, body->ctrl);
            do_end(body, slot);
            return true;
        case TW_OP_RETHROW:
            throw_again(body, tw__ctrl_at(body, body->instr.a));
            return true;
        default:
            return false;
    }
}
#else
static void begin_clause(struct tw__body *body) {
    (void)body;
}
static void end_clauses(struct tw__body *body, uint32_t slot) {
    (void)body, (void)slot;
}
static bool do_legacy(struct tw__body *body, uint32_t slot) {
    (void)body, (void)slot;
    return false;
}
#endif

// ---- br_table -----------------------------------------------------------------------------------

static void do_br_table(struct tw__body *body, uint32_t slot) {
    struct tw__operand operand = take(body, slot, 1);
    if (body->instr.a > UINT16_MAX) {
        tw__bad(body->loader, TW_BAD_TABLE_LABELS);
        return;
    }
    to_acc(body, &operand);
    all_home(body);
    emit3(body, RC_BR_TABLE, body->instr.a, 0);
    tw__t(body)->table_unit = tw__here(body);
}

// Each label is a branch in as many units as the longest may need, which are those of the moves,
// equal for all, and of a jump.
static void label(struct tw__body *body, uint32_t depth) {
    struct tw__translator *t = tw__t(body);
    struct tw__ctrl *ctrl = tw__ctrl_at(body, depth);
    if (tw__is_catch(body)) {
        do_catch(body, ctrl);
        return;
    }
    uint32_t cells = tw__label_cells(ctrl);
    uint32_t units = (cells == 0 ? 0 : 4) + MAX_BRANCH_UNITS;
    uint32_t end = tw__here(body) + units;
    branch_from_home(body, ctrl, slot_here(body) - cells * TW_SLOT_STEP);
    while (tw__here(body) < end && tw__can_write(body)) {
        tw__emit(body, 0);
    }
    if (tw__can_write(body)) {
        t->code[t->base + t->table_unit - 1] = (uint16_t)units;
    }
}

// ---- operations beyond STANDARD -----------------------------------------------------------------

#if TW_CFG_EXTRA
static void do_extra(struct tw__body *body, uint32_t slot) {
    all_home(body);
    tw__note_stop(body);
    tw__emit_extra(body, slot);
    tw__t(body)->acc_local = 0;
    tw__t(body)->result_unit = 0;
}
#else
static void do_extra(struct tw__body *body, uint32_t slot) {
    (void)body, (void)slot;
}
#endif

// ---- variables, constants -----------------------------------------------------------------------

static void push_local(struct tw__body *body, uint32_t slot) {
    uint32_t local = body->instr.a;
    struct tw__operand *operand =
        push(body, OPERAND_LOCAL, slot, tw__cells_of(body->locals[local].type));
    operand->low = local;
    operand->high = 0;
}

// An operation whose result was to lie in the operand's home may put it into a local instead.
static bool redirect(struct tw__body *body, const struct tw__operand *operand, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    bool is_last = operand->kind == OPERAND_HOME && t->result_unit != 0 &&
                   t->result_unit + 3 == t->count && tw__can_write(body) &&
                   t->code[t->result_unit] == operand->home;
    if (is_last) {
        t->code[t->result_unit] = (uint16_t)slot;
    }
    return is_last;
}

static void local_set(struct tw__body *body, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    uint32_t local = body->instr.a;
    struct tw__operand operand = take(body, slot, tw__cells_of(body->locals[local].type));
    uint32_t target = body->locals[local].slot;
    bool is_tee = body->instr.op == TW_OP_LOCAL_TEE;
    free_local(body, local);
    if (is_tee && operand.cells == 1) {  // it will be used soon
        to_acc(body, &operand);
        operand.kind = OPERAND_ACC;
    }
    if (!redirect(body, &operand, target)) {
        put(body, &operand, target);
    }
    if (operand.kind == OPERAND_ACC) {
        t->acc_local = local + 1;
    } else if (t->acc_local == local + 1 &&
               (operand.kind != OPERAND_LOCAL || operand.low != local || is_sum(&operand))) {
        t->acc_local = 0;
    }
    if (is_tee) {
        push_local(body, slot);
    }
}

static void do_global(struct tw__body *body, uint32_t slot) {
    const struct tw_interp_module *module = body->module;
    uint32_t idx = body->instr.a;
    const struct tw__globaltype *global = &module->globals[idx];
    bool is_get = body->instr.op == TW_OP_GLOBAL_GET;
    uint32_t cells = tw__cells_of(global->type);
    bool is_short_way = cells == 1 && idx >= module->global_imports;
    struct tw__operand value = {0};
    if (!is_get) {
        value = take(body, slot, cells);
    }
    if (!is_short_way) {
        if (!is_get) {
            bring_home(body, &value);
        }
        emit4(body, is_get ? RC_GLOBAL_GET_X : RC_GLOBAL_SET_X, slot, idx, cells);
    } else if (is_get) {
        free_acc(body);
        emit2(body, RC_GLOBAL_GET_A, global->cell);
        push_acc(body, slot);
    } else {
        to_acc(body, &value);
        emit2(body, RC_GLOBAL_SET_A, global->cell);
    }
}

static void do_const(struct tw__body *body, uint32_t slot, uint32_t cells) {
    struct tw__operand *operand = push(body, OPERAND_CONST, slot, cells);
    operand->low = (uint32_t)body->instr.value;
    operand->high = (uint32_t)(body->instr.value >> 32);
}

// The first value stays, if the condition holds, or the second takes its place.
static void do_select(struct tw__body *body, uint32_t slot) {
    uint32_t cells = tw__cells_of(body->operands[body->operand_count]);
    struct tw__operand compare = condition(body, above(slot, 2 * cells));
    struct tw__operand second = take(body, above(slot, cells), cells);
    struct tw__operand first = take(body, slot, cells);
    bring_home(body, &first);
    uint32_t unit = skip_if(body, compare.high, &compare);
    put(body, &second, slot);
    land(body, unit);
}

// ---- memory -------------------------------------------------------------------------------------

// The operation of an instruction, and what extends what a load of 32 bits gives.
struct access {
    uint8_t op;
    uint8_t operation;
    uint8_t extend;
};
static const struct access accesses[] = {
    {TW_OP_I32_LOAD, RC_I32_LOAD_W, 0},
    {TW_OP_I32_LOAD8_S, RC_I32_LOAD8_U_W, RC_I32_EXTEND8_S},
    {TW_OP_I32_LOAD8_U, RC_I32_LOAD8_U_W, 0},
    {TW_OP_I32_LOAD16_S, RC_I32_LOAD16_U_W, RC_I32_EXTEND16_S},
    {TW_OP_I32_LOAD16_U, RC_I32_LOAD16_U_W, 0},
    {TW_OP_I32_STORE, RC_I32_STORE_W, 0},
    {TW_OP_I32_STORE8, RC_I32_STORE8_W, 0},
    {TW_OP_I32_STORE16, RC_I32_STORE16_W, 0},
    {TW_OP_I64_LOAD, RC_I64_LOAD, 0},
    {TW_OP_I64_STORE, RC_I64_STORE, 0},
#if TW_CFG_FLOAT
    {TW_OP_F32_LOAD, RC_I32_LOAD_W, 0},
    {TW_OP_F32_STORE, RC_I32_STORE_W, 0},
    {TW_OP_F64_LOAD, RC_I64_LOAD, 0},
    {TW_OP_F64_STORE, RC_I64_STORE, 0},
#endif
};

// NULL if there is none, or the offset or the memory does not fit.
static const struct access *find_access(const struct tw__instr *instr) {
    for (uint32_t i = 0; i < sizeof accesses / sizeof accesses[0]; i++) {
        if (accesses[i].op == instr->op && instr->a == 0 && instr->value <= UINT16_MAX) {
            return &accesses[i];
        }
    }
    return NULL;
}

// The first form takes the address from a slot, and adds a number if there is no offset.
static bool is_in_slot(const struct tw__operand *address, uint32_t offset) {
    return address->kind <= OPERAND_LOCAL && offset == 0;
}

static void emit_sum(struct tw__body *body, uint32_t op, const struct tw__operand *address) {
    emit3(body, op, slot_of(body, address), is_sum(address) ? address->high & 0xffff : 0);
}

static void do_load(struct tw__body *body, uint32_t slot, const struct access *access) {
    struct tw__operand address = take(body, slot, 1);
    uint32_t offset = (uint32_t)body->instr.value;
    if (is_in_slot(&address, offset)) {
        free_acc(body);
        emit_sum(body, access->operation, &address);
    } else {
        to_acc(body, &address);
        emit2(body, access->operation + 1u, offset);
    }
    if (access->extend != 0) {
        emit1(body, access->extend);
    }
    push_acc(body, slot);
}

static void do_store(struct tw__body *body, uint32_t slot, const struct access *access) {
    struct tw__operand value = take(body, above(slot, 1), 1);
    struct tw__operand address = take(body, slot, 1);
    uint32_t offset = (uint32_t)body->instr.value;
    if (is_in_slot(&address, offset)) {
        to_acc(body, &value);
        emit_sum(body, access->operation, &address);
    } else {
        settle(body, &address);
        to_acc(body, &value);
        emit3(body, access->operation + 1u, slot_of(body, &address), offset);
    }
}

static void do_access64(struct tw__body *body, uint32_t slot, uint32_t op) {
    struct tw__operand value = {0};
    bool is_load = op == RC_I64_LOAD;
    if (!is_load) {
        value = take(body, above(slot, 1), 2);
        settle(body, &value);
    }
    struct tw__operand address = take(body, slot, 1);
    settle(body, &address);
    uint32_t offset = (uint32_t)body->instr.value;
    uint32_t address_slot = slot_of(body, &address);
    if (is_load) {
        emit4(body, op, slot, address_slot, offset);
        tw__t(body)->result_unit = tw__t(body)->count - 3;
    } else {
        emit4(body, op, address_slot, offset, slot_of(body, &value));
    }
}

static void do_access(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    const struct access *access = tw__is_wide(body) ? NULL : find_access(instr);
    if (access != NULL && access->operation >= RC_I64_LOAD) {
        do_access64(body, slot, access->operation);
        return;
    }
    if (access != NULL) {
        (access->operation < RC_I32_STORE_W ? do_load : do_store)(body, slot, access);
        return;
    }
    all_home(body);
    uint32_t offset = (uint32_t)instr->value;
    if (TW_CFG_MEMORY64 && tw__is_wide(body)) {  // the address lies in both cells then
        tw__emit_address(body, slot, instr->value);
        offset = 0;
        slot = above(slot, tw__op_result(instr->op) == 0 ? 1 : 0);
    }
    emit4(body, RC_ACCESS_X, instr->op, slot, instr->a);
    tw__emit(body, offset & 0xffff);
    tw__emit(body, offset >> 16);
}

// ---- numeric ------------------------------------------------------------------------------------

static bool is_in_acc(const struct tw__body *body, const struct tw__operand *operand) {
    return operand->kind == OPERAND_LOCAL && tw__t(body)->acc_local == operand->low + 1;
}

// Two operands of 32 bits, the first in the accumulator, the second in a slot or short: *first then
// is the first, and the answer whether they have changed places, which only is done if they may.
static bool take_pair(struct tw__body *body, uint32_t slot, bool may_swap,
                      struct tw__operand *second) {
    *second = take(body, above(slot, 1), 1);
    struct tw__operand first = take(body, slot, 1);
    bool is_long = second->kind == OPERAND_CONST && !is_short(second->low);
    bool swaps = may_swap && (second->kind == OPERAND_ACC || is_long || is_in_acc(body, second));
    if (swaps) {
        struct tw__operand held = first;
        first = *second;
        *second = held;
    }
    is_long = second->kind == OPERAND_CONST && !is_short(second->low);
    if (second->kind == OPERAND_ACC || is_long || is_sum(second)) {
        bring_home(body, second);
    }
    to_acc(body, &first);
    return swaps;
}

static uint32_t unit_of(const struct tw__body *body, const struct tw__operand *operand) {
    return operand->kind == OPERAND_CONST ? operand->low & 0xffff : slot_of(body, operand);
}

static void numeric(struct tw__body *body, uint32_t slot) {
    all_home(body);
    emit3(body, RC_NUMERIC, slot, body->instr.op);
}

// Integer operations of two operands, in the order of the instructions.
static const uint8_t binaries[] = {RC_I32_ADD_S,
                                   RC_I32_SUB_S,
                                   RC_I32_MUL_S,
                                   0,
                                   0,
                                   0,
                                   0,
                                   RC_I32_AND_S,
                                   RC_I32_OR_S,
                                   RC_I32_XOR_S,
                                   RC_I32_SHL_S,
                                   RC_I32_SHR_S_S,
                                   RC_I32_SHR_U_S,
                                   RC_I32_ROTR_S,
                                   RC_I32_ROTR_S};

// Of a difference; the operation that it then is.
static uint32_t negate(struct tw__body *body, struct tw__operand *constant) {
    uint32_t negative = 0u - constant->low;
    if (!is_short(negative)) {
        bring_home(body, constant);
        return RC_I32_SUB_S;
    }
    constant->low = negative;
    return RC_I32_ADD_S;
}

// True if the operand at the slot, the topmost, is a constant.
static bool is_constant(const struct tw__body *body, uint32_t slot) {
    const struct tw__translator *t = tw__t(body);
    const struct tw__operand *top = &t->operands[t->operand_count - 1];
    return t->operand_count > 0 && top->kind == OPERAND_CONST && top->home == slot;
}

// A number, and a local below it, become one operand.
static bool add_to_local(struct tw__body *body, uint32_t slot, uint32_t op) {
    struct tw__translator *t = tw__t(body);
    if (t->operand_count < 2 || !is_constant(body, above(slot, 1))) {
        return false;
    }
    struct tw__operand *local = &t->operands[t->operand_count - 2];
    uint32_t number = op == RC_I32_SUB_S ? 0u - local[1].low : local[1].low;
    if (local->home != slot || local->kind != OPERAND_LOCAL || !is_short(local->high + number)) {
        return false;
    }
    local->high += number;
    t->operand_count--;
    return true;
}

// The count of a shift or rotation, if it is a constant: below 32, and so short; to the right.
static void limit_count(struct tw__body *body, uint32_t slot, bool is_left) {
    struct tw__translator *t = tw__t(body);
    if (is_constant(body, slot)) {
        uint32_t *count = &t->operands[t->operand_count - 1].low;
        *count = (is_left ? 0u - *count : *count) & 31u;
    }
}

static void do_binary(struct tw__body *body, uint32_t slot) {
    uint32_t op = binaries[body->instr.op - TW_OP_I32_ADD];
    struct tw__operand second;
    bool is_left = body->instr.op == TW_OP_I32_ROTL;
    if (op == 0 || (is_left && !is_constant(body, above(slot, 1)))) {
        numeric(body, slot);
        return;
    }
    bool is_shift = op >= RC_I32_SHL_S && op < RC_I32_SUB_S;
    if ((op == RC_I32_ADD_S || op == RC_I32_SUB_S) && add_to_local(body, slot, op)) {
        return;
    }
    if (is_shift) {
        limit_count(body, above(slot, 1), is_left);
    }
    (void)take_pair(body, slot, op < RC_I32_SHL_S, &second);
    if (second.kind == OPERAND_CONST && op == RC_I32_SUB_S) {
        op = negate(body, &second);
    }
    if (second.kind == OPERAND_CONST) {
        op++;
    }
    emit2(body, op, unit_of(body, &second));
    push_acc(body, slot);
}

static void do_compare(struct tw__body *body, uint32_t slot) {
    // eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u; and the same of swapped operands
    static const uint8_t branches[] = {RC_BR_EQ_S,   RC_BR_NE_S,   RC_BR_LT_S_S, RC_BR_LT_U_S,
                                       RC_BR_GT_S_S, RC_BR_GT_U_S, RC_BR_LE_S_S, RC_BR_LE_U_S,
                                       RC_BR_GE_S_S, RC_BR_GE_U_S};
    static const uint8_t swapped[] = {RC_BR_EQ_S,   RC_BR_NE_S,   RC_BR_GT_S_S, RC_BR_GT_U_S,
                                      RC_BR_LT_S_S, RC_BR_LT_U_S, RC_BR_GE_S_S, RC_BR_GE_U_S,
                                      RC_BR_LE_S_S, RC_BR_LE_U_S};
    struct tw__operand second;
    uint32_t kind = body->instr.op - TW_OP_I32_EQ;
    bool swaps = take_pair(body, slot, true, &second);
    uint32_t op = swaps ? swapped[kind] : branches[kind];
    op += second.kind == OPERAND_CONST ? 1u : 0u;
    struct tw__operand compare = compare_acc(op, slot, unit_of(body, &second));
    *push(body, OPERAND_COMPARE, slot, 1) = compare;
}

static void do_eqz(struct tw__body *body, uint32_t slot) {
    struct tw__operand compare = condition(body, slot);
    compare.high = inverse(compare.high);
    *push(body, OPERAND_COMPARE, slot, 1) = compare;
}

// i64 operations that have a handler; shifts if they are by a constant.
static void do_wide(struct tw__body *body, uint32_t slot, uint32_t op) {
    struct tw__operand second = take(body, above(slot, 2), 2);
    struct tw__operand first = take(body, slot, 2);
    bool is_shift = op >= RC_I64_SHL_I;
    settle(body, &first);
    if (!is_shift) {
        settle(body, &second);
    }
    emit4(body, op, slot, slot_of(body, &first),
          is_shift ? second.low & 63 : slot_of(body, &second));
    tw__t(body)->result_unit = tw__t(body)->count - 3;
}

static uint32_t wide_operation(const struct tw__body *body, uint32_t slot) {
    bool by_const = is_constant(body, above(slot, 2));
    switch (body->instr.op) {
        case TW_OP_I64_ADD:
            return RC_I64_ADD;
        case TW_OP_I64_MUL:
            return RC_I64_MUL;
        case TW_OP_I64_XOR:
            return RC_I64_XOR;
        case TW_OP_I64_SHL:
            return by_const ? RC_I64_SHL_I : 0;
        case TW_OP_I64_SHR_U:
            return by_const ? RC_I64_SHR_U_I : 0;
        default:
            return 0;
    }
}

static void do_extend(struct tw__body *body, uint32_t slot, bool is_signed) {
    struct tw__operand operand = take(body, slot, 1);
    if (!is_signed) {
        put(body, &operand, slot);
        emit_const(body, above(slot, 1), 0);
        return;
    }
    to_acc(body, &operand);
    emit2(body, RC_STA, slot);
    emit2(body, RC_I32_SHR_S_I, 31);
    emit2(body, RC_STA, above(slot, 1));
    tw__t(body)->acc_local = 0;
}

// The lower cell of an operand that is held.
static void do_wrap(struct tw__body *body, uint32_t slot) {
    struct tw__operand operand = take(body, slot, 2);
    if (operand.kind != OPERAND_HOME) {
        operand.cells = 1;
        *push(body, operand.kind, slot, 1) = operand;
    }
}

#if TW_CFG_REFERENCES
static bool is_null_test(uint32_t op) {
    return op == TW_OP_REF_IS_NULL;  // null is 0
}
#else
#define is_null_test(op) false
#endif

static void do_numeric(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    uint32_t wide = wide_operation(body, slot);
    if (op == TW_OP_I32_EQZ || is_null_test(op)) {
        do_eqz(body, slot);
    } else if (op >= TW_OP_I32_EQ && op <= TW_OP_I32_GE_U) {
        do_compare(body, slot);
    } else if (op >= TW_OP_I32_ADD && op <= TW_OP_I32_ROTR) {
        do_binary(body, slot);
    } else if (wide != 0) {
        do_wide(body, slot, wide);
    } else if (op == TW_OP_I32_WRAP_I64) {
        do_wrap(body, slot);
    } else if (op == TW_OP_I64_EXTEND_I32_S || op == TW_OP_I64_EXTEND_I32_U) {
        do_extend(body, slot, op == TW_OP_I64_EXTEND_I32_S);
    } else {
        numeric(body, slot);
    }
}

// ---- calls, references --------------------------------------------------------------------------

// The cells of the arguments, behind which an index or a reference lies.
static uint32_t argument_cells(const struct tw__body *body) {
    return tw__functype_of(body->module->types[body->instr.a])->param_cells;
}

#if TW_CFG_MEMORY64
// The index of a table with 64-bit ones.
static void narrow_index(struct tw__body *body, uint32_t slot) {
    bool is_table = tw__op_imm(body->instr.op) == TW_IMM_CALL_INDIRECT;
    if (is_table && body->module->tables[body->instr.b].limits.is_64 != 0) {
        all_home(body);
        tw__emit_address(body, slot, 0);
        tw__t(body)->acc_local = 0;
    }
}
#else
static void narrow_index(struct tw__body *body, uint32_t slot) {
    (void)body, (void)slot;
}
#endif

static void do_call(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    bool is_direct = instr->op == TW_OP_CALL;
    if (tw__op_imm(instr->op) != TW_IMM_FUNCIDX) {
        uint32_t callee_slot = above(slot, argument_cells(body));
        narrow_index(body, callee_slot);
        struct tw__operand callee = take(body, callee_slot, 1);
        to_acc(body, &callee);
    }
    all_home(body);
    tw__note_stop(body);
    if (is_direct) {
        bool is_import = instr->a < body->module->func_imports;
        emit3(body, is_import ? RC_CALL_IMPORT : RC_CALL, instr->a, slot);
    } else if (instr->op == TW_OP_CALL_INDIRECT && instr->b == 0) {
        emit3(body, RC_CALL_INDIRECT, instr->a, slot);
    } else {
        emit4(body, RC_CALL_X, instr->op, slot, instr->a);
        tw__emit(body, instr->b);
        tw__emit(body, tw__t(body)->link);
    }
    tw__t(body)->acc_local = 0;
    tw__note_references(body);
}

#if TW_CFG_FUNCTION_REFERENCES
static void as_non_null(struct tw__body *body, uint32_t slot) {
    struct tw__operand compare = compare_acc(RC_BR_NE_I, slot, TW_REF_NULL);
    all_home(body);
    emit2(body, RC_LDA_S, slot);
    uint32_t unit = skip_if(body, compare.high, &compare);
    emit2(body, RC_TRAP, TW_TRAP_NULL_REFERENCE);
    land(body, unit);
    tw__t(body)->acc_local = 0;
}

// The reference lies behind the operands of the label, or is the last of them.
static void br_on(struct tw__body *body, uint32_t slot, bool takes_ref) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, body->instr.a);
    uint32_t ref_slot = above(slot, tw__label_cells(ctrl) - (takes_ref ? 1u : 0u));
    struct tw__operand compare =
        compare_acc(takes_ref ? RC_BR_NE_I : RC_BR_EQ_I, ref_slot, TW_REF_NULL);
    all_home(body);
    tw__t(body)->acc_local = 0;
    emit2(body, RC_LDA_S, ref_slot);
    branch_if(body, &compare, ctrl, slot);
}

// False for what is none of them.
static bool do_reference(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    if (op == TW_OP_REF_AS_NON_NULL) {
        as_non_null(body, slot);
    } else if (op == TW_OP_BR_ON_NULL || op == TW_OP_BR_ON_NON_NULL) {
        br_on(body, slot, op == TW_OP_BR_ON_NON_NULL);
    } else {
        return false;
    }
    return true;
}
#else
#define do_reference(body, slot) false
#endif

// ---- the emitter --------------------------------------------------------------------------------

// What lies on whole memories and tables, and references to functions.
static void do_bulk(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    if (tw__is_wide(body)) {
        body->instr.value = tw__is_wide(body);
        do_extra(body, slot);
        return;
    }
    all_home(body);
    tw__note_stop(body);
    emit4(body, RC_BULK, slot, instr->a, instr->b);
    tw__emit(body, instr->op);
}

// By immediates: what has none is numeric, or works on references.
static void do_row(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    switch (tw__op_imm(op)) {
        case TW_IMM_LOCALIDX:
            if (op == TW_OP_LOCAL_GET) {
                push_local(body, slot);
            } else {
                local_set(body, slot);
            }
            break;
        case TW_IMM_GLOBALIDX:
            do_global(body, slot);
            break;
        case TW_IMM_MEMARG:
            do_access(body, slot);
            break;
        case TW_IMM_I32:
        case TW_IMM_F32:
        case TW_IMM_HEAPTYPE:
            do_const(body, slot, 1);
            break;
        case TW_IMM_I64:
        case TW_IMM_F64:
            do_const(body, slot, 2);
            break;
        case TW_IMM_NONE:
            do_numeric(body, slot);
            break;
        default:
            do_bulk(body, slot);
            break;
    }
}

#if TW_CFG_FLOAT
static bool is_silent(uint32_t op) {
    return op == TW_OP_NOP || (op >= TW_OP_I32_REINTERPRET_F32 && op <= TW_OP_F64_REINTERPRET_I64);
}
#else
static bool is_silent(uint32_t op) {
    return op == TW_OP_NOP;
}
#endif

#if TW_CFG_GC
static bool is_br_on_cast(uint32_t op) {
    return op == TW_OP_BR_ON_CAST || op == TW_OP_BR_ON_CAST_FAIL;
}

// The reference is the last of the label's operands; extra.c answers in the accumulator.
static void br_on_cast(struct tw__body *body, uint32_t slot) {
    struct tw__ctrl *ctrl = tw__ctrl_at(body, body->instr.a);
    bool is_fail = body->instr.op == TW_OP_BR_ON_CAST_FAIL;
    struct tw__operand compare = compare_acc(is_fail ? RC_BR_EQ_I : RC_BR_NE_I, slot, 0);
    all_home(body);
    tw__t(body)->acc_local = 0;
    tw__emit_extra(body, above(slot, tw__label_cells(ctrl) - 1));
    branch_if(body, &compare, ctrl, slot);
}
#else
#define is_br_on_cast(op) false
#define br_on_cast(body, slot) (void)0
#endif

#if TW_CFG_EXCEPTIONS
static bool is_throw(uint32_t op) {
    return op == TW_OP_THROW || op == TW_OP_THROW_REF;
}
#else
static bool is_throw(uint32_t op) {
    (void)op;
    return false;
}
#endif

// What extra.c does: beside these, all behind the bulk instructions.
static bool is_extra(uint32_t op) {
    return op > TW_OP_FC_BASE + 0x12u || is_throw(op) || (TW_CFG_GC && op == 0xd3);
}

static void do_operation(struct tw__body *body, uint32_t slot) {
    uint32_t op = body->instr.op;
    if (is_silent(op)) {
        return;
    }
    if (do_legacy(body, slot)) {
        return;
    }
    if (is_try(op)) {
        do_try(body);
    } else if (is_br_on_cast(op)) {
        br_on_cast(body, slot);
    } else if (TW_CFG_EXTRA && is_extra(op)) {
        do_extra(body, slot);
    } else if (op >= TW_OP_CALL && op < TW_OP_DROP) {
        do_call(body, slot);
    } else if (op == TW_OP_DROP) {
        (void)take(body, slot, 1);
    } else if (op == TW_OP_SELECT || tw__op_imm(op) == TW_IMM_SELECT_T) {
        do_select(body, slot);
    } else if (op == TW_OP_UNREACHABLE) {
        emit2(body, RC_TRAP, TW_TRAP_UNREACHABLE);
    } else if (!do_reference(body, slot)) {
        do_row(body, slot);
    }
}

// A comparison that is not made yet is of use to these.
static bool takes_comparison(uint32_t op) {
    return op == TW_OP_BR_IF || op == TW_OP_IF || op == TW_OP_I32_EQZ || op == TW_OP_SELECT;
}

static void translate(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint32_t slot = slot_here(body);
    struct tw__operand *top = &t->operands[t->operand_count - 1];
    t->offset = body->instr.offset;
    if (t->operand_count > 0 && top->kind == OPERAND_COMPARE && !takes_comparison(body->instr.op)) {
        make_bool(body, top);
    }
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
            if (tw__has_caught(body->ctrl)) {
                end_clauses(body, slot);
            } else {
                do_end(body, slot);
            }
            break;
        case TW_OP_BR:
            branch(body, tw__ctrl_at(body, body->instr.a), slot);
            break;
        case TW_OP_BR_IF:
            do_br_if(body, slot);
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

static void unreachable(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    t->operand_count = 0;
    t->acc_local = 0;
    t->result_unit = 0;
}

static void labels_end(struct tw__body *body) {
    if (tw__is_catch(body)) {
        open_try(body);
    }
    if (tw__is_clause(body)) {
        begin_clause(body);
    }
}

const struct tw__emitter tw__emitter_code = {begin, translate, label, labels_end, unreachable};

#endif
