// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef SCREEN_H
#define SCREEN_H

// Rows of text, on the console and on a display: row 0 is the heading.

#include "tinywasm/display.h"

// display may be NULL: the console alone.
void screen_init(tw_display_t *display);
void screen_clear(void);
// In the place of what the row had. label stands before it on the console.
tw_err_t screen_write(uint32_t row, const char *label, const char *text, size_t size);
// Rows that the display has room for, the heading included; all, without a display.
uint32_t screen_rows(void);

#endif
