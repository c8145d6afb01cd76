// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SSD0303_H
#define TINYWASM_SSD0303_H

// Solomon Systech's SSD0303: OLED panels of one colour, here one of 96x16 pixels, over I2C or SPI.

#include "tinywasm/ssd1306.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SSD0303_WIDTH 96
#define TW_SSD0303_HEIGHT 16
#define TW_SSD0303_FRAME_BYTES (TW_SSD0303_WIDTH * TW_SSD0303_HEIGHT / 8)

typedef tw_display_paged_t tw_ssd0303_t;

// Switches the panel on, with a black frame. bus is copied, frame[TW_SSD0303_FRAME_BYTES] is the
// driver's from now on. IO if no display answers (over SPI none ever does).
TW_MUST_CHECK tw_err_t tw_ssd0303_init(tw_ssd0303_t *ssd0303, const tw_display_bus_t *bus,
                                       uint8_t *frame);

#ifdef __cplusplus
}
#endif
#endif
