// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_PARTS_H
#define CLI_SIM_PARTS_H

// What the program says that scripts may set and show.

#include "script.h"

struct property {
    char part[NAME_SIZE];
    char name[NAME_SIZE];
    char unit[NAME_SIZE];
    int64_t least;  // thousandths
    int64_t most;
    bool is_set;  // a step has set it: it stays so when the program starts anew
    int64_t value;
};

struct parts {
    struct property *properties;
    size_t property_count;
    char (*displays)[NAME_SIZE];
    size_t display_count;
};

// Takes what is behind `part` or `display` in the program's line.
void parts_add_property(struct parts *parts, const char *words);
void parts_add_display(struct parts *parts, const char *words);
void parts_free(struct parts *parts);

// Checks what a step sets or shows. 0, or the exit code of what was written to stderr.
int parts_check(const struct parts *parts, const struct step *step);
// The property that a checked step sets.
struct property *parts_find(const struct parts *parts, const struct step *step);

#endif
