// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fault.h"

void tw__fault_clear(struct tw__fault *fault, const char *where) {
    fault->info.err = TW_ERR_OK;
    fault->info.trap = TW_TRAP_NONE;
    fault->info.func_idx = TW_FUNC_NONE;
    fault->info.offset = TW_OFFSET_NONE;
    fault->info.text = fault->text;
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

void tw__fault_in(struct tw__fault *fault, const char *func_name, uint32_t size) {
    if (fault->info.err == TW_ERR_OK) {
        fault->func_name = func_name;
        fault->func_name_size = size;
    }
}

#if TW_CFG_ERR_TEXT

#define TRAP_TODO(name, text, cause, todo) todo,
static const char *const trap_todos[] = {TW_TRAP_MAP(TRAP_TODO)};
#undef TRAP_TODO

// Writes "WHERE: CODE", WHERE being the name and, as far as known, function and byte offset.
static size_t write_where(struct tw__fault *fault, tw_err_t err) {
    const tw_fault_t *info = &fault->info;
    size_t size = tw__format(fault->text, sizeof fault->text, "%s",
                             fault->where == NULL ? "module" : fault->where);
    if (info->func_idx != TW_FUNC_NONE) {
        size += tw__format(fault->text + size, sizeof fault->text - size, ", function %u",
                           info->func_idx);
    }
    if (fault->func_name_size > 0) {
        size += tw__format(fault->text + size, sizeof fault->text - size, " (%n)",
                           fault->func_name, fault->func_name_size);
    }
    if (info->offset != TW_OFFSET_NONE) {
        size += tw__format(fault->text + size, sizeof fault->text - size, ", offset 0x%x",
                           info->offset);
    }
    return size + tw__format(fault->text + size, sizeof fault->text - size, ": %s",
                             tw_err_name(err) + sizeof "TW_ERR_" - 1);
}

tw_err_t tw__fail(struct tw__fault *fault, tw_err_t err, const char *format, ...) {
    if (fault->info.err != TW_ERR_OK) {
        return err;
    }
    fault->info.err = err;
    size_t size = write_where(fault, err);
    size += tw__format(fault->text + size, sizeof fault->text - size, ": ");
    va_list args;
    va_start(args, format);
    tw__format_list(fault->text + size, sizeof fault->text - size, format, args);
    va_end(args);
    return err;
}

tw_err_t tw__fail_code(struct tw__fault *fault, tw_err_t err) {
    if (fault->info.err == TW_ERR_OK) {
        fault->info.err = err;
        write_where(fault, err);
    }
    return err;
}

tw_err_t tw__fail_trap(struct tw__fault *fault, tw_trap_t trap, const char *detail) {
    if (fault->info.err != TW_ERR_OK) {
        return TW_ERR_TRAP;
    }
    fault->info.trap = trap;
    const char *name = tw_trap_name(trap);
    if (detail == NULL) {
        return tw__fail(fault, TW_ERR_TRAP, "%s: %s", name, trap_todos[trap]);
    }
    if (trap == TW_TRAP_HOST) {  // its detail says what to do
        return tw__fail(fault, TW_ERR_TRAP, "%s: %s", name, detail);
    }
    return tw__fail(fault, TW_ERR_TRAP, "%s (%s): %s", name, detail, trap_todos[trap]);
}

#else

tw_err_t tw__fail_code(struct tw__fault *fault, tw_err_t err) {
    if (fault->info.err == TW_ERR_OK) {
        fault->info.err = err;
    }
    return err;
}

tw_err_t tw__fail_trap(struct tw__fault *fault, tw_trap_t trap, const char *detail) {
    (void)detail;
    if (fault->info.err == TW_ERR_OK) {
        fault->info.trap = trap;
    }
    return tw__fail_code(fault, TW_ERR_TRAP);
}

#endif
