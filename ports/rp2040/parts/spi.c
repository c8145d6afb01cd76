// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// SPI buses 0 and 1, PL022s, on the pins that the board names; each has one select line.

#include "board.h"
#include "rp2040.h"
#include "spi.h"

#define BUSES 2u
#define BASE(bus) (0x4003c000u + 0x4000u * (bus))
#define PAD_OUTPUT (RP2040_PAD_INPUT | RP2040_PAD_4_MA)

static const uint8_t pins[BUSES][4] = BOARD_SPI_PINS;  // clock, out, in, select
static bool is_configured[BUSES];
static bool is_select_held[BUSES];

static void take_pins(uint32_t bus) {
    uint32_t select = pins[bus][3];
    rp2040_take(pins[bus][0], RP2040_FUNC_SPI, PAD_OUTPUT);
    rp2040_take(pins[bus][1], RP2040_FUNC_SPI, PAD_OUTPUT);
    rp2040_take(pins[bus][2], RP2040_FUNC_SPI, PAD_OUTPUT | RP2040_PAD_SCHMITT);
    RP2040_SIO_OUT_SET = 1u << select;
    RP2040_SIO_OE_SET = 1u << select;
    rp2040_take(select, RP2040_FUNC_SIO, PAD_OUTPUT);
}

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    if (!is_configured[bus]) {
        rp2040_reset_blocks(RP2040_RESET_SPI(bus));
    }
    hal_result_t result = port_pl022_configure(BASE(bus), BOARD_CLOCK_HZ, hz, mode);
    if (result == HAL_OK && !is_configured[bus]) {
        take_pins(bus);
        is_configured[bus] = true;
    }
    return result;
}

static void drive(uint32_t bus, bool is_high) {
    volatile uint32_t *levels = is_high ? &RP2040_SIO_OUT_SET : &RP2040_SIO_OUT_CLEAR;
    *levels = 1u << pins[bus][3];
}

hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    if (bus >= BUSES || select != 0) {
        return HAL_ABSENT;
    }
    if (!is_configured[bus]) {
        return HAL_INVALID;
    }
    is_select_held[bus] = is_held;
    drive(bus, !is_held);
    return HAL_OK;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus >= BUSES || (select != 0 && select != HAL_SPI_NOBODY)) {
        return HAL_ABSENT;
    }
    bool is_driven = select == 0 && !is_select_held[bus];
    if (!is_configured[bus] || (select != 0 && is_select_held[bus]) ||
        !port_spi_fits(parts, part_count)) {
        return HAL_INVALID;
    }
    if (is_driven) {
        drive(bus, false);
    }
    port_pl022_exchange(BASE(bus), parts, part_count);
    if (is_driven) {
        drive(bus, true);
    }
    return HAL_OK;
}
