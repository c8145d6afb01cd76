// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/assert.h"
#include "base/mem.h"

// The arena is a row of blocks without gaps. A block is a 4-byte head, then its payload; heads lie
// 4 below a multiple of 8, so that payloads are aligned. A head is the block's size in bytes, head
// included, with flags in the low bits. A free block holds its size once more in its last 4 bytes,
// which is how the block above it finds its beginning, and the offsets of its neighbours in the
// list of free blocks, which is in order of address. No two free blocks touch. The row ends with a
// head of size 0. Offsets are from the arena's own beginning, where its state lies, so 0 is no
// block; an arena is at most 4 GiB.

#define HEAD_BYTES 4u
#define SMALLEST 16u  // head, two links and the size again
#define IS_USED 1u
#define IS_BELOW_USED 2u  // the block below is used (or there is none)
#define IS_SCRATCH 4u
#define FLAGS 7u
#define LARGEST_ARENA 0xfffffff8u

struct block {
    uint32_t head;
    uint32_t next;  // the links are only there in a free block
    uint32_t prev;
};

struct tw__arena {
    uint32_t end;   // offset of the last head
    uint32_t free;  // the lowest free block
    uint32_t used;
    uint32_t peak;
    uint32_t fail_at;
};

#define FIRST ((uint32_t)sizeof(struct tw__arena))
_Static_assert(sizeof(struct tw__arena) % 8 == 4, "the first payload is aligned");

static struct block *block_at(const struct tw__arena *arena, uint32_t off) {
    return (struct block *)(void *)((uint8_t *)(uintptr_t)arena + off);
}

static uint32_t size_at(const struct tw__arena *arena, uint32_t off) {
    return block_at(arena, off)->head & ~FLAGS;
}

static uint32_t off_of(const struct tw__arena *arena, const void *payload) {
    return (uint32_t)((const uint8_t *)payload - (const uint8_t *)arena) - HEAD_BYTES;
}

static void *payload_at(const struct tw__arena *arena, uint32_t off) {
    return (uint8_t *)(uintptr_t)arena + off + HEAD_BYTES;
}

// The size of the free block that ends where the block at off begins.
static uint32_t size_below(const struct tw__arena *arena, uint32_t off) {
    return block_at(arena, off - HEAD_BYTES)->head;
}

// The free list. `after` is the free block below in it, 0 for none.
static void link_free(struct tw__arena *arena, uint32_t off, uint32_t after) {
    struct block *block = block_at(arena, off);
    block->prev = after;
    block->next = after == 0 ? arena->free : block_at(arena, after)->next;
    if (block->next != 0) {
        block_at(arena, block->next)->prev = off;
    }
    if (after == 0) {
        arena->free = off;
    } else {
        block_at(arena, after)->next = off;
    }
}

static void unlink_free(struct tw__arena *arena, uint32_t off) {
    struct block *block = block_at(arena, off);
    if (block->next != 0) {
        block_at(arena, block->next)->prev = block->prev;
    }
    if (block->prev == 0) {
        arena->free = block->next;
    } else {
        block_at(arena, block->prev)->next = block->next;
    }
}

// The highest free block below off; 0 for none. Bound: the free list.
static uint32_t free_before(const struct tw__arena *arena, uint32_t off) {
    uint32_t before = 0;
    for (uint32_t at = arena->free; at != 0 && at < off; at = block_at(arena, at)->next) {
        before = at;
    }
    return before;
}

// Writes head and end of a free block. What is below a free block is used.
static void shape_free(struct tw__arena *arena, uint32_t off, uint32_t size) {
    block_at(arena, off)->head = size | IS_BELOW_USED;
    block_at(arena, off + size - HEAD_BYTES)->head = size;
    block_at(arena, off + size)->head &= ~IS_BELOW_USED;
}

static void count_used(struct tw__arena *arena, uint32_t size) {
    arena->used += size;
    if (arena->used > arena->peak) {
        arena->peak = arena->used;
    }
}

struct tw__arena *tw__arena_init(void *memory, size_t size) {
    size_t skip = (size_t)(0 - (uintptr_t)memory) & 7u;
    if (memory == NULL || size < skip || size - skip < FIRST + SMALLEST + HEAD_BYTES) {
        return NULL;
    }
    size -= skip;
    size = size > LARGEST_ARENA ? LARGEST_ARENA : size;

    struct tw__arena *arena = (struct tw__arena *)(void *)((uint8_t *)memory + skip);
    uint32_t row = ((uint32_t)size - FIRST - HEAD_BYTES) & ~7u;
    arena->end = FIRST + row;
    arena->free = 0;
    arena->used = FIRST + HEAD_BYTES;
    arena->peak = arena->used;
    arena->fail_at = 0;
    block_at(arena, arena->end)->head = IS_USED;  // size 0
    shape_free(arena, FIRST, row);
    link_free(arena, FIRST, 0);
    return arena;
}

// The size of a block for size bytes of payload; 0 if no arena has such a block.
static uint32_t block_size_for(size_t size) {
    if (size > LARGEST_ARENA - SMALLEST) {
        return 0;
    }
    uint32_t whole = ((uint32_t)size + HEAD_BYTES + 7u) & ~7u;
    return whole < SMALLEST ? SMALLEST : whole;
}

// What must be left free in front so that the payload of a block at off is aligned: nothing, or a
// block of its own.
static uint32_t front_gap(const struct tw__arena *arena, uint32_t off, size_t alignment) {
    uintptr_t payload = (uintptr_t)payload_at(arena, off);
    return (payload & (alignment - 1)) == 0 ? 0 : SMALLEST + 8u;
}

// The smallest free block that fits, the lowest of equals; 0 for none. Bound: the free list.
static uint32_t find_best(const struct tw__arena *arena, uint32_t size, size_t alignment) {
    uint32_t best = 0;
    uint32_t best_size = UINT32_MAX;
    for (uint32_t at = arena->free; at != 0; at = block_at(arena, at)->next) {
        uint32_t free_size = size_at(arena, at);
        if (free_size < best_size && size <= free_size &&
            front_gap(arena, at, alignment) <= free_size - size) {
            best = at;
            best_size = free_size;
        }
    }
    return best;
}

// The highest free block that fits; 0 for none. Bound: the free list.
static uint32_t find_highest(const struct tw__arena *arena, uint32_t size) {
    uint32_t highest = 0;
    for (uint32_t at = arena->free; at != 0; at = block_at(arena, at)->next) {
        if (size <= size_at(arena, at)) {
            highest = at;
        }
    }
    return highest;
}

// Makes [off, off + size) of the free block at `at` a used one; the rest stays free. What is left
// behind it is at least a block, or is taken too.
static void *take(struct tw__arena *arena, uint32_t at, uint32_t off, uint32_t size,
                  uint32_t flags) {
    uint32_t end = at + size_at(arena, at);
    uint32_t after = block_at(arena, at)->prev;
    unlink_free(arena, at);
    size = end - off - size < SMALLEST ? end - off : size;

    block_at(arena, off)->head = size | IS_USED | IS_BELOW_USED | flags;
    if (off > at) {
        shape_free(arena, at, off - at);
        link_free(arena, at, after);
        after = at;
    }
    if (off + size < end) {
        shape_free(arena, off + size, end - off - size);
        link_free(arena, off + size, after);
    } else {
        block_at(arena, end)->head |= IS_BELOW_USED;
    }
    count_used(arena, size);
    return payload_at(arena, off);
}

static bool must_fail(struct tw__arena *arena) {
    if (arena->fail_at == 0) {
        return false;
    }
    arena->fail_at--;
    return arena->fail_at == 0;
}

static void *alloc_low(struct tw__arena *arena, uint32_t size, size_t alignment) {
    uint32_t at = size == 0 ? 0 : find_best(arena, size, alignment);
    return at == 0 ? NULL : take(arena, at, at + front_gap(arena, at, alignment), size, 0);
}

static void *alloc_high(struct tw__arena *arena, uint32_t size) {
    uint32_t at = size == 0 ? 0 : find_highest(arena, size);
    if (at == 0) {
        return NULL;
    }
    uint32_t rest = size_at(arena, at) - size;
    return take(arena, at, rest < SMALLEST ? at : at + rest, size, IS_SCRATCH);
}

void *tw__arena_alloc(struct tw__arena *arena, size_t size) {
    return tw__arena_alloc_aligned(arena, size, 8);
}

void *tw__arena_alloc_aligned(struct tw__arena *arena, size_t size, size_t alignment) {
    TW_ASSERT(alignment == 8 || alignment == 16);
    return must_fail(arena) ? NULL : alloc_low(arena, block_size_for(size), alignment);
}

void *tw__arena_alloc_scratch(struct tw__arena *arena, size_t size) {
    return must_fail(arena) ? NULL : alloc_high(arena, block_size_for(size));
}

// Makes [off, off + size) free: joins it with a free block above and below.
static void give_back(struct tw__arena *arena, uint32_t off, uint32_t size, bool is_below_used) {
    uint32_t end = off + size;
    arena->used -= size;
    if ((block_at(arena, end)->head & IS_USED) == 0) {
        size += size_at(arena, end);
        unlink_free(arena, end);
    }
    if (is_below_used) {
        link_free(arena, off, free_before(arena, off));
    } else {
        uint32_t below = size_below(arena, off);
        off -= below;
        size += below;
    }
    shape_free(arena, off, size);
}

void tw__arena_free(struct tw__arena *arena, void *payload) {
    if (payload == NULL) {
        return;
    }
    uint32_t off = off_of(arena, payload);
    uint32_t head = block_at(arena, off)->head;
    TW_ASSERT((head & IS_USED) != 0);
    give_back(arena, off, head & ~FLAGS, (head & IS_BELOW_USED) != 0);
}

// Gives back what lies behind the first size bytes of a used block, if that makes a block.
static void trim(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t rest = size_at(arena, off) - size;
    bool is_above_free = (block_at(arena, off + size + rest)->head & IS_USED) == 0;
    if (rest == 0 || (rest < SMALLEST && !is_above_free)) {
        return;
    }
    block_at(arena, off)->head -= rest;
    give_back(arena, off + size, rest, true);
}

// Joins a used block with the free one above it, if there is one.
static void swallow_above(struct tw__arena *arena, uint32_t off) {
    uint32_t above = off + size_at(arena, off);
    uint32_t size = size_at(arena, above);
    if ((block_at(arena, above)->head & IS_USED) != 0) {
        return;
    }
    unlink_free(arena, above);
    block_at(arena, off)->head += size;
    block_at(arena, above + size)->head |= IS_BELOW_USED;
    arena->used += size;
}

// Grows a block upwards where it lies; false if there is no room.
static bool grow_up(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t old_size = size_at(arena, off);
    uint32_t above = off + old_size;
    bool is_above_free = (block_at(arena, above)->head & IS_USED) == 0;
    if (!is_above_free || size - old_size > size_at(arena, above)) {
        return false;
    }
    swallow_above(arena, off);
    trim(arena, off, size);
    count_used(arena, 0);
    return true;
}

// Grows a block over the free blocks on both sides of it and moves its bytes to the end where it
// belongs; NULL if there is no room. This is how scratch, whose free space is below it, grows, and
// it needs no room for two copies.
static void *grow_both(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t head = block_at(arena, off)->head;
    uint32_t old_size = head & ~FLAGS;
    uint32_t above = off + old_size;
    uint32_t room =
        old_size + ((block_at(arena, above)->head & IS_USED) != 0 ? 0 : size_at(arena, above));
    if ((head & IS_BELOW_USED) != 0 || size - old_size > room - old_size + size_below(arena, off)) {
        return NULL;
    }
    swallow_above(arena, off);
    uint32_t low = off - size_below(arena, off);
    room += off - low;
    unlink_free(arena, low);
    arena->used += off - low;
    uint32_t rest = room - size < SMALLEST ? 0 : room - size;
    uint32_t to = (head & IS_SCRATCH) != 0 ? low + rest : low;
    memmove(payload_at(arena, to), payload_at(arena, off), old_size - HEAD_BYTES);
    block_at(arena, to)->head = (room - (to - low)) | IS_USED | IS_BELOW_USED | (head & IS_SCRATCH);
    if (to > low) {
        give_back(arena, low, rest, true);
    } else {
        trim(arena, to, size);
    }
    count_used(arena, 0);
    return payload_at(arena, to);
}

// Grows a block by moving it to another place; NULL if there is none.
static void *grow_away(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t head = block_at(arena, off)->head;
    void *target = (head & IS_SCRATCH) != 0 ? alloc_high(arena, size) : alloc_low(arena, size, 8);
    if (target != NULL) {
        memcpy(target, payload_at(arena, off), (head & ~FLAGS) - HEAD_BYTES);
        tw__arena_free(arena, payload_at(arena, off));
    }
    return target;
}

void *tw__arena_resize(struct tw__arena *arena, void *payload, size_t size) {
    if (payload == NULL) {
        return tw__arena_alloc(arena, size);
    }
    uint32_t off = off_of(arena, payload);
    uint32_t new_size = block_size_for(size);
    TW_ASSERT((block_at(arena, off)->head & IS_USED) != 0);
    if (new_size != 0 && new_size <= size_at(arena, off)) {
        trim(arena, off, new_size);
        return payload;
    }
    if (must_fail(arena) || new_size == 0) {
        return NULL;
    }
    if (grow_up(arena, off, new_size)) {
        return payload;
    }
    bool is_scratch = (block_at(arena, off)->head & IS_SCRATCH) != 0;
    void *moved = is_scratch ? grow_both(arena, off, new_size) : grow_away(arena, off, new_size);
    if (moved != NULL) {
        return moved;
    }
    return is_scratch ? grow_away(arena, off, new_size) : grow_both(arena, off, new_size);
}

bool tw__arena_grow_in_place(struct tw__arena *arena, void *payload, size_t size) {
    uint32_t off = off_of(arena, payload);
    uint32_t new_size = block_size_for(size);
    TW_ASSERT((block_at(arena, off)->head & IS_USED) != 0);
    return new_size != 0 &&
           (new_size <= size_at(arena, off) || grow_up(arena, off, new_size));
}

size_t tw__arena_block_cost(const void *payload) {
    return *(const uint32_t *)(const void *)((const uint8_t *)payload - HEAD_BYTES) & ~FLAGS;
}

size_t tw__arena_block_size(const void *payload) {
    return tw__arena_block_cost(payload) - HEAD_BYTES;
}

size_t tw__arena_used(const struct tw__arena *arena) {
    return arena->used;
}

size_t tw__arena_peak(const struct tw__arena *arena) {
    return arena->peak;
}

size_t tw__arena_free_bytes(const struct tw__arena *arena) {
    return arena->end + HEAD_BYTES - arena->used;
}

size_t tw__arena_largest(const struct tw__arena *arena) {
    uint32_t largest = HEAD_BYTES;
    for (uint32_t at = arena->free; at != 0; at = block_at(arena, at)->next) {
        uint32_t size = size_at(arena, at);
        largest = size > largest ? size : largest;
    }
    return largest - HEAD_BYTES;
}

// Walks the row of blocks and checks it against the free list and the counters.
bool tw__arena_check(const struct tw__arena *arena) {
    uint32_t used = FIRST + HEAD_BYTES;
    uint32_t last_free = 0;
    uint32_t off = FIRST;
    bool is_below_used = true;
    while (off < arena->end) {
        uint32_t head = block_at(arena, off)->head;
        uint32_t size = head & ~FLAGS;
        bool is_used = (head & IS_USED) != 0;
        TW_ASSERT(size >= SMALLEST && size <= arena->end - off);
        TW_ASSERT(((head & IS_BELOW_USED) != 0) == is_below_used);
        TW_ASSERT(is_used || is_below_used);
        if (is_used) {
            used += size;
        } else {
            TW_ASSERT(size_below(arena, off + size) == size);
            TW_ASSERT(block_at(arena, off)->prev == last_free);
            TW_ASSERT(off == (last_free == 0 ? arena->free : block_at(arena, last_free)->next));
            last_free = off;
        }
        is_below_used = is_used;
        off += size;
    }
    TW_ASSERT(off == arena->end && size_at(arena, off) == 0);
    TW_ASSERT(((block_at(arena, off)->head & IS_BELOW_USED) != 0) == is_below_used);
    TW_ASSERT((last_free == 0 ? arena->free : block_at(arena, last_free)->next) == 0);
    TW_ASSERT(used == arena->used && used <= arena->peak);
    return true;
}

void tw__arena_fail_at(struct tw__arena *arena, uint32_t n) {
    arena->fail_at = n;
}
