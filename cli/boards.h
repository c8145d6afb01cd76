// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BOARDS_H
#define CLI_BOARDS_H

// The data of boards, as the SDK's boards/NAME has it: variables of board.cmake, macros of board.h.

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

struct board_value {
    char *name;
    char *text;  // without quotes
};

struct board {
    char name[64];
    struct board_value *variables;
    size_t variable_count;
    struct board_value *macros;
    size_t macro_count;
};

// 0, or the exit code of what was written to stderr. To be freed in any case.
int board_read(const char *name, struct board *board);
void board_free(struct board *board);
// What board.cmake sets the variable to; NULL if it does not.
const char *board_variable(const struct board *board, const char *name);
// What board.h defines the macro as; NULL if it does not.
const char *board_macro(const struct board *board, const char *name);
// Adds the names of all boards.
void board_list(struct words *names);

#endif
