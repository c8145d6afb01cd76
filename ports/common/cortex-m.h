// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_CORTEX_M_H
#define PORTS_CORTEX_M_H

// What every Cortex-M port shares: start-up, vectors, the SysTick millisecond, faults, leaving.

#include <stdint.h>

#define PORT_REG(address) (*(volatile uint32_t *)(address))

// The port's own part of the start-up: clocks and console. Runs after .data and .bss are set and
// before the tick.
void port_start(void);

#endif
