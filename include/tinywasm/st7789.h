// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_ST7789_H
#define TINYWASM_ST7789_H

// Sitronix's ST7789: TFT panels of up to 240x320 pixels in 65,536 colours, over SPI. It takes the
// commands of an ST7735 (as an ILI9341 does), so type, settings and both ways to draw are those of
// tinywasm/st7735.h. A frame of 16 colours takes 28,800 bytes of a panel of 240x240, and 38,400 of
// 240x320. Most panels show the opposite of each colour unless is_inverted is set.

#include "tinywasm/st7735.h"

#ifdef __cplusplus
extern "C" {
#endif

// As tw_st7735_init, for the larger controller.
TW_MUST_CHECK tw_err_t tw_st7789_init(tw_st7735_t *st7789, const tw_display_bus_t *bus,
                                      const tw_st7735_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
