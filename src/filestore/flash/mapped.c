// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/mem.h"
#include "tinywasm/block.h"

static tw_block_mapped_t *mapped_of(tw_block_device_t *device) {
    return (tw_block_mapped_t *)(void *)device;
}

static tw_err_t mapped_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    memcpy(target, device->mapped + addr, size);
    return TW_ERR_OK;
}

static tw_err_t mapped_program(tw_block_device_t *device, uint32_t addr, const void *source,
                               uint32_t size) {
    tw_block_mapped_t *mapped = mapped_of(device);
    return mapped->program(mapped->ctx, addr, source, size);
}

static tw_err_t mapped_erase(tw_block_device_t *device, uint32_t addr) {
    tw_block_mapped_t *mapped = mapped_of(device);
    return mapped->erase(mapped->ctx, addr);
}

static tw_err_t mapped_sync(tw_block_device_t *device) {
    (void)device;
    return TW_ERR_OK;
}

void tw_block_mapped_init(tw_block_mapped_t *device) {
    static const tw_block_ops_t ops = {"mapped", mapped_read, mapped_program, mapped_erase,
                                       mapped_sync};
    device->base.ops = &ops;
}
