// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What the handlers of both sets of operations (exec_ops.h, exec_plain.h) have in common: names for
// operands, moves, calls and returns. In scope: pc, fp, mem, mem_fast, acc, fuel, x. A handler ends
// in NEXT(units), in JUMP(handler), or leaves by SLOW, which does the whole operation again in C:
// nothing may have changed by then, but for the results that a return has put in place.

#define CELL(i) tw__cell(fp, pc[i])              // the slot named by unit i
#define S32(i) (*CELL(i))
#define S64(i) tw__get64(CELL(i))
#define SET64(i, value) tw__set64(CELL(i), (value))
#define I16(i) i32_extend16_s(pc[i])
#define L32(i) tw__literal(pc + (i))
#define ACC ((uint32_t)acc)
#define SLOW JUMP(OUTSIDE)
// base + off does not wrap (spec 4.4.7), and lies where every access is inside memory.
#ifdef SUM_IN
#define CHECKED(base, off, width)           \
    uintptr_t ea;                           \
    SUM_IN(ea, (base), (off), mem_fast);    \
    if (TW_UNLIKELY(ODD(ea, width))) {      \
        SLOW;                               \
    }
#define WRAPPED(base, imm, width)           \
    uintptr_t ea = i32_add((base), (imm));  \
    SLOW_IF(i32_ge_u, ea, mem_fast);        \
    if (TW_UNLIKELY(ODD(ea, width))) {      \
        SLOW;                               \
    }
#else
#define CHECKED(base, off, width)                                                   \
    uintptr_t ea;                                                                   \
    if (TW_UNLIKELY(!fast_address((base), (off), mem_fast, &ea) || ODD(ea, width))) { \
        SLOW;                                                                       \
    }
#define WRAPPED(base, imm, width)                             \
    uintptr_t ea = i32_add((base), (imm));                    \
    if (TW_UNLIKELY(ea >= mem_fast || ODD(ea, width))) {      \
        SLOW;                                                 \
    }
#endif

// ---- moving, constants -----------------------------------------------------------------------

OP(MOV32) { S32(1) = S32(2); NEXT(3); }
OP(MOV64) { move64(CELL(1), CELL(2)); NEXT(3); }
OP(CONST16) { S32(1) = I16(2); NEXT(3); }
OP(CONST32) { S32(1) = L32(2); NEXT(4); }
OP(LDA_S) { acc = S32(1); NEXT(2); }
OP(LDA_I) { acc = I16(1); NEXT(2); }
OP(LDA_L) { acc = L32(1); NEXT(3); }
OP(STA) { S32(1) = ACC; NEXT(2); }
OP(GLOBAL_GET_A) { acc = x->globals[pc[1]]; NEXT(2); }
OP(GLOBAL_SET_A) { x->globals[pc[1]] = ACC; NEXT(2); }

// Where a function begins, on the way from a call to ENTER.
#if DISPATCH != TW_DISPATCH_REGISTER
#define CALLEE x->callee
#define GO_ENTER(begin)  \
    x->callee = (begin); \
    JUMP(ENTER)

// Gives the fuel back that was not enough: for a branch, and for a call.
PART(UNPAID) {
    fuel += (int32_t)pc[1];
    SLOW;
}
PART(UNENTERED) {
    fuel += (int32_t)x->callee[TW_HEAD_FUEL];
    SLOW;
}
#endif

// ---- calls -----------------------------------------------------------------------------------

#if TW_CFG_WIDE
// Opens a frame for a function; unit 2 says how far above this one. The caller goes on behind it.
#define OPEN(code_unit)                                                      \
    const uint16_t *callee = x->code + (code_unit);                          \
    uint32_t *frame = CELL(2);                                               \
    uintptr_t end = (uintptr_t)frame + callee[TW_HEAD_FRAME] * sizeof(uint32_t); \
    if (TW_UNLIKELY(end > (uintptr_t)x->limit)) {                            \
        SLOW;                                                                \
    }                                                                        \
    fuel -= callee[TW_HEAD_FUEL];                                            \
    if (TW_UNLIKELY(fuel < 0)) {                                             \
        x->callee = callee;                                                  \
        JUMP(UNENTERED);                                                     \
    }                                                                        \
    fp = frame;                                                              \
    frame += callee[TW_HEAD_LINK];                                           \
    frame[1] = pc[2];                                                        \
    frame[0] = (uint32_t)(pc + 3 - x->code);                                 \
    pc = callee;                                                             \
    for (uint64_t locals = pc[TW_HEAD_LOCALS]; locals > 0; locals--) {       \
        frame[1 + locals] = 0;                                               \
        IN_ORDER; /* no call of memset */                                    \
    }                                                                        \
    NEXT(TW_FUNC_HEADER_UNITS);
OP(CALL) { OPEN(x->funcs[pc[1]].code) }
OP(CALL_INDIRECT) {
    if (TW_UNLIKELY(ACC >= x->table_size)) {
        SLOW;
    }
    uint32_t ref = x->table[ACC];
    if (TW_UNLIKELY(ref >> 16 != x->handle || (ref & 0xffff) >= x->func_count)) {
        SLOW;
    }
    const struct tw__func *func = &x->funcs[ref & 0xffff];
    if (TW_UNLIKELY(func->call_type != pc[1])) {
        SLOW;
    }
    OPEN(func->code)
}
#else
OP(CALL) { GO_ENTER(x->code + x->funcs[pc[1]].code); }
OP(CALL_INDIRECT) {
    SLOW_IF(i32_ge_u, ACC, x->table_size);
    uint32_t ref = x->table[ACC];
    if (TW_UNLIKELY(ref >> 16 != x->handle || (ref & 0xffff) >= x->func_count)) {
        SLOW;
    }
    const struct tw__func *func = &x->funcs[ref & 0xffff];
    SLOW_IF(i32_ne, func->call_type, pc[1]);
    GO_ENTER(x->code + func->code);
}
// Opens a frame for the function that begins at CALLEE; unit 2 says how far above this one, and the
// caller goes on behind it.
PART(ENTER) {
    const uint16_t *callee = CALLEE;
    uint32_t *frame = CELL(2);
    if (TW_UNLIKELY((size_t)((uint8_t *)x->limit - (uint8_t *)frame) <
                    callee[TW_HEAD_FRAME] * (sizeof(uint32_t) / TW_SLOT_STEP))) {
        SLOW;
    }
    IN_ORDER;
    PAY(callee[TW_HEAD_FUEL], UNENTERED)
    fp = frame;
    IN_ORDER;
    uint32_t *link = tw__cell(fp, callee[TW_HEAD_LINK]);
    link[1] = pc[2];
    IN_ORDER;
    link[0] = (uint32_t)(pc + 3 - x->code);
    IN_ORDER;
    pc = callee;
    for (uint32_t locals = pc[TW_HEAD_LOCALS]; locals > 0; locals--) {
        link[1 + locals] = 0;
        IN_ORDER;  // no call of memset
    }
    NEXT(TW_FUNC_HEADER_UNITS);
}
#endif

// Results first, then the link in unit 1.
#define LEAVE                              \
    const uint32_t *link = CELL(1);        \
    SLOW_IF(i32_ge_u, link[1], 0x10000);   \
    pc = x->code + link[0];                \
    fp = tw__cell_below(fp, link[1]);      \
    NEXT(0);
OP(RET) { LEAVE }

// The one door to the outside: the state goes back into the struct, tw__slow does the operation,
// and the loop goes on or ends.
PART(OUTSIDE) {
    SAVE_STATE;
    if (CALL1(tw__slow, x) == 0) {
        STOP;
    }
    LOAD_STATE;
    NEXT_CALLED(0);
}
