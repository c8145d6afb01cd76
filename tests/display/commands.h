// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_DISPLAY_COMMANDS_H
#define TESTS_DISPLAY_COMMANDS_H

// Drawing by lines of text. A line is the name of a function of bridge/display.wit and what it is
// given: numbers, and bytes as `=` and hexadecimal digits.

#include "tinywasm/display.h"

#define COMMAND_WORDS 8u
#define COMMAND_BYTES 200u

typedef struct command {
    const char *name;
    int32_t numbers[COMMAND_WORDS];
    uint32_t number_count;
    uint8_t bytes[COMMAND_BYTES];
    uint32_t size;
    uint32_t bytes_at;  // numbers that stand before the bytes
} command_t;

// Takes a line apart; it is changed, and the name points into it.
void command_read(command_t *command, char *line);
bool command_is(const command_t *command, const char *name);
// Does it; false for a name that there is none of. *result: of the functions that give one.
bool command_draw(const command_t *command, tw_display_t *display, int32_t *result);

#endif
