// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/error.h"

#include <stddef.h>

// Texts lie end to end, each with its NUL: a table of pointers would cost more than the walk.

#define ERROR_NUMBER(name, number, meaning, todo) number,
#define ERROR_NAME(name, number, meaning, todo) "TW_ERR_" #name "\0"
static const int8_t error_numbers[] = {TW_ERR_MAP(ERROR_NUMBER)};
static const char error_names[] = TW_ERR_MAP(ERROR_NAME);
#undef ERROR_NUMBER
#undef ERROR_NAME

#define TRAP_TEXT(name, text, cause, todo) text "\0"
static const char trap_texts[] = TW_TRAP_MAP(TRAP_TEXT);
#undef TRAP_TEXT

// Text i of a row of them; "?" past the end.
static const char *text_at(const char *texts, const char *end, size_t i) {
    while (i > 0 && texts < end) {
        i -= *texts == '\0';
        texts++;
    }
    return texts < end ? texts : "?";
}

const char *tw_err_name(tw_err_t err) {
    size_t i = 0;
    while (i < sizeof error_numbers && error_numbers[i] != (int)err) {
        i++;
    }
    return text_at(error_names, error_names + sizeof error_names - 1, i);
}

const char *tw_trap_name(tw_trap_t trap) {
    return text_at(trap_texts, trap_texts + sizeof trap_texts - 1, (size_t)trap);
}
