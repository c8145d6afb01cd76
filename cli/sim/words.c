// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    const char *end;
    char *to;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

static int digit_of(char c) {
    static const char digits[] = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

// \xHH, behind the x.
static bool read_hex(struct reader *reader) {
    if (reader->end - reader->at < 2) {
        return false;
    }
    int high = digit_of(reader->at[0]);
    int low = digit_of(reader->at[1]);
    reader->at += 2;
    *reader->to++ = (char)(high << 4 | low);
    return high >= 0 && low >= 0;
}

// What follows a backslash.
static bool read_escape(struct reader *reader) {
    static const char letters[] = "nrte0\\\"";
    static const char bytes[] = "\n\r\t\x1b\0\\\"";
    if (reader->at == reader->end) {
        return false;
    }
    char c = *reader->at++;
    if (c == 'x') {
        return read_hex(reader);
    }
    const char *found = c != '\0' ? strchr(letters, c) : NULL;
    if (found == NULL) {
        return false;
    }
    *reader->to++ = bytes[found - letters];
    return true;
}

static const char *read_quoted(struct reader *reader) {
    reader->at++;
    while (reader->at < reader->end && *reader->at != '"') {
        char c = *reader->at++;
        if (c != '\\') {
            *reader->to++ = c;
        } else if (!read_escape(reader)) {
            return "there is an unknown \\ in a text: write \\n, \\r, \\t, \\e, \\0, \\\\, \\\" or "
                   "\\x and two hex digits";
        }
    }
    if (reader->at == reader->end) {
        return "a text does not end: write \" behind it";
    }
    reader->at++;
    return NULL;
}

static const char *read_word(struct reader *reader, struct word *word) {
    const char *problem = NULL;
    word->text = reader->to;
    word->is_quoted = *reader->at == '"';
    if (word->is_quoted) {
        problem = read_quoted(reader);
    } else {
        while (reader->at < reader->end && !is_blank(*reader->at) && *reader->at != '#') {
            *reader->to++ = *reader->at++;
        }
    }
    word->size = (size_t)(reader->to - word->text);
    *reader->to++ = '\0';
    return problem;
}

const char *words_split(struct words *words, const char *line, size_t size) {
    words->count = 0;
    words->bytes = malloc(2 * size + 1);  // at worst a NUL behind each
    if (words->bytes == NULL) {
        return "no memory is left: close other programs";
    }
    struct reader reader = {line, line + size, words->bytes};
    const char *problem = NULL;
    while (problem == NULL) {
        while (reader.at < reader.end && is_blank(*reader.at)) {
            reader.at++;
        }
        if (reader.at == reader.end || *reader.at == '#') {
            break;
        }
        if (words->count == WORDS_MOST) {
            return "the line has too many words: write one command a line";
        }
        problem = read_word(&reader, &words->words[words->count++]);
    }
    return problem;
}

bool word_is(const struct words *words, int i, const char *text) {
    return i < words->count && !words->words[i].is_quoted &&
           strcmp(words->words[i].text, text) == 0;
}

const char *word_text(const struct words *words, int i) {
    return i < words->count ? words->words[i].text : "";
}
