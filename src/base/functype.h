// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_FUNCTYPE_H
#define TW_BASE_FUNCTYPE_H

// Types in words, for fault texts of every room. The shape of tw_functype is in
// tinywasm/interp.h; tw_functype_param and its like (tinywasm/types.h) are defined here too.

#include "tinywasm/types.h"

// Writes "(i32, i64) -> (f32)"; cut if it does not fit, always terminated. Returns the length.
size_t tw__functype_format(char *target, size_t size, const tw_functype_t *type);

#endif
