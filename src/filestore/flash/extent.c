// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "filestore/flash/extent.h"

#include "base/assert.h"
#include "base/mem.h"

static bool is_taken(const struct tw__extents *extents, uint32_t block) {
    return (extents->taken[block / 8] >> (block % 8) & 1) != 0;
}

// The free blocks from first on, at most as many as wanted.
static uint32_t free_run(const struct tw__extents *extents, uint32_t first, uint32_t wanted) {
    uint32_t count = 0;
    while (count < wanted && first + count < extents->block_count &&
           !is_taken(extents, first + count)) {
        count++;
    }
    return count;
}

// The first piece of count free blocks that begins in [from, to).
static bool find(const struct tw__extents *extents, uint32_t from, uint32_t to, uint32_t count,
                 uint32_t *first) {
    for (uint32_t block = from; block < to;) {
        uint32_t run = free_run(extents, block, count);
        if (run == count) {
            *first = block;
            return true;
        }
        block += run + 1;
    }
    return false;
}

void tw__extents_init(struct tw__extents *extents, uint8_t *taken, uint32_t block_count) {
    memset(taken, 0, (block_count + 7) / 8);
    *extents = (struct tw__extents){taken, block_count, block_count, 0};
}

bool tw__extents_take(struct tw__extents *extents, uint32_t count, struct tw__extent *extent) {
    TW_ASSERT(count != 0);
    extent->count = count;
    if (!find(extents, extents->cursor, extents->block_count, count, &extent->first) &&
        !find(extents, 0, extents->cursor, count, &extent->first)) {
        return false;
    }
    tw__extents_mark(extents, *extent, true);
    extents->cursor = (extent->first + count) % extents->block_count;
    return true;
}

bool tw__extents_take_longest(struct tw__extents *extents, struct tw__extent *extent) {
    *extent = (struct tw__extent){0, 0};
    for (uint32_t block = 0; block < extents->block_count;) {
        uint32_t run = free_run(extents, block, extents->block_count);
        if (run > extent->count) {
            *extent = (struct tw__extent){block, run};
        }
        block += run + 1;
    }
    tw__extents_mark(extents, *extent, true);
    return extent->count != 0;
}

void tw__extents_mark(struct tw__extents *extents, struct tw__extent extent, bool taken) {
    TW_ASSERT(extent.first <= extents->block_count);
    TW_ASSERT(extent.count <= extents->block_count - extent.first);
    for (uint32_t i = 0; i < extent.count; i++) {
        uint32_t block = extent.first + i;
        if (is_taken(extents, block) != taken) {
            extents->taken[block / 8] ^= (uint8_t)(1u << block % 8);
            extents->free_count += taken ? UINT32_MAX : 1;
        }
    }
}
