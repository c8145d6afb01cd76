// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// An instance is destroyed while the unfinished execution of another is inside it. The modules are
// real: `root` calls entry 0 of a table that `owner` has, and a third has put its function there.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tinywasm/tinywasm.h"

// (module (table (export "t") 1 funcref) (memory (export "m") 1))
static const uint8_t owner_wasm[] = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x04, 0x04,
                                     0x01, 0x70, 0x00, 0x01, 0x05, 0x03, 0x01, 0x00, 0x01, 0x07,
                                     0x09, 0x02, 0x01, 0x74, 0x01, 0x00, 0x01, 0x6d, 0x02, 0x00};
// (module (import "owner" "t" (table 1 funcref)) (import "h" "wait" (func $wait))
//   (func (export "run") (call_indirect (i32.const 0)))
//   (func (export "back") (call $wait)))
static const uint8_t root_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02,
    0x16, 0x02, 0x05, 0x6f, 0x77, 0x6e, 0x65, 0x72, 0x01, 0x74, 0x01, 0x70, 0x00, 0x01, 0x01,
    0x68, 0x04, 0x77, 0x61, 0x69, 0x74, 0x00, 0x00, 0x03, 0x03, 0x02, 0x00, 0x00, 0x07, 0x0e,
    0x02, 0x03, 0x72, 0x75, 0x6e, 0x00, 0x01, 0x04, 0x62, 0x61, 0x63, 0x6b, 0x00, 0x02, 0x0a,
    0x0e, 0x02, 0x07, 0x00, 0x41, 0x00, 0x11, 0x00, 0x00, 0x0b, 0x04, 0x00, 0x10, 0x00, 0x0b};
// (module (import "owner" "t" (table 1 funcref)) (func $s (call_indirect (i32.const 0)))
//   (start $s))
static const uint8_t start_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x0d,
    0x01, 0x05, 0x6f, 0x77, 0x6e, 0x65, 0x72, 0x01, 0x74, 0x01, 0x70, 0x00, 0x01, 0x03, 0x02, 0x01,
    0x00, 0x08, 0x01, 0x00, 0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0x11, 0x00, 0x00, 0x0b};
// (module (import "owner" "t" (table 1 funcref)) (import "h" "wait" (func $wait)) (memory 1)
//   (elem (i32.const 0) $f) (func $f (call $wait)))
static const uint8_t waits_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x16,
    0x02, 0x05, 0x6f, 0x77, 0x6e, 0x65, 0x72, 0x01, 0x74, 0x01, 0x70, 0x00, 0x01, 0x01, 0x68, 0x04,
    0x77, 0x61, 0x69, 0x74, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01, 0x09,
    0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x01, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x10, 0x00, 0x0b};
// (module (import "owner" "t" (table 1 funcref)) (elem (i32.const 0) $f) (func $f (loop (br 0))))
static const uint8_t spins_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00,
    0x02, 0x0d, 0x01, 0x05, 0x6f, 0x77, 0x6e, 0x65, 0x72, 0x01, 0x74, 0x01, 0x70, 0x00,
    0x01, 0x03, 0x02, 0x01, 0x00, 0x09, 0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x00,
    0x0a, 0x09, 0x01, 0x07, 0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b};
// The same, but its function calls "back" of root.
static const uint8_t between_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x19,
    0x02, 0x05, 0x6f, 0x77, 0x6e, 0x65, 0x72, 0x01, 0x74, 0x01, 0x70, 0x00, 0x01, 0x04, 0x72, 0x6f,
    0x6f, 0x74, 0x04, 0x62, 0x61, 0x63, 0x6b, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x09, 0x07, 0x01,
    0x00, 0x41, 0x00, 0x0b, 0x01, 0x01, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x10, 0x00, 0x0b};

static _Alignas(16) uint8_t arena[512 * 1024];
static tw_engine_t *engine;
static tw_instance_t *owner;
static tw_instance_t *root;
static tw_pending_t token;
static tw_instance_t *caller;  // of the host function
static int cancelled;

static void cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    assert_int_equal(pending.generation, token.generation);
    cancelled++;
    // Until this returns the host may write to the memory of the one that called it.
    if (tw_memory_size(caller) > 0) {
        uint8_t *bytes = NULL;
        assert_int_equal(tw_memory_view(caller, 0, 65536, &bytes), TW_ERR_OK);
        bytes[65535] = 1;
    }
}

static tw_err_t host_wait(tw_call_t *call) {
    caller = tw_call_instance(call);
    return tw_call_pend(call, cancel, &token);
}

static const tw_host_func_t funcs[] = {{"wait", "()", host_wait}};
static const tw_host_module_t host = {"h", funcs, 1, NULL};

static tw_instance_t *instantiate(const uint8_t *bytes, size_t size, const char *name,
                                  tw_err_t expected) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = 1000;
    limits.memory_bytes = 65536;
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, name, &limits, &instance), expected);
    return instance;
}
#define MAKE(bytes, name) instantiate(bytes, sizeof(bytes), name, TW_ERR_OK)

static int set_up(void **state) {
    (void)state;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    cancelled = 0;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &host), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    owner = MAKE(owner_wasm, "owner");
    root = MAKE(root_wasm, "root");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_err_t run_root(void) {
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(root, "run", &func), TW_ERR_OK);
    return tw_instance_call(root, func, NULL, 0, NULL, 0);
}

// Whatever happened to the execution before, root can be called, and meets a stale reference.
static void check_root_goes_on(void) {
    assert_int_equal(tw_instance_resume(root, NULL, 0), TW_ERR_STATE);
    assert_int_equal(run_root(), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_STALE_REFERENCE);
}

static void test_nested_destroy_cancels_what_its_host_function_waits_for(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_instance_t *waits = MAKE(waits_wasm, NULL);
    assert_int_equal(run_root(), TW_ERR_PENDING);
    assert_ptr_equal(caller, waits);
    assert_int_equal(tw_instance_destroy(waits), TW_ERR_OK);
    assert_int_equal(cancelled, 1);
    assert_int_equal(tw_pending_complete(engine, token, 0), TW_ERR_NOENT);
    check_root_goes_on();
    assert_true(tw_engine_arena_used(engine, NULL) < used + 65536);
}

static void test_nested_destroy_ends_an_execution_out_of_fuel(void **state) {
    (void)state;
    tw_instance_t *spins = MAKE(spins_wasm, NULL);
    assert_int_equal(run_root(), TW_ERR_FUEL);
    assert_int_equal(tw_instance_destroy(spins), TW_ERR_OK);
    check_root_goes_on();
}

static void test_nested_destroy_frees_the_slot_of_a_call_that_pends_beyond(void **state) {
    (void)state;
    for (int i = 0; i <= TW_CFG_PENDING_CALLS; i++) {
        tw_instance_t *between = MAKE(between_wasm, NULL);
        assert_int_equal(run_root(), TW_ERR_PENDING);
        assert_ptr_equal(caller, root);
        assert_int_equal(tw_instance_destroy(between), TW_ERR_OK);
        assert_int_equal(cancelled, i + 1);
        assert_int_equal(tw_pending_complete(engine, token, 0), TW_ERR_NOENT);
    }
    check_root_goes_on();
}

static void test_nested_destroy_fails_a_creation_that_is_inside(void **state) {
    (void)state;
    tw_instance_t *spins = MAKE(spins_wasm, NULL);
    tw_instance_t *starts = instantiate(start_wasm, sizeof start_wasm, "starts", TW_ERR_FUEL);
    assert_int_equal(tw_instance_destroy(spins), TW_ERR_OK);
    tw_func_t func = {starts, NULL, 0};
    assert_int_equal(tw_instance_resume(starts, NULL, 0), TW_ERR_STATE);
    assert_int_equal(tw_instance_call(starts, func, NULL, 0, NULL, 0), TW_ERR_STATE);
    assert_int_equal(tw_instance_destroy(starts), TW_ERR_OK);
}

static void test_nested_destroy_leaves_other_executions_alone(void **state) {
    (void)state;
    tw_instance_t *spins = MAKE(spins_wasm, NULL);
    tw_instance_t *other = MAKE(waits_wasm, NULL);  // takes the entry
    assert_int_equal(run_root(), TW_ERR_PENDING);
    assert_int_equal(tw_instance_destroy(spins), TW_ERR_OK);
    assert_int_equal(cancelled, 0);
    assert_int_equal(tw_pending_complete(engine, token, 0), TW_ERR_OK);
    assert_int_equal(tw_instance_resume(root, NULL, 0), TW_ERR_OK);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);
}

static void test_nested_stop_cancels_what_pends(void **state) {
    (void)state;
    MAKE(waits_wasm, NULL);
    assert_int_equal(run_root(), TW_ERR_PENDING);
    tw_engine_stop(engine);
    assert_int_equal(cancelled, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_nested_destroy_cancels_what_its_host_function_waits_for),
        TEST(test_nested_destroy_ends_an_execution_out_of_fuel),
        TEST(test_nested_destroy_frees_the_slot_of_a_call_that_pends_beyond),
        TEST(test_nested_destroy_fails_a_creation_that_is_inside),
        TEST(test_nested_destroy_leaves_other_executions_alone),
        TEST(test_nested_stop_cancels_what_pends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
