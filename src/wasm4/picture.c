// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include "base/mem.h"
#include "draw.h"

uint8_t tw_wasm4_flags(const tw_wasm4_t *console) {
    const uint8_t *flags = tw__wasm4_bytes(console, TW_WASM4_AT_FLAGS, 1);
    return flags == NULL ? 0 : *flags;
}

void tw_wasm4_palette(const tw_wasm4_t *console, uint32_t *rgb) {
    const uint8_t *palette = tw__wasm4_bytes(console, TW_WASM4_AT_PALETTE, 4 * TW_WASM4_COLORS);
    for (uint32_t i = 0; i < TW_WASM4_COLORS; i++) {
        rgb[i] =
            palette == NULL ? 0xe0f8cf : (uint32_t)tw__wasm4_get(palette + 4 * i, 4) & 0xffffff;
    }
}

void tw_wasm4_row(const tw_wasm4_t *console, uint32_t y, uint8_t *indices) {
    const uint8_t *row =
        tw__wasm4_bytes(console, TW_WASM4_AT_PICTURE + y * TW_WASM4_ROW_BYTES, TW_WASM4_ROW_BYTES);
    if (row == NULL || y >= TW_WASM4_HEIGHT) {
        memset(indices, 0, TW_WASM4_WIDTH);
        return;
    }
    for (uint32_t x = 0; x < TW_WASM4_WIDTH; x++) {
        indices[x] = row[x / 4] >> (x % 4 * 2) & 3;
    }
}

void tw_wasm4_row_rgb(const tw_wasm4_t *console, uint32_t y, uint32_t *rgb) {
    uint8_t indices[TW_WASM4_WIDTH];
    uint32_t palette[TW_WASM4_COLORS];
    tw_wasm4_row(console, y, indices);
    tw_wasm4_palette(console, palette);
    for (uint32_t x = 0; x < TW_WASM4_WIDTH; x++) {
        rgb[x] = palette[indices[x]];
    }
}

// The upper bits of each part.
static uint16_t rgb565_of(uint32_t rgb) {
    return (uint16_t)((rgb >> 8 & 0xf800) | (rgb >> 5 & 0x07e0) | (rgb >> 3 & 0x001f));
}

void tw_wasm4_row_rgb565(const tw_wasm4_t *console, uint32_t y, uint16_t *rgb) {
    uint8_t indices[TW_WASM4_WIDTH];
    uint32_t palette[TW_WASM4_COLORS];
    tw_wasm4_row(console, y, indices);
    tw_wasm4_palette(console, palette);
    for (uint32_t x = 0; x < TW_WASM4_WIDTH; x++) {
        rgb[x] = rgb565_of(palette[indices[x]]);
    }
}
