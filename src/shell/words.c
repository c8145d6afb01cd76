// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"

// A reader over a text that becomes shorter where it lies: quotes and backslashes go.
struct splitter {
    const char *from;
    char *to;
    char quote;  // that is open; 0: none
};

// Takes one character of a word; false at its end.
static bool take(struct splitter *splitter) {
    char c = *splitter->from;
    if (c == '\0' || (c == ' ' && splitter->quote == 0)) {
        return false;
    }
    splitter->from++;
    if (splitter->quote == 0 && (c == '"' || c == '\'')) {
        splitter->quote = c;
        return true;
    }
    if (c == splitter->quote) {
        splitter->quote = 0;
        return true;
    }
    if (c == '\\' && splitter->quote != '\'' && *splitter->from != '\0') {
        c = *splitter->from++;
    }
    *splitter->to++ = c;
    return true;
}

bool tw__words_split(char *text, char **words, uint32_t *count, const char **problem) {
    struct splitter splitter = {text, text, 0};
    *count = 0;
    for (;;) {
        while (*splitter.from == ' ') {
            splitter.from++;
        }
        if (*splitter.from == '\0') {
            break;
        }
        if (*count == TW_SHELL_WORDS) {
            *problem = "too many words: give fewer";
            return false;
        }
        words[(*count)++] = splitter.to;
        while (take(&splitter)) {
        }
        bool is_last = *splitter.from == '\0';
        *splitter.to++ = '\0';
        if (is_last) {
            break;
        }
        splitter.from++;
    }
    words[*count] = NULL;
    *problem = "a quote is open: close it";
    return splitter.quote == 0;
}
