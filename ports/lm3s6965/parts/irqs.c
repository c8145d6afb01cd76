// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The table of vectors of the parts that have interrupts; firmware without them has none.

#include "lm3s6965.h"

#define NVIC_ISER(irq) PORT_REG(0xe000e100u + 4u * ((irq) / 32u))
#define EXCEPTION_OF_IRQ0 16u

void lm3s6965_enable_irq(uint32_t irq) {
    NVIC_ISER(irq) = 1u << irq % 32u;
}

uint32_t lm3s6965_current_irq(void) {
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    return exception - EXCEPTION_OF_IRQ0;
}

__attribute__((weak)) void lm3s6965_gpio_interrupt(void) {
    port_unexpected();
}

__attribute__((weak)) void lm3s6965_timer_interrupt(void) {
    port_unexpected();
}

#define NONE port_unexpected
#define GPIO lm3s6965_gpio_interrupt
#define TIMER lm3s6965_timer_interrupt

// Ports A to E, timers 0 to 2 (of each the half that counts for both), ports F and G, timer 3.
PORT_IRQ_VECTORS static const port_vector_t irqs[] = {
    GPIO, GPIO, GPIO, GPIO, GPIO, NONE, NONE, NONE,  NONE, NONE,  NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, TIMER, NONE, TIMER, NONE, TIMER,
    NONE, NONE, NONE, NONE, NONE, NONE, GPIO, GPIO,  NONE, NONE,  NONE, TIMER,
};
