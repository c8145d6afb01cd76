// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_CORTEX_M_H
#define PORTS_CORTEX_M_H

// What Cortex-M ports share: vectors, faults and leaving (cortex-m.c), the millisecond (tick.c),
// SysTick as its source (systick.c).

#include "port.h"

typedef void (*port_vector_t)(void);

// A port that handles interrupts of its chip has a table of them, from number 0 on:
// PORT_IRQ_VECTORS static const port_vector_t irqs[] = {...};
#define PORT_IRQ_VECTORS __attribute__((section(".vectors.irq"), used))
// Those that follow on it, where a file that is not always linked has them.
#define PORT_MORE_IRQ_VECTORS __attribute__((section(".vectors.irq.more"), used))

// For the interrupts of that table which nobody handles: prints so and exits.
void port_unexpected(void);
void SysTick_Handler(void);
// The source of the tick calls this each millisecond.
void port_tick(void);
// Starts SysTick; a port that shares it calls this last in port_start.
void port_start_systick(void);

#endif
