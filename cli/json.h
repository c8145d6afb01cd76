// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_JSON_H
#define CLI_JSON_H

// Writes JSON on stdout, indented by four spaces. Keys are those of an object, NULL in an array and
// at the top. What is begun must be ended.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH 8u

struct json {
    unsigned depth;
    bool has_values[JSON_DEPTH];  // of what is open: whether something is in it
};

void json_begin(struct json *json, const char *key);  // an object
void json_end(struct json *json);
void json_begin_list(struct json *json, const char *key);
void json_end_list(struct json *json);
void json_text(struct json *json, const char *key, const char *text);  // NULL: null
// Bytes that need not be UTF-8: what is none is written as U+FFFD.
void json_bytes(struct json *json, const char *key, const char *bytes, size_t size);
void json_number(struct json *json, const char *key, uint64_t number);
void json_signed(struct json *json, const char *key, int64_t number);
void json_bool(struct json *json, const char *key, bool is_true);

#endif
