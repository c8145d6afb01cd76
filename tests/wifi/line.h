// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LINE_H
#define LINE_H

// A machine whose serial line 1 leads to tools/peers/esp_at.py, and its clock.

#include "tinywasm/esp_at.h"

// Starts the program with these options, NULL at the end; stops it.
void line_start(const char *const *options);
void line_stop(void);
// A command of its standard input.
void line_do(const char *command);
// Time of the PC, and a little of it.
uint32_t line_now_ms(void);
void line_nap(void);
// Bytes that were written to the line so far.
extern uint32_t line_written;
// The most that was written in one call.
extern uint32_t line_written_most;

#endif
