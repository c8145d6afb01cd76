// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_FONT_H
#define TINYWASM_FONT_H

// The displays' font: the characters ' ' to '~', then one for all others. A byte is a column of
// eight pixels, the upper one in bit 0.

#include <stdint.h>

#define TW_FONT_WIDTH 5
#define TW_FONT_CHARS 96

extern const uint8_t tw__font[TW_FONT_CHARS][TW_FONT_WIDTH];

#endif
