// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without pulse-width modulation.

#include "hal.h"

hal_result_t hal_pwm_start(uint32_t channel, uint32_t period_ns, uint32_t high_ns) {
    (void)channel;
    (void)period_ns;
    (void)high_ns;
    return HAL_ABSENT;
}

hal_result_t hal_pwm_stop(uint32_t channel) {
    (void)channel;
    return HAL_ABSENT;
}
