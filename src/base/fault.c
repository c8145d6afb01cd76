// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fault.h"

#include <stdbool.h>

#include "base/assert.h"
#include "base/mem.h"

void tw__fault_init(struct tw__fault *fault, char *text, const char *where) {
    fault->text = text;
    fault->info.text = text;
    tw__fault_clear(fault, where);
}

void tw__fault_clear(struct tw__fault *fault, const char *where) {
    fault->info.err = TW_ERR_OK;
    fault->info.trap = TW_TRAP_NONE;
    fault->info.func_idx = TW_FUNC_NONE;
    fault->info.offset = TW_OFFSET_NONE;
    fault->func_name_size = 0;
    fault->where = where;
    fault->text[0] = '\0';
}

void tw__fault_at(struct tw__fault *fault, uint32_t func_idx, uint32_t offset) {
    if (fault->info.err == TW_ERR_OK) {
        fault->info.func_idx = func_idx;
        fault->info.offset = offset;
        fault->func_name_size = 0;
    }
}

#if TW_CFG_ERR_TEXT

void tw__fault_in(struct tw__fault *fault, const char *func_name, uint32_t size) {
    if (fault->info.err == TW_ERR_OK) {
        fault->func_name = func_name;
        fault->func_name_size = size;
    }
}

// What each trap is, and what to do.
#define TRAP_TEXTS(name, text, cause, todo) TW_TEXT_TRAP_##name "\0" TW_TEXT_TODO_##name "\0"
static const char trap_texts[] = TW_TRAP_MAP_IN_BUILD(TRAP_TEXTS);
#undef TRAP_TEXTS

static void append_list(struct tw__fault *fault, const char *format, va_list args) {
    size_t used = strlen(fault->text);
    tw__format_list(fault->text + used, TW_FAULT_TEXT_BYTES - used, format, args);
}

static void append(struct tw__fault *fault, const char *format, ...) {
    va_list args;
    va_start(args, format);
    append_list(fault, format, args);
    va_end(args);
}

// Records err, and "WHERE: CODE", WHERE being the name and, as far as known, function and byte
// offset. False if something is recorded already.
static bool record(struct tw__fault *fault, tw_err_t err) {
    tw_fault_t *info = &fault->info;
    if (info->err != TW_ERR_OK) {
        return false;
    }
    info->err = err;
    append(fault, "%s", fault->where == NULL ? "module" : fault->where);
    if (info->func_idx != TW_FUNC_NONE) {
        append(fault, TW_TEXT_FUNCTION, info->func_idx);
    }
    if (fault->func_name_size > 0) {
        append(fault, " (%n)", fault->func_name, fault->func_name_size);
    }
    if (info->offset != TW_OFFSET_NONE) {
        append(fault, TW_TEXT_OFFSET, info->offset);
    }
    append(fault, ": %s", tw_err_name(err) + sizeof "TW_ERR_" - 1);
    return true;
}

tw_err_t tw__fail(struct tw__fault *fault, tw_err_t err, const char *format, ...) {
    if (record(fault, err)) {
        append(fault, ": ");
        va_list args;
        va_start(args, format);
        append_list(fault, format, args);
        va_end(args);
    }
    return err;
}

tw_err_t tw__fail_code(struct tw__fault *fault, tw_err_t err) {
    record(fault, err);
    return err;
}

tw_err_t tw__fail_trap(struct tw__fault *fault, tw_trap_t trap, const char *detail, ...) {
    if (!record(fault, TW_ERR_TRAP)) {
        return TW_ERR_TRAP;
    }
    TW_ASSERT((uint32_t)trap <= TW_TRAP_LAST);
    fault->info.trap = trap;
    const char *name = tw__text_at(trap_texts, 2 * (uint32_t)trap);
    const char *todo = tw__text_at(name, 1);
    bool is_in_brackets = detail != NULL && trap != TW_TRAP_HOST;
    append(fault, is_in_brackets ? ": %m (" : ": %m: ", name);
    va_list args;
    va_start(args, detail);
    append_list(fault, detail == NULL ? todo : detail, args);
    va_end(args);
    if (is_in_brackets) {
        append(fault, "): %m", todo);
    }
    return TW_ERR_TRAP;
}

#else

tw_err_t tw__fail_code(struct tw__fault *fault, tw_err_t err) {
    if (fault->info.err == TW_ERR_OK) {
        fault->info.err = err;
    }
    return err;
}

tw_err_t tw__fail_trap_code(struct tw__fault *fault, tw_trap_t trap) {
    if (fault->info.err == TW_ERR_OK) {
        fault->info.trap = trap;
    }
    return tw__fail_code(fault, TW_ERR_TRAP);
}

#endif
