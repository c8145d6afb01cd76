// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_SF2_H
#define PORTS_SF2_H

// What the files of the SmartFusion2 port share.

#include "board.h"
#include "cortex-m.h"

#include <stdbool.h>
#include <stddef.h>

#define SF2_APB_HZ (BOARD_CLOCK_HZ / 2u)  // of UARTs, timers, SPI
#define SF2_CONSOLE 0u                    // the console's UART
#define SF2_NVIC_ISER PORT_REG(0xe000e100u)
#define SF2_TIMER_IRQ(timer) (14u + (timer))

// UART 0 or 1, 8N1. False if no divisor comes within 3 % of baud.
bool sf2_uart_start(uint32_t uart, uint32_t baud);
void sf2_uart_write(uint32_t uart, const void *bytes, size_t size);
size_t sf2_uart_read(uint32_t uart, void *bytes, size_t size);
// Handlers of the timers' interrupts; firmware without timers does not have them.
void sf2_timer0_interrupt(void);
void sf2_timer1_interrupt(void);

#endif
