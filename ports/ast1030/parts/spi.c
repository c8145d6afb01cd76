// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// SPI bus 0: the controller of the boot flash (FMC), whose select line 0 is driven by hand. It is
// made for flash chips and sends or receives. Bytes go through the window that shows the flash.

#include "spi.h"

#define CONFIG PORT_REG(0x7e620000u)
#define CTRL PORT_REG(0x7e620010u)
#define WINDOW (*(volatile uint8_t *)0x80000000u)
#define CONFIG_WRITE_0 (1u << 16)
#define CTRL_BY_HAND 3u
#define CTRL_RELEASED 4u
#define CTRL_RATE(code) ((code) << 8)
#define CLOCK_HZ 200000000u
#define DIVISOR_MOST 16u

static uint32_t control;  // 0: not configured

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    // Codes of the divisors 1 to 16.
    static const uint8_t codes[DIVISOR_MOST] = {15, 7, 14, 6, 13, 5, 12, 4,
                                                11, 3, 10, 2, 9,  1, 8,  0};
    if (bus != 0) {
        return HAL_ABSENT;
    }
    uint32_t divisor = hz == 0 ? 0 : (CLOCK_HZ + hz - 1) / hz;
    if (divisor == 0 || divisor > DIVISOR_MOST || mode != 0) {
        return HAL_INVALID;
    }
    control = CTRL_BY_HAND | CTRL_RATE((uint32_t)codes[divisor - 1]);
    CONFIG |= CONFIG_WRITE_0;
    CTRL = control | CTRL_RELEASED;
    return HAL_OK;
}

static bool is_possible(const hal_spi_part_t *parts, uint32_t part_count) {
    bool is_both = false;
    for (uint32_t i = 0; i < part_count; i++) {
        is_both = is_both || (parts[i].out != NULL && parts[i].in != NULL && parts[i].size > 0);
    }
    return control != 0 && !is_both && port_spi_fits(parts, part_count);
}

static void move(const hal_spi_part_t *part) {
    for (size_t i = 0; i < part->size; i++) {
        if (part->in != NULL) {
            part->in[i] = WINDOW;
        } else {
            WINDOW = part->out != NULL ? part->out[i] : 0xff;
        }
    }
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus != 0 || select != 0) {
        return HAL_ABSENT;
    }
    if (!is_possible(parts, part_count)) {
        return HAL_INVALID;
    }
    CTRL = control;
    for (uint32_t i = 0; i < part_count; i++) {
        move(&parts[i]);
    }
    CTRL = control | CTRL_RELEASED;
    return HAL_OK;
}

// The controller is for flash chips, which do not need it.
hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    (void)bus;
    (void)select;
    (void)is_held;
    return HAL_ABSENT;
}
