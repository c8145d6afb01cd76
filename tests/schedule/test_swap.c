// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Swaps: what moves over, and that after every failing step the old version goes on and nothing of
// the new one is left.

#include "kit.h"

#include "caller_wasm.h"
#include "fixed_wasm.h"
#include "library_wasm.h"
#include "mistyped_wasm.h"
#include "version_wasm.h"
#include "worker_wasm.h"

static struct {
    uint32_t times;
    tw_instance_t *instance;
    tw_err_t err;
    char text[200];
} swapped;

static tw_module_t *old_module;
static tw_module_t *new_module;
static tw_instance_t *old;

static void on_swapped(void *ctx, tw_instance_t *instance, tw_err_t err) {
    (void)ctx;
    swapped.times++;
    swapped.instance = instance;
    swapped.err = err;
    strncpy(swapped.text, tw_engine_fault(engine)->text, sizeof swapped.text - 1);
}

static int setup_swap(void **state) {
    int result = setup(state);
    memset(&swapped, 0, sizeof swapped);
    old_module = load(version_wasm, sizeof version_wasm);
    new_module = load(version_wasm, sizeof version_wasm);
    tw_module_set_name(new_module, "new.wasm");
    limits.fuel = 50 * SLICE;
    old = create(old_module, "app");
    return result;
}
#define SWAP_TEST(name) cmocka_unit_test_setup_teardown(name, setup_swap, teardown)

// Polls until the swap is over.
static void wait_for_swap(void) {
    for (uint32_t i = 0; i < 2000 && swapped.times == 0; i++) {
        now_ms++;
        poll(1);
    }
    assert_int_equal(swapped.times, 1);
    poll(3);
    assert_int_equal(swapped.times, 1);
}

// ---- what moves over ----

static void test_swap_an_idle_instance_hands_over_name_and_state(void **state) {
    (void)state;
    assert_int_equal(tw_memory_write_u32(old, 0, 1234), TW_ERR_OK);
    size_t used = tw_engine_arena_used(engine, NULL);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    assert_int_equal(swapped.times, 0);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    tw_instance_t *app = tw_engine_find_instance(engine, "app");
    assert_ptr_equal(app, swapped.instance);
    assert_ptr_equal(tw_instance_module(app), new_module);
    assert_null(tw_engine_instance_at(engine, 1));
    assert_int_equal(word(app, 0), 1234);
    assert_int_equal(word(app, 4), 1);
    assert_int_equal(word(app, 8), 65536);  // the state lay where nothing of the new one is
    assert_int_equal(word(app, 12), 8);
    assert_int_equal(tw_instance_state(app), TW_INSTANCE_IDLE);
    assert_int_equal(tw_module_unload(old_module), TW_ERR_OK);
    assert_true(tw_engine_arena_used(engine, NULL) < used);
    assert_int_equal(seen.reports, 0);
}

static void test_swap_the_begun_function_goes_on_in_the_new_version(void **state) {
    (void)state;
    static struct ending ending;
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
    poll(1);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(tw_pending_complete(engine, seen.pending[i], 0), TW_ERR_OK);
        poll(1);
    }
    assert_int_equal(word(old, 0), 5);
    assert_int_equal(tw_instance_state(old), TW_INSTANCE_WAITING);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(seen.cancelled, 1);  // the old one's wait
    assert_int_equal(ending.times, 0);
    tw_instance_t *app = swapped.instance;
    assert_int_equal(word(app, 4), 1);
    assert_int_equal(word(app, 0), 6);
    assert_int_equal(tw_instance_state(app), TW_INSTANCE_WAITING);
    // Its end is told to who began the old one.
    tw_instance_interrupt(app);
    poll(1);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.err, TW_ERR_INTERRUPTED);
}

static void test_swap_others_run_and_the_old_version_serves_meanwhile(void **state) {
    (void)state;
    static struct ending spun;
    static struct ending ending;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    tw_instance_add_fuel(worker, 0);
    assert_int_equal(begin(worker, "spin", 0, &spun), TW_ERR_OK);
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
    poll(1);
    seen.mode = 11;  // the start of the new version never ends
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    uint32_t rounds = word(worker, 0);
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(tw_pending_complete(engine, seen.pending[i % 8], 0), TW_ERR_OK);
        poll(1);
        assert_int_equal(word(old, 0), i + 2);
        assert_in_range(word(worker, 0) - rounds, 1, SLICE / 5);
        rounds = word(worker, 0);
    }
    assert_int_equal(swapped.times, 0);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_FUEL);
}

static void test_swap_events_wait_for_the_new_version(void **state) {
    (void)state;
    seen.mode = 41;  // restoring takes long
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(10);
    assert_int_equal(post("on_event", 0, 0, tw_instance_id(old)), TW_ERR_OK);
    poll(10);
    assert_int_equal(word(old, 16), 0);  // its state is on its way
    static struct ending ending;
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_STATE);
    seen.mode = 0;
    wait_for_swap();  // in vain: what does not end is given up
    assert_int_equal(swapped.err, TW_ERR_FUEL);
    assert_int_equal(word(old, 16), 1);
    // One that comes before is the old version's alone.
    memset(&swapped, 0, sizeof swapped);
    assert_int_equal(post("on_event", 0, 0, 0), TW_ERR_OK);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    while (tw_instance_state(old) != TW_INSTANCE_WAITING) {
        poll(1);
        assert_int_equal(swapped.times, 0);
    }
    assert_int_equal(word(old, 16), 2);
    assert_int_equal(post("on_event", 0, 0, tw_instance_id(old)), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(word(swapped.instance, 16), 1);
}

static void test_swap_a_halted_instance_is_replaced(void **state) {
    (void)state;
    static struct ending ending;
    const tw_restart_t restart = {5, 100000};
    assert_int_equal(tw_instance_set_restart(old, &restart), TW_ERR_OK);
    assert_int_equal(begin(old, "trap", 0, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_state(old), TW_INSTANCE_HALTED);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(word(swapped.instance, 12), 0);  // nothing was handed over
    assert_int_equal(tw_instance_state(swapped.instance), TW_INSTANCE_IDLE);
}

static void test_swap_the_most_state_there_may_be(void **state) {
    (void)state;
    limits.memory_bytes = 16384;
    tw_instance_t *large = create(old_module, "large");
    assert_int_equal(tw_memory_write_u32(large, 0, 99), TW_ERR_OK);
    seen.mode = 35;
    assert_int_equal(tw_instance_swap(large, new_module, on_swapped, NULL), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(word(swapped.instance, 0), 99);
    assert_int_equal(word(swapped.instance, 12), TW_SWAP_STATE_BYTES);
}

static void test_swap_without_bytes_still_restores(void **state) {
    (void)state;
    seen.mode = 34;
    assert_int_equal(tw_memory_write_u32(old, 0, 7), TW_ERR_OK);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(word(swapped.instance, 0), 0);
}

// ---- every step fails ----

struct failure {
    int32_t mode;
    tw_err_t err;
    const char *step;
};
static const struct failure failures[] = {
    {10, TW_ERR_TRAP, "start failed"},       {11, TW_ERR_FUEL, "start failed"},
    {20, TW_ERR_TRAP, "_tw_health failed"},  {21, TW_ERR_FUEL, "_tw_health failed"},
    {22, TW_ERR_STATE, "_tw_health failed"}, {30, TW_ERR_TRAP, "_tw_save failed"},
    {31, TW_ERR_FUEL, "_tw_save failed"},    {32, TW_ERR_TRAP, "_tw_save failed"},
    {33, TW_ERR_LIMIT, "_tw_save failed"},   {40, TW_ERR_TRAP, "_tw_restore failed"},
    {41, TW_ERR_FUEL, "_tw_restore failed"},
};
#define FAILURES (sizeof failures / sizeof failures[0])

static void expect_failure(const struct failure *failure) {
    size_t used = tw_engine_arena_used(engine, NULL);
    memset(&swapped, 0, sizeof swapped);
    seen.mode = failure->mode;
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    wait_for_swap();
    seen.mode = 0;
    assert_int_equal(swapped.err, failure->err);
    assert_ptr_equal(swapped.instance, old);
    assert_non_null(strstr(swapped.text, failure->step));
    assert_non_null(strstr(swapped.text, "the old version goes on"));
    assert_null(tw_engine_instance_at(engine, 1));
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    assert_int_equal(seen.reports, 0);
}

static void test_swap_after_each_failing_step_an_idle_one_is_as_it_was(void **state) {
    (void)state;
    for (uint32_t i = 0; i < FAILURES; i++) {
        expect_failure(&failures[i]);
        assert_int_equal(tw_instance_state(old), TW_INSTANCE_IDLE);
        static struct ending ending;
        assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
        poll(1);
        tw_instance_interrupt(old);
        poll(1);
    }
}

static void test_swap_after_each_failing_step_a_running_one_goes_on(void **state) {
    (void)state;
    static struct ending ending;
    tw_limits_t more = limits;
    more.fuel = TW_FUEL_ENDLESS;
    assert_int_equal(tw_instance_destroy(old), TW_ERR_OK);
    limits = more;
    old = create(old_module, "app");
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
    poll(1);
    for (uint32_t i = 0; i < FAILURES; i++) {
        if (failures[i].mode == 11) {
            continue;  // endless fuel for its start, too
        }
        expect_failure(&failures[i]);
        assert_int_equal(ending.times, 0);
        uint32_t rounds = word(old, 0);
        uint32_t last = (seen.pending_count - 1) % 8;
        assert_int_equal(tw_pending_complete(engine, seen.pending[last], 0), TW_ERR_OK);
        poll(1);
        assert_int_equal(word(old, 0), rounds + 1);
        assert_int_equal(seen.cancelled, 0);
    }
}

// ---- refusals ----

static void expect_refusal(tw_module_t *module, tw_err_t err, const char *text) {
    size_t used = tw_engine_arena_used(engine, NULL);
    assert_int_equal(tw_instance_swap(old, module, on_swapped, NULL), err);
    assert_non_null(strstr(tw_engine_fault(engine)->text, text));
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    poll(2);
    assert_int_equal(swapped.times, 0);
}

static void test_swap_refuses_what_cannot_be(void **state) {
    (void)state;
    static struct ending ending;
    expect_refusal(load(mistyped_wasm, sizeof mistyped_wasm), TW_ERR_INVAL, "_tw_health");
    expect_refusal(load(caller_wasm, sizeof caller_wasm), TW_ERR_UNLINKABLE, "library");
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
    poll(1);
    expect_refusal(load(worker_wasm, sizeof worker_wasm), TW_ERR_NOENT, "_start");
    assert_int_equal(tw_instance_swap(old, new_module, NULL, NULL), TW_ERR_OK);
    expect_refusal(new_module, TW_ERR_BUSY, "a swap is under way");
}

static void test_swap_refuses_while_another_imports_from_it(void **state) {
    (void)state;
    tw_module_t *module = load(library_wasm, sizeof library_wasm);
    old = create(module, "library");
    tw_instance_t *caller = create(load(caller_wasm, sizeof caller_wasm), "caller");
    expect_refusal(module, TW_ERR_STATE, "caller");
    assert_int_equal(tw_instance_destroy(caller), TW_ERR_OK);
    assert_int_equal(tw_instance_swap(old, module, on_swapped, NULL), TW_ERR_OK);
    // One that comes meanwhile stops it, too.
    caller = create(tw_engine_module_at(engine, 3), "caller");
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_STATE);
    assert_non_null(strstr(swapped.text, "caller"));
    static struct ending ending;
    assert_int_equal(begin(caller, "once", 3, &ending), TW_ERR_OK);
    settle();
    assert_int_equal(ending.err, TW_ERR_OK);
}

static void test_swap_needs_room_for_the_state(void **state) {
    (void)state;
    assert_int_equal(tw_instance_swap(old, load(fixed_wasm, sizeof fixed_wasm), on_swapped, NULL),
                     TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_LIMIT);
    assert_non_null(strstr(swapped.text, "cannot grow"));
    assert_ptr_equal(tw_engine_find_instance(engine, "app"), old);
}

static void test_swap_gives_up_an_old_version_that_never_rests(void **state) {
    (void)state;
    static struct ending ending;
    assert_int_equal(tw_instance_destroy(old), TW_ERR_OK);
    limits.fuel = TW_FUEL_ENDLESS;
    old = create(old_module, "app");
    assert_int_equal(begin(old, "spin", 0, &ending), TW_ERR_OK);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(20);
    now_ms += TW_SWAP_WAIT_MS - 1;
    poll(1);
    assert_int_equal(swapped.times, 0);
    now_ms++;
    poll(1);
    assert_int_equal(swapped.err, TW_ERR_BUSY);
    assert_int_equal(ending.times, 0);
    // What has arguments ends first.
    tw_instance_interrupt(old);
    poll(1);
    memset(&swapped, 0, sizeof swapped);
    assert_int_equal(begin(old, "work", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(20);
    assert_int_equal(swapped.times, 0);
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 17), TW_ERR_OK);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(ending.first.of.i32, 17);
}

// What was called over the old one's wait is gone, and that wait can be answered.
static void expect_late(int32_t mode, const char *step) {
    memset(&swapped, 0, sizeof swapped);
    uint32_t cancelled = seen.cancelled;
    size_t used = tw_engine_arena_used(engine, NULL);
    seen.mode = mode;
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(10);
    now_ms += mode == 18 ? TW_SWAP_START_MS - 1 : TW_SWAP_WAIT_MS - 1;
    poll(1);
    assert_int_equal(swapped.times, 0);
    now_ms++;
    poll(1);
    seen.mode = 0;
    assert_int_equal(swapped.times, 1);
    assert_int_equal(swapped.err, TW_ERR_BUSY);
    assert_ptr_equal(swapped.instance, old);
    assert_non_null(strstr(swapped.text, step));
    assert_int_equal(seen.cancelled, cancelled + 1);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

static void test_swap_no_step_waits_for_ever(void **state) {
    (void)state;
    static const struct failure late[] = {{18, TW_ERR_BUSY, "start failed"},
                                          {28, TW_ERR_BUSY, "_tw_health failed"},
                                          {38, TW_ERR_BUSY, "_tw_save failed"},
                                          {48, TW_ERR_BUSY, "_tw_restore failed"}};
    static struct ending ending;
    for (uint32_t i = 0; i < 4; i++) {
        expect_late(late[i].mode, late[i].step);
        assert_int_equal(tw_instance_state(old), TW_INSTANCE_IDLE);
    }
    assert_int_equal(begin(old, "_start", 0, &ending), TW_ERR_OK);
    poll(1);
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t own = (seen.pending_count - 1) % 8;
        uint32_t rounds = word(old, 0);
        expect_late(late[i].mode, late[i].step);
        assert_int_equal(tw_instance_state(old), TW_INSTANCE_WAITING);
        assert_int_equal(tw_pending_complete(engine, seen.pending[own], 0), TW_ERR_OK);
        poll(1);
        assert_int_equal(word(old, 0), rounds + 1);
        assert_int_equal(ending.times, 0);
    }
}

static void test_swap_nothing_else_runs_in_the_new_version(void **state) {
    (void)state;
    static struct ending ending;
    static struct ending second;
    assert_int_equal(begin(old, "spin", 0, &ending), TW_ERR_OK);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(10);
    tw_instance_t *fresh = tw_engine_instance_at(engine, 1);
    assert_int_equal(tw_instance_state(fresh), TW_INSTANCE_IDLE);
    assert_int_equal(begin(fresh, "spin", 0, &second), TW_ERR_STATE);
    assert_int_equal(tw_instance_call(fresh, find(fresh, "spin"), NULL, 0, NULL, 0), TW_ERR_STATE);
    tw_instance_interrupt(old);
    wait_for_swap();
    assert_int_equal(swapped.err, TW_ERR_OK);
    assert_int_equal(begin(swapped.instance, "spin", 0, &second), TW_ERR_OK);
}

static void test_swap_ends_when_one_of_the_two_goes(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_destroy(tw_engine_instance_at(engine, 1)), TW_ERR_OK);
    assert_int_equal(swapped.err, TW_ERR_INTERRUPTED);
    assert_ptr_equal(swapped.instance, old);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_destroy(old), TW_ERR_OK);
    assert_int_equal(swapped.times, 2);
    assert_null(swapped.instance);
    assert_null(tw_engine_instance_at(engine, 0));
    old = create(old_module, "app");
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    assert_int_equal(tw_instance_swap(old, new_module, on_swapped, NULL), TW_ERR_OK);
    poll(1);
    tw_engine_stop(engine);
    assert_int_equal(swapped.times, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SWAP_TEST(test_swap_an_idle_instance_hands_over_name_and_state),
        SWAP_TEST(test_swap_the_begun_function_goes_on_in_the_new_version),
        SWAP_TEST(test_swap_others_run_and_the_old_version_serves_meanwhile),
        SWAP_TEST(test_swap_events_wait_for_the_new_version),
        SWAP_TEST(test_swap_a_halted_instance_is_replaced),
        SWAP_TEST(test_swap_the_most_state_there_may_be),
        SWAP_TEST(test_swap_without_bytes_still_restores),
        SWAP_TEST(test_swap_after_each_failing_step_an_idle_one_is_as_it_was),
        SWAP_TEST(test_swap_after_each_failing_step_a_running_one_goes_on),
        SWAP_TEST(test_swap_refuses_what_cannot_be),
        SWAP_TEST(test_swap_refuses_while_another_imports_from_it),
        SWAP_TEST(test_swap_needs_room_for_the_state),
        SWAP_TEST(test_swap_gives_up_an_old_version_that_never_rests),
        SWAP_TEST(test_swap_no_step_waits_for_ever),
        SWAP_TEST(test_swap_nothing_else_runs_in_the_new_version),
        SWAP_TEST(test_swap_ends_when_one_of_the_two_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
