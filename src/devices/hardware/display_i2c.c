// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "display_result.h"
#include "tinywasm/display_bus.h"

#define COMMAND 0x80u  // one byte of command follows
#define DATA 0x40u     // only data follow

// Commands go one by one: some controllers take no more behind one control byte.
static tw_err_t write_i2c(const tw_display_bus_t *bus, bool is_data, tw_display_piece_t *piece,
                          size_t size) {
    if (is_data) {
        piece->control = DATA;
        return tw__display_err(hal_i2c_transfer(bus->bus, bus->select, piece, size + 1, NULL, 0));
    }
    hal_result_t result = HAL_OK;
    for (size_t i = 0; i < size && result == HAL_OK; i++) {
        const uint8_t command[2] = {COMMAND, piece->bytes[i]};
        result = hal_i2c_transfer(bus->bus, bus->select, command, sizeof command, NULL, 0);
    }
    return tw__display_err(result);
}

tw_err_t tw_display_bus_i2c(tw_display_bus_t *bus, const tw_display_i2c_t *wiring) {
    *bus =
        (tw_display_bus_t){write_i2c, wiring->bus, wiring->address, TW_DISPLAY_NO_PIN, wiring->hz};
    return tw__display_err(hal_i2c_configure(wiring->bus, wiring->hz));
}
