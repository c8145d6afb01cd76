// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board with a TFT panel instead of its own display; ST7735_PANEL is from tests/CMakeLists.txt.

#include "tinywasm/board_devices.h"
#include "tinywasm/st7735.h"

enum { SELECT, DATA_PIN, RESET_PIN, WIDTH, HEIGHT, X_OFFSET, Y_OFFSET };
static const uint8_t panel[] = {ST7735_PANEL};

tw_err_t tw_board_display(tw_display_t **display) {
    static uint8_t frame[TW_ST7735_FRAME_BYTES(128, 160)];
    static tw_st7735_t made;
    const tw_display_spi_t wiring = {0, 10000000, panel[SELECT], panel[DATA_PIN], panel[RESET_PIN]};
    const tw_st7735_config_t config = {.width = panel[WIDTH],
                                       .height = panel[HEIGHT],
                                       .x_offset = panel[X_OFFSET],
                                       .y_offset = panel[Y_OFFSET],
                                       .frame = frame};
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_spi(&bus, &wiring);
    *display = &made.display;
    return err == TW_ERR_OK ? tw_st7735_init(&made, &bus, &config) : err;
}
