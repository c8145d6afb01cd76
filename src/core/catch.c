// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// Handler tables: what both translators note of try_table. The code of a clause moves the values
// that it catches to its label's slots and goes there; it stands before the body of the block.

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

void tw__end_try(struct tw__body *body, const struct tw__ctrl *ctrl) {
    struct tw__translator *t = tw__t(body);
    if (ctrl->op != TW_OP_TRY_TABLE || ctrl->handlers == 0 || !tw__can_write(body)) {
        return;
    }
    struct tw__handler *handler = &t->handlers[ctrl->handlers - 1];
    for (uint32_t left = handler->count; left > 0; left--) {
        handler++->end = t->count;
    }
}

#endif
