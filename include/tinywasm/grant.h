// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_GRANT_H
#define TINYWASM_GRANT_H

// Capabilities: which module may use what. People write grants as TOML, `tw grants compile` makes a
// table of them (docs/GRANTS.md has both forms), and an application that wants them in force says
//
//     static tw_grants_t grants;
//     tw_grants_init(&grants, table, sizeof table);
//     config.grants = &grants;
//
// From then on one section of the table decides what a module may use, and nothing is added up: the
// section with the SHA-256 of its bytes; else the one with its name (the file's, or what the
// application has set with tw_module_set_name); else [default]; else it may use nothing. Host
// functions and other instances' exports are checked when an instance is created (DENIED, and the
// fault says which line would grant it), limits are lowered to what is granted, and devices ask at
// call time with tw_call_allowed. Limits that no line names are as the application gives them.
//
// A table that tw_grants_store has put into the filestore takes the place of the application's. It
// lies under a name that nothing else can form. A table that is damaged grants nothing: no instance
// is created until another is stored. Nothing here may be called from an ISR.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_GRANT_TABLE_BYTES 32768u  // a table has no more
#define TW_GRANT_NONE UINT32_MAX     // tw_call_allowed: there is no second number

// The application's; its fields are the engine's.
struct tw_grants {
    tw_device_t device;  // it is started and stopped as the first one
    const struct tw__grants_ops *ops;
    tw_engine_t *engine;
    const uint8_t *given;
    uint32_t given_size;
    const uint8_t *table;  // in force
    uint32_t table_size;
    uint8_t source;
    uint8_t flaw;
    bool has_hashes;
    uint64_t hash[13];  // of the module that is being loaded
};

// table (may be NULL: none but what the filestore has) is borrowed and must outlive the engine.
// Before tw_engine_start, which checks it; then the object belongs to one engine.
void tw_grants_init(tw_grants_t *grants, const void *table, size_t size);

// Puts a table into the filestore and in force; size 0 removes it, and the application's holds
// again. CORRUPT: it is no table; what was there stays, as after every other failure. STATE: the
// engine has no grants or no filestore, is not started, or a module is loaded.
TW_MUST_CHECK tw_err_t tw_grants_store(tw_engine_t *engine, const void *table, size_t size);

// DENIED unless the module may import it; the fault has the line that is missing. What no host
// module and no instance defines is not looked for. OK if the engine has no grants.
TW_MUST_CHECK tw_err_t tw_grants_check_import(tw_module_t *module, const tw_import_t *import);

// For host functions: may the caller use a (and b, or TW_GRANT_NONE) of this kind? kind is the key
// in the TOML: "gpio", 3, TW_GRANT_NONE; "i2c", bus, address. TRAP if not, and the fault has the
// line that is missing: return it, or answer the guest in your own way and return TW_ERR_OK. OK if
// the engine has no grants. The fault's code is DENIED, or BUSY where somebody else holds it
// (tinywasm/hold.h).
TW_MUST_CHECK tw_err_t tw_call_allowed(tw_call_t *call, const char *kind, uint32_t a, uint32_t b);
// The same for what has a name: "files", "data.txt".
TW_MUST_CHECK tw_err_t tw_call_allowed_text(tw_call_t *call, const char *kind, const char *text);
// The same where patterns are the device's own, as those of "hosts": true if a text of the grants,
// not terminated, allows what is asked for.
typedef bool (*tw_grant_matches_t)(const char *pattern, uint32_t size, const char *text);
TW_MUST_CHECK tw_err_t tw_call_allowed_match(tw_call_t *call, const char *kind, const char *text,
                                             tw_grant_matches_t matches);
// A number that the caller's grants have for this kind, as "bytes_per_second"; false: there is
// none, or the engine has no grants.
bool tw_call_granted_number(const tw_call_t *call, const char *kind, uint64_t *number);

// Takes a piece of text, line ends included.
typedef void (*tw_grants_write_t)(void *ctx, const char *text);
// Writes the section that decides for a module as TOML. name: of a loaded module, or of a file.
// NOENT: none decides, so it may use nothing. CORRUPT: the table in force is damaged. STATE: the
// engine has no grants.
TW_MUST_CHECK tw_err_t tw_grants_visit(tw_engine_t *engine, const char *name,
                                       tw_grants_write_t write, void *ctx);
// Writes a whole table as TOML. CORRUPT: it is damaged, and nothing is written.
TW_MUST_CHECK tw_err_t tw_grants_print(const void *table, size_t size, tw_grants_write_t write,
                                       void *ctx);

// For programs that make tables.
// What is wrong with a table: a static text; NULL if nothing is.
const char *tw_grants_flaw(const void *table, size_t size);
// Writes magic, version, size and check into the head (TW_GRANT_HEAD_BYTES) of a table whose
// sections are there.
void tw_grants_seal(void *table, size_t size, uint32_t section_count);

// A table, little-endian, is a head and sections; a section is a head, its subject and rows; a row
// is a head, its kind and its value. Sections are in ascending order of type, then subject; kinds
// are in ascending order. A row of kind size 0 is one more value of the kind before it.
//   head     "TWGR", version 1, 0, u16 sections, u32 bytes of the table, 8 bytes of check
//   section  u8 type, u8 subject size, u16 bytes of its rows
//   row      u8 type, u8 kind size, u8 value size
// Check: the first bytes of the SHA-256 of all the others.
#define TW_GRANT_HEAD_BYTES 20u
#define TW_GRANT_SECTION_BYTES 4u
#define TW_GRANT_ROW_BYTES 3u
#define TW_GRANT_KIND_BYTES 31u  // lower-case letters, digits and _

typedef enum tw_grant_subject {
    TW_GRANT_DEFAULT = 1,  // no subject
    TW_GRANT_NAME = 2,     // a module's name
    TW_GRANT_SHA256 = 3    // of its bytes
} tw_grant_subject_t;

typedef enum tw_grant_value {
    TW_GRANT_NUMBER = 1,  // u64; the kind's only value
    TW_GRANT_RANGE = 2,   // four u32: a from, to, b from, to; 0 to TW_GRANT_NONE is all
    TW_GRANT_TEXT = 3     // UTF-8, up to 255 bytes; '*' at its end stands for anything
} tw_grant_value_t;

#ifdef __cplusplus
}
#endif
#endif
