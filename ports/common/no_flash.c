// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without flash for applications.

#include "hal.h"

hal_result_t hal_flash_info(hal_flash_info_t *info) {
    (void)info;
    return HAL_ABSENT;
}

hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size) {
    (void)addr;
    (void)target;
    (void)size;
    return HAL_ABSENT;
}

hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size) {
    (void)addr;
    (void)source;
    (void)size;
    return HAL_ABSENT;
}

hal_result_t hal_flash_erase(uint32_t addr) {
    (void)addr;
    return HAL_ABSENT;
}
