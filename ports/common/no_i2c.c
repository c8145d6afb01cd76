// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without an I2C bus.

#include "hal.h"

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    (void)bus;
    (void)hz;
    return HAL_ABSENT;
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    (void)bus;
    (void)address;
    (void)out;
    (void)out_size;
    (void)in;
    (void)in_size;
    return HAL_ABSENT;
}
