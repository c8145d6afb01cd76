// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/heap.h"
#include "core/opcode.h"
#include "core/reader.h"

// Constant expressions (spec 3.4.12), evaluated where they lie. They were validated, so there is
// nothing to check and the depth is bounded.

#if !TW_CFG_WIDE_CONST

static uint64_t global_bits(const struct tw_interp_instance *instance, uint32_t idx) {
    const uint32_t *cells = tw__global_cells(instance, idx);
    return tw__cells_of(instance->module->globals[idx].type) == 1 ? cells[0] : tw__get64(cells);
}

// Sums, differences and products of 64 bits have those of 32 bits below.
static uint64_t arithmetic(uint8_t op, uint64_t a, uint64_t b) {
    uint64_t result = op == TW_OP_I32_ADD || op == TW_OP_I64_ADD   ? a + b
                      : op == TW_OP_I32_SUB || op == TW_OP_I64_SUB ? a - b
                                                                   : a * b;
    return op < TW_OP_I64_ADD ? (uint32_t)result : result;
}

// The value of an instruction that is no arithmetic.
static uint64_t value_of(struct tw_interp_instance *instance, struct tw__reader *reader,
                         uint8_t op) {
    uint32_t imm = tw__op_imm(op);
    switch (imm) {
        case TW_IMM_GLOBALIDX:
            return global_bits(instance, tw__read_u32(reader));
        case TW_IMM_FUNCIDX:
            return tw__instance_funcref(instance, tw__read_u32(reader));
        case TW_IMM_HEAPTYPE:
            (void)tw__read_s33(reader);
            return TW_REF_NULL;
        default:
            return tw__read_const(reader, imm);
    }
}

uint64_t tw__const_eval_at(struct tw_interp_instance *instance, struct tw__reader *reader) {
    uint64_t values[TW_CFG_EXTENDED_CONST ? TW_MAX_CONST_EXPR_DEPTH : 1];
    uint64_t *top = values;  // behind the last
    for (uint8_t op = tw__read_byte(reader); op != TW_OP_END; op = tw__read_byte(reader)) {
        TW_ASSERT(reader->status == TW_READER_OK);
        if (TW_CFG_EXTENDED_CONST && tw__op_imm(op) == TW_IMM_NONE) {
            TW_ASSERT(top - values >= 2);
            top--;
            top[-1] = arithmetic(op, top[-1], top[0]);
        } else {
            TW_ASSERT(top < values + sizeof values / sizeof values[0]);
            *top++ = value_of(instance, reader, op);
        }
    }
    TW_ASSERT(top == values + 1);
    return values[0];
}

#else

// The operands are cells, as in a frame. There is room for as many values as the validator allows.
struct eval {
    struct tw_interp_instance *instance;
    struct tw__reader *reader;
    uint32_t cells[4 * TW_MAX_CONST_EXPR_DEPTH];
    uint32_t *top;  // behind the last
};

static void push_cells(struct eval *eval, const uint32_t *cells, uint32_t count) {
    TW_ASSERT(eval->top + count <= eval->cells + sizeof eval->cells / sizeof eval->cells[0]);
    memcpy(eval->top, cells, count * sizeof cells[0]);
    eval->top += count;
}

static void push64(struct eval *eval, uint64_t bits, uint32_t count) {
    uint32_t cells[2];
    tw__set64(cells, bits);
    push_cells(eval, cells, count);
}

// Sums, differences and products of 64 bits have those of 32 bits below.
static void arithmetic(struct eval *eval, uint32_t op) {
    uint32_t count = op < TW_OP_I64_ADD ? 1 : 2;
    uint32_t *a = eval->top - 2 * count;
    uint64_t x = count == 1 ? a[0] : tw__get64(a);
    uint64_t y = count == 1 ? a[1] : tw__get64(a + 2);
    uint64_t result = op == TW_OP_I32_ADD || op == TW_OP_I64_ADD   ? x + y
                      : op == TW_OP_I32_SUB || op == TW_OP_I64_SUB ? x - y
                                                                   : x * y;
    eval->top = a;
    push64(eval, result, count);
}

#if TW_CFG_GC
// The cells of the operands of an instruction that makes an object or a reference.
static uint32_t operand_cells(const struct eval *eval, const struct tw__gc_op *op) {
    const struct tw_interp_module *module = eval->instance->module;
    switch (op->op) {
        case TW_OP_STRUCT_NEW:
            return tw__functype_of(module->types[op->a])->param_cells;
        case TW_OP_STRUCT_NEW_DEFAULT:
            return 0;
        case TW_OP_ARRAY_NEW:
            return tw__cells_of(tw__field_of(module->types[op->a], 0)) + 1;
        case TW_OP_ARRAY_NEW_FIXED:
            return tw__cells_of(tw__field_of(module->types[op->a], 0)) * op->b;
        default:
            return 1;
    }
}

static void make(struct eval *eval, uint32_t code) {
    uint32_t imm = tw__op_imm(code);
    struct tw__gc_op op = {eval->instance, NULL, code, 0, 0, 0, NULL};
    op.a = imm != TW_IMM_NONE ? tw__read_u32(eval->reader) : 0;
    op.b = imm == TW_IMM_TYPE_COUNT ? tw__read_u32(eval->reader) : 0;
    op.cells = eval->top - operand_cells(eval, &op);
    if (tw__gc(&op) != TW_TRAP_NONE) {
        eval->instance->has_failed = true;
        op.cells[0] = TW_REF_NULL;
    }
    eval->top = op.cells + 1;
}

static bool makes(uint32_t op) {
    return op >= TW_OP_STRUCT_NEW && op <= TW_OP_I31_GET_U;
}
#else
static bool makes(uint32_t op) {
    (void)op;
    return false;
}
static void make(struct eval *eval, uint32_t code) {
    (void)eval, (void)code;
}
#endif

static void push_global(struct eval *eval, uint32_t idx) {
    push_cells(eval, tw__global_cells(eval->instance, idx),
               tw__cells_of(eval->instance->module->globals[idx].type));
}

static void push_v128(struct eval *eval) {
    const uint8_t *bytes = tw__read_bytes(eval->reader, 16);
    for (uint32_t i = 0; i < 16; i += 4) {
        push64(eval, tw__load32(bytes + i), 1);
    }
}

static void step(struct eval *eval, uint32_t op) {
    uint32_t imm = tw__op_imm(op);
    if (TW_CFG_SIMD && op >= TW_OP_FD_BASE) {
        push_v128(eval);
    } else if (makes(op)) {
        make(eval, op);
    } else if (imm == TW_IMM_NONE) {
        arithmetic(eval, op);
    } else if (imm == TW_IMM_GLOBALIDX) {
        push_global(eval, tw__read_u32(eval->reader));
    } else if (imm == TW_IMM_FUNCIDX) {
        push64(eval, tw__instance_funcref(eval->instance, tw__read_u32(eval->reader)), 1);
    } else if (imm == TW_IMM_HEAPTYPE) {
        (void)tw__read_s33(eval->reader);
        push64(eval, TW_REF_NULL, 1);
    } else {
        push64(eval, tw__read_const(eval->reader, imm), tw__cells_of(tw__op_result(op)));
    }
}

void tw__const_eval_cells(struct tw_interp_instance *instance, struct tw__reader *reader,
                          uint32_t value[4]) {
    struct eval eval = {.instance = instance, .reader = reader};
    eval.top = eval.cells;
    for (uint32_t op = tw__read_byte(reader); op != TW_OP_END; op = tw__read_byte(reader)) {
        TW_ASSERT(reader->status == TW_READER_OK);
        op = TW_CFG_GC && op == 0xfb     ? TW_OP_FB_BASE + tw__read_u32(reader)
             : TW_CFG_SIMD && op == 0xfd ? TW_OP_FD_BASE + tw__read_u32(reader)
                                         : op;
        step(&eval, op);
    }
    memcpy(value, eval.cells, 4 * sizeof value[0]);
}

uint64_t tw__const_eval_at(struct tw_interp_instance *instance, struct tw__reader *reader) {
    uint32_t value[4] = {0};
    tw__const_eval_cells(instance, reader, value);
    return tw__get64(value);
}

#endif

uint64_t tw__const_eval(struct tw_interp_instance *instance, const struct tw__span *section,
                        uint32_t at) {
    struct tw__reader reader;
    tw__open_span(&reader, section);
    reader.p += at;
    return tw__const_eval_at(instance, &reader);
}
