// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// UART1 on PD2 (in) and PD3 (out), UART2 on PG0 and PG1. UART0 is the console's.

#include "board.h"
#include "hal.h"
#include "lm3s6965.h"
#include "pl011.h"

#define UARTS 3u
#define CONSOLE 0u
#define BASE(uart) (0x4000c000u + 0x1000u * (uart))
#define RCGC1_UART(uart) (1u << (uart))

static const uint8_t pins[UARTS][2] = {{0, 1}, {26, 27}, {48, 49}};
static bool is_open[UARTS];

static bool is_there(uint32_t uart) {
    return uart < UARTS && uart != CONSOLE;
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    if (!is_there(uart)) {
        return HAL_ABSENT;
    }
    uint32_t divisor = port_pl011_divisor(BOARD_CLOCK_HZ, baud);
    if (divisor == 0) {
        return HAL_INVALID;
    }
    lm3s6965_start_clock(&LM3S_RCGC1, RCGC1_UART(uart));
    lm3s6965_take_for_peripheral(pins[uart][0]);
    lm3s6965_take_for_peripheral(pins[uart][1]);
    port_pl011_start(BASE(uart), divisor);
    is_open[uart] = true;
    return HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    if (is_there(uart) && is_open[uart]) {
        port_pl011_write(BASE(uart), bytes, size);
    }
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    return is_there(uart) && is_open[uart] ? port_pl011_read(BASE(uart), bytes, size) : 0;
}
