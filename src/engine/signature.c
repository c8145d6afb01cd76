// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Signatures of host functions, "(i*~)i". They are short strings in flash; nothing is made of them,
// they are read again where they are needed.

// The letter of a type; one that no signature has for what has none. Address, length and string are
// i32, too.
static char letter_of(tw_valtype_t type) {
    if (type == TW_EXTERNREF) {
        return 'r';
    }
    if (type == TW_FUNCREF) {
        return 'p';
    }
    return type >= TW_V128 && type <= TW_I32 ? "VFfIi"[type - TW_V128] : '?';
}

static bool is_one_of(char letter, const char *letters) {
    while (*letters != '\0' && *letters != letter) {
        letters++;
    }
    return *letters != '\0';
}

// The end of the parameters, or NULL.
static const char *skip_params(const char *at) {
    while (*at != ')') {
        if (*at == '*' && at[1] == '~') {
            at++;
        } else if (!is_one_of(*at, "iIfFrpV$")) {
            return NULL;
        }
        at++;
    }
    return at;
}

static uint32_t cells_of(char letter) {
    return letter == 'V' ? 4 : letter == 'I' || letter == 'F' ? 2 : 1;
}

bool tw__signature_is_valid(const char *signature) {
    const char *at = signature != NULL && *signature == '(' ? skip_params(signature + 1) : NULL;
    if (at == NULL) {
        return false;
    }
    uint32_t cells = 0;
    for (at++; *at != '\0'; at++) {
        cells += cells_of(*at);
        if (!is_one_of(*at, "iIfFrpV") || cells > TW_HOST_RESULT_CELLS) {
            return false;
        }
    }
    return true;
}

// The end of as many letters as there are types, or NULL if one is of another type.
static const char *match(const char *at, const tw_valtype_t *types, uint32_t count) {
    for (uint32_t i = 0; i < count; i++, at++) {
        char letter = is_one_of(*at, "*~$") ? 'i' : *at;
        if (letter != letter_of(types[i])) {
            return NULL;
        }
    }
    return at;
}

bool tw__signature_matches(const char *signature, const tw_functype_t *type) {
    const char *at = match(signature + 1, type->types, type->param_count);
    if (at == NULL || *at != ')') {
        return false;
    }
    at = match(at + 1, type->types + type->param_count, type->result_count);
    return at != NULL && *at == '\0';
}
