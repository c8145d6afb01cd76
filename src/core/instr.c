// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// An instruction, read with its immediates into body->instr. These are checked kind by kind, and
// what they name gives instr->type to signatures that ask for it. A check of what is not all there
// yet says nothing: the instruction is read again.

static void bad(struct tw__body *body, enum tw__bad id) {
    tw__bad(body->loader, id);
}

// ---- what indices name ----------------------------------------------------------------------------

static bool is_init(const struct tw__body *body, uint32_t idx) {
    for (uint32_t i = 0; i < body->init_count; i++) {
        if (body->inits[i] == idx) {
            return true;
        }
    }
    return idx < body->functype->param_count;
}

static void set_init(struct tw__body *body, uint32_t idx) {
    if (!tw__is_ok(body->loader)) {
        return;  // the index is not all there
    }
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

// Of ref.func; calls look at their function themselves.
static tw_valtype_t func_type(struct tw__body *body, uint32_t idx) {
    if (!TW_CFG_REFERENCES || tw__op_sig(body->instr.op) == TW_SIG_SPECIAL) {
        return 0;
    }
    if (idx >= body->module->func_count) {
        bad(body, TW_BAD_NO_FUNC);
        return 0;
    }
    if (body->is_const) {
        tw__declare(body->loader, idx);
    } else if (!tw__is_declared(body->loader, idx)) {
        bad(body, TW_BAD_UNDECLARED);
    }
    return tw__ref_to(body->module->types[body->module->funcs[idx].type]);
}

static tw_valtype_t elem_type(struct tw__body *body, uint32_t idx) {
    if (idx >= body->module->elem_count) {
        bad(body, TW_BAD_NO_ELEM);
        return 0;
    }
    return body->module->elems[idx].type;
}

static void check_data_idx(struct tw__body *body, uint32_t idx) {
    if (!body->loader->has_data_count) {
        bad(body, TW_BAD_NO_DATA_COUNT);
    }
    if (idx >= body->loader->declared_data_count) {
        bad(body, TW_BAD_NO_DATA);
    }
}

static void check_data(struct tw__body *body) {
    check_data_idx(body, body->instr.a);
}

// Most numbers are one byte. Of a reader that has failed any number will do.
static TW_HOT_INLINE uint32_t read_small(struct tw__reader *reader) {
    return reader->p != reader->end && *reader->p < 0x80 ? *reader->p++ : tw__read_u32(reader);
}

// ---- kinds ----------------------------------------------------------------------------------------

// A byte of one bit pattern is a type, or the empty type; anything else is an index.
static void read_blocktype(struct tw__body *body, struct tw__blocktype *type) {
    struct tw__reader *reader = &body->loader->reader;
    type->functype = NULL;
    type->valtype = 0;
    uint32_t byte = reader->p != reader->end ? *reader->p : 0;
    if (byte == 0x40) {
        reader->p++;
    } else if ((byte & 0xc0) == 0x40) {
        type->valtype = tw__read_valtype(body->loader);
    } else {
        int64_t idx = tw__read_s33(reader);
        if (idx < 0) {
            bad(body, TW_BAD_TYPE);
        } else if (idx >= (int64_t)body->module->type_count ||
                   !tw__is_func_type(body->module->types[idx])) {
            bad(body, TW_BAD_NO_TYPE);
        } else {
            type->functype = tw__functype_of(body->module->types[idx]);
        }
    }
}

#if TW_CFG_MEMORY64
static void read_offset(struct tw__body *body, struct tw__reader *reader, struct tw__instr *instr) {
    const struct tw_interp_module *module = body->module;
    bool is_64 = instr->a < module->memory_count && module->memories[instr->a].is_64 != 0;
    instr->value = tw__read_u64(reader);
    if (!is_64 && instr->value > UINT32_MAX) {
        bad(body, TW_BAD_OFFSET);
    }
}
#else
static void read_offset(const struct tw__body *body, struct tw__reader *reader,
                        struct tw__instr *instr) {
    (void)body;
    instr->value = tw__read_u32(reader);
}
#endif

#if TW_CFG_THREADS
static void check_natural(struct tw__body *body, const struct tw__instr *instr) {
    if (instr->op >= TW_OP_FE_BASE && 1u << (instr->b & 31) != tw__op_width(instr->op)) {
        bad(body, TW_BAD_ATOMIC_ALIGNMENT);
    }
}
#else
#define check_natural(body, instr) (void)0
#endif

// memarg (spec 5.4.7): bit 6 of the alignment says that a memory index follows. A module with one
// memory has no use for it; there it is the malformed alignment that 2.0 says it is.
static void read_memarg(struct tw__body *body, struct tw__reader *reader, struct tw__instr *instr) {
    instr->b = read_small(reader);
    bool has_memory = TW_CFG_MEMORY64 || body->module->memory_count > 1;
    if (has_memory && instr->b >= 64 && instr->b < 128) {
        instr->b -= 64;
        instr->a = tw__read_u32(reader);
    }
    if (instr->b >= (TW_CFG_MEMORY64 ? 64 : 32)) {
        bad(body, TW_BAD_MEMARG);
    }
    tw__check_memory(body->loader, instr->a);  // before the offset, which may be longer than ours
    read_offset(body, reader, instr);
    if ((TW_CFG_MEMORY64 && instr->b >= 32) || 1u << (instr->b & 31) > tw__op_width(instr->op)) {
        bad(body, TW_BAD_ALIGNMENT);
    }
    check_natural(body, instr);
}

static void read_select_types(struct tw__body *body) {
    body->instr.a = tw__read_u32(&body->loader->reader);
    if (body->instr.a != 1) {
        bad(body, TW_BAD_ARITY);
    }
    body->instr.type = tw__read_valtype(body->loader);
}

static uint32_t read_memidx(struct tw__body *body) {
    struct tw__reader *reader = &body->loader->reader;
    uint32_t idx = TW_CFG_MULTI_MEMORY ? tw__read_u32(reader) : tw__read_byte(reader);
    tw__check_memory(body->loader, idx);
    return idx;
}

uint64_t tw__read_const(struct tw__reader *reader, uint32_t imm) {
    switch (imm) {
        case TW_IMM_I32:
            return (uint32_t)tw__read_s32(reader);
        case TW_IMM_I64:
            return (uint64_t)tw__read_s64(reader);
        default:
            return tw__read_fixed(reader, imm == TW_IMM_F32 ? 4 : 8);
    }
}

#if TW_CFG_SIMD

// In b; the alignment has been checked.
static void read_lane(struct tw__body *body, uint32_t count) {
    body->instr.b = tw__read_byte(&body->loader->reader);
    if (body->instr.b >= count) {
        bad(body, TW_BAD_LANE);
    }
}

static void read_literal(struct tw__body *body, bool is_shuffle) {
    const uint8_t *bytes = tw__read_bytes(&body->loader->reader, 16);
    for (uint32_t i = 0; bytes != NULL && i < 16; i++) {
        body->instr.literal[i] = bytes[i];
        if (is_shuffle && bytes[i] >= 32) {
            bad(body, TW_BAD_LANE);
        }
    }
}

// The instructions with a lane come in the order of their shapes.
static uint32_t lane_count(uint32_t op) {
    return op < TW_OP_I16X8_EXTRACT_LANE_S ? 16
           : op < TW_OP_I32X4_EXTRACT_LANE ? 8
           : op < TW_OP_I64X2_EXTRACT_LANE ? 4
           : op < TW_OP_F32X4_EXTRACT_LANE ? 2
           : op < TW_OP_F64X2_EXTRACT_LANE ? 4
                                           : 2;
}
#endif

#if TW_CFG_EXCEPTIONS
static void read_exception(struct tw__body *body, uint32_t imm) {
    if (imm == TW_IMM_TRY_TABLE) {
        read_blocktype(body, &body->instr.blocktype);
        body->instr.a = tw__read_u32(&body->loader->reader);
    } else if (imm == TW_IMM_TAGIDX) {
        (void)tw__check_tag(body->loader, body->instr.a);
    }
}
#else
#define read_exception(body, imm) (void)0
#endif

#if TW_CFG_SIMD
static void read_simd(struct tw__body *body, uint32_t imm) {
    struct tw__instr *instr = &body->instr;
    if (imm == TW_IMM_V128 || imm == TW_IMM_SHUFFLE) {
        read_literal(body, imm == TW_IMM_SHUFFLE);
    } else if (imm == TW_IMM_MEMARG_LANE) {
        read_memarg(body, &body->loader->reader, instr);
        read_lane(body, 16 / tw__op_width(instr->op));
    } else if (imm == TW_IMM_LANE) {
        read_lane(body, lane_count(instr->op));
    }
}
#else
#define read_simd(body, imm) (void)0
#endif

#if TW_CFG_GC
static void read_gc(struct tw__body *body, uint32_t imm) {
    if (imm == TW_IMM_CAST) {
        body->instr.type = tw__read_cast_type(body);
    } else if (imm == TW_IMM_BR_CAST) {
        tw__read_br_cast(body);
    } else if (imm == TW_IMM_TYPE_DATA) {
        check_data_idx(body, body->instr.b);
    }
}
#else
#define read_gc(body, imm) (void)0
#endif

#if TW_CFG_THREADS
static void read_fence(struct tw__body *body, uint32_t imm) {
    if (imm == TW_IMM_FENCE && tw__read_byte(&body->loader->reader) != 0) {
        bad(body, TW_BAD_FENCE);
    }
}
#else
#define read_fence(body, imm) (void)0
#endif

// Those of instructions beyond STANDARD.
static void read_more(struct tw__body *body, uint32_t imm) {
    (void)body, (void)imm;
    read_exception(body, imm);
    read_simd(body, imm);
    read_gc(body, imm);
    read_fence(body, imm);
}

static void read_immediates(struct tw__body *body, struct tw__reader *reader, uint32_t imm) {
    struct tw__instr *instr = &body->instr;
    if (imm >= TW_IMM_LABELIDX) {
        instr->a = read_small(reader);
    }
    if (imm >= TW_IMM_CALL_INDIRECT) {
        instr->b = tw__read_u32(reader);
    }
    switch (imm) {
        case TW_IMM_I32:
        case TW_IMM_I64:
        case TW_IMM_F32:
        case TW_IMM_F64:
            instr->value = tw__read_const(reader, imm);
            break;
        case TW_IMM_BLOCKTYPE:
            read_blocktype(body, &instr->blocktype);
            break;
        case TW_IMM_HEAPTYPE:
            instr->type = tw__read_heaptype(body->loader);
            instr->value = TW_REF_NULL;
            break;
        case TW_IMM_SELECT_T:
            read_select_types(body);
            break;
        case TW_IMM_MEMARG:
            read_memarg(body, reader, instr);
            break;
        case TW_IMM_MEMIDX:
            instr->a = read_memidx(body);
            break;
        case TW_IMM_MEM_MEM:
            instr->a = read_memidx(body);
            instr->b = read_memidx(body);
            break;
        case TW_IMM_FUNCIDX:
            instr->type = func_type(body, instr->a);
            break;
        case TW_IMM_LOCALIDX:
            instr->type = local_type(body, instr->a);
            break;
        case TW_IMM_GLOBALIDX:
            instr->type = global_type(body, instr->a);
            break;
        case TW_IMM_TABLEIDX:
            instr->type = table_type(body, instr->a);
            break;
        case TW_IMM_ELEMIDX:
            (void)elem_type(body, instr->a);
            break;
        case TW_IMM_DATA_MEM:
            instr->b = read_memidx(body);
            check_data(body);
            break;
        case TW_IMM_DATAIDX:
            check_data(body);
            break;
        case TW_IMM_TABLE_TABLE:
            tw__check_match(body->loader, table_type(body, instr->b), table_type(body, instr->a));
            break;
        case TW_IMM_ELEM_TABLE:
            tw__check_match(body->loader, elem_type(body, instr->a), table_type(body, instr->b));
            break;
        default:
            read_more(body, imm);
            break;
    }
}

// ---- instructions -------------------------------------------------------------------------------

static void no_such_op(struct tw__body *body, uint32_t code) {
    uint32_t group = tw__op_missing_group(code);
    struct tw__loader *loader = body->loader;
    if (group == TW_NO_GROUP || !tw__is_ok(loader)) {
        bad(body, TW_BAD_OPCODE);
        return;
    }
    tw__fault_at(loader->fault, body->func_idx, body->instr.offset);
    tw__load_check(loader, tw__fail(loader->fault, TW_ERR_UNSUPPORTED, TW_TEXT_INSTRUCTION,
                                    tw__op_group_name(group), code));
}

// The number of an instruction behind those of one byte; its code, from its first byte.
#if TW_CFG_EXTRA
static uint32_t read_long_op(struct tw__reader *reader, uint32_t *code) {
    if (*code < 0xfb || *code > 0xfe) {
        return TW_OP_ILLEGAL;
    }
    static const struct {
        uint16_t base;
        uint16_t count;
    } ranges[4] = {{TW_OP_FB_BASE, TW_OP_FB_COUNT},
                   {TW_OP_FC_BASE, TW_OP_FC_COUNT},
                   {TW_OP_FD_BASE, TW_OP_FD_COUNT},
                   {TW_OP_FE_BASE, TW_OP_FE_COUNT}};
    uint32_t second = tw__read_u32(reader);
    uint32_t prefix = *code - 0xfb;
    *code = *code << 8 | (second < 0x100 ? second : 0xff);
    return second < ranges[prefix].count ? ranges[prefix].base + second : TW_OP_ILLEGAL;
}
#else
static uint32_t read_long_op(struct tw__reader *reader, uint32_t *code) {
    if (*code < 0xfb || *code > 0xfe) {
        return TW_OP_ILLEGAL;
    }
    uint32_t second = tw__read_u32(reader);
    *code = *code << 8 | (second < 0x100 ? second : 0xff);
    bool has_row = *code >> 8 == TW_OP_PREFIX_FC && second < TW_OP_FC_COUNT;
    return has_row ? TW_OP_FC_BASE + second : TW_OP_ILLEGAL;
}
#endif

static void check_const(struct tw__body *body) {
    uint32_t column = tw__op_const(body->instr.op);
    bool is_extended = TW_CFG_EXTENDED_CONST && column == TW_CONST_EXT;
    if (column != TW_CONST_CST && !is_extended) {
        bad(body, TW_BAD_CONST);
    }
}

void tw__read_instr(struct tw__body *body) {
    struct tw__reader *reader = &body->loader->reader;
    struct tw__instr *instr = &body->instr;
    instr->offset = tw__reader_offset(reader);
    instr->a = 0;
    instr->b = 0;
    uint32_t code = reader->p != reader->end ? *reader->p++ : tw__read_byte(reader);
    instr->op = (uint16_t)(code < TW_OP_FC_BASE ? code : read_long_op(reader, &code));
    uint32_t imm = tw__op_imm(instr->op);
    if (imm == TW_IMM_ILLEGAL) {
        no_such_op(body, code);
        return;
    }
    if (body->is_const) {
        check_const(body);
    }
    read_immediates(body, reader, imm);
}
