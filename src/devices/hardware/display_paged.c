// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Controllers of one colour that keep eight pixels, one below the other, in a byte. A page is a row
// of such bytes; it is addressed by its number and a column.

#include "graphics.h"

#define SET_PAGE 0xb0u
#define SET_COLUMN_LOW 0x00u
#define SET_COLUMN_HIGH 0x10u
#define LIT_FROM 0x80u

static const uint8_t light_command[] = {0xaf};

static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    (void)display;
    return (color >> 16 & LIT_FROM) != 0 || (color >> 8 & LIT_FROM) != 0 || (color & LIT_FROM) != 0;
}

static void fill(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    uint8_t *frame = ((tw_display_paged_t *)display)->frame;
    for (uint32_t y = area->y0; y < area->y1; y++) {
        uint8_t *page = &frame[(uint32_t)display->width * (y / 8)];
        uint8_t bit = (uint8_t)(1u << y % 8);
        for (uint32_t x = area->x0; x < area->x1; x++) {
            page[x] = (uint8_t)(value != 0 ? page[x] | bit : page[x] & ~bit);
        }
    }
}

// Whole pages, so the area may grow up and down.
static tw_err_t send(tw_display_t *display, const tw_display_area_t *area) {
    const tw_display_paged_t *paged = (const tw_display_paged_t *)display;
    uint32_t column = (uint32_t)area->x0 + paged->column;
    tw_err_t err = TW_ERR_OK;
    for (uint32_t page = area->y0 / 8u; page <= (area->y1 - 1u) / 8 && err == TW_ERR_OK; page++) {
        const uint8_t place[] = {(uint8_t)(SET_PAGE | page),
                                 (uint8_t)(SET_COLUMN_LOW | (column & 15)),
                                 (uint8_t)(SET_COLUMN_HIGH | column >> 4)};
        const uint8_t *bytes = &paged->frame[display->width * page + area->x0];
        err = tw__display_write(&paged->bus, false, place, sizeof place);
        err = err == TW_ERR_OK
                  ? tw__display_write(&paged->bus, true, bytes, (size_t)(area->x1 - area->x0))
                  : err;
    }
    return err;
}

static const tw_display_ops_t ops = {reduce, fill, send};

tw_err_t tw__paged_start(tw_display_paged_t *paged, uint16_t width, uint16_t height,
                         const uint8_t *commands, size_t size) {
    tw_display_t *display = &paged->display;
    tw__display_init(display, &ops, width, height);
    tw_display_clear(display);
    tw_err_t err = tw__display_write(&paged->bus, false, commands, size);
    err = err == TW_ERR_OK ? tw_display_show(display) : err;
    return err == TW_ERR_OK ? tw__display_write(&paged->bus, false, light_command, 1) : err;
}
