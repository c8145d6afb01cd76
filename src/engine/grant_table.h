// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_ENGINE_GRANT_TABLE_H
#define TW_ENGINE_GRANT_TABLE_H

// Reading tables of grants where they lie. Every step looks whether the bytes are there, so a
// reader may also run over a table that nobody has checked yet.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/grant.h"

enum tw__grant_flaw {
    TW__FLAW_NONE,
    TW__FLAW_SIZE,
    TW__FLAW_MAGIC,
    TW__FLAW_VERSION,
    TW__FLAW_CHECK,
    TW__FLAW_SECTION,
    TW__FLAW_ROW,
    TW__FLAW_IO  // it could not be read
};

struct tw__grant_reader {
    const uint8_t *at;
    uint32_t left;
};

struct tw__grant_section {
    uint8_t type;  // tw_grant_subject_t
    const uint8_t *subject;
    uint32_t subject_size;
    struct tw__grant_reader rows;
};

struct tw__grant_row {
    uint8_t type;      // tw_grant_value_t
    bool is_next;      // of the kind of the row before
    const char *kind;  // not terminated
    uint32_t kind_size;
    const uint8_t *value;
    uint32_t value_size;
};

static inline uint32_t tw__grant_u32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}
static inline uint64_t tw__grant_u64(const uint8_t *bytes) {
    return tw__grant_u32(bytes) | (uint64_t)tw__grant_u32(bytes + 4) << 32;
}

// The sections of a table; none if it is NULL.
struct tw__grant_reader tw__grant_sections(const uint8_t *table, uint32_t size);
// False at the end, and where bytes are missing (then left is not 0).
bool tw__grant_next_section(struct tw__grant_reader *reader, struct tw__grant_section *section);
// The same. *row is the row before; cleared before the first.
bool tw__grant_next_row(struct tw__grant_reader *reader, struct tw__grant_row *row);
bool tw__grant_is_kind(const struct tw__grant_row *row, const char *kind);

// grant.c: the section that decides for a module; false, and no rows, if there is none.
bool tw__grant_find(const tw_module_t *module, struct tw__grant_section *section);
// The SHA-256 in the table in force that is this one; NULL if there is none.
const uint8_t *tw__grant_of_hash(const tw_grants_t *grants, const uint8_t *sha256);

// A file's name as sections know it: without `.wasm` at its end.
uint32_t tw__grant_name_size(const char *name, uint32_t size);
// The quotes around a name of a section in TOML: "" if it needs none.
const char *tw__grant_quotes(const char *name, uint32_t size);

// An enum tw__grant_flaw.
uint8_t tw__grant_find_flaw(const uint8_t *table, size_t size);
const char *tw__grant_flaw_text(uint32_t flaw);

#endif
