// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// UARTs 1 to 13 but 5, which is the console's. Their pins are the pin controller's.

#include "ast1030.h"
#include "hal.h"

#define UARTS 13u
#define CONSOLE 5u
#define DIVISOR_MOST 0xffffu

static uint32_t open_uarts;  // a bit each

static uintptr_t base_of(uint32_t uart) {
    static const uint32_t first[] = {0x7e783000u, 0x7e78d000u, 0x7e78e000u, 0x7e78f000u};
    return uart < CONSOLE ? first[uart - 1] : 0x7e790000u + 0x100u * (uart - CONSOLE - 1);
}

static bool is_there(uint32_t uart) {
    return uart >= 1 && uart <= UARTS && uart != CONSOLE;
}

static bool is_open(uint32_t uart) {
    return is_there(uart) && (open_uarts >> uart & 1u) != 0;
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    if (!is_there(uart)) {
        return HAL_ABSENT;
    }
    uint32_t clock = AST1030_UART_HZ / 16u;
    uint32_t divisor = baud == 0 || baud > 2u * clock ? 0 : AST1030_DIVISOR(baud);
    uint32_t got = divisor == 0 ? 0 : clock / divisor;
    uint32_t off = got > baud ? got - baud : baud - got;
    if (divisor == 0 || divisor > DIVISOR_MOST || off > baud / 33u) {
        return HAL_INVALID;
    }
    ast1030_uart_start(base_of(uart), divisor);
    open_uarts |= 1u << uart;
    return HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    if (is_open(uart)) {
        ast1030_uart_write(base_of(uart), bytes, size);
    }
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    return is_open(uart) ? ast1030_uart_read(base_of(uart), bytes, size) : 0;
}
