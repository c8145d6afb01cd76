// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LINE_H
#define LINE_H

// Lines that come over the console, as words, and answers to them.

#include <stdbool.h>
#include <stdint.h>

#define LINE_WORDS 8u

extern const char *line_words[LINE_WORDS];
extern uint32_t line_word_count;

// Waits for the next line; calls idle again and again meanwhile.
void line_read(void (*idle)(void));
bool line_is(const char *command, uint32_t words);
// Word i, which may have a sign; 0 if there is none.
int32_t line_number(uint32_t i);
void line_print_number(int32_t value);

#endif
