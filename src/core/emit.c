// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// What both translators share: the units of register code, a function's header, and what is made
// once per load.

// ---- units ------------------------------------------------------------------------------------

// False once the load has failed: what is written then is thrown away.
static TW_COLD bool grow_code(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (!tw__can_write(body)) {
        return false;
    }
    uint32_t wanted = t->capacity + t->capacity / 4 + 64;
    uint16_t *grown = tw__arena_resize(body->loader->arena, t->code, wanted * sizeof t->code[0]);
    if (grown == NULL) {
        (void)tw__load_nomem(body->loader, "register code");
        return false;
    }
    t->code = grown;
    t->capacity = wanted;
    return true;
}

void tw__emit(struct tw__body *body, uint32_t unit) {
    struct tw__translator *t = tw__t(body);
    TW_ASSERT(unit <= UINT16_MAX);
    if (t->count == t->capacity && !grow_code(body)) {
        return;
    }
    t->code[t->count++] = (uint16_t)unit;
}

void tw__emit_all(struct tw__body *body, const uint16_t *units, uint32_t count) {
    struct tw__translator *t = tw__t(body);
    if (t->capacity - t->count < count && !grow_code(body)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        t->code[t->count++] = units[i];
    }
}

void tw__emit_operation(struct tw__body *body, uint32_t op) {
    struct tw__translator *t = tw__t(body);
    if (t->count == t->located_unit) {
        t->located_offset = t->offset;
    }
    tw__emit(body, TW_RC_UNIT(op));
}

// ---- functions ----------------------------------------------------------------------------------

static uint32_t place_locals(struct tw__body *body, uint32_t first, uint32_t last, uint32_t slot) {
    for (uint32_t i = first; i < last; i++) {
        body->locals[i].slot = (uint16_t)(slot > UINT16_MAX ? UINT16_MAX : slot);
        body->locals[i].alias = 0;
        slot += tw__cells_of(body->locals[i].type) * TW_SLOT_STEP;
    }
    return slot;
}

void tw__begin_function(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    const tw_functype_t *type = body->functype;
    t->base = t->count;
    uint32_t cells =
        type->param_cells > type->result_cells ? type->param_cells : type->result_cells;
    uint32_t locals = (cells + TW_LINK_CELLS) * TW_SLOT_STEP;
    t->link = (uint16_t)(cells * TW_SLOT_STEP);
    (void)place_locals(body, 0, type->param_count, 0);
    t->operand_base = place_locals(body, type->param_count, body->local_count, locals);
    t->next_slot = t->operand_base;
    t->frame_end = t->operand_base;
    if (t->operand_base > TW_MAX_FRAME_CELLS * TW_SLOT_STEP) {
        tw__bad(body->loader, TW_BAD_FRAME);
        return;
    }
    if (t->located_unit == UINT32_MAX) {
        body->module->funcs[body->func_idx].code = t->count;
    }
    body->ctrls[0].slot = (uint16_t)t->operand_base;
    tw__emit(body, 0);
    tw__emit(body, t->link);
    tw__emit(body, (t->operand_base - locals) / TW_SLOT_STEP);
    tw__emit(body, 0);
}

void tw__end_function(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    if (!tw__can_write(body)) {
        return;
    }
    uint16_t *header = &t->code[t->base];
    header[TW_HEAD_FRAME] = (uint16_t)t->frame_end;
    header[TW_HEAD_FUEL] =
        (uint16_t)(body->instr_count > UINT16_MAX ? UINT16_MAX : body->instr_count);
}

// ---- operations beyond STANDARD ---------------------------------------------------------------

#if TW_CFG_EXTRA
#if TW_CFG_SIMD
// What is behind the operation, for those of 16 bytes.
static void emit_literal(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    uint32_t imm = tw__op_imm(instr->op);
    bool has_literal = imm == TW_IMM_V128 || imm == TW_IMM_SHUFFLE;
    for (uint32_t i = 0; has_literal && i < 16; i += 2) {
        tw__emit(body, instr->literal[i] | (uint32_t)instr->literal[i + 1] << 8);
    }
}
#else
static void emit_literal(struct tw__body *body) {
    (void)body;
}
#endif

// An access's alignment has done its work; its address may take two cells.
static void prepare_access(struct tw__body *body, uint32_t slot) {
    struct tw__instr *instr = &body->instr;
    instr->b = tw__op_imm(instr->op) == TW_IMM_MEMARG ? 0 : instr->b;
    if (tw__op_width(instr->op) != 0 && tw__is_wide(body)) {
        tw__emit_address(body, slot, instr->value);
        instr->value = 0;
        instr->b |= TW_EXTRA_WIDE;
    }
}

void tw__emit_extra(struct tw__body *body, uint32_t slot) {
    const struct tw__instr *instr = &body->instr;
    prepare_access(body, slot);
    tw__emit_operation(body, RC_EXTRA);
    tw__emit(body, instr->op);
    tw__emit(body, slot);
    tw__emit(body, instr->a);
    tw__emit(body, instr->b);
    tw__emit(body, instr->value & 0xffff);
    tw__emit(body, instr->value >> 16 & 0xffff);
    emit_literal(body);
}

void tw__emit_select(struct tw__body *body, uint32_t slot) {
    tw__emit_operation(body, RC_EXTRA);
    tw__emit(body, TW_EXTRA_SELECT);
    tw__emit(body, slot);
    for (uint32_t i = 0; i < 4; i++) {
        tw__emit(body, 0);
    }
}

void tw__emit_address(struct tw__body *body, uint32_t slot, uint64_t offset) {
    tw__emit_operation(body, RC_EXTRA);
    tw__emit(body, TW_EXTRA_ADDRESS);
    tw__emit(body, slot);
    for (uint32_t i = 0; i < 4; i++) {
        tw__emit(body, offset >> (16 * i) & 0xffff);
    }
}
#endif

// ---- labels -----------------------------------------------------------------------------------

uint32_t tw__back_cost(const struct tw__body *body, const struct tw__ctrl *loop) {
    uint32_t cost = body->instr_count - loop->fuel;
    return cost == 0 ? 1 : cost > UINT16_MAX ? UINT16_MAX : cost;
}

uint32_t tw__label_cells(const struct tw__ctrl *ctrl) {
    uint32_t cells = 0;
    for (uint32_t i = 0; i < tw__label_count(ctrl); i++) {
        cells += tw__cells_of(tw__label_at(ctrl, i));
    }
    return cells;
}

// ---- the emitter that writes nothing ------------------------------------------------------------

static void nothing(struct tw__body *body) {
    (void)body;
}
static void no_label(struct tw__body *body, uint32_t depth) {
    (void)body;
    (void)depth;
}
const struct tw__emitter tw__emitter_null = {nothing, nothing, no_label, nothing, nothing};

// ---- once per load ------------------------------------------------------------------------------

tw_err_t tw__translator_open(struct tw__body *body, uint32_t code_bytes) {
    struct tw__arena *arena = body->loader->arena;
    struct tw__translator *t = tw__arena_alloc_scratch(arena, sizeof *t);
    if (t == NULL) {
        return tw__load_nomem(body->loader, "the translator");
    }
    t->located_unit = UINT32_MAX;
    t->located_offset = TW_OFFSET_NONE;
    body->translator = t;
    t->capacity = code_bytes / 2 + 16;
    t->code = tw__arena_resize(arena, NULL, t->capacity * sizeof t->code[0]);
    return t->code != NULL ? TW_ERR_OK : tw__load_nomem(body->loader, "register code");
}

#if TW_CFG_EXCEPTIONS
static void free_handlers(struct tw__arena *arena, const struct tw__translator *t) {
    tw__arena_free(arena, t->handlers);
}
static void give_handlers(struct tw__body *body) {
    struct tw__translator *t = body->translator;
    body->module->handlers = t->handlers;
    body->module->handler_count = t->handler_count;
    t->handlers = NULL;
}
#else
static void free_handlers(struct tw__arena *arena, const struct tw__translator *t) {
    (void)arena, (void)t;
}
static void give_handlers(struct tw__body *body) {
    (void)body;
}
#endif

void tw__translator_drop(struct tw__body *body) {
    struct tw__translator *t = body->translator;
    if (t == NULL) {
        return;
    }
    struct tw__arena *arena = body->loader->arena;
    tw__arena_free(arena, t->code);
    tw__arena_free(arena, t->ref_maps);
    tw__arena_free(arena, t->ref_slots);
    free_handlers(arena, t);
    tw__arena_free(arena, t->operands);
    tw__arena_free(arena, t);
    body->translator = NULL;
}

void tw__translator_close(struct tw__body *body) {
    struct tw__translator *t = body->translator;
    if (t == NULL) {
        return;
    }
    if (t->code != NULL) {
        body->module->code =
            tw__arena_resize(body->loader->arena, t->code, t->count * sizeof t->code[0]);
        body->module->code_units = t->count;
        body->module->ref_maps = t->ref_maps;
        body->module->ref_slots = t->ref_slots;
        body->module->ref_map_count = t->ref_map_count;
        t->code = NULL;
        t->ref_maps = NULL;
        t->ref_slots = NULL;
        give_handlers(body);
    }
    tw__translator_drop(body);
}
