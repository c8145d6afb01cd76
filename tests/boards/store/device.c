// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The device under the kit, by what the board has.

#include "board.h"
#include "store.h"
#include "tinywasm/block_hal.h"
#include "tinywasm/sd_card.h"

#ifdef BOARD_NOR_BUS

// A part of the chip that does not begin at its first byte, small enough to be filled.
#define SECTORS 40u
const uint32_t image_blocks[TESTS_MOST_LAYOUTS] = {0};
const uint32_t layout_count = 1;

tw_err_t device_of_board(tw_block_device_t **device) {
    static const tw_spi_nor_config_t chip = {
        .bus = BOARD_NOR_BUS,
        .select = BOARD_NOR_SELECT,
        .hz = BOARD_NOR_HZ,
        .origin = 7u * BOARD_NOR_SECTOR_BYTES,
        .size_bytes = SECTORS * BOARD_NOR_SECTOR_BYTES,
        .sector_bytes = BOARD_NOR_SECTOR_BYTES,
        .page_bytes = BOARD_NOR_PAGE_BYTES,
        .erase_command = 0xd8,
    };
    static tw_block_spi_nor_t nor;
    *device = &nor.base;
    return tw_block_spi_nor_init(&nor, &chip);
}

#elif defined(BOARD_CARD_BUS)

// A part of the card that is small enough to be filled.
#define BLOCKS 16u
const uint32_t image_blocks[TESTS_MOST_LAYOUTS] = {0};
const uint32_t layout_count = 1;

tw_err_t device_of_board(tw_block_device_t **device) {
    static const tw_sd_card_config_t config = {BOARD_CARD_BUS, BOARD_CARD_SELECT, BOARD_CARD_HZ,
                                               BOARD_CARD_BLOCK_BYTES, BOARD_CARD_SIZE_MOST};
    static tw_block_sd_card_t card;
    *device = &card.base;
    tw_err_t err = card.sectors != 0 ? TW_ERR_OK : tw_block_sd_card_init(&card, &config);
    card.base.block_count = BLOCKS;
    return err;
}

#else

// Small enough to be filled, on a board that has more; three quarters of it are the image area.
#define KIT_BYTES 0x10000u
#define BLOCK_BYTES (BOARD_FLASH_STORE_SIZE > KIT_BYTES ? 4096u : 1024u)
const uint32_t image_blocks[TESTS_MOST_LAYOUTS] = {0, KIT_BYTES / BLOCK_BYTES / 4u * 3u};
const uint32_t layout_count = TESTS_MOST_LAYOUTS;

tw_err_t device_of_board(tw_block_device_t **device) {
    static tw_block_device_t flash;
    *device = &flash;
    tw_err_t err = tw_block_hal_flash_init(&flash);
    flash.block_count = KIT_BYTES / BLOCK_BYTES;
    return err == TW_ERR_OK && flash.block_bytes != BLOCK_BYTES ? TW_ERR_INVAL : err;
}

#endif
