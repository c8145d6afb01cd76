// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Executions beside one another, over our own interpreter.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/tinywasm.h"

#include "caller_wasm.h"
#include "library_wasm.h"
#include "worker_wasm.h"

#define ARENA_BYTES (256u * 1024u)
#define SLICE 1000u

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_limits_t limits;
static uint32_t now_ms;

// What has been seen.
static struct {
    tw_pending_t pending[8];
    uint32_t pending_count;
    uint32_t cancelled;
    uint32_t fed;
    uint32_t reports;
    tw_err_t reported;
    tw_instance_t *reported_of;
    char text[200];
} seen;

struct ending {  // of an execution
    uint32_t times;
    tw_err_t err;
    uint32_t count;
    tw_value_t first;
};

static void on_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
    seen.cancelled++;
}

static tw_err_t host_wait(tw_call_t *call) {
    return tw_call_pend(call, on_cancel, &seen.pending[seen.pending_count++ % 8]);
}

static const tw_host_func_t test_funcs[] = {{"wait", "(i)i", host_wait}};
static const tw_host_module_t test_module = {"test", test_funcs, 1, NULL};

static void feed(void *ctx) {
    (*(uint32_t *)ctx)++;
}

static void report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    seen.reports++;
    seen.reported = fault->err;
    seen.reported_of = instance;
    strncpy(seen.text, fault->text, sizeof seen.text - 1);
}

static void done(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                 uint32_t result_count) {
    struct ending *ending = ctx;
    (void)instance;
    ending->times++;
    ending->err = err;
    ending->count = result_count;
    if (result_count > 0) {
        ending->first = results[0];
    }
}

static int setup(void **state) {
    (void)state;
    memset(&seen, 0, sizeof seen);
    now_ms = 0;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 1024;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = SLICE;
    config.feed_watchdog = feed;
    config.watchdog_ctx = &seen.fed;
    config.report = report;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &test_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_module_t *load(const uint8_t *bytes, size_t size) {
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    return module;
}

static tw_instance_t *create(tw_module_t *module, const char *name) {
    tw_instance_t *instance = NULL;
    assert_int_equal(tw_instance_create(module, name, &limits, &instance), TW_ERR_OK);
    return instance;
}

static tw_func_t find(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    return func;
}

static tw_err_t begin(tw_instance_t *instance, const char *name, int32_t arg,
                      struct ending *ending) {
    tw_func_t func = find(instance, name);
    tw_value_t value = tw_value_i32(arg);
    memset(ending, 0, sizeof *ending);
    return tw_instance_begin(instance, func, &value, tw_functype_param_count(func.type), done,
                             ending);
}

static bool poll(uint32_t times) {
    bool is_ready = false;
    for (uint32_t i = 0; i < times; i++) {
        is_ready = tw_engine_poll(engine, now_ms);
    }
    return is_ready;
}

static uint32_t word(tw_instance_t *instance, uint32_t addr) {
    uint32_t value = 0;
    assert_int_equal(tw_memory_read_u32(instance, addr, &value), TW_ERR_OK);
    return value;
}

// ---- slices ----

static void test_schedule_results_come_when_the_execution_is_over(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    struct ending ending;
    assert_int_equal(begin(worker, "work", 21, &ending), TW_ERR_OK);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_READY);
    assert_int_equal(ending.times, 0);
    assert_false(poll(1));
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.err, TW_ERR_OK);
    assert_int_equal(ending.count, 1);
    assert_int_equal(ending.first.of.i32, 42);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_IDLE);
    assert_int_equal(begin(worker, "work", 100000, &ending), TW_ERR_OK);
    uint32_t polls = 0;
    while (ending.times == 0) {
        poll(1);
        polls++;
    }
    assert_int_equal(ending.first.of.i32, 200000);
    assert_in_range(polls, 100000 * 3 / SLICE, 100000 * 12 / SLICE);
}

static void test_schedule_an_endless_one_leaves_room_for_the_others(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_instance_t *endless = create(module, "endless");
    tw_instance_t *worker = create(module, "worker");
    limits.fuel = TW_FUEL_ENDLESS;
    struct ending ending;
    struct ending never;
    assert_int_equal(begin(endless, "spin", 0, &never), TW_ERR_OK);
    for (int32_t i = 1; i < 20; i++) {
        assert_int_equal(begin(worker, "work", i, &ending), TW_ERR_OK);
        uint32_t rounds = word(endless, 0);
        assert_true(poll(1));
        assert_int_equal(ending.times, 1);
        assert_int_equal(ending.first.of.i32, 2 * i);
        // One slice, whatever the other has done.
        assert_in_range(word(endless, 0) - rounds, 1, SLICE / 5);
    }
    assert_int_equal(never.times, 0);
}

static void test_schedule_the_watchdog_is_fed_once_a_turn(void **state) {
    (void)state;
    poll(5);
    assert_int_equal(seen.fed, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_schedule_results_come_when_the_execution_is_over,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_schedule_an_endless_one_leaves_room_for_the_others,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_schedule_the_watchdog_is_fed_once_a_turn, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
