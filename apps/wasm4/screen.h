// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_WASM4_SCREEN_H
#define APPS_WASM4_SCREEN_H

// The display: the list of carts, and a console's picture in a square as large as fits.

#include "tinywasm/wasm4.h"

#define SCREEN_NAMES 24  // of a list

// The TFT panel that board.h tells of, or the board's display. Errors are the display's.
TW_MUST_CHECK tw_err_t screen_init(void);
// Names with the chosen one marked, those around it where not all have room; none: how to send one.
TW_MUST_CHECK tw_err_t screen_list(char (*names)[TW_FILESTORE_NAME_BYTES + 1], uint32_t count,
                                   uint32_t chosen);
// All is black around the next picture.
void screen_clear(void);
// All black, and a text.
TW_MUST_CHECK tw_err_t screen_message(const char *text);
TW_MUST_CHECK tw_err_t screen_picture(const tw_wasm4_t *console);

#endif
