// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/core.h"

// Linear memories (spec 4.2.8). Their bytes are a block of the arena, aligned to 16.

static struct tw__arena *arena_of(const struct tw_interp_instance *instance) {
    return instance->store->env.arena;
}

static uint8_t *alloc_cleared(struct tw__arena *arena, uint64_t size) {
    if (size > SIZE_MAX) {
        return NULL;
    }
    uint8_t *base = tw__arena_alloc_aligned(arena, (size_t)size, 16);
    if (base != NULL) {
        memset(base, 0, (size_t)size);
    }
    return base;
}

struct tw__memory *tw__memory_create(struct tw_interp_instance *owner,
                                     const struct tw__limits *limits) {
    uint64_t size = limits->min << limits->page_log2;
    if (size > owner->memory_left) {
        return NULL;
    }
    struct tw__memory *memory = tw__arena_alloc(arena_of(owner), sizeof *memory);
    if (memory == NULL) {
        return NULL;
    }
    memory->owner = owner;
    memory->base = alloc_cleared(arena_of(owner), size);
    memory->size = size;
    memory->pages = limits->min;
    memory->max_pages = limits->max;
    memory->page_log2 = limits->page_log2;
    memory->has_max = limits->has_max;
    if (memory->base == NULL) {
        tw__arena_free(arena_of(owner), memory);
        return NULL;
    }
    owner->memory_left -= size;
    return memory;
}

void tw__memory_free(struct tw__memory *memory) {
    tw__arena_free(arena_of(memory->owner), memory->base);
    tw__arena_free(arena_of(memory->owner), memory);
}

// Grows where it lies if the arena can, else into a new block.
static uint8_t *grow_block(struct tw__arena *arena, struct tw__memory *memory, size_t size) {
    if (tw__arena_grow_in_place(arena, memory->base, size)) {
        return memory->base;
    }
    uint8_t *base = tw__arena_alloc_aligned(arena, size, 16);
    if (base != NULL) {
        memcpy(base, memory->base, (size_t)memory->size);
        tw__arena_free(arena, memory->base);
    }
    return base;
}

int64_t tw__memory_grow(struct tw__memory *memory, uint64_t pages) {
    uint64_t old_pages = memory->pages;
    if (pages > memory->max_pages - old_pages) {
        return -1;
    }
    uint64_t added = pages << memory->page_log2;
    uint64_t size = memory->size + added;
    if (added > memory->owner->memory_left || size > SIZE_MAX) {
        return -1;
    }
    uint8_t *base = pages == 0 ? memory->base
                               : grow_block(arena_of(memory->owner), memory, (size_t)size);
    if (base == NULL) {
        return -1;
    }
    memset(base + memory->size, 0, (size_t)added);
    memory->owner->memory_left -= added;
    memory->base = base;
    memory->size = size;
    memory->pages = old_pages + pages;
    return (int64_t)old_pages;
}
