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

static struct tw__ctrl *top(const struct tw__body *body) {
    return &body->ctrls[body->ctrl_count - 1];
}

// True if the instruction can be reached, and is for the emitter.
static bool is_live(const struct tw__body *body) {
    return top(body)->is_live && !top(body)->is_unreachable && tw__is_ok(body->loader);
}

static void emit_if(struct tw__body *body, bool is_for_emitter) {
    if (is_for_emitter && tw__is_ok(body->loader)) {
        body->emitter->instr(body);
    }
}

static void emit(struct tw__body *body) {
    emit_if(body, is_live(body));
}

// ---- operands -----------------------------------------------------------------------------------

// Operands are counted in cells, too, where the emitter keeps no operands of its own.
#if TW_CFG_SUPERINSTRUCTIONS
static void set_cells(struct tw__body *body, uint32_t cells) {
    (void)body;
    (void)cells;
}
#else
static void set_cells(struct tw__body *body, uint32_t cells) {
    body->operand_cells = cells;
    body->most_cells = cells > body->most_cells ? cells : body->most_cells;
}
#endif

void tw__check_match(struct tw__loader *loader, tw_valtype_t found, tw_valtype_t expected) {
    bool is_match = expected == TW_ANY_REF ? found == TW_BOTTOM || tw__is_ref(found)
                                           : tw__type_matches(found, expected);
    if (is_match || !tw__is_ok(loader)) {
        return;
    }
    uint32_t offset = loader->body.instr.offset;
    offset = offset != TW_OFFSET_NONE ? offset : tw__reader_offset(&loader->reader);
    tw__fault_at(loader->fault, loader->body.func_idx, offset);
    tw__load_check(loader, tw__fail(loader->fault, TW_ERR_INVALID, TW_TEXT_MISMATCH,
                                    tw_valtype_name(found), tw_valtype_name(expected)));
}

static void push(struct tw__body *body, tw_valtype_t type) {
    if (body->operand_count == body->operand_capacity &&
        tw__load_grow(body->loader, (void **)&body->operands, &body->operand_capacity,
                      sizeof body->operands[0], body->loader->store->env.max_operands,
                      TW_BAD_MAX_OPERANDS) != TW_ERR_OK) {
        return;
    }
    body->operands[body->operand_count++] = type;
    set_cells(body, body->operand_cells + tw__cells_of(type));
    body->has_traced |= tw__is_traced(type);
}

#define ANYTHING TW_BOTTOM  // as an expected type

// TW_BOTTOM if there is none, which is right in unreachable code.
static tw_valtype_t pop(struct tw__body *body, tw_valtype_t expected) {
    const struct tw__ctrl *ctrl = top(body);
    if (body->operand_count == ctrl->height) {
        if (!ctrl->is_unreachable) {
            bad(body, TW_BAD_MISSING);
        }
        return TW_BOTTOM;
    }
    tw_valtype_t type = body->operands[--body->operand_count];
    set_cells(body, body->operand_cells - tw__cells_of(type));
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
    memset(ctrl, 0, sizeof *ctrl);
    ctrl->blocktype = *type;
    ctrl->op = op;
    ctrl->height = body->operand_count;
    ctrl->height_cells = body->operand_cells;
    ctrl->init_height = body->init_count;
    ctrl->is_live = is_reached;
    push_block(body, type, false);
}

static void set_unreachable(struct tw__body *body) {
    struct tw__ctrl *ctrl = top(body);
    if (is_live(body)) {
        body->emitter->unreachable(body);
    }
    body->operand_count = ctrl->height;
    set_cells(body, ctrl->height_cells);
    ctrl->is_unreachable = true;
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
    struct tw__ctrl *ctrl = top(body);
    pop_block(body, &ctrl->blocktype, true);
    if (body->operand_count != ctrl->height) {
        bad(body, TW_BAD_LEFT);
    }
    emit_if(body, ctrl->is_live);
    body->init_count = ctrl->init_height;
}

static void do_else(struct tw__body *body) {
    struct tw__ctrl *ctrl = top(body);
    if (ctrl->op != TW_OP_IF) {
        bad(body, TW_BAD_ELSE);
    }
    end_arm(body);
    ctrl->op = TW_OP_ELSE;
    ctrl->is_unreachable = false;
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

static void do_end(struct tw__body *body) {
    const struct tw__ctrl *ctrl = top(body);
    if (ctrl->op == TW_OP_IF) {
        check_missing_else(body, &ctrl->blocktype);
    }
    end_arm(body);
    body->ctrl_count--;
    if (body->ctrl_count > 0) {
        push_block(body, &ctrl->blocktype, true);
    }
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
    body->labels_left = instr->a + 1;
    body->label_arity = UINT32_MAX;
    body->is_label_live = is_live(body);
}

// The operands must fit every label, so they stay until the last.
void tw__validate_label(struct tw__body *body, uint32_t depth) {
    struct tw__loader *loader = body->loader;
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
    bool is_for_emitter = body->is_label_live && tw__is_ok(loader);
    if (is_for_emitter) {
        body->emitter->label(body, depth);
    }
    if (--body->labels_left > 0) {
        return;
    }
    if (is_for_emitter && tw__is_ok(loader)) {
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
    if (body->instr.a < body->module->type_count) {
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
        (void)pop(body, TW_I32);
        call_of_type(body, tw__functype_of(type), instr->op != TW_OP_CALL_INDIRECT);
    }
}

static tw_valtype_t ref_to(const struct tw__type *type) {
    return TW_VALTYPE_REF | (TW_HEAP_CONCRETE + type->id);
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
        (void)pop(body, ref_to(type) | TW_VALTYPE_NULLABLE);
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

// ---- types that immediates name -----------------------------------------------------------------

static bool is_init(const struct tw__body *body, uint32_t idx) {
    for (uint32_t i = 0; i < body->init_count; i++) {
        if (body->inits[i] == idx) {
            return true;
        }
    }
    return idx < body->functype->param_count;
}

static void set_init(struct tw__body *body, uint32_t idx) {
    if (body->init_count == body->init_capacity &&
        tw__load_grow(body->loader, (void **)&body->inits, &body->init_capacity,
                      sizeof body->inits[0], UINT32_MAX, TW_BAD_MAX_LOCALS) != TW_ERR_OK) {
        return;
    }
    body->inits[body->init_count++] = idx;
}

static tw_valtype_t local_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->local_count) {
        bad(body, TW_BAD_NO_LOCAL);
        return 0;
    }
    tw_valtype_t type = body->locals[idx].type;
    bool needs_init =
        TW_CFG_FUNCTION_REFERENCES && tw__is_ref(type) && (type & TW_VALTYPE_NULLABLE) == 0;
    if (needs_init && !is_init(body, idx)) {
        if (body->instr.op == TW_OP_LOCAL_GET) {
            bad(body, TW_BAD_UNSET);
        } else {
            set_init(body, idx);
        }
    }
    return type;
}

static tw_valtype_t global_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->module->global_count) {
        bad(body, TW_BAD_NO_GLOBAL);
        return 0;
    }
    const struct tw__globaltype *global = &body->module->globals[idx];
    if (body->instr.op == TW_OP_GLOBAL_SET && !global->is_mutable) {
        bad(body, TW_BAD_IMMUTABLE);
    }
    if (body->is_const && global->is_mutable) {
        bad(body, TW_BAD_CONST);
    }
    return global->type;
}

static tw_valtype_t table_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->module->table_count) {
        bad(body, TW_BAD_NO_TABLE);
        return 0;
    }
    return body->module->tables[idx].type;
}

// ref.func
static tw_valtype_t func_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->module->func_count) {
        bad(body, TW_BAD_NO_FUNC);
        return 0;
    }
    if (body->is_const) {
        tw__declare(body->loader, idx);
    } else if (!tw__is_declared(body->loader, idx)) {
        bad(body, TW_BAD_UNDECLARED);
    }
    return ref_to(body->module->types[body->module->funcs[idx].type]);
}

// ---- rows of the table --------------------------------------------------------------------------

static void check_data(struct tw__body *body) {
    if (!body->loader->has_data_count) {
        bad(body, TW_BAD_NO_DATA_COUNT);
    }
    check_idx(body, body->instr.a, body->loader->declared_data_count, TW_BAD_NO_DATA);
}

static void check_memarg(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    if (1u << (instr->b & 31) > tw__op_width(instr->op)) {
        bad(body, TW_BAD_ALIGNMENT);
    }
}

static tw_valtype_t elem_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->module->elem_count) {
        bad(body, TW_BAD_NO_ELEM);
        return 0;
    }
    return body->module->elems[idx].type;
}

// Checks the immediates; the type that they name, if they name one.
static tw_valtype_t check_immediates(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    switch (tw__op_imm(instr->op)) {
        case TW_IMM_LOCALIDX:
            return local_type(body, instr->a);
        case TW_IMM_GLOBALIDX:
            return global_type(body, instr->a);
        case TW_IMM_MEMARG:
            check_memarg(body);
            return 0;
        case TW_IMM_MEM_MEM:
            tw__check_memory(body->loader, instr->b);
            tw__check_memory(body->loader, instr->a);
            return 0;
        case TW_IMM_MEMIDX:
            tw__check_memory(body->loader, instr->a);
            return 0;
        case TW_IMM_DATA_MEM:
            tw__check_memory(body->loader, instr->b);
            check_data(body);
            return 0;
        case TW_IMM_DATAIDX:
            check_data(body);
            return 0;
        case TW_IMM_ELEMIDX:
            return elem_type(body, instr->a);
        case TW_IMM_TABLEIDX:
            return table_type(body, instr->a);
        case TW_IMM_ELEM_TABLE:
            tw__check_match(body->loader, elem_type(body, instr->a), table_type(body, instr->b));
            return 0;
        case TW_IMM_TABLE_TABLE:
            tw__check_match(body->loader, table_type(body, instr->b), table_type(body, instr->a));
            return 0;
        case TW_IMM_FUNCIDX:
            return TW_CFG_REFERENCES ? func_type(body, instr->a) : 0;
        default:
            return instr->type;  // of a heap type or select
    }
}

// A type of a signature as a value type; none names both nothing and anything.
static tw_valtype_t valtype_of(uint32_t sig_type, tw_valtype_t named) {
    switch (sig_type) {
        case TW_SIG_TYPE_T:
            return named;
        case TW_SIG_TYPE_R:
            return TW_ANY_REF;
        case TW_SIG_TYPE_X:
            return ANYTHING;
        default:
            return 0x80u - sig_type;
    }
}

static void do_row(struct tw__body *body) {
    uint32_t op = body->instr.op;
    tw_valtype_t named = check_immediates(body);
    for (uint32_t shift = TW_SIG_RESULT; shift > 0; shift -= 4) {
        uint32_t type = tw__op_sig_type(op, shift - 4);
        if (type != TW_SIG_TYPE__) {
            (void)pop(body, valtype_of(type, named));
        }
    }
    emit(body);
    uint32_t result = tw__op_sig_type(op, TW_SIG_RESULT);
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

void tw__validate_instr(struct tw__body *body) {
    uint32_t op = body->instr.op;
    if (!tw__is_ok(body->loader)) {
        return;
    }
    if (body->is_const && tw__op_const(op) != TW_CONST_CST &&
        !(TW_CFG_EXTENDED_CONST && tw__op_const(op) == TW_CONST_EXT)) {
        bad(body, TW_BAD_CONST);
    } else if (tw__op_sig(op) == TW_SIG_SPECIAL) {
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
