// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

// What tw writes: errors on stderr, one line each, `WHERE: CODE: what happened: what to do`; names,
// types and numbers on stdout.

#include "tinywasm/tinywasm.h"

// Exit codes.
#define EXIT_MODULE 1   // a trap, or an error in the module, project or device
#define EXIT_USAGE 2    // the command line asks for what there is not
#define EXIT_MISSING 3  // something must be installed first; the error has the command that does it
extern const char exit_codes[];  // lines that say so

// Styles are empty texts where stdout is no terminal, or NO_COLOR is set to something.
enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_RED, STYLE_GREEN, STYLE_YELLOW };
const char *style(enum style style);

// Writes an error and returns EXIT_USAGE. The format is printf's and says what happened and what
// to do.
int fail_usage(const char *where, tw_err_t err, const char *format, ...);
// Writes the engine's last fault, as an error of the module; returns EXIT_MODULE. where is used
// when the library was built without texts.
int fail_fault(const tw_engine_t *engine, const char *where);
// The same; more is what can be done too.
int fail_fault_or(const tw_engine_t *engine, const char *where, const char *more);
// An error that the engine did not record.
int fail_module(const char *where, tw_err_t err, const char *format, ...);
// Something must be installed first; the code is UNSUPPORTED. Returns EXIT_MISSING.
int fail_missing(const char *where, const char *format, ...);

// A name of a module's: control characters are written as \xx.
void print_name(tw_name_t name);
// "(i32, i32) -> (f64)"
void print_functype(const tw_functype_t *type);
// "(ii)I", as in tables of host functions; `?` for a type that those do not know.
void functype_letters(const tw_functype_t *type, char *text, size_t room);
// What follows the name in a list of imports or exports.
void print_externtype(const tw_externtype_t *type);
// "1 page of 64 KiB, at most 2"
void print_memory_size(uint64_t min, bool has_max, uint64_t max, unsigned page_size_log2);
const char *externkind_name(tw_externkind_t kind);
// A number with thousands separators; static text, four at a time.
const char *grouped(uint64_t number);

#endif
