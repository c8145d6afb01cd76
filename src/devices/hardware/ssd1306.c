// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/ssd1306.h"

#include "graphics.h"

const tw_ssd1306_panel_t tw_ssd1306_128x64 = {128, 64, 0, 0x12, false, false};
const tw_ssd1306_panel_t tw_ssd1306_128x32 = {128, 32, 0, 0x02, false, false};
const tw_ssd1306_panel_t tw_ssd1306_72x40 = {72, 40, 28, 0x12, true, false};

tw_err_t tw_ssd1306_init(tw_ssd1306_t *ssd1306, const tw_display_bus_t *bus,
                         const tw_ssd1306_panel_t *panel, uint8_t *frame, size_t frame_size) {
    const uint8_t commands[] = {
        0xae,  // off
        0xd5,
        0x80,  // clock
        0xa8,
        (uint8_t)(panel->height - 1),  // rows
        0xd3,
        0,
        0x40,  // offset, start line
        0x8d,
        0x14,  // charge pump on
        0x20,
        0x02,  // page addressing
        panel->is_turned ? 0xa0 : 0xa1,
        panel->is_turned ? 0xc0 : 0xc8,
        0xda,
        panel->com_pins,  // how the rows are wired
        0x81,
        0xcf,
        0xd9,
        0xf1,
        0xdb,
        0x40,  // contrast, precharge, VCOMH
        0xa4,
        0xa6,
        0x2e,  // as the memory says, no scrolling
        0xad,
        0x30,  // current without a resistor
    };
    size_t size = sizeof commands - (panel->has_own_current ? 0 : 2);
    if (frame_size < (size_t)TW_SSD1306_FRAME_BYTES(panel->width, panel->height)) {
        return TW_ERR_NOMEM;
    }
    ssd1306->bus = *bus;
    ssd1306->frame = frame;
    ssd1306->column = panel->column;
    return tw__paged_start(ssd1306, panel->width, panel->height, commands, size);
}
