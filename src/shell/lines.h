// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_SHELL_LINES_H
#define TW_SHELL_LINES_H

#include "tinywasm/shell.h"

// Lines one behind the other in a buffer, each with its NUL, the oldest first. The oldest go when
// there is no room.

// Adds a line. One longer than the buffer is dropped.
void tw__lines_add(tw_shell_lines_t *lines, const char *text, uint32_t size);
// Line i, the oldest first; NULL past the end.
const char *tw__lines_at(const tw_shell_lines_t *lines, uint32_t i);
uint32_t tw__lines_count(const tw_shell_lines_t *lines);

#endif
