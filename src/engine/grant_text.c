// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/grant_table.h"
#include "engine/state.h"
#include "tinywasm/grant.h"

// Tables of grants written as the TOML that people write. A piece of text at a time: there is no
// room for a line of any length.

#define DIGITS "0123456789abcdef"

struct printer {
    tw_grants_write_t write;
    void *ctx;
};

static void put(const struct printer *printer, const char *text) {
    printer->write(printer->ctx, text);
}

static void put_number(const struct printer *printer, uint64_t number) {
    char digits[21];
    char *at = digits + sizeof digits - 1;
    *at = '\0';
    do {
        *--at = DIGITS[number % 10];
        number /= 10;
    } while (number != 0);
    put(printer, at);
}

static void put_hex(const struct printer *printer, uint32_t number) {
    char digits[12];
    tw__format(digits, sizeof digits, "0x%x", number);
    put(printer, digits);
}

static void put_bytes(const struct printer *printer, const uint8_t *bytes, uint32_t size) {
    char piece[33];
    for (uint32_t used = 0; used < size;) {
        uint32_t part = size - used < sizeof piece - 1 ? size - used : (uint32_t)sizeof piece - 1;
        memcpy(piece, bytes + used, part);
        piece[part] = '\0';
        put(printer, piece);
        used += part;
    }
}

// A basic string: quotes, backslashes and control characters are escaped.
static void put_string(const struct printer *printer, const uint8_t *bytes, uint32_t size) {
    uint32_t plain = 0;
    put(printer, "\"");
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = bytes[i];
        if (byte >= ' ' && byte != '"' && byte != '\\' && byte != 0x7f) {
            continue;
        }
        const char escape[] = {'\\', 'u', '0', '0', DIGITS[byte >> 4], DIGITS[byte & 15], '\0'};
        put_bytes(printer, bytes + plain, i - plain);
        put(printer, escape);
        plain = i + 1;
    }
    put_bytes(printer, bytes + plain, size - plain);
    put(printer, "\"");
}

static void put_span(const struct printer *printer, const uint8_t *span,
                     void (*put_one)(const struct printer *printer, uint32_t number)) {
    uint32_t from = tw__grant_u32(span);
    uint32_t to = tw__grant_u32(span + 4);
    if (from == 0 && to == UINT32_MAX) {
        put(printer, "*");
        return;
    }
    put_one(printer, from);
    if (to != from) {
        put(printer, "-");
        put_one(printer, to);
    }
}

static void put_decimal(const struct printer *printer, uint32_t number) {
    put_number(printer, number);
}

static bool is_all(const uint8_t *span) {
    return tw__grant_u32(span) == 0 && tw__grant_u32(span + 4) == UINT32_MAX;
}

// 3, "3-7", "*", "0:0x48", "0:0x10-0x1f".
static void put_range(const struct printer *printer, const uint8_t *range) {
    bool is_plain = is_all(range + 8) && tw__grant_u32(range) == tw__grant_u32(range + 4);
    put(printer, is_plain ? "" : "\"");
    put_span(printer, range, put_decimal);
    if (!is_all(range + 8)) {
        put(printer, ":");
        put_span(printer, range + 8, put_hex);
    }
    put(printer, is_plain ? "" : "\"");
}

static void put_value(const struct printer *printer, const struct tw__grant_row *row) {
    if (row->type == TW_GRANT_NUMBER) {
        put_number(printer, tw__grant_u64(row->value));
    } else if (row->type == TW_GRANT_RANGE) {
        put_range(printer, row->value);
    } else {
        put_string(printer, row->value, row->value_size);
    }
}

static void put_rows(const struct printer *printer, struct tw__grant_reader rows) {
    struct tw__grant_row row = {0};
    const char *end = "";  // of the line so far
    while (tw__grant_next_row(&rows, &row)) {
        bool is_number = row.type == TW_GRANT_NUMBER;
        put(printer, row.is_next ? ", " : end);
        if (!row.is_next) {
            put_bytes(printer, (const uint8_t *)row.kind, row.kind_size);
            put(printer, is_number ? " = " : " = [");
        }
        put_value(printer, &row);
        end = is_number ? "\n" : "]\n";
    }
    put(printer, end);
}

static void put_title(const struct printer *printer, const struct tw__grant_section *section) {
    const char *name = (const char *)section->subject;
    uint32_t size = tw__grant_name_size(name, section->subject_size);
    if (tw__grant_quotes(name, size)[0] != '\0') {
        put_string(printer, section->subject, size);
    } else {
        put_bytes(printer, section->subject, size);
    }
}

static void put_section(const struct printer *printer, const struct tw__grant_section *section) {
    if (section->type == TW_GRANT_DEFAULT) {
        put(printer, "[grant.default");
    } else if (section->type == TW_GRANT_NAME) {
        put(printer, "[grant.");
        put_title(printer, section);
    } else {
        put(printer, "[grant.\"sha256:");
        for (uint32_t i = 0; i < section->subject_size; i++) {
            const char hex[] = {DIGITS[section->subject[i] >> 4], DIGITS[section->subject[i] & 15],
                                '\0'};
            put(printer, hex);
        }
        put(printer, "\"");
    }
    put(printer, "]\n");
    put_rows(printer, section->rows);
}

tw_err_t tw_grants_print(const void *table, size_t size, tw_grants_write_t write, void *ctx) {
    const struct printer printer = {write, ctx};
    const uint8_t *bytes = (const uint8_t *)table;
    if (tw__grant_find_flaw(bytes, size) != TW__FLAW_NONE) {
        return TW_ERR_CORRUPT;
    }
    struct tw__grant_reader reader = tw__grant_sections(bytes, (uint32_t)size);
    struct tw__grant_section section;
    const char *between = "";
    while (tw__grant_next_section(&reader, &section)) {
        put(&printer, between);
        put_section(&printer, &section);
        between = "\n";
    }
    return TW_ERR_OK;
}

// ---- of one module ----

// What stands for a file that is not loaded: its name and, where sections are by SHA-256, that.
static void stand_in(tw_engine_t *engine, const char *name, tw_module_t *module) {
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    memset(module, 0, sizeof *module);
    module->engine = engine;
    module->name = name;
    if (engine->grants->has_hashes && engine->filestore != NULL &&
        tw_filestore_hash(engine->filestore, name, sha256) == TW_ERR_OK) {
        module->grant = tw__grant_of_hash(engine->grants, sha256);
    }
}

tw_err_t tw_grants_visit(tw_engine_t *engine, const char *name, tw_grants_write_t write,
                         void *ctx) {
    const struct printer printer = {write, ctx};
    tw__engine_enter(engine, name);
    if (engine->grants == NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_GRANTS_NONE);
    }
    if (engine->grants->flaw != TW__FLAW_NONE) {
        return tw__fail(&engine->fault, TW_ERR_CORRUPT, TW_TEXT_GRANTS_FLAW,
                        tw__grant_flaw_text(engine->grants->flaw));
    }
    tw_module_t file;
    const tw_module_t *module = engine->modules;
    while (module != NULL && (module->name == NULL || !tw__text_equal(module->name, name))) {
        module = module->next;
    }
    if (module == NULL) {
        stand_in(engine, name, &file);
        module = &file;
    }
    struct tw__grant_section section;
    if (!tw__grant_find(module, &section)) {
        uint32_t size = tw__grant_name_size(name, (uint32_t)strlen(name));
        const char *quotes = tw__grant_quotes(name, size);
        (void)quotes;  // without texts
        return tw__fail(&engine->fault, TW_ERR_NOENT, TW_TEXT_GRANTS_NOTHING, quotes, name, size,
                        quotes);
    }
    put_section(&printer, &section);
    return TW_ERR_OK;
}
