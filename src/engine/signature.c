// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Signatures of host functions, "(i*~)i". They are short strings in flash; nothing is made of them,
// they are read again where they are needed.

// 0 for what is no letter.
static tw_valtype_t type_of(char letter) {
    switch (letter) {
        case 'i':
        case '*':
        case '~':
        case '$':
            return TW_I32;
        case 'I':
            return TW_I64;
        case 'f':
            return TW_F32;
        case 'F':
            return TW_F64;
        case 'r':
            return TW_EXTERNREF;
        case 'p':
            return TW_FUNCREF;
        case 'V':
            return TW_V128;
        default:
            return 0;
    }
}

static bool is_plain(char letter) {
    return type_of(letter) != 0 && letter != '*' && letter != '~' && letter != '$';
}

// The end of the parameters, or NULL.
static const char *skip_params(const char *at) {
    while (*at != ')') {
        if (*at == '*' && at[1] == '~') {
            at += 2;
        } else if (is_plain(*at) || *at == '$') {
            at++;
        } else {
            return NULL;
        }
    }
    return at;
}

bool tw__signature_is_valid(const char *signature) {
    const char *at = signature != NULL && *signature == '(' ? skip_params(signature + 1) : NULL;
    if (at == NULL) {
        return false;
    }
    uint32_t cells = 0;
    for (at++; *at != '\0'; at++) {
        tw_valtype_t type = type_of(*at);
        cells += type == TW_V128 ? 4 : type == TW_I64 || type == TW_F64 ? 2 : 1;
        if (!is_plain(*at) || cells > TW_HOST_RESULT_CELLS) {
            return false;
        }
    }
    return true;
}

bool tw__signature_matches(const char *signature, const tw_functype_t *type) {
    const char *at = signature + 1;
    uint32_t i = 0;
    for (; *at != ')'; at++, i++) {
        if (tw_functype_param(type, i) != type_of(*at)) {
            return false;
        }
    }
    if (i != type->param_count) {
        return false;
    }
    i = 0;
    for (at++; *at != '\0'; at++, i++) {
        if (tw_functype_result(type, i) != type_of(*at)) {
            return false;
        }
    }
    return i == type->result_count;
}
