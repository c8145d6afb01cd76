// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// Handler tables: what both translators note of try_table and try. The code of a clause of the
// former moves the values that it catches to its label's slots and goes there; it stands before the
// body of the block. A try has one handler, for all exceptions, whose code, behind the body, tries
// the clauses.

#if TW_CFG_EXCEPTIONS

static bool has_ref(const struct tw__body *body) {
    return body->instr.b == TW_CATCH_REF || body->instr.b == TW_CATCH_ALL_REF;
}

static const tw_functype_t *tag_type(const struct tw__body *body) {
    const struct tw_interp_module *module = body->module;
    return body->instr.b <= TW_CATCH_REF
               ? tw__functype_of(module->types[module->tags[body->instr.a]])
               : NULL;
}

uint32_t tw__catch_count(const struct tw__body *body) {
    const tw_functype_t *type = tag_type(body);
    return (type == NULL ? 0u : type->param_count) + has_ref(body);
}

tw_valtype_t tw__catch_type(const struct tw__body *body, uint32_t i) {
    const tw_functype_t *type = tag_type(body);
    return type != NULL && i < type->param_count ? type->types[i] : TW_VALTYPE_REF | TW_HEAP_EXN;
}

void tw__begin_catches(struct tw__body *body) {
    tw__t(body)->first_handler = tw__t(body)->handler_count;
    tw__t(body)->over_catches = 0;
}

void tw__add_catch(struct tw__body *body, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    if (t->handler_count == t->handler_capacity &&
        (!tw__can_write(body) ||
         tw__load_grow(body->loader, (void **)&t->handlers, &t->handler_capacity,
                       sizeof t->handlers[0], UINT32_MAX, TW_BAD_BODY) != TW_ERR_OK)) {
        return;
    }
    struct tw__handler *handler = &t->handlers[t->handler_count++];
    handler->first = 0;
    handler->end = 0;
    handler->target = t->count;
    handler->slot = (uint16_t)slot;
    handler->tag = (uint16_t)body->instr.a;
    handler->kind = (uint16_t)body->instr.b;
    handler->count = 0;
}

void tw__end_catches(struct tw__body *body, struct tw__ctrl *ctrl) {
    struct tw__translator *t = tw__t(body);
    uint32_t left = t->handler_count - t->first_handler;
    ctrl->handlers = left == 0 ? 0 : t->first_handler + 1;
    for (uint32_t i = t->first_handler; i < t->handler_count; i++) {
        t->handlers[i].first = t->count;
        t->handlers[i].count = (uint16_t)left--;
    }
}

#if TW_CFG_LEGACY_EXCEPTIONS
static bool is_try(const struct tw__ctrl *ctrl) {
    return ctrl->op == TW_OP_TRY_TABLE || ctrl->op == TW_OP_TRY;
}
#else
static bool is_try(const struct tw__ctrl *ctrl) {
    return ctrl->op == TW_OP_TRY_TABLE;
}
#endif

void tw__end_try(struct tw__body *body, const struct tw__ctrl *ctrl) {
    struct tw__translator *t = tw__t(body);
    if (!is_try(ctrl) || ctrl->handlers == 0 || !tw__can_write(body)) {
        return;
    }
    struct tw__handler *handler = &t->handlers[ctrl->handlers - 1];
    for (uint32_t left = handler->count; left > 0; left--) {
        handler++->end = t->count;
    }
}

#if TW_CFG_LEGACY_EXCEPTIONS

// How far back a search goes on is in two halves.
static void skip(struct tw__handler *handler, uint32_t distance) {
    handler->slot = (uint16_t)distance;
    handler->tag = (uint16_t)(distance >> 16);
}

void tw__open_legacy(struct tw__body *body, struct tw__ctrl *ctrl) {
    struct tw__translator *t = tw__t(body);
    tw__begin_catches(body);
    tw__add_catch(body, 0);
    tw__end_catches(body, ctrl);
    if (ctrl->handlers != 0 && tw__can_write(body)) {
        t->handlers[ctrl->handlers - 1].kind = TW_DELEGATE;  // as long as it has no clause
        skip(&t->handlers[ctrl->handlers - 1], 1);
    }
}

void tw__begin_clause(struct tw__body *body, struct tw__ctrl *ctrl, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    ctrl->start = slot;
    if (ctrl->handlers == 0 || !tw__can_write(body)) {
        return;
    }
    struct tw__handler *handler = &t->handlers[ctrl->handlers - 1];
    if (handler->kind == TW_DELEGATE) {
        handler->kind = TW_CATCH_ALL_REF;
        handler->target = t->count;
        handler->slot = (uint16_t)slot;
    }
}

// How many handlers a search looks at that begins at the label: those of the innermost block from
// there on that has some, and all before them.
static uint32_t handlers_up_to(struct tw__body *body, uint32_t depth) {
    const struct tw__translator *t = tw__t(body);
    while (depth < body->ctrl_count) {
        uint32_t first = tw__ctrl_at(body, depth++)->handlers;
        if (first != 0) {
            return first - 1 + t->handlers[first - 1].count;
        }
    }
    return 0;
}

void tw__delegate(struct tw__body *body, const struct tw__ctrl *ctrl) {
    struct tw__translator *t = tw__t(body);
    if (ctrl->handlers != 0 && tw__can_write(body)) {
        uint32_t rest = handlers_up_to(body, body->instr.a + 1);
        skip(&t->handlers[ctrl->handlers - 1], ctrl->handlers - rest);
    }
}

#endif

#endif
