// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DISPLAY_BUS_H
#define TINYWASM_DISPLAY_BUS_H

// How a display is wired: over I2C, or over SPI with a pin that tells commands from data. A driver
// is given one of these and does not care which:
//
//     tw_display_bus_t bus;
//     tw_err_t err = tw_display_bus_i2c(&bus, &(tw_display_i2c_t){.address = 0x3c, .hz = 400000});
//
// Numbers of buses, select lines and pins are the chip's, as in hal.h. A SPI bus is configured
// before each command, as a memory card on it may be faster than the display; whoever shares it
// finds the display's clock, and mode 0. On I2C all agree on a clock.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_DISPLAY_NO_PIN UINT32_MAX
#define TW_DISPLAY_PIECE_BYTES 32u

// What is sent at once: room for the byte that I2C wants before it, and the bytes.
typedef struct tw_display_piece {
    uint8_t control;  // the bus's
    uint8_t bytes[TW_DISPLAY_PIECE_BYTES];
} tw_display_piece_t;

typedef struct tw_display_bus {
    // Sends the first size bytes of a piece as commands or data. IO if nobody takes them.
    tw_err_t (*write)(const struct tw_display_bus *bus, bool is_data, tw_display_piece_t *piece,
                      size_t size);
    uint32_t bus;
    uint32_t select;  // or the address
    uint32_t data_pin;
    uint32_t hz;
} tw_display_bus_t;

typedef struct tw_display_i2c {
    uint32_t bus;
    uint32_t hz;
    uint32_t address;
} tw_display_i2c_t;

typedef struct tw_display_spi {
    uint32_t bus;
    uint32_t hz;
    uint32_t select;
    uint32_t data_pin;   // high for data, low for commands
    uint32_t reset_pin;  // low resets the display; TW_DISPLAY_NO_PIN: it is not wired to a pin
} tw_display_spi_t;

// wiring is copied. INVAL or UNSUPPORTED if the port does not have such a bus, clock or pin. That
// of SPI resets the display, where it can. Whether a display is there shows the driver's init.
TW_MUST_CHECK tw_err_t tw_display_bus_i2c(tw_display_bus_t *bus, const tw_display_i2c_t *wiring);
TW_MUST_CHECK tw_err_t tw_display_bus_spi(tw_display_bus_t *bus, const tw_display_spi_t *wiring);

#ifdef __cplusplus
}
#endif
#endif
