// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_C_COMMON_H
#define CLI_BINDGEN_C_COMMON_H

// What C for the host and C for guests have in common: names, types, layout of lines.

#include "model.h"
#include "out.h"

namespace bindgen {

// Where C is written for; the two differ in what a handle is.
enum class side { host, guest };

// A name that is no word of C or C++ and none of the glue's own.
std::string c_word(const std::string &name);
// What the names in C of an interface begin with: "badge"
std::string c_stem(const interface &interface);
// "badge_heading"
std::string c_symbol(const interface &interface, const function &function);
// "badge_point" and "BADGE_POINT": what a type is called, without _t
std::string c_stem(const type *of);
std::string c_constant(const type *of);
// As a field or result: "uint8_t", "badge_point_t", "greeter_t *" (with its blank if not a star).
std::string c_type(const type *of, side side);
// `TYPE NAME`, records and the like as `const TYPE *NAME`.
std::string c_param(const param &param, side side);
// A case of an enum or variant: "BADGE_MOOD_HAPPY".
std::string case_of(const type *of, size_t i);
bool is_by_address(const type *of);

void write_notice(out *to, const file &file);
void write_comment(out *to, const std::vector<std::string> &docs);
// HEAD(ITEM, ITEM ...)TAIL, broken as clang-format does.
void write_call(out *to, const std::string &head, const std::vector<std::string> &items,
                const std::string &tail);
// TARGET = EXPRESSION; on a line or two.
void write_assignment(out *to, const std::string &target, const std::string &expression);
// The types that an interface declares.
void write_types(out *to, const interface &interface, side side);

// The cells (32 bits) of a flat form: where each value begins.
std::vector<uint32_t> cells_of(const std::vector<flat> &flats);

}  // namespace bindgen
#endif
