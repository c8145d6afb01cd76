// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The first watchdog, which counts microseconds.

#include "hal.h"
#include "port.h"

#define RELOAD PORT_REG(0x7e785004u)
#define RESTART PORT_REG(0x7e785008u)
#define CTRL PORT_REG(0x7e78500cu)
#define RESTART_KEY 0x4755u
#define CTRL_ON 1u
#define CTRL_RESETS 2u
#define CTRL_1_MHZ 0x10u
#define COUNTS_PER_MS 1000u

static bool is_on;

void hal_watchdog_feed(void) {
    if (is_on) {
        RESTART = RESTART_KEY;
    }
}

hal_result_t hal_watchdog_start(uint32_t timeout_ms) {
    if (timeout_ms == 0 || timeout_ms > UINT32_MAX / COUNTS_PER_MS) {
        return HAL_INVALID;
    }
    CTRL = 0;
    RELOAD = timeout_ms * COUNTS_PER_MS;
    RESTART = RESTART_KEY;
    CTRL = CTRL_ON | CTRL_RESETS | CTRL_1_MHZ;
    is_on = true;
    return HAL_OK;
}
