// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/opcode.h"

#include <stddef.h>

const struct tw__op_row tw__op_rows[TW_OP_COUNT] = {
#define TW_OP(code, id, text, immediates, signature, width, const_, feature) \
    [TW_OP_##id] = {TW_IMM_##immediates, TW_SIG_##signature, width, TW_CONST_##const_},
#include "core/opcodes/all.def"
};

#define SIG_TYPE_I TW_I32
#define SIG_TYPE_L TW_I64
#define SIG_TYPE_F TW_F32
#define SIG_TYPE_D TW_F64
#define SIG_TYPE__ 0
const struct tw__op_sig tw__op_sigs[] = {
#define TW_SIG(token, params, p0, p1, p2, result) \
    {params, {SIG_TYPE_##p0, SIG_TYPE_##p1, SIG_TYPE_##p2, SIG_TYPE_##result}},
#include "core/opcodes/signatures.def"
};

struct group {
    uint16_t first;
    uint16_t last;
    const char *name;
};
static const struct group groups[] = {
#define TW_GROUP(first, last, name) {first, last, name},
#include "core/opcodes/groups.def"
};

const char *tw__op_missing_group(uint32_t code) {
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (code >= groups[i].first && code <= groups[i].last) {
            return groups[i].name;
        }
    }
    return NULL;
}
