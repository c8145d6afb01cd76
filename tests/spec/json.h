// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SPEC_JSON_H
#define TESTS_SPEC_JSON_H

// A reader of JSON for the runner. Strings keep their size, because the suite has names with NUL
// bytes; and a reader of our own needs no library on the targets that the suite runs on.

#include <stdbool.h>
#include <stddef.h>

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    const char *key;     // member of an object: its name, NUL at its end
    const char *text;    // STRING: the bytes, NUL at their end; NUMBER, BOOL: as written
    size_t size;         // bytes of text
    struct json *first;  // ARRAY, OBJECT: elements or members
    struct json *next;
};

// Reads the whole text, which is changed and must outlive the tree. NULL: *error says what is
// wrong. The tree is never freed: the process ends with its script.
const struct json *json_read(char *text, size_t size, const char **error);

// Member of an object; NULL if there is none or value is no object (or NULL).
const struct json *json_get(const struct json *value, const char *key);
// The same as a string; NULL if it is missing or no string.
const char *json_string(const struct json *value, const char *key);
// The same as a number; 0 if it is missing or no number.
unsigned json_unsigned(const struct json *value, const char *key);
// Elements or members.
unsigned json_count(const struct json *value);

#endif
