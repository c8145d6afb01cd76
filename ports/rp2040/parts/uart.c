// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// UART1, on the pins that the board names. UART0 is the console's.

#include "board.h"
#include "hal.h"
#include "pl011.h"
#include "rp2040.h"

#define UART1 0x40038000u
#define PAD_OUTPUT (RP2040_PAD_INPUT | RP2040_PAD_4_MA)
#define PAD_INPUT (RP2040_PAD_INPUT | RP2040_PAD_PULL_UP | RP2040_PAD_SCHMITT)

static bool is_open;

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    if (uart != 1) {
        return HAL_ABSENT;
    }
    uint32_t divisor = port_pl011_divisor(BOARD_CLOCK_HZ, baud);
    if (divisor == 0) {
        return HAL_INVALID;
    }
    if (!is_open) {
        rp2040_reset_blocks(RP2040_RESET_UART1);
        rp2040_take(BOARD_UART1_TX_PIN, RP2040_FUNC_UART, PAD_OUTPUT);
        rp2040_take(BOARD_UART1_RX_PIN, RP2040_FUNC_UART, PAD_INPUT);
    }
    port_pl011_start(UART1, divisor);
    is_open = true;
    return HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    if (uart == 1 && is_open) {
        port_pl011_write(UART1, bytes, size);
    }
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    return uart == 1 && is_open ? port_pl011_read(UART1, bytes, size) : 0;
}
