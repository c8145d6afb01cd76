// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/assert.h"
#include "base/guard.h"
#include "base/mem.h"

// The arena is a row of blocks without gaps. A block is a 4-byte head, then its payload; heads lie
// 4 below a multiple of 8, so that payloads are aligned. A head is the block's size in bytes, head
// included, with flags in the low bits. A free block holds its size once more in its last 4 bytes,
// which is how the block above it finds its beginning, and the offset of the next one in the list
// of free blocks, which is in order of address. No two free blocks touch. The row ends with a head
// of size 0. Offsets are from the arena's own beginning, where its state lies, so 0 is no
// block; an arena is at most 4 GiB. Heads and free blocks are guarded (base/guard.h).

#define HEAD_BYTES 4u
#define SMALLEST 16u  // head, link and the size again, in steps of 8
#define IS_USED 1u
#define IS_BELOW_USED 2u  // the block below is used (or there is none)
#define IS_SCRATCH 4u
#define FLAGS 7u
#define LARGEST_ARENA 0xfffffff8u

struct block {
    uint32_t head;
    uint32_t next;  // only there in a free block
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

// The size of the block at off if it is free, else 0.
static uint32_t free_size_at(const struct tw__arena *arena, uint32_t off) {
    return (block_at(arena, off)->head & IS_USED) != 0 ? 0 : size_at(arena, off);
}

// The payload of a used block may be touched, its head may not.
static void guard_used(const struct tw__arena *arena, uint32_t off) {
    tw__unguard(payload_at(arena, off), size_at(arena, off) - HEAD_BYTES);
    tw__guard(block_at(arena, off), HEAD_BYTES);
}

// The size of the free block that ends where the block at off begins.
static uint32_t size_below(const struct tw__arena *arena, uint32_t off) {
    return block_at(arena, off - HEAD_BYTES)->head;
}

// What names the lowest free block at or above off, and would name one at off. Bound: the free
// list.
static uint32_t *link_to(struct tw__arena *arena, uint32_t off) {
    uint32_t *link = &arena->free;
    while (*link != 0 && *link < off) {
        link = &block_at(arena, *link)->next;
    }
    return link;
}

static void remove_free(struct tw__arena *arena, uint32_t off) {
    *link_to(arena, off) = block_at(arena, off)->next;
}

// Makes [off, off + size), which is guarded, a free block. What is below a free block is used.
static void insert_free(struct tw__arena *arena, uint32_t off, uint32_t size) {
    struct block *block = block_at(arena, off);
    uint32_t *link = link_to(arena, off);
    block->next = *link;
    *link = off;
    block->head = size | IS_BELOW_USED;
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
    insert_free(arena, FIRST, row);
    tw__guard(arena, arena->end + HEAD_BYTES);
    return arena;
}

void tw__arena_close(struct tw__arena *arena) {
    tw__unguard(arena, arena->end + HEAD_BYTES);
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

// Of the free blocks that fit the highest for scratch, else the smallest, the lowest of equals; 0
// for none. Bound: the free list.
static uint32_t find(const struct tw__arena *arena, uint32_t size, size_t alignment,
                     uint32_t flags) {
    uint32_t best = 0;
    uint32_t best_size = UINT32_MAX;
    for (uint32_t at = arena->free; at != 0; at = block_at(arena, at)->next) {
        uint32_t free_size = size_at(arena, at);
        bool fits = size <= free_size && front_gap(arena, at, alignment) <= free_size - size;
        if (fits && (flags == IS_SCRATCH || free_size < best_size)) {
            best = at;
            best_size = free_size;
        }
    }
    return best;
}

// Makes [off, off + size) of the free block at `at` a used one; the rest stays free. What is left
// behind it is at least a block, or is taken too.
static void *take(struct tw__arena *arena, uint32_t at, uint32_t off, uint32_t size,
                  uint32_t flags) {
    uint32_t end = at + size_at(arena, at);
    remove_free(arena, at);
    size = end - off - size < SMALLEST ? end - off : size;

    block_at(arena, off)->head = size | IS_USED | IS_BELOW_USED | flags;
    block_at(arena, end)->head |= IS_BELOW_USED;
    if (off > at) {
        insert_free(arena, at, off - at);
    }
    if (off + size < end) {
        insert_free(arena, off + size, end - off - size);
    }
    count_used(arena, size);
    guard_used(arena, off);
    return payload_at(arena, off);
}

static bool must_fail(struct tw__arena *arena) {
    if (arena->fail_at == 0) {
        return false;
    }
    arena->fail_at--;
    return arena->fail_at == 0;
}

// flags: IS_SCRATCH or 0.
static void *alloc(struct tw__arena *arena, uint32_t size, size_t alignment, uint32_t flags) {
    uint32_t at = size == 0 ? 0 : find(arena, size, alignment, flags);
    if (at == 0) {
        return NULL;
    }
    uint32_t rest = size_at(arena, at) - size;
    uint32_t front = flags != IS_SCRATCH ? front_gap(arena, at, alignment)
                     : rest < SMALLEST   ? 0
                                         : rest;
    return take(arena, at, at + front, size, flags);
}

static void *alloc_or_fail(struct tw__arena *arena, size_t size, size_t alignment, uint32_t flags) {
    return must_fail(arena) ? NULL : alloc(arena, block_size_for(size), alignment, flags);
}

static void *alloc_cleared(struct tw__arena *arena, size_t size, uint32_t flags) {
    void *payload = alloc_or_fail(arena, size, 8, flags);
    return payload == NULL ? NULL : memset(payload, 0, size);
}

void *tw__arena_alloc(struct tw__arena *arena, size_t size) {
    return alloc_cleared(arena, size, 0);
}

void *tw__arena_alloc_aligned(struct tw__arena *arena, size_t size, size_t alignment) {
    TW_ASSERT(alignment == 8 || alignment == 16);
    return alloc_or_fail(arena, size, alignment, 0);
}

void *tw__arena_alloc_scratch(struct tw__arena *arena, size_t size) {
    return alloc_cleared(arena, size, IS_SCRATCH);
}

// Makes [off, off + size) free: joins it with a free block above and below.
static void give_back(struct tw__arena *arena, uint32_t off, uint32_t size, bool is_below_used) {
    uint32_t end = off + size;
    arena->used -= size;
    tw__guard(block_at(arena, off), size);  // what it is joined with is guarded already
    if (free_size_at(arena, end) != 0) {
        size += size_at(arena, end);
        remove_free(arena, end);
    }
    if (!is_below_used) {
        uint32_t below = size_below(arena, off);
        off -= below;
        size += below;
        remove_free(arena, off);
    }
    insert_free(arena, off, size);
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
    uint32_t end = off + size_at(arena, off);
    uint32_t rest = end - off - size;
    if (rest >= SMALLEST || (rest > 0 && free_size_at(arena, end) != 0)) {
        block_at(arena, off)->head -= rest;
        give_back(arena, off + size, rest, true);
    }
}

// Joins a used block with the free one above it.
static void swallow_above(struct tw__arena *arena, uint32_t off) {
    uint32_t above = off + size_at(arena, off);
    uint32_t size = size_at(arena, above);
    remove_free(arena, above);
    block_at(arena, off)->head += size;
    block_at(arena, above + size)->head |= IS_BELOW_USED;
    arena->used += size;
    guard_used(arena, off);
}

// Shrinks a block, or grows it upwards, where it lies; false if there is no room.
static bool fit(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t old_size = size_at(arena, off);
    if (size == 0 || size > old_size + free_size_at(arena, off + old_size)) {
        return false;
    }
    if (size > old_size) {
        swallow_above(arena, off);
    }
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
    uint32_t above = free_size_at(arena, off + old_size);
    if ((head & IS_BELOW_USED) != 0 || size > size_below(arena, off) + old_size + above) {
        return NULL;
    }
    if (above != 0) {
        swallow_above(arena, off);
    }
    uint32_t low = off - size_below(arena, off);
    remove_free(arena, low);
    arena->used += off - low;
    uint32_t room = off - low + old_size + above;
    uint32_t rest = room - size < SMALLEST ? 0 : room - size;
    bool is_scratch = (head & IS_SCRATCH) != 0;
    uint32_t to = is_scratch ? low + rest : low;
    size = room - rest;
    tw__unguard(block_at(arena, low), room);
    memmove(payload_at(arena, to), payload_at(arena, off), old_size - HEAD_BYTES);
    block_at(arena, to)->head = size | IS_USED | IS_BELOW_USED | (head & IS_SCRATCH);
    guard_used(arena, to);
    if (rest != 0) {
        give_back(arena, is_scratch ? low : low + size, rest, true);
    }
    count_used(arena, 0);
    return payload_at(arena, to);
}

// Grows a block by moving it to another place; NULL if there is none.
static void *grow_away(struct tw__arena *arena, uint32_t off, uint32_t size) {
    uint32_t head = block_at(arena, off)->head;
    void *target = alloc(arena, size, 8, head & IS_SCRATCH);
    if (target != NULL) {
        memcpy(target, payload_at(arena, off), (head & ~FLAGS) - HEAD_BYTES);
        tw__arena_free(arena, payload_at(arena, off));
    }
    return target;
}

void *tw__arena_resize(struct tw__arena *arena, void *payload, size_t size) {
    uint32_t new_size = block_size_for(size);
    if (payload == NULL) {
        return must_fail(arena) ? NULL : alloc(arena, new_size, 8, 0);
    }
    uint32_t off = off_of(arena, payload);
    uint32_t head = block_at(arena, off)->head;
    TW_ASSERT((head & IS_USED) != 0);
    bool may_fail = new_size == 0 || new_size > (head & ~FLAGS);
    if ((may_fail && must_fail(arena)) || new_size == 0) {
        return NULL;
    }
    if (fit(arena, off, new_size)) {
        return payload;
    }
    bool is_scratch = (head & IS_SCRATCH) != 0;
    void *moved = is_scratch ? NULL : grow_away(arena, off, new_size);
    moved = moved != NULL ? moved : grow_both(arena, off, new_size);
    return moved == NULL && is_scratch ? grow_away(arena, off, new_size) : moved;
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
