// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The watchdog counts microseconds down, two at a time (erratum RP2040-E1).

#include "board.h"
#include "hal.h"
#include "rp2040.h"

#define PSM_WDSEL PORT_REG(0x40010008u)
#define PSM_ALL_BUT_OSCILLATORS 0x1fffcu
#define CTRL 0x40058000u
#define LOAD PORT_REG(0x40058004u)
#define TICK PORT_REG(0x4005802cu)
#define CTRL_ON (1u << 30)
#define TICK_ON (1u << 9)
#define CRYSTAL_MHZ 12u
#define COUNTS_PER_MS 2000u
#define LOAD_MOST 0xffffffu

static uint32_t load;  // 0: not started

void hal_watchdog_feed(void) {
    if (load != 0) {
        LOAD = load;
    }
}

hal_result_t hal_watchdog_start(uint32_t timeout_ms) {
    if (timeout_ms == 0 || timeout_ms > LOAD_MOST / COUNTS_PER_MS) {
        return HAL_INVALID;
    }
    load = timeout_ms * COUNTS_PER_MS;
    TICK = TICK_ON | CRYSTAL_MHZ;
    PSM_WDSEL = PSM_ALL_BUT_OSCILLATORS;
    LOAD = load;
    PORT_REG(CTRL + RP2040_SET) = CTRL_ON;
    return HAL_OK;
}
