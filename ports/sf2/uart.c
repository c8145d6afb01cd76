// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The chip's UARTs, 16550s with registers of four bytes.

#include "sf2.h"

#include "hal.h"

#define BASE(uart) (0x40000000u + 0x10000u * (uart))
#define DATA(uart) PORT_REG(BASE(uart) + 0x00u)
#define DIVISOR_LOW(uart) PORT_REG(BASE(uart) + 0x00u)
#define DIVISOR_HIGH(uart) PORT_REG(BASE(uart) + 0x04u)
#define FIFO(uart) PORT_REG(BASE(uart) + 0x08u)
#define LINE(uart) PORT_REG(BASE(uart) + 0x0cu)
#define STATE(uart) PORT_REG(BASE(uart) + 0x14u)
#define LINE_8N1 0x03u
#define LINE_DIVISOR 0x80u  // the divisor is at the first two registers
#define FIFO_ON_AND_EMPTY 0xc7u  // and says that it has something at 14 bytes
#define RX_FULL 0x01u
#define TX_EMPTY 0x20u
#define TX_IDLE 0x40u

bool sf2_uart_start(uint32_t uart, uint32_t baud) {
    uint32_t clock = SF2_APB_HZ / 16u;
    uint32_t divisor = baud == 0 ? 0 : (clock + baud / 2u) / baud;
    uint32_t got = divisor == 0 ? 0 : clock / divisor;
    uint32_t off = got > baud ? got - baud : baud - got;
    if (divisor == 0 || divisor > 0xffffu || off > baud / 33u) {
        return false;
    }
    LINE(uart) = LINE_DIVISOR | LINE_8N1;
    DIVISOR_LOW(uart) = divisor & 0xffu;
    DIVISOR_HIGH(uart) = divisor >> 8;
    LINE(uart) = LINE_8N1;
    FIFO(uart) = FIFO_ON_AND_EMPTY;
    return true;
}

void sf2_uart_write(uint32_t uart, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((STATE(uart) & TX_EMPTY) == 0) {
        }
        DATA(uart) = from[i];
    }
    while ((STATE(uart) & TX_IDLE) == 0) {
    }
}

size_t sf2_uart_read(uint32_t uart, void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (STATE(uart) & RX_FULL) != 0) {
        to[count++] = (uint8_t)DATA(uart);
    }
    return count;
}
