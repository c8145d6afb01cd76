// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/st7735.h"

#include "graphics.h"
#include "hal.h"
#include "tinywasm/st7789.h"

#define RESET 0x01u
#define WAKE 0x11u
#define INVERT 0x21u
#define LIGHT 0x29u
#define COLUMNS 0x2au
#define ROWS 0x2bu
#define WRITE 0x2cu
#define ORDER 0x36u
#define PIXELS 0x3au
#define BITS_16 0x05u
#define WAKE_MS 120u
#define ST7735_MEMORY 162u  // the longer side of the controller's
#define ST7789_MEMORY 320u

const uint32_t tw_st7735_palette[TW_ST7735_COLORS] = {
    0x000000, 0xffffff, 0x808080, 0xc0c0c0, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00,
    0x00ffff, 0xff00ff, 0x800000, 0x008000, 0x000080, 0x808000, 0x008080, 0x800080,
};

static const tw_st7735_t *st7735_of(const tw_display_t *display) {
    return (const tw_st7735_t *)(const void *)display;
}

static tw_err_t command(const tw_st7735_t *st7735, uint8_t code, const uint8_t *arguments,
                        size_t size) {
    tw_err_t err = tw__display_write(&st7735->bus, false, &code, 1);
    return err == TW_ERR_OK ? tw__display_write(&st7735->bus, true, arguments, size) : err;
}

static tw_err_t range(const tw_st7735_t *st7735, uint8_t code, uint32_t from, uint32_t to) {
    const uint8_t arguments[4] = {(uint8_t)(from >> 8), (uint8_t)from, (uint8_t)((to - 1) >> 8),
                                  (uint8_t)(to - 1)};
    return command(st7735, code, arguments, sizeof arguments);
}

// From now on pixels come, row by row.
static tw_err_t open_window(const tw_st7735_t *st7735, const tw_display_area_t *area) {
    uint32_t x = st7735->config.x_offset;
    uint32_t y = st7735->config.y_offset;
    tw_err_t err = range(st7735, COLUMNS, area->x0 + x, area->x1 + x);
    err = err == TW_ERR_OK ? range(st7735, ROWS, area->y0 + y, area->y1 + y) : err;
    return err == TW_ERR_OK ? command(st7735, WRITE, NULL, 0) : err;
}

// Five bits of red, six of green, five of blue.
static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    (void)display;
    return (color >> 8 & 0xf800u) | (color >> 5 & 0x7e0u) | (color >> 3 & 0x1fu);
}

static uint32_t value_at(const tw_st7735_t *st7735, uint32_t x, uint32_t y) {
    uint32_t row_bytes = (st7735->config.width + 1u) / 2;
    uint32_t two = st7735->config.frame[row_bytes * y + x / 2];
    return reduce(NULL, st7735->config.palette[(x & 1u) != 0 ? two & 15 : two >> 4]);
}

// The pixels of an area: those of the frame, or all with this value.
static tw_err_t write_pixels(const tw_st7735_t *st7735, const tw_display_area_t *area,
                             const uint32_t *value) {
    tw_display_piece_t piece;
    size_t size = 0;
    tw_err_t err = open_window(st7735, area);
    for (uint32_t y = area->y0; y < area->y1 && err == TW_ERR_OK; y++) {
        for (uint32_t x = area->x0; x < area->x1 && err == TW_ERR_OK; x++) {
            uint32_t pixel = value != NULL ? *value : value_at(st7735, x, y);
            piece.bytes[size++] = (uint8_t)(pixel >> 8);
            piece.bytes[size++] = (uint8_t)pixel;
            if (size == sizeof piece.bytes) {
                err = st7735->bus.write(&st7735->bus, true, &piece, size);
                size = 0;
            }
        }
    }
    return err == TW_ERR_OK && size > 0 ? st7735->bus.write(&st7735->bus, true, &piece, size) : err;
}

// ---- without a frame ----------------------------------------------------------------------------

static void fill_now(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    tw_err_t err = write_pixels(st7735_of(display), area, &value);
    display->err = display->err == TW_ERR_OK ? err : display->err;
}

static const tw_display_ops_t direct_ops = {reduce, fill_now, NULL};

// ---- with a frame -------------------------------------------------------------------------------

static uint32_t square(uint32_t a, uint32_t b) {
    uint32_t difference =
        (a & 0xff) > (b & 0xff) ? (a & 0xff) - (b & 0xff) : (b & 0xff) - (a & 0xff);
    return difference * difference;
}

static uint32_t nearest(const tw_display_t *display, uint32_t color) {
    const uint32_t *palette = st7735_of(display)->config.palette;
    uint32_t best = 0;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < TW_ST7735_COLORS; i++) {
        uint32_t distance = square(palette[i] >> 16, color >> 16) +
                            square(palette[i] >> 8, color >> 8) + square(palette[i], color);
        best = distance < least ? i : best;
        least = distance < least ? distance : least;
    }
    return best;
}

static void fill_frame(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    const tw_st7735_config_t *config = &st7735_of(display)->config;
    tw__display_fill_nibbles(config->frame, (config->width + 1u) / 2, area, value);
}

static tw_err_t send(tw_display_t *display, const tw_display_area_t *area) {
    return write_pixels(st7735_of(display), area, NULL);
}

static const tw_display_ops_t frame_ops = {nearest, fill_frame, send};

// ---- the start ----------------------------------------------------------------------------------

static tw_err_t wake(const tw_st7735_t *st7735) {
    const uint8_t bits = BITS_16;
    tw_err_t err = command(st7735, RESET, NULL, 0);
    hal_sleep_ms(WAKE_MS);
    err = err == TW_ERR_OK ? command(st7735, WAKE, NULL, 0) : err;
    hal_sleep_ms(WAKE_MS);
    err = err == TW_ERR_OK ? command(st7735, PIXELS, &bits, 1) : err;
    err = err == TW_ERR_OK ? command(st7735, ORDER, &st7735->config.rotation, 1) : err;
    return err == TW_ERR_OK && st7735->config.is_inverted ? command(st7735, INVERT, NULL, 0) : err;
}

static tw_err_t open_panel(tw_st7735_t *st7735, const tw_display_bus_t *bus,
                           const tw_st7735_config_t *config, uint32_t memory) {
    if (config->width == 0 || (uint32_t)config->width + config->x_offset > memory ||
        config->height == 0 || (uint32_t)config->height + config->y_offset > memory) {
        return TW_ERR_INVAL;
    }
    tw__display_init(&st7735->display, config->frame != NULL ? &frame_ops : &direct_ops,
                     config->width, config->height);
    st7735->bus = *bus;
    st7735->config = *config;
    st7735->config.palette = config->palette != NULL ? config->palette : tw_st7735_palette;
    tw_err_t err = wake(st7735);
    if (err == TW_ERR_OK) {
        tw_display_clear(&st7735->display);
        err = tw_display_show(&st7735->display);
    }
    return err == TW_ERR_OK ? command(st7735, LIGHT, NULL, 0) : err;
}

tw_err_t tw_st7735_init(tw_st7735_t *st7735, const tw_display_bus_t *bus,
                        const tw_st7735_config_t *config) {
    return open_panel(st7735, bus, config, ST7735_MEMORY);
}

tw_err_t tw_st7789_init(tw_st7735_t *st7789, const tw_display_bus_t *bus,
                        const tw_st7735_config_t *config) {
    return open_panel(st7789, bus, config, ST7789_MEMORY);
}
