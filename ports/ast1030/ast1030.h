// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_AST1030_H
#define PORTS_AST1030_H

// What the files of the AST1030 port share: its UARTs, 16550s with registers of four bytes, and its
// interrupts.

#include "port.h"

#include <stddef.h>

#define AST1030_CONSOLE 0x7e784000u  // UART5
#define AST1030_UART_HZ (24000000u / 13u)
#define AST1030_DIVISOR(baud) ((AST1030_UART_HZ / 16u + (baud) / 2u) / (baud))

// 8N1, with FIFOs; base is the address of the registers.
void ast1030_uart_start(uintptr_t base, uint32_t divisor);
// As hal_console_write and hal_console_read.
void ast1030_uart_write(uintptr_t base, const void *bytes, size_t size);
size_t ast1030_uart_read(uintptr_t base, void *bytes, size_t size);

// The vectors are linked with the first part that calls this. A part defines the handlers below
// that are its own.
void ast1030_enable_irq(uint32_t irq);
void ast1030_gpio_interrupt(void);
void ast1030_timer_interrupt(void);

#endif
