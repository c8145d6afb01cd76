// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The vectors of interrupts 6 to 13, of the parts that have some; firmware without them has none.

#include "rp2040.h"

#define NVIC_ISER PORT_REG(0xe000e100u)

void rp2040_enable_irq(uint32_t irq) {
    NVIC_ISER = 1u << irq;
}

PORT_MORE_IRQ_VECTORS static const port_vector_t irqs[] = {
    port_unexpected, port_unexpected, port_unexpected, port_unexpected,
    port_unexpected, port_unexpected, port_unexpected, rp2040_gpio_interrupt,
};
