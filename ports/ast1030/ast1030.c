// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// ASPEED AST1030 (Cortex-M4, 200 MHz): UART5, a 16550, is the console. The chip's boot ROM copies
// the program from flash to SRAM at 0 and starts it there, with clocks and pins set.

#include "cortex-m.h"
#include "hal.h"

#define UART5_DATA PORT_REG(0x7e784000u)
#define UART5_DIVISOR_LOW PORT_REG(0x7e784000u)
#define UART5_DIVISOR_HIGH PORT_REG(0x7e784004u)
#define UART5_FIFO PORT_REG(0x7e784008u)
#define UART5_LINE PORT_REG(0x7e78400cu)
#define UART5_STATE PORT_REG(0x7e784014u)
#define FIFO_ON_AND_EMPTY 7u
#define LINE_8N1 0x03u
#define LINE_DIVISOR 0x80u  // the divisor is at the first two registers
#define DIVISOR_115200 1u   // of 24 MHz / 13 / 16
#define STATE_RX_FULL 0x01u
#define STATE_TX_EMPTY 0x20u
#define STATE_TX_IDLE 0x40u

void port_start(void) {
    UART5_LINE = LINE_DIVISOR | LINE_8N1;
    UART5_DIVISOR_LOW = DIVISOR_115200;
    UART5_DIVISOR_HIGH = 0;
    UART5_LINE = LINE_8N1;
    UART5_FIFO = FIFO_ON_AND_EMPTY;
    port_start_systick();
}

void hal_console_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((UART5_STATE & STATE_TX_EMPTY) == 0) {
        }
        UART5_DATA = from[i];
    }
    while ((UART5_STATE & STATE_TX_IDLE) == 0) {
    }
}

size_t hal_console_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (UART5_STATE & STATE_RX_FULL) != 0) {
        to[count++] = (uint8_t)UART5_DATA;
    }
    return count;
}
