// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/display_bus.h"

#include "graphics.h"

tw_err_t tw__display_write(const tw_display_bus_t *bus, bool is_data, const uint8_t *bytes,
                           size_t size) {
    tw_err_t err = TW_ERR_OK;
    while (size > 0 && err == TW_ERR_OK) {
        tw_display_piece_t piece;
        size_t count = 0;
        while (count < size && count < TW_DISPLAY_PIECE_BYTES) {
            piece.bytes[count] = bytes[count];
            count++;
        }
        err = bus->write(bus, is_data, &piece, count);
        bytes += count;
        size -= count;
    }
    return err;
}
