// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_HOST_EXPORT_H
#define CLI_BINDGEN_HOST_EXPORT_H

// The host's calls of what modules export.

#include "c_common.h"

namespace bindgen {

// For the header, of all functions of an interface.
void write_export_prototypes(out *to, const interface &interface);
void write_export_glue(out *to, const interface &interface, const function &function);

}  // namespace bindgen
#endif
