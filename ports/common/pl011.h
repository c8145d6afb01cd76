// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_PL011_H
#define PORTS_PL011_H

// Arm's PL011 UART, which several chips have. base is the address of its registers; its clock and
// pins are the port's.

#include "port.h"

#include <stddef.h>

// The divisor, in 64ths, of the clock that the UART is fed with; for constants.
#define PORT_PL011_DIVISOR(clock_hz, baud) (((clock_hz) * 8u / (baud) + 1u) / 2u)
#define PORT_PL011_CONSOLE(clock_hz) PORT_PL011_DIVISOR(clock_hz, 115200u)
// The same for a speed that the application asks for; 0 if it cannot be had within 3 %.
uint32_t port_pl011_divisor(uint32_t clock_hz, uint32_t baud);

// 8N1, with FIFOs.
void port_pl011_start(uintptr_t base, uint32_t divisor);
// As hal_console_write and hal_console_read.
void port_pl011_write(uintptr_t base, const void *bytes, size_t size);
size_t port_pl011_read(uintptr_t base, void *bytes, size_t size);

#endif
