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

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus != 0 || select >= SELECTS) {
        return HAL_ABSENT;
    }
    bool has_clock = (LM3S_RCGC1 & RCGC1_SSI0) != 0;
    if (!has_clock || !port_pl022_is_on(SSI0) || !port_spi_fits(parts, part_count)) {
        return HAL_INVALID;
    }
    LM3S_PIN_DATA(selects[select]) = 0;
    port_pl022_exchange(SSI0, parts, part_count);
    LM3S_PIN_DATA(selects[select]) = LM3S_PIN_BIT(selects[select]);
    return HAL_OK;
}
