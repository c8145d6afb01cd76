// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASM4_FONT_H
#define WASM4_FONT_H

#include <stdint.h>

#define TW_WASM4_FONT_FIRST 0x20u
#define TW_WASM4_FONT_LAST 0xffu
#define TW_WASM4_FONT_BYTES ((TW_WASM4_FONT_LAST - TW_WASM4_FONT_FIRST + 1) * 8)

// Eight rows for each character, the leftmost pixel in the highest bit; 0 is ink.
extern const uint8_t tw__wasm4_font[TW_WASM4_FONT_BYTES];

#endif
