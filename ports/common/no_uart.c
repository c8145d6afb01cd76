// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without serial lines beside the console.

#include "hal.h"

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    (void)uart;
    (void)baud;
    return HAL_ABSENT;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    (void)uart;
    (void)bytes;
    (void)size;
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    (void)uart;
    (void)bytes;
    (void)size;
    return 0;
}
