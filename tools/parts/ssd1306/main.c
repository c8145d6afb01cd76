// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a text on an SSD1306 of 128x64 pixels on I2C: its
// driver, letters, the bus below it, the frame.

#include "../simple_with_display.h"
#include "tinywasm/ssd1306.h"

int main(void) {
    static uint8_t frame[TW_SSD1306_FRAME_BYTES(128, 64)];
    static tw_ssd1306_t made;
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_i2c(&bus, &(const tw_display_i2c_t){0, 400000, 0x3c});
    err = err == TW_ERR_OK ? tw_ssd1306_init(&made, &bus, &tw_ssd1306_128x64, frame, sizeof frame)
                           : err;
    write_on(err, &made.display);
    make_simple_engine();
    run_ping();
}
