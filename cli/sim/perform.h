// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_PERFORM_H
#define CLI_SIM_PERFORM_H

#include "play.h"

#define TIME_SIZE 32

// Does a step; false: it waits, and is to be called again when there is news, or the run is over.
bool perform(struct play *play, struct step *step);
// Starts the program, and makes the world as steps have left it.
void perform_start(struct play *play);
// Bytes to one of the program's lines. False: it does not take them.
bool perform_input(struct play *play, uint32_t line, const uint8_t *bytes, size_t size);

// Writes an error at a step, and ends the run with code 1. The format is printf's and says what
// happened and what to do.
void perform_fail(struct play *play, const struct step *step, const char *format, ...);
// "1.5 s"
void perform_print_time(uint64_t us, char *text);

#endif
