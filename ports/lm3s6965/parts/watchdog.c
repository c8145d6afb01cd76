// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The watchdog counts down twice: at the first end it asks for an interrupt, which nobody takes, at
// the second it resets.

#include "board.h"
#include "hal.h"
#include "lm3s6965.h"

#define RCGC0_WATCHDOG (1u << 3)
#define LOAD PORT_REG(0x40000000u)
#define CTRL PORT_REG(0x40000008u)
#define CLEAR PORT_REG(0x4000000cu)
#define CTRL_INTERRUPT 1u  // on, for good
#define CTRL_RESET 2u
#define TICKS_PER_MS (BOARD_CLOCK_HZ / 1000u)
#define TIMEOUT_MOST_MS (2u * (UINT32_MAX / TICKS_PER_MS))

hal_result_t hal_watchdog_start(uint32_t timeout_ms) {
    if (timeout_ms < 2 || timeout_ms > TIMEOUT_MOST_MS) {
        return HAL_INVALID;
    }
    LM3S_RCGC0 |= RCGC0_WATCHDOG;
    (void)LM3S_RCGC0;  // the clock needs three cycles to start
    (void)LM3S_RCGC0;
    LOAD = timeout_ms / 2u * TICKS_PER_MS;
    CTRL = CTRL_INTERRUPT | CTRL_RESET;
    return HAL_OK;
}

// Clearing the interrupt starts the count anew.
void hal_watchdog_feed(void) {
    if ((LM3S_RCGC0 & RCGC0_WATCHDOG) != 0) {
        CLEAR = 1;
    }
}
