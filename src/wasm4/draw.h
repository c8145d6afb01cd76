// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASM4_DRAW_H
#define WASM4_DRAW_H

// Drawing on the picture that lies in a cart's memory: four pixels in a byte, the leftmost in its
// lowest bits. Coordinates and sizes are any numbers; what lies outside is not drawn. Sums wrap, as
// those of WASM-4's native runtime do.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/wasm4.h"

#define TW_WASM4_ROW_BYTES (TW_WASM4_WIDTH / 4)

struct tw__canvas {
    uint8_t *pixels;
    uint32_t colors;     // DRAW_COLORS: a nibble for each of four
    uint64_t work_left;  // pixels and steps; drawing stops when they are used up
};

// Nibble i of the draw colours: 0 is transparent, else a colour of the palette and its number in
// *color.
static inline bool tw__canvas_color(const struct tw__canvas *canvas, uint32_t i, uint32_t *color) {
    uint32_t nibble = canvas->colors >> (4 * i) & 0xf;
    *color = (nibble - 1) & 3;
    return nibble != 0;
}

static inline int32_t tw__wrap_add(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a + (uint32_t)b);
}
static inline int32_t tw__wrap_sub(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a - (uint32_t)b);
}
static inline int32_t tw__wrap_mul(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a * (uint32_t)b);
}

// True, and the work is done, if there is so much left.
static inline bool tw__canvas_work(struct tw__canvas *canvas, uint32_t work) {
    bool has_left = canvas->work_left >= work;
    canvas->work_left = has_left ? canvas->work_left - work : 0;
    return has_left;
}

void tw__draw_pixel(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y);
// Pixels x to end_x - 1 of row y.
void tw__draw_span(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y, int32_t end_x);
// Pixels y to end_y - 1 of column x.
void tw__draw_column(struct tw__canvas *canvas, uint32_t color, int32_t x, int32_t y,
                     int32_t end_y);

void tw__draw_hline(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t length);
void tw__draw_vline(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t length);
void tw__draw_line(struct tw__canvas *canvas, int32_t x1, int32_t y1, int32_t x2, int32_t y2);
void tw__draw_rect(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t width, int32_t height);
void tw__draw_oval(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t width, int32_t height);

#define TW_BLIT_2BPP 1u
#define TW_BLIT_FLIP_X 2u
#define TW_BLIT_FLIP_Y 4u
#define TW_BLIT_ROTATE 8u

struct tw__sprite {
    const uint8_t *bytes;
    uint32_t byte_count;  // nothing outside of which is read
    int64_t off;          // where it begins
    int32_t width;
    int32_t height;
    int32_t src_x;
    int32_t src_y;
    int32_t stride;
    uint32_t flags;
};
// False, and nothing is drawn, if a pixel that would be drawn lies outside of its bytes.
bool tw__draw_sprite(struct tw__canvas *canvas, const struct tw__sprite *sprite, int32_t x,
                     int32_t y);

// A text on its way: where its next character goes.
struct tw__pen {
    int32_t left;
    int32_t x;
    int32_t y;
};
void tw__draw_char(struct tw__canvas *canvas, struct tw__pen *pen, uint32_t character);

#endif
