// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without timers.

#include "hal.h"

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    (void)timer;
    (void)period_us;
    (void)is_periodic;
    (void)isr;
    (void)ctx;
    return HAL_ABSENT;
}

hal_result_t hal_timer_stop(uint32_t timer) {
    (void)timer;
    return HAL_ABSENT;
}
