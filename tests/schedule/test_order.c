// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Modules and instances come and go in every order. Five instances: a library, two that import from
// it, and two that import from nobody; of three modules.

#include "kit.h"

#include "caller_wasm.h"
#include "library_wasm.h"
#include "worker_wasm.h"

#define COUNT 5u
#define ORDERS 120u  // 5!
enum { LIBRARY, FIRST, SECOND, WORKER, OTHER };
static const char *const names[COUNT] = {"library", "first", "second", "worker", "other"};
static const uint32_t module_of[COUNT] = {0, 1, 1, 2, 2};

// Permutation number n of COUNT.
static void permute(uint32_t n, uint32_t order[COUNT]) {
    bool is_used[COUNT] = {false};
    uint32_t radix = ORDERS;
    for (uint32_t i = 0; i < COUNT; i++) {
        radix /= COUNT - i;
        uint32_t skip = n / radix;
        n %= radix;
        uint32_t k = 0;
        while (is_used[k] || skip > 0) {
            skip -= is_used[k] ? 0 : 1;
            k++;
        }
        is_used[k] = true;
        order[i] = k;
    }
}

static void load_all(const uint32_t order[COUNT], tw_module_t *modules[3]) {
    memset(modules, 0, 3 * sizeof modules[0]);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t m = module_of[order[i]];
        if (modules[m] == NULL) {
            modules[m] = m == 0   ? load(library_wasm, sizeof library_wasm)
                         : m == 1 ? load(caller_wasm, sizeof caller_wasm)
                                  : load(worker_wasm, sizeof worker_wasm);
        }
    }
}

// Instances are made in this order as far as they can, and those that import last if need be.
static void create_all(const uint32_t order[COUNT], tw_module_t *modules[3],
                       tw_instance_t *instances[COUNT]) {
    memset(instances, 0, COUNT * sizeof instances[0]);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t k = order[i];
            if (instances[k] != NULL) {
                continue;
            }
            bool has_library = k != FIRST && k != SECOND ? true : instances[LIBRARY] != NULL;
            tw_err_t err =
                tw_instance_create(modules[module_of[k]], names[k], &limits, &instances[k]);
            assert_int_equal(err, has_library ? TW_ERR_OK : TW_ERR_UNLINKABLE);
        }
    }
}

// Each that is there still does its work.
static void check_working(tw_instance_t *instances[COUNT]) {
    static const char *const funcs[COUNT] = {"slow", "once", "tail", "work", "work"};
    for (uint32_t k = 0; k < COUNT; k++) {
        static struct ending ending;
        if (instances[k] != NULL) {
            assert_int_equal(begin(instances[k], funcs[k], 3, &ending), TW_ERR_OK);
            settle();
            assert_int_equal(ending.err, TW_ERR_OK);
        }
    }
}

static void destroy_all(const uint32_t order[COUNT], tw_module_t *modules[3],
                        tw_instance_t *instances[COUNT]) {
    uint32_t left = COUNT;
    while (left > 0) {
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t k = order[i];
            if (instances[k] == NULL) {
                continue;
            }
            bool is_held = k == LIBRARY && (instances[FIRST] != NULL || instances[SECOND] != NULL);
            assert_int_equal(tw_module_unload(modules[module_of[k]]), TW_ERR_STATE);
            assert_int_equal(tw_instance_destroy(instances[k]), is_held ? TW_ERR_STATE : TW_ERR_OK);
            if (is_held) {
                assert_non_null(strstr(tw_engine_fault(engine)->text, "imports from it"));
                continue;
            }
            instances[k] = NULL;
            left--;
            check_working(instances);
        }
    }
}

static void test_order_does_not_matter_to_what_is_left(void **state) {
    (void)state;
    size_t start_bytes = tw_engine_arena_used(engine, NULL);
    for (uint32_t n = 0; n < ORDERS; n++) {
        uint32_t order[COUNT];
        uint32_t other[COUNT];
        tw_module_t *modules[3];
        tw_instance_t *instances[COUNT];
        permute(n, order);
        permute((n * 77 + 13) % ORDERS, other);
        load_all(order, modules);
        create_all(order, modules, instances);
        check_working(instances);
        destroy_all(other, modules, instances);
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t m = module_of[order[COUNT - 1 - i]];
            if (modules[m] != NULL) {
                assert_int_equal(tw_module_unload(modules[m]), TW_ERR_OK);
                modules[m] = NULL;
            }
        }
        assert_int_equal(tw_engine_arena_used(engine, NULL), start_bytes);
    }
}

static void test_order_permutations_are_all_there(void **state) {
    (void)state;
    bool is_seen[1u << (3 * COUNT)] = {false};
    uint32_t different = 0;
    for (uint32_t n = 0; n < ORDERS; n++) {
        uint32_t order[COUNT];
        uint32_t key = 0;
        permute(n, order);
        for (uint32_t i = 0; i < COUNT; i++) {
            key = key << 3 | order[i];
        }
        different += !is_seen[key];
        is_seen[key] = true;
    }
    assert_int_equal(different, ORDERS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_order_does_not_matter_to_what_is_left),
        TEST(test_order_permutations_are_all_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
