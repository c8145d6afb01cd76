// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

// What somebody who mistyped a word may have meant.

#include <stddef.h>

// How many letters must be put in, left out, changed or exchanged with the next one.
unsigned word_distance(const char *a, const char *b);

// The nearest so far of the words that were offered.
struct nearest {
    const char *typed;
    const char *word;  // NULL: none is near
    unsigned distance;
};
void nearest_offer(struct nearest *nearest, const char *word);

// Writes that there is no such command, with the nearest; the exit code.
int fail_unknown_command(const char *name);

#endif
