// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "draw.h"

#include "base/mem.h"

static int32_t clip(int32_t value, int32_t most) {
    return value < 0 ? 0 : value > most ? most : value;
}

// The bits of mask become those of fill.
static void blend(uint8_t *byte, uint32_t fill, uint32_t mask) {
    *byte = (uint8_t)((*byte & ~mask) | (fill & mask));
}

void tw__draw_pixel(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y) {
    if (x < 0 || x >= TW_WASM4_WIDTH || y < 0 || y >= TW_WASM4_HEIGHT) {
        return;
    }
    blend(&canvas->pixels[y * TW_WASM4_ROW_BYTES + x / 4], color * 0x55, 3u << (x % 4 * 2));
}

void tw__draw_span(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y, int32_t end_x) {
    x = clip(x, TW_WASM4_WIDTH);
    end_x = clip(end_x, TW_WASM4_WIDTH);
    if (y < 0 || y >= TW_WASM4_HEIGHT || x >= end_x) {
        return;
    }
    uint32_t fill = color * 0x55;
    uint32_t head = 0xffu << (x % 4 * 2);
    uint32_t tail = 0xffu >> (6 - (end_x - 1) % 4 * 2);
    uint8_t *first = &canvas->pixels[y * TW_WASM4_ROW_BYTES + x / 4];
    uint8_t *last = &canvas->pixels[y * TW_WASM4_ROW_BYTES + (end_x - 1) / 4];
    if (first == last) {
        blend(first, fill, head & tail);
        return;
    }
    blend(first, fill, head);
    memset(first + 1, (int)fill, (size_t)(last - first - 1));
    blend(last, fill, tail);
}

void tw__draw_column(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y,
                     int32_t end_y) {
    y = clip(y, TW_WASM4_HEIGHT);
    end_y = clip(end_y, TW_WASM4_HEIGHT);
    for (int32_t at = y; at < end_y; at++) {
        tw__draw_pixel(canvas, color, x, at);
    }
}
