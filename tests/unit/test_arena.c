// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The arena: alignment, both ends, coalescing, growth in place, and 10,000 random steps after which
// nothing is lost.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

#define ARENA_BYTES 65536u

static _Alignas(16) uint8_t memory[ARENA_BYTES];

static struct tw__arena *fresh(void) {
    struct tw__arena *arena = tw__arena_init(memory, sizeof memory);
    assert_non_null(arena);
    assert_true(tw__arena_check(arena));
    return arena;
}

// A small generator (xorshift32), so that a failing run can be repeated.
static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void test_base_arena_refuses_memory_that_is_too_small(void **state) {
    (void)state;
    assert_null(tw__arena_init(NULL, 1000));
    for (size_t size = 0; size < 40; size++) {
        assert_null(tw__arena_init(memory, size));
    }
    assert_non_null(tw__arena_init(memory, 40));
}

static void test_base_arena_aligns_what_it_gets_and_what_it_gives(void **state) {
    (void)state;
    for (size_t skip = 0; skip < 16; skip++) {
        struct tw__arena *arena = tw__arena_init(memory + skip, 1024);
        assert_non_null(arena);
        for (size_t size = 0; size < 20; size++) {
            uint8_t *block = tw__arena_alloc(arena, size);
            assert_int_equal((uintptr_t)block % 8, 0);
            assert_true(tw__arena_block_size(block) >= size);
        }
        uint8_t *aligned = tw__arena_alloc_aligned(arena, 100, 16);
        assert_int_equal((uintptr_t)aligned % 16, 0);
        assert_true(aligned + 100 <= memory + skip + 1024);
        assert_true(tw__arena_check(arena));
    }
}

static void test_base_arena_blocks_do_not_overlap(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *blocks[32];
    for (size_t i = 0; i < 32; i++) {
        blocks[i] = i % 3 == 0 ? tw__arena_alloc_scratch(arena, i * 5)
                               : tw__arena_alloc_aligned(arena, i * 5, i % 2 == 0 ? 8 : 16);
        memset(blocks[i], (int)i, i * 5);
    }
    for (size_t i = 0; i < 32; i++) {
        for (size_t j = 0; j < i * 5; j++) {
            assert_int_equal(blocks[i][j], i);
        }
    }
}

static void test_base_arena_an_empty_block_is_a_block_of_its_own(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    size_t start = tw__arena_used(arena);
    void *a = tw__arena_alloc(arena, 0);
    void *b = tw__arena_alloc(arena, 0);
    assert_non_null(a);
    assert_ptr_not_equal(a, b);
    tw__arena_free(arena, a);
    tw__arena_free(arena, b);
    tw__arena_free(arena, NULL);
    assert_int_equal(tw__arena_used(arena), start);
}

static void test_base_arena_scratch_comes_from_the_high_end(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *low = tw__arena_alloc(arena, 100);
    uint8_t *scratch = tw__arena_alloc_scratch(arena, 100);
    uint8_t *lower = tw__arena_alloc_scratch(arena, 100);
    uint8_t *second = tw__arena_alloc(arena, 100);
    assert_true(low < second && second < lower && lower < scratch);
    assert_true(second - low < 200);
    assert_true(memory + sizeof memory - scratch < 200);
}

static void test_base_arena_takes_the_smallest_block_that_fits(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    void *large = tw__arena_alloc(arena, 500);
    void *wall = tw__arena_alloc(arena, 8);
    void *small = tw__arena_alloc(arena, 100);
    void *wall2 = tw__arena_alloc(arena, 8);
    void *same = tw__arena_alloc(arena, 100);
    void *wall3 = tw__arena_alloc(arena, 8);
    assert_non_null(wall);
    assert_non_null(wall2);
    assert_non_null(wall3);
    tw__arena_free(arena, large);
    tw__arena_free(arena, same);
    tw__arena_free(arena, small);
    assert_ptr_equal(tw__arena_alloc(arena, 100), small);  // not large; the lower of the equals
    assert_ptr_equal(tw__arena_alloc(arena, 97), same);
}

static void test_base_arena_joins_free_neighbours_at_once(void **state) {
    (void)state;
    static const uint8_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                         {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t order = 0; order < 6; order++) {
        struct tw__arena *arena = fresh();
        size_t largest = tw__arena_largest(arena);
        size_t start = tw__arena_used(arena);
        void *blocks[3];
        for (size_t i = 0; i < 3; i++) {
            blocks[i] = tw__arena_alloc(arena, 1000);
        }
        for (size_t i = 0; i < 3; i++) {
            tw__arena_free(arena, blocks[orders[order][i]]);
            assert_true(tw__arena_check(arena));
        }
        assert_int_equal(tw__arena_largest(arena), largest);
        assert_int_equal(tw__arena_used(arena), start);
    }
}

static void test_base_arena_largest_is_exactly_what_can_be_had(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    size_t largest = tw__arena_largest(arena);
    assert_null(tw__arena_alloc(arena, largest + 1));
    assert_null(tw__arena_alloc(arena, SIZE_MAX));
    assert_null(tw__arena_alloc(arena, UINT32_MAX));
    assert_null(tw__arena_alloc_scratch(arena, largest + 1));
    void *block = tw__arena_alloc(arena, largest);
    assert_non_null(block);
    assert_int_equal(tw__arena_free_bytes(arena), 0);
    assert_int_equal(tw__arena_largest(arena), 0);
    assert_null(tw__arena_alloc(arena, 0));
    tw__arena_free(arena, block);
    assert_int_equal(tw__arena_largest(arena), largest);
}

static void test_base_arena_costs_a_block_at_most_11_bytes(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    for (size_t size = 12; size < 100; size++) {
        size_t used = tw__arena_used(arena);
        void *block = tw__arena_alloc(arena, size);
        assert_true(tw__arena_block_cost(block) <= size + 11);
        assert_int_equal(tw__arena_used(arena) - used, tw__arena_block_cost(block));
        assert_int_equal(tw__arena_block_size(block), tw__arena_block_cost(block) - 4);
    }
}

static void test_base_arena_peak_is_the_most_ever_used(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    void *a = tw__arena_alloc(arena, 1000);
    void *b = tw__arena_alloc(arena, 1000);
    size_t top = tw__arena_used(arena);
    tw__arena_free(arena, a);
    tw__arena_free(arena, b);
    assert_non_null(tw__arena_alloc(arena, 1500));
    assert_int_equal(tw__arena_peak(arena), top);
}

static void test_base_arena_resize_grows_in_place_when_it_can(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *block = tw__arena_alloc(arena, 100);
    memset(block, 7, 100);
    assert_ptr_equal(tw__arena_resize(arena, block, 5000), block);
    assert_int_equal(block[99], 7);
    assert_ptr_equal(tw__arena_resize(arena, block, 100), block);
    assert_true(tw__arena_block_cost(block) <= 111);
    assert_true(tw__arena_check(arena));
}

static void test_base_arena_resize_moves_when_it_must_and_keeps_the_bytes(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *block = tw__arena_alloc(arena, 100);
    assert_non_null(tw__arena_alloc(arena, 8));
    memset(block, 7, 100);
    uint8_t *moved = tw__arena_resize(arena, block, 5000);
    assert_ptr_not_equal(moved, block);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(moved[i], 7);
    }
    assert_ptr_equal(tw__arena_alloc(arena, 100), block);
}

static void test_base_arena_resize_of_scratch_grows_downwards(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    size_t largest = tw__arena_largest(arena);
    uint8_t *top = tw__arena_alloc_scratch(arena, 8);
    uint8_t *block = tw__arena_alloc_scratch(arena, 100);
    uint8_t *end = block + tw__arena_block_size(block);
    for (size_t i = 0; i < 100; i++) {
        block[i] = (uint8_t)i;
    }
    // More than half of the arena: there is no room for two copies.
    for (size_t size = 100; size < 60000; size += 1237) {
        block = tw__arena_resize(arena, block, size);
        assert_non_null(block);
        assert_ptr_equal(block + tw__arena_block_size(block), end);
        for (size_t i = 0; i < 100; i++) {
            assert_int_equal(block[i], i);
        }
        assert_true(tw__arena_check(arena));
    }
    tw__arena_free(arena, block);
    tw__arena_free(arena, top);
    assert_int_equal(tw__arena_largest(arena), largest);
}

static void test_base_arena_resize_slides_into_a_hole_below_as_a_last_resort(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *hole = tw__arena_alloc(arena, 20000);
    uint8_t *block = tw__arena_alloc(arena, 20000);
    void *wall = tw__arena_alloc(arena, 20000);
    assert_non_null(wall);
    for (size_t i = 0; i < 20000; i++) {
        block[i] = (uint8_t)(i * 7);
    }
    tw__arena_free(arena, hole);
    block = tw__arena_resize(arena, block, 35000);
    assert_ptr_equal(block, hole);
    for (size_t i = 0; i < 20000; i++) {
        assert_int_equal(block[i], (uint8_t)(i * 7));
    }
    assert_true(tw__arena_check(arena));
}

static void test_base_arena_a_failed_resize_leaves_the_block(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *block = tw__arena_alloc(arena, 100);
    memset(block, 9, 100);
    size_t used = tw__arena_used(arena);
    assert_null(tw__arena_resize(arena, block, 100000));
    assert_null(tw__arena_resize(arena, block, SIZE_MAX));
    assert_int_equal(tw__arena_used(arena), used);
    assert_int_equal(block[99], 9);
    assert_non_null(tw__arena_resize(arena, NULL, 10));
}

static void test_base_arena_fail_at_fails_the_nth_once(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    tw__arena_fail_at(arena, 2);
    void *block = tw__arena_alloc(arena, 10);
    assert_non_null(block);
    assert_null(tw__arena_resize(arena, block, 1000));
    assert_non_null(tw__arena_resize(arena, block, 1000));
    tw__arena_fail_at(arena, 1);
    assert_non_null(tw__arena_resize(arena, block, 10));  // shrinking allocates nothing
    assert_null(tw__arena_alloc_scratch(arena, 10));
    tw__arena_fail_at(arena, 1);
    tw__arena_fail_at(arena, 0);
    assert_non_null(tw__arena_alloc(arena, 10));
}

// A block that remembers what is in it.
struct held {
    uint8_t *bytes;
    size_t size;
    uint8_t seed;
};

static void fill(struct held *held, size_t from) {
    for (size_t i = from; i < held->size; i++) {
        held->bytes[i] = (uint8_t)(held->seed + i);
    }
}

static void check_bytes(const struct held *held) {
    for (size_t i = 0; i < held->size; i++) {
        assert_int_equal(held->bytes[i], (uint8_t)(held->seed + i));
    }
}

static void replace(struct tw__arena *arena, struct held *held, uint32_t random) {
    tw__arena_free(arena, held->bytes);
    held->size = (random >> 8) % 3000;
    held->seed = (uint8_t)random;
    held->bytes = (random & 3) == 0   ? tw__arena_alloc_scratch(arena, held->size)
                  : (random & 3) == 1 ? tw__arena_alloc_aligned(arena, held->size, 16)
                                      : tw__arena_alloc(arena, held->size);
    held->size = held->bytes == NULL ? 0 : held->size;
    fill(held, 0);
}

static void grow_or_shrink(struct tw__arena *arena, struct held *held, uint32_t random) {
    size_t size = (random >> 8) % 4000;
    uint8_t *bytes = tw__arena_resize(arena, held->bytes, size);
    if (bytes == NULL) {
        assert_true(size > held->size);
        return;
    }
    size_t kept = size < held->size ? size : held->size;
    held->bytes = bytes;
    held->size = size;
    fill(held, kept);
}

static void test_base_arena_survives_10000_random_steps(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 5; seed++) {
        struct tw__arena *arena = fresh();
        size_t start = tw__arena_used(arena);
        size_t largest = tw__arena_largest(arena);
        struct held held[48] = {{NULL, 0, 0}};
        uint32_t random = seed;
        for (uint32_t step = 0; step < 10000; step++) {
            struct held *one = &held[next_random(&random) % 48];
            check_bytes(one);
            if (next_random(&random) % 3 != 0) {
                replace(arena, one, next_random(&random));
            } else {
                grow_or_shrink(arena, one, next_random(&random));
            }
            assert_true(tw__arena_check(arena));
        }
        for (size_t i = 0; i < 48; i++) {
            check_bytes(&held[i]);
            tw__arena_free(arena, held[i].bytes);
            assert_true(tw__arena_check(arena));
        }
        assert_int_equal(tw__arena_used(arena), start);
        assert_int_equal(tw__arena_largest(arena), largest);
    }
}

// A module as the loader allocates it: scratch while loading, blocks that stay, code that grows.
struct loaded {
    void *blocks[4];
    size_t cost;
};

static bool load(struct tw__arena *arena, struct loaded *module, size_t bytes) {
    void *scratch = tw__arena_alloc_scratch(arena, 600);
    uint8_t *code = tw__arena_alloc_scratch(arena, 64);
    bool is_ok = scratch != NULL && code != NULL;
    for (size_t size = 128; is_ok && size <= bytes / 2; size *= 2) {
        code = tw__arena_resize(arena, code, size);
        is_ok = code != NULL;
    }
    module->blocks[0] = tw__arena_alloc(arena, 64);
    module->blocks[1] = tw__arena_alloc(arena, bytes / 8);
    module->blocks[2] = tw__arena_alloc(arena, bytes / 2);
    tw__arena_free(arena, code);
    tw__arena_free(arena, scratch);
    module->blocks[3] = tw__arena_alloc_aligned(arena, bytes / 4, 16);
    module->cost = 0;
    for (size_t i = 0; i < 4; i++) {
        is_ok = is_ok && module->blocks[i] != NULL;
        module->cost += module->blocks[i] == NULL ? 0 : tw__arena_block_cost(module->blocks[i]);
    }
    return is_ok;
}

static void unload(struct tw__arena *arena, struct loaded *module) {
    for (size_t i = 0; i < 4; i++) {
        tw__arena_free(arena, module->blocks[i]);
        module->blocks[i] = NULL;
    }
    module->cost = 0;
}

static void test_base_arena_no_load_fails_at_70_percent_live(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    size_t start = tw__arena_used(arena);
    struct loaded modules[24] = {{{NULL}, 0}};
    size_t limit = ARENA_BYTES / 10 * 7;
    uint32_t random = 2463534242u;
    uint32_t load_count = 0;
    for (uint32_t step = 0; step < 10000; step++) {
        struct loaded *module = &modules[next_random(&random) % 24];
        size_t bytes = 500 + next_random(&random) % 4000;
        unload(arena, module);
        if (tw__arena_used(arena) + bytes + 600 <= limit) {
            assert_true(load(arena, module, bytes));
            load_count++;
        }
    }
    assert_true(load_count > 5000);
    for (size_t i = 0; i < 24; i++) {
        unload(arena, &modules[i]);
    }
    assert_int_equal(tw__arena_used(arena), start);
    assert_true(tw__arena_check(arena));
}

#ifdef __SANITIZE_ADDRESS__

static bool is_shut(const uint8_t *byte) {
    return __asan_address_is_poisoned(byte) != 0;
}

static bool is_open(const void *bytes, size_t size) {
    return __asan_region_is_poisoned((void *)(uintptr_t)bytes, size) == NULL;
}

#else  // and nobody would see it

static bool is_shut(const uint8_t *byte) {
    return byte != NULL;
}

static bool is_open(const void *bytes, size_t size) {
    return bytes != NULL && size != 0;
}

#endif

// Whether exactly the payload of a block may be touched.
static bool is_guarded(const uint8_t *block) {
    size_t size = tw__arena_block_size(block);
    return is_open(block, size) && is_shut(block - 1) && is_shut(block + size);
}

static bool is_in_one(uint8_t *const blocks[60], const uint8_t *byte) {
    for (int k = 0; k < 60; k++) {
        if (blocks[k] != NULL && byte >= blocks[k] &&
            byte < blocks[k] + tw__arena_block_size(blocks[k])) {
            return true;
        }
    }
    return false;
}

static void test_base_arena_guards_what_is_not_allocated(void **state) {
    (void)state;
    struct tw__arena *arena = fresh();
    uint8_t *blocks[60] = {NULL};
    uint32_t random = 7;
    for (int i = 0; i < 3000; i++) {
        uint32_t k = next_random(&random) % 60;
        uint8_t *freed = blocks[k];
        if (freed != NULL && next_random(&random) % 3 == 0) {
            tw__arena_free(arena, freed);
            blocks[k] = NULL;
            assert_true(is_shut(freed));
            continue;
        }
        uint32_t size = next_random(&random) % 1000;
        uint8_t *made = freed != NULL ? tw__arena_resize(arena, freed, size)
                        : k % 2 == 0  ? tw__arena_alloc(arena, size)
                                      : tw__arena_alloc_scratch(arena, size);
        blocks[k] = made != NULL ? made : freed;
        assert_true(blocks[k] == NULL || is_guarded(blocks[k]));
    }
    for (int k = 0; k < 60; k++) {
        assert_true(blocks[k] == NULL || is_guarded(blocks[k]));
    }
    for (const uint8_t *byte = memory; byte < memory + sizeof memory; byte++) {
        assert_true(is_in_one(blocks, byte) || is_shut(byte));
    }
    tw__arena_close(arena);
    assert_true(is_open(memory, sizeof memory));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_arena_refuses_memory_that_is_too_small),
        cmocka_unit_test(test_base_arena_aligns_what_it_gets_and_what_it_gives),
        cmocka_unit_test(test_base_arena_blocks_do_not_overlap),
        cmocka_unit_test(test_base_arena_an_empty_block_is_a_block_of_its_own),
        cmocka_unit_test(test_base_arena_scratch_comes_from_the_high_end),
        cmocka_unit_test(test_base_arena_takes_the_smallest_block_that_fits),
        cmocka_unit_test(test_base_arena_joins_free_neighbours_at_once),
        cmocka_unit_test(test_base_arena_largest_is_exactly_what_can_be_had),
        cmocka_unit_test(test_base_arena_costs_a_block_at_most_11_bytes),
        cmocka_unit_test(test_base_arena_peak_is_the_most_ever_used),
        cmocka_unit_test(test_base_arena_resize_grows_in_place_when_it_can),
        cmocka_unit_test(test_base_arena_resize_moves_when_it_must_and_keeps_the_bytes),
        cmocka_unit_test(test_base_arena_resize_of_scratch_grows_downwards),
        cmocka_unit_test(test_base_arena_resize_slides_into_a_hole_below_as_a_last_resort),
        cmocka_unit_test(test_base_arena_a_failed_resize_leaves_the_block),
        cmocka_unit_test(test_base_arena_fail_at_fails_the_nth_once),
        cmocka_unit_test(test_base_arena_survives_10000_random_steps),
        cmocka_unit_test(test_base_arena_no_load_fails_at_70_percent_live),
        cmocka_unit_test(test_base_arena_guards_what_is_not_allocated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
