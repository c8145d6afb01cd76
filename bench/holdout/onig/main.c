// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "oniguruma.h"

#define SIZE 2000

static char text[SIZE];

static const char *const patterns[] = {
    "(b\\w+)\\s+(?:is|runs)\\b", "\\b[aeiou]\\w*\\s(\\w+)\\s\\1?", "m(e|o)[a-z]{3,5}(?=\\s(of|to))",
    "(?i)THE\\s+ENGINE|it\\.$"};

static const OnigUChar *bytes(const char *s) {
    return (const OnigUChar *)s;
}

static uint32_t count(const char *pattern, uint32_t sum) {
    regex_t *regex = NULL;
    OnigErrorInfo info;
    if (onig_new(&regex, bytes(pattern), bytes(pattern + strlen(pattern)), ONIG_OPTION_DEFAULT,
                 ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, &info) != ONIG_NORMAL) {
        return 0;
    }
    OnigRegion *region = onig_region_new();
    const OnigUChar *end = bytes(text + SIZE - 1);
    int at = 0;
    while (at < SIZE && (at = onig_search(regex, bytes(text), end, bytes(text + at), end, region,
                                          ONIG_OPTION_NONE)) >= 0) {
        sum = mix(sum, (uint32_t)(at + region->end[0]));
        at = region->end[0] + 1;
    }
    onig_region_free(region, 1);
    onig_free(regex);
    return sum;
}

uint32_t run(uint32_t rounds) {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    uint32_t sum = (uint32_t)onig_initialize(encodings, 1);
    for (uint32_t i = 0; i < rounds; i++) {
        write_text(text, SIZE, i);
        for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
            sum = count(patterns[k], sum);
        }
    }
    return sum;
}
