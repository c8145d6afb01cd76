// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's store on a memory card: littlefs on all of it that board.h lets it have. A card is
// not mapped into the address space, so there is no image area.

#include "board.h"
#include "tinywasm/board_store.h"
#include "tinywasm/flash.h"
#include "tinywasm/sd_card.h"

#define WORK_BYTES (2048u + 256u * sizeof(void *))  // four caches of a sector, and the rest

tw_err_t tw_board_store(tw_filestore_t **store) {
    static const tw_sd_card_config_t card = {
        .bus = BOARD_CARD_BUS,
        .select = BOARD_CARD_SELECT,
        .hz = BOARD_CARD_HZ,
        .block_bytes = BOARD_CARD_BLOCK_BYTES,
        .size_bytes_most = BOARD_CARD_SIZE_MOST,
    };
    static _Alignas(8) uint8_t work[WORK_BYTES];
    static tw_block_sd_card_t device;
    static tw_filestore_flash_t flash;
    *store = &flash.base;
    if (flash.state != NULL) {
        return TW_ERR_OK;
    }
    const tw_filestore_flash_config_t config = {&device.base, 0, 0, work, sizeof work};
    tw_err_t err = tw_block_sd_card_init(&device, &card);
    return err == TW_ERR_OK ? tw_filestore_flash_init(&flash, &config) : err;
}
