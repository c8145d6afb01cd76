// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grants.h"
#include "tinywasm/net_use.h"
#include "text.h"
#include "toml.h"

// From TOML to a table of grants. What people write is checked here, with its line; what a device
// checks is the table.

#define MOST_TEXT 255u
#define MOST_ROWS 65535u
#define MOST_SECTIONS 65535u
#define SHA256_DIGITS 64u

enum form {
    IMPORTS,  // a list of "MODULE.NAME", "MODULE.*", "*"
    NUMBERS,  // a list of 3, "3-7", "0:0x48", "*"
    TEXTS,    // a list
    HOSTS,    // a list of "tcp://broker.local:1883", "10.0.2.0/24", "*"
    PORTS,    // a list of "tcp:80", "udp:5000-5010"
    LIMIT,    // one number
    LIMIT_32,
    OWN  // the application's own: a list of numbers and texts
};

static const struct kind {
    const char *name;
    enum form form;
} kinds[] = {{"functions", IMPORTS},    {"tables", IMPORTS},
             {"memories", IMPORTS},     {"globals", IMPORTS},
             {"memory_bytes", LIMIT},   {"memory_prefix_bytes", LIMIT},
             {"stack_bytes", LIMIT_32}, {"table_elements", LIMIT_32},
             {"fuel", LIMIT},           {"fuel_per_slice", LIMIT_32},
             {"code_bytes", LIMIT_32},  {"instances", LIMIT_32},
             {"gpio", NUMBERS},         {"adc", NUMBERS},
             {"pwm", NUMBERS},          {"i2c", NUMBERS},
             {"spi", NUMBERS},          {"uart", NUMBERS},
             {"display", NUMBERS},      {"led", NUMBERS},
             {"files", TEXTS},          {"hosts", HOSTS},
             {"listen", PORTS},         {"bytes_per_second", LIMIT_32},
             {"wifi", TEXTS},           {"ble", TEXTS},
             {"ble_services", TEXTS},   {"ble_roles", TEXTS},
             {"events", TEXTS}};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

struct section {
    struct section *next;
    uint8_t type;
    uint8_t subject_size;
    uint8_t subject[TW_FILESTORE_NAME_BYTES];
    char kind[TW_GRANT_KIND_BYTES + 1];  // of the last row
    struct buffer rows;
};

struct compiling {
    const struct file *file;
    const struct toml_value *value;  // at hand
    struct section *sections;        // in the table's order
    struct section *section;         // the last one
    uint32_t section_count;
};

// ---- errors ----

static int fail_at(const struct compiling *compiling, unsigned line, tw_err_t err,
                   const char *format, ...) {
    char where[TW_FILESTORE_NAME_BYTES + 32];
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s, line %u", compiling->file->name, line);
    return fail_module(where, err, "%s", text);
}

static int fail_value(const struct compiling *compiling, const char *what, const char *todo) {
    return fail_at(compiling, compiling->value->line, TW_ERR_INVAL, "%s: %s: %s",
                   compiling->value->key, what, todo);
}

// ---- sections ----

static bool read_hex(const char *digits, uint8_t *bytes) {
    if (strlen(digits) != SHA256_DIGITS ||
        strspn(digits, "0123456789abcdefABCDEF") != SHA256_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < SHA256_DIGITS / 2; i++) {
        const char pair[] = {digits[2 * i], digits[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return true;
}

static bool is_file_name(const char *name) {
    size_t size = strlen(name);
    for (size_t i = 0; i < size; i++) {
        if (name[i] < ' ' || name[i] > '~' || name[i] == '/') {
            return false;
        }
    }
    return size != 0 && size <= TW_FILESTORE_NAME_BYTES && name[0] != '.';
}

// Sections know a file without `.wasm` at its end.
static size_t plain_size(const char *name) {
    static const char end[] = ".wasm";
    size_t size = strlen(name);
    size_t rest = size < sizeof end ? size : size - (sizeof end - 1);
    return strcmp(name + rest, end) == 0 ? rest : size;
}

// "" or what is wrong with the name.
static const char *set_subject(struct section *section, const char *name) {
    static const char by_hash[] = "sha256:";
    if (strcmp(name, "default") == 0) {
        section->type = TW_GRANT_DEFAULT;
        return "";
    }
    if (strncmp(name, by_hash, sizeof by_hash - 1) == 0) {
        section->type = TW_GRANT_SHA256;
        section->subject_size = SHA256_DIGITS / 2;
        return read_hex(name + sizeof by_hash - 1, section->subject)
                   ? ""
                   : "has not 64 hex digits: write those that tw grants check shows";
    }
    if (!is_file_name(name)) {
        return "is no file's name: write 1 to 63 bytes of ASCII, no '/' and no '.' at the "
               "beginning";
    }
    section->type = TW_GRANT_NAME;
    section->subject_size = (uint8_t)plain_size(name);
    memcpy(section->subject, name, section->subject_size);
    return "";
}

static bool comes_before(const struct section *a, const struct section *b) {
    if (a->type != b->type) {
        return a->type < b->type;
    }
    size_t size = a->subject_size < b->subject_size ? a->subject_size : b->subject_size;
    int order = memcmp(a->subject, b->subject, size);
    return order != 0 ? order < 0 : a->subject_size < b->subject_size;
}

static int begin_section(struct compiling *compiling) {
    const struct toml_value *value = compiling->value;
    struct section *section = calloc(1, sizeof *section);
    if (section == NULL || compiling->section_count == MOST_SECTIONS) {
        free(section);
        return fail_at(compiling, value->line, TW_ERR_NOMEM, "too many sections: remove some");
    }
    const char *problem = set_subject(section, value->section);
    struct section **link = &compiling->sections;
    while (*link != NULL && comes_before(*link, section)) {
        link = &(*link)->next;
    }
    section->next = *link;
    *link = section;
    compiling->section = section;
    compiling->section_count++;
    if (problem[0] != '\0') {
        return fail_at(compiling, value->line, TW_ERR_INVAL, "section \"%s\" %s", value->section,
                       problem);
    }
    if (section->next != NULL && !comes_before(section, section->next)) {
        return fail_at(compiling, value->line, TW_ERR_EXIST,
                       "section \"%s\" is there twice: join the two", value->section);
    }
    return 0;
}

// ---- rows ----

static int put_row(struct compiling *compiling, unsigned type, const void *value, size_t size) {
    struct section *section = compiling->section;
    const char *kind = compiling->value->key;
    bool is_next = strcmp(kind, section->kind) == 0;
    size_t kind_size = is_next ? 0 : strlen(kind);
    if (section->rows.size > MOST_ROWS - TW_GRANT_ROW_BYTES - kind_size - size) {
        return fail_value(compiling, "the section has more than 65,535 bytes", "grant less");
    }
    buffer_put_byte(&section->rows, type);
    buffer_put_byte(&section->rows, (unsigned)kind_size);
    buffer_put_byte(&section->rows, (unsigned)size);
    buffer_put(&section->rows, kind, kind_size);
    buffer_put(&section->rows, value, size);
    snprintf(section->kind, sizeof section->kind, "%s", kind);
    return 0;
}

static void put_le(uint8_t *bytes, uint64_t number, unsigned size) {
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> 8 * i);
    }
}

static int put_limit(struct compiling *compiling, uint64_t most) {
    const struct toml_value *value = compiling->value;
    uint8_t number[8];
    if (value->type != TOML_NUMBER || value->is_in_list) {
        return fail_value(compiling, "it takes one number", "write it as fuel = 1000000");
    }
    if (value->number < 0 || (uint64_t)value->number > most) {
        return fail_value(compiling, "the number does not fit",
                          most == UINT32_MAX ? "write 0 to 4294967295" : "write 0 or more");
    }
    put_le(number, (uint64_t)value->number, sizeof number);
    return put_row(compiling, TW_GRANT_NUMBER, number, sizeof number);
}

static bool has_nul(const struct toml_value *value) {
    return strlen(value->text) != value->text_size;
}

static int put_text(struct compiling *compiling) {
    const struct toml_value *value = compiling->value;
    if (value->text_size > MOST_TEXT || has_nul(value)) {
        return fail_value(compiling, "a text has more than 255 bytes, or a NUL", "shorten it");
    }
    return put_row(compiling, TW_GRANT_TEXT, value->text, value->text_size);
}

// "*", or something, a dot, and something else, which may be "*".
static bool is_import(const char *text) {
    const char *dot = strrchr(text, '.');
    const char *star = strchr(text, '*');
    if (strcmp(text, "*") == 0) {
        return true;
    }
    return dot != NULL && dot != text && dot[1] != '\0' &&
           (star == NULL || (star == dot + 1 && star[1] == '\0'));
}

// Reads up to `end` digits, decimal or hexadecimal with 0x.
static bool read_number(const char **at, uint32_t *number) {
    char *end = NULL;
    if (!isdigit((unsigned char)**at)) {
        return false;
    }
    bool is_hex = (*at)[0] == '0' && ((*at)[1] == 'x' || (*at)[1] == 'X');
    errno = 0;
    unsigned long long value = strtoull(*at, &end, is_hex ? 16 : 10);
    if (errno != 0 || value >= UINT32_MAX) {
        return false;
    }
    *at = end;
    *number = (uint32_t)value;
    return true;
}

// "3", "3-7" or "*", up to the end or a colon.
static bool read_span(const char **at, uint32_t *from, uint32_t *to) {
    if (**at == '*') {
        (*at)++;
        *from = 0;
        *to = UINT32_MAX;
        return true;
    }
    if (!read_number(at, from)) {
        return false;
    }
    *to = *from;
    if (**at == '-') {
        (*at)++;
        return read_number(at, to) && *from <= *to;
    }
    return true;
}

static bool read_range(const char *text, uint32_t *range) {
    range[2] = 0;
    range[3] = UINT32_MAX;
    bool is_good = read_span(&text, &range[0], &range[1]);
    if (is_good && *text == ':') {
        text++;
        is_good = read_span(&text, &range[2], &range[3]);
    }
    return is_good && *text == '\0';
}

static int put_range(struct compiling *compiling) {
    const struct toml_value *value = compiling->value;
    uint32_t range[4] = {0, 0, 0, UINT32_MAX};
    uint8_t bytes[16];
    bool is_good = value->type == TOML_NUMBER ? value->number >= 0 && value->number < UINT32_MAX
                                              : value->type == TOML_TEXT && !has_nul(value) &&
                                                    read_range(value->text, range);
    if (!is_good) {
        return fail_value(compiling, "it takes numbers",
                          "write them as 3, \"3-7\", \"0:0x48\" or \"*\"");
    }
    if (value->type == TOML_NUMBER) {
        range[0] = range[1] = (uint32_t)value->number;
    }
    for (unsigned i = 0; i < 4; i++) {
        put_le(bytes + 4 * i, range[i], 4);
    }
    return put_row(compiling, TW_GRANT_RANGE, bytes, sizeof bytes);
}

static int fail_flaw(const struct compiling *compiling, const char *flaw) {
    const struct toml_value *value = compiling->value;
    return fail_at(compiling, value->line, TW_ERR_INVAL, "%s: \"%s\": %s", value->key, value->text,
                   flaw);
}

static int put_listed(struct compiling *compiling, enum form form) {
    const struct toml_value *value = compiling->value;
    bool is_text = value->type == TOML_TEXT;
    if (form == NUMBERS || (form == OWN && !is_text)) {
        return put_range(compiling);
    }
    if (!is_text) {
        return fail_value(compiling, "it takes texts", "put them in quotes");
    }
    if (form == IMPORTS && !is_import(value->text)) {
        return fail_value(compiling, "it takes imports",
                          "write them as \"MODULE.NAME\", \"MODULE.*\" or \"*\"");
    }
    const char *flaw = form == HOSTS   ? tw_net_hosts_flaw(value->text, (uint32_t)value->text_size)
                       : form == PORTS ? tw_net_listen_flaw(value->text, (uint32_t)value->text_size)
                                       : NULL;
    return flaw != NULL ? fail_flaw(compiling, flaw) : put_text(compiling);
}

// ---- keys ----

static int fail_unknown(const struct compiling *compiling) {
    char list[300] = "";
    for (size_t i = 0; i < KIND_COUNT; i++) {
        strcat(strcat(list, i == 0 ? "" : ", "), kinds[i].name);
    }
    return fail_at(compiling, compiling->value->line, TW_ERR_INVAL,
                   "there is no %s: write one of %s, or x_NAME for what the application asks for",
                   compiling->value->key, list);
}

static bool is_own(const char *key) {
    size_t size = strlen(key);
    return size > 2 && size <= TW_GRANT_KIND_BYTES && strncmp(key, "x_", 2) == 0 &&
           strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == size;
}

static bool find_form(const char *key, enum form *form) {
    *form = OWN;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, key) == 0) {
            *form = kinds[i].form;
            return true;
        }
    }
    return is_own(key);
}

static int add_value(struct compiling *compiling) {
    const struct toml_value *value = compiling->value;
    enum form form = OWN;
    if (value->section == NULL) {
        return fail_value(compiling, "it stands in no section",
                          "put it under [grant.FILE] or [grant.default]");
    }
    if (value->type == TOML_OTHER && !value->is_in_list && !find_form(value->key, &form)) {
        return fail_value(
            compiling, "it is neither a number nor a list",
            "if the section's name has a dot, write it in quotes, as [grant.\"ping.bin\"]");
    }
    if (!find_form(value->key, &form)) {
        return fail_unknown(compiling);
    }
    if (form == LIMIT || form == LIMIT_32) {
        return put_limit(compiling, form == LIMIT ? INT64_MAX : UINT32_MAX);
    }
    if (value->type == TOML_EMPTY) {
        return 0;
    }
    return value->is_in_list
               ? put_listed(compiling, form)
               : fail_value(compiling, "it takes a list", "put what it says in [ and ]");
}

static int visit(void *ctx, const struct toml_value *value) {
    struct compiling *compiling = ctx;
    compiling->value = value;
    return value->type == TOML_SECTION ? begin_section(compiling) : add_value(compiling);
}

// ---- the table ----

static void put_section(struct buffer *table, const struct section *section) {
    buffer_put_byte(table, section->type);
    buffer_put_byte(table, section->subject_size);
    buffer_put_byte(table, (unsigned)(section->rows.size & 0xff));
    buffer_put_byte(table, (unsigned)(section->rows.size >> 8));
    buffer_put(table, section->subject, section->subject_size);
    buffer_put(table, section->rows.bytes, section->rows.size);
}

static int put_table(const struct compiling *compiling, struct buffer *table) {
    static const uint8_t head[TW_GRANT_HEAD_BYTES];
    buffer_put(table, head, sizeof head);
    for (const struct section *at = compiling->sections; at != NULL; at = at->next) {
        put_section(table, at);
    }
    if (table->size > TW_GRANT_TABLE_BYTES) {
        return fail_module(compiling->file->name, TW_ERR_LIMIT,
                           "the table has %zu bytes, %u are possible: grant less", table->size,
                           TW_GRANT_TABLE_BYTES);
    }
    tw_grants_seal(table->bytes, table->size, compiling->section_count);
    const char *flaw = tw_grants_flaw(table->bytes, table->size);
    return flaw == NULL ? 0
                        : fail_module(compiling->file->name, TW_ERR_CORRUPT,
                                      "the table came out wrong, %s: please report it", flaw);
}

static void free_sections(struct section *section) {
    while (section != NULL) {
        struct section *next = section->next;
        buffer_free(&section->rows);
        free(section);
        section = next;
    }
}

int grants_compile(const struct file *file, struct buffer *table, uint32_t *section_count) {
    struct compiling compiling = {.file = file};
    struct toml_error error;
    if (!toml_is_there()) {
        return fail_usage("tw grants", TW_ERR_UNSUPPORTED,
                          "this tw was built without toml++: run make tw again");
    }
    int code = toml_read(file->bytes, file->size, visit, &compiling, &error);
    if (code == -1) {
        code =
            fail_at(&compiling, error.line, TW_ERR_MALFORMED, "%s: write it as TOML", error.text);
    }
    code = code == 0 ? put_table(&compiling, table) : code;
    *section_count = compiling.section_count;
    free_sections(compiling.sections);
    return code;
}
