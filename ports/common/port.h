// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_PORT_H
#define PORTS_PORT_H

// What every bare-metal port shares, whatever its core.

#include <stdint.h>

#define PORT_REG(address) (*(volatile uint32_t *)(address))
// Exit codes of what must not happen.
#define PORT_EXIT_FAULT 98
#define PORT_EXIT_UNEXPECTED 99

// The port's own part of the start-up: clocks, console, the tick. Runs after .data and .bss are set
// and before main.
void port_start(void);
// Sets .data and .bss, starts the port and its tick, runs main, exits with its code. Used: a port
// may jump to it in assembly, which an optimisation of the whole does not see.
void port_run(void) __attribute__((noreturn, used));
// Prints label and the value in eight hexadecimal digits.
void port_print_hex(const char *label, uint32_t value);

#endif
