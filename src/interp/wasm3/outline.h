// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_INTERP_WASM3_OUTLINE_H
#define TW_INTERP_WASM3_OUTLINE_H

// What wasm3 forgets of a module: the order of its imports and all names of its exports. Types are
// not here, wasm3 knows them.

#include "base/arena.h"
#include "tinywasm/types.h"

struct tw__outline_import {
    tw_name_t module;
    tw_name_t name;
    uint32_t kind;
    uint32_t idx;  // in the index space of its kind
};

struct tw__outline_export {
    tw_name_t name;
    uint32_t kind;
    uint32_t idx;
};

struct tw__outline {
    struct tw__outline_import *imports;
    struct tw__outline_export *exports;
    uint32_t import_count;
    uint32_t export_count;
};

// Reads the import and export sections of a module that wasm3 has parsed; names are borrowed from
// its bytes. MALFORMED, NOMEM; also then tw__outline_free gives back what was taken. Nothing is
// recorded as a fault.
tw_err_t tw__outline_read(struct tw__outline *outline, struct tw__arena *arena,
                          const uint8_t *bytes, size_t size);
void tw__outline_free(struct tw__outline *outline, struct tw__arena *arena);

#endif
