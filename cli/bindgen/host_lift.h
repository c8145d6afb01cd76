// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_HOST_LIFT_H
#define CLI_BINDGEN_HOST_LIFT_H

// The statements of host glue that take arguments out of cells and put results into them or into
// an image of guest memory.

#include "c_common.h"

namespace bindgen {

// Whether a guest can give something that is no value of the type.
bool is_fallible(const type *of);

// Declares a parameter's variable and fills it; cells[i] is the cell of its flat value i.
void write_lift(out *to, const param &param, const std::vector<uint32_t> &cells);
// Declares `result`, set to something that is a value of its type.
void write_result(out *to, const type *of);
// Puts `result`, one flat value, into the cells of results; uses and sets `err`.
void write_lower(out *to, const type *of);
// Puts `value` into `image` at offset; sets `err`.
void write_store(out *to, const type *of, uint32_t offset, const std::string &value);
// Where in the image the address of the one text or list lies.
uint32_t offset_of_text(const type *of);

}  // namespace bindgen
#endif
