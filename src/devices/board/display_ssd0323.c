// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's SSD0323 on SPI.

#include "board.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/ssd0323.h"

tw_err_t tw_board_display(tw_display_t **display) {
    static const tw_display_spi_t wiring = {BOARD_DISPLAY_BUS, BOARD_DISPLAY_HZ,
                                            BOARD_DISPLAY_SELECT, BOARD_DISPLAY_DATA_PIN,
                                            TW_DISPLAY_NO_PIN};
    static uint8_t frame[TW_SSD0323_FRAME_BYTES];
    static tw_ssd0323_t made;
    static bool is_ready;
    tw_display_bus_t bus;
    tw_err_t err = is_ready ? TW_ERR_OK : tw_display_bus_spi(&bus, &wiring);
    if (err == TW_ERR_OK && !is_ready) {
        err = tw_ssd0323_init(&made, &bus, frame);
    }
    is_ready = err == TW_ERR_OK;
    *display = is_ready ? &made.display : NULL;
    return err;
}
