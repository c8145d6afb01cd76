// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Function bodies and constant expressions as a sequence of items. An item is read whole before it
// is acted upon, so a reader that runs short leaves no trace but its status.

static struct tw__reader *reader_of(struct tw__body *body) {
    return &body->loader->reader;
}

// A byte of one bit pattern is a type, or the empty type; anything else is an index.
static void read_blocktype(struct tw__body *body, struct tw__blocktype *type) {
    struct tw__reader *reader = reader_of(body);
    type->functype = NULL;
    type->valtype = 0;
    if (reader->p != reader->end && *reader->p == 0x40) {
        reader->p++;
    } else if (reader->p != reader->end && (*reader->p & 0xc0) == 0x40) {
        type->valtype = tw__read_valtype(body->loader);
    } else {
        int64_t idx = tw__read_s33(reader);
        if (idx < 0) {
            tw__bad(body->loader, TW_BAD_TYPE);
        } else if (idx >= (int64_t)body->module->type_count) {
            tw__bad(body->loader, TW_BAD_NO_TYPE);
        } else {
            type->functype = tw__functype_of(body->module->types[idx]);
        }
    }
}

// memarg (spec 5.4.7): bit 6 of the alignment says that a memory index follows. A module with one
// memory has no use for it; there it is the malformed alignment that 2.0 says it is.
static void read_memarg(const struct tw__body *body, struct tw__reader *reader,
                        struct tw__instr *instr) {
    instr->b = tw__read_u32(reader);
    if (body->module->memory_count > 1 && instr->b >= 64 && instr->b < 128) {
        instr->b -= 64;
        instr->a = tw__read_u32(reader);
    }
    if (instr->b >= 32) {
        tw__bad(body->loader, TW_BAD_MEMARG);
    }
    tw__check_memory(body->loader, instr->a);  // before the offset, which may be longer than ours
    instr->value = tw__read_u32(reader);
}

static void read_select_types(struct tw__body *body) {
    body->instr.a = tw__read_u32(reader_of(body));
    if (body->instr.a != 1) {
        tw__bad(body->loader, TW_BAD_ARITY);
    }
    body->instr.type = tw__read_valtype(body->loader);
}

static uint32_t read_memidx(struct tw__reader *reader) {
    return TW_CFG_MULTI_MEMORY ? tw__read_u32(reader) : tw__read_byte(reader);
}

static void read_immediates(struct tw__body *body) {
    struct tw__reader *reader = reader_of(body);
    struct tw__instr *instr = &body->instr;
    switch (tw__op_imm(instr->op)) {
        case TW_IMM_BLOCKTYPE:
            read_blocktype(body, &instr->blocktype);
            break;
        case TW_IMM_HEAPTYPE:
            instr->type = tw__read_heaptype(body->loader);
            break;
        case TW_IMM_SELECT_T:
            read_select_types(body);
            break;
        case TW_IMM_MEMARG:
            read_memarg(body, reader, instr);
            break;
        case TW_IMM_I32:
            instr->value = (uint32_t)tw__read_s32(reader);
            break;
        case TW_IMM_I64:
            instr->value = (uint64_t)tw__read_s64(reader);
            break;
        case TW_IMM_F32:
            instr->value = tw__read_fixed(reader, 4);
            break;
        case TW_IMM_F64:
            instr->value = tw__read_fixed(reader, 8);
            break;
        case TW_IMM_MEMIDX:
            instr->a = read_memidx(reader);
            break;
        case TW_IMM_MEM_MEM:
            instr->a = read_memidx(reader);
            instr->b = read_memidx(reader);
            break;
        case TW_IMM_DATA_MEM:
            instr->a = tw__read_u32(reader);
            instr->b = read_memidx(reader);
            break;
        case TW_IMM_CALL_INDIRECT:
        case TW_IMM_TABLE_TABLE:
        case TW_IMM_ELEM_TABLE:
            instr->a = tw__read_u32(reader);
            instr->b = tw__read_u32(reader);
            break;
        case TW_IMM_NONE:
            break;
        default:  // one index, or the count of a br_table
            instr->a = tw__read_u32(reader);
            break;
    }
}

static void no_such_op(struct tw__body *body, uint32_t code) {
    uint32_t group = tw__op_missing_group(code);
    struct tw__loader *loader = body->loader;
    if (group == TW_NO_GROUP) {
        tw__bad(loader, TW_BAD_OPCODE);
        return;
    }
    tw__fault_at(loader->fault, body->func_idx, body->instr.offset);
    tw__load_check(loader, tw__fail(loader->fault, TW_ERR_UNSUPPORTED, TW_TEXT_INSTRUCTION,
                                    tw__op_group_name(group), code));
}

// Reads an instruction with its immediates into body->instr.
static void read_instr(struct tw__body *body) {
    struct tw__reader *reader = reader_of(body);
    struct tw__instr *instr = &body->instr;
    instr->offset = tw__reader_offset(reader);
    instr->a = 0;
    instr->b = 0;
    instr->value = 0;
    uint32_t code = tw__read_byte(reader);
    uint32_t op = code;
    if (code >= 0xfb && code <= 0xfe) {
        uint32_t second = tw__read_u32(reader);
        code = code << 8 | (second < 0x100 ? second : 0xff);
        bool has_row = code >> 8 == TW_OP_PREFIX_FC && second < TW_OP_FC_COUNT;
        op = has_row ? TW_OP_FC_BASE + second : TW_OP_ILLEGAL;
    } else if (op >= TW_OP_FC_BASE) {
        op = TW_OP_ILLEGAL;
    }
    if (!tw__is_ok(body->loader)) {
        return;
    }
    instr->op = (uint16_t)op;
    if (tw__op_imm(op) == TW_IMM_ILLEGAL) {
        no_such_op(body, code);
    } else {
        read_immediates(body);
    }
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
        if (tw__is_ok(body->loader)) {
            body->emitter->begin(body);
        }
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
    tw__validate_label(body, depth);
    if (body->labels_left == 0) {
        body->state = TW_BODY_INSTR;
    }
}

static void step_instr(struct tw__body *body) {
    struct tw__loader *loader = body->loader;
    read_instr(body);
    if (!tw__is_ok(loader)) {
        return;
    }
    body->instr_count++;
    tw__validate_instr(body);
    if (body->instr.op == TW_OP_BR_TABLE) {
        body->state = TW_BODY_LABEL;
    }
    if (body->ctrl_count == 0) {
        body->state = TW_BODY_SIZE;
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
        step_instr(body);
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
    tw__validate_begin(body);
    if (tw__is_ok(loader)) {
        body->ctrls[0].blocktype.valtype = type;
    }
    while (tw__is_ok(loader) && body->ctrl_count > 0) {
        read_instr(body);
        tw__validate_instr(body);
        if (body->operand_count > TW_MAX_CONST_EXPR_DEPTH) {
            tw__bad(loader, TW_BAD_CONST_DEPTH);
        }
    }
    body->is_const = false;
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
