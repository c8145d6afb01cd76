// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Linear memories (spec 4.2.8): what they reserve, promise and give back. Where their bytes lie,
// and what is backed behind the prefix, is sparse.c's.

static struct tw__arena *arena_of(const struct tw_interp_instance *instance) {
    return instance->store->env.arena;
}

static size_t least(uint64_t a, size_t b) {
    return a < b ? (size_t)a : b;
}

// Without a wish: all of the memory if the budget covers it, else half of the budget, and the other
// half is for chunks.
size_t tw__memory_reserve(const struct tw_interp_instance *owner, const struct tw__limits *limits,
                          size_t left) {
    if (owner->prefix_bytes != SIZE_MAX) {
        return least(limits->max << limits->page_log2, least(owner->prefix_bytes, left));
    }
    uint64_t size = limits->min << limits->page_log2;
    return size <= left ? (size_t)size : left / 2;
}

// Promises pages more. What does not fit the prefix is left to chunks.
static void promise(struct tw__memory *memory, uint64_t pages) {
    size_t prefix = memory->prefix;
    memory->pages += pages;
    memory->size += pages << memory->page_log2;
    memory->prefix = least(memory->size, memory->reserved);
    memset(memory->base + prefix, 0, memory->prefix - prefix);
}

struct tw__memory *tw__memory_create(struct tw_interp_instance *owner,
                                     const struct tw__limits *limits) {
    struct tw__memory *memory = tw__arena_alloc(arena_of(owner), sizeof *memory);
    if (memory == NULL) {
        return NULL;
    }
    memset(memory, 0, sizeof *memory);
    memory->owner = owner;
    memory->reserved = tw__memory_reserve(owner, limits, owner->memory_left);
    memory->base = tw__arena_alloc_aligned(arena_of(owner), memory->reserved, 16);
    if (memory->base == NULL) {
        tw__arena_free(arena_of(owner), memory);
        return NULL;
    }
    memory->max_pages = limits->max;
    memory->page_log2 = limits->page_log2;
    memory->has_max = limits->has_max;
    owner->memory_left -= memory->reserved;
    owner->promise_left -= memory->reserved;
    promise(memory, limits->min);
    return memory;
}

void tw__memory_free(struct tw__memory *memory) {
    tw__memory_free_chunks(memory);
    tw__arena_free(arena_of(memory->owner), memory->base);
    tw__arena_free(arena_of(memory->owner), memory);
}

// Growing costs nothing yet, but a guest that is told -1 can go on, and one whose write traps
// cannot. So a page is promised only if it begins inside what is reserved, or what the budget has
// beside that, and if the arena has what it may cost. What memories began with does not count: most
// of it is never written, and some allocators use nothing but what they grow by.
static bool grow_promise(struct tw__memory *memory, uint64_t added) {
    struct tw_interp_instance *owner = memory->owner;
    size_t kept = memory->reserved - memory->prefix;
    uint64_t beyond = added - least(added, kept);
    uint64_t last_page = added - (UINT64_C(1) << memory->page_log2);
    if (last_page >= (uint64_t)kept + owner->promise_left ||
        least(beyond, owner->memory_left) > tw__arena_free_bytes(arena_of(owner))) {
        return false;
    }
    owner->promise_left -= least(beyond, owner->promise_left);
    return true;
}

int64_t tw__memory_grow(struct tw__memory *memory, uint64_t pages) {
    uint64_t old_pages = memory->pages;
    bool is_allowed = pages <= memory->max_pages - old_pages &&
                      (pages == 0 || grow_promise(memory, pages << memory->page_log2));
    if (!is_allowed) {
        return -1;
    }
    promise(memory, pages);
    return (int64_t)old_pages;
}
