// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM_H
#define CLI_WASM_H

// Writes small WebAssembly binaries: a buffer that grows, and a module of tables, memories and
// globals that are all exported.

#include "tinywasm/tinywasm.h"

struct buffer {
    uint8_t *bytes;
    size_t size;
    size_t room;
};

void buffer_put(struct buffer *buffer, const void *bytes, size_t size);
void buffer_put_byte(struct buffer *buffer, unsigned byte);
void buffer_put_leb(struct buffer *buffer, uint64_t number);
void buffer_free(struct buffer *buffer);

// True if such a table, memory or global can be made: references are funcref or externref.
bool wasm_can_make(const tw_externtype_t *type);
// Writes a module that defines and exports what imports ask for. All can be made, and no two have
// one name.
void wasm_write(struct buffer *buffer, const tw_import_t *imports, uint32_t count);

#endif
