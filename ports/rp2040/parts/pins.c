// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What the parts do with pins alike.

#include "board.h"
#include "rp2040.h"

uint32_t rp2040_taken_pins = 1u << BOARD_UART_TX_PIN | 1u << BOARD_UART_RX_PIN;

void rp2040_take(uint32_t pin, uint32_t function, uint32_t pad) {
    rp2040_taken_pins |= 1u << pin;
    RP2040_PAD(pin) = pad;
    rp2040_set_function(pin, function);
}
