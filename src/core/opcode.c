// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/opcode.h"

#include "base/fault.h"

const tw__op_row_t tw__op_rows[TW_OP_COUNT] = {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) \
    [TW_OP_##id] = TW_IMM_##immediates | TW_SIG_##signature << TW_ROW_SIG |  \
                   TW_WIDTH_##width << TW_ROW_WIDTH | TW_CONST_##const_ << TW_ROW_CONST,
#include "core/opcodes/all.def"
};
_Static_assert(TW_IMM_COUNT <= 1 << TW_ROW_SIG &&
                   TW_SIG_COUNT <= 1 << (TW_ROW_WIDTH - TW_ROW_SIG) &&
                   TW_WIDTH_COUNT <= 1 << (TW_ROW_CONST - TW_ROW_WIDTH),
               "the columns of a row fit");

const uint16_t tw__op_sigs[] = {
#define TW_SIG(token, params, p0, p1, p2, result)                      \
    TW_SIG_TYPE_##p0 | TW_SIG_TYPE_##p1 << 4 | TW_SIG_TYPE_##p2 << 8 | \
        TW_SIG_TYPE_##result << TW_SIG_RESULT,
#include "core/opcodes/signatures.def"
};
_Static_assert(0x80 - TW_SIG_TYPE_I == TW_I32 && 0x80 - TW_SIG_TYPE_D == TW_F64,
               "value types follow from signature types");

tw_valtype_t tw__op_param(uint32_t op, uint32_t i) {
    uint32_t type = tw__op_sig_type(op, 4 * i);
    return type == 0 ? 0 : 0x80u - type;
}

struct group {
    uint16_t first;
    uint16_t last;
};
static const struct group groups[] = {
#define TW_GROUP(first, last, name) {first, last},
#include "core/opcodes/groups.def"
};
#define GROUP_COUNT (sizeof groups / sizeof groups[0])

static const char group_names[] =
#define TW_GROUP(first, last, name) name "\0"
#include "core/opcodes/groups.def"
    ;

uint32_t tw__op_missing_group(uint32_t code) {
    uint32_t i = 0;
    while (i < GROUP_COUNT && (code < groups[i].first || code > groups[i].last)) {
        i++;
    }
    return i < GROUP_COUNT ? i : TW_NO_GROUP;
}

const char *tw__op_group_name(uint32_t group) {
    return tw__text_at(group_names, group);
}
