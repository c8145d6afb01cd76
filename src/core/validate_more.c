// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Validation of the instructions beyond the profile STANDARD whose types are more than a row of the
// table can say. validate.c calls it first for every instruction that is special.

#if TW_CFG_EXTRA

// ---- exceptions (spec 3.4.6) --------------------------------------------------------------------

#if TW_CFG_EXCEPTIONS

#define EXNREF (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | TW_HEAP_EXN)

static void do_throw(struct tw__body *body) {
    const tw_functype_t *type = tw__check_tag(body->loader, body->instr.a);
    if (type != NULL) {
        tw__pop_operands(body, type->types, type->param_count);
    }
    tw__emit_instr(body);
    tw__set_unreachable(body);
}

static void do_throw_ref(struct tw__body *body) {
    (void)tw__pop_operand(body, EXNREF);
    tw__emit_instr(body);
    tw__set_unreachable(body);
}

// Once its catches are read.
static void open_try(struct tw__body *body) {
    tw__open_block(body, TW_OP_TRY_TABLE, body->is_label_live);
    if (body->is_label_live && tw__is_ok(body->loader)) {
        body->emitter->labels_end(body);
    }
}

static void do_try_table(struct tw__body *body) {
    uint32_t params = tw__blocktype_count(&body->instr.blocktype, false);
    for (uint32_t i = params; i > 0; i--) {
        (void)tw__pop_operand(body, tw__blocktype_at(&body->instr.blocktype, false, i - 1));
    }
    if (body->instr.a >= body->end_offset - body->instr.offset) {
        tw__bad(body->loader, TW_BAD_END);
    }
    body->is_label_live = tw__is_live(body);
    body->labels_left = body->instr.a;
    tw__emit_instr(body);
    if (body->labels_left == 0) {
        open_try(body);
    } else {
        body->state = TW_BODY_LABEL;
    }
}

// What a catch gives must be what its label takes.
static void check_catch(struct tw__body *body, uint32_t kind, const tw_functype_t *type,
                        uint32_t depth) {
    bool has_ref = kind == TW_CATCH_REF || kind == TW_CATCH_ALL_REF;
    uint32_t values = type == NULL ? 0 : type->param_count;
    uint32_t count = body->operand_count;
    uint32_t cells = body->operand_cells;
    for (uint32_t i = 0; i < values; i++) {
        tw__push_operand(body, type->types[i]);
    }
    if (has_ref) {
        tw__push_operand(body, EXNREF & ~TW_VALTYPE_NULLABLE);
    }
    if (tw__label_count(tw__label_of(body, depth)) != values + has_ref) {
        tw__bad(body->loader, TW_BAD_LEFT);
    } else {
        tw__pop_label(body, depth);
    }
    tw__restore_operands(body, count, cells);
}

void tw__validate_catch(struct tw__body *body, uint32_t kind) {
    struct tw__loader *loader = body->loader;
    bool has_tag = kind <= TW_CATCH_REF;
    if (kind > TW_CATCH_ALL_REF) {
        tw__bad(loader, TW_BAD_CATCH);
    }
    uint32_t tag = has_tag ? tw__read_u32(&loader->reader) : 0;
    uint32_t depth = tw__read_u32(&loader->reader);
    if (!tw__is_ok(loader)) {
        return;  // it is not all there
    }
    const tw_functype_t *type = has_tag ? tw__check_tag(loader, tag) : NULL;
    if (!tw__is_ok(loader)) {
        return;
    }
    body->instr.a = tag;
    body->instr.b = kind;
    check_catch(body, kind, type, depth);
    if (body->is_label_live && tw__is_ok(loader)) {
        body->emitter->label(body, depth);
    }
    if (--body->labels_left == 0) {
        open_try(body);
    }
}

static bool do_exception(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_THROW:
            do_throw(body);
            return true;
        case TW_OP_THROW_REF:
            do_throw_ref(body);
            return true;
        case TW_OP_TRY_TABLE:
            do_try_table(body);
            return true;
        default:
            return false;
    }
}
#else
static bool do_exception(struct tw__body *body) {
    (void)body;
    return false;
}
#endif

// ---- exceptions before 3.0 ----------------------------------------------------------------------

// A try is a block with one handler, for all exceptions. What it takes lies below the operands of
// the clauses, the lowest of the block, where only rethrow sees it.

#if TW_CFG_LEGACY_EXCEPTIONS

static void do_try(struct tw__body *body) {
    const struct tw__blocktype *type = &body->instr.blocktype;
    for (uint32_t i = tw__blocktype_count(type, false); i > 0; i--) {
        (void)tw__pop_operand(body, tw__blocktype_at(type, false, i - 1));
    }
    tw__open_block(body, TW_OP_TRY, tw__is_live(body));
    if (tw__is_ok(body->loader)) {
        tw__emit_instr(body);
    }
}

// From the end of what comes before it.
static void do_clause(struct tw__body *body) {
    struct tw__ctrl *ctrl = body->ctrl;
    bool is_first = ctrl->op == TW_OP_TRY;
    if (!is_first && ctrl->op != TW_OP_CATCH) {
        tw__bad(body->loader, TW_BAD_NO_TRY);
        return;
    }
    tw__end_arm(body);
    ctrl->op = (uint8_t)body->instr.op;
    ctrl->is_unreachable = false;
    ctrl->is_emitted = ctrl->is_live;
    if (is_first) {
        tw__push_operand(body, EXNREF & ~TW_VALTYPE_NULLABLE);
        ctrl->height++;
        ctrl->height_cells++;
    }
    const tw_functype_t *type =
        ctrl->op == TW_OP_CATCH ? tw__check_tag(body->loader, body->instr.a) : NULL;
    for (uint32_t i = 0; type != NULL && i < type->param_count; i++) {
        tw__push_operand(body, type->types[i]);
    }
    if (ctrl->is_live && tw__is_ok(body->loader)) {
        body->emitter->labels_end(body);
    }
}

// Its label is one around the try.
static void do_delegate(struct tw__body *body) {
    if (body->ctrl->op != TW_OP_TRY) {
        tw__bad(body->loader, TW_BAD_NO_TRY);
        return;
    }
    if (body->instr.a >= body->ctrl_count - 1) {
        tw__bad(body->loader, TW_BAD_NO_LABEL);
        return;
    }
    tw__end_arm(body);
    tw__close_block(body);
}

static void do_rethrow(struct tw__body *body) {
    if (!tw__has_caught(tw__label_of(body, body->instr.a))) {
        tw__bad(body->loader, TW_BAD_RETHROW);
    }
    tw__emit_instr(body);
    tw__set_unreachable(body);
}

static bool do_legacy(struct tw__body *body) {
    switch (body->instr.op) {
        case TW_OP_TRY:
            do_try(body);
            return true;
        case TW_OP_CATCH:
        case TW_OP_CATCH_ALL:
            do_clause(body);
            return true;
        case TW_OP_DELEGATE:
            do_delegate(body);
            return true;
        case TW_OP_RETHROW:
            do_rethrow(body);
            return true;
        default:
            return false;
    }
}
#else
static bool do_legacy(struct tw__body *body) {
    (void)body;
    return false;
}
#endif

// ---- wide arithmetic ----------------------------------------------------------------------------

#if TW_CFG_WIDE_ARITHMETIC
static bool do_wide(struct tw__body *body) {
    uint32_t op = body->instr.op;
    if (op < TW_OP_I64_ADD128 || op > TW_OP_I64_MUL_WIDE_U) {
        return false;
    }
    for (uint32_t i = op <= TW_OP_I64_SUB128 ? 4 : 2; i > 0; i--) {
        (void)tw__pop_operand(body, TW_I64);
    }
    tw__set_result(body, TW_I64, 2);
    tw__emit_instr(body);
    tw__push_operand(body, TW_I64);
    tw__push_operand(body, TW_I64);
    return true;
}
#else
static bool do_wide(struct tw__body *body) {
    (void)body;
    return false;
}
#endif

// ---- addresses of 64 bits -----------------------------------------------------------------------

#if TW_CFG_MEMORY64

enum { FIRST = 1, SECOND = 2, THIRD = 4, RESULT = 8 };

static bool is_memory64(const struct tw__body *body, uint32_t idx) {
    return idx < body->module->memory_count && body->module->memories[idx].is_64 != 0;
}

static bool is_table64(const struct tw__body *body, uint32_t idx) {
    return idx < body->module->table_count && body->module->tables[idx].limits.is_64 != 0;
}

// Of memory.copy and table.copy: the count is as wide as the shorter address.
static uint32_t of_copy(bool target, bool source) {
    return (target ? FIRST : 0u) | (source ? SECOND : 0u) | (target && source ? THIRD : 0u);
}

static uint32_t of_memory(uint32_t op) {
    return op == TW_OP_MEMORY_SIZE   ? RESULT
           : op == TW_OP_MEMORY_GROW ? FIRST | RESULT
                                     : FIRST | THIRD;
}

static uint32_t of_table(uint32_t op) {
    return op == TW_OP_TABLE_SIZE   ? RESULT
           : op == TW_OP_TABLE_GROW ? SECOND | RESULT
           : op == TW_OP_TABLE_FILL ? FIRST | THIRD
                                    : FIRST;
}

static uint32_t wide_operands(const struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    if (tw__op_width(instr->op) != 0) {
        return is_memory64(body, instr->a) ? FIRST : 0;
    }
    switch (tw__op_imm(instr->op)) {
        case TW_IMM_MEMIDX:
            return is_memory64(body, instr->a) ? of_memory(instr->op) : 0;
        case TW_IMM_MEM_MEM:
            return of_copy(is_memory64(body, instr->a), is_memory64(body, instr->b));
        case TW_IMM_DATA_MEM:
            return is_memory64(body, instr->b) ? FIRST : 0;
        case TW_IMM_TABLEIDX:
            return is_table64(body, instr->a) ? of_table(instr->op) : 0;
        case TW_IMM_TABLE_TABLE:
            return of_copy(is_table64(body, instr->a), is_table64(body, instr->b));
        case TW_IMM_ELEM_TABLE:
            return is_table64(body, instr->b) ? FIRST : 0;
        default:
            return 0;
    }
}

_Static_assert(TW_SIG_TYPE_L == TW_SIG_TYPE_I + 1, "an i32 of a signature grows by one");

uint32_t tw__widen(struct tw__body *body) {
    uint32_t wide = wide_operands(body);
    body->instr.wide = (uint8_t)wide;
    return (wide & FIRST) | (wide & SECOND) << 3 | (wide & THIRD) << 6 | (wide & RESULT) << 9;
}
#endif

bool tw__validate_more(struct tw__body *body) {
    tw__set_result(body, 0, 0);
    return do_exception(body) || do_legacy(body) || do_wide(body) || tw__validate_gc(body);
}

#endif
