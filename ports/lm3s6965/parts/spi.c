// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// SPI bus 0: the SSI, a PL022, on PA2 (clock), PA4 (in) and PA5 (out). Select 0 is the card's
// (PD0), 1 the display's (PA3).

#include "board.h"
#include "lm3s6965.h"
#include "spi.h"

#define RCGC1_SSI0 (1u << 4)
#define SSI0 0x40008000u
#define PIN_CLOCK 2u
#define PIN_IN 4u
#define PIN_OUT 5u
#define SELECTS 2u

static const uint8_t selects[SELECTS] = {24, 3};
static uint32_t held = HAL_SPI_NOBODY;

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    lm3s6965_start_clock(&LM3S_RCGC1, RCGC1_SSI0);
    hal_result_t result = port_pl022_configure(SSI0, BOARD_CLOCK_HZ, hz, mode);
    if (result == HAL_OK) {
        lm3s6965_take_for_peripheral(PIN_CLOCK);
        lm3s6965_take_for_peripheral(PIN_IN);
        lm3s6965_take_for_peripheral(PIN_OUT);
        for (uint32_t i = 0; i < SELECTS; i++) {
            lm3s6965_take_for_output(selects[i], true);
        }
    }
    return result;
}

static bool is_configured(void) {
    return (LM3S_RCGC1 & RCGC1_SSI0) != 0 && port_pl022_is_on(SSI0);
}

// Whether the bus is free for it.
static bool is_for(uint32_t select) {
    return held == HAL_SPI_NOBODY || held == select;
}

static void drive(uint32_t select, bool is_high) {
    LM3S_PIN_DATA(selects[select]) = is_high ? LM3S_PIN_BIT(selects[select]) : 0;
}

hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    if (bus != 0 || select >= SELECTS) {
        return HAL_ABSENT;
    }
    if (!is_configured() || !is_for(select)) {
        return HAL_INVALID;
    }
    held = is_held ? select : HAL_SPI_NOBODY;
    drive(select, !is_held);
    return HAL_OK;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus != 0 || (select >= SELECTS && select != HAL_SPI_NOBODY)) {
        return HAL_ABSENT;
    }
    if (!is_configured() || !is_for(select) || !port_spi_fits(parts, part_count)) {
        return HAL_INVALID;
    }
    bool is_driven = select != held;
    if (is_driven) {
        drive(select, false);
    }
    port_pl022_exchange(SSI0, parts, part_count);
    if (is_driven) {
        drive(select, true);
    }
    return HAL_OK;
}
