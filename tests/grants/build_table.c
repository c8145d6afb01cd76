// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "build_table.h"

#include <stdlib.h>
#include <string.h>

static void put(struct built *table, const void *bytes, size_t size) {
    if (size > BUILT_BYTES - table->size) {
        abort();
    }
    if (size != 0) {
        memcpy(table->bytes + table->size, bytes, size);
    }
    table->size += size;
}

static void put_number(struct built *table, uint64_t number, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
        uint8_t byte = (uint8_t)(number >> 8 * i);
        put(table, &byte, 1);
    }
}

void build_begin(struct built *table) {
    memset(table, 0, sizeof *table);
    table->size = TW_GRANT_HEAD_BYTES;
}

static void end_section(struct built *table) {
    if (table->section != 0) {
        const uint8_t *head = table->bytes + table->section;
        size_t rows = table->size - table->section - TW_GRANT_SECTION_BYTES - head[1];
        table->bytes[table->section + 2] = (uint8_t)rows;
        table->bytes[table->section + 3] = (uint8_t)(rows >> 8);
    }
}

void build_section(struct built *table, unsigned type, const void *subject, size_t size) {
    end_section(table);
    table->section = table->size;
    table->count++;
    put_number(table, type, 1);
    put_number(table, size, 1);
    put_number(table, 0, 2);
    put(table, subject, size);
}

void build_default(struct built *table) {
    build_section(table, TW_GRANT_DEFAULT, NULL, 0);
}

void build_name(struct built *table, const char *name) {
    build_section(table, TW_GRANT_NAME, name, strlen(name));
}

void build_row(struct built *table, unsigned type, const char *kind, const void *value,
               size_t size) {
    size_t kind_size = kind == NULL ? 0 : strlen(kind);
    put_number(table, type, 1);
    put_number(table, kind_size, 1);
    put_number(table, size, 1);
    put(table, kind, kind_size);
    put(table, value, size);
}

void build_number(struct built *table, const char *kind, uint64_t number) {
    uint8_t value[8];
    for (unsigned i = 0; i < 8; i++) {
        value[i] = (uint8_t)(number >> 8 * i);
    }
    build_row(table, TW_GRANT_NUMBER, kind, value, sizeof value);
}

void build_range(struct built *table, const char *kind, uint32_t a_from, uint32_t a_to,
                 uint32_t b_from, uint32_t b_to) {
    const uint32_t numbers[] = {a_from, a_to, b_from, b_to};
    uint8_t value[16];
    for (unsigned i = 0; i < 16; i++) {
        value[i] = (uint8_t)(numbers[i / 4] >> 8 * (i % 4));
    }
    build_row(table, TW_GRANT_RANGE, kind, value, sizeof value);
}

void build_text(struct built *table, const char *kind, const char *text) {
    build_row(table, TW_GRANT_TEXT, kind, text, strlen(text));
}

void build_end(struct built *table) {
    end_section(table);
    tw_grants_seal(table->bytes, table->size, table->count);
}
