// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Validation of instructions (spec 3.4, algorithm of appendix A.3), one pass, without recursion.
// Most instructions are a row of the table: operands popped, a result pushed. Those whose types
// depend on their immediates have a function here. The emitter is told of each instruction that
// can be reached, after its operands are checked.

static tw_err_t fail(struct tw__body *body, const struct tw__instr *instr, const char *what) {
    return tw__load_fail(body->loader, TW_ERR_INVALID, instr->offset, what);
}

static struct tw__ctrl *top(const struct tw__body *body) {
    return &body->ctrls[body->ctrl_count - 1];
}

// True if the instruction can be reached, and is for the emitter.
static bool is_live(const struct tw__body *body) {
    return top(body)->is_live && !top(body)->is_unreachable;
}

static tw_err_t emit(struct tw__body *body, const struct tw__instr *instr) {
    return is_live(body) ? body->emitter->instr(body, instr) : TW_ERR_OK;
}

// ---- operands -----------------------------------------------------------------------------------

static tw_err_t push(struct tw__body *body, tw_valtype_t type) {
    uint32_t max = body->is_const ? TW_MAX_CONST_EXPR_DEPTH
                                  : body->loader->store->env.max_operands;
    tw_err_t err = tw__load_reserve(body->loader, (void **)&body->operands,
                                    &body->operand_capacity, body->operand_count + 1,
                                    sizeof body->operands[0], max < 16 ? 16 : max, "operands");
    if (err == TW_ERR_OK) {
        body->operands[body->operand_count++] = type;
    }
    return err;
}

static tw_err_t pop_any(struct tw__body *body, const struct tw__instr *instr, tw_valtype_t *type) {
    *type = TW_BOTTOM;
    if (body->operand_count > top(body)->height) {
        *type = body->operands[--body->operand_count];
        return TW_ERR_OK;
    }
    return top(body)->is_unreachable ? TW_ERR_OK
                                     : fail(body, instr, "type mismatch: an operand is missing");
}

static tw_err_t mismatch(struct tw__body *body, const struct tw__instr *instr, tw_valtype_t found,
                         tw_valtype_t expected) {
    tw__fault_at(body->loader->fault, body->func_idx, instr->offset);
    (void)found;
    (void)expected;
    return tw__fail(body->loader->fault, TW_ERR_INVALID,
                    "type mismatch: %s where %s is expected: rebuild the module",
                    tw_valtype_name(found), tw_valtype_name(expected));
}

static tw_err_t pop(struct tw__body *body, const struct tw__instr *instr, tw_valtype_t expected) {
    tw_valtype_t type = TW_BOTTOM;
    tw_err_t err = pop_any(body, instr, &type);
    if (err != TW_ERR_OK || tw__type_matches(type, expected)) {
        return err;
    }
    return mismatch(body, instr, type, expected);
}

#if TW_CFG_REFERENCES
static tw_err_t pop_ref(struct tw__body *body, const struct tw__instr *instr, tw_valtype_t *type) {
    tw_err_t err = pop_any(body, instr, type);
    if (err != TW_ERR_OK || *type == TW_BOTTOM || tw__is_ref(*type)) {
        return err;
    }
    return mismatch(body, instr, *type, TW_FUNCREF);
}
#endif

static tw_err_t pop_types(struct tw__body *body, const struct tw__instr *instr,
                          const tw_valtype_t *types, uint32_t count) {
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && count > 0) {
        err = pop(body, instr, types[--count]);
    }
    return err;
}

static tw_err_t push_types(struct tw__body *body, const tw_valtype_t *types, uint32_t count) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = push(body, types[i]);
    }
    return err;
}

// ---- block types and labels --------------------------------------------------------------------

uint32_t tw__blocktype_count(const struct tw__blocktype *type, bool results) {
    if (type->functype == NULL) {
        return results && type->valtype != 0;
    }
    return results ? type->functype->result_count : type->functype->param_count;
}

tw_valtype_t tw__blocktype_at(const struct tw__blocktype *type, bool results, uint32_t i) {
    if (type->functype == NULL) {
        return type->valtype;
    }
    return type->functype->types[results ? type->functype->param_count + i : i];
}

uint32_t tw__label_count(const struct tw__ctrl *ctrl) {
    return tw__blocktype_count(&ctrl->blocktype, ctrl->op != TW_OP_LOOP);
}

tw_valtype_t tw__label_at(const struct tw__ctrl *ctrl, uint32_t i) {
    return tw__blocktype_at(&ctrl->blocktype, ctrl->op != TW_OP_LOOP, i);
}

static tw_err_t pop_block(struct tw__body *body, const struct tw__instr *instr,
                          const struct tw__blocktype *type, bool results) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = tw__blocktype_count(type, results); i > 0 && err == TW_ERR_OK; i--) {
        err = pop(body, instr, tw__blocktype_at(type, results, i - 1));
    }
    return err;
}

static tw_err_t push_block(struct tw__body *body, const struct tw__blocktype *type, bool results) {
    tw_err_t err = TW_ERR_OK;
    uint32_t count = tw__blocktype_count(type, results);
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = push(body, tw__blocktype_at(type, results, i));
    }
    return err;
}

static tw_err_t pop_label(struct tw__body *body, const struct tw__instr *instr,
                          const struct tw__ctrl *ctrl) {
    return pop_block(body, instr, &ctrl->blocktype, ctrl->op != TW_OP_LOOP);
}

// ---- control frames -----------------------------------------------------------------------------

static tw_err_t push_ctrl(struct tw__body *body, uint8_t op, const struct tw__blocktype *type,
                          bool is_reached) {
    uint32_t max = body->loader->store->env.max_nesting;
    tw_err_t err = tw__load_reserve(body->loader, (void **)&body->ctrls, &body->ctrl_capacity,
                                    body->ctrl_count + 1, sizeof body->ctrls[0],
                                    max < 16 ? 16 : max, "nested blocks");
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw__ctrl *ctrl = &body->ctrls[body->ctrl_count++];
    memset(ctrl, 0, sizeof *ctrl);
    ctrl->blocktype = *type;
    ctrl->op = op;
    ctrl->height = body->operand_count;
    ctrl->init_height = body->init_count;
    ctrl->is_live = is_reached;
    return push_block(body, type, false);
}

static void set_unreachable(struct tw__body *body) {
    struct tw__ctrl *ctrl = top(body);
    if (is_live(body)) {
        body->emitter->unreachable(body);
    }
    body->operand_count = ctrl->height;
    ctrl->is_unreachable = true;
}

// Locals that the frame set are unset again behind it.
static void reset_inits(struct tw__body *body) {
    body->init_count = top(body)->init_height;
}

tw_err_t tw__validate_begin(struct tw__body *body) {
    struct tw__blocktype none = {NULL, 0};
    if (!body->is_const && body->local_total > body->loader->store->env.max_locals) {
        return tw__load_fail(body->loader, TW_ERR_LIMIT, body->loader->offset,
                             "more locals than max_locals");
    }
    body->operand_count = 0;
    body->ctrl_count = 0;
    body->init_count = 0;
    tw_err_t err = push_ctrl(body, TW_OP_BLOCK, &none, true);
    if (err == TW_ERR_OK && body->functype != NULL) {
        body->ctrls[0].blocktype.functype = body->functype;  // params are locals, not operands
    }
    return err;
}

static tw_err_t do_block(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = instr->op == TW_OP_IF ? pop(body, instr, TW_I32) : TW_ERR_OK;
    err = err != TW_ERR_OK ? err : pop_block(body, instr, &instr->blocktype, false);
    err = err != TW_ERR_OK
              ? err
              : push_ctrl(body, (uint8_t)instr->op, &instr->blocktype, is_live(body));
    return err != TW_ERR_OK ? err : emit(body, instr);
}

static tw_err_t check_end(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = pop_block(body, instr, &top(body)->blocktype, true);
    if (err == TW_ERR_OK && body->operand_count != top(body)->height) {
        return fail(body, instr, "type mismatch: values remaining on stack at end of block");
    }
    return err;
}

static tw_err_t do_else(struct tw__body *body, const struct tw__instr *instr) {
    struct tw__ctrl *ctrl = top(body);
    if (ctrl->op != TW_OP_IF) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, instr->offset, "else without if");
    }
    tw_err_t err = check_end(body, instr);
    if (err == TW_ERR_OK && ctrl->is_live) {
        err = body->emitter->instr(body, instr);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    reset_inits(body);
    ctrl->op = TW_OP_ELSE;
    ctrl->is_unreachable = false;
    return push_block(body, &ctrl->blocktype, false);
}

static tw_err_t check_missing_else(struct tw__body *body, const struct tw__instr *instr) {
    const struct tw__blocktype *type = &top(body)->blocktype;
    uint32_t count = tw__blocktype_count(type, true);
    if (count != tw__blocktype_count(type, false)) {
        return fail(body, instr, "type mismatch: if without else must keep its types");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!tw__type_matches(tw__blocktype_at(type, false, i), tw__blocktype_at(type, true, i))) {
            return fail(body, instr, "type mismatch: if without else must keep its types");
        }
    }
    return TW_ERR_OK;
}

static tw_err_t do_end(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_end(body, instr);
    if (err == TW_ERR_OK && top(body)->op == TW_OP_IF) {
        err = check_missing_else(body, instr);
    }
    if (err == TW_ERR_OK && top(body)->is_live) {
        err = body->emitter->instr(body, instr);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw__blocktype type = top(body)->blocktype;
    reset_inits(body);
    body->ctrl_count--;
    return body->ctrl_count > 0 ? push_block(body, &type, true) : TW_ERR_OK;
}

// ---- branches -----------------------------------------------------------------------------------

static tw_err_t check_depth(struct tw__body *body, uint32_t depth, uint32_t offset) {
    return depth < body->ctrl_count
               ? TW_ERR_OK
               : tw__load_fail(body->loader, TW_ERR_INVALID, offset, "unknown label");
}

static tw_err_t push_label(struct tw__body *body, const struct tw__ctrl *ctrl, uint32_t count) {
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        err = push(body, tw__label_at(ctrl, i));
    }
    return err;
}

static tw_err_t do_br(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_depth(body, instr->a, instr->offset);
    err = err != TW_ERR_OK ? err : pop_label(body, instr, tw__ctrl_at(body, instr->a));
    err = err != TW_ERR_OK ? err : emit(body, instr);
    if (err == TW_ERR_OK) {
        set_unreachable(body);
    }
    return err;
}

static tw_err_t do_br_if(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_depth(body, instr->a, instr->offset);
    err = err != TW_ERR_OK ? err : pop(body, instr, TW_I32);
    err = err != TW_ERR_OK ? err : pop_label(body, instr, tw__ctrl_at(body, instr->a));
    err = err != TW_ERR_OK ? err : emit(body, instr);
    struct tw__ctrl *label = err == TW_ERR_OK ? tw__ctrl_at(body, instr->a) : NULL;
    return err != TW_ERR_OK ? err : push_label(body, label, tw__label_count(label));
}

static tw_err_t do_br_table(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = pop(body, instr, TW_I32);
    if (err == TW_ERR_OK && instr->a >= body->end_offset - instr->offset) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, instr->offset,
                             "unexpected end of section or function");
    }
    err = err != TW_ERR_OK ? err : emit(body, instr);
    body->labels_left = instr->a + 1;
    body->label_arity = UINT32_MAX;
    body->is_label_live = is_live(body);
    return err;
}

// The operands must fit every label; in unreachable code a missing one fits all.
static tw_err_t check_label_operands(struct tw__body *body, const struct tw__ctrl *label,
                                     const struct tw__instr *instr) {
    uint32_t count = tw__label_count(label);
    const struct tw__ctrl *ctrl = top(body);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t depth = count - i;  // 1: the topmost
        if (body->operand_count - ctrl->height < depth) {
            if (ctrl->is_unreachable) {
                continue;
            }
            return fail(body, instr, "type mismatch: an operand is missing");
        }
        tw_valtype_t found = body->operands[body->operand_count - depth];
        if (!tw__type_matches(found, tw__label_at(label, i))) {
            return mismatch(body, instr, found, tw__label_at(label, i));
        }
    }
    return TW_ERR_OK;
}

tw_err_t tw__validate_label(struct tw__body *body, uint32_t depth) {
    struct tw__instr instr = {.op = TW_OP_BR_TABLE, .offset = body->loader->offset};
    tw_err_t err = check_depth(body, depth, instr.offset);
    if (err != TW_ERR_OK) {
        return err;
    }
    const struct tw__ctrl *label = tw__ctrl_at(body, depth);
    uint32_t arity = tw__label_count(label);
    if (body->label_arity != UINT32_MAX && body->label_arity != arity) {
        return fail(body, &instr, "type mismatch: labels of br_table differ in arity");
    }
    body->label_arity = arity;
    err = check_label_operands(body, label, &instr);
    if (err == TW_ERR_OK && body->is_label_live) {
        err = body->emitter->label(body, depth);
    }
    if (err != TW_ERR_OK || --body->labels_left > 0) {
        return err;
    }
    err = body->is_label_live ? body->emitter->labels_end(body) : TW_ERR_OK;
    if (err == TW_ERR_OK) {
        set_unreachable(body);
    }
    return err;
}

static tw_err_t do_return(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = pop_label(body, instr, &body->ctrls[0]);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    if (err == TW_ERR_OK) {
        set_unreachable(body);
    }
    return err;
}

static tw_err_t do_unreachable(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = emit(body, instr);
    if (err == TW_ERR_OK) {
        set_unreachable(body);
    }
    return err;
}

// ---- calls --------------------------------------------------------------------------------------

static tw_err_t call_of_type(struct tw__body *body, const struct tw__instr *instr,
                             const tw_functype_t *type) {
    tw_err_t err = pop_types(body, instr, type->types, type->param_count);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK ? err
                            : push_types(body, type->types + type->param_count,
                                         type->result_count);
}

static tw_err_t tail_call_of_type(struct tw__body *body, const struct tw__instr *instr,
                                  const tw_functype_t *type) {
    const tw_functype_t *own = body->functype;
    if (own == NULL || type->result_count != own->result_count) {
        return fail(body, instr, "type mismatch: results of a tail call");
    }
    for (uint32_t i = 0; i < type->result_count; i++) {
        if (!tw__type_matches(type->types[type->param_count + i],
                              own->types[own->param_count + i])) {
            return fail(body, instr, "type mismatch: results of a tail call");
        }
    }
    tw_err_t err = pop_types(body, instr, type->types, type->param_count);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    if (err == TW_ERR_OK) {
        set_unreachable(body);
    }
    return err;
}

static tw_err_t do_call(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->a >= body->module->func_count) {
        return fail(body, instr, "unknown function");
    }
    const tw_functype_t *type = tw__func_type(body->module, instr->a);
    return instr->op == TW_OP_CALL ? call_of_type(body, instr, type)
                                   : tail_call_of_type(body, instr, type);
}

static tw_err_t check_typeidx(struct tw__body *body, const struct tw__instr *instr) {
    return instr->a < body->module->type_count ? TW_ERR_OK : fail(body, instr, "unknown type");
}

static tw_err_t do_call_indirect(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->b >= body->module->table_count) {
        return fail(body, instr, "unknown table");
    }
    if (!tw__type_matches(body->module->tables[instr->b].type, TW_FUNCREF)) {
        return fail(body, instr, "type mismatch: the table does not hold functions");
    }
    tw_err_t err = check_typeidx(body, instr);
    err = err != TW_ERR_OK ? err : pop(body, instr, TW_I32);
    if (err != TW_ERR_OK) {
        return err;
    }
    const tw_functype_t *type = tw__functype_of(body->module->types[instr->a]);
    return instr->op == TW_OP_CALL_INDIRECT ? call_of_type(body, instr, type)
                                            : tail_call_of_type(body, instr, type);
}

// ---- parametric, variables ----------------------------------------------------------------------

static tw_err_t do_drop(struct tw__body *body, const struct tw__instr *instr) {
    tw_valtype_t type = 0;
    tw_err_t err = pop_any(body, instr, &type);
    return err != TW_ERR_OK ? err : emit(body, instr);
}

static tw_err_t do_select(struct tw__body *body, const struct tw__instr *instr) {
    tw_valtype_t a = 0;
    tw_valtype_t b = 0;
    tw_err_t err = pop(body, instr, TW_I32);
    err = err != TW_ERR_OK ? err : pop_any(body, instr, &b);
    err = err != TW_ERR_OK ? err : pop_any(body, instr, &a);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (tw__is_ref(a) || tw__is_ref(b)) {
        return fail(body, instr, "type mismatch: select of references needs a type");
    }
    if (a != b && a != TW_BOTTOM && b != TW_BOTTOM) {
        return mismatch(body, instr, b, a);
    }
    err = emit(body, instr);
    return err != TW_ERR_OK ? err : push(body, a == TW_BOTTOM ? b : a);
}

#if TW_CFG_REFERENCES
static tw_err_t do_select_t(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = pop(body, instr, TW_I32);
    err = err != TW_ERR_OK ? err : pop(body, instr, instr->type);
    err = err != TW_ERR_OK ? err : pop(body, instr, instr->type);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK ? err : push(body, instr->type);
}
#endif

static bool needs_init(tw_valtype_t type) {
    return tw__is_ref(type) && (type & TW_VALTYPE_NULLABLE) == 0;
}

static bool is_init(const struct tw__body *body, uint32_t idx) {
    for (uint32_t i = 0; i < body->init_count; i++) {
        if (body->inits[i] == idx) {
            return true;
        }
    }
    return idx < body->functype->param_count;
}

static tw_err_t set_init(struct tw__body *body, uint32_t idx) {
    if (!needs_init(body->locals[idx].type) || is_init(body, idx)) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw__load_reserve(body->loader, (void **)&body->inits, &body->init_capacity,
                                    body->init_count + 1, sizeof body->inits[0],
                                    body->local_count < 16 ? 16 : body->local_count, "locals");
    if (err == TW_ERR_OK) {
        body->inits[body->init_count++] = idx;
    }
    return err;
}

static tw_err_t do_local(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->a >= body->local_count) {
        return fail(body, instr, "unknown local");
    }
    tw_valtype_t type = body->locals[instr->a].type;
    if (instr->op == TW_OP_LOCAL_GET) {
        if (needs_init(type) && !is_init(body, instr->a)) {
            return fail(body, instr, "uninitialized local");
        }
        tw_err_t err = emit(body, instr);
        return err != TW_ERR_OK ? err : push(body, type);
    }
    tw_err_t err = pop(body, instr, type);
    err = err != TW_ERR_OK ? err : set_init(body, instr->a);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK || instr->op == TW_OP_LOCAL_SET ? err : push(body, type);
}

static tw_err_t do_global(struct tw__body *body, const struct tw__instr *instr) {
    const struct tw_interp_module *module = body->module;
    if (instr->a >= module->global_count) {
        return fail(body, instr, "unknown global");
    }
    const struct tw__globaltype *global = &module->globals[instr->a];
    if (instr->op == TW_OP_GLOBAL_GET) {
        if (body->is_const && global->is_mutable) {
            return fail(body, instr, "constant expression required");
        }
        tw_err_t err = emit(body, instr);
        return err != TW_ERR_OK ? err : push(body, global->type);
    }
    if (!global->is_mutable) {
        return fail(body, instr, "global is immutable");
    }
    tw_err_t err = pop(body, instr, global->type);
    return err != TW_ERR_OK ? err : emit(body, instr);
}

// ---- references and tables ----------------------------------------------------------------------

#if TW_CFG_REFERENCES
static tw_err_t do_table_access(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->a >= body->module->table_count) {
        return fail(body, instr, "unknown table");
    }
    tw_valtype_t type = body->module->tables[instr->a].type;
    tw_err_t err = TW_ERR_OK;
    switch (instr->op) {
    case TW_OP_TABLE_GET:
        err = pop(body, instr, TW_I32);
        err = err != TW_ERR_OK ? err : emit(body, instr);
        return err != TW_ERR_OK ? err : push(body, type);
    case TW_OP_TABLE_SET:
        err = pop(body, instr, type);
        err = err != TW_ERR_OK ? err : pop(body, instr, TW_I32);
        return err != TW_ERR_OK ? err : emit(body, instr);
    case TW_OP_TABLE_GROW:
        err = pop(body, instr, TW_I32);
        err = err != TW_ERR_OK ? err : pop(body, instr, type);
        err = err != TW_ERR_OK ? err : emit(body, instr);
        return err != TW_ERR_OK ? err : push(body, TW_I32);
    default:
        TW_ASSERT(instr->op == TW_OP_TABLE_FILL);
        err = pop(body, instr, TW_I32);
        err = err != TW_ERR_OK ? err : pop(body, instr, type);
        err = err != TW_ERR_OK ? err : pop(body, instr, TW_I32);
        return err != TW_ERR_OK ? err : emit(body, instr);
    }
}

static tw_err_t do_ref_func(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->a >= body->module->func_count) {
        return fail(body, instr, "unknown function");
    }
    if (body->is_const) {
        tw__declare(body->loader, instr->a);
    } else if (!tw__is_declared(body->loader, instr->a)) {
        return fail(body, instr, "undeclared function reference");
    }
    const struct tw__type *type = body->module->types[body->module->funcs[instr->a].type];
    tw_err_t err = emit(body, instr);
    return err != TW_ERR_OK ? err : push(body, TW_VALTYPE_REF | (TW_HEAP_CONCRETE + type->id));
}

static tw_err_t do_ref(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->op == TW_OP_REF_FUNC) {
        return do_ref_func(body, instr);
    }
    tw_valtype_t type = instr->type;
    tw_err_t err = TW_ERR_OK;
    if (instr->op == TW_OP_REF_IS_NULL) {
        err = pop_ref(body, instr, &type);
        type = TW_I32;
    }
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK ? err : push(body, type);
}
#endif

#if TW_CFG_FUNCTION_REFERENCES
static tw_valtype_t non_null(tw_valtype_t type) {
    return type == TW_BOTTOM ? TW_BOTTOM : type & ~TW_VALTYPE_NULLABLE;
}

static tw_err_t do_call_ref(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_typeidx(body, instr);
    if (err != TW_ERR_OK) {
        return err;
    }
    const struct tw__type *type = body->module->types[instr->a];
    err = pop(body, instr, TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | (TW_HEAP_CONCRETE + type->id));
    if (err != TW_ERR_OK) {
        return err;
    }
    return instr->op == TW_OP_CALL_REF ? call_of_type(body, instr, tw__functype_of(type))
                                       : tail_call_of_type(body, instr, tw__functype_of(type));
}

static tw_err_t do_ref_as_non_null(struct tw__body *body, const struct tw__instr *instr) {
    tw_valtype_t type = 0;
    tw_err_t err = pop_ref(body, instr, &type);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK ? err : push(body, non_null(type));
}

static tw_err_t do_br_on_null(struct tw__body *body, const struct tw__instr *instr) {
    tw_valtype_t type = 0;
    tw_err_t err = check_depth(body, instr->a, instr->offset);
    err = err != TW_ERR_OK ? err : pop_ref(body, instr, &type);
    err = err != TW_ERR_OK ? err : pop_label(body, instr, tw__ctrl_at(body, instr->a));
    err = err != TW_ERR_OK ? err : emit(body, instr);
    if (err != TW_ERR_OK) {
        return err;
    }
    const struct tw__ctrl *label = tw__ctrl_at(body, instr->a);
    err = push_label(body, label, tw__label_count(label));
    return err != TW_ERR_OK ? err : push(body, non_null(type));
}

static tw_err_t do_br_on_non_null(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_depth(body, instr->a, instr->offset);
    if (err != TW_ERR_OK) {
        return err;
    }
    const struct tw__ctrl *label = tw__ctrl_at(body, instr->a);
    uint32_t count = tw__label_count(label);
    if (count == 0 || !tw__is_ref(tw__label_at(label, count - 1))) {
        return fail(body, instr, "type mismatch: the label takes no reference");
    }
    tw_valtype_t type = 0;
    err = pop_ref(body, instr, &type);
    err = err != TW_ERR_OK ? err : push(body, non_null(type));
    err = err != TW_ERR_OK ? err : pop_label(body, instr, label);
    err = err != TW_ERR_OK ? err : emit(body, instr);
    return err != TW_ERR_OK ? err : push_label(body, tw__ctrl_at(body, instr->a), count - 1);
}
#endif

// ---- rows of the table --------------------------------------------------------------------------

static tw_err_t check_memory(struct tw__body *body, const struct tw__instr *instr, uint32_t idx) {
    return idx < body->module->memory_count ? TW_ERR_OK : fail(body, instr, "unknown memory");
}

static tw_err_t check_table(struct tw__body *body, const struct tw__instr *instr, uint32_t idx) {
    return idx < body->module->table_count ? TW_ERR_OK : fail(body, instr, "unknown table");
}

static tw_err_t check_data(struct tw__body *body, const struct tw__instr *instr) {
    if (!body->loader->has_data_count) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, instr->offset,
                             "data count section required");
    }
    return instr->a < body->loader->declared_data_count
               ? TW_ERR_OK
               : fail(body, instr, "unknown data segment");
}

static tw_err_t check_memarg(struct tw__body *body, const struct tw__instr *instr, uint32_t width) {
    if (instr->b >= 32) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, instr->offset,
                             "malformed memop flags");
    }
    tw_err_t err = check_memory(body, instr, instr->a);
    if (err == TW_ERR_OK && 1u << instr->b > width) {
        return fail(body, instr, "alignment must not be larger than natural");
    }
    return err;
}

static tw_err_t check_elem(struct tw__body *body, const struct tw__instr *instr) {
    return instr->a < body->module->elem_count ? TW_ERR_OK
                                               : fail(body, instr, "unknown elem segment");
}

static tw_err_t check_table_init(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_table(body, instr, instr->b);
    err = err != TW_ERR_OK ? err : check_elem(body, instr);
    if (err != TW_ERR_OK) {
        return err;
    }
    return tw__type_matches(body->module->elems[instr->a].type,
                            body->module->tables[instr->b].type)
               ? TW_ERR_OK
               : fail(body, instr, "type mismatch: segment and table");
}

static tw_err_t check_table_copy(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_table(body, instr, instr->a);
    err = err != TW_ERR_OK ? err : check_table(body, instr, instr->b);
    if (err != TW_ERR_OK) {
        return err;
    }
    const struct tw__tabletype *tables = body->module->tables;
    return tw__type_matches(tables[instr->b].type, tables[instr->a].type)
               ? TW_ERR_OK
               : fail(body, instr, "type mismatch: tables");
}

static tw_err_t check_immediates(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = TW_ERR_OK;
    switch (tw__op_imm(instr->op)) {
    case TW_IMM_MEMARG:
        return check_memarg(body, instr, tw__op_width(instr->op));
    case TW_IMM_MEMIDX:
        return check_memory(body, instr, instr->a);
    case TW_IMM_MEM_MEM:
        err = check_memory(body, instr, instr->a);
        return err != TW_ERR_OK ? err : check_memory(body, instr, instr->b);
    case TW_IMM_DATA_MEM:
        err = check_memory(body, instr, instr->b);
        return err != TW_ERR_OK ? err : check_data(body, instr);
    case TW_IMM_DATAIDX:
        return check_data(body, instr);
    case TW_IMM_ELEMIDX:
        return check_elem(body, instr);
    case TW_IMM_ELEM_TABLE:
        return check_table_init(body, instr);
    case TW_IMM_TABLE_TABLE:
        return check_table_copy(body, instr);
    case TW_IMM_TABLEIDX:
        return check_table(body, instr, instr->a);
    default:
        return TW_ERR_OK;
    }
}

static tw_err_t do_row(struct tw__body *body, const struct tw__instr *instr) {
    tw_err_t err = check_immediates(body, instr);
    for (uint32_t i = 3; i > 0 && err == TW_ERR_OK; i--) {
        tw_valtype_t type = tw__op_param(instr->op, i - 1);
        err = type == 0 ? TW_ERR_OK : pop(body, instr, type);
    }
    err = err != TW_ERR_OK ? err : emit(body, instr);
    tw_valtype_t result = tw__op_result(instr->op);
    return err != TW_ERR_OK || result == 0 ? err : push(body, result);
}

#if TW_CFG_FUNCTION_REFERENCES
static tw_err_t do_function_reference(struct tw__body *body, const struct tw__instr *instr) {
    switch (instr->op) {
    case TW_OP_REF_AS_NON_NULL:
        return do_ref_as_non_null(body, instr);
    case TW_OP_BR_ON_NULL:
        return do_br_on_null(body, instr);
    case TW_OP_BR_ON_NON_NULL:
        return do_br_on_non_null(body, instr);
    default:  // call_ref, return_call_ref
        return do_call_ref(body, instr);
    }
}
#else
static tw_err_t do_function_reference(struct tw__body *body, const struct tw__instr *instr) {
    return fail(body, instr, "unknown instruction");  // there is no such row
}
#endif

#if TW_CFG_REFERENCES
static tw_err_t do_reference(struct tw__body *body, const struct tw__instr *instr) {
    switch (instr->op) {
    case TW_OP_SELECT_T:
        return do_select_t(body, instr);
    case TW_OP_TABLE_GET:
    case TW_OP_TABLE_SET:
    case TW_OP_TABLE_GROW:
    case TW_OP_TABLE_FILL:
        return do_table_access(body, instr);
    case TW_OP_REF_NULL:
    case TW_OP_REF_IS_NULL:
    case TW_OP_REF_FUNC:
        return do_ref(body, instr);
    default:
        return do_function_reference(body, instr);
    }
}
#else
static tw_err_t do_reference(struct tw__body *body, const struct tw__instr *instr) {
    return do_function_reference(body, instr);
}
#endif

static tw_err_t do_special(struct tw__body *body, const struct tw__instr *instr) {
    switch (instr->op) {
    case TW_OP_UNREACHABLE:
        return do_unreachable(body, instr);
    case TW_OP_BLOCK:
    case TW_OP_LOOP:
    case TW_OP_IF:
        return do_block(body, instr);
    case TW_OP_ELSE:
        return do_else(body, instr);
    case TW_OP_END:
        return do_end(body, instr);
    case TW_OP_BR:
        return do_br(body, instr);
    case TW_OP_BR_IF:
        return do_br_if(body, instr);
    case TW_OP_BR_TABLE:
        return do_br_table(body, instr);
    case TW_OP_RETURN:
        return do_return(body, instr);
#if TW_CFG_TAIL_CALL
    case TW_OP_RETURN_CALL:
#endif
    case TW_OP_CALL:
        return do_call(body, instr);
#if TW_CFG_TAIL_CALL
    case TW_OP_RETURN_CALL_INDIRECT:
#endif
    case TW_OP_CALL_INDIRECT:
        return do_call_indirect(body, instr);
    case TW_OP_DROP:
        return do_drop(body, instr);
    case TW_OP_SELECT:
        return do_select(body, instr);
    case TW_OP_LOCAL_GET:
    case TW_OP_LOCAL_SET:
    case TW_OP_LOCAL_TEE:
        return do_local(body, instr);
    case TW_OP_GLOBAL_GET:
    case TW_OP_GLOBAL_SET:
        return do_global(body, instr);
    default:
        return do_reference(body, instr);
    }
}

tw_err_t tw__validate_instr(struct tw__body *body, const struct tw__instr *instr) {
    uint32_t const_ = tw__op_const(instr->op);
    if (body->is_const) {
        bool is_allowed = const_ == TW_CONST_CST ||
                          (const_ == TW_CONST_EXT && TW_CFG_EXTENDED_CONST);
        if (!is_allowed) {
            return fail(body, instr, "constant expression required");
        }
    }
    return tw__op_sig(instr->op) == TW_SIG_SPECIAL ? do_special(body, instr) : do_row(body, instr);
}

// ---- locals -------------------------------------------------------------------------------------

// Too many are counted, not kept: the sum of all groups decides what is wrong (spec 5.5.13).
tw_err_t tw__add_locals(struct tw__body *body, uint32_t count, tw_valtype_t type) {
    struct tw__loader *loader = body->loader;
    if (count > UINT32_MAX - body->local_total) {
        return tw__load_fail(loader, TW_ERR_MALFORMED, loader->offset, "too many locals");
    }
    body->local_total += count;
    if (body->local_total > loader->store->env.max_locals) {
        return TW_ERR_OK;  // tw__validate_begin refuses it
    }
    tw_err_t err = tw__load_reserve(loader, (void **)&body->locals, &body->local_capacity,
                                    body->local_total, sizeof body->locals[0],
                                    loader->store->env.max_locals + 16, "locals");
    for (uint32_t i = 0; i < count && err == TW_ERR_OK; i++) {
        struct tw__local local = {type, 0, 0};
        body->locals[body->local_count++] = local;
    }
    return err;
}
