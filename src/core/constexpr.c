// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/numeric.h"
#include "core/opcode.h"
#include "core/reader.h"

// Constant expressions (spec 3.4.12), evaluated where they lie. They were validated, so there is
// nothing to check and the depth is bounded.

struct stack {
    uint64_t values[TW_MAX_CONST_EXPR_DEPTH];
    uint32_t count;
};

static void push(struct stack *stack, uint64_t value) {
    TW_ASSERT(stack->count < TW_MAX_CONST_EXPR_DEPTH);
    stack->values[stack->count++] = value;
}

static uint64_t pop(struct stack *stack) {
    TW_ASSERT(stack->count > 0);
    stack->count--;
    return stack->values[stack->count % TW_MAX_CONST_EXPR_DEPTH];
}

static uint64_t global_bits(const struct tw_interp_instance *instance, uint32_t idx) {
    const uint32_t *cells = tw__global_cells(instance, idx);
    return tw__cells_of(instance->module->globals[idx].type) == 1 ? cells[0] : tw__get64(cells);
}

#if TW_CFG_EXTENDED_CONST
static uint64_t arithmetic(uint8_t op, uint64_t a, uint64_t b) {
    switch (op) {
    case TW_OP_I32_ADD:
        return i32_add((uint32_t)a, (uint32_t)b);
    case TW_OP_I32_SUB:
        return i32_sub((uint32_t)a, (uint32_t)b);
    case TW_OP_I32_MUL:
        return i32_mul((uint32_t)a, (uint32_t)b);
    case TW_OP_I64_ADD:
        return a + b;
    case TW_OP_I64_SUB:
        return a - b;
    default:
        TW_ASSERT(op == TW_OP_I64_MUL);
        return a * b;
    }
}
#else
static uint64_t arithmetic(uint8_t op, uint64_t a, uint64_t b) {
    TW_ASSERT(false);
    return a + b + op;
}
#endif

// Instructions that push a value, or combine the two topmost.
static void step(struct tw_interp_instance *instance, struct tw__reader *reader, uint8_t op,
                 struct stack *stack) {
    switch (op) {
    case TW_OP_I32_CONST:
        push(stack, (uint32_t)tw__read_s32(reader));
        break;
    case TW_OP_I64_CONST:
        push(stack, (uint64_t)tw__read_s64(reader));
        break;
#if TW_CFG_FLOAT
    case TW_OP_F32_CONST:
        push(stack, tw__read_fixed(reader, 4));
        break;
    case TW_OP_F64_CONST:
        push(stack, tw__read_fixed(reader, 8));
        break;
#endif
    case TW_OP_GLOBAL_GET:
        push(stack, global_bits(instance, tw__read_u32(reader)));
        break;
#if TW_CFG_REFERENCES
    case TW_OP_REF_NULL:
        (void)tw__read_s33(reader);
        push(stack, TW_REF_NULL);
        break;
    case TW_OP_REF_FUNC:
        push(stack, tw__instance_funcref(instance, tw__read_u32(reader)));
        break;
#endif
    default: {
        uint64_t b = pop(stack);
        uint64_t a = pop(stack);
        push(stack, arithmetic(op, a, b));
        break;
    }
    }
}

uint64_t tw__const_eval_at(struct tw_interp_instance *instance, struct tw__reader *reader) {
    struct stack stack;
    stack.count = 0;
    for (uint8_t op = tw__read_byte(reader); op != TW_OP_END; op = tw__read_byte(reader)) {
        TW_ASSERT(reader->status == TW_READER_OK);
        step(instance, reader, op, &stack);
    }
    return pop(&stack);
}

uint64_t tw__const_eval(struct tw_interp_instance *instance, const struct tw__span *section,
                        uint32_t at) {
    struct tw__reader reader;
    tw__reader_init(&reader, section->bytes, section->size, section->offset);
    reader.p += at;
    return tw__const_eval_at(instance, &reader);
}
