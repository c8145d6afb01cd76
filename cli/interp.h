// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_INTERP_H
#define CLI_INTERP_H

// The interpreters of this build; ours is the first.

#include "tinywasm/tinywasm.h"

// NULL if there is none of that name.
const tw_interp_t *interp_find(const char *name);
// "core, wasm3"; static text.
const char *interp_names(void);

#endif
