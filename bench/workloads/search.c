// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Search in text: counts of a word by plain comparison, by Horspool's skips, and lines that a
// pattern with `*`, `?` and [a-z] matches; the text has 8,000 letters that look like words.
#include "export.h"

#include <stdbool.h>

#define TEXT_BYTES 8000

static char text[TEXT_BYTES + 1];
static uint8_t skips[256];

static uint32_t length_of(const char *s) {
    uint32_t length = 0;
    while (s[length] != '\0') {
        length++;
    }
    return length;
}

static void write_text(uint32_t seed) {
    static const char syllables[] = "ka.to ri\nna mo.se le\nvi on er-an ti ";
    for (uint32_t i = 0; i < TEXT_BYTES; i += 3) {
        seed = seed * 1664525u + 1013904223u;
        const char *from = &syllables[(seed >> 24) % 12 * 3];
        for (uint32_t k = 0; k < 3 && i + k < TEXT_BYTES; k++) {
            text[i + k] = from[k];
        }
    }
    text[TEXT_BYTES] = '\0';
}

static uint32_t count_plain(const char *word) {
    uint32_t count = 0;
    for (const char *at = text; *at != '\0'; at++) {
        const char *a = at;
        const char *b = word;
        while (*b != '\0' && *a == *b) {
            a++;
            b++;
        }
        count += *b == '\0';
    }
    return count;
}

static uint32_t count_horspool(const char *word) {
    uint32_t length = length_of(word);
    for (uint32_t i = 0; i < 256; i++) {
        skips[i] = (uint8_t)length;
    }
    for (uint32_t i = 0; i + 1 < length; i++) {
        skips[(uint8_t)word[i]] = (uint8_t)(length - 1 - i);
    }
    uint32_t count = 0;
    for (uint32_t at = 0; at + length <= TEXT_BYTES; at += skips[(uint8_t)text[at + length - 1]]) {
        uint32_t left = length;
        while (left > 0 && text[at + left - 1] == word[left - 1]) {
            left--;
        }
        count += left == 0;
    }
    return count;
}

// Whether one letter fits the pattern's head; *next is what follows the head.
static bool fits(const char *pattern, char letter, const char **next) {
    if (*pattern != '[') {
        *next = pattern + 1;
        return letter != '\0' && (*pattern == '?' || *pattern == letter);
    }
    bool is_in = false;
    for (pattern++; *pattern != ']'; pattern += 3) {
        is_in = is_in || (letter >= pattern[0] && letter <= pattern[2]);
    }
    *next = pattern + 1;
    return is_in;
}

// Whether the pattern matches from here to the end of the line.
static bool matches(const char *pattern, const char *line, uint32_t length) {
    const char *star = 0;
    uint32_t star_at = 0;
    uint32_t at = 0;
    while (at < length) {
        const char *next = pattern;
        if (*pattern == '*') {
            star = ++pattern;
            star_at = at;
        } else if (*pattern != '\0' && fits(pattern, line[at], &next)) {
            pattern = next;
            at++;
        } else if (star != 0) {
            pattern = star;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

static uint32_t count_lines(const char *pattern) {
    uint32_t count = 0;
    uint32_t begin = 0;
    for (uint32_t at = 0; at <= TEXT_BYTES; at++) {
        if (text[at] == '\n' || text[at] == '\0') {
            count += matches(pattern, &text[begin], at - begin);
            begin = at + 1;
        }
    }
    return count;
}

EXPORT(search) uint32_t search(uint32_t reps) {
    static const char *const words[] = {"on ri", "an ti", "mo.se", "ka.to ", "vi on er"};
    uint32_t sum = 0;
    for (uint32_t r = 0; r < reps; r++) {
        write_text(r + 1);
        for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
            sum = MIX(sum, count_plain(words[i]));
            sum = MIX(sum, count_horspool(words[i]));
        }
        sum = MIX(sum, count_lines("*se[a-k.-.]?*on*"));
        sum = MIX(sum, count_lines("*ka*ri*an*[t-vo-o]?"));
    }
    return sum;
}
