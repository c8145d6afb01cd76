// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef INPUT_H
#define INPUT_H

// Lines that come over the console, as words, and answers to them.

#include <stdbool.h>
#include <stdint.h>

#define INPUT_WORDS 8u

extern const char *input_words[INPUT_WORDS];
extern uint32_t input_word_count;

// Waits for the next line; calls idle again and again meanwhile.
void input_read(void (*idle)(void));
bool input_is(const char *command, uint32_t words);
// Word i, which may have a sign; 0 if there is none.
int32_t input_number(uint32_t i);
void input_print_number(int32_t value);

#endif
