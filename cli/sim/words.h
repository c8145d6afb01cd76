// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_WORDS_H
#define CLI_SIM_WORDS_H

// The words of a line of a script: names and numbers, and texts in quotation marks.

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MOST 16

struct word {
    char *text;  // with a NUL behind it, and perhaps others inside if it is quoted
    size_t size;
    bool is_quoted;
};

struct words {
    struct word words[WORDS_MOST];
    int count;
    char *bytes;  // what they lie in; free it
};

// Takes the line apart, up to `#` or its end. NULL, or what is wrong and what to write instead.
const char *words_split(struct words *words, const char *line, size_t size);
// Word i is this one, and not quoted.
bool word_is(const struct words *words, int i, const char *text);
// The text of word i; "" behind the last.
const char *word_text(const struct words *words, int i);

#endif
