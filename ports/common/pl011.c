// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "pl011.h"

#define DATA(base) PORT_REG((base) + 0x00u)
#define FLAGS(base) PORT_REG((base) + 0x18u)
#define IBRD(base) PORT_REG((base) + 0x24u)
#define FBRD(base) PORT_REG((base) + 0x28u)
#define LCRH(base) PORT_REG((base) + 0x2cu)
#define CTRL(base) PORT_REG((base) + 0x30u)
#define RX_EMPTY 0x10u
#define TX_FULL 0x20u
#define BUSY 0x08u
#define DIVISOR_LEAST 64u
#define DIVISOR_MOST 0x3fffffu

uint32_t port_pl011_divisor(uint32_t clock_hz, uint32_t baud) {
    if (baud == 0 || baud > clock_hz / 16u) {
        return 0;
    }
    uint32_t divisor = PORT_PL011_DIVISOR(clock_hz, baud);
    return divisor >= DIVISOR_LEAST && divisor <= DIVISOR_MOST ? divisor : 0;
}

void port_pl011_start(uintptr_t base, uint32_t divisor) {
    CTRL(base) = 0;
    IBRD(base) = divisor >> 6;
    FBRD(base) = divisor & 63u;
    LCRH(base) = 0x70;   // 8 bits, no parity, one stop bit, FIFOs
    CTRL(base) = 0x301;  // receive, transmit, on
}

void port_pl011_write(uintptr_t base, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((FLAGS(base) & TX_FULL) != 0) {
        }
        DATA(base) = from[i];
    }
    while ((FLAGS(base) & BUSY) != 0) {
    }
}

size_t port_pl011_read(uintptr_t base, void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (FLAGS(base) & RX_EMPTY) == 0) {
        to[count++] = (uint8_t)DATA(base);
    }
    return count;
}
