// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A JSON parser: recursive descent over a text that is written first, into a tree of nodes in a
// pool, which is then walked. Strings have escapes, numbers have signs and fractions.
#include "export.h"

#include <stdbool.h>

#define TEXT_BYTES 4096
#define MOST_NODES 480
#define RECORDS 24

enum { NIL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT };

typedef struct node {
    uint8_t kind;
    uint16_t next;   // in its array or object; 0: the last
    uint16_t first;  // child of an array or object
    uint32_t key;    // hash of the name in an object
    int32_t value;   // thousandths, a truth value, or the hash of a string
} node_t;

static char text[TEXT_BYTES];
static node_t nodes[MOST_NODES];
static uint32_t text_end;
static uint32_t at;
static uint32_t node_count;

static void put(const char *piece) {
    while (*piece != '\0' && text_end < TEXT_BYTES - 1) {
        text[text_end++] = *piece++;
    }
}

static void put_number(uint32_t value) {
    char digits[12];
    uint32_t i = sizeof digits - 1;
    digits[i] = '\0';
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    put(&digits[i]);
}

static void write_record(uint32_t i, uint32_t seed) {
    put(i == 0 ? "" : ",\n  ");
    put("{\"id\": ");
    put_number(i * 17 + seed);
    put(", \"name\": \"sensor \\\"");
    put_number(seed * 31 + i);
    put("\\\" \\u00e9\\n\", \"readings\": [");
    for (uint32_t k = 0; k < 5; k++) {
        put(k == 0 ? "" : ", ");
        put((k + i) % 3 == 0 ? "-" : "");
        put_number((i * 7 + k * 13) % 97);
        put(".");
        put_number((i * 311 + k * 71 + seed) % 1000);
    }
    put("], \"on\": ");
    put(i % 2 == 0 ? "true" : "false");
    put(", \"note\": null}");
}

static void write_text(uint32_t seed) {
    text_end = 0;
    put("{\"version\": 3, \"records\": [");
    for (uint32_t i = 0; i < RECORDS; i++) {
        write_record(i, seed);
    }
    put("]}");
    text[text_end] = '\0';
}

static void skip_space(void) {
    while (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r') {
        at++;
    }
}

static bool take(char wanted) {
    skip_space();
    bool is_there = text[at] == wanted;
    at += is_there;
    return is_there;
}

static uint32_t parse_hex4(void) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < 4; i++) {
        char c = text[at++];
        uint32_t digit = (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
        value = value << 4 | digit;
    }
    return value;
}

static uint32_t parse_escape(void) {
    char c = text[at++];
    switch (c) {
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case 'u':
            return parse_hex4();
        default:
            return (uint8_t)c;
    }
}

static uint32_t parse_string(void) {
    uint32_t hash = 2166136261u;
    while (text[at] != '"' && text[at] != '\0') {
        uint32_t c = (uint8_t)text[at++];
        if (c == '\\') {
            c = parse_escape();
        }
        hash = (hash ^ c) * 16777619u;
    }
    at++;
    return hash;
}

static int32_t parse_digits(uint32_t most) {
    int32_t value = 0;
    for (uint32_t i = 0; i < most && text[at] >= '0' && text[at] <= '9'; i++) {
        value = value * 10 + (text[at++] - '0');
    }
    return value;
}

static int32_t parse_number(void) {
    int32_t sign = text[at] == '-' ? -1 : 1;
    at += sign < 0;
    int32_t value = parse_digits(6) * 1000;
    if (text[at] == '.') {
        at++;
        value += parse_digits(3);
    }
    return sign * value;
}

static uint32_t parse_value(void);

// Members up to the closing mark, chained; the first one's index.
static uint32_t parse_members(char end, bool has_keys) {
    uint32_t first = 0;
    uint32_t last = 0;
    while (!take(end)) {
        uint32_t key = 0;
        if (has_keys && take('"')) {
            key = parse_string();
            take(':');
        }
        uint32_t member = parse_value();
        nodes[member].key = key;
        if (last == 0) {
            first = member;
        } else {
            nodes[last].next = (uint16_t)member;
        }
        last = member;
        take(',');
        if (text[at] == '\0') {
            break;
        }
    }
    return first;
}

static void parse_word(node_t *node) {
    node->kind = text[at] == 'n' ? NIL : BOOLEAN;
    node->value = text[at] == 't';
    while (text[at] >= 'a' && text[at] <= 'z') {
        at++;
    }
}

static uint32_t parse_value(void) {
    uint32_t index = ++node_count;
    node_t *node = &nodes[index];
    *node = (node_t){NIL, 0, 0, 0, 0};
    skip_space();
    char c = text[at];
    if (c == '{' || c == '[') {
        at++;
        node->kind = c == '{' ? OBJECT : ARRAY;
        node->first = (uint16_t)parse_members(c == '{' ? '}' : ']', c == '{');
    } else if (c == '"') {
        at++;
        node->kind = STRING;
        node->value = (int32_t)parse_string();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        node->kind = NUMBER;
        node->value = parse_number();
    } else {
        parse_word(node);
    }
    return index;
}

static uint32_t walk(uint32_t index, uint32_t sum) {
    for (; index != 0; index = nodes[index].next) {
        const node_t *node = &nodes[index];
        sum = MIX(sum, node->key + node->kind);
        sum = MIX(sum, node->value);
        sum = walk(node->first, sum);
    }
    return sum;
}

EXPORT(json) uint32_t json(uint32_t reps) {
    uint32_t sum = 0;
    for (uint32_t r = 0; r < reps; r++) {
        write_text(r);
        at = 0;
        node_count = 0;
        sum = walk(parse_value(), sum);
        sum = MIX(sum, node_count + at);
    }
    return sum;
}
