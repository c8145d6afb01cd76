// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's store in the chip's own flash: littlefs and an image area.

#include "board.h"
#include "tinywasm/block_hal.h"
#include "tinywasm/board_store.h"
#include "tinywasm/flash.h"

#define WORK_BYTES (256u * sizeof(void *))

tw_err_t tw_board_store(tw_filestore_t **store) {
    static _Alignas(8) uint8_t work[WORK_BYTES];
    static tw_block_device_t device;
    static tw_filestore_flash_t flash;
    *store = &flash.base;
    if (flash.state != NULL) {
        return TW_ERR_OK;
    }
    const tw_filestore_flash_config_t config = {&device, BOARD_FLASH_STORE_IMAGE_BLOCKS, 0, work,
                                                sizeof work};
    tw_err_t err = tw_block_hal_flash_init(&device);
    return err == TW_ERR_OK ? tw_filestore_flash_init(&flash, &config) : err;
}
