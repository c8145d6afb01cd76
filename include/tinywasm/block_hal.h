// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BLOCK_HAL_H
#define TINYWASM_BLOCK_HAL_H

// Block devices on the parts of hal.h: a SPI NOR chip, and the chip's own flash. A filestore on
// flash (tinywasm/flash.h) stands on one. Link tinywasm::block_hal. Nothing here may be called from
// an ISR; erases wait for the flash, a SPI NOR chip's for seconds.

#include "tinywasm/block.h"

#ifdef __cplusplus
extern "C" {
#endif

// SPI NOR with the commands that all such chips have (03h, 02h, 05h, 06h, 9Fh), and addresses of
// three bytes.
typedef struct tw_spi_nor_config {
    uint32_t bus;  // by the chip's numbers, as in hal.h
    uint32_t select;
    uint32_t hz;            // the clock, at most
    uint32_t origin;        // the device's first byte on the chip; a multiple of sector_bytes
    uint32_t size_bytes;    // a multiple of sector_bytes
    uint32_t sector_bytes;  // what erase_command erases
    uint32_t page_bytes;    // what can be programmed at once; a divisor of sector_bytes
    uint8_t erase_command;  // D8h, or 20h on chips that erase 4 KiB
} tw_spi_nor_config_t;

typedef struct tw_block_spi_nor {
    tw_block_device_t base;
    tw_spi_nor_config_t config;
    uint8_t id[3];  // as the chip gave it: maker, kind, logarithm of its bytes
} tw_block_spi_nor_t;

// Asks the chip who it is; config is copied. INVAL for a configuration that cannot be, or a chip
// that is too small for it; IO if no chip answers. From then on IO means that the chip is not ready
// in time (5 s for an erase) or refuses writes.
TW_MUST_CHECK tw_err_t tw_block_spi_nor_init(tw_block_spi_nor_t *device,
                                             const tw_spi_nor_config_t *config);

// The flash of hal_flash, all of it; mapped where the chip maps it. NOENT if the port has none, IO
// if it does not work.
TW_MUST_CHECK tw_err_t tw_block_hal_flash_init(tw_block_device_t *device);

#ifdef __cplusplus
}
#endif
#endif
