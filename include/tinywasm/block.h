// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BLOCK_H
#define TINYWASM_BLOCK_H

// A block device: what a filestore on flash stands on. Rules of NOR flash: erase sets all bits of a
// block, program clears bits. Writing a driver: fill the functions and the geometry. Calls come one
// at a time, never from an ISR; addresses count from the device's first byte and are in range.

#include <stdint.h>

#include "tinywasm/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_block_device tw_block_device_t;

// Errors: CORRUPT for a block that does not take what is written (it is then avoided where that is
// possible), IO for all else.
typedef struct tw_block_ops {
    const char *name;
    tw_err_t (*read)(tw_block_device_t *device, uint32_t addr, void *target, uint32_t size);
    // addr and size are multiples of program_bytes, within one block, erased before.
    tw_err_t (*program)(tw_block_device_t *device, uint32_t addr, const void *source,
                        uint32_t size);
    // addr is a multiple of block_bytes.
    tw_err_t (*erase)(tw_block_device_t *device, uint32_t addr);
    // Returns when all that was written will outlive a loss of power.
    tw_err_t (*sync)(tw_block_device_t *device);
} tw_block_ops_t;

struct tw_block_device {
    const tw_block_ops_t *ops;
    uint32_t block_bytes;  // what erase takes; at least 128
    uint32_t block_count;
    uint32_t program_bytes;  // a divisor of block_bytes
    const uint8_t *mapped;   // where the device is in the address space; NULL if it is not
};

// mapped: flash in the address space. Reads are copies, and only erase and program are the port's.
typedef struct tw_block_mapped {
    tw_block_device_t base;
    tw_err_t (*program)(void *ctx, uint32_t addr, const void *source, uint32_t size);
    tw_err_t (*erase)(void *ctx, uint32_t addr);
    void *ctx;
} tw_block_mapped_t;

// Fill geometry, mapped, program, erase and ctx; this sets the operations.
void tw_block_mapped_init(tw_block_mapped_t *device);

// file: an image in a file of the PC (link tinywasm::dir). Not mapped.
typedef struct tw_block_file {
    tw_block_device_t base;
    int fd;
} tw_block_file_t;

// Fill base's geometry before. Opens path for reading and writing; a file that is not there or too
// short is made as long as the device, the new part erased. IO, NOENT or DENIED.
TW_MUST_CHECK tw_err_t tw_block_file_open(tw_block_file_t *device, const char *path);
void tw_block_file_close(tw_block_file_t *device);

#ifdef __cplusplus
}
#endif
#endif
