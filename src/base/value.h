// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_VALUE_H
#define TW_BASE_VALUE_H

// Values as frames, globals and host calls have them: in cells of 32 bits, the low one first.

#include "tinywasm/types.h"

static inline uint32_t tw__cells_of(tw_valtype_t type) {
    return type == TW_I64 || type == TW_F64 ? 2 : type == TW_V128 ? 4 : 1;
}

// Both return the cells that the value takes.
uint32_t tw__value_get(const uint32_t *cells, tw_valtype_t type, tw_value_t *value);
uint32_t tw__value_put(uint32_t *cells, const tw_value_t *value);

#endif
