// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without Ethernet.

#include "hal.h"

hal_result_t hal_net_open(uint8_t mac[6]) {
    (void)mac;
    return HAL_ABSENT;
}

hal_result_t hal_net_send(const void *frame, size_t size) {
    (void)frame;
    (void)size;
    return HAL_ABSENT;
}

size_t hal_net_receive(void *frame) {
    (void)frame;
    return 0;
}

int hal_net_is_up(void) {
    return HAL_ABSENT;
}
