// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The handlers of register code, one OP per RC row of regcode.def. Included once by exec.c, inside
// or outside a function as the form of the loop wants (dispatch_*.h). In scope: pc, fp, mem,
// mem_fast, acc, fuel, x. A handler ends in NEXT(units), in JUMP(handler), or leaves by SLOW, which
// does the whole operation again in C: nothing may have changed by then, but for the results that
// a return has put in place.

#include "core/exec_common.h"

#define U16(i) ((uint32_t)pc[i])
#define I16_64(i) ((uint64_t)(int64_t)(int16_t)pc[i])
#define L64(i) ((uint64_t)(int64_t)(int32_t)L32(i))
// Results that go to a slot go to the accumulator, too: the next operation may take them there.
#define PUT32(i, value) \
    acc = (value);      \
    S32(i) = ACC
#define PUT64(i, value) \
    acc = (value);      \
    SET64(i, acc)
// Behind operations of five units, whose work is far more than a jump.
#ifdef JUMPS_BY_CONDITION
#define GO_ON_5 JUMP(NEXT_5)
#else
#define GO_ON_5 NEXT_CALLED(5)
#endif
// To the label of an operation of so many units, the last of which is the offset, if f(a, b); else
// on behind it.
#define BRANCH(f, a, b, units)            \
    if (f(a, b)) {                        \
        pc += (int16_t)pc[(units) - 1];   \
    }                                     \
    NEXT(units)
// The same where another handler goes to the label of as many units.
#ifdef JUMPS_BY_CONDITION
#define BRANCH_BY(taken, f, a, b, units) \
    JUMP_IF(taken, f, a, b);             \
    NEXT(units)
#else
#define BRANCH_BY(taken, f, a, b, units) BRANCH(f, a, b, units)
#endif
// The same backwards; the offset and the fuel it costs come first.
#define BRANCH_BACK(f, a, b, units) \
    JUMP_IF(BACK, f, a, b);         \
    NEXT(units)

OP(CONST64_16) { extend64(CELL(1), I16(2)); NEXT(3); }
OP(CONST64) { SET64(1, L32(2) | (uint64_t)L32(4) << 32); NEXT(6); }
#if TW_CFG_WIDE
OP(STA64) { SET64(1, acc); NEXT(2); }
#endif
OP(NUMERIC) {
    uint32_t trap = CALL2(tw__numeric_at, pc, fp);
    SLOW_IF(i32_ne, trap, TW_TRAP_NONE);
    GO_ON_5;
}
OP(BINARY32) {
    uint32_t result = CALL_AT(tw__binary32[pc[4]], S32(2), S32(3));
    S32(1) = result;
    NEXT_CALLED(5);
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

// ---- branches --------------------------------------------------------------------------------

OP(BR) { NEXT_AT(2, (int16_t)pc[1]); }
PART(BACK) {
    PAY(pc[1], UNPAID)
    pc += (int16_t)pc[2];
    NEXT(0);
}
#if TW_CFG_WIDE
OP(BRB) {
    PAY(pc[1], UNPAID)
    pc += (int16_t)pc[2];
    NEXT(0);
}
#else
OP(BRB) { JUMP(BACK); }
#endif
OP(BR_FAR) { NEXT_AT(3, (int32_t)L32(1)); }
OP(BRB_FAR) {
    PAY(pc[1], UNPAID)
    NEXT_AT(4, (int32_t)L32(2));
}
OP(BRZ_A) { BRANCH_BY(BR, i32_eq, ACC, 0, 2); }
OP(BRNZ_A) { BRANCH_BY(BR, i32_ne, ACC, 0, 2); }
OP(BRBNZ_A) { BRANCH_BACK(i32_ne, ACC, 0, 3); }
#if TW_CFG_WIDE
OP(BRZ_S) { BRANCH(i32_eq, S32(1), 0, 3); }
OP(BRNZ_S) { BRANCH(i32_ne, S32(1), 0, 3); }
OP(BRBNZ_S) { BRANCH_BACK(i32_ne, S32(3), 0, 4); }
#endif

#define BRANCHES_BACK(N, f)                                 \
    OP(BRB_##N##_SS) { BRANCH_BACK(f, S32(3), S32(4), 5); } \
    OP(BRB_##N##_SI) { BRANCH_BACK(f, S32(3), I16(4), 5); }
#define BRANCHES(N, f)                                             \
    OP(BR_##N##_SS) { BRANCH_BY(TAKE, f, S32(1), S32(2), 4); }     \
    OP(BR_##N##_SI) { BRANCH_BY(TAKE, f, S32(1), I16(2), 4); }

BRANCHES_BACK(I32_NE, i32_ne)
BRANCHES_BACK(I32_LT_U, i32_lt_u)
BRANCHES_BACK(I32_GE_U, i32_ge_u)
#if TW_CFG_WIDE
BRANCHES_BACK(I32_EQ, i32_eq)
BRANCHES_BACK(I32_LT_S, i32_lt_s)
BRANCHES_BACK(I32_GE_S, i32_ge_s)
#endif
BRANCHES(I32_NE, i32_ne)
BRANCHES(I32_LT_U, i32_lt_u)
BRANCHES(I32_GE_U, i32_ge_u)
#ifdef JUMPS_BY_CONDITION
PART(TAKE) { NEXT_AT(4, (int16_t)pc[3]); }
#endif
BRANCHES(I32_EQ, i32_eq)
BRANCHES(I32_LT_S, i32_lt_s)
BRANCHES(I32_GE_S, i32_ge_s)
OP(BR_TABLE) {
    uint32_t i = ACC < pc[1] ? ACC : pc[1];
    pc += i;
    NEXT_AT(3, (int16_t)pc[2]);
}
OP(BR_TABLE_FAR) {
    uint32_t i = ACC < pc[1] ? ACC : pc[1];
    pc += 2 * i;
    NEXT_AT(4, (int32_t)L32(2));
}

#if TW_CFG_WIDE
// With an operand in the accumulator.
#define BRANCHES_ACC(N, f, acc, slot, immediate)                 \
    OP(BR_##N##_AS) { BRANCH(f, acc, slot(1), 3); }              \
    OP(BR_##N##_AI) { BRANCH(f, acc, immediate(1), 3); }         \
    OP(BR_##N##_SA) { BRANCH(f, slot(1), acc, 3); }              \
    OP(BRB_##N##_AS) { BRANCH_BACK(f, acc, slot(3), 4); }        \
    OP(BRB_##N##_AI) { BRANCH_BACK(f, acc, immediate(3), 4); }   \
    OP(BRB_##N##_SA) { BRANCH_BACK(f, slot(3), acc, 4); }
#define BRANCHES_WIDE(N, f)                                  \
    OP(BR_##N##_SS) { BRANCH(f, S64(1), S64(2), 4); }        \
    OP(BR_##N##_SI) { BRANCH(f, S64(1), I16_64(2), 4); }     \
    OP(BRB_##N##_SS) { BRANCH_BACK(f, S64(3), S64(4), 5); }  \
    OP(BRB_##N##_SI) { BRANCH_BACK(f, S64(3), I16_64(4), 5); } \
    BRANCHES_ACC(N, f, acc, S64, I16_64)
BRANCHES_ACC(I32_EQ, i32_eq, ACC, S32, I16)
BRANCHES_ACC(I32_NE, i32_ne, ACC, S32, I16)
BRANCHES_ACC(I32_LT_S, i32_lt_s, ACC, S32, I16)
BRANCHES_ACC(I32_GE_S, i32_ge_s, ACC, S32, I16)
BRANCHES_ACC(I32_LT_U, i32_lt_u, ACC, S32, I16)
BRANCHES_ACC(I32_GE_U, i32_ge_u, ACC, S32, I16)
BRANCHES_WIDE(I64_EQ, i64_eq)
BRANCHES_WIDE(I64_NE, i64_ne)
BRANCHES_WIDE(I64_LT_S, i64_lt_s)
BRANCHES_WIDE(I64_GE_S, i64_ge_s)
BRANCHES_WIDE(I64_LT_U, i64_lt_u)
BRANCHES_WIDE(I64_GE_U, i64_ge_u)
#endif

// ---- calls of C ---------------------------------------------------------------------------------

// Short copies and fills of memory 0.
OP(BULK) {
    x->pc = pc;
    x->fp = fp;
    x->fuel = fuel;
    if (CALL1(tw__bulk_short, x) == 0) {
        SLOW;
    }
    fuel = x->fuel;
    GO_ON_5;
}
OP(COMPARE64) { acc = CALL2(tw__compare64_at, pc, fp); NEXT_CALLED(4); }
OP(BINARY64) { (void)CALL2(tw__binary64_at, pc, fp); GO_ON_5; }
#ifdef JUMPS_BY_CONDITION
PART(NEXT_5) { NEXT(5); }
#endif

// ---- returns ---------------------------------------------------------------------------------

#if TW_CFG_WIDE
OP(RET_A) { fp[0] = ACC; LEAVE }
OP(RET_S) { fp[0] = S32(2); JUMP(RET); }
OP(RET64) { tw__set64(fp, S64(2)); JUMP(RET); }
#else
OP(RET_A) { fp[0] = ACC; JUMP(RET); }
#endif

// ---- globals, select ---------------------------------------------------------------------------

#if TW_CFG_WIDE
OP(GLOBAL_GET_S) { PUT32(1, x->globals[pc[2]]); NEXT(3); }
OP(GLOBAL_SET_S) { x->globals[pc[1]] = S32(2); NEXT(3); }
OP(SELECT_A) { acc = *tw__cell(fp, ACC != 0 ? pc[1] : pc[2]); NEXT(3); }
#endif
OP(SELECT_S) { PUT32(1, *tw__cell(fp, ACC != 0 ? pc[2] : pc[3])); NEXT(4); }
OP(SELECT64) { select64(CELL(1), tw__cell(fp, ACC != 0 ? pc[2] : pc[3])); NEXT(4); }

// ---- memory ------------------------------------------------------------------------------------

#if TW_CFG_WIDE
#define BARE(address, width)                                     \
    uintptr_t ea = (address);                                    \
    if (TW_UNLIKELY(ea >= mem_fast || ODD(ea, width))) {         \
        SLOW;                                                    \
    }
// The accumulator has no more than 32 bits then.
#define CHECKED_ACC(off, width)                                  \
    uintptr_t ea = acc + (off);                                  \
    if (TW_UNLIKELY(ea >= mem_fast || ODD(ea, width))) {         \
        SLOW;                                                    \
    }
#endif
// The address of an access with a long offset, unless it wraps. By way of the accumulator, which is
// empty: Thumb-1 has no more registers.
OP(ADDRESS) {
    acc = S32(2) + L32(3);
    SLOW_IF(i32_lt_u, ACC, S32(2));
    S32(1) = ACC;
    GO_ON_5;
}
#define LOADS(N, load, width, SET)                                                        \
    OP(N##_SS) { CHECKED(S32(2), pc[3], width) SET(1, load(AT(ea, width))); NEXT(4); }    \
    OP(N##_SWS) { WRAPPED(S32(2), I16(3), width) SET(1, load(AT(ea, width))); NEXT(4); }  \
    OP(N##_SWA) { WRAPPED(ACC, I16(2), width) SET(1, load(AT(ea, width))); NEXT(3); }     \
    OP(N##_AS) { CHECKED(S32(1), pc[2], width) acc = load(AT(ea, width)); NEXT(3); }      \
    OP(N##_AWS) { WRAPPED(S32(1), I16(2), width) acc = load(AT(ea, width)); NEXT(3); }
#define LOAD_AWA(N, load, width)                                                          \
    OP(N##_AWA) { WRAPPED(ACC, I16(1), width) acc = load(AT(ea, width)); NEXT(2); }
#if TW_CFG_WIDE
#define STORE_ACC(N, store, width, acc)                                                       \
    OP(N##_SA) { CHECKED(S32(1), pc[2], width) store(AT(ea, width), acc); NEXT(3); }
#else
#define STORE_ACC(N, store, width, acc)
#endif
#define STORES(N, store, width, slot, acc)                                                    \
    STORE_ACC(N, store, width, acc)                                                           \
    OP(N##_SS) { CHECKED(S32(1), pc[2], width) store(AT(ea, width), slot(3)); NEXT(4); }      \
    OP(N##_WSS) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), slot(3)); NEXT(4); }    \
    OP(N##_WSA) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), acc); NEXT(3); }        \
    OP(N##_WAS) { WRAPPED(ACC, I16(1), width) store(AT(ea, width), slot(2)); NEXT(3); }

#define STORE_IMMEDIATE(N, store, width, immediate) \
    OP(N##_WSI) { WRAPPED(S32(1), I16(2), width) store(AT(ea, width), immediate(3)); NEXT(4); }

// Doors among the accesses (dispatch_register.h).
#ifdef JUMPS_BY_CONDITION
#undef DOOR
#define DOOR op_DOOR_OF_LOADS
#endif
LOADS(I32_LOAD, tw__load32, 4, PUT32)
LOADS(I32_LOAD8_U, load8_u, 1, PUT32)
#ifdef JUMPS_BY_CONDITION
PART(DOOR_OF_LOADS) { SLOW; }
#endif
LOADS(I32_LOAD16_U, tw__load16, 2, PUT32)
#ifdef JUMPS_BY_CONDITION
#undef DOOR
#define DOOR op_DOOR_OF_STORES
#endif
STORES(I32_STORE, tw__store32, 4, S32, ACC)
STORES(I32_STORE8, store8, 1, S32, ACC)
#ifdef JUMPS_BY_CONDITION
PART(DOOR_OF_STORES) { SLOW; }
#endif
STORES(I32_STORE16, tw__store16, 2, S32, ACC)
STORE_IMMEDIATE(I32_STORE8, store8, 1, U16)
LOAD_AWA(I32_LOAD, tw__load32, 4)

#if TW_CFG_WIDE
#define LOADS_OFF(N, load, width, SET)                                                   \
    OP(N##_SO) { CHECKED_ACC(pc[2], width) SET(1, load(AT(ea, width))); NEXT(3); }      \
    OP(N##_AO) { CHECKED_ACC(pc[1], width) acc = load(AT(ea, width)); NEXT(2); }         \
    OP(N##_SBS) { BARE(S32(2), width) SET(1, load(AT(ea, width))); NEXT(3); }            \
    OP(N##_SBA) { BARE(acc, width) SET(1, load(AT(ea, width))); NEXT(2); }               \
    OP(N##_ABS) { BARE(S32(1), width) acc = load(AT(ea, width)); NEXT(2); }              \
    OP(N##_ABA) { BARE(acc, width) acc = load(AT(ea, width)); NEXT(1); }
#define STORES_OFF(N, store, width, slot, immediate, acc_)                               \
    OP(N##_OS) { CHECKED_ACC(pc[1], width) store(AT(ea, width), slot(2)); NEXT(3); }     \
    OP(N##_BSS) { BARE(S32(1), width) store(AT(ea, width), slot(2)); NEXT(3); }          \
    OP(N##_BSA) { BARE(S32(1), width) store(AT(ea, width), acc_); NEXT(2); }             \
    OP(N##_BSI) { BARE(S32(1), width) store(AT(ea, width), immediate(2)); NEXT(3); }     \
    OP(N##_BAS) { BARE(acc, width) store(AT(ea, width), slot(1)); NEXT(2); }
LOADS_OFF(I32_LOAD, tw__load32, 4, PUT32)
LOADS_OFF(I32_LOAD8_U, load8_u, 1, PUT32)
LOADS_OFF(I32_LOAD16_U, tw__load16, 2, PUT32)
LOADS(I32_LOAD8_S, load8_s, 1, PUT32)
LOAD_AWA(I32_LOAD8_U, load8_u, 1)
LOAD_AWA(I32_LOAD16_U, tw__load16, 2)
LOAD_AWA(I32_LOAD8_S, load8_s, 1)
LOAD_AWA(I32_LOAD16_S, load16_s, 2)
LOAD_AWA(I64_LOAD, tw__load64, 8)
LOADS_OFF(I32_LOAD8_S, load8_s, 1, PUT32)
LOADS(I32_LOAD16_S, load16_s, 2, PUT32)
LOADS_OFF(I32_LOAD16_S, load16_s, 2, PUT32)
LOADS(I64_LOAD, tw__load64, 8, PUT64)
LOADS_OFF(I64_LOAD, tw__load64, 8, PUT64)
STORES_OFF(I32_STORE, tw__store32, 4, S32, I16, ACC)
STORES_OFF(I32_STORE8, store8, 1, S32, I16, ACC)
STORES_OFF(I32_STORE16, tw__store16, 2, S32, I16, ACC)
STORES(I64_STORE, tw__store64, 8, S64, acc)
STORE_IMMEDIATE(I32_STORE, tw__store32, 4, I16)
STORE_IMMEDIATE(I32_STORE16, tw__store16, 2, I16)
STORE_IMMEDIATE(I64_STORE, tw__store64, 8, I16_64)
STORES_OFF(I64_STORE, tw__store64, 8, S64, I16_64, acc)
#else
OP(I64_LOAD_SS) { CHECKED(S32(2), pc[3], 4) put64(CELL(1), tw__load64(AT(ea, 4))); NEXT(4); }
OP(I64_STORE_SS) { CHECKED(S32(1), pc[2], 4) store64(AT(ea, 4), CELL(3)); NEXT(4); }
#endif

// ---- i32 ---------------------------------------------------------------------------------------

#define SLOTS(N, f)                                      \
    OP(N##_SSS) { PUT32(1, f(S32(2), S32(3))); NEXT(4); } \
    OP(N##_ASS) { acc = f(S32(1), S32(2)); NEXT(3); }    \
    OP(N##_AAS) { acc = f(ACC, S32(1)); NEXT(2); }
#define IMMEDIATE(N, f)                                  \
    OP(N##_SSI) { PUT32(1, f(S32(2), I16(3))); NEXT(4); } \
    OP(N##_ASI) { acc = f(S32(1), I16(2)); NEXT(3); }    \
    OP(N##_AAI) { acc = f(ACC, I16(1)); NEXT(2); }
#define COMMUTATIVE(N, f)                                \
    SLOTS(N, f)                                          \
    IMMEDIATE(N, f)                                      \
    OP(N##_SAS) { PUT32(1, f(ACC, S32(2))); NEXT(3); }
// With few forms where operations are not wide.
#if TW_CFG_WIDE
#define FEW(N, f) COMMUTATIVE(N, f)
#else
#define FEW(N, f)                                        \
    OP(N##_SAS) { S32(1) = f(ACC, S32(2)); NEXT(3); }    \
    OP(N##_ASS) { acc = f(S32(1), S32(2)); NEXT(3); }    \
    OP(N##_AAS) { acc = f(ACC, S32(1)); NEXT(2); }
#endif
#define SHIFT(N, f)                                      \
    OP(N##_ASI) { acc = f(S32(1), pc[2]); NEXT(3); }     \
    OP(N##_AAI) { acc = f(ACC, pc[1]); NEXT(2); }
#define COMPARE(N, f)                                    \
    OP(N##_SS) { acc = f(S32(1), S32(2)); NEXT(3); }     \
    OP(N##_SI) { acc = f(S32(1), I16(2)); NEXT(3); }

// Sums in place; a step, and the branch behind it on the value in its slot.
#define GROW(by)                                       \
    uint32_t slot = pc[1];                             \
    uint32_t value = i32_add(*tw__cell(fp, slot), by); \
    APART(slot);                                       \
    *tw__cell(fp, slot) = value;
OP(I32_STEP) { GROW(I16(2)) NEXT(3); }
#if TW_CFG_WIDE
OP(I32_ADD_TO) { GROW(S32(2)) NEXT(3); }
#define STEP_BY(i) *CELL(i) += I16((i) + 1);
OP(I32_STEP_STEP) { STEP_BY(1) STEP_BY(4) NEXT(6); }
OP(I32_STEP_BRB_NE_SS) {
    STEP_BY(1)
    pc += TW_STEP_UNITS;
    BRANCH_BACK(i32_ne, S32(3), S32(4), 5);
}
OP(MOV32_MOV32) {
    S32(1) = S32(2);
    S32(4) = S32(5);
    NEXT(6);
}
OP(I32_STEP_BRB_NE_SI) {
    GROW(I16(2))
    if (TW_UNLIKELY(value == I16(7))) {
        NEXT(8);
    }
    pc += TW_STEP_UNITS;
    JUMP(BACK);
}
#else
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
#endif

COMMUTATIVE(I32_ADD, i32_add)
COMMUTATIVE(I32_AND, i32_and)
FEW(I32_OR, i32_or)
FEW(I32_XOR, i32_xor)
FEW(I32_MUL, i32_mul)
SHIFT(I32_SHL, shl32)
SHIFT(I32_SHR_S, shr_s32)
SHIFT(I32_SHR_U, shr_u32)
SHIFT(I32_ROTR, rotr32)
#if TW_CFG_WIDE
SLOTS(I32_SUB, i32_sub)
#else
OP(I32_SUB_SSS) { S32(1) = i32_sub(S32(2), S32(3)); NEXT(4); }
#endif
OP(I32_SUB_ASA) { acc = i32_sub(S32(1), ACC); NEXT(2); }
#if TW_CFG_WIDE
COMPARE(I32_EQ, i32_eq)
COMPARE(I32_NE, i32_ne)
COMPARE(I32_LT_S, i32_lt_s)
COMPARE(I32_GE_S, i32_ge_s)
COMPARE(I32_LT_U, i32_lt_u)
COMPARE(I32_GE_U, i32_ge_u)
#endif

#if TW_CFG_WIDE
#define UNARY32(N, f)                       \
    OP(N##_S) { acc = f(S32(1)); NEXT(2); } \
    OP(N##_A) { acc = f(ACC); NEXT(1); }
#else
#define UNARY32(N, f) OP(N##_A) { acc = f(ACC); NEXT(1); }
#endif
#define CLZ(a) COUNT(i32_clz, a)
#define CTZ(a) COUNT(i32_ctz, a)
UNARY32(I32_CLZ, CLZ)
UNARY32(I32_CTZ, CTZ)
UNARY32(I32_EXTEND8_S, i32_extend8_s)
UNARY32(I32_EXTEND16_S, i32_extend16_s)

// ---- i64 ---------------------------------------------------------------------------------------

#if !TW_CFG_WIDE
PAIRED(I64_ADD_SSS, 4, sum64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_ADD_SSI, 4, step64(CELL(1), CELL(2), I16(3)))
PAIRED(I64_MUL, 4, mul64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_XOR, 4, xor64(CELL(1), CELL(2), CELL(3)))
PAIRED(I64_SHL_SSI, 4, shl64(CELL(1), CELL(2), pc[3]))
PAIRED(I64_SHR_U_SSI, 4, shr64(CELL(1), CELL(2), pc[3]))
OP(I64_EXTEND_I32_S_SS) { extend64(CELL(1), S32(2)); NEXT(3); }
OP(I64_EXTEND_I32_U_SS) { widen64(CELL(1), S32(2)); NEXT(3); }
#else
#define SLOTS64(N, f)                                          \
    OP(N##_SSS) { PUT64(1, f(S64(2), S64(3))); NEXT(4); }      \
    OP(N##_ASS) { acc = f(S64(1), S64(2)); NEXT(3); }          \
    OP(N##_AAS) { acc = f(acc, S64(1)); NEXT(2); }
#define IMMEDIATE64(N, f, immediate)                           \
    OP(N##_SSI) { PUT64(1, f(S64(2), immediate(3))); NEXT(4); } \
    OP(N##_ASI) { acc = f(S64(1), immediate(2)); NEXT(3); }    \
    OP(N##_AAI) { acc = f(acc, immediate(1)); NEXT(2); }
#define COMMUTATIVE64(N, f)                                    \
    SLOTS64(N, f)                                              \
    IMMEDIATE64(N, f, I16_64)                                  \
    OP(N##_SAS) { PUT64(1, f(acc, S64(2))); NEXT(3); }         \
    OP(N##_SSL) { PUT64(1, f(S64(2), L64(3))); NEXT(5); }      \
    OP(N##_ASL) { acc = f(S64(1), L64(2)); NEXT(4); }          \
    OP(N##_AAL) { acc = f(acc, L64(1)); NEXT(3); }             \
    OP(N##_SAI) { PUT64(1, f(acc, I16_64(2))); NEXT(3); }      \
    OP(N##_SAL) { PUT64(1, f(acc, L64(2))); NEXT(4); }
#define ORDERED64(N, f)                                        \
    SLOTS64(N, f)                                              \
    OP(N##_ASA) { acc = f(S64(1), acc); NEXT(2); }             \
    OP(N##_SAS) { PUT64(1, f(acc, S64(2))); NEXT(3); }         \
    OP(N##_SSA) { PUT64(1, f(S64(2), acc)); NEXT(3); }
#define ORDERED32(N, f)                                        \
    SLOTS(N, f)                                                \
    OP(N##_ASA) { acc = f(S32(1), ACC); NEXT(2); }             \
    TO_SLOT32(N, f)
#define TO_SLOT32(N, f)                                        \
    OP(N##_SAS) { PUT32(1, f(ACC, S32(2))); NEXT(3); }          \
    OP(N##_SSA) { PUT32(1, f(S32(2), ACC)); NEXT(3); }
TO_SLOT32(I32_SUB, i32_sub)
#define LITERAL(N, f)                                          \
    OP(N##_SSL) { PUT32(1, f(S32(2), L32(3))); NEXT(5); }       \
    OP(N##_ASL) { acc = f(S32(1), L32(2)); NEXT(4); }          \
    OP(N##_AAL) { acc = f(ACC, L32(1)); NEXT(3); }             \
    OP(N##_SAI) { PUT32(1, f(ACC, I16(2))); NEXT(3); }          \
    OP(N##_SAL) { PUT32(1, f(ACC, L32(2))); NEXT(4); }
LITERAL(I32_ADD, i32_add)
LITERAL(I32_AND, i32_and)
LITERAL(I32_OR, i32_or)
LITERAL(I32_XOR, i32_xor)
LITERAL(I32_MUL, i32_mul)
#define COUNTED(N, f)                                          \
    OP(N##_SSI) { PUT32(1, f(S32(2), pc[3])); NEXT(4); }        \
    OP(N##_SAI) { PUT32(1, f(ACC, pc[2])); NEXT(3); }
COUNTED(I32_SHL, shl32)
COUNTED(I32_SHR_S, shr_s32)
COUNTED(I32_SHR_U, shr_u32)
COUNTED(I32_ROTR, rotr32)
ORDERED32(I32_SHL, i32_shl)
ORDERED32(I32_SHR_S, i32_shr_s)
ORDERED32(I32_SHR_U, i32_shr_u)
ORDERED32(I32_ROTR, i32_rotr)
ORDERED32(I32_ROTL, i32_rotl)
COMMUTATIVE64(I64_ADD, i64_add)
COMMUTATIVE64(I64_AND, i64_and)
COMMUTATIVE64(I64_OR, i64_or)
COMMUTATIVE64(I64_XOR, i64_xor)
COMMUTATIVE64(I64_MUL, i64_mul)
#define COUNT64(i) ((uint64_t)pc[i])
#define SHIFT64(N, f)                                          \
    IMMEDIATE64(N, f, COUNT64)                                 \
    OP(N##_SAI) { PUT64(1, f(acc, COUNT64(2))); NEXT(3); }     \
    ORDERED64(N, f)
SHIFT64(I64_SHL, i64_shl)
SHIFT64(I64_SHR_S, i64_shr_s)
SHIFT64(I64_SHR_U, i64_shr_u)
SHIFT64(I64_ROTR, rotr64)
ORDERED64(I64_ROTL, rotl64)
ORDERED64(I64_SUB, i64_sub)

#define COMPARE_ACC(N, f, acc_, slot, immediate)               \
    OP(N##_AS) { acc = f(acc_, slot(1)); NEXT(2); }            \
    OP(N##_AI) { acc = f(acc_, immediate(1)); NEXT(2); }       \
    OP(N##_SA) { acc = f(slot(1), acc_); NEXT(2); }            \
    OP(N##_SSS) { PUT32(1, f(slot(2), slot(3))); NEXT(4); }     \
    OP(N##_SSI) { PUT32(1, f(slot(2), immediate(3))); NEXT(4); } \
    OP(N##_SAS) { PUT32(1, f(acc_, slot(2))); NEXT(3); }        \
    OP(N##_SAI) { PUT32(1, f(acc_, immediate(2))); NEXT(3); }   \
    OP(N##_SSA) { PUT32(1, f(slot(2), acc_)); NEXT(3); }
#define COMPARE64_(N, f)                                       \
    OP(N##_SS) { acc = f(S64(1), S64(2)); NEXT(3); }           \
    OP(N##_SI) { acc = f(S64(1), I16_64(2)); NEXT(3); }        \
    COMPARE_ACC(N, f, acc, S64, I16_64)
COMPARE_ACC(I32_EQ, i32_eq, ACC, S32, I16)
COMPARE_ACC(I32_NE, i32_ne, ACC, S32, I16)
COMPARE_ACC(I32_LT_S, i32_lt_s, ACC, S32, I16)
COMPARE_ACC(I32_GE_S, i32_ge_s, ACC, S32, I16)
COMPARE_ACC(I32_LT_U, i32_lt_u, ACC, S32, I16)
COMPARE_ACC(I32_GE_U, i32_ge_u, ACC, S32, I16)
COMPARE64_(I64_EQ, i64_eq)
COMPARE64_(I64_NE, i64_ne)
COMPARE64_(I64_LT_S, i64_lt_s)
COMPARE64_(I64_GE_S, i64_ge_s)
COMPARE64_(I64_LT_U, i64_lt_u)
COMPARE64_(I64_GE_U, i64_ge_u)

// Divisions trap in slow.c, which is told why in the accumulator: by 0 or not.
#define DIVIDE(f, a_, b_, type, least, has_overflow, put, units)                             \
    type a = (a_);                                                                           \
    type b = (b_);                                                                           \
    if (TW_UNLIKELY(b == 0 || ((has_overflow) && b + 1 == 0 && a == (least)))) {             \
        acc = b == 0;                                                                        \
        SLOW;                                                                                \
    }                                                                                        \
    put(f(a, b));                                                                            \
    NEXT(units);
// By an immediate, which the translator has seen not to be 0 or -1.
#define DIVISION_(N, f, slot, immediate, acc_, type, least, has_overflow, SET)               \
    OP(N##_SSS) { DIVIDE(f, slot(2), slot(3), type, least, has_overflow, SET, 4) }           \
    OP(N##_ASS) { DIVIDE(f, slot(1), slot(2), type, least, has_overflow, SET_ACC, 3) }       \
    OP(N##_AAS) { DIVIDE(f, acc_, slot(1), type, least, has_overflow, SET_ACC, 2) }          \
    OP(N##_ASA) { DIVIDE(f, slot(1), acc_, type, least, has_overflow, SET_ACC, 2) }          \
    OP(N##_SSI) { SET(f(slot(2), immediate(3))); NEXT(4); }                                  \
    OP(N##_ASI) { acc = f(slot(1), immediate(2)); NEXT(3); }                                 \
    OP(N##_AAI) { acc = f(acc_, immediate(1)); NEXT(2); }
#define SET_ACC(value) acc = (value)
#define SET_S32(value) PUT32(1, (value))
#define SET_S64(value) PUT64(1, (value))
#define DIVISION32(N, f, has_overflow) \
    DIVISION_(N, f, S32, I16, ACC, uint32_t, 0x80000000u, has_overflow, SET_S32)
#define DIVISION64(N, f, has_overflow) \
    DIVISION_(N, f, S64, I16_64, acc, uint64_t, (uint64_t)1 << 63, has_overflow, SET_S64)
DIVISION32(I32_DIV_S, i32_div_s, true)
DIVISION32(I32_DIV_U, i32_div_u, false)
DIVISION32(I32_REM_S, i32_rem_s, false)
DIVISION32(I32_REM_U, i32_rem_u, false)
DIVISION64(I64_DIV_S, div64_s, true)
DIVISION64(I64_DIV_U, div64_u, false)
DIVISION64(I64_REM_S, rem64_s, false)
DIVISION64(I64_REM_U, rem64_u, false)

#define UNARY_TO_SLOT(N, f, slot, acc_, SET)                   \
    OP(N##_SS) { SET(1, f(slot(2))); NEXT(3); }                \
    OP(N##_SA) { SET(1, f(acc_)); NEXT(2); }
#define UNARY(N, f, slot, acc_, SET)                           \
    OP(N##_S) { acc = f(slot(1)); NEXT(2); }                   \
    OP(N##_A) { acc = f(acc_); NEXT(1); }                      \
    UNARY_TO_SLOT(N, f, slot, acc_, SET)
UNARY_TO_SLOT(I32_CLZ, CLZ, S32, ACC, PUT32)
UNARY_TO_SLOT(I32_CTZ, CTZ, S32, ACC, PUT32)
UNARY_TO_SLOT(I32_EXTEND8_S, i32_extend8_s, S32, ACC, PUT32)
UNARY_TO_SLOT(I32_EXTEND16_S, i32_extend16_s, S32, ACC, PUT32)
UNARY(I64_CLZ, i64_clz, S64, acc, PUT64)
UNARY(I64_CTZ, i64_ctz, S64, acc, PUT64)
UNARY(I64_EXTEND8_S, i64_extend8_s, S64, acc, PUT64)
UNARY(I64_EXTEND16_S, i64_extend16_s, S64, acc, PUT64)
UNARY(I64_EXTEND32_S, i64_extend32_s, S64, acc, PUT64)
UNARY(I64_EXTEND_I32_S, i64_extend_i32_s, S32, ACC, PUT64)
UNARY(I64_EXTEND_I32_U, i64_extend_i32_u, S32, ACC, PUT64)
#endif

// ---- floats ------------------------------------------------------------------------------------

#if TW_FAST_FLOAT
// Results that go to a slot do not go to the accumulator: that is another kind of register.
#define FLOAT32(N, f)                                          \
    OP(N##_SSS) { S32(1) = f(S32(2), S32(3)); NEXT(4); }       \
    OP(N##_SAS) { S32(1) = f(ACC, S32(2)); NEXT(3); }          \
    OP(N##_SSA) { S32(1) = f(S32(2), ACC); NEXT(3); }          \
    OP(N##_ASS) { acc = f(S32(1), S32(2)); NEXT(3); }          \
    OP(N##_AAS) { acc = f(ACC, S32(1)); NEXT(2); }             \
    OP(N##_ASA) { acc = f(S32(1), ACC); NEXT(2); }
#define FLOAT64(N, f)                                          \
    OP(N##_SSS) { SET64(1, f(S64(2), S64(3))); NEXT(4); }      \
    OP(N##_SAS) { SET64(1, f(acc, S64(2))); NEXT(3); }         \
    OP(N##_SSA) { SET64(1, f(S64(2), acc)); NEXT(3); }         \
    OP(N##_ASS) { acc = f(S64(1), S64(2)); NEXT(3); }          \
    OP(N##_AAS) { acc = f(acc, S64(1)); NEXT(2); }             \
    OP(N##_ASA) { acc = f(S64(1), acc); NEXT(2); }
#define SET32(i, value) S32(i) = (value)
FLOAT32(F32_MIN, lesser32)
FLOAT32(F32_MAX, greater32)
FLOAT64(F64_MIN, lesser64)
FLOAT64(F64_MAX, greater64)
#define H64(i) ((uint64_t)L32(i) << 32)
#define FLOAT32_LITERAL(N, f)                                  \
    FLOAT32(N, f)                                              \
    OP(N##_SSL) { S32(1) = f(S32(2), L32(3)); NEXT(5); }       \
    OP(N##_ASL) { acc = f(S32(1), L32(2)); NEXT(4); }          \
    OP(N##_AAL) { acc = f(ACC, L32(1)); NEXT(3); }             \
    OP(N##_SAL) { S32(1) = f(ACC, L32(2)); NEXT(4); }
#define FLOAT64_LITERAL(N, f)                                  \
    FLOAT64(N, f)                                              \
    OP(N##_SSH) { SET64(1, f(S64(2), H64(3))); NEXT(5); }      \
    OP(N##_ASH) { acc = f(S64(1), H64(2)); NEXT(4); }          \
    OP(N##_AAH) { acc = f(acc, H64(1)); NEXT(3); }             \
    OP(N##_SAH) { SET64(1, f(acc, H64(2))); NEXT(4); }
FLOAT32_LITERAL(F32_ADD, f32_add)
FLOAT32_LITERAL(F32_SUB, f32_sub)
FLOAT32_LITERAL(F32_MUL, f32_mul)
FLOAT32_LITERAL(F32_DIV, quotient32)
FLOAT64_LITERAL(F64_ADD, f64_add)
FLOAT64_LITERAL(F64_SUB, f64_sub)
FLOAT64_LITERAL(F64_MUL, f64_mul)
FLOAT64_LITERAL(F64_DIV, f64_div)
#define COMPARE_FLOAT32_LITERAL(N, f)                          \
    OP(N##_SL) { acc = f(S32(1), L32(2)); NEXT(4); }           \
    OP(N##_AL) { acc = f(ACC, L32(1)); NEXT(3); }
#define COMPARE_FLOAT64_LITERAL(N, f)                          \
    OP(N##_SH) { acc = f(S64(1), H64(2)); NEXT(4); }           \
    OP(N##_AH) { acc = f(acc, H64(1)); NEXT(3); }
COMPARE_FLOAT32_LITERAL(F32_EQ, f32_eq)
COMPARE_FLOAT32_LITERAL(F32_LT, f32_lt)
COMPARE_FLOAT32_LITERAL(F32_LE, f32_le)
COMPARE_FLOAT32_LITERAL(F32_GT, f32_gt)
COMPARE_FLOAT32_LITERAL(F32_GE, f32_ge)
COMPARE_FLOAT64_LITERAL(F64_EQ, f64_eq)
COMPARE_FLOAT64_LITERAL(F64_LT, f64_lt)
COMPARE_FLOAT64_LITERAL(F64_LE, f64_le)
COMPARE_FLOAT64_LITERAL(F64_GT, f64_gt)
COMPARE_FLOAT64_LITERAL(F64_GE, f64_ge)
#define COMPARE_FLOAT(N, f, acc_, slot)                        \
    OP(N##_SS) { acc = f(slot(1), slot(2)); NEXT(3); }         \
    OP(N##_AS) { acc = f(acc_, slot(1)); NEXT(2); }            \
    OP(N##_SA) { acc = f(slot(1), acc_); NEXT(2); }
COMPARE_FLOAT(F32_EQ, f32_eq, ACC, S32)
COMPARE_FLOAT(F32_LT, f32_lt, ACC, S32)
COMPARE_FLOAT(F32_LE, f32_le, ACC, S32)
COMPARE_FLOAT(F64_EQ, f64_eq, acc, S64)
COMPARE_FLOAT(F64_LT, f64_lt, acc, S64)
COMPARE_FLOAT(F64_LE, f64_le, acc, S64)
// To an integer; what has none, and NaNs, trap or are saturated in slow.c.
#define CUT(value_, above, below, type, put, units)            \
    double value = (value_);                                   \
    if (TW_UNLIKELY(!(value > (above) && value < (below)))) {  \
        SLOW;                                                  \
    }                                                          \
    put((uint32_t)(type)value);                                \
    NEXT(units);
#define CUTS(N, of, slot, acc_, above, below, type)                              \
    OP(N##_S) { CUT(of(slot(1)), above, below, type, SET_ACC, 2) }               \
    OP(N##_A) { CUT(of(acc_), above, below, type, SET_ACC, 1) }                  \
    OP(N##_SS) { CUT(of(slot(2)), above, below, type, SET_S32, 3) }              \
    OP(N##_SA) { CUT(of(acc_), above, below, type, SET_S32, 2) }
#define CUT_SIGNED(N, of, slot, acc_) \
    CUTS(N, of, slot, acc_, -2147483649.0, 2147483648.0, int32_t)
#define CUT_UNSIGNED(N, of, slot, acc_) CUTS(N, of, slot, acc_, -1.0, 4294967296.0, int64_t)
CUT_SIGNED(I32_TRUNC_F32_S, f32_of, S32, ACC)
CUT_UNSIGNED(I32_TRUNC_F32_U, f32_of, S32, ACC)
CUT_SIGNED(I32_TRUNC_F64_S, f64_of, S64, acc)
CUT_UNSIGNED(I32_TRUNC_F64_U, f64_of, S64, acc)
CUT_SIGNED(I32_TRUNC_SAT_F32_S, f32_of, S32, ACC)
CUT_UNSIGNED(I32_TRUNC_SAT_F32_U, f32_of, S32, ACC)
CUT_SIGNED(I32_TRUNC_SAT_F64_S, f64_of, S64, acc)
CUT_UNSIGNED(I32_TRUNC_SAT_F64_U, f64_of, S64, acc)
UNARY(F32_CEIL, F32_CEIL_OF, S32, ACC, SET32)
UNARY(F32_FLOOR, F32_FLOOR_OF, S32, ACC, SET32)
UNARY(F32_TRUNC, F32_TRUNC_OF, S32, ACC, SET32)
UNARY(F64_CEIL, F64_CEIL_OF, S64, acc, SET64)
UNARY(F64_FLOOR, F64_FLOOR_OF, S64, acc, SET64)
UNARY(F64_TRUNC, F64_TRUNC_OF, S64, acc, SET64)
UNARY(F32_SQRT, f32_root, S32, ACC, SET32)
UNARY(F64_SQRT, f64_root, S64, acc, SET64)
UNARY(F64_ABS, f64_abs, S64, acc, SET64)
UNARY(F64_NEG, f64_neg, S64, acc, SET64)
UNARY(F32_CONVERT_I32_S, f32_of_i32_s, S32, ACC, SET32)
UNARY(F32_CONVERT_I32_U, f32_of_i32_u, S32, ACC, SET32)
UNARY(F64_CONVERT_I32_S, f64_of_i32_s, S32, ACC, SET64)
UNARY(F64_CONVERT_I32_U, f64_of_i32_u, S32, ACC, SET64)
UNARY(F64_CONVERT_I64_S, f64_convert_i64_s, S64, acc, SET64)
UNARY(F64_PROMOTE_F32, f64_promote, S32, ACC, SET64)
UNARY(F32_DEMOTE_F64, f32_demote, S64, acc, SET32)
#endif
