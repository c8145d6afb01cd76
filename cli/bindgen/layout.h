// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_LAYOUT_H
#define CLI_BINDGEN_LAYOUT_H

// Flat forms and places in memory, as the canonical ABI has them.

#include "model.h"

namespace bindgen {

// Fills in the flat form, size and offsets of a type whose parts have theirs.
void lay_out(type *of);
// Fills in the core types of a function whose parameters and result are laid out.
void lower(function *function, bool is_export);

}  // namespace bindgen
#endif
