// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BOARDS_PORT_H
#define TESTS_BOARDS_PORT_H

// What the files of this firmware share.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_BYTES 160u

// The line that is being answered: a letter, then arguments behind spaces.
extern char line[LINE_BYTES];
extern size_t line_size;

// The line's argument of that index, a decimal number; 0 if it has not as many.
uint32_t number(uint32_t index);
void print_number(uint32_t value);
// Answers one of the commands of parts.c, without the line end; false if it is none.
bool answer_part(char command);

#endif
