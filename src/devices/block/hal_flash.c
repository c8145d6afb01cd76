// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/block_hal.h"

// FAILED is a block that does not take what is written; anything else is our own mistake.
static tw_err_t err_of(hal_result_t result) {
    return result == HAL_OK ? TW_ERR_OK : result == HAL_FAILED ? TW_ERR_CORRUPT : TW_ERR_IO;
}

static tw_err_t flash_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    (void)device;
    return hal_flash_read(addr, target, size) == HAL_OK ? TW_ERR_OK : TW_ERR_IO;
}

static tw_err_t flash_program(tw_block_device_t *device, uint32_t addr, const void *source,
                              uint32_t size) {
    (void)device;
    return err_of(hal_flash_program(addr, source, size));
}

static tw_err_t flash_erase(tw_block_device_t *device, uint32_t addr) {
    (void)device;
    return err_of(hal_flash_erase(addr));
}

static tw_err_t flash_sync(tw_block_device_t *device) {
    (void)device;
    return TW_ERR_OK;
}

tw_err_t tw_block_hal_flash_init(tw_block_device_t *device) {
    static const tw_block_ops_t ops = {"flash", flash_read, flash_program, flash_erase, flash_sync};
    hal_flash_info_t info;
    hal_result_t result = hal_flash_info(&info);
    if (result != HAL_OK) {
        return result == HAL_ABSENT ? TW_ERR_NOENT : TW_ERR_IO;
    }
    *device = (tw_block_device_t){&ops, info.erase_bytes, info.size_bytes / info.erase_bytes,
                                  info.program_bytes, info.mapped};
    return TW_ERR_OK;
}
