// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Linear memories (spec 4.2.8): what they reserve, promise and give back. Where their bytes lie,
// and what is backed behind the prefix, is sparse.c's.

static struct tw__arena *arena_of(const struct tw_interp_instance *instance) {
    return instance->store->env.arena;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// 4 GiB are SIZE_MAX where they do not fit: no arena has that much.
static size_t bytes_of(const struct tw__limits *limits, uint32_t pages) {
    uint32_t log2 = limits->page_log2;
    return pages > SIZE_MAX >> log2 ? SIZE_MAX : (size_t)pages << log2;
}

// Without a wish: all of the memory if the budget covers it, else half of the budget, and the other
// half is for chunks.
size_t tw__memory_reserve(const struct tw_interp_instance *owner, const struct tw__limits *limits,
                          size_t left) {
    if (owner->prefix_bytes != SIZE_MAX) {
        return least(bytes_of(limits, limits->max), least(owner->prefix_bytes, left));
    }
    size_t size = bytes_of(limits, limits->min);
    return size <= left ? size : left / 2;
}

// Promises pages more, and clears what they add to the prefix: of what is reserved for growing
// nothing is touched before. What does not fit the prefix is left to chunks.
static void promise(struct tw__memory *memory, uint32_t pages) {
    memory->pages += pages;
    memory->size = (uint64_t)memory->pages << memory->limits.page_log2;
    size_t prefix = least(bytes_of(&memory->limits, memory->pages), memory->reserved);
    memset(memory->base + memory->prefix, 0, prefix - memory->prefix);
    memory->prefix = prefix;
}

bool tw__memory_create(struct tw_interp_instance *owner, uint32_t i) {
    struct tw__memory *memory = tw__arena_alloc(arena_of(owner), sizeof *memory);
    owner->memories[i] = memory;
    if (memory == NULL) {
        return false;
    }
    memory->owner = owner;
    memory->limits = owner->module->memories[i];
    memory->reserved = tw__memory_reserve(owner, &memory->limits, owner->memory_left);
    memory->base = tw__arena_alloc_aligned(arena_of(owner), memory->reserved, 16);
    owner->memory_left -= memory->reserved;
    owner->promise_left -= memory->reserved;
    if (memory->base == NULL) {
        return false;
    }
    promise(memory, memory->limits.min);
    return true;
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
static bool grow_promise(struct tw__memory *memory, uint32_t pages) {
    struct tw_interp_instance *owner = memory->owner;
    size_t kept = memory->reserved - memory->prefix;
    size_t last_page = bytes_of(&memory->limits, pages - 1);
    size_t added = bytes_of(&memory->limits, pages);
    size_t beyond = added - least(added, kept);
    if ((last_page >= kept && last_page - kept >= owner->promise_left) ||
        least(beyond, owner->memory_left) > tw__arena_free_bytes(arena_of(owner))) {
        return false;
    }
    owner->promise_left -= least(beyond, owner->promise_left);
    return true;
}

static uint32_t max_pages(const struct tw__limits *limits) {
    uint32_t most = TW_MEMORY64_BYTES >> limits->page_log2;
    bool is_cut = TW_CFG_MEMORY64 && limits->is_64 != 0 && limits->max > most;
    return is_cut ? most : limits->max;
}

uint32_t tw__memory_grow(struct tw__memory *memory, uint32_t pages) {
    uint32_t old_pages = memory->pages;
    if (pages > max_pages(&memory->limits) - old_pages ||
        (pages != 0 && !grow_promise(memory, pages))) {
        return UINT32_MAX;
    }
    promise(memory, pages);
    return old_pages;
}
