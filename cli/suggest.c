// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "suggest.h"

#include <string.h>

#include "command.h"
#include "text.h"

#define MOST 32u  // letters that are compared

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

// Row i of the table of distances between the first i letters of a and the first j of b.
static void fill_row(unsigned rows[][MOST + 1], const char *a, const char *b, unsigned i) {
    unsigned size = (unsigned)strnlen(b, MOST);
    rows[i][0] = i;
    for (unsigned j = 1; j <= size; j++) {
        unsigned changed = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
        rows[i][j] = least(changed, least(rows[i - 1][j], rows[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
            rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
}

unsigned word_distance(const char *a, const char *b) {
    unsigned rows[MOST + 1][MOST + 1];
    unsigned size = (unsigned)strnlen(a, MOST);
    for (unsigned j = 0; j <= MOST; j++) {
        rows[0][j] = j;
    }
    for (unsigned i = 1; i <= size; i++) {
        fill_row(rows, a, b, i);
    }
    return rows[size][strnlen(b, MOST)];
}

void nearest_offer(struct nearest *nearest, const char *word) {
    unsigned distance = word_distance(nearest->typed, word);
    size_t size = strlen(nearest->typed);
    bool is_near = distance <= (size < 5 ? 1u : 2u) && distance < size;
    bool begins = size > 1 && strncmp(nearest->typed, word, size) == 0;
    if (begins) {
        distance = 0;
    }
    if ((is_near || begins) && (nearest->word == NULL || distance < nearest->distance)) {
        nearest->word = word;
        nearest->distance = distance;
    }
}

int fail_unknown_command(const char *name) {
    struct nearest nearest = {name, NULL, 0};
    const struct command *command = NULL;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        nearest_offer(&nearest, command->name);
    }
    return nearest.word != NULL
               ? fail_usage("tw", TW_ERR_INVAL, "there is no command %s: did you mean %s?", name,
                            nearest.word)
               : fail_usage("tw", TW_ERR_INVAL, "there is no command %s: see tw help", name);
}
