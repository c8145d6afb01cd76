// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without a watchdog.

#include "hal.h"

hal_result_t hal_watchdog_start(uint32_t timeout_ms) {
    (void)timeout_ms;
    return HAL_ABSENT;
}

void hal_watchdog_feed(void) {}
