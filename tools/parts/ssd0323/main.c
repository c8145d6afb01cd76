// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a text on an SSD0323 on SPI: its
// driver, letters, the bus below it, the frame.

#include "../simple_with_display.h"
#include "tinywasm/ssd0323.h"

int main(void) {
    static uint8_t frame[TW_SSD0323_FRAME_BYTES];
    static tw_ssd0323_t made;
    tw_display_bus_t bus;
    tw_err_t err =
        tw_display_bus_spi(&bus, &(const tw_display_spi_t){0, 1000000, 1, 23, TW_DISPLAY_NO_PIN});
    err = err == TW_ERR_OK ? tw_ssd0323_init(&made, &bus, frame) : err;
    write_on(err, &made.display);
    make_simple_engine();
    run_ping();
}
