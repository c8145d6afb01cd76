// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The table of vectors of the parts that have interrupts; firmware without them has none.

#include "ast1030.h"
#include "cortex-m.h"

#define NVIC_ISER PORT_REG(0xe000e100u)

void ast1030_enable_irq(uint32_t irq) {
    NVIC_ISER = 1u << irq;
}

__attribute__((weak)) void ast1030_gpio_interrupt(void) {
    port_unexpected();
}

__attribute__((weak)) void ast1030_timer_interrupt(void) {
    port_unexpected();
}

#define NONE port_unexpected
#define GPIO ast1030_gpio_interrupt
#define TIMER ast1030_timer_interrupt

PORT_IRQ_VECTORS static const port_vector_t irqs[] = {
    NONE, NONE, NONE, NONE, NONE,  NONE,  NONE,  NONE,  NONE,  NONE,  NONE,  GPIO,
    NONE, NONE, NONE, NONE, TIMER, TIMER, TIMER, TIMER, TIMER, TIMER, TIMER, TIMER,
};
