// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Flash of a PC that has none: the image flash.img (sim.h), mapped into memory.

#include "board.h"
#include "hal.h"
#include "sim.h"

#include <string.h>

#define ERASE_BYTES 4096u
#define PROGRAM_BYTES 16u
#define SIZE BOARD_FLASH_STORE_SIZE

static uint8_t *flash;  // NULL: not opened yet

static bool open_flash(void) {
    if (flash == NULL) {
        flash = sim_image("flash", SIZE);
    }
    return flash != NULL;
}

static bool is_inside(uint32_t addr, uint32_t size) {
    return size <= SIZE && addr <= SIZE - size;
}

hal_result_t hal_flash_info(hal_flash_info_t *info) {
    bool is_open = open_flash();
    *info = (hal_flash_info_t){SIZE, ERASE_BYTES, PROGRAM_BYTES, flash};
    return is_open ? HAL_OK : HAL_FAILED;
}

hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size) {
    if (!is_inside(addr, size)) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    memcpy(target, flash + addr, size);
    return HAL_OK;
}

hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size) {
    if (!is_inside(addr, size) || addr % PROGRAM_BYTES != 0 || size % PROGRAM_BYTES != 0) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    for (uint32_t i = 0; i < size; i++) {
        flash[addr + i] &= ((const uint8_t *)source)[i];
    }
    return HAL_OK;
}

hal_result_t hal_flash_erase(uint32_t addr) {
    if (!is_inside(addr, ERASE_BYTES) || addr % ERASE_BYTES != 0) {
        return HAL_INVALID;
    }
    if (!open_flash()) {
        return HAL_FAILED;
    }
    memset(flash + addr, 0xff, ERASE_BYTES);
    return HAL_OK;
}
