// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A Pico with a TFT panel instead of the board's display.

#include "tinywasm/board_devices.h"
#include "tinywasm/st7735.h"

#define WIDTH 80
#define HEIGHT 160

tw_err_t tw_board_display(tw_display_t **display) {
    static const tw_display_spi_t wiring = {
        .bus = 0, .hz = 10000000, .select = 0, .data_pin = 27, .reset_pin = 28};
    static uint8_t frame[TW_ST7735_FRAME_BYTES(WIDTH, HEIGHT)];
    static const tw_st7735_config_t config = {
        .width = WIDTH, .height = HEIGHT, .x_offset = 26, .y_offset = 1, .frame = frame};
    static tw_st7735_t made;
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_spi(&bus, &wiring);
    *display = &made.display;
    return err == TW_ERR_OK ? tw_st7735_init(&made, &bus, &config) : err;
}
