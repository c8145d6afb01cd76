// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The handlers of plain code: the rows of regcode.def for builds without superinstructions. As
// exec_ops.h, in whose place it is included.

#include "core/exec_common.h"

OP(NUMERIC) {
    if (TW_UNLIKELY(CALL2(tw__plain_numeric, pc[2], CELL(1)) != TW_TRAP_NONE)) {
        SLOW;
    }
    NEXT_CALLED(3);
}

// ---- branches --------------------------------------------------------------------------------

#define OFFSET(i) ((int32_t)((uint32_t)pc[i] << 16 | pc[(i) + 1]))
OP(BR) { NEXT(3 + OFFSET(1)); }
OP(BRB) {
    PAY(pc[1], UNPAID)
    pc -= pc[2];
    NEXT(3);
}
OP(BRB_FAR) {
    PAY(pc[1], UNPAID)
    NEXT(4 - OFFSET(2));
}
OP(BR_TABLE) {
    uint32_t i = acc < pc[1] ? acc : pc[1];
    NEXT(3 + (int32_t)(i * pc[2]));
}
PART(TAKE) { NEXT(3 + (int32_t)pc[2]); }

#define BRANCHES(N, f)                                               \
    OP(BR_##N##_S) { JUMP_IF(TAKE, f, acc, S32(1)); NEXT(3); }       \
    OP(BR_##N##_I) { JUMP_IF(TAKE, f, acc, I16(1)); NEXT(3); }
#define BRANCHES_SWAPPED(N, f)                                       \
    OP(BR_##N##_S) { JUMP_IF(TAKE, f, S32(1), acc); NEXT(3); }       \
    OP(BR_##N##_I) { JUMP_IF(TAKE, f, I16(1), acc); NEXT(3); }

BRANCHES(EQ, i32_eq)
BRANCHES(NE, i32_ne)
BRANCHES(LT_S, i32_lt_s)
BRANCHES(GE_S, i32_ge_s)
BRANCHES(LT_U, i32_lt_u)
BRANCHES(GE_U, i32_ge_u)
BRANCHES_SWAPPED(GT_S, i32_lt_s)
BRANCHES_SWAPPED(LE_S, i32_ge_s)
BRANCHES_SWAPPED(GT_U, i32_lt_u)
BRANCHES_SWAPPED(LE_U, i32_ge_u)

// ---- memory ----------------------------------------------------------------------------------

#define LOADS(N, load, width)                                                       \
    OP(N##_W) { WRAPPED(S32(1), I16(2), width) acc = load(AT(ea, width)); NEXT(3); } \
    OP(N##_A) { CHECKED(acc, pc[1], width) acc = load(AT(ea, width)); NEXT(2); }
#define STORES(N, store, width)                                                       \
    OP(N##_W) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), acc); NEXT(3); } \
    OP(N##_S) { CHECKED(S32(1), pc[2], width) store(AT(ea, width), acc); NEXT(3); }

LOADS(I32_LOAD, tw__load32, 4)
LOADS(I32_LOAD8_U, load8_u, 1)
LOADS(I32_LOAD16_U, tw__load16, 2)
STORES(I32_STORE, tw__store32, 4)
STORES(I32_STORE8, store8, 1)
STORES(I32_STORE16, tw__store16, 2)
OP(I64_LOAD) { CHECKED(S32(2), pc[3], 4) put64(CELL(1), tw__load64(AT(ea, 4))); NEXT(4); }
OP(I64_STORE) { CHECKED(S32(1), pc[2], 4) store64(AT(ea, 4), CELL(3)); NEXT(4); }

// ---- i32, i64 ----------------------------------------------------------------------------------

#define PAIR(N, f, immediate)                          \
    OP(N##_S) { acc = f(acc, S32(1)); NEXT(2); }       \
    OP(N##_I) { acc = immediate(acc, I16(1)); NEXT(2); }

OP(I32_ADD_SSI) { S32(1) = i32_add(S32(2), I16(3)); NEXT(4); }
PAIR(I32_ADD, i32_add, i32_add)
PAIR(I32_MUL, i32_mul, i32_mul)
PAIR(I32_AND, i32_and, i32_and)
PAIR(I32_OR, i32_or, i32_or)
PAIR(I32_XOR, i32_xor, i32_xor)
PAIR(I32_SHL, i32_shl, shl32)
PAIR(I32_SHR_S, i32_shr_s, shr_s32)
PAIR(I32_SHR_U, i32_shr_u, shr_u32)
PAIR(I32_ROTR, i32_rotr, rotr32)
OP(I32_SUB_S) { acc = i32_sub(acc, S32(1)); NEXT(2); }
OP(I32_EXTEND8_S) { acc = i32_extend8_s(acc); NEXT(1); }
OP(I32_EXTEND16_S) { acc = i32_extend16_s(acc); NEXT(1); }

PAIRED(I64_ADD, 4, sum64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_MUL, 4, mul64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_XOR, 4, xor64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_SHL_I, 4, shl64(CELL(1), CELL(2), pc[3]))
PAIRED(I64_SHR_U_I, 4, shr64(CELL(1), CELL(2), pc[3]))
