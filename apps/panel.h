// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_PANEL_H
#define APPS_PANEL_H

// What the applications for a panel like the Thumby's share: an SSD1306 with 72 x 40 pixels, on I2C
// bus 0 at its usual address.

#include "tinywasm/ssd1306.h"

// The panel, switched on.
static inline tw_err_t panel_init(tw_display_t **display) {
    static const tw_display_i2c_t wiring = {.bus = 0, .hz = 400000, .address = 0x3c};
    static uint8_t frame[TW_SSD1306_FRAME_BYTES(72, 40)];
    static tw_ssd1306_t panel;
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_i2c(&bus, &wiring);
    *display = &panel.display;
    return err == TW_ERR_OK ? tw_ssd1306_init(&panel, &bus, &tw_ssd1306_72x40, frame, sizeof frame)
                            : err;
}

#endif
