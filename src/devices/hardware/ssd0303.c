// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/ssd0303.h"

#include "graphics.h"

#define FIRST_COLUMN 36u  // of the controller's 132

static const uint8_t start_commands[] = {
    0xae,                         // off
    0xd5, 0x50,                   // clock
    0xa8, TW_SSD0303_HEIGHT - 1,  // rows
    0xd3, 0,
    0x40,        // offset, start line
    0xa0, 0xc0,  // columns and rows from the near end
    0xda, 0x02,  // how the rows are wired
    0x81, 0x80,
    0xd9, 0x22,
    0xdb, 0x30,  // contrast, precharge, VCOMH
    0xad, 0x8b,  // DC-DC converter on
    0xa4, 0xa6,  // as the memory says
};

tw_err_t tw_ssd0303_init(tw_ssd0303_t *ssd0303, const tw_display_bus_t *bus, uint8_t *frame) {
    ssd0303->bus = *bus;
    ssd0303->frame = frame;
    ssd0303->column = FIRST_COLUMN;
    return tw__paged_start(ssd0303, TW_SSD0303_WIDTH, TW_SSD0303_HEIGHT, start_commands,
                           sizeof start_commands);
}
