// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "draw.h"

#include "base/assert.h"
#include "font.h"

// Rotated sprites are drawn with x and y exchanged and turned round from left to right.

// What of one direction of a sprite is on the screen: from, and up to but not including, end.
struct range {
    int32_t from;
    int32_t end;
};

static struct range visible(int32_t size, int32_t at, int32_t screen_size) {
    int64_t from = at < 0 ? -(int64_t)at : 0;
    int64_t end = (int64_t)screen_size - at;
    struct range range = {0, 0};
    if (from < size && from < end) {
        range.from = (int32_t)from;
        range.end = end < size ? (int32_t)end : size;
    }
    return range;
}

// The bits that are read lie between those of the four corners.
struct bits {
    int64_t first;   // of the first pixel that is drawn, counted from the sprite's beginning
    int64_t step;    // to the next pixel in a row: 1 or -1
    int64_t stride;  // and to the next row
};

static struct bits bits_of(const struct tw__sprite *sprite, struct range xs, struct range ys) {
    bool is_rotated = (sprite->flags & TW_BLIT_ROTATE) != 0;
    bool flips_x = ((sprite->flags & TW_BLIT_FLIP_X) != 0) != is_rotated;
    bool flips_y = (sprite->flags & TW_BLIT_FLIP_Y) != 0;
    int64_t column = sprite->src_x + (int64_t)(flips_x ? sprite->width - xs.from - 1 : xs.from);
    int64_t row = sprite->src_y + (int64_t)(flips_y ? sprite->height - ys.from - 1 : ys.from);
    struct bits bits = {row * sprite->stride + column, flips_x ? -1 : 1,
                        flips_y ? -(int64_t)sprite->stride : sprite->stride};
    return bits;
}

// Bits, counted in pixels, of the sprite's bytes.
static bool are_inside(const struct tw__sprite *sprite, const struct bits *bits, int32_t columns,
                       int32_t rows) {
    int64_t across = bits->step * (columns - 1);
    int64_t down = bits->stride * (rows - 1);
    int64_t least = bits->first + (across < 0 ? across : 0) + (down < 0 ? down : 0);
    int64_t most = bits->first + (across > 0 ? across : 0) + (down > 0 ? down : 0);
    int64_t per_byte = (sprite->flags & TW_BLIT_2BPP) != 0 ? 4 : 8;
    return least >= -sprite->off * per_byte && most < (sprite->byte_count - sprite->off) * per_byte;
}

// Draws `count` pixels of the sprite from pixel `bit` of the bytes on.
static void draw_row(struct tw__canvas *canvas, const struct tw__sprite *sprite, uint32_t bit,
                     int32_t step, int32_t x, int32_t y, int32_t count) {
    int32_t is_rotated = (sprite->flags & TW_BLIT_ROTATE) != 0;
    uint32_t is_2bpp = sprite->flags & TW_BLIT_2BPP;
    uint32_t last = is_2bpp != 0 ? 3 : 7;  // pixel of a byte
    for (int32_t i = 0; i < count; i++, bit += (uint32_t)step) {
        uint32_t byte = sprite->bytes[bit >> (3 - is_2bpp)];
        uint32_t index = byte >> ((last - (bit & last)) << is_2bpp) & (1 + 2 * is_2bpp);
        uint32_t color = 0;
        if (tw__canvas_color(canvas, index, &color)) {
            tw__draw_pixel(canvas, color, x, y);
        }
        x += 1 - is_rotated;
        y += is_rotated;
    }
}

bool tw__draw_sprite(struct tw__canvas *canvas, const struct tw__sprite *sprite, int32_t x,
                     int32_t y) {
    bool is_rotated = (sprite->flags & TW_BLIT_ROTATE) != 0;
    struct range xs = visible(sprite->width, is_rotated ? y : x, TW_WASM4_WIDTH);
    struct range ys = visible(sprite->height, is_rotated ? x : y, TW_WASM4_HEIGHT);
    int32_t columns = xs.end - xs.from;
    int32_t rows = ys.end - ys.from;
    if (columns == 0 || rows == 0 || !tw__canvas_work(canvas, (uint32_t)(columns * rows))) {
        return true;
    }
    struct bits bits = bits_of(sprite, xs, ys);
    if (!are_inside(sprite, &bits, columns, rows)) {
        return false;
    }
    uint32_t per_byte = (sprite->flags & TW_BLIT_2BPP) != 0 ? 4 : 8;
    uint32_t bit = (uint32_t)(sprite->off * per_byte + bits.first);
    int32_t left = x + (is_rotated ? ys.from : xs.from);
    int32_t top = y + (is_rotated ? xs.from : ys.from);
    for (int32_t i = 0; i < rows; i++, bit += (uint32_t)bits.stride) {
        draw_row(canvas, sprite, bit, (int32_t)bits.step, is_rotated ? left + i : left,
                 is_rotated ? top : top + i, columns);
    }
    return true;
}

#define GLYPH_SIZE 8

void tw__draw_char(struct tw__canvas *canvas, struct tw__pen *pen, uint32_t character) {
    if (character == '\n') {
        pen->x = pen->left;
        pen->y = tw__wrap_add(pen->y, GLYPH_SIZE);
        return;
    }
    if (character >= TW_WASM4_FONT_FIRST && character <= TW_WASM4_FONT_LAST) {
        const struct tw__sprite glyph = {
            .bytes = tw__wasm4_font,
            .byte_count = sizeof tw__wasm4_font,
            .off = (character - TW_WASM4_FONT_FIRST) * GLYPH_SIZE,
            .width = GLYPH_SIZE,
            .height = GLYPH_SIZE,
            .stride = GLYPH_SIZE,
        };
        bool is_inside = tw__draw_sprite(canvas, &glyph, pen->x, pen->y);
        TW_ASSERT(is_inside);
        (void)is_inside;
    }
    pen->x = tw__wrap_add(pen->x, GLYPH_SIZE);
}
