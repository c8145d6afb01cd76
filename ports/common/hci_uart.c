// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A Bluetooth controller at a serial line: BOARD_HCI_UART, at BOARD_HCI_BAUD.

#include "board.h"
#include "hal.h"

hal_result_t hal_hci_open(void) {
    uint8_t old;
    hal_result_t result = hal_uart_open(BOARD_HCI_UART, BOARD_HCI_BAUD);
    while (result == HAL_OK && hal_uart_read(BOARD_HCI_UART, &old, 1) != 0) {
    }
    return result;
}

void hal_hci_write(const void *bytes, size_t size) {
    hal_uart_write(BOARD_HCI_UART, bytes, size);
}

size_t hal_hci_read(void *bytes, size_t size) {
    return hal_uart_read(BOARD_HCI_UART, bytes, size);
}
