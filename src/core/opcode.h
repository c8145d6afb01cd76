// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_OPCODE_H
#define TW_CORE_OPCODE_H

// The instruction table as C: numbers of instructions, kinds of immediates, and a row for each.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/types.h"

#define TW_OP_PREFIX_FC 0xfcu
#define TW_OP_FC_BASE 0xe0u  // two-byte codes 0xfcNN follow the one-byte page
#define TW_OP_COUNT 0x100u

enum {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) \
    TW_OP_##id = ((code) < 0x100 ? (code) : TW_OP_FC_BASE + ((code) & 0xff)),
#include "core/opcodes/all.def"
};

enum tw__imm {  // kinds of immediates; 0 marks a code without a row
    TW_IMM_ILLEGAL,
    TW_IMM_NONE,
    TW_IMM_BLOCKTYPE,
    TW_IMM_LABELIDX,
    TW_IMM_BR_TABLE,
    TW_IMM_FUNCIDX,
    TW_IMM_CALL_INDIRECT,
    TW_IMM_TYPEIDX,
    TW_IMM_LOCALIDX,
    TW_IMM_GLOBALIDX,
    TW_IMM_TABLEIDX,
    TW_IMM_TABLE_TABLE,
    TW_IMM_ELEM_TABLE,
    TW_IMM_ELEMIDX,
    TW_IMM_MEMARG,
    TW_IMM_MEMIDX,
    TW_IMM_MEM_MEM,
    TW_IMM_DATA_MEM,
    TW_IMM_DATAIDX,
    TW_IMM_I32,
    TW_IMM_I64,
    TW_IMM_F32,
    TW_IMM_F64,
    TW_IMM_HEAPTYPE,
    TW_IMM_SELECT_T
};

enum tw__sig {
#define TW_SIG(token, params, p0, p1, p2, result) TW_SIG_##token,
#include "core/opcodes/signatures.def"
};

enum tw__const { TW_CONST____, TW_CONST_CST, TW_CONST_EXT };

struct tw__op_row {
    uint8_t imm;     // enum tw__imm
    uint8_t sig;     // enum tw__sig
    uint8_t width;   // bytes of memory touched
    uint8_t const_;  // enum tw__const
};
extern const struct tw__op_row tw__op_rows[TW_OP_COUNT];

// A signature: params and result as value types, 0 for none.
struct tw__op_sig {
    uint8_t param_count;
    uint8_t types[4];  // three params, the result
};
extern const struct tw__op_sig tw__op_sigs[];

// The name of the feature group that code (0xNN or 0xfcNN) belongs to when it has no row; NULL if
// it is no instruction at all.
const char *tw__op_missing_group(uint32_t code);

#endif
