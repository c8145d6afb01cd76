// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without an SPI bus.

#include "hal.h"

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    (void)bus;
    (void)hz;
    (void)mode;
    return HAL_ABSENT;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    (void)bus;
    (void)select;
    (void)parts;
    (void)part_count;
    return HAL_ABSENT;
}

hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    (void)bus;
    (void)select;
    (void)is_held;
    return HAL_ABSENT;
}
