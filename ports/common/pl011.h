// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_PL011_H
#define PORTS_PL011_H

// Arm's PL011 UART, which several chips have. base is the address of its registers; its clock and
// pins are the port's.

#include "port.h"

#include <stddef.h>

// 115200 8N1, with FIFOs. clock_hz is what the UART is fed with.
void port_pl011_start(uintptr_t base, uint32_t clock_hz);
// As hal_console_write and hal_console_read.
void port_pl011_write(uintptr_t base, const void *bytes, size_t size);
size_t port_pl011_read(uintptr_t base, void *bytes, size_t size);

#endif
