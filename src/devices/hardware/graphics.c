// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// All drawing comes down to filling areas, clipped here, so a driver need not look at coordinates.
// What comes from modules may be anything: no loop here is longer than the display, or than the
// text.

#include "graphics.h"

#include "font.h"

void tw__display_init(tw_display_t *display, const tw_display_ops_t *ops, uint16_t width,
                      uint16_t height) {
    *display = (tw_display_t){
        .ops = ops, .width = width, .height = height, .changed = {0, 0, width, height}};
}

uint32_t tw_display_width(const tw_display_t *display) {
    return display->width;
}

uint32_t tw_display_height(const tw_display_t *display) {
    return display->height;
}

// ---- areas --------------------------------------------------------------------------------------

static uint16_t clamp(int64_t value, uint16_t most) {
    return value < 0 ? 0 : value > most ? most : (uint16_t)value;
}

static void mark(tw_display_area_t *changed, const tw_display_area_t *area) {
    if (changed->x0 == changed->x1) {
        *changed = *area;
        return;
    }
    changed->x0 = area->x0 < changed->x0 ? area->x0 : changed->x0;
    changed->y0 = area->y0 < changed->y0 ? area->y0 : changed->y0;
    changed->x1 = area->x1 > changed->x1 ? area->x1 : changed->x1;
    changed->y1 = area->y1 > changed->y1 ? area->y1 : changed->y1;
}

static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    return display->ops->reduce(display, color);
}

static void fill(tw_display_t *display, int32_t x, int32_t y, int32_t width, int32_t height,
                 uint32_t value) {
    const tw_display_area_t area = {clamp(x, display->width), clamp(y, display->height),
                                    clamp((int64_t)x + width, display->width),
                                    clamp((int64_t)y + height, display->height)};
    if (area.x0 < area.x1 && area.y0 < area.y1) {
        display->ops->fill(display, &area, value);
        mark(&display->changed, &area);
    }
}

void tw_display_fill_rect(tw_display_t *display, int32_t x, int32_t y, int32_t width,
                          int32_t height, uint32_t color) {
    fill(display, x, y, width, height, reduce(display, color));
}

void tw_display_clear(tw_display_t *display) {
    tw_display_fill_rect(display, 0, 0, display->width, display->height, TW_COLOR_BLACK);
}

void tw_display_pixel(tw_display_t *display, int32_t x, int32_t y, uint32_t color) {
    tw_display_fill_rect(display, x, y, 1, 1, color);
}

// The last row or column may lie where no number reaches; it is not seen then.
static int32_t far_end(int32_t start, int32_t size) {
    int64_t end = (int64_t)start + size - 1;
    return end > INT32_MAX ? INT32_MAX : (int32_t)end;
}

void tw_display_rect(tw_display_t *display, int32_t x, int32_t y, int32_t width, int32_t height,
                     uint32_t color) {
    if (width <= 0 || height <= 0) {
        return;
    }
    uint32_t value = reduce(display, color);
    fill(display, x, y, width, 1, value);
    fill(display, x, far_end(y, height), width, 1, value);
    fill(display, x, y, 1, height, value);
    fill(display, far_end(x, width), y, 1, height, value);
}

// ---- lines --------------------------------------------------------------------------------------

// One direction of a line: it goes from `from` by `size` pixels.
typedef struct tw__axis {
    int64_t from;
    uint32_t size;
    int32_t step;  // 1 or -1
    int32_t limit;
} axis_t;

static axis_t axis_of(int32_t from, int32_t to, uint16_t limit) {
    return from <= to ? (axis_t){from, (uint32_t)to - (uint32_t)from, 1, limit}
                      : (axis_t){from, (uint32_t)from - (uint32_t)to, -1, limit};
}

// The steps first to last along the axis whose pixels lie in the display; false if there are none.
static bool visible_steps(const axis_t *axis, uint32_t *first, uint32_t *last) {
    int64_t start = axis->step > 0 ? -axis->from : axis->from - (axis->limit - 1);
    int64_t end = axis->step > 0 ? axis->limit - 1 - axis->from : axis->from;
    start = start < 0 ? 0 : start;
    end = end > axis->size ? axis->size : end;
    *first = (uint32_t)start;
    *last = (uint32_t)end;
    return start <= end;
}

// total / size and its rest, bit by bit: the library function is larger. size is below 2^33.
static uint64_t divide(uint64_t total, uint64_t size, uint64_t *rest) {
    uint64_t quotient = 0;
    *rest = 0;
    for (uint32_t i = 0; i < 64; i++, total <<= 1) {
        *rest = *rest << 1 | total >> 63;
        quotient = quotient << 1 | (*rest >= size ? 1u : 0u);
        *rest -= *rest >= size ? size : 0;
    }
    return quotient;
}

static void draw_steps(tw_display_t *display, const axis_t *along, const axis_t *across,
                       bool is_steep, uint32_t value) {
    uint32_t first = 0;
    uint32_t last = 0;
    if (!visible_steps(along, &first, &last)) {
        return;
    }
    // Below 2^64, for both factors are below 2^32.
    uint64_t total = (uint64_t)first * across->size + along->size / 2;
    uint64_t size = along->size != 0 ? along->size : 1;
    uint64_t rest = 0;
    uint64_t off = divide(total, size, &rest);
    for (uint64_t i = first; i <= last; i++) {
        int64_t a = along->from + along->step * (int64_t)i;
        int64_t b = across->from + across->step * (int64_t)off;
        if (b >= 0 && b < across->limit) {
            fill(display, (int32_t)(is_steep ? b : a), (int32_t)(is_steep ? a : b), 1, 1, value);
        }
        rest += across->size;
        off += rest >= size;
        rest -= rest >= size ? size : 0;
    }
}

void tw_display_line(tw_display_t *display, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                     uint32_t color) {
    const axis_t x = axis_of(x0, x1, display->width);
    const axis_t y = axis_of(y0, y1, display->height);
    bool is_steep = y.size > x.size;
    draw_steps(display, is_steep ? &y : &x, is_steep ? &x : &y, is_steep, reduce(display, color));
}

// ---- bitmaps and text ---------------------------------------------------------------------------

void tw_display_bitmap(tw_display_t *display, int32_t x, int32_t y, int32_t width, int32_t height,
                       const uint8_t *bits, uint32_t color) {
    uint32_t value = reduce(display, color);
    size_t row_bytes = ((size_t)(width > 0 ? width : 0) + 7) / 8;
    uint16_t x1 = clamp((int64_t)x + width, display->width);
    uint16_t y1 = clamp((int64_t)y + height, display->height);
    for (int32_t py = clamp(y, display->height); py < y1; py++) {
        const uint8_t *row = &bits[row_bytes * (size_t)((int64_t)py - y)];
        for (int32_t px = clamp(x, display->width); px < x1; px++) {
            size_t column = (size_t)((int64_t)px - x);
            if ((row[column / 8] >> (7 - column % 8) & 1) != 0) {
                fill(display, px, py, 1, 1, value);
            }
        }
    }
}

static void draw_char(tw_display_t *display, int32_t x, int32_t y, int32_t size, uint8_t byte,
                      uint32_t value) {
    const uint8_t *columns = tw__font[byte < ' ' || byte > '~' ? '~' + 1 - ' ' : byte - ' '];
    for (int32_t i = 0; i < TW_DISPLAY_CHAR_WIDTH; i++) {
        for (int32_t j = 0; j < TW_DISPLAY_CHAR_HEIGHT; j++) {
            if ((columns[i] >> j & 1) != 0) {
                fill(display, x + i * size, y + j * size, size, size, value);
            }
        }
    }
}

// Where text is written next. What lies beyond the right or lower edge is not drawn, so positions
// do not overflow.
typedef struct tw__pen {
    tw_display_t *display;
    int32_t x;
    int32_t y;
    int32_t left;
    int32_t size;
    uint32_t value;
} pen_t;

static void begin_line(pen_t *pen) {
    pen->x = pen->left;
    pen->y += pen->y < pen->display->height ? TW_DISPLAY_CHAR_HEIGHT * pen->size : 0;
}

static void put_char(pen_t *pen, uint8_t byte) {
    int32_t advance = TW_DISPLAY_CHAR_WIDTH * pen->size;
    bool is_seen = pen->x > -advance && pen->x < pen->display->width &&
                   pen->y > -TW_DISPLAY_CHAR_HEIGHT * pen->size && pen->y < pen->display->height;
    if (is_seen) {
        draw_char(pen->display, pen->x, pen->y, pen->size, byte, pen->value);
    }
    pen->x += pen->x < pen->display->width ? advance : 0;
}

// is_wrapped: a character that does not fit into the line begins another one.
static void put_text(pen_t *pen, const char *text, size_t length, bool is_wrapped) {
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)text[i];
        bool is_full = pen->x > pen->display->width - TW_DISPLAY_CHAR_WIDTH * pen->size;
        if (byte == '\n') {
            begin_line(pen);
        } else if ((byte & 0xc0u) != 0x80) {  // a character's first byte
            if (is_wrapped && is_full) {
                begin_line(pen);
            }
            put_char(pen, byte);
        }
    }
}

void tw_display_text(tw_display_t *display, int32_t x, int32_t y, uint32_t size, const char *text,
                     size_t length, uint32_t color) {
    uint32_t most = size < TW_DISPLAY_TEXT_SIZE_MAX ? size : TW_DISPLAY_TEXT_SIZE_MAX;
    pen_t pen = {display, x, y, x, (int32_t)(most == 0 ? 1 : most), reduce(display, color)};
    put_text(&pen, text, length, false);
}

// ---- showing ------------------------------------------------------------------------------------

static tw_err_t send_changed(tw_display_t *display) {
    if (display->ops->send == NULL) {
        tw_err_t err = display->err;
        display->err = TW_ERR_OK;
        return err;
    }
    return display->ops->send(display, &display->changed);
}

tw_err_t tw_display_show(tw_display_t *display) {
    if (display->changed.x0 == display->changed.x1) {
        return TW_ERR_OK;
    }
    tw_err_t err = send_changed(display);
    if (err == TW_ERR_OK) {
        display->changed.x1 = display->changed.x0;
    }
    return err;
}

tw_err_t tw_display_message(tw_display_t *display, const char *text, size_t length) {
    tw_display_clear(display);
    pen_t pen = {display, 0, 0, 0, 1, reduce(display, TW_COLOR_WHITE)};
    put_text(&pen, text, length, true);
    return tw_display_show(display);
}
