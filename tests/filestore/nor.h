// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_NOR_H
#define TESTS_NOR_H

// An emulated NOR flash: erase sets bits, program clears them, and what a program asks for beyond
// that counts as a mistake of who asked. It counts steps (an erase, or program_bytes programmed),
// wears out, and loses power at a step, before it, in its middle or after it.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/block.h"

#define NOR_BLOCKS_MOST 256u
#define NOR_BYTES_MOST 65536u
#define NOR_NEVER UINT32_MAX

// NOR_ERROR: power stays, the step is done, and yet the device answers IO, once.
enum nor_cut { NOR_CUT_BEFORE, NOR_CUT_MIDDLE, NOR_CUT_AFTER, NOR_ERROR };

struct nor {
    tw_block_device_t base;
    uint8_t bytes[NOR_BYTES_MOST];
    uint32_t wear[NOR_BLOCKS_MOST];  // erasures of each block
    uint32_t endurance;              // erasures after which a block fails
    uint32_t bad_block;              // fails at once; NOR_NEVER: none
    uint32_t steps;
    uint32_t cut_step;  // power fails at this step; NOR_NEVER: does not
    enum nor_cut cut;
    uint32_t noise;  // of what an erase cut in its middle leaves
    bool is_off;
    bool is_failing;
    bool has_failed;  // NOR_ERROR has been answered
    uint32_t mistakes;
};

// All bits set, no wear, power on.
void nor_init(struct nor *nor, uint32_t block_bytes, uint32_t block_count, uint32_t program_bytes);
// Power fails at the given step from now on.
void nor_cut_at(struct nor *nor, uint32_t step, enum nor_cut cut);
// Power comes back, and stays.
void nor_power_on(struct nor *nor);

#endif
