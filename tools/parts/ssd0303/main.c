// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a text on an SSD0303 on I2C: its
// driver, letters, the bus below it, the frame.

#include "../simple_with_display.h"
#include "tinywasm/ssd0303.h"

int main(void) {
    static uint8_t frame[TW_SSD0303_FRAME_BYTES];
    static tw_ssd0303_t made;
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_i2c(&bus, &(const tw_display_i2c_t){0, 400000, 0x3d});
    err = err == TW_ERR_OK ? tw_ssd0303_init(&made, &bus, frame) : err;
    write_on(err, &made.display);
    make_simple_engine();
    run_ping();
}
