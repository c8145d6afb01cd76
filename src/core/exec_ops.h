// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The handlers of register code, one OP per RC row of regcode.def. Included once by exec.c, inside
// or outside a function as the form of the loop wants (dispatch_*.h). In scope: pc, fp, mem,
// mem_fast, acc, fuel, x. A handler ends in NEXT(units), in JUMP(handler), or leaves by SLOW, which
// does the whole operation again in C: nothing may have changed by then, but for the results that
// a return has put in place.

#include "core/exec_common.h"

#define I16_64(i) ((uint64_t)(int64_t)(int16_t)pc[i])
// To the label of an operation of so many units, the last of which is the offset, if the condition
// holds; else on behind it.
#define BRANCH(condition, units)          \
    if (condition) {                      \
        pc += (int16_t)pc[(units) - 1];   \
    }                                     \
    NEXT(units)
// The same backwards; the offset and the fuel it costs come first.
#define BRANCH_BACK(f, a, b, units) \
    JUMP_IF(BACK, f, a, b);         \
    NEXT(units)

OP(CONST64_16) { SET64(1, I16_64(2)); NEXT(3); }
OP(CONST64) { SET64(1, L32(2) | (uint64_t)L32(4) << 32); NEXT(6); }
OP(NUMERIC) {
    if (TW_UNLIKELY(CALL2(tw__numeric_at, pc, fp) != TW_TRAP_NONE)) {
        SLOW;
    }
    NEXT(5);
}
OP(BINARY32) {
    uint32_t result = CALL2(tw__binary32[pc[4]], S32(2), S32(3));
    S32(1) = result;
    NEXT(5);
}
// By 0, and the smallest integer by -1, trap in slow.c.
OP(DIVISION) {
    uint32_t b = S32(3);
    if (TW_UNLIKELY(b == 0 || (b == UINT32_MAX && pc[4] == TW_BINARY32_DIV_S &&
                               S32(2) == 0x80000000u))) {
        SLOW;
    }
    JUMP(BINARY32);
}
OP(COMPARE64) { acc = CALL2(tw__compare64_at, pc, fp); NEXT(4); }
OP(BINARY64) { (void)CALL2(tw__binary64_at, pc, fp); NEXT(5); }

// ---- branches --------------------------------------------------------------------------------

OP(BR) { NEXT(2 + (int16_t)pc[1]); }
PART(BACK) {
    PAY(pc[1])
    pc += (int16_t)pc[2];
    NEXT(0);
}
OP(BRB) { JUMP(BACK); }
OP(BR_FAR) { NEXT(3 + (int32_t)L32(1)); }
OP(BRB_FAR) {
    PAY(pc[1])
    NEXT(4 + (int32_t)L32(2));
}
OP(BR_TABLE) {
    uint32_t i = acc < pc[1] ? acc : pc[1];
    NEXT(3 + (int32_t)i + (int16_t)pc[2 + i]);
}
OP(BR_TABLE_FAR) {
    uint32_t i = 2 * (acc < pc[1] ? acc : pc[1]);
    NEXT(4 + (int32_t)i + (int32_t)L32(2 + i));
}
OP(BRZ_A) { BRANCH(acc == 0, 2); }
OP(BRNZ_A) { BRANCH(acc != 0, 2); }
OP(BRBZ_A) { BRANCH_BACK(i32_eq, acc, 0, 3); }
OP(BRBNZ_A) { BRANCH_BACK(i32_ne, acc, 0, 3); }
OP(BRZ_S) { BRANCH(S32(1) == 0, 3); }
OP(BRNZ_S) { BRANCH(S32(1) != 0, 3); }
OP(BRBZ_S) { BRANCH_BACK(i32_eq, S32(3), 0, 4); }
OP(BRBNZ_S) { BRANCH_BACK(i32_ne, S32(3), 0, 4); }

#define BRANCHES(N, f)                                      \
    OP(BR_##N##_SS) { BRANCH(f(S32(1), S32(2)), 4); }       \
    OP(BR_##N##_SI) { BRANCH(f(S32(1), I16(2)), 4); }       \
    OP(BRB_##N##_SS) { BRANCH_BACK(f, S32(3), S32(4), 5); } \
    OP(BRB_##N##_SI) { BRANCH_BACK(f, S32(3), I16(4), 5); }

BRANCHES(I32_EQ, i32_eq)
BRANCHES(I32_NE, i32_ne)
BRANCHES(I32_LT_S, i32_lt_s)
BRANCHES(I32_GE_S, i32_ge_s)
BRANCHES(I32_LT_U, i32_lt_u)
BRANCHES(I32_GE_U, i32_ge_u)

// ---- returns ---------------------------------------------------------------------------------

OP(RET_A) { fp[0] = acc; LEAVE }
OP(RET_S) { fp[0] = S32(2); JUMP(RET); }
OP(RET64) { tw__set64(fp, S64(2)); JUMP(RET); }

// ---- globals, select ---------------------------------------------------------------------------

OP(GLOBAL_GET_S) { S32(1) = x->globals[pc[2]]; NEXT(3); }
OP(GLOBAL_SET_S) { x->globals[pc[1]] = S32(2); NEXT(3); }
OP(SELECT_S) { S32(1) = *tw__cell(fp, acc != 0 ? pc[2] : pc[3]); NEXT(4); }
OP(SELECT_A) { acc = *tw__cell(fp, acc != 0 ? pc[1] : pc[2]); NEXT(3); }
OP(SELECT64) { SET64(1, tw__get64(tw__cell(fp, acc != 0 ? pc[2] : pc[3]))); NEXT(4); }

// ---- memory ------------------------------------------------------------------------------------

#define LOADS32(N, load, width)                                                      \
    OP(N##_SS) { CHECKED(S32(2), pc[3], width) S32(1) = load(AT(ea, width)); NEXT(4); }   \
    OP(N##_AS) { CHECKED(S32(1), pc[2], width) acc = load(AT(ea, width)); NEXT(3); }      \
    OP(N##_SWS) { WRAPPED(S32(2), I16(3), width) S32(1) = load(AT(ea, width)); NEXT(4); } \
    OP(N##_SWA) { WRAPPED(acc, I16(2), width) S32(1) = load(AT(ea, width)); NEXT(3); }    \
    OP(N##_AWS) { WRAPPED(S32(1), I16(2), width) acc = load(AT(ea, width)); NEXT(3); }    \
    OP(N##_AWA) { WRAPPED(acc, I16(1), width) acc = load(AT(ea, width)); NEXT(2); }
#define STORES32(N, store, width)                                                    \
    OP(N##_SS) { CHECKED(S32(1), pc[2], width) store(AT(ea, width), S32(3)); NEXT(4); }   \
    OP(N##_SA) { CHECKED(S32(1), pc[2], width) store(AT(ea, width), acc); NEXT(3); }      \
    OP(N##_WSS) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), S32(3)); NEXT(4); } \
    OP(N##_WSA) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), acc); NEXT(3); }    \
    OP(N##_WSI) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), I16(3)); NEXT(4); } \
    OP(N##_WAS) { WRAPPED(acc, I16(1), width) store(AT(ea, width), S32(2)); NEXT(3); }

LOADS32(I32_LOAD, tw__load32, 4)
LOADS32(I32_LOAD8_U, load8_u, 1)
LOADS32(I32_LOAD16_U, tw__load16, 2)
OP(I64_LOAD_SS) { CHECKED(S32(2), pc[3], 4) SET64(1, tw__load64(AT(ea, 4))); NEXT(4); }
STORES32(I32_STORE, tw__store32, 4)
STORES32(I32_STORE8, store8, 1)
STORES32(I32_STORE16, tw__store16, 2)
OP(I64_STORE_SS) { CHECKED(S32(1), pc[2], 4) tw__store64(AT(ea, 4), S64(3)); NEXT(4); }

// ---- i32 ---------------------------------------------------------------------------------------

#define SLOTS(N, f)                                      \
    OP(N##_SSS) { S32(1) = f(S32(2), S32(3)); NEXT(4); } \
    OP(N##_ASS) { acc = f(S32(1), S32(2)); NEXT(3); }    \
    OP(N##_AAS) { acc = f(acc, S32(1)); NEXT(2); }
#define IMMEDIATE(N, f)                                  \
    OP(N##_SSI) { S32(1) = f(S32(2), I16(3)); NEXT(4); } \
    OP(N##_ASI) { acc = f(S32(1), I16(2)); NEXT(3); }    \
    OP(N##_AAI) { acc = f(acc, I16(1)); NEXT(2); }
#define COMMUTATIVE(N, f)                                \
    SLOTS(N, f)                                          \
    IMMEDIATE(N, f)                                      \
    OP(N##_SAS) { S32(1) = f(acc, S32(2)); NEXT(3); }
#define SHIFT(N, f)                                      \
    OP(N##_SSI) { S32(1) = f(S32(2), pc[3]); NEXT(4); }  \
    OP(N##_ASI) { acc = f(S32(1), pc[2]); NEXT(3); }     \
    OP(N##_AAI) { acc = f(acc, pc[1]); NEXT(2); }
#define COMPARE(N, f)                                    \
    OP(N##_SS) { acc = f(S32(1), S32(2)); NEXT(3); }     \
    OP(N##_SI) { acc = f(S32(1), I16(2)); NEXT(3); }

// Sums in place; a step, and the branch behind it on the value in its slot.
#define GROW(by)                                       \
    uint32_t slot = pc[1];                             \
    uint32_t value = i32_add(*tw__cell(fp, slot), by); \
    APART(slot);                                       \
    *tw__cell(fp, slot) = value;
OP(I32_ADD_TO) { GROW(S32(2)) NEXT(3); }
OP(I32_STEP) { GROW(I16(2)) NEXT(3); }
OP(I32_STEP_BRB_NE_SI) {
    GROW(I16(2))
    if (TW_UNLIKELY(value == I16(7))) {
        NEXT(8);
    }
    if (TW_UNLIKELY(fuel < (int32_t)pc[4])) {
        pc += TW_STEP_UNITS;
        SLOW;
    }
    fuel -= (int32_t)pc[4];
    pc += (int16_t)pc[5];
    NEXT(3);
}

COMMUTATIVE(I32_ADD, i32_add)
COMMUTATIVE(I32_AND, i32_and)
COMMUTATIVE(I32_OR, i32_or)
COMMUTATIVE(I32_XOR, i32_xor)
COMMUTATIVE(I32_MUL, i32_mul)
SHIFT(I32_SHL, shl32)
SHIFT(I32_SHR_S, shr_s32)
SHIFT(I32_SHR_U, shr_u32)
SHIFT(I32_ROTR, rotr32)
SLOTS(I32_SUB, i32_sub)
OP(I32_SUB_ASA) { acc = i32_sub(S32(1), acc); NEXT(2); }
COMPARE(I32_EQ, i32_eq)
COMPARE(I32_NE, i32_ne)
COMPARE(I32_LT_S, i32_lt_s)
COMPARE(I32_GE_S, i32_ge_s)
COMPARE(I32_LT_U, i32_lt_u)
COMPARE(I32_GE_U, i32_ge_u)

#define UNARY32(N, f)                       \
    OP(N##_S) { acc = f(S32(1)); NEXT(2); } \
    OP(N##_A) { acc = f(acc); NEXT(1); }
#define CLZ(a) COUNT(i32_clz, a)
#define CTZ(a) COUNT(i32_ctz, a)
UNARY32(I32_CLZ, CLZ)
UNARY32(I32_CTZ, CTZ)
UNARY32(I32_EXTEND8_S, i32_extend8_s)
UNARY32(I32_EXTEND16_S, i32_extend16_s)

// ---- i64 ---------------------------------------------------------------------------------------

WIDE(I64_ADD_SSS, 4, SET64(1, i64_add(S64(2), S64(3))))
WIDE(I64_ADD_SSI, 4, SET64(1, i64_add(S64(2), I16_64(3))))
WIDE(I64_MUL, 4, SET64(1, i64_mul(S64(2), S64(3))))
WIDE(I64_XOR, 4, SET64(1, i64_xor(S64(2), S64(3))))
WIDE(I64_SHL_SSI, 4, SET64(1, S64(2) << pc[3]))
WIDE(I64_SHR_U_SSI, 4, SET64(1, S64(2) >> pc[3]))
OP(I64_EXTEND_I32_S_SS) { SET64(1, i64_extend_i32_s(S32(2))); NEXT(3); }
OP(I64_EXTEND_I32_U_SS) { SET64(1, i64_extend_i32_u(S32(2))); NEXT(3); }
