// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/ssd0323.h"

#include "graphics.h"

#define ROW_BYTES (TW_SSD0323_WIDTH / 2u)
#define SET_COLUMNS 0x15u
#define SET_ROWS 0x75u

static const uint8_t start_commands[] = {
    0xae,              // off
    0xa0, 0x52,        // remap: rows split and from the other end, left pixel in the upper half
    0xa1, 0,           // start line
    0xa2, 0,           // offset
    0xa4,              // as the memory says
    0xa8, 63,          // rows
    0x81, 0x32, 0x85,  // contrast, half of the current
    0xb1, 0x22,        // phases
    0xb3, 0xf1,        // clock
    0xbc, 0x10,        // precharge
    0xbe, 0x02,        // VCOMH
    0xad, 0x03,        // DC-DC converter on
};
static const uint8_t light_command[] = {0xaf};

// Brightness in 16 steps.
static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    (void)display;
    uint32_t red = color >> 16 & 0xff;
    uint32_t green = color >> 8 & 0xff;
    uint32_t blue = color & 0xff;
    return (77 * red + 150 * green + 29 * blue) >> 12;
}

static void fill(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    tw__display_fill_nibbles(((tw_ssd0323_t *)display)->frame, ROW_BYTES, area, value);
}

// Two pixels are a byte, so the area may grow by one to the left and right.
static tw_err_t send(tw_display_t *display, const tw_display_area_t *area) {
    const tw_ssd0323_t *ssd0323 = (const tw_ssd0323_t *)display;
    uint32_t first = area->x0 / 2u;
    uint32_t last = (area->x1 - 1u) / 2u;
    const uint8_t window[] = {SET_COLUMNS, (uint8_t)first,    (uint8_t)last,
                              SET_ROWS,    (uint8_t)area->y0, (uint8_t)(area->y1 - 1u)};
    tw_err_t err = tw__display_write(&ssd0323->bus, false, window, sizeof window);
    for (uint32_t y = area->y0; y < area->y1 && err == TW_ERR_OK; y++) {
        const uint8_t *row = &ssd0323->frame[ROW_BYTES * y + first];
        err = tw__display_write(&ssd0323->bus, true, row, last + 1 - first);
    }
    return err;
}

static const tw_display_ops_t ops = {reduce, fill, send};

tw_err_t tw_ssd0323_init(tw_ssd0323_t *ssd0323, const tw_display_bus_t *bus, uint8_t *frame) {
    tw__display_init(&ssd0323->display, &ops, TW_SSD0323_WIDTH, TW_SSD0323_HEIGHT);
    ssd0323->bus = *bus;
    ssd0323->frame = frame;
    tw_display_clear(&ssd0323->display);
    tw_err_t err = tw__display_write(bus, false, start_commands, sizeof start_commands);
    err = err == TW_ERR_OK ? tw_display_show(&ssd0323->display) : err;
    return err == TW_ERR_OK ? tw__display_write(bus, false, light_command, 1) : err;
}
