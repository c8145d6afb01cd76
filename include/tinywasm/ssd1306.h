// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SSD1306_H
#define TINYWASM_SSD1306_H

// Solomon Systech's SSD1306: OLED panels of one colour, up to 128x64 pixels, over I2C or SPI.
//
//     static uint8_t frame[TW_SSD1306_FRAME_BYTES(128, 64)];
//     static tw_ssd1306_t oled;
//     err = tw_ssd1306_init(&oled, &bus, &tw_ssd1306_128x64, frame, sizeof frame);
//     tw_display_pixel(&oled.display, 3, 4, TW_COLOR_WHITE);

#include "tinywasm/display.h"
#include "tinywasm/display_bus.h"

#ifdef __cplusplus
extern "C" {
#endif

// A bit for each pixel; heights are multiples of 8.
#define TW_SSD1306_FRAME_BYTES(width, height) ((width) * (height) / 8)

// What panels differ in.
typedef struct tw_ssd1306_panel {
    uint8_t width;
    uint8_t height;
    uint8_t column;        // of the controller's 128, where the panel begins
    uint8_t com_pins;      // command DAh: 12h if the rows are wired alternately, else 02h
    bool has_own_current;  // it has no resistor that sets the current: command ADh
    bool is_turned;        // upside down
} tw_ssd1306_panel_t;

extern const tw_ssd1306_panel_t tw_ssd1306_128x64;
extern const tw_ssd1306_panel_t tw_ssd1306_128x32;
extern const tw_ssd1306_panel_t tw_ssd1306_72x40;  // as on a Thumby

// A controller that keeps eight pixels, one below the other, in a byte. The fields are the
// driver's.
typedef struct tw_display_paged {
    tw_display_t display;
    tw_display_bus_t bus;
    uint8_t *frame;
    uint8_t column;
} tw_display_paged_t;
typedef tw_display_paged_t tw_ssd1306_t;

// Switches the panel on, with a black frame. bus is copied, frame is the driver's from now on.
// NOMEM if it has not bytes enough for the panel; IO if no display answers (over SPI none ever
// does).
TW_MUST_CHECK tw_err_t tw_ssd1306_init(tw_ssd1306_t *ssd1306, const tw_display_bus_t *bus,
                                       const tw_ssd1306_panel_t *panel, uint8_t *frame,
                                       size_t frame_size);

#ifdef __cplusplus
}
#endif
#endif
