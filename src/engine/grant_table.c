// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/grant_table.h"

#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/utf8.h"

#define VERSION 1u
#define CHECK_OFF 12u
#define CHECK_BYTES 8u
#define SHA256_BYTES 32u
#define NAME_BYTES 63u
#define NUMBER_BYTES 8u
#define RANGE_BYTES 16u

static const uint8_t magic[4] = {'T', 'W', 'G', 'R'};

// ---- reading ----

static const uint8_t *take(struct tw__grant_reader *reader, uint32_t size) {
    if (size > reader->left) {
        return NULL;
    }
    const uint8_t *bytes = reader->at;
    reader->at += size;
    reader->left -= size;
    return bytes;
}

struct tw__grant_reader tw__grant_sections(const uint8_t *table, uint32_t size) {
    struct tw__grant_reader reader = {table, 0};
    if (table != NULL && size >= TW_GRANT_HEAD_BYTES) {
        reader.at = table + TW_GRANT_HEAD_BYTES;
        reader.left = size - TW_GRANT_HEAD_BYTES;
    }
    return reader;
}

bool tw__grant_next_section(struct tw__grant_reader *reader, struct tw__grant_section *section) {
    struct tw__grant_reader next = *reader;
    const uint8_t *head = take(&next, TW_GRANT_SECTION_BYTES);
    if (head == NULL) {
        return false;
    }
    section->type = head[0];
    section->subject_size = head[1];
    section->subject = take(&next, section->subject_size);
    section->rows.left = (uint32_t)head[2] | (uint32_t)head[3] << 8;
    section->rows.at = take(&next, section->rows.left);
    if (section->subject == NULL || section->rows.at == NULL) {
        return false;
    }
    *reader = next;
    return true;
}

uint32_t tw__grant_name_size(const char *name, uint32_t size) {
    static const char end[] = {'.', 'w', 'a', 's', 'm'};
    bool has_end = size > sizeof end && memcmp(name + size - sizeof end, end, sizeof end) == 0;
    return has_end ? size - (uint32_t)sizeof end : size;
}

static bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

const char *tw__grant_quotes(const char *name, uint32_t size) {
    while (size > 0 && is_bare(name[size - 1])) {
        size--;
    }
    return size == 0 ? "" : "\"";
}

bool tw__grant_next_row(struct tw__grant_reader *reader, struct tw__grant_row *row) {
    struct tw__grant_reader next = *reader;
    const uint8_t *head = take(&next, TW_GRANT_ROW_BYTES);
    if (head == NULL) {
        return false;
    }
    const uint8_t *kind = take(&next, head[1]);
    const uint8_t *value = take(&next, head[2]);
    if (kind == NULL || value == NULL) {
        return false;
    }
    row->type = head[0];
    row->is_next = head[1] == 0;
    row->kind = row->is_next ? row->kind : (const char *)kind;
    row->kind_size = row->is_next ? row->kind_size : head[1];
    row->value = value;
    row->value_size = head[2];
    *reader = next;
    return true;
}

bool tw__grant_is_kind(const struct tw__grant_row *row, const char *kind) {
    return strlen(kind) == row->kind_size && memcmp(kind, row->kind, row->kind_size) == 0;
}

// ---- checking ----

// Below, equal, above: -1, 0, 1.
static int compare(const void *a, uint32_t a_size, const void *b, uint32_t b_size) {
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static bool is_kind(const struct tw__grant_row *row) {
    for (uint32_t i = 0; i < row->kind_size; i++) {
        char c = row->kind[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return row->kind_size != 0 && row->kind_size <= TW_GRANT_KIND_BYTES;
}

static bool is_value(const struct tw__grant_row *row) {
    if (row->type == TW_GRANT_NUMBER) {
        return row->value_size == NUMBER_BYTES && !row->is_next;
    }
    if (row->type == TW_GRANT_RANGE) {
        return row->value_size == RANGE_BYTES &&
               tw__grant_u32(row->value) <= tw__grant_u32(row->value + 4) &&
               tw__grant_u32(row->value + 8) <= tw__grant_u32(row->value + 12);
    }
    return row->type == TW_GRANT_TEXT && tw__utf8_is_valid(row->value, row->value_size);
}

static bool are_rows(struct tw__grant_reader rows) {
    struct tw__grant_row row = {0};
    struct tw__grant_row before = {0};
    while (tw__grant_next_row(&rows, &row)) {
        bool fits = row.is_next ? before.kind_size != 0 && before.type != TW_GRANT_NUMBER
                                : before.kind_size == 0 || compare(before.kind, before.kind_size,
                                                                   row.kind, row.kind_size) < 0;
        if (!fits || !is_kind(&row) || !is_value(&row)) {
            return false;
        }
        before = row;
    }
    return rows.left == 0;
}

static bool is_name(const uint8_t *name, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        if (name[i] < ' ' || name[i] > '~' || name[i] == '/') {
            return false;
        }
    }
    return size != 0 && size <= NAME_BYTES;
}

static bool is_subject(const struct tw__grant_section *section) {
    if (section->type == TW_GRANT_NAME) {
        return is_name(section->subject, section->subject_size);
    }
    return (section->type == TW_GRANT_DEFAULT && section->subject_size == 0) ||
           (section->type == TW_GRANT_SHA256 && section->subject_size == SHA256_BYTES);
}

static bool is_after(const struct tw__grant_section *section,
                     const struct tw__grant_section *before) {
    return section->type != before->type ? section->type > before->type
                                         : compare(before->subject, before->subject_size,
                                                   section->subject, section->subject_size) < 0;
}

static uint8_t check_sections(const uint8_t *table, uint32_t size) {
    struct tw__grant_reader reader = tw__grant_sections(table, size);
    struct tw__grant_section section;
    struct tw__grant_section before = {.type = 0};
    uint32_t count = 0;
    while (tw__grant_next_section(&reader, &section)) {
        if (!is_subject(&section) || !is_after(&section, &before)) {
            return TW__FLAW_SECTION;
        }
        if (!are_rows(section.rows)) {
            return TW__FLAW_ROW;
        }
        before = section;
        count++;
    }
    uint32_t promised = (uint32_t)table[6] | (uint32_t)table[7] << 8;
    return reader.left == 0 && count == promised ? TW__FLAW_NONE : TW__FLAW_SECTION;
}

static void make_check(const uint8_t *table, uint32_t size, uint8_t *sha256) {
    struct tw__sha256 hash;
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, table, CHECK_OFF);
    tw__sha256_add(&hash, table + TW_GRANT_HEAD_BYTES, size - TW_GRANT_HEAD_BYTES);
    tw__sha256_end(&hash, sha256);
}

uint8_t tw__grant_find_flaw(const uint8_t *table, size_t size) {
    uint8_t sha256[SHA256_BYTES];
    if (size < TW_GRANT_HEAD_BYTES || size > TW_GRANT_TABLE_BYTES) {
        return TW__FLAW_SIZE;
    }
    if (memcmp(table, magic, sizeof magic) != 0) {
        return TW__FLAW_MAGIC;
    }
    if (table[4] != VERSION || table[5] != 0) {
        return TW__FLAW_VERSION;
    }
    if (tw__grant_u32(table + 8) != size) {
        return TW__FLAW_SIZE;
    }
    make_check(table, (uint32_t)size, sha256);
    if (memcmp(table + CHECK_OFF, sha256, CHECK_BYTES) != 0) {
        return TW__FLAW_CHECK;
    }
    return check_sections(table, (uint32_t)size);
}

const char *tw__grant_flaw_text(uint32_t flaw) {
    static const char texts[] =
        "\0its size is not what it says\0it does not begin as one\0its version is not 1\0"
        "its check does not fit its bytes\0a section is wrong\0a row is wrong\0it cannot be read";
    return tw__text_at(texts, flaw);
}

const char *tw_grants_flaw(const void *table, size_t size) {
    uint8_t flaw = tw__grant_find_flaw((const uint8_t *)table, size);
    return flaw == TW__FLAW_NONE ? NULL : tw__grant_flaw_text(flaw);
}

// ---- making ----

void tw_grants_seal(void *table, size_t size, uint32_t section_count) {
    TW_ASSERT(size >= TW_GRANT_HEAD_BYTES && size <= TW_GRANT_TABLE_BYTES);
    uint8_t *head = (uint8_t *)table;
    uint8_t sha256[SHA256_BYTES];
    memcpy(head, magic, sizeof magic);
    head[4] = VERSION;
    head[5] = 0;
    head[6] = (uint8_t)section_count;
    head[7] = (uint8_t)(section_count >> 8);
    for (uint32_t i = 0; i < 4; i++) {
        head[8 + i] = (uint8_t)(size >> 8 * i);
    }
    make_check(head, (uint32_t)size, sha256);
    memcpy(head + CHECK_OFF, sha256, CHECK_BYTES);
}
