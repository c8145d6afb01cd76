// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_FLASH_H
#define TINYWASM_FLASH_H

// A filestore on flash that survives loss of power. The first blocks of the device hold littlefs,
// version 2, which PC tools read and write. The last image_blocks of a device that is mapped into
// the address space are the image area: what is saved lies there in one piece, from the beginning
// of a block on, so that a module can be used where it lies, and littlefs keeps a record of its
// place, size and SHA-256 under its name. Without an image area files lie in littlefs, and nothing
// can be mapped. Once the device has answered IO to a write of littlefs, everything answers IO
// until the store is mounted again, but what is mapped stays where it is. Link tinywasm::flash.

#include "tinywasm/block.h"
#include "tinywasm/filestore.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_FILESTORE_FLASH_MAPPINGS 16  // files that may be mapped at once; beyond, map gives NULL

typedef struct tw_filestore_flash_config {
    tw_block_device_t *device;
    uint32_t image_blocks;  // 0: no image area
    uint32_t cache_bytes;   // a multiple of program_bytes, a divisor of block_bytes; 0: chosen
    void *work;             // RAM, aligned to 8
    uint32_t work_bytes;
} tw_filestore_flash_config_t;

typedef struct tw_filestore_flash {
    tw_filestore_t base;
    void *state;  // in config.work
} tw_filestore_flash_t;

// The RAM that such a store works in; config->work is not looked at. 0 if the configuration is not
// one that init takes.
uint32_t tw_filestore_flash_work_bytes(const tw_filestore_flash_config_t *config);
// device and work must outlive the store. INVAL for a geometry that cannot be, NOMEM if work is too
// small. Reads and writes nothing: a new device is formatted with tw_filestore_format.
TW_MUST_CHECK tw_err_t tw_filestore_flash_init(tw_filestore_flash_t *store,
                                               const tw_filestore_flash_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
