// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SSD0323_H
#define TINYWASM_SSD0323_H

// Solomon Systech's SSD0323: an OLED panel of 128x64 pixels in 16 greys, over SPI.

#include "tinywasm/display.h"
#include "tinywasm/display_bus.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SSD0323_WIDTH 128
#define TW_SSD0323_HEIGHT 64
#define TW_SSD0323_FRAME_BYTES (TW_SSD0323_WIDTH * TW_SSD0323_HEIGHT / 2)

// Its fields are the driver's.
typedef struct tw_ssd0323 {
    tw_display_t display;
    tw_display_bus_t bus;
    uint8_t *frame;
} tw_ssd0323_t;

// Switches the panel on, with a black frame. bus is copied, frame[TW_SSD0323_FRAME_BYTES] is the
// driver's from now on. Nobody answers over SPI, so a display that is not there is not noticed.
TW_MUST_CHECK tw_err_t tw_ssd0323_init(tw_ssd0323_t *ssd0323, const tw_display_bus_t *bus,
                                       uint8_t *frame);

#ifdef __cplusplus
}
#endif
#endif
