// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port whose pins are not an application's.

#include "hal.h"

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    (void)pin;
    (void)mode;
    return HAL_ABSENT;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    (void)pin;
    (void)is_high;
    return HAL_ABSENT;
}

int hal_gpio_read(uint32_t pin) {
    (void)pin;
    return HAL_ABSENT;
}

hal_result_t hal_gpio_interrupt(uint32_t pin, hal_gpio_edge_t edge, hal_isr_t isr, void *ctx) {
    (void)pin;
    (void)edge;
    (void)isr;
    (void)ctx;
    return HAL_ABSENT;
}
