// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's SSD1306 on I2C.

#include "board.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/ssd1306.h"

#define FRAME_BYTES TW_SSD1306_FRAME_BYTES(128, 64)

tw_err_t tw_board_display(tw_display_t **display) {
    static const tw_display_i2c_t wiring = {BOARD_DISPLAY_BUS, BOARD_DISPLAY_HZ,
                                            BOARD_DISPLAY_ADDRESS};
    static uint8_t frame[FRAME_BYTES];
    static tw_ssd1306_t made;
    static bool is_ready;
    tw_display_bus_t bus;
    tw_err_t err = is_ready ? TW_ERR_OK : tw_display_bus_i2c(&bus, &wiring);
    if (err == TW_ERR_OK && !is_ready) {
        err = tw_ssd1306_init(&made, &bus, &BOARD_DISPLAY_PANEL, frame, sizeof frame);
    }
    is_ready = err == TW_ERR_OK;
    *display = is_ready ? &made.display : NULL;
    return err;
}
