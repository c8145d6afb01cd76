// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Function bodies and constant expressions as a sequence of items. An item is read whole before it
// is acted upon, so a reader that runs short leaves no trace but its status.

static tw_err_t read_blocktype(struct tw__body *body, struct tw__reader *reader,
                               struct tw__blocktype *type) {
    struct tw__loader *loader = body->loader;
    type->functype = NULL;
    type->valtype = 0;
    if (tw__reader_left(reader) > 0 && *reader->p == 0x40) {
        reader->p++;
        return TW_ERR_OK;
    }
    struct tw__reader ahead = *reader;
    int64_t idx = tw__read_s33(&ahead);
    if (ahead.status != TW_READER_OK) {
        reader->status = ahead.status;
        return TW_ERR_OK;
    }
    if (idx < 0) {
        return tw__read_valtype(loader, reader, &type->valtype);
    }
    *reader = ahead;
    if (idx >= (int64_t)body->module->type_count) {
        return tw__load_fail(loader, TW_ERR_INVALID, tw__reader_offset(reader), "unknown type");
    }
    type->functype = tw__functype_of(body->module->types[idx]);
    return TW_ERR_OK;
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
    instr->value = tw__read_u32(reader);
}

static tw_err_t read_select_types(struct tw__body *body, struct tw__reader *reader,
                                  struct tw__instr *instr) {
    instr->a = tw__read_u32(reader);
    if (reader->status == TW_READER_OK && instr->a != 1) {
        return tw__load_fail(body->loader, TW_ERR_INVALID, instr->offset, "invalid result arity");
    }
    return tw__read_valtype(body->loader, reader, &instr->type);
}

static void read_memidx(struct tw__reader *reader, uint32_t *idx) {
    *idx = TW_CFG_MULTI_MEMORY ? tw__read_u32(reader) : tw__read_byte(reader);
}

static tw_err_t read_immediates(struct tw__body *body, struct tw__reader *reader,
                                struct tw__instr *instr) {
    switch (tw__op_imm(instr->op)) {
    case TW_IMM_BLOCKTYPE:
        return read_blocktype(body, reader, &instr->blocktype);
    case TW_IMM_HEAPTYPE:
        return tw__read_heaptype(body->loader, reader, &instr->type);
    case TW_IMM_SELECT_T:
        return read_select_types(body, reader, instr);
    case TW_IMM_MEMARG:
        read_memarg(body, reader, instr);
        return TW_ERR_OK;
    case TW_IMM_I32:
        instr->value = (uint32_t)tw__read_s32(reader);
        return TW_ERR_OK;
    case TW_IMM_I64:
        instr->value = (uint64_t)tw__read_s64(reader);
        return TW_ERR_OK;
    case TW_IMM_F32:
        instr->value = tw__read_fixed(reader, 4);
        return TW_ERR_OK;
    case TW_IMM_F64:
        instr->value = tw__read_fixed(reader, 8);
        return TW_ERR_OK;
    case TW_IMM_MEMIDX:
        read_memidx(reader, &instr->a);
        return TW_ERR_OK;
    case TW_IMM_MEM_MEM:
        read_memidx(reader, &instr->a);
        read_memidx(reader, &instr->b);
        return TW_ERR_OK;
    case TW_IMM_DATA_MEM:
        instr->a = tw__read_u32(reader);
        read_memidx(reader, &instr->b);
        return TW_ERR_OK;
    case TW_IMM_CALL_INDIRECT:
    case TW_IMM_TABLE_TABLE:
    case TW_IMM_ELEM_TABLE:
        instr->a = tw__read_u32(reader);
        instr->b = tw__read_u32(reader);
        return TW_ERR_OK;
    case TW_IMM_NONE:
        return TW_ERR_OK;
    default:  // one index, or the count of a br_table
        instr->a = tw__read_u32(reader);
        return TW_ERR_OK;
    }
}

static tw_err_t no_such_op(struct tw__body *body, const struct tw__instr *instr, uint32_t code) {
    const char *group = tw__op_missing_group(code);
    tw__fault_at(body->loader->fault, body->func_idx, instr->offset);
    if (group == NULL) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, instr->offset, "illegal opcode");
    }
    return tw__fail(body->loader->fault, TW_ERR_UNSUPPORTED,
                    "%s: instruction 0x%x: build the library with it or the module without", group,
                    code);
}

tw_err_t tw__read_instr(struct tw__body *body, struct tw__reader *reader,
                        struct tw__instr *instr) {
    memset(instr, 0, sizeof *instr);
    instr->offset = tw__reader_offset(reader);
    uint32_t code = tw__read_byte(reader);
    uint32_t op = code;
    if (code >= 0xfb && code <= 0xfe) {
        uint32_t second = tw__read_u32(reader);
        code = code << 8 | (second < 0x100 ? second : 0xff);
        op = code >> 8 == TW_OP_PREFIX_FC && second < 0x20 ? TW_OP_FC_BASE + second : 0xff;
    } else if (op >= TW_OP_FC_BASE) {
        op = 0xff;
    }
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    if (tw__op_imm(op) == TW_IMM_ILLEGAL) {
        return no_such_op(body, instr, code);
    }
    instr->op = (uint16_t)op;
    return read_immediates(body, reader, instr);
}

// ---- items of the code section -----------------------------------------------------------------

static tw_err_t step_count(struct tw__body *body, struct tw__reader *reader) {
    uint32_t count = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    if (count != body->loader->body_count) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, tw__reader_offset(reader),
                             "function and code section have inconsistent lengths");
    }
    body->bodies_left = count;
    body->func_idx = body->module->func_imports - 1;
    body->state = TW_BODY_SIZE;
    return TW_ERR_OK;
}

tw_err_t tw__body_begin(struct tw__body *body, uint32_t func_idx) {
    body->func_idx = func_idx;
    body->functype = tw__func_type(body->module, func_idx);
    body->local_count = 0;
    body->local_total = 0;
    body->instr_count = 0;
    for (uint32_t i = 0; i < body->functype->param_count; i++) {
        tw_err_t err = tw__add_locals(body, 1, body->functype->types[i]);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    return TW_ERR_OK;
}

static tw_err_t step_size(struct tw__body *body, struct tw__reader *reader) {
    uint32_t size = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    uint32_t offset = tw__reader_offset(reader);
    uint32_t left = body->loader->section_left - (uint32_t)(reader->p - reader->origin);
    if (body->bodies_left == 0) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, offset, "section size mismatch");
    }
    if (size > left) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, offset,
                             "unexpected end of section or function");
    }
    if (size > body->loader->store->env.max_code_bytes) {
        return tw__load_fail(body->loader, TW_ERR_LIMIT, offset,
                             "function body longer than max_code_bytes");
    }
    body->bodies_left--;
    body->end_offset = offset + size;
    body->size = size;
    body->module->wasm_code_bytes += size;
    body->state = TW_BODY_LOCALS;
    return tw__body_begin(body, body->func_idx + 1);
}

// The locals are known: opens the body's own frame.
static tw_err_t begin_code(struct tw__body *body) {
    body->state = TW_BODY_INSTR;
    tw_err_t err = tw__validate_begin(body);
    return err != TW_ERR_OK ? err : body->emitter->begin(body);
}

static tw_err_t step_locals(struct tw__body *body, struct tw__reader *reader) {
    uint32_t count = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    body->groups_left = count;
    body->state = TW_BODY_LOCAL_GROUP;
    return count > 0 ? TW_ERR_OK : begin_code(body);
}

static tw_err_t step_local_group(struct tw__body *body, struct tw__reader *reader) {
    uint32_t count = tw__read_u32(reader);
    tw_valtype_t type = 0;
    tw_err_t err = tw__read_valtype(body->loader, reader, &type);
    if (err != TW_ERR_OK || reader->status != TW_READER_OK) {
        return err;
    }
    err = tw__add_locals(body, count, type);
    if (err != TW_ERR_OK) {
        return err;
    }
    return --body->groups_left > 0 ? TW_ERR_OK : begin_code(body);
}

static tw_err_t end_body(struct tw__body *body, const struct tw__reader *reader) {
    body->state = TW_BODY_SIZE;
    if (tw__reader_offset(reader) != body->end_offset) {
        return tw__load_fail(body->loader, TW_ERR_MALFORMED, tw__reader_offset(reader),
                             "END opcode expected");
    }
    return TW_ERR_OK;
}

static tw_err_t step_instr(struct tw__body *body, struct tw__reader *reader) {
    struct tw__instr instr;
    tw_err_t err = tw__read_instr(body, reader, &instr);
    if (err != TW_ERR_OK || reader->status != TW_READER_OK) {
        return err;
    }
    body->instr_count++;
    err = tw__validate_instr(body, &instr);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (instr.op == TW_OP_BR_TABLE) {
        body->state = TW_BODY_LABEL;
    }
    return body->ctrl_count > 0 ? TW_ERR_OK : end_body(body, reader);
}

static tw_err_t step_label(struct tw__body *body, struct tw__reader *reader) {
    uint32_t depth = tw__read_u32(reader);
    if (reader->status != TW_READER_OK) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw__validate_label(body, depth);
    if (body->labels_left == 0) {
        body->state = TW_BODY_INSTR;
    }
    return err;
}

tw_err_t tw__body_step(struct tw__body *body, struct tw__reader *reader) {
    static tw_err_t (*const steps[])(struct tw__body *, struct tw__reader *) = {
        [TW_BODY_COUNT] = step_count,   [TW_BODY_SIZE] = step_size,
        [TW_BODY_LOCALS] = step_locals, [TW_BODY_LOCAL_GROUP] = step_local_group,
        [TW_BODY_INSTR] = step_instr,   [TW_BODY_LABEL] = step_label,
    };
    struct tw__reader whole = *reader;
    uint32_t offset = tw__reader_offset(reader);
    bool is_inside = body->state > TW_BODY_SIZE;
    if (is_inside && body->end_offset - offset < tw__reader_left(reader)) {
        reader->end = reader->p + (body->end_offset - offset);
    }
    tw_err_t err = steps[body->state](body, reader);
    bool is_cut = reader->end != whole.end || (is_inside && tw__reader_left(&whole) ==
                                                                 body->end_offset - offset);
    reader->end = whole.end;
    if (err != TW_ERR_OK || reader->status == TW_READER_OK) {
        return err;
    }
    if (reader->status == TW_READER_BAD || is_cut) {
        return tw__load_bad_read(body->loader, reader, "a function body");
    }
    return TW_ERR_OK;
}

// ---- constant expressions -----------------------------------------------------------------------

tw_err_t tw__const_expr_validate(struct tw__loader *loader, struct tw__reader *reader,
                                 tw_valtype_t type) {
    struct tw__body *body = &loader->body;
    body->is_const = true;
    body->emitter = &tw__emitter_null;
    body->functype = NULL;
    body->func_idx = TW_FUNC_NONE;
    tw_err_t err = tw__validate_begin(body);
    if (err == TW_ERR_OK) {
        body->ctrls[0].blocktype.valtype = type;
    }
    while (err == TW_ERR_OK && body->ctrl_count > 0) {
        struct tw__instr instr;
        err = tw__read_instr(body, reader, &instr);
        if (err == TW_ERR_OK && reader->status != TW_READER_OK) {
            err = tw__load_bad_read(loader, reader, "a constant expression");
        }
        err = err != TW_ERR_OK ? err : tw__validate_instr(body, &instr);
    }
    body->is_const = false;
    return err;
}

void tw__body_free(struct tw__body *body) {
    struct tw__arena *arena = body->loader->arena;
    tw__arena_free(arena, body->operands);
    tw__arena_free(arena, body->ctrls);
    tw__arena_free(arena, body->locals);
    tw__arena_free(arena, body->inits);
}
