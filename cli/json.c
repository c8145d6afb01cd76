// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INDENT 4

// How many bytes of UTF-8 begin here; 0: none that are.
static size_t character_size(const unsigned char *bytes, size_t left) {
    static const struct {
        unsigned char mask, begin, least, most;  // of the first byte; of the second
    } forms[] = {{0xff, 0xe0, 0xa0, 0xbf}, {0xff, 0xed, 0x80, 0x9f}, {0xff, 0xf0, 0x90, 0xbf},
                 {0xff, 0xf4, 0x80, 0x8f}, {0xe0, 0xc0, 0x80, 0xbf}, {0xf0, 0xe0, 0x80, 0xbf},
                 {0xfc, 0xf0, 0x80, 0xbf}};
    unsigned char first = bytes[0];
    if (first < 0x80) {
        return 1;
    }
    size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    size_t form = 0;
    while (form < sizeof forms / sizeof forms[0] &&
           (first & forms[form].mask) != forms[form].begin) {
        form++;
    }
    bool is_good = form < sizeof forms / sizeof forms[0] && first >= 0xc2 && size <= left &&
                   bytes[1] >= forms[form].least && bytes[1] <= forms[form].most;
    for (size_t i = 2; is_good && i < size; i++) {
        is_good = (bytes[i] & 0xc0) == 0x80;
    }
    return is_good ? size : 0;
}

static void put_character(const unsigned char *bytes, size_t size) {
    if (size == 0) {
        fputs("\\ufffd", stdout);
    } else if (bytes[0] == '"' || bytes[0] == '\\') {
        printf("\\%c", bytes[0]);
    } else if (bytes[0] < ' ') {
        printf("\\u%04x", bytes[0]);
    } else {
        fwrite(bytes, 1, size, stdout);
    }
}

static void put_text(const char *text, size_t left) {
    putchar('"');
    while (left > 0) {
        size_t size = character_size((const unsigned char *)text, left);
        put_character((const unsigned char *)text, size);
        text += size > 0 ? size : 1;
        left -= size > 0 ? size : 1;
    }
    putchar('"');
}

// What comes before a value.
static void put_key(struct json *json, const char *key) {
    if (json->has_values[json->depth]) {
        putchar(',');
    }
    if (json->depth > 0) {
        printf("\n%*s", (int)json->depth * INDENT, "");
    }
    json->has_values[json->depth] = true;
    if (key != NULL) {
        put_text(key, strlen(key));
        fputs(": ", stdout);
    }
}

static void begin(struct json *json, const char *key, char bracket) {
    put_key(json, key);
    putchar(bracket);
    assert(json->depth + 1 < JSON_DEPTH);
    json->has_values[++json->depth] = false;
}

static void end(struct json *json, char bracket) {
    assert(json->depth > 0);
    bool has_values = json->has_values[json->depth--];
    if (has_values) {
        printf("\n%*s", (int)json->depth * INDENT, "");
    }
    putchar(bracket);
    if (json->depth == 0) {
        putchar('\n');
    }
}

void json_begin(struct json *json, const char *key) {
    begin(json, key, '{');
}

void json_end(struct json *json) {
    end(json, '}');
}

void json_begin_list(struct json *json, const char *key) {
    begin(json, key, '[');
}

void json_end_list(struct json *json) {
    end(json, ']');
}

void json_text(struct json *json, const char *key, const char *text) {
    put_key(json, key);
    if (text == NULL) {
        fputs("null", stdout);
    } else {
        put_text(text, strlen(text));
    }
}

void json_bytes(struct json *json, const char *key, const char *bytes, size_t size) {
    put_key(json, key);
    put_text(bytes, size);
}

void json_number(struct json *json, const char *key, uint64_t number) {
    put_key(json, key);
    printf("%" PRIu64, number);
}

void json_signed(struct json *json, const char *key, int64_t number) {
    put_key(json, key);
    printf("%" PRId64, number);
}

void json_bool(struct json *json, const char *key, bool is_true) {
    put_key(json, key);
    fputs(is_true ? "true" : "false", stdout);
}
