// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_C_CASES_H
#define CLI_BINDGEN_C_CASES_H

// C for what differs by case: options, results, variants.

#include <functional>

#include "c_common.h"

namespace bindgen {

// A field of a variable, or of what one points to, "(*p)".
std::string member(const std::string &value, const std::string &name);
// The payload of case i.
std::string payload_of(const type *of, size_t i, const std::string &value);
// What says which case it is.
std::string tag_of(const type *of, const std::string &value);
bool has_payload(const type *of);
// Writes a choice by the tag, and with write_case what is done for each case with a payload.
void write_cases(out *to, const type *of, const std::string &value,
                 const std::function<void(size_t)> &write_case);

}  // namespace bindgen
#endif
