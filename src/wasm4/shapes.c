// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "draw.h"

void tw__draw_hline(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t length) {
    uint32_t color = 0;
    if (tw__canvas_color(canvas, 0, &color) && tw__canvas_work(canvas, 1)) {
        tw__draw_span(canvas, color, x, y, tw__wrap_add(x, length));
    }
}

void tw__draw_vline(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t length) {
    uint32_t color = 0;
    if (tw__canvas_color(canvas, 0, &color) && tw__canvas_work(canvas, TW_WASM4_HEIGHT)) {
        tw__draw_column(canvas, color, x, y, tw__wrap_add(y, length));
    }
}

// From top to bottom. The error says by how much the way so far leans to one side.
void tw__draw_line(struct tw__canvas *canvas, int32_t x1, int32_t y1, int32_t x2, int32_t y2) {
    uint32_t color = 0;
    if (!tw__canvas_color(canvas, 0, &color)) {
        return;
    }
    bool is_upward = y1 > y2;
    int32_t x = is_upward ? x2 : x1;
    int32_t y = is_upward ? y2 : y1;
    int32_t last_x = is_upward ? x1 : x2;
    int32_t last_y = is_upward ? y1 : y2;
    int32_t step = x < last_x ? 1 : -1;
    int32_t dx = tw__wrap_mul(tw__wrap_sub(last_x, x), step);
    int32_t dy = tw__wrap_sub(last_y, y);
    int32_t error = (dx > dy ? dx : tw__wrap_sub(0, dy)) / 2;
    tw__draw_pixel(canvas, color, x, y);
    while ((x != last_x || y != last_y) && tw__canvas_work(canvas, 1)) {
        bool moves_x = error > tw__wrap_sub(0, dx);
        bool moves_y = error < dy;
        if (moves_x) {
            error = tw__wrap_sub(error, dy);
            x = tw__wrap_add(x, step);
        }
        if (moves_y) {
            error = tw__wrap_add(error, dx);
            y = tw__wrap_add(y, 1);
        }
        tw__draw_pixel(canvas, color, x, y);
    }
}

static int32_t clip_start(int32_t value) {
    return value > 0 ? value : 0;
}

// Columns reach over the rows of the rectangle and rows over its columns, so that of one without
// width or height there is still an edge.
void tw__draw_rect(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t width, int32_t height) {
    int32_t end_x = tw__wrap_add(x, width);
    int32_t end_y = tw__wrap_add(y, height);
    uint32_t color = 0;
    if (!tw__canvas_work(canvas, 4 * TW_WASM4_HEIGHT)) {
        return;
    }
    if (tw__canvas_color(canvas, 0, &color)) {
        for (int32_t at = clip_start(y); at < end_y && at < TW_WASM4_HEIGHT; at++) {
            tw__draw_span(canvas, color, x, at, end_x);
        }
    }
    if (tw__canvas_color(canvas, 1, &color)) {
        tw__draw_column(canvas, color, x, y, end_y);
        tw__draw_column(canvas, color, tw__wrap_sub(end_x, 1), y, end_y);
        tw__draw_span(canvas, color, x, y, end_x);
        tw__draw_span(canvas, color, x, tw__wrap_sub(end_y, 1), end_x);
    }
}

// An ellipse on its way from its leftmost and rightmost points to its top and bottom.
struct oval {
    int32_t west;
    int32_t east;
    int32_t north;  // below the middle: the two halves change places, and look the same
    int32_t south;
    int32_t dx;  // what the error grows by with a step to the side, and downward
    int32_t dy;
    int32_t error;
    int32_t ddx;  // and what those grow by
    int32_t ddy;
};

static struct oval oval_start(int32_t x, int32_t y, int32_t width, int32_t height) {
    int32_t a = tw__wrap_sub(width, 1);
    int32_t b = tw__wrap_sub(height, 1);
    int32_t odd = b % 2;  // 1 of an even height, which has two rows in the middle
    int32_t a2 = tw__wrap_mul(a, a);
    int32_t b2 = tw__wrap_mul(b, b);
    struct oval oval = {.west = x, .east = tw__wrap_sub(tw__wrap_add(x, width), 1)};
    oval.north = tw__wrap_add(y, height / 2);
    oval.south = tw__wrap_sub(oval.north, odd);
    oval.dx = tw__wrap_mul(tw__wrap_mul(4, tw__wrap_sub(1, a)), b2);
    oval.dy = tw__wrap_mul(4 * (odd + 1), a2);
    oval.error = tw__wrap_add(tw__wrap_add(oval.dx, oval.dy), tw__wrap_mul(odd, a2));
    oval.ddx = tw__wrap_mul(8, b2);
    oval.ddy = tw__wrap_mul(8, a2);
    return oval;
}

static void oval_step(struct oval *oval) {
    int32_t twice = tw__wrap_mul(2, oval->error);
    bool moves_x = twice >= oval->dx || twice > oval->dy;
    if (twice <= oval->dy) {
        oval->north = tw__wrap_add(oval->north, 1);
        oval->south = tw__wrap_sub(oval->south, 1);
        oval->dy = tw__wrap_add(oval->dy, oval->ddy);
        oval->error = tw__wrap_add(oval->error, oval->dy);
        moves_x = twice >= oval->dx || twice > oval->dy;
    }
    if (moves_x) {
        oval->west = tw__wrap_add(oval->west, 1);
        oval->east = tw__wrap_sub(oval->east, 1);
        oval->dx = tw__wrap_add(oval->dx, oval->ddx);
        oval->error = tw__wrap_add(oval->error, oval->dx);
    }
}

// The pixels at both ends of both rows.
static void draw_ends(struct tw__canvas *canvas, uint32_t color, const struct oval *oval,
                      int32_t outward) {
    int32_t west = tw__wrap_sub(oval->west, outward);
    int32_t east = tw__wrap_add(oval->east, outward);
    tw__draw_pixel(canvas, color, west, oval->north);
    tw__draw_pixel(canvas, color, east, oval->north);
    tw__draw_pixel(canvas, color, west, oval->south);
    tw__draw_pixel(canvas, color, east, oval->south);
}

// The outline has always a colour: nibble 0 counts as 4, and nibble 15 means no oval at all.
void tw__draw_oval(struct tw__canvas *canvas, int32_t x, int32_t y, int32_t width, int32_t height) {
    uint32_t stroke = 0;
    uint32_t fill = 0;
    bool is_filled = tw__canvas_color(canvas, 0, &fill);
    tw__canvas_color(canvas, 1, &stroke);
    if ((canvas->colors >> 4 & 0xf) == 0xf) {
        return;
    }
    struct oval oval = oval_start(x, y, width, height);
    do {
        draw_ends(canvas, stroke, &oval, 0);
        if (is_filled) {
            tw__draw_span(canvas, fill, tw__wrap_add(oval.west, 1), oval.north, oval.east);
            tw__draw_span(canvas, fill, tw__wrap_add(oval.west, 1), oval.south, oval.east);
        }
        oval_step(&oval);
    } while (oval.west <= oval.east && tw__canvas_work(canvas, 1));
    // A thin one meets in the middle before it has come to the top.
    while (tw__wrap_sub(oval.north, oval.south) < height && tw__canvas_work(canvas, 1)) {
        draw_ends(canvas, stroke, &oval, 1);
        oval.north = tw__wrap_add(oval.north, 1);
        oval.south = tw__wrap_sub(oval.south, 1);
    }
}
