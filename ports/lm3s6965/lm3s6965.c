// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// LM3S6965 (Stellaris, Cortex-M3): UART0 on PA0 and PA1 is the console; the core runs from the
// internal 12 MHz oscillator, as after reset.

#include "board.h"
#include "cortex-m.h"
#include "hal.h"

#define SYSCTL_RCGC1 PORT_REG(0x400fe104u)
#define SYSCTL_RCGC2 PORT_REG(0x400fe108u)
#define GPIOA_AFSEL PORT_REG(0x40004420u)
#define GPIOA_DEN PORT_REG(0x4000451cu)
#define UART0_DATA PORT_REG(0x4000c000u)
#define UART0_FLAGS PORT_REG(0x4000c018u)
#define UART0_IBRD PORT_REG(0x4000c024u)
#define UART0_FBRD PORT_REG(0x4000c028u)
#define UART0_LCRH PORT_REG(0x4000c02cu)
#define UART0_CTRL PORT_REG(0x4000c030u)
#define UART_RX_EMPTY 0x10u
#define UART_TX_FULL 0x20u
#define UART_BUSY 0x08u
#define CONSOLE_BAUD 115200u

void port_start(void) {
    SYSCTL_RCGC1 |= 1u;  // UART0
    SYSCTL_RCGC2 |= 1u;  // GPIOA
    (void)SYSCTL_RCGC2;  // the clocks need three cycles to start
    (void)SYSCTL_RCGC2;
    GPIOA_AFSEL |= 3u;
    GPIOA_DEN |= 3u;
    // The divisor in 64ths, rounded: clock / (16 * baud).
    uint32_t divisor = (BOARD_CLOCK_HZ * 8u / CONSOLE_BAUD + 1u) / 2u;
    UART0_CTRL = 0;
    UART0_IBRD = divisor >> 6;
    UART0_FBRD = divisor & 63u;
    UART0_LCRH = 0x70;   // 8 bits, no parity, one stop bit, FIFOs
    UART0_CTRL = 0x301;  // receive, transmit, on
    port_start_systick();
}

void hal_console_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((UART0_FLAGS & UART_TX_FULL) != 0) {
        }
        UART0_DATA = from[i];
    }
    while ((UART0_FLAGS & UART_BUSY) != 0) {
    }
}

size_t hal_console_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (UART0_FLAGS & UART_RX_EMPTY) == 0) {
        to[count++] = (uint8_t)UART0_DATA;
    }
    return count;
}
