// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_TOML_H
#define CLI_TOML_H

// TOML, read by toml++ (toml/toml.cpp) where the build has it, else by nobody (toml/none.c). A file
// of tables that hold numbers, texts and lists of them; everything else is TOML_OTHER. Tables in a
// table `grant` are as if they stood alone.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum toml_type {
    TOML_SECTION,  // a table begins: key is NULL
    TOML_EMPTY,    // a list without values
    TOML_NUMBER,
    TOML_TEXT,
    TOML_OTHER
};

struct toml_value {
    const char *section;  // NULL: before the first one
    const char *key;
    unsigned line;
    enum toml_type type;
    bool is_in_list;
    int64_t number;
    const char *text;  // text_size bytes of UTF-8, and a NUL
    size_t text_size;
};

// Borrowed for the call; anything but 0 ends the reading.
typedef int (*toml_visit_t)(void *ctx, const struct toml_value *value);

struct toml_error {
    unsigned line;
    char text[200];
};

// Whether there is a reader.
bool toml_is_there(void);
// Visits all values, sections and keys in alphabetical order, lists in their own. Gives what visit
// gave last; -1 with *error filled if the bytes are no TOML.
int toml_read(const char *bytes, size_t size, toml_visit_t visit, void *ctx,
              struct toml_error *error);

#ifdef __cplusplus
}
#endif
#endif
