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
// Where the line's argument of that index begins.
size_t argument(uint32_t index);
// The bytes that the line's rest from that argument on gives in hexadecimal digits, at most
// LINE_BYTES / 2; how many they are.
uint32_t hex_argument(uint32_t index, uint8_t *bytes);
void print_number(uint32_t value);
void print_hex(const uint8_t *bytes, size_t size);
// A hal_result_t's name: ok, absent, ...
void print_result(int result);
// Answers one of the commands of parts.c, without the line end; false if it is none.
bool answer_part(char command);
// The same for those of buses.c, which parts.c asks.
bool answer_bus(char command);
// And for those of net.c.
bool answer_net(char command);

#endif
