// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a board without a Bluetooth controller.

#include "hal.h"

hal_result_t hal_hci_open(void) {
    return HAL_ABSENT;
}

void hal_hci_write(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

size_t hal_hci_read(void *bytes, size_t size) {
    (void)bytes;
    (void)size;
    return 0;
}
