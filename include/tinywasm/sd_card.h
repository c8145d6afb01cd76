// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SD_CARD_H
#define TINYWASM_SD_CARD_H

// A memory card (SD, SDHC, SDXC) in SPI mode as a block device. Commands and data go with their
// CRCs both ways. A card erases by itself, so an erase here writes ff; what is written is whole
// sectors of 512 bytes. A filestore on flash (tinywasm/flash.h) stands on it from the card's first
// sector on, without partitions. Link tinywasm::block_hal. Nothing here may be called from an ISR;
// a card may take half a second for a write.

#include <stdbool.h>

#include "tinywasm/block.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SD_SECTOR_BYTES 512u

typedef struct tw_sd_card_config {
    uint32_t bus;  // by the chip's numbers, as in hal.h; its select line can be held
    uint32_t select;
    uint32_t hz;               // the clock, at most, once the card is awake; 25,000,000 is safe
    uint32_t block_bytes;      // of the device: a multiple of 512
    uint32_t size_bytes_most;  // how much of a larger card is used
} tw_sd_card_config_t;

typedef struct tw_block_sd_card {
    tw_block_device_t base;
    tw_sd_card_config_t config;
    uint32_t sectors;        // of the card
    bool counts_in_sectors;  // the card's addresses; small cards' count in bytes
    uint32_t buffered;       // the sector in buffer
    uint8_t buffer[TW_SD_SECTOR_BYTES];
} tw_block_sd_card_t;

// Wakes the card and asks how large it is, in 1 s at most; config is copied. NOENT if no card
// answers, UNSUPPORTED for one that is none of those above, INVAL for a configuration that cannot
// be or a bus that cannot hold its select line, IO if the card breaks off. From then on IO means
// that the card does not do what it is told or is gone: init again, and mount again.
TW_MUST_CHECK tw_err_t tw_block_sd_card_init(tw_block_sd_card_t *device,
                                             const tw_sd_card_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
