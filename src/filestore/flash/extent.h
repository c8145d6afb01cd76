// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW__EXTENT_H
#define TW__EXTENT_H

// Which blocks of an image area are taken: one bit each. Kept in RAM, made anew of the records at
// each mount, so that a block which no record owns is free.

#include <stdbool.h>
#include <stdint.h>

struct tw__extent {
    uint32_t first;  // block of the image area
    uint32_t count;  // blocks
};

struct tw__extents {
    uint8_t *taken;
    uint32_t block_count;
    uint32_t free_count;
    uint32_t cursor;  // where the next search begins, so that all blocks wear alike
};

// taken: (block_count + 7) / 8 bytes.
void tw__extents_init(struct tw__extents *extents, uint8_t *taken, uint32_t block_count);
// Takes count free blocks in one piece; false if there are none.
bool tw__extents_take(struct tw__extents *extents, uint32_t count, struct tw__extent *extent);
// Takes the longest free piece; false if no block is free.
bool tw__extents_take_longest(struct tw__extents *extents, struct tw__extent *extent);
// Marks blocks that a record owns, or gives them back. Twice is as good as once.
void tw__extents_mark(struct tw__extents *extents, struct tw__extent extent, bool is_taken);

#endif
