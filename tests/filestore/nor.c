// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "nor.h"

#include <assert.h>
#include <string.h>

static struct nor *nor_of(tw_block_device_t *device) {
    return (struct nor *)(void *)device;
}

// What a program or erase answers, all its steps being done.
static tw_err_t result_of(struct nor *nor, tw_err_t err) {
    bool is_failing = nor->is_failing;
    nor->is_failing = false;
    nor->has_failed = nor->has_failed || is_failing;
    return nor->is_off || is_failing ? TW_ERR_IO : err;
}

// Goes one step on. What is done of it: 0 nothing, 1 its first half, 2 all.
static uint32_t step(struct nor *nor) {
    if (nor->is_off) {
        return 0;
    }
    bool is_now = nor->steps++ == nor->cut_step;
    nor->is_failing = nor->is_failing || (is_now && nor->cut == NOR_ERROR);
    nor->is_off = is_now && nor->cut != NOR_ERROR;
    return nor->is_off ? (uint32_t)nor->cut : 2;
}

static bool is_worn(const struct nor *nor, uint32_t block) {
    return block == nor->bad_block || nor->wear[block] > nor->endurance;
}

static tw_err_t nor_read(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size) {
    struct nor *nor = nor_of(device);
    uint32_t all = device->block_bytes * device->block_count;
    if (size > all || addr > all - size) {
        nor->mistakes++;
        return TW_ERR_IO;
    }
    memcpy(target, nor->bytes + addr, size);
    return nor->is_off ? TW_ERR_IO : TW_ERR_OK;
}

// A unit of program_bytes, or its first half. A worn block keeps one bit set.
static void program_unit(struct nor *nor, uint32_t addr, const uint8_t *source, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        nor->mistakes += (source[i] & ~nor->bytes[addr + i]) != 0;
        nor->bytes[addr + i] &= source[i];
    }
    if (size != 0 && is_worn(nor, addr / nor->base.block_bytes)) {
        nor->bytes[addr] ^= 1;
    }
}

static tw_err_t nor_program(tw_block_device_t *device, uint32_t addr, const void *source,
                            uint32_t size) {
    struct nor *nor = nor_of(device);
    uint32_t unit = device->program_bytes;
    if (addr % unit != 0 || size % unit != 0 || size == 0 ||
        addr / device->block_bytes != (addr + size - 1) / device->block_bytes ||
        addr / device->block_bytes >= device->block_count) {
        nor->mistakes++;
        return TW_ERR_IO;
    }
    for (uint32_t done = 0; done < size; done += unit) {
        uint32_t part = step(nor) * unit / 2;
        program_unit(nor, addr + done, (const uint8_t *)source + done, part);
    }
    return result_of(nor, TW_ERR_OK);
}

// An erase that lost power has set some bits and not others.
static void erase_half(struct nor *nor, uint32_t addr) {
    for (uint32_t i = 0; i < nor->base.block_bytes; i++) {
        nor->noise = nor->noise * 1664525u + 1013904223u;
        nor->bytes[addr + i] |= (uint8_t)(nor->noise >> 24);
    }
}

static tw_err_t nor_erase(tw_block_device_t *device, uint32_t addr) {
    struct nor *nor = nor_of(device);
    uint32_t block = addr / device->block_bytes;
    if (addr % device->block_bytes != 0 || block >= device->block_count) {
        nor->mistakes++;
        return TW_ERR_IO;
    }
    uint32_t done = step(nor);
    if (done == 1) {
        erase_half(nor, addr);
    } else if (done == 2) {
        memset(nor->bytes + addr, 0xff, device->block_bytes);
        nor->wear[block]++;
    }
    return result_of(nor, is_worn(nor, block) ? TW_ERR_CORRUPT : TW_ERR_OK);
}

static tw_err_t nor_sync(tw_block_device_t *device) {
    return nor_of(device)->is_off ? TW_ERR_IO : TW_ERR_OK;
}

void nor_init(struct nor *nor, uint32_t block_bytes, uint32_t block_count, uint32_t program_bytes) {
    static const tw_block_ops_t ops = {"nor", nor_read, nor_program, nor_erase, nor_sync};
    assert(block_count <= NOR_BLOCKS_MOST && block_bytes * block_count <= NOR_BYTES_MOST);
    memset(nor, 0, sizeof *nor);
    memset(nor->bytes, 0xff, sizeof nor->bytes);
    nor->base = (tw_block_device_t){&ops, block_bytes, block_count, program_bytes, nor->bytes};
    nor->endurance = UINT32_MAX;
    nor->bad_block = NOR_NEVER;
    nor->noise = 1;
    nor_power_on(nor);
}

void nor_cut_at(struct nor *nor, uint32_t cut_step, enum nor_cut cut) {
    nor->steps = 0;
    nor->cut_step = cut_step;
    nor->cut = cut;
}

void nor_power_on(struct nor *nor) {
    nor->is_off = false;
    nor->is_failing = false;
    nor->has_failed = false;
    nor->steps = 0;
    nor->cut_step = NOR_NEVER;
}
