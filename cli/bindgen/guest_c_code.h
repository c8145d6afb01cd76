// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_GUEST_C_CODE_H
#define CLI_BINDGEN_GUEST_C_CODE_H

// The statements of C for guests: arguments to flat values and back, results out of memory.

#include "c_common.h"

namespace bindgen {

// Declares what is needed of variables; the expressions to call a core import with.
std::vector<std::string> write_flattening(out *to, const function &function);
// Declares the parameters of a function of the module, filled from a0, a1 ...
void write_unflattening(out *to, const function &function);
// Whether a function of the module needs a wrapper: its core form is not its C form.
bool is_wrapped(const function &function);
// A value of one flat value as that.
std::string flat_of(const type *of, const std::string &value, flat as);
// Fills `value` from `image` at offset.
void write_load(out *to, const type *of, uint32_t offset, const std::string &value);
// Calls what gives a result of one flat value, and returns that.
// Puts `value` into `area` at offset.
void write_save(out *to, const type *of, uint32_t offset, const std::string &value);
void write_unflat_result(out *to, const type *of, const std::string &head,
                         const std::vector<std::string> &args);

}  // namespace bindgen
#endif
