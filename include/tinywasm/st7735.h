// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_ST7735_H
#define TINYWASM_ST7735_H

// Sitronix's ST7735: TFT panels of up to 132x162 pixels in 65,536 colours, over SPI. A frame of all
// colours would take 40 KiB of a panel of 128x160, so there are two ways to draw:
//
// - a frame of 16 colours, 10 KiB: 4 bits a pixel, made to colours of the display while they are
//   sent. Drawing gets the nearest colour of the palette.
// - no frame: all colours, no RAM. Drawing is sent at once, which takes longer for many small
//   things and is seen while it happens; a failure is told by the next tw_display_show.

#include "tinywasm/display.h"
#include "tinywasm/display_bus.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_ST7735_COLORS 16u
// Two pixels in a byte, each row begins with one.
#define TW_ST7735_FRAME_BYTES(width, height) (((width) + 1) / 2 * (height))

// Black, white, greys, and the colours of the first terminals: what a frame has without a palette
// of its own.
extern const uint32_t tw_st7735_palette[TW_ST7735_COLORS];

typedef struct tw_st7735_config {
    uint16_t width;
    uint16_t height;
    uint8_t x_offset;  // where the panel begins in the controller's memory
    uint8_t y_offset;
    uint8_t rotation;         // command 36h: row and column order, and BGR for panels that want it
    bool is_inverted;         // command 21h, for panels that show the opposite of each colour
    uint8_t *frame;           // TW_ST7735_FRAME_BYTES(width, height); NULL: draws at once
    const uint32_t *palette;  // of a frame: TW_ST7735_COLORS colours; NULL: tw_st7735_palette
} tw_st7735_config_t;

// Its fields are the driver's.
typedef struct tw_st7735 {
    tw_display_t display;
    tw_display_bus_t bus;
    tw_st7735_config_t config;
} tw_st7735_t;

// Switches the panel on, all black; takes about a quarter of a second, which the panel needs. bus
// and config are copied; frame and palette are used from now on. Nobody answers over SPI, so a
// display that is not there is not noticed. INVAL for a panel larger than the controller's memory.
TW_MUST_CHECK tw_err_t tw_st7735_init(tw_st7735_t *st7735, const tw_display_bus_t *bus,
                                      const tw_st7735_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
