// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/error.h"

#include <stddef.h>

// Names lie in the rows: pointers would cost more than the padding.
static const struct {
    int8_t number;
    char name[19];
} errors[] = {
#define ERROR_ROW(name, number, meaning, todo) {number, "TW_ERR_" #name},
    TW_ERR_MAP(ERROR_ROW)
#undef ERROR_ROW
};

#define TRAP_TEXT(name, text, cause, todo) text,
static const char *const trap_texts[] = {TW_TRAP_MAP(TRAP_TEXT)};
#undef TRAP_TEXT

const char *tw_err_name(tw_err_t err) {
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (errors[i].number == (int)err) {
            return errors[i].name;
        }
    }
    return "?";
}

const char *tw_trap_name(tw_trap_t trap) {
    size_t i = (size_t)trap;
    return i < sizeof trap_texts / sizeof trap_texts[0] ? trap_texts[i] : "?";
}
