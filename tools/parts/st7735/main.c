// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a text on an ST7735 of 128x160 pixels on SPI, without a frame: its
// driver, letters, the bus below it, the frame.

#include "../simple_with_display.h"
#include "tinywasm/st7735.h"

int main(void) {
    static const tw_st7735_config_t config = {.width = 128, .height = 160};
    static tw_st7735_t made;
    tw_display_bus_t bus;
    tw_err_t err =
        tw_display_bus_spi(&bus, &(const tw_display_spi_t){0, 10000000, 1, 23, TW_DISPLAY_NO_PIN});
    err = err == TW_ERR_OK ? tw_st7735_init(&made, &bus, &config) : err;
    write_on(err, &made.display);
    make_simple_engine();
    run_ping();
}
