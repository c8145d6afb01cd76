// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The UART beside the console.

#include "hal.h"
#include "sf2.h"

#define UARTS 2u

static bool is_open[UARTS];

static bool is_there(uint32_t uart) {
    return uart < UARTS && uart != SF2_CONSOLE;
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    if (!is_there(uart)) {
        return HAL_ABSENT;
    }
    if (!sf2_uart_start(uart, baud)) {
        return HAL_INVALID;
    }
    is_open[uart] = true;
    return HAL_OK;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    if (is_there(uart) && is_open[uart]) {
        sf2_uart_write(uart, bytes, size);
    }
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    return is_there(uart) && is_open[uart] ? sf2_uart_read(uart, bytes, size) : 0;
}
