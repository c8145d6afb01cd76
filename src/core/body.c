// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Function bodies and constant expressions as a sequence of items. An item is read whole before it
// is acted upon, so a reader that runs short leaves no trace but its status.

static struct tw__reader *reader_of(struct tw__body *body) {
    return &body->loader->reader;
}

// ---- items of the code section -----------------------------------------------------------------

static void step_count(struct tw__body *body, uint32_t count) {
    if (count != body->loader->body_count) {
        tw__bad(body->loader, TW_BAD_CODE_COUNT);
    }
    body->bodies_left = count;
    body->func_idx = body->module->func_imports - 1;
    body->state = TW_BODY_SIZE;
}

static void step_size(struct tw__body *body, uint32_t size) {
    struct tw__loader *loader = body->loader;
    uint32_t offset = tw__reader_offset(&loader->reader);
    if (size > loader->section_end - offset) {
        tw__bad(loader, TW_BAD_END);
    }
    if (size > loader->store->env.max_code_bytes) {
        tw__bad(loader, TW_BAD_BODY);
    }
    body->bodies_left--;
    body->end_offset = offset + size;
    body->size = size;
    body->module->wasm_code_bytes += size;
    body->state = TW_BODY_LOCALS;
    body->func_idx++;
    body->functype = tw__func_type(body->module, body->func_idx);
    body->local_count = 0;
    body->local_total = 0;
    body->instr_count = 0;
    body->has_traced = false;
    for (uint32_t i = 0; i < body->functype->param_count; i++) {
        tw__add_locals(body, 1, body->functype->types[i]);
    }
}

// Once the locals are known: opens the body's own frame.
static void end_locals(struct tw__body *body) {
    body->state = TW_BODY_LOCAL_GROUP;
    if (body->groups_left == 0) {
        body->state = TW_BODY_INSTR;
        tw__validate_begin(body);
        body->emitter->begin(body);
    }
}

static void step_locals(struct tw__body *body, uint32_t count) {
    body->groups_left = count;
    end_locals(body);
}

static void step_local_group(struct tw__body *body, uint32_t count) {
    tw_valtype_t type = tw__read_valtype(body->loader);
    if (tw__is_ok(body->loader)) {
        tw__add_locals(body, count, type);
        body->groups_left--;
        end_locals(body);
    }
}

static void step_label(struct tw__body *body, uint32_t depth) {
    if (tw__is_catch(body)) {
        tw__validate_catch(body, depth);
    } else {
        tw__validate_label(body, depth);
    }
    if (body->labels_left == 0) {
        body->state = TW_BODY_INSTR;
    }
}

// Instructions, as far as they are there.
static void step_instrs(struct tw__body *body) {
    struct tw__loader *loader = body->loader;
    do {
        loader->item = loader->reader.p;
        tw__read_instr(body);
        if (!tw__is_ok(loader)) {
            return;
        }
        body->instr_count++;
        tw__validate_instr(body);
    } while (body->state == TW_BODY_INSTR);
    if (body->state == TW_BODY_SIZE) {
        body->instr.offset = TW_OFFSET_NONE;
        if (tw__reader_offset(&loader->reader) != body->end_offset) {
            tw__bad(loader, TW_BAD_NO_END);
        }
    }
}

static void step(struct tw__body *body) {
    static void (*const steps[])(struct tw__body *, uint32_t) = {
        [TW_BODY_COUNT] = step_count,   [TW_BODY_SIZE] = step_size,
        [TW_BODY_LOCALS] = step_locals, [TW_BODY_LOCAL_GROUP] = step_local_group,
        [TW_BODY_LABEL] = step_label,
    };
    if (body->state == TW_BODY_INSTR) {
        step_instrs(body);
        return;
    }
    body->instr.offset = TW_OFFSET_NONE;
    uint32_t number = tw__read_u32(reader_of(body));
    if (tw__is_ok(body->loader)) {
        steps[body->state](body, number);
    }
}

// An item ends within its body, a body within the section.
void tw__body_step(struct tw__body *body) {
    struct tw__reader *reader = reader_of(body);
    const uint8_t *end = reader->end;
    uint32_t limit = body->state > TW_BODY_SIZE ? body->end_offset : body->loader->section_end;
    uint32_t left = limit - tw__reader_offset(reader);
    bool is_all_there = tw__reader_left(reader) >= left;
    if (is_all_there) {
        reader->end = reader->p + left;
    }
    step(body);
    tw__check_read(body->loader, is_all_there);
    reader->end = end;
}

// ---- constant expressions -----------------------------------------------------------------------

uint32_t tw__const_expr(struct tw__loader *loader, tw_valtype_t type) {
    struct tw__body *body = &loader->body;
    uint32_t start = tw__reader_at(&loader->reader);
    body->is_const = true;
    body->emitter = &tw__emitter_null;
    body->functype = NULL;
    body->func_idx = TW_FUNC_NONE;
    body->local_count = 0;
    tw__validate_begin(body);
    if (tw__is_ok(loader)) {
        body->ctrls[0].blocktype.valtype = type;
    }
    while (tw__is_ok(loader) && body->ctrl_count > 0) {
        tw__read_instr(body);
        if (tw__is_ok(loader)) {
            tw__validate_instr(body);
        }
        if (body->operand_count > TW_MAX_CONST_EXPR_DEPTH) {
            tw__bad(loader, TW_BAD_CONST_DEPTH);
        }
    }
    body->is_const = false;
    body->state = TW_BODY_COUNT;
    body->instr.offset = TW_OFFSET_NONE;
    return start;
}

void tw__body_free(struct tw__body *body) {
    struct tw__arena *arena = body->loader->arena;
    tw__arena_free(arena, body->operands);
    tw__arena_free(arena, body->ctrls);
    tw__arena_free(arena, body->locals);
    tw__arena_free(arena, body->inits);
}
