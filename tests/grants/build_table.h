// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_GRANTS_BUILD_TABLE_H
#define TESTS_GRANTS_BUILD_TABLE_H

// Makes tables of grants for tests, written without a look at the library or at tw: what these put
// together byte by byte is what docs/GRANTS.md says.

#include <stddef.h>
#include <stdint.h>

#include "tinywasm/grant.h"

#define BUILT_BYTES 4096

struct built {
    uint8_t bytes[BUILT_BYTES];
    size_t size;
    size_t section;  // of the last one: where its head lies
    uint32_t count;
};

void build_begin(struct built *table);
void build_section(struct built *table, unsigned type, const void *subject, size_t size);
void build_default(struct built *table);
void build_name(struct built *table, const char *name);
// kind NULL: of the kind before.
void build_row(struct built *table, unsigned type, const char *kind, const void *value,
               size_t size);
void build_number(struct built *table, const char *kind, uint64_t number);
void build_range(struct built *table, const char *kind, uint32_t a_from, uint32_t a_to,
                 uint32_t b_from, uint32_t b_to);
void build_text(struct built *table, const char *kind, const char *text);
void build_end(struct built *table);

#endif
