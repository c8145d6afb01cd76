// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The chip's own flash. The core stands still while it is written or erased (46 us a word, 22 ms a
// page), interrupts included, so this may run from the same flash.

#include "hal.h"
#include "nrf51.h"

#define NVMC_READY PORT_REG(0x4001e400u)
#define NVMC_CONFIG PORT_REG(0x4001e504u)
#define NVMC_ERASEPAGE PORT_REG(0x4001e508u)
#define CONFIG_READ 0u
#define CONFIG_WRITE 1u
#define CONFIG_ERASE 2u
#define PAGE_BYTES 1024u
#define WORD_BYTES 4u
#define SIZE BOARD_FLASH_STORE_SIZE
#define ORIGIN (BOARD_FLASH_ORIGIN + BOARD_FLASH_SIZE - SIZE)

static bool is_inside(uint32_t addr, uint32_t size) {
    return size <= SIZE && addr <= SIZE - size;
}

static void configure(uint32_t mode) {
    NVMC_CONFIG = mode;
    while (NVMC_READY == 0) {
    }
}

static uint32_t word_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

hal_result_t hal_flash_info(hal_flash_info_t *info) {
    *info = (hal_flash_info_t){SIZE, PAGE_BYTES, WORD_BYTES, (const uint8_t *)ORIGIN};
    return HAL_OK;
}

hal_result_t hal_flash_read(uint32_t addr, void *target, uint32_t size) {
    if (!is_inside(addr, size)) {
        return HAL_INVALID;
    }
    const volatile uint8_t *from = (const volatile uint8_t *)(ORIGIN + addr);
    for (uint32_t i = 0; i < size; i++) {
        ((uint8_t *)target)[i] = from[i];
    }
    return HAL_OK;
}

hal_result_t hal_flash_program(uint32_t addr, const void *source, uint32_t size) {
    if (!is_inside(addr, size) || addr % WORD_BYTES != 0 || size % WORD_BYTES != 0) {
        return HAL_INVALID;
    }
    bool is_right = true;
    configure(CONFIG_WRITE);
    for (uint32_t i = 0; i < size; i += WORD_BYTES) {
        uint32_t expected = PORT_REG(ORIGIN + addr + i) & word_at((const uint8_t *)source + i);
        PORT_REG(ORIGIN + addr + i) = expected;
        while (NVMC_READY == 0) {
        }
        is_right = is_right && PORT_REG(ORIGIN + addr + i) == expected;
    }
    configure(CONFIG_READ);
    return is_right ? HAL_OK : HAL_FAILED;
}

hal_result_t hal_flash_erase(uint32_t addr) {
    if (!is_inside(addr, PAGE_BYTES) || addr % PAGE_BYTES != 0) {
        return HAL_INVALID;
    }
    configure(CONFIG_ERASE);
    NVMC_ERASEPAGE = ORIGIN + addr;
    while (NVMC_READY == 0) {
    }
    configure(CONFIG_READ);
    bool is_right = true;
    for (uint32_t i = 0; i < PAGE_BYTES; i += WORD_BYTES) {
        is_right = is_right && PORT_REG(ORIGIN + addr + i) == UINT32_MAX;
    }
    return is_right ? HAL_OK : HAL_FAILED;
}
