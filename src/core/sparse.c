// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// The bytes of a memory, wherever they lie. The first ones lie in one piece, the prefix; behind it
// a chunk of 256 bytes is backed when a byte of it is written that is not 0. What is not backed
// reads as 0. Chunks hang in a tree with 16 branches a node: each level takes 4 bits of a chunk's
// number, the highest first, and the tree has as many levels as the highest number in it needs. So
// a search has 6 steps at most (memories have up to 4 GiB), and a first chunk costs little.

#define CHUNK_BYTES 256u
#define BRANCH_BITS 4u
#define BRANCHES (1u << BRANCH_BITS)
#define STEP_BYTES 64u  // what is copied at a time, through the C stack

static uint32_t branch_of(uint32_t chunk, uint32_t level) {
    return chunk >> (level * BRANCH_BITS) & (BRANCHES - 1);
}

// True if the tree has a place for the chunk.
static bool is_within(const struct tw__memory *memory, uint32_t chunk) {
    return chunk >> (memory->chunk_levels * BRANCH_BITS) == 0;
}

// NULL if it is not backed.
static uint8_t *find_chunk(const struct tw__memory *memory, uint32_t chunk) {
    void *at = is_within(memory, chunk) ? memory->chunks : NULL;
    for (uint32_t level = memory->chunk_levels; at != NULL && level > 0; level--) {
        at = ((void **)at)[branch_of(chunk, level - 1)];
    }
    return at;
}

// A block of the tree; NULL if the arena has none.
static void *alloc_block(struct tw__memory *memory, size_t size) {
    void *block = tw__arena_alloc(memory->owner->store->env.arena, size);
    if (block != NULL) {
        memory->chunk_cost += (uint32_t)tw__arena_block_cost(block);
    }
    return block;
}

// Adds levels until the tree has a place for the chunk.
static bool raise_tree(struct tw__memory *memory, uint32_t chunk) {
    while (!is_within(memory, chunk)) {
        if (memory->chunks != NULL) {
            void **root = alloc_block(memory, BRANCHES * sizeof *root);
            if (root == NULL) {
                return false;
            }
            root[0] = memory->chunks;
            memory->chunks = root;
        }
        memory->chunk_levels++;
    }
    return true;
}

// NULL if the budget or the arena has no room for it.
static uint8_t *back_chunk(struct tw__memory *memory, uint32_t chunk) {
    if (memory->owner->memory_left < CHUNK_BYTES || !raise_tree(memory, chunk)) {
        return NULL;
    }
    void **link = &memory->chunks;
    for (uint32_t level = memory->chunk_levels; level > 0; level--) {
        if (*link == NULL) {
            *link = alloc_block(memory, BRANCHES * sizeof *link);
        }
        if (*link == NULL) {
            return NULL;
        }
        link = &((void **)*link)[branch_of(chunk, level - 1)];
    }
    *link = alloc_block(memory, CHUNK_BYTES);
    if (*link != NULL) {
        memory->owner->memory_left -= CHUNK_BYTES;
        memory->chunk_bytes += CHUNK_BYTES;
    }
    return *link;
}

// The recursion is as deep as the tree: 6 at most.
static void free_tree(struct tw__arena *arena, void *at, uint32_t levels) {
    for (uint32_t i = 0; at != NULL && levels > 0 && i < BRANCHES; i++) {
        free_tree(arena, ((void **)at)[i], levels - 1);
    }
    tw__arena_free(arena, at);
}

void tw__memory_free_chunks(struct tw__memory *memory) {
    free_tree(memory->owner->store->env.arena, memory->chunks, memory->chunk_levels);
}

// The byte at addr and those that follow it in one piece: *size is cut to them. NULL if they are
// not backed.
static uint8_t *piece_at(const struct tw__memory *memory, uint32_t addr, size_t *size) {
    bool is_prefix = addr < memory->prefix;
    size_t run = is_prefix ? memory->prefix - addr : CHUNK_BYTES - addr % CHUNK_BYTES;
    *size = *size < run ? *size : run;
    if (is_prefix) {
        return memory->base + addr;
    }
    uint8_t *chunk = find_chunk(memory, addr / CHUNK_BYTES);
    return chunk == NULL ? NULL : chunk + addr % CHUNK_BYTES;
}

static bool is_zero(const uint8_t *bytes, size_t size) {
    size_t i = 0;
    while (i < size && bytes[i] == 0) {
        i++;
    }
    return i == size;
}

void tw__memory_read(const struct tw__memory *memory, uint32_t addr, void *target, size_t size) {
    TW_ASSERT(tw__range_ok(memory->size, addr, size));
    uint8_t *to = target;
    while (size > 0) {
        size_t run = size;
        const uint8_t *piece = piece_at(memory, addr, &run);
        if (piece != NULL) {
            memmove(to, piece, run);
        } else {
            memset(to, 0, run);
        }
        addr += (uint32_t)run;
        to += run;
        size -= run;
    }
}

bool tw__memory_write(struct tw__memory *memory, uint32_t addr, const void *source, size_t size) {
    TW_ASSERT(tw__range_ok(memory->size, addr, size));
    const uint8_t *from = source;
    while (size > 0) {
        size_t run = size;
        uint8_t *piece = piece_at(memory, addr, &run);
        if (piece == NULL && !is_zero(from, run)) {
            uint8_t *chunk = back_chunk(memory, addr / CHUNK_BYTES);
            if (chunk == NULL) {
                return false;
            }
            piece = chunk + addr % CHUNK_BYTES;
        }
        if (piece != NULL) {
            memmove(piece, from, run);
        }
        addr += (uint32_t)run;
        from += run;
        size -= run;
    }
    return true;
}

bool tw__memory_fill(struct tw__memory *memory, uint32_t addr, uint8_t byte, size_t size) {
    if (tw__piece_ok(memory->prefix, addr, size)) {
        memset(memory->base + addr, byte, size);
        return true;
    }
    uint8_t step[STEP_BYTES];
    memset(step, byte, sizeof step);
    while (size > 0) {
        size_t run = size < sizeof step ? size : sizeof step;
        if (!tw__memory_write(memory, addr, step, run)) {
            return false;
        }
        addr += (uint32_t)run;
        size -= run;
    }
    return true;
}

// Upwards from the front, or downwards from the back when the target overlaps behind the source.
bool tw__memory_copy(struct tw__memory *target, uint32_t to, const struct tw__memory *source,
                     uint32_t from, size_t size) {
    if (tw__piece_ok(target->prefix, to, size) && tw__piece_ok(source->prefix, from, size)) {
        memmove(target->base + to, source->base + from, size);
        return true;
    }
    uint8_t step[STEP_BYTES];
    bool is_down = to > from;
    for (size_t done = 0; done < size;) {
        size_t run = size - done < sizeof step ? size - done : sizeof step;
        uint32_t skip = (uint32_t)(is_down ? size - done - run : done);
        tw__memory_read(source, from + skip, step, run);
        if (!tw__memory_write(target, to + skip, step, run)) {
            return false;
        }
        done += run;
    }
    return true;
}
