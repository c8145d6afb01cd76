// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/block_hal.h"

#define READ 0x03u
#define PROGRAM 0x02u
#define READ_STATUS 0x05u
#define WRITE_ENABLE 0x06u
#define READ_ID 0x9fu
#define STATUS_BUSY 1u
#define STATUS_WRITE_ENABLED 2u
#define COMMAND_BYTES 4u
#define READ_MOST 4096u  // at once
#define PROGRAM_UNIT 16u
#define ADDRESSABLE 0x1000000u  // by three bytes
#define PROGRAM_TIMEOUT_MS 20u
#define ERASE_TIMEOUT_MS 5000u

static const tw_block_spi_nor_t *nor_of(const tw_block_device_t *device) {
    return (const tw_block_spi_nor_t *)(const void *)device;
}

static tw_err_t transfer(const tw_block_spi_nor_t *nor, const hal_spi_part_t *parts,
                         uint32_t part_count) {
    return hal_spi_transfer(nor->config.bus, nor->config.select, parts, part_count) == HAL_OK
               ? TW_ERR_OK
               : TW_ERR_IO;
}

// A command with an address, then size bytes out or in.
static tw_err_t command(const tw_block_spi_nor_t *nor, uint8_t code, uint32_t addr,
                        const hal_spi_part_t *data) {
    addr += nor->config.origin;
    const uint8_t head[COMMAND_BYTES] = {code, (uint8_t)(addr >> 16), (uint8_t)(addr >> 8),
                                         (uint8_t)addr};
    const hal_spi_part_t parts[2] = {{head, NULL, sizeof head}, *data};
    return transfer(nor, parts, 2);
}

static tw_err_t read_register(const tw_block_spi_nor_t *nor, uint8_t code, uint8_t *target,
                              size_t size) {
    const hal_spi_part_t parts[2] = {{&code, NULL, 1}, {NULL, target, size}};
    return transfer(nor, parts, 2);
}

static tw_err_t wait(const tw_block_spi_nor_t *nor, uint32_t timeout_ms) {
    uint32_t start = hal_ticks_ms();
    for (;;) {
        bool is_late = hal_ticks_ms() - start > timeout_ms;  // before it is asked once more
        uint8_t status = 0;
        tw_err_t err = read_register(nor, READ_STATUS, &status, 1);
        if (err != TW_ERR_OK || (status & STATUS_BUSY) == 0) {
            return err;
        }
        if (is_late) {
            return TW_ERR_IO;
        }
    }
}

// A chip that is protected, or not there, does not take the permission.
static tw_err_t enable_write(const tw_block_spi_nor_t *nor) {
    static const uint8_t code = WRITE_ENABLE;
    const hal_spi_part_t part = {&code, NULL, 1};
    uint8_t status = 0;
    tw_err_t err = transfer(nor, &part, 1);
    if (err == TW_ERR_OK) {
        err = read_register(nor, READ_STATUS, &status, 1);
    }
    bool is_enabled = (status & STATUS_WRITE_ENABLED) != 0 && (status & STATUS_BUSY) == 0;
    return err == TW_ERR_OK && !is_enabled ? TW_ERR_IO : err;
}

static tw_err_t nor_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    uint8_t *to = target;
    while (size > 0) {
        uint32_t part = size < READ_MOST ? size : READ_MOST;
        const hal_spi_part_t data = {NULL, to, part};
        tw_err_t err = command(nor_of(device), READ, addr, &data);
        if (err != TW_ERR_OK) {
            return err;
        }
        addr += part;
        to += part;
        size -= part;
    }
    return TW_ERR_OK;
}

static tw_err_t nor_program(tw_block_device_t *device, uint32_t addr, const void *source,
                            uint32_t size) {
    const tw_block_spi_nor_t *nor = nor_of(device);
    const uint8_t *from = source;
    while (size > 0) {
        uint32_t room = nor->config.page_bytes - addr % nor->config.page_bytes;
        uint32_t part = size < room ? size : room;
        const hal_spi_part_t data = {from, NULL, part};
        tw_err_t err = enable_write(nor);
        err = err == TW_ERR_OK ? command(nor, PROGRAM, addr, &data) : err;
        err = err == TW_ERR_OK ? wait(nor, PROGRAM_TIMEOUT_MS) : err;
        if (err != TW_ERR_OK) {
            return err;
        }
        addr += part;
        from += part;
        size -= part;
    }
    return TW_ERR_OK;
}

static tw_err_t nor_erase(tw_block_device_t *device, uint32_t addr) {
    static const hal_spi_part_t nothing = {NULL, NULL, 0};
    const tw_block_spi_nor_t *nor = nor_of(device);
    tw_err_t err = enable_write(nor);
    err = err == TW_ERR_OK ? command(nor, nor->config.erase_command, addr, &nothing) : err;
    return err == TW_ERR_OK ? wait(nor, ERASE_TIMEOUT_MS) : err;
}

// Program and erase have waited already.
static tw_err_t nor_sync(tw_block_device_t *device) {
    (void)device;
    return TW_ERR_OK;
}

static bool is_possible(const tw_spi_nor_config_t *config) {
    return config->sector_bytes != 0 && config->page_bytes >= PROGRAM_UNIT &&
           config->page_bytes % PROGRAM_UNIT == 0 &&
           config->sector_bytes % config->page_bytes == 0 &&
           config->origin % config->sector_bytes == 0 && config->size_bytes != 0 &&
           config->size_bytes % config->sector_bytes == 0 && config->size_bytes <= ADDRESSABLE &&
           config->origin <= ADDRESSABLE - config->size_bytes;
}

// The last byte of an identity is the logarithm of the chip's size, where it can be one.
static bool is_too_small(const tw_block_spi_nor_t *nor) {
    uint32_t log2_bytes = nor->id[2];
    return log2_bytes >= 16 && log2_bytes < 24 &&
           nor->config.origin + nor->config.size_bytes > 1u << log2_bytes;
}

static bool has_answered(const uint8_t *id) {
    return !(id[0] == 0xff && id[1] == 0xff) && !(id[0] == 0 && id[1] == 0);
}

tw_err_t tw_block_spi_nor_init(tw_block_spi_nor_t *device, const tw_spi_nor_config_t *config) {
    static const tw_block_ops_t ops = {"spi nor", nor_read, nor_program, nor_erase, nor_sync};
    if (!is_possible(config)) {
        return TW_ERR_INVAL;
    }
    device->config = *config;
    device->base.ops = &ops;
    device->base.block_bytes = config->sector_bytes;
    device->base.block_count = config->size_bytes / config->sector_bytes;
    device->base.program_bytes = PROGRAM_UNIT;
    device->base.mapped = NULL;
    hal_result_t result = hal_spi_configure(config->bus, config->hz, 0);
    if (result != HAL_OK) {
        return result == HAL_INVALID ? TW_ERR_INVAL : TW_ERR_IO;
    }
    tw_err_t err = read_register(device, READ_ID, device->id, sizeof device->id);
    if (err != TW_ERR_OK || !has_answered(device->id)) {
        return TW_ERR_IO;
    }
    return is_too_small(device) ? TW_ERR_INVAL : TW_ERR_OK;
}
