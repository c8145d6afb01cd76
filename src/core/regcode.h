// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_REGCODE_H
#define TW_CORE_REGCODE_H

// The operations of register code (opcodes/regcode.def) as numbers, and what reads and writes it.

#include <stdint.h>

#include "tinywasm/config.h"

// Floats have handlers, too, where the processor has all of them.
#if defined(__x86_64__) || defined(__aarch64__)
#define TW_FAST_FLOAT (TW_CFG_WIDE && TW_CFG_FLOAT && !TW_CFG_SMALL_ARITHMETIC)
#else
#define TW_FAST_FLOAT 0
#endif

enum {
#define RC(name, units) RC_##name,
#define RC_SLOW(name, units) RC_##name,
#include "core/opcodes/regcode.def"
    RC_COUNT
};

#if TW_CFG_EXTRA
#define TW_RC_EXTRA RC_EXTRA
#else
#define TW_RC_EXTRA RC_COUNT  // there is none
#endif

// The unit of an operation is its number times four: where pointers have four bytes, that is the
// place of its handler in the table, and Thumb-2 finds it with a short load.
#define TW_RC_UNIT(op) ((op) * 4u)
#define TW_RC_OF(unit) ((unit) / 4u)

// What a slot counts by from cell to cell. Where an address cannot have a scaled index, slots are
// distances in bytes.
#if defined(__thumb__) && !defined(__thumb2__) || defined(__riscv)
#define TW_SLOT_STEP 4u
#else
#define TW_SLOT_STEP 1u
#endif
static inline uint32_t *tw__cell(uint32_t *frame, uint32_t slot) {
    return (uint32_t *)(void *)((uint8_t *)frame + slot * (sizeof(uint32_t) / TW_SLOT_STEP));
}

static inline uint32_t *tw__cell_below(uint32_t *frame, uint32_t slot) {
    return (uint32_t *)(void *)((uint8_t *)frame - slot * (sizeof(uint32_t) / TW_SLOT_STEP));
}

// A 32-bit literal lies in two units, low first.
static inline uint32_t tw__literal(const uint16_t *units) {
    return (uint32_t)units[0] | (uint32_t)units[1] << 16;
}

#define TW_STEP_UNITS 3u  // of the operations that fused.def begins with

// A frame's link, two cells: where the caller goes on, and how far below its frame begins.
//   [0] unit of the caller's next operation in its module's register code
//   [1] bits 0-15 the distance of the frames, as a slot; bits 16-31 0, or TW_LINK_ROOT, or the
//       handle of the caller's instance when it is another one
#define TW_LINK_CELLS 2u
//       (then [0] is the cell of the record in calls.c, if it is TW_LINK_HOST_THEN)
#define TW_LINK_ROOT 0xffffu
#define TW_LINK_HOST_THEN 0xfffeu  // a host function asked for the call: tw_call_invoke

#endif
