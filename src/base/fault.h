// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_FAULT_H
#define TW_BASE_FAULT_H

// The recorder behind tw_engine_fault. Only the first failure since tw__fault_clear is kept. Texts
// have one form, "WHERE: CODE: what happened: what to do"; the caller gives what happened and what
// to do, the recorder the rest. With TW_CFG_ERR_TEXT=0 the texts are not even compiled.

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/texts.h"
#include "tinywasm/config.h"
#include "tinywasm/error.h"

#define TW_FAULT_TEXT_BYTES (TW_CFG_ERR_TEXT ? TW_CFG_FAULT_TEXT_BYTES : 1)

struct tw__fault {
    tw_fault_t info;
    char *text;             // what info.text points to
    const char *func_name;  // of info.func_idx, borrowed until the failure is recorded; or NULL
    uint32_t func_name_size;
    const char *where;  // borrowed: file, module or instance name; "module" if NULL
    bool is_slice;      // that what runs now is out of fuel is no failure and has no text
};

// text has TW_FAULT_TEXT_BYTES.
void tw__fault_init(struct tw__fault *fault, char *text, const char *where);

// Forgets the last failure; where is what later texts begin with.
void tw__fault_clear(struct tw__fault *fault, const char *where);
// Sets where a failure that is recorded next happened (kept until the next clear).
void tw__fault_at(struct tw__fault *fault, uint32_t func_idx, uint32_t offset);
// Records err (and trap) unless something is recorded already; returns err. The format knows
// %s (char *), %m (char *, a text of base/texts.h), %n (const char *, then unsigned size),
// %t (const tw_functype_t *), %u (uint32_t), %x (uint32_t) and %U (uint64_t, with thousands
// separators).
// tw__fail_trap records TW_ERR_TRAP with the trap's own text, the detail (a format; NULL for none)
// and what to do, which for TW_TRAP_HOST the detail says; returns TW_ERR_TRAP.
#if TW_CFG_ERR_TEXT
// The name of the function that tw__fault_at named; size 0 for none. Borrowed until then.
void tw__fault_in(struct tw__fault *fault, const char *func_name, uint32_t size);
tw_err_t tw__fail(struct tw__fault *fault, tw_err_t err, const char *format, ...);
tw_err_t tw__fail_trap(struct tw__fault *fault, tw_trap_t trap, const char *detail, ...);
#else
#define tw__fail(fault, err, ...) tw__fail_code(fault, err)
#define tw__fail_trap(fault, trap, ...) tw__fail_trap_code(fault, trap)
tw_err_t tw__fail_trap_code(struct tw__fault *fault, tw_trap_t trap);
#endif
tw_err_t tw__fail_code(struct tw__fault *fault, tw_err_t err);

// Writes text as printf would, with the directives above; the format has no control
// characters, or is of base/texts.h.
// Always terminates; returns the length written, without the end.
size_t tw__format(char *target, size_t size, const char *format, ...);
size_t tw__format_list(char *target, size_t size, const char *format, va_list args);
// Text i of a row of texts, each with its NUL.
const char *tw__text_at(const char *texts, uint32_t i);

#endif
