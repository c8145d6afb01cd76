// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Validation of instructions (spec 3.4, algorithm of appendix A.3), one pass, without recursion.
// Most instructions are a row of the table: operands popped, a result pushed. Those whose types
// are more than their immediates can say have a function here. The emitter is told of each
// instruction that can be reached, after its operands are checked. After a failure the functions
// go on with what is there, and the emitter hears nothing more.

static void bad(struct tw__body *body, enum tw__bad id) {
    tw__bad(body->loader, id);
}

// True if the instruction can be reached, and is for the emitter.
static TW_HOT_INLINE bool is_live(const struct tw__body *body) {
    return body->ctrl->is_emitted;
}

static void emit(struct tw__body *body) {
    if (is_live(body)) {
        body->emitter->instr(body);
    }
}

// ---- operands -----------------------------------------------------------------------------------

// Operands are counted in cells, too, where the emitter keeps no operands of its own.
#if TW_CFG_SUPERINSTRUCTIONS
static void set_cells(struct tw__body *body, uint32_t cells) {
    (void)body;
    (void)cells;
}
static void add_cells(struct tw__body *body, tw_valtype_t type) {
    (void)body;
    (void)type;
}
static void drop_cells(struct tw__body *body, tw_valtype_t type) {
    (void)body;
    (void)type;
}
#else
static void set_cells(struct tw__body *body, uint32_t cells) {
    body->operand_cells = cells;
    body->most_cells = cells > body->most_cells ? cells : body->most_cells;
}
static void add_cells(struct tw__body *body, tw_valtype_t type) {
    set_cells(body, body->operand_cells + tw__cells_of(type));
}
static void drop_cells(struct tw__body *body, tw_valtype_t type) {
    body->operand_cells -= tw__cells_of(type);
}
#endif

void tw__check_match(struct tw__loader *loader, tw_valtype_t found, tw_valtype_t expected) {
    bool is_match = expected == TW_ANY_REF ? found == TW_BOTTOM || tw__is_ref(found)
                                           : tw__type_matches(loader->store, found, expected);
    if (is_match || !tw__is_ok(loader)) {
        return;
    }
    uint32_t offset = loader->body.instr.offset;
    offset = offset != TW_OFFSET_NONE ? offset : tw__reader_offset(&loader->reader);
    tw__fault_at(loader->fault, loader->body.func_idx, offset);
    tw__load_check(loader, tw__fail(loader->fault, TW_ERR_INVALID, TW_TEXT_MISMATCH,
                                    tw_valtype_name(found), tw_valtype_name(expected)));
}

static TW_COLD void push_grown(struct tw__body *body, tw_valtype_t type);

static void push(struct tw__body *body, tw_valtype_t type) {
    uint32_t count = body->operand_count;
    if (count == body->operand_capacity) {
        push_grown(body, type);
        return;
    }
    body->operands[count] = type;
    body->operand_count = count + 1;
    add_cells(body, type);
    if (tw__is_traced(type)) {
        body->has_traced = true;
    }
}

static TW_COLD void push_grown(struct tw__body *body, tw_valtype_t type) {
    if (tw__load_grow(body->loader, (void **)&body->operands, &body->operand_capacity,
                      sizeof body->operands[0], body->loader->store->env.max_operands,
                      TW_BAD_MAX_OPERANDS) == TW_ERR_OK) {
        push(body, type);
    }
}

#define ANYTHING TW_BOTTOM  // as an expected type

// TW_BOTTOM if there is none, which is right in unreachable code.
static tw_valtype_t pop(struct tw__body *body, tw_valtype_t expected) {
    const struct tw__ctrl *ctrl = body->ctrl;
    if (body->operand_count == ctrl->height) {
        if (!ctrl->is_unreachable) {
            bad(body, TW_BAD_MISSING);
        }
        return TW_BOTTOM;
    }
    tw_valtype_t type = body->operands[--body->operand_count];
    drop_cells(body, type);
    if (type != expected && expected != ANYTHING) {
        tw__check_match(body->loader, type, expected);
    }
    return type;
}

static void pop_types(struct tw__body *body, const tw_valtype_t *types, uint32_t count) {
    while (count > 0) {
        (void)pop(body, types[--count]);
    }
}

static void push_types(struct tw__body *body, const tw_valtype_t *types, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        push(body, types[i]);
    }
}

// ---- block types and labels --------------------------------------------------------------------

// The parameters or results of a block type; how many they are.
static uint32_t types_of(const struct tw__blocktype *type, bool results,
                         const tw_valtype_t **types) {
    const tw_functype_t *functype = type->functype;
    if (functype == NULL) {
        *types = &type->valtype;
        return results && type->valtype != 0;
    }
    *types = results ? functype->types + functype->param_count : functype->types;
    return results ? functype->result_count : functype->param_count;
}

uint32_t tw__blocktype_count(const struct tw__blocktype *type, bool results) {
    const tw_valtype_t *types = NULL;
    return types_of(type, results, &types);
}

tw_valtype_t tw__blocktype_at(const struct tw__blocktype *type, bool results, uint32_t i) {
    const tw_valtype_t *types = NULL;
    (void)types_of(type, results, &types);
    return types[i];
}

static bool takes_results(const struct tw__ctrl *ctrl) {
    return ctrl->op != TW_OP_LOOP;
}

uint32_t tw__label_count(const struct tw__ctrl *ctrl) {
    return tw__blocktype_count(&ctrl->blocktype, takes_results(ctrl));
}

tw_valtype_t tw__label_at(const struct tw__ctrl *ctrl, uint32_t i) {
    return tw__blocktype_at(&ctrl->blocktype, takes_results(ctrl), i);
}

static void pop_block(struct tw__body *body, const struct tw__blocktype *type, bool results) {
    const tw_valtype_t *types = NULL;
    uint32_t count = types_of(type, results, &types);
    pop_types(body, types, count);
}

static void push_block(struct tw__body *body, const struct tw__blocktype *type, bool results) {
    const tw_valtype_t *types = NULL;
    uint32_t count = types_of(type, results, &types);
    push_types(body, types, count);
}

// The label at that depth; the innermost for one that is not there.
static struct tw__ctrl *label_of(struct tw__body *body, uint32_t depth) {
    if (depth >= body->ctrl_count) {
        bad(body, TW_BAD_NO_LABEL);
        depth = 0;
    }
    return tw__ctrl_at(body, depth);
}

static void pop_label(struct tw__body *body, const struct tw__ctrl *label) {
    pop_block(body, &label->blocktype, takes_results(label));
}

static void push_label(struct tw__body *body, const struct tw__ctrl *label) {
    push_block(body, &label->blocktype, takes_results(label));
}

// ---- control frames -----------------------------------------------------------------------------

static void push_ctrl(struct tw__body *body, uint8_t op, const struct tw__blocktype *type,
                      bool is_reached) {
    if (body->ctrl_count == body->ctrl_capacity &&
        tw__load_grow(body->loader, (void **)&body->ctrls, &body->ctrl_capacity,
                      sizeof body->ctrls[0], body->loader->store->env.max_nesting,
                      TW_BAD_MAX_NESTING) != TW_ERR_OK) {
        return;
    }
    struct tw__ctrl *ctrl = &body->ctrls[body->ctrl_count++];
    body->ctrl = ctrl;
    memset(ctrl, 0, sizeof *ctrl);
    ctrl->blocktype = *type;
    ctrl->op = op;
    ctrl->height = body->operand_count;
    ctrl->height_cells = body->operand_cells;
    ctrl->init_height = body->init_count;
    ctrl->is_live = is_reached;
    ctrl->is_emitted = is_reached;
    push_block(body, type, false);
}

static void set_unreachable(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    if (is_live(body)) {
        body->emitter->unreachable(body);
    }
    body->operand_count = ctrl->height;
    set_cells(body, ctrl->height_cells);
    ctrl->is_unreachable = true;
    ctrl->is_emitted = false;
}

// For an instruction that never falls through.
static void emit_last(struct tw__body *body) {
    emit(body);
    set_unreachable(body);
}

void tw__validate_begin(struct tw__body *body) {
    static const struct tw__blocktype none = {NULL, 0};
    if (!body->is_const && body->local_total > body->loader->store->env.max_locals) {
        bad(body, TW_BAD_MAX_LOCALS);
    }
    body->operand_count = 0;
    body->operand_cells = 0;
    body->most_cells = 0;
    body->ctrl_count = 0;
    body->init_count = 0;
    push_ctrl(body, TW_OP_BLOCK, &none, true);
    if (tw__is_ok(body->loader)) {
        body->ctrls[0].blocktype.functype = body->functype;  // params are locals, not operands
    }
}

static void do_block(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    if (instr->op == TW_OP_IF) {
        (void)pop(body, TW_I32);
    }
    pop_block(body, &instr->blocktype, false);
    push_ctrl(body, (uint8_t)instr->op, &instr->blocktype, is_live(body));
    emit(body);
}

// The results are there and nothing else; the emitter closes what it opened. Locals that the frame
// set are unset again behind it.
static void end_arm(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    pop_block(body, &ctrl->blocktype, true);
    if (body->operand_count != ctrl->height) {
        bad(body, TW_BAD_LEFT);
    }
    if (ctrl->is_live) {
        body->emitter->instr(body);
    }
    body->init_count = ctrl->init_height;
}

static void do_else(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    if (ctrl->op != TW_OP_IF) {
        bad(body, TW_BAD_ELSE);
    }
    end_arm(body);
    ctrl->op = TW_OP_ELSE;
    ctrl->is_unreachable = false;
    ctrl->is_emitted = ctrl->is_live;
    push_block(body, &ctrl->blocktype, false);
}

static void check_missing_else(struct tw__body *body, const struct tw__blocktype *type) {
    const tw_valtype_t *params = NULL;
    const tw_valtype_t *results = NULL;
    uint32_t count = types_of(type, false, &params);
    if (types_of(type, true, &results) != count) {
        bad(body, TW_BAD_NO_ELSE);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        tw__check_match(body->loader, params[i], results[i]);
    }
}

// Behind the end of a block.
static void close_block(struct tw__body *body) {
    const struct tw__ctrl *ctrl = body->ctrl;
    if (tw__has_caught(ctrl)) {
        body->operand_count--;
        set_cells(body, body->operand_cells - 1);
    }
    body->ctrl_count--;
    if (body->ctrl_count == 0) {
        body->state = TW_BODY_SIZE;
        return;
    }
    body->ctrl--;
    push_block(body, &ctrl->blocktype, true);
}

static void do_end(struct tw__body *body) {
    const struct tw__ctrl *ctrl = body->ctrl;
    if (ctrl->op == TW_OP_IF) {
        check_missing_else(body, &ctrl->blocktype);
    }
    end_arm(body);
    close_block(body);
}

// ---- branches -----------------------------------------------------------------------------------

static void do_br_if(struct tw__body *body) {
    (void)pop(body, TW_I32);
    const struct tw__ctrl *label = label_of(body, body->instr.a);
    pop_label(body, label);
    emit(body);
    push_label(body, label);
}

static void do_br_table(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    (void)pop(body, TW_I32);
    if (instr->a >= body->end_offset - instr->offset) {
        bad(body, TW_BAD_END);
    }
    emit(body);
    body->state = TW_BODY_LABEL;
    body->labels_left = instr->a + 1;
    body->label_arity = UINT32_MAX;
    body->is_label_live = is_live(body);
}

// The operands must fit every label, so they stay until the last.
void tw__validate_label(struct tw__body *body, uint32_t depth) {
    const struct tw__ctrl *label = label_of(body, depth);
    uint32_t arity = tw__label_count(label);
    if (body->label_arity != UINT32_MAX && body->label_arity != arity) {
        bad(body, TW_BAD_LABELS);
    }
    body->label_arity = arity;
    uint32_t count = body->operand_count;
    uint32_t cells = body->operand_cells;
    pop_label(body, label);
    body->operand_count = count;
    set_cells(body, cells);
    if (body->is_label_live) {
        body->emitter->label(body, depth);
    }
    if (--body->labels_left > 0) {
        return;
    }
    if (body->is_label_live) {
        body->emitter->labels_end(body);
    }
    set_unreachable(body);
}

// ---- calls --------------------------------------------------------------------------------------

static void call_of_type(struct tw__body *body, const tw_functype_t *type, bool is_tail) {
    const tw_functype_t *own = body->functype;
    pop_types(body, type->types, type->param_count);
    if (is_tail && type->result_count != own->result_count) {
        bad(body, TW_BAD_TAIL);
    }
    emit(body);
    push_types(body, type->types + type->param_count, type->result_count);
    if (is_tail) {
        pop_types(body, own->types + own->param_count, own->result_count);
        set_unreachable(body);
    }
}

static void do_call(struct tw__body *body) {
    uint32_t func_idx = body->instr.a;
    if (func_idx >= body->module->func_count) {
        bad(body, TW_BAD_NO_FUNC);
    } else {
        call_of_type(body, tw__func_type(body->module, func_idx), body->instr.op != TW_OP_CALL);
    }
}

static const struct tw__type *named_type(struct tw__body *body) {
    if (body->instr.a < body->module->type_count &&
        tw__is_func_type(body->module->types[body->instr.a])) {
        return body->module->types[body->instr.a];
    }
    bad(body, TW_BAD_NO_TYPE);
    return NULL;
}

static void check_idx(struct tw__body *body, uint32_t idx, uint32_t count, enum tw__bad id) {
    if (idx >= count) {
        bad(body, id);
    }
}

static void do_call_indirect(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    const struct tw__type *type = named_type(body);
    check_idx(body, instr->b, body->module->table_count, TW_BAD_NO_TABLE);
    if (tw__is_ok(body->loader)) {
        tw__check_match(body->loader, body->module->tables[instr->b].type, TW_FUNCREF);
        (void)pop(body, tw__index_type(&body->module->tables[instr->b].limits));
        call_of_type(body, tw__functype_of(type), instr->op != TW_OP_CALL_INDIRECT);
    }
}

// ---- select, and instructions of typed references ----------------------------------------------

static void do_select(struct tw__body *body) {
    (void)pop(body, TW_I32);
    tw_valtype_t b = pop(body, ANYTHING);
    tw_valtype_t a = pop(body, ANYTHING);
    a = a == TW_BOTTOM ? b : a;
    if (tw__is_ref(a) || tw__is_ref(b)) {
        bad(body, TW_BAD_SELECT);
    }
    tw__check_match(body->loader, b, a);
    emit(body);
    push(body, a);
}

#if TW_CFG_FUNCTION_REFERENCES
static tw_valtype_t pop_non_null(struct tw__body *body) {
    return pop(body, TW_ANY_REF) & ~TW_VALTYPE_NULLABLE;  // also of TW_BOTTOM
}

static void do_call_ref(struct tw__body *body) {
    const struct tw__type *type = named_type(body);
    if (type != NULL) {
        (void)pop(body, tw__ref_to(type) | TW_VALTYPE_NULLABLE);
        call_of_type(body, tw__functype_of(type), body->instr.op != TW_OP_CALL_REF);
    }
}

static void do_br_on_null(struct tw__body *body) {
    tw_valtype_t type = pop_non_null(body);
    const struct tw__ctrl *label = label_of(body, body->instr.a);
    pop_label(body, label);
    emit(body);
    push_label(body, label);
    push(body, type);
}

// The label takes the reference; what falls through has lost it.
static void do_br_on_non_null(struct tw__body *body) {
    tw_valtype_t type = pop_non_null(body);
    const struct tw__ctrl *label = label_of(body, body->instr.a);
    uint32_t count = tw__label_count(label);
    if (count == 0 || !tw__is_ref(tw__label_at(label, count - 1))) {
        bad(body, TW_BAD_NO_REF);
        return;
    }
    push(body, type);
    pop_label(body, label);
    emit(body);
    push_label(body, label);
    (void)pop(body, ANYTHING);
}

static void do_reference(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_REF_AS_NON_NULL: {
            tw_valtype_t type = pop_non_null(body);
            emit(body);
            push(body, type);
            break;
        }
        case TW_OP_BR_ON_NULL:
            do_br_on_null(body);
            break;
        case TW_OP_BR_ON_NON_NULL:
            do_br_on_non_null(body);
            break;
        default:  // call_ref, return_call_ref
            do_call_ref(body);
            break;
    }
}
#else
static void do_reference(struct tw__body *body) {
    (void)body;
    TW_ASSERT(false);  // there is no such row
}
#endif

// ---- rows of the table --------------------------------------------------------------------------

// A type of a signature as a value type; none names both nothing and anything.
static tw_valtype_t valtype_of(uint32_t sig_type, tw_valtype_t named) {
    if (sig_type < TW_SIG_TYPE_T) {
        return 0x80u - sig_type;
    }
    return sig_type == TW_SIG_TYPE_T ? named : sig_type == TW_SIG_TYPE_R ? TW_ANY_REF : ANYTHING;
}

static void do_row(struct tw__body *body) {
    uint32_t sig = tw__op_sigs[tw__op_sig(body->instr.op)] + tw__widen(body);
    tw_valtype_t named = body->instr.type;
    for (uint32_t params = sig << (32 - TW_SIG_RESULT); params != 0; params <<= 4) {
        if (params >> 28 != TW_SIG_TYPE__) {
            (void)pop(body, valtype_of(params >> 28, named));
        }
    }
    uint32_t result = sig >> TW_SIG_RESULT;
    tw__set_result(body, valtype_of(result, named), result != TW_SIG_TYPE__);
    if (is_live(body)) {
        body->emitter->instr(body);
    }
    if (result != TW_SIG_TYPE__) {
        push(body, valtype_of(result, named));
    }
}

static void do_control(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_UNREACHABLE:
            emit_last(body);
            break;
        case TW_OP_BLOCK:
        case TW_OP_LOOP:
        case TW_OP_IF:
            do_block(body);
            break;
        case TW_OP_ELSE:
            do_else(body);
            break;
        case TW_OP_END:
            do_end(body);
            break;
        case TW_OP_BR:
            pop_label(body, label_of(body, body->instr.a));
            emit_last(body);
            break;
        case TW_OP_BR_IF:
            do_br_if(body);
            break;
        case TW_OP_BR_TABLE:
            do_br_table(body);
            break;
        case TW_OP_RETURN:
            pop_label(body, &body->ctrls[0]);
            emit_last(body);
            break;
        case TW_OP_SELECT:
            do_select(body);
            break;
        default:
            do_reference(body);
            break;
    }
}

static void do_special(struct tw__body *body) {
    if (tw__validate_more(body)) {
        return;
    }
    switch (tw__op_imm(body->instr.op)) {
        case TW_IMM_FUNCIDX:
            do_call(body);
            break;
        case TW_IMM_CALL_INDIRECT:
            do_call_indirect(body);
            break;
        default:
            do_control(body);
            break;
    }
}

#if TW_CFG_EXTRA
tw_valtype_t tw__pop_operand(struct tw__body *body, tw_valtype_t expected) {
    return pop(body, expected);
}
void tw__push_operand(struct tw__body *body, tw_valtype_t type) {
    push(body, type);
}
void tw__pop_operands(struct tw__body *body, const tw_valtype_t *types, uint32_t count) {
    pop_types(body, types, count);
}
struct tw__ctrl *tw__label_of(struct tw__body *body, uint32_t depth) {
    return label_of(body, depth);
}
void tw__pop_label(struct tw__body *body, uint32_t depth) {
    pop_label(body, label_of(body, depth));
}
void tw__push_label(struct tw__body *body, uint32_t depth) {
    push_label(body, label_of(body, depth));
}
bool tw__is_live(const struct tw__body *body) {
    return is_live(body);
}
void tw__emit_instr(struct tw__body *body) {
    emit(body);
}
void tw__set_unreachable(struct tw__body *body) {
    set_unreachable(body);
}
void tw__open_block(struct tw__body *body, uint32_t op, bool is_reached) {
    push_ctrl(body, (uint8_t)op, &body->instr.blocktype, is_reached);
}
void tw__end_arm(struct tw__body *body) {
    end_arm(body);
}
void tw__close_block(struct tw__body *body) {
    close_block(body);
}
void tw__restore_operands(struct tw__body *body, uint32_t count, uint32_t cells) {
    body->operand_count = count;
    set_cells(body, cells);
}
#endif

void tw__validate_instr(struct tw__body *body) {
    tw__note_operands_before(body);
    if (tw__op_sig(body->instr.op) == TW_SIG_SPECIAL) {
        do_special(body);
    } else {
        do_row(body);
    }
}

// ---- locals -------------------------------------------------------------------------------------

static void add_local(struct tw__body *body, tw_valtype_t type) {
    if (body->local_count == body->local_capacity &&
        tw__load_grow(body->loader, (void **)&body->locals, &body->local_capacity,
                      sizeof body->locals[0], body->loader->store->env.max_locals,
                      TW_BAD_MAX_LOCALS) != TW_ERR_OK) {
        return;
    }
    struct tw__local local = {type, 0, 0};
    body->locals[body->local_count++] = local;
    body->has_traced |= tw__is_traced(type);
}

// Too many are counted, not kept: the sum of all groups decides what is wrong (spec 5.5.13).
void tw__add_locals(struct tw__body *body, uint32_t count, tw_valtype_t type) {
    if (count > UINT32_MAX - body->local_total) {
        bad(body, TW_BAD_LOCALS);
        return;
    }
    body->local_total += count;
    if (body->local_total > body->loader->store->env.max_locals) {
        return;  // tw__validate_begin refuses it
    }
    for (; count > 0 && tw__is_ok(body->loader); count--) {
        add_local(body, type);
    }
}
