// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Milliseconds on a Cortex-M, counted by an interrupt: SysTick's or a timer's.

#include "cortex-m.h"

#include "hal.h"

static volatile uint32_t ticks_ms;

void port_tick(void) {
    ticks_ms++;
}

uint32_t hal_ticks_ms(void) {
    return ticks_ms;
}

void hal_sleep_ms(uint32_t ms) {
    uint32_t start = ticks_ms;
    // One more than asked: the first tick may come at once.
    while (ms != 0 && ticks_ms - start <= ms) {
        __asm__ volatile("wfi");
    }
}

void hal_sleep_until_interrupt(void) {
    __asm__ volatile("wfi");
}
