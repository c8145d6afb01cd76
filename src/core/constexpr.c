// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/opcode.h"
#include "core/reader.h"

// Constant expressions (spec 3.4.12), evaluated where they lie. They were validated, so there is
// nothing to check and the depth is bounded.

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

uint64_t tw__const_eval(struct tw_interp_instance *instance, const struct tw__span *section,
                        uint32_t at) {
    struct tw__reader reader;
    tw__open_span(&reader, section);
    reader.p += at;
    return tw__const_eval_at(instance, &reader);
}
