// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// ASPEED AST1030 (Cortex-M4, 200 MHz): UART5 is the console. The chip's boot ROM copies the program
// from flash to SRAM at 0 and starts it there, with clocks and pins set.

#include "ast1030.h"

#include "cortex-m.h"
#include "hal.h"

#define DATA(base) PORT_REG((base) + 0x00u)
#define DIVISOR_LOW(base) PORT_REG((base) + 0x00u)
#define DIVISOR_HIGH(base) PORT_REG((base) + 0x04u)
#define FIFO(base) PORT_REG((base) + 0x08u)
#define LINE(base) PORT_REG((base) + 0x0cu)
#define STATE(base) PORT_REG((base) + 0x14u)
#define FIFO_ON_AND_EMPTY 7u
#define LINE_8N1 0x03u
#define LINE_DIVISOR 0x80u  // the divisor is at the first two registers
#define STATE_RX_FULL 0x01u
#define STATE_TX_EMPTY 0x20u
#define STATE_TX_IDLE 0x40u

void port_start(void) {
    ast1030_uart_start(AST1030_CONSOLE, AST1030_DIVISOR(115200u));
    port_start_systick();
}

void ast1030_uart_start(uintptr_t base, uint32_t divisor) {
    LINE(base) = LINE_DIVISOR | LINE_8N1;
    DIVISOR_LOW(base) = divisor & 0xffu;
    DIVISOR_HIGH(base) = divisor >> 8;
    LINE(base) = LINE_8N1;
    FIFO(base) = FIFO_ON_AND_EMPTY;
}

void ast1030_uart_write(uintptr_t base, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((STATE(base) & STATE_TX_EMPTY) == 0) {
        }
        DATA(base) = from[i];
    }
    while ((STATE(base) & STATE_TX_IDLE) == 0) {
    }
}

size_t ast1030_uart_read(uintptr_t base, void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (STATE(base) & STATE_RX_FULL) != 0) {
        to[count++] = (uint8_t)DATA(base);
    }
    return count;
}

void hal_console_write(const void *bytes, size_t size) {
    ast1030_uart_write(AST1030_CONSOLE, bytes, size);
}

size_t hal_console_read(void *bytes, size_t size) {
    return ast1030_uart_read(AST1030_CONSOLE, bytes, size);
}
