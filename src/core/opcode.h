// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_OPCODE_H
#define TW_CORE_OPCODE_H

// The instruction table as C: numbers of instructions, kinds of immediates, and a row for each.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/types.h"

#define TW_OP_PREFIX_FC 0xfcu
#define TW_OP_FC_BASE 0xd8u  // two-byte codes 0xfcNN follow the one-byte codes, evenly ...
#define TW_OP_FC_COUNT (TW_CFG_WIDE_ARITHMETIC ? 0x17u : 0x12u)  // ... that have a row
#define TW_OP_FB_BASE (TW_OP_FC_BASE + TW_OP_FC_COUNT)           // 0xfbNN follow these
#define TW_OP_FB_COUNT (TW_CFG_GC ? 0x1fu : 0u)
#define TW_OP_FD_BASE (TW_OP_FB_BASE + TW_OP_FB_COUNT)  // 0xfdNNN
#define TW_OP_FD_COUNT (TW_CFG_SIMD ? 0x114u : 0u)
#define TW_OP_FE_BASE (TW_OP_FD_BASE + TW_OP_FD_COUNT)  // 0xfeNN
#define TW_OP_FE_COUNT (TW_CFG_THREADS ? 0x4fu : 0u)
#define TW_OP_ILLEGAL (TW_OP_FE_BASE + TW_OP_FE_COUNT)  // a number for all that has none
#define TW_OP_NUMBER(code)                                       \
    ((code) < 0x100           ? (code)                           \
     : ((code) >> 12) == 0xfd ? TW_OP_FD_BASE + ((code) & 0xfff) \
     : ((code) >> 8) == 0xfc  ? TW_OP_FC_BASE + ((code) & 0xff)  \
     : ((code) >> 8) == 0xfe  ? TW_OP_FE_BASE + ((code) & 0xff)  \
                              : TW_OP_FB_BASE + ((code) & 0xff))
#define TW_OP_COUNT (TW_OP_ILLEGAL + 1)

// What the operation EXTRA does beside instructions: an address of two cells and a 64-bit offset
// become one of 32 bits, in both cells.
#define TW_EXTRA_ADDRESS TW_OP_COUNT
#define TW_EXTRA_SELECT (TW_OP_COUNT + 1)  // select of values of 128 bits
#define TW_EXTRA_WIDE 0x100u  // in the second index of an access: its address takes two cells

enum {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) \
    TW_OP_##id = TW_OP_NUMBER(code),
#include "core/opcodes/all.def"
};

enum tw__imm {  // kinds of immediates; 0 marks a code without a row
    TW_IMM_ILLEGAL,
    TW_IMM_NONE,
    TW_IMM_I32,
    TW_IMM_I64,
    TW_IMM_F32,
    TW_IMM_F64,
    TW_IMM_BLOCKTYPE,
    TW_IMM_HEAPTYPE,
    TW_IMM_SELECT_T,
    TW_IMM_MEMARG,
    TW_IMM_MEMIDX,
    TW_IMM_MEM_MEM,
#if TW_CFG_EXCEPTIONS
    TW_IMM_TRY_TABLE,
#endif
#if TW_CFG_SIMD
    TW_IMM_V128,
    TW_IMM_SHUFFLE,
    TW_IMM_LANE,
    TW_IMM_MEMARG_LANE,
#endif
#if TW_CFG_THREADS
    TW_IMM_FENCE,
#endif
#if TW_CFG_GC
    TW_IMM_CAST,     // a heap type
    TW_IMM_BR_CAST,  // flags, a label, two heap types
#endif
    TW_IMM_LABELIDX,  // from here on they begin with an index, or a count ...
#if TW_CFG_EXCEPTIONS
    TW_IMM_TAGIDX,
#endif
    TW_IMM_BR_TABLE,
    TW_IMM_FUNCIDX,
    TW_IMM_TYPEIDX,
    TW_IMM_LOCALIDX,
    TW_IMM_GLOBALIDX,
    TW_IMM_TABLEIDX,
    TW_IMM_ELEMIDX,
    TW_IMM_DATAIDX,
    TW_IMM_DATA_MEM,
    TW_IMM_CALL_INDIRECT,  // ... and from here on with a second one
    TW_IMM_TABLE_TABLE,
    TW_IMM_ELEM_TABLE,
#if TW_CFG_GC
    TW_IMM_TYPE_FIELD,
    TW_IMM_TYPE_COUNT,
    TW_IMM_TYPE_DATA,
    TW_IMM_TYPE_ELEM,
    TW_IMM_TYPE_TYPE,
#endif
    TW_IMM_COUNT
};

enum tw__sig {
#define TW_SIG(token, params, p0, p1, p2, result) TW_SIG_##token,
#include "core/opcodes/signatures.def"
    TW_SIG_COUNT
};

enum tw__const { TW_CONST____, TW_CONST_CST, TW_CONST_EXT };

enum tw__width {
    TW_WIDTH_0,
    TW_WIDTH_1,
    TW_WIDTH_2,
    TW_WIDTH_4,
    TW_WIDTH_8,
    TW_WIDTH_16,
    TW_WIDTH_COUNT
};

// The rows: kind of immediates, signature, bytes of memory touched, const column. 16 bits each, if
// that is enough.
#if TW_CFG_EXTRA
typedef uint32_t tw__op_row_t;
#define TW_ROW_SIG 6
#define TW_ROW_WIDTH 13
#define TW_ROW_CONST 16
#else
typedef uint16_t tw__op_row_t;
#define TW_ROW_SIG 5
#define TW_ROW_WIDTH 11
#define TW_ROW_CONST 14
#endif
extern const tw__op_row_t tw__op_rows[TW_OP_COUNT];

static inline uint32_t tw__op_imm(uint32_t op) {  // enum tw__imm
    return tw__op_rows[op] & ((1u << TW_ROW_SIG) - 1);
}
static inline uint32_t tw__op_sig(uint32_t op) {  // enum tw__sig
    return tw__op_rows[op] >> TW_ROW_SIG & ((1u << (TW_ROW_WIDTH - TW_ROW_SIG)) - 1);
}
static inline uint32_t tw__op_width(uint32_t op) {
    return 1u << (tw__op_rows[op] >> TW_ROW_WIDTH & 7u) >> 1;
}
static inline uint32_t tw__op_const(uint32_t op) {  // enum tw__const
    return tw__op_rows[op] >> TW_ROW_CONST;
}

// A signature: four bits for each of three parameters, the first lowest, and for the result. A
// number type is 0x80 less its value type, and fits.
enum tw__sig_type {
    TW_SIG_TYPE__,  // none
    TW_SIG_TYPE_I,
    TW_SIG_TYPE_L,
    TW_SIG_TYPE_F,
    TW_SIG_TYPE_D,
    TW_SIG_TYPE_W,
    TW_SIG_TYPE_T,  // the type that the immediates name
    TW_SIG_TYPE_R,  // any reference
    TW_SIG_TYPE_X   // anything
};
#define TW_SIG_RESULT 12
extern const uint16_t tw__op_sigs[];

static inline uint32_t tw__op_sig_type(uint32_t op, uint32_t shift) {  // enum tw__sig_type
    return tw__op_sigs[tw__op_sig(op)] >> shift & 0xfu;
}
// A parameter of an instruction without types T, R and X, its result, as value types; 0 for none.
tw_valtype_t tw__op_param(uint32_t op, uint32_t i);
static inline tw_valtype_t tw__op_result(uint32_t op) {
    return tw__op_param(op, 3);
}

// The feature group that code (0xNN or 0xfcNN) belongs to when it has no row; TW_NO_GROUP if it is
// no instruction at all.
#define TW_NO_GROUP UINT32_MAX
uint32_t tw__op_missing_group(uint32_t code);
const char *tw__op_group_name(uint32_t group);

#endif
