// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's store on a SPI NOR chip: littlefs on all of it. The chip is not mapped into the
// address space, so there is no image area.

#include "board.h"
#include "tinywasm/block_hal.h"
#include "tinywasm/board_store.h"
#include "tinywasm/flash.h"

#define WORK_BYTES (256u * sizeof(void *))
#define ERASE_SECTOR 0xd8u

tw_err_t tw_board_store(tw_filestore_t **store) {
    static const tw_spi_nor_config_t chip = {
        .bus = BOARD_NOR_BUS,
        .select = BOARD_NOR_SELECT,
        .hz = BOARD_NOR_HZ,
        .size_bytes = BOARD_NOR_SIZE,
        .sector_bytes = BOARD_NOR_SECTOR_BYTES,
        .page_bytes = BOARD_NOR_PAGE_BYTES,
        .erase_command = ERASE_SECTOR,
    };
    static _Alignas(8) uint8_t work[WORK_BYTES];
    static tw_block_spi_nor_t device;
    static tw_filestore_flash_t flash;
    *store = &flash.base;
    if (flash.state != NULL) {
        return TW_ERR_OK;
    }
    const tw_filestore_flash_config_t config = {&device.base, 0, 0, work, sizeof work};
    tw_err_t err = tw_block_spi_nor_init(&device, &chip);
    return err == TW_ERR_OK ? tw_filestore_flash_init(&flash, &config) : err;
}
