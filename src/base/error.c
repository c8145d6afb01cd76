// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/error.h"

#include "base/fault.h"
#include "base/mem.h"

// Texts lie end to end, each with its NUL: a table of pointers would cost more than the walk. The
// last is that of unknown codes.

#define ERROR_NUMBER(name, number, meaning, todo) number,
#define ERROR_NAME(name, number, meaning, todo) "TW_ERR_" #name "\0"
static const int8_t error_numbers[] = {TW_ERR_MAP(ERROR_NUMBER)};
static const char error_names[] = TW_ERR_MAP(ERROR_NAME) "?";
#undef ERROR_NUMBER
#undef ERROR_NAME

#define TRAP_TEXT(name, text, cause, todo) text "\0"
static const char trap_texts[] = TW_TRAP_MAP_IN_BUILD(TRAP_TEXT) "?";
#undef TRAP_TEXT

#define ERROR_TEXT(name, number, meaning, todo) meaning ": " todo "\0"
static const char error_texts[] = TW_ERR_MAP(ERROR_TEXT) "?";
#undef ERROR_TEXT

const char *tw__text_at(const char *texts, uint32_t i) {
    for (; i > 0; i--) {
        texts += strlen(texts) + 1;
    }
    return texts;
}

static uint32_t error_index(tw_err_t err) {
    uint32_t i = 0;
    while (i < sizeof error_numbers && error_numbers[i] != (int)err) {
        i++;
    }
    return i;
}

const char *tw_err_name(tw_err_t err) {
    return tw__text_at(error_names, error_index(err));
}

const char *tw_err_text(tw_err_t err) {
    return tw__text_at(error_texts, error_index(err));
}

const char *tw_trap_name(tw_trap_t trap) {
    uint32_t i = (uint32_t)trap;
    return tw__text_at(trap_texts, i <= TW_TRAP_LAST ? i : TW_TRAP_LAST + 1u);
}
