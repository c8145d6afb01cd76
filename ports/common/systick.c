// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// SysTick as the tick, and as the counter unless the port has a better one.

#include "board.h"
#include "cortex-m.h"
#include "hal.h"

#define SYST_CTRL PORT_REG(0xe000e010u)
#define SYST_RELOAD PORT_REG(0xe000e014u)
#define SYST_VALUE PORT_REG(0xe000e018u)
#define SCB_ICSR PORT_REG(0xe000ed04u)
#define ICSR_SYSTICK_PENDING (1u << 26)
#define CLOCKS_PER_TICK (BOARD_CLOCK_HZ / 1000u)

void SysTick_Handler(void) {
    port_tick();
}

void port_start_systick(void) {
    SYST_RELOAD = CLOCKS_PER_TICK - 1u;
    SYST_VALUE = 0;
    SYST_CTRL = 7;  // core clock, interrupt, on
}

// The tick, and the core clocks that SysTick has counted since. A tick that is pending but not yet
// taken (an ISR asks, or interrupts are off) is counted too.
static uint32_t read_tick(uint32_t *clocks) {
    uint32_t ticks;
    uint32_t value;
    uint32_t pending;
    do {
        ticks = hal_ticks_ms();
        value = SYST_VALUE;
        pending = 0;
        if ((SCB_ICSR & ICSR_SYSTICK_PENDING) != 0) {
            value = SYST_VALUE;
            pending = 1;
        }
    } while (ticks != hal_ticks_ms());
    *clocks = CLOCKS_PER_TICK - 1u - value;
    return ticks + pending;
}

uint32_t hal_ticks_us(void) {
    uint32_t clocks;
    uint32_t ticks = read_tick(&clocks);
    return ticks * 1000u + clocks / (CLOCKS_PER_TICK / 1000u);
}

__attribute__((weak)) uint32_t hal_counter_read(void) {
    uint32_t clocks;
    uint32_t ticks = read_tick(&clocks);
    return ticks * CLOCKS_PER_TICK + clocks;
}

__attribute__((weak)) uint32_t hal_counter_hz(void) {
    return BOARD_CLOCK_HZ;
}
