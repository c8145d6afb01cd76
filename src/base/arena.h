// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_ARENA_H
#define TW_BASE_ARENA_H

// The one allocator: blocks of any size inside memory that the application gave. Address-ordered
// best fit with immediate coalescing. Two-ended: what lives long is taken from the low end of the
// block that fits best, what is freed soon (loading scratch) from the high end of the highest one,
// so that the two do not interleave. Blocks are aligned to 8; linear memory asks for 16.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tw__arena;

// Builds an arena inside memory (size bytes); returns NULL if it is too small. The arena's own
// state lies at its beginning.
struct tw__arena *tw__arena_init(void *memory, size_t size);
// The memory is the application's again, as it is: what is allocated stays usable.
void tw__arena_close(struct tw__arena *arena);
// A cleared block of at least size bytes; NULL if none fits. size 0 gives a block of its own.
void *tw__arena_alloc(struct tw__arena *arena, size_t size);
// As alloc, with an alignment of 8 or 16, but not cleared.
void *tw__arena_alloc_aligned(struct tw__arena *arena, size_t size, size_t alignment);
// As alloc, from the high end: for what is freed before the load ends.
void *tw__arena_alloc_scratch(struct tw__arena *arena, size_t size);
// Grows, by bytes that are not cleared, or shrinks; in place if possible, else moved at the same
// end. NULL leaves the old block as it was. block may be NULL: as alloc, but not cleared. Shrinking
// never fails and never moves. A block that moves is aligned to 8, whatever it was.
void *tw__arena_resize(struct tw__arena *arena, void *block, size_t size);
// NULL is allowed.
void tw__arena_free(struct tw__arena *arena, void *block);

// The usable size of a block, and all that it takes of the arena (header included).
size_t tw__arena_block_size(const void *block);
size_t tw__arena_block_cost(const void *block);
// Bytes in use (headers and the arena's own state included) and the most there ever were.
size_t tw__arena_used(const struct tw__arena *arena);
size_t tw__arena_peak(const struct tw__arena *arena);
// Bytes free in all, and the largest size that alloc would give now.
size_t tw__arena_free_bytes(const struct tw__arena *arena);
size_t tw__arena_largest(const struct tw__arena *arena);
// Walks the arena and asserts its invariants; for tests.
bool tw__arena_check(const struct tw__arena *arena);
// Tests only: the n-th allocation from now fails once (1 = the next); 0 switches it off.
void tw__arena_fail_at(struct tw__arena *arena, uint32_t n);

#endif
