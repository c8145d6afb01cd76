// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 32

struct reader {
    char *at;
    char *end;
    const char *error;
};

static struct json *fail(struct reader *r, const char *error) {
    if (r->error == NULL) {
        r->error = error;
    }
    return NULL;
}

static void skip_space(struct reader *r) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL && *r->at != '\0') {
        r->at++;
    }
}

static bool take(struct reader *r, char c) {
    skip_space(r);
    if (r->at >= r->end || *r->at != c) {
        return false;
    }
    r->at++;
    return true;
}

static struct json *new_value(struct reader *r, enum json_kind kind) {
    struct json *value = calloc(1, sizeof *value);
    if (value == NULL) {
        return fail(r, "no memory");
    }
    value->kind = kind;
    return value;
}

static bool read_hex4(struct reader *r, uint32_t *code) {
    *code = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = r->at < r->end && *r->at != '\0' ? strchr(digits, *r->at) : NULL;
        if (digit == NULL) {
            return fail(r, "bad \\u escape") != NULL;
        }
        *code = *code * 16 + (uint32_t)((digit - digits) % 16);
        r->at++;
    }
    return true;
}

// Writes code as UTF-8; at most 4 bytes, fewer than its escape took.
static char *put_utf8(char *out, uint32_t code) {
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xc0 | code >> 6);
        *out++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *out++ = (char)(0xe0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    } else {
        *out++ = (char)(0xf0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 0x3f));
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    }
    return out;
}

// What follows "\u": four digits, and a second escape if they are a high surrogate.
static char *read_unicode(struct reader *r, char *out) {
    uint32_t code;
    uint32_t low;
    if (!read_hex4(r, &code)) {
        return out;
    }
    if (code >= 0xd800 && code < 0xdc00) {
        if (r->end - r->at < 2 || r->at[0] != '\\' || r->at[1] != 'u') {
            fail(r, "lone surrogate");
            return out;
        }
        r->at += 2;
        if (!read_hex4(r, &low)) {
            return out;
        }
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    return put_utf8(out, code);
}

static char *read_escape(struct reader *r, char *out) {
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char *name;
    char c = r->at < r->end ? *r->at++ : '\0';
    if (c == 'u') {
        return read_unicode(r, out);
    }
    name = c != '\0' ? strchr(names, c) : NULL;
    if (name == NULL) {
        fail(r, "unknown escape");
        return out;
    }
    *out = values[name - names];
    return out + 1;
}

// A string, decoded in place: it only gets shorter.
static bool read_text(struct reader *r, const char **text, size_t *size) {
    char *out;
    if (!take(r, '"')) {
        return fail(r, "a string expected") != NULL;
    }
    out = r->at;
    *text = out;
    while (r->error == NULL && r->at < r->end && *r->at != '"') {
        char c = *r->at++;
        if (c == '\\') {
            out = read_escape(r, out);
        } else {
            *out++ = c;
        }
    }
    if (r->error != NULL || r->at >= r->end) {
        return fail(r, "unterminated string") != NULL;
    }
    r->at++;
    *out = '\0';
    *size = (size_t)(out - *text);
    return true;
}

static struct json *read_value(struct reader *r, int depth);

// The elements up to `close`; of an object each has a key before it.
static struct json *read_list(struct reader *r, enum json_kind kind, char close, int depth) {
    struct json *list = new_value(r, kind);
    struct json **tail;
    if (list == NULL || take(r, close)) {
        return list;
    }
    tail = &list->first;
    do {
        const char *key = NULL;
        size_t key_size;
        if (kind == JSON_OBJECT && (!read_text(r, &key, &key_size) || !take(r, ':'))) {
            return fail(r, "a member expected");
        }
        *tail = read_value(r, depth);
        if (*tail == NULL) {
            return NULL;
        }
        (*tail)->key = key;
        tail = &(*tail)->next;
    } while (take(r, ','));
    return take(r, close) ? list : fail(r, "',' or the end of a list expected");
}

static struct json *read_word(struct reader *r) {
    char *start = r->at;
    struct json *value;
    while (r->at < r->end && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *r->at) != NULL &&
           *r->at != '\0') {
        r->at++;
    }
    if (r->at == start) {
        return fail(r, "a value expected");
    }
    value = new_value(r, JSON_NUMBER);
    if (value == NULL) {
        return NULL;
    }
    value->text = start;
    value->size = (size_t)(r->at - start);
    if (*start == 'n') {
        value->kind = JSON_NULL;
    } else if (*start == 't' || *start == 'f') {
        value->kind = JSON_BOOL;
    }
    return value;
}

// Recursion is bounded by MAX_DEPTH.
static struct json *read_value(struct reader *r, int depth) {
    struct json *value;
    skip_space(r);
    if (depth >= MAX_DEPTH || r->at >= r->end) {
        return fail(r, depth >= MAX_DEPTH ? "nested too deeply" : "unexpected end");
    }
    if (take(r, '{')) {
        return read_list(r, JSON_OBJECT, '}', depth + 1);
    }
    if (take(r, '[')) {
        return read_list(r, JSON_ARRAY, ']', depth + 1);
    }
    if (*r->at != '"') {
        return read_word(r);
    }
    value = new_value(r, JSON_STRING);
    return value != NULL && read_text(r, &value->text, &value->size) ? value : NULL;
}

const struct json *json_read(char *text, size_t size, const char **error) {
    struct reader r = {text, text + size, NULL};
    const struct json *value = read_value(&r, 0);
    skip_space(&r);
    if (value != NULL && r.at != r.end) {
        value = fail(&r, "text after the end");
    }
    *error = r.error;
    return value;
}

const struct json *json_get(const struct json *value, const char *key) {
    const struct json *member = value != NULL && value->kind == JSON_OBJECT ? value->first : NULL;
    while (member != NULL && strcmp(member->key, key) != 0) {
        member = member->next;
    }
    return member;
}

const char *json_string(const struct json *value, const char *key) {
    const struct json *member = json_get(value, key);
    return member != NULL && member->kind == JSON_STRING ? member->text : NULL;
}

unsigned json_unsigned(const struct json *value, const char *key) {
    const struct json *member = json_get(value, key);
    return member != NULL && member->kind == JSON_NUMBER ? (unsigned)strtoul(member->text, NULL, 10)
                                                         : 0;
}

unsigned json_count(const struct json *value) {
    unsigned count = 0;
    for (const struct json *v = value != NULL ? value->first : NULL; v != NULL; v = v->next) {
        count++;
    }
    return count;
}
