// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Executions beside one another, over our own interpreter.

#include <stdatomic.h>
#include <threads.h>

#include "kit.h"

#include "caller_wasm.h"
#include "library_wasm.h"
#include "worker_wasm.h"

// ---- slices ----

static void test_schedule_results_come_when_the_execution_is_over(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    static struct ending ending;
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
    static struct ending ending;
    static struct ending never;
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

static void test_schedule_the_budget_of_an_execution_ends_it(void **state) {
    (void)state;
    limits.fuel = 10 * SLICE + 7;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    static struct ending ending;
    assert_int_equal(begin(worker, "spin", 0, &ending), TW_ERR_OK);
    poll(10);
    assert_int_equal(ending.times, 0);
    poll(2);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.err, TW_ERR_FUEL);
    assert_int_equal(seen.reports, 1);
    assert_int_equal(seen.reported, TW_ERR_FUEL);
    assert_ptr_equal(seen.reported_of, worker);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_IDLE);
    tw_instance_stats_t stats;
    tw_instance_get_stats(worker, &stats);
    assert_in_range(stats.fuel_used, 10 * SLICE, limits.fuel);
    // More fuel, while it runs, makes it last longer.
    assert_int_equal(begin(worker, "spin", 0, &ending), TW_ERR_OK);
    poll(5);
    tw_instance_add_fuel(worker, 5 * SLICE);
    assert_in_range(tw_instance_fuel(worker), 10 * SLICE, 10 * SLICE + 100);
    poll(10);
    assert_int_equal(ending.times, 0);
    poll(2);
    assert_int_equal(ending.err, TW_ERR_FUEL);
}

// A function whose entry costs more than a slice gets there all the same.
static void test_schedule_a_step_dearer_than_a_slice_is_saved_for(void **state) {
    (void)state;
    tw_engine_stop(engine);
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = 1;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &test_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    static struct ending ending;
    assert_int_equal(begin(worker, "work", 3, &ending), TW_ERR_OK);
    for (uint32_t i = 0; i < 100 && ending.times == 0; i++) {
        bool is_ready = poll(1);
        assert_int_equal(is_ready, ending.times == 0);
    }
    assert_int_equal(ending.first.of.i32, 6);
}

static void test_schedule_refuses_what_it_cannot_run(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    static struct ending ending;
    static struct ending second;
    tw_func_t work = find(worker, "work");
    tw_value_t value = tw_value_i32(1);
    assert_int_equal(tw_instance_begin(worker, work, NULL, 0, NULL, NULL), TW_ERR_INVAL);
    assert_int_equal(begin(worker, "work", 1, &ending), TW_ERR_OK);
    assert_int_equal(begin(worker, "work", 1, &second), TW_ERR_STATE);
    assert_int_equal(tw_instance_call(worker, work, &value, 1, &value, 1), TW_ERR_STATE);
    assert_int_equal(tw_instance_resume(worker, &value, 1), TW_ERR_STATE);
    poll(1);
    assert_int_equal(ending.err, TW_ERR_OK);
    assert_int_equal(tw_instance_call(worker, work, &value, 1, &value, 1), TW_ERR_OK);
    assert_int_equal(value.of.i32, 2);
    // The application's own unfinished call holds the instance, too.
    tw_func_t ask = find(worker, "ask");
    assert_int_equal(tw_instance_call(worker, ask, &value, 1, &value, 1), TW_ERR_PENDING);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_STOPPED);
    assert_int_equal(begin(worker, "work", 1, &ending), TW_ERR_STATE);
    assert_false(poll(1));
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 5), TW_ERR_OK);
    assert_int_equal(tw_instance_resume(worker, &value, 1), TW_ERR_OK);
    assert_int_equal(value.of.i32, 7);
    assert_int_equal(begin(worker, "work", 1, &ending), TW_ERR_OK);
}

static void test_schedule_nothing_is_begun_without_a_scheduler(void **state) {
    (void)state;
    tw_engine_stop(engine);
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &test_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "w");
    static struct ending ending;
    assert_int_equal(begin(worker, "spin", 0, &ending), TW_ERR_STATE);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "config.scheduler"));
    const tw_restart_t restart = {1, 1};
    assert_int_equal(tw_instance_set_restart(worker, &restart), TW_ERR_STATE);
    tw_event_t event = {"on_event", {0, 0}, 0};
    assert_int_equal(tw_event_post(engine, &event), TW_ERR_STATE);
    assert_int_equal(tw_instance_id(worker), 0);
    assert_false(poll(1));
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_IDLE);
}

// ---- waiting ----

static void test_schedule_a_pending_function_lets_the_others_run(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_instance_t *asks = create(module, "asks");
    tw_instance_t *works = create(module, "works");
    static struct ending asked;
    static struct ending worked;
    assert_int_equal(begin(asks, "ask", 30, &asked), TW_ERR_OK);
    assert_int_equal(begin(works, "work", 1000, &worked), TW_ERR_OK);
    assert_true(poll(1));
    assert_int_equal(tw_instance_state(asks), TW_INSTANCE_WAITING);
    settle();
    assert_int_equal(worked.times, 1);
    assert_int_equal(asked.times, 0);
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 12), TW_ERR_OK);
    assert_int_equal(tw_instance_state(asks), TW_INSTANCE_READY);
    poll(1);
    assert_int_equal(asked.times, 1);
    assert_int_equal(asked.first.of.i32, 42);
}

static void test_schedule_an_interrupt_ends_an_execution(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_instance_t *spins = create(module, "spins");
    tw_instance_t *asks = create(module, "asks");
    tw_instance_t *fresh = create(module, "fresh");
    static struct ending spun;
    static struct ending asked;
    static struct ending never;
    assert_int_equal(begin(spins, "spin", 0, &spun), TW_ERR_OK);
    assert_int_equal(begin(asks, "ask", 0, &asked), TW_ERR_OK);
    poll(2);
    assert_int_equal(begin(fresh, "spin", 0, &never), TW_ERR_OK);
    tw_instance_interrupt(spins);
    tw_instance_cancel(asks);
    tw_instance_interrupt(fresh);
    assert_int_equal(spun.times + asked.times + never.times, 0);
    assert_false(poll(1));
    assert_int_equal(spun.err, TW_ERR_INTERRUPTED);
    assert_int_equal(asked.err, TW_ERR_INTERRUPTED);
    assert_int_equal(never.err, TW_ERR_INTERRUPTED);
    assert_int_equal(seen.cancelled, 1);
    assert_int_equal(word(fresh, 0), 0);
    assert_int_equal(seen.reports, 0);
    assert_int_equal(tw_instance_state(asks), TW_INSTANCE_IDLE);
    assert_int_equal(begin(asks, "work", 4, &asked), TW_ERR_OK);
    poll(1);
    assert_int_equal(asked.first.of.i32, 8);
}

static void test_schedule_destroying_ends_an_execution(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_instance_t *asks = create(module, "asks");
    static struct ending asked;
    assert_int_equal(begin(asks, "ask", 0, &asked), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_destroy(asks), TW_ERR_OK);
    assert_int_equal(asked.times, 1);
    assert_int_equal(asked.err, TW_ERR_INTERRUPTED);
    assert_int_equal(seen.cancelled, 1);
    asks = create(module, "asks");
    assert_int_equal(begin(asks, "ask", 0, &asked), TW_ERR_OK);  // with arguments, before a slice
    assert_int_equal(tw_instance_destroy(asks), TW_ERR_OK);
    assert_int_equal(asked.err, TW_ERR_INTERRUPTED);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    poll(1);
}

// Ends one execution from the end of another, begins anew, and destroys.
static tw_instance_t *victim;
static uint32_t chain_left;
static void chain(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                  uint32_t result_count) {
    (void)ctx;
    (void)results;
    (void)result_count;
    assert_int_equal(err, TW_ERR_OK);
    assert_false(tw_engine_poll(engine, 0));
    if (victim != NULL) {
        assert_int_equal(tw_instance_destroy(victim), TW_ERR_OK);
        victim = NULL;
    }
    if (chain_left-- == 0) {
        assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
        return;
    }
    tw_func_t work = find(instance, "work");
    tw_value_t value = tw_value_i32(1);
    assert_int_equal(tw_instance_begin(instance, work, &value, 1, chain, NULL), TW_ERR_OK);
}

static void test_schedule_an_end_may_begin_and_destroy(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    size_t used = tw_engine_arena_used(engine, NULL);
    static struct ending ending;
    victim = create(module, "victim");
    assert_int_equal(begin(victim, "spin", 0, &ending), TW_ERR_OK);
    tw_instance_t *first = create(module, "first");
    tw_func_t work = find(first, "work");
    tw_value_t value = tw_value_i32(1);
    chain_left = 3;
    assert_int_equal(tw_instance_begin(first, work, &value, 1, chain, NULL), TW_ERR_OK);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(poll(1));
    }
    assert_false(poll(1));
    assert_int_equal(ending.err, TW_ERR_INTERRUPTED);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

// ---- instances that others call ----

static void test_schedule_two_executions_take_turns_in_a_library(void **state) {
    (void)state;
    tw_instance_t *library = create(load(library_wasm, sizeof library_wasm), "library");
    tw_module_t *module = load(caller_wasm, sizeof caller_wasm);
    tw_instance_t *first = create(module, "first");
    tw_instance_t *second = create(module, "second");
    tw_instance_t *third = create(module, "third");
    static struct ending endings[3];
    // Many slices each, most of them inside the library.
    assert_int_equal(begin(first, "once", 5000, &endings[0]), TW_ERR_OK);
    assert_int_equal(begin(second, "once", 5000, &endings[1]), TW_ERR_OK);
    assert_int_equal(begin(third, "tail", 5000, &endings[2]), TW_ERR_OK);
    poll(1);
    uint32_t waiting = 0;
    for (uint32_t i = 1; i < 4; i++) {
        tw_instance_t *at = tw_engine_instance_at(engine, i);
        waiting += tw_instance_state(at) == TW_INSTANCE_WAITING;
    }
    assert_int_equal(waiting, 2);
    settle();
    int32_t sum = 0;
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(endings[i].times, 1);
        assert_int_equal(endings[i].err, TW_ERR_OK);
        sum += endings[i].first.of.i32;
    }
    assert_int_equal(sum, 5000 + 10000 + 15000);
    // Nothing is inside any more.
    tw_value_t value;
    tw_func_t func = find(library, "sum");
    assert_int_equal(tw_instance_call(library, func, NULL, 0, &value, 1), TW_ERR_OK);
    assert_int_equal(value.of.i32, 15000);
}

// Who has left an instance does not hold it, though its execution goes on.
static void test_schedule_a_library_is_free_between_calls(void **state) {
    (void)state;
    tw_instance_t *library = create(load(library_wasm, sizeof library_wasm), "library");
    tw_module_t *module = load(caller_wasm, sizeof caller_wasm);
    tw_instance_t *endless = create(module, "endless");
    tw_instance_t *tail = create(module, "tail");
    limits.fuel = TW_FUEL_ENDLESS;
    static struct ending never;
    static struct ending ending;
    assert_int_equal(begin(endless, "forever", 0, &never), TW_ERR_OK);
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(begin(tail, i % 2 == 0 ? "tail" : "once", 10, &ending), TW_ERR_OK);
        for (uint32_t k = 0; k < 200 && ending.times == 0; k++) {
            poll(1);
        }
        assert_int_equal(ending.times, 1);
        assert_int_equal(ending.err, TW_ERR_OK);
        assert_int_equal(begin(library, "sum", 0, &ending), TW_ERR_OK);
        for (uint32_t k = 0; k < 200 && ending.times == 0; k++) {
            poll(1);
        }
        assert_int_equal(ending.err, TW_ERR_OK);
    }
}

static void test_schedule_destroying_a_caller_frees_the_library(void **state) {
    (void)state;
    tw_instance_t *library = create(load(library_wasm, sizeof library_wasm), "library");
    tw_instance_t *caller = create(load(caller_wasm, sizeof caller_wasm), "caller");
    static struct ending ending;
    assert_int_equal(begin(caller, "once", 100000, &ending), TW_ERR_OK);
    poll(3);
    tw_func_t sum = find(library, "sum");
    tw_value_t value;
    assert_int_equal(tw_instance_call(library, sum, NULL, 0, &value, 1), TW_ERR_STATE);
    assert_int_equal(tw_instance_destroy(library), TW_ERR_STATE);
    assert_int_equal(tw_instance_destroy(caller), TW_ERR_OK);
    assert_int_equal(tw_instance_call(library, sum, NULL, 0, &value, 1), TW_ERR_OK);
    assert_int_equal(value.of.i32, 0);
}

// ---- traps and restarts ----

static void test_schedule_a_trap_halts_one_and_leaves_the_rest(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_instance_t *traps = create(module, "traps");
    tw_instance_t *spins = create(module, "spins");
    static struct ending trapped;
    static struct ending never;
    assert_int_equal(begin(traps, "trap", 0, &trapped), TW_ERR_OK);
    assert_int_equal(begin(spins, "spin", 0, &never), TW_ERR_OK);
    poll(1);
    assert_int_equal(trapped.err, TW_ERR_TRAP);
    assert_int_equal(seen.reports, 1);
    assert_ptr_equal(seen.reported_of, traps);
    assert_non_null(strstr(seen.text, "traps, function"));
    assert_non_null(strstr(seen.text, "unreachable"));
    assert_int_equal(tw_instance_state(traps), TW_INSTANCE_HALTED);
    assert_int_equal(begin(traps, "work", 1, &trapped), TW_ERR_STATE);
    tw_value_t value = tw_value_i32(1);
    tw_func_t work = find(traps, "work");
    assert_int_equal(tw_instance_call(traps, work, &value, 1, &value, 1), TW_ERR_STATE);
    uint32_t rounds = word(spins, 0);
    assert_true(poll(1));
    assert_true(word(spins, 0) > rounds);
    tw_instance_stats_t stats;
    tw_instance_get_stats(traps, &stats);
    assert_int_equal(stats.traps, 1);
    assert_int_equal(stats.restarts, 0);
}

static void test_schedule_a_restart_waits_twice_as_long_each_time(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    size_t used = tw_engine_arena_used(engine, NULL);
    const tw_restart_t restart = {3, 100};
    assert_int_equal(tw_instance_set_restart(worker, &restart), TW_ERR_OK);
    assert_int_equal(tw_memory_write_u32(worker, 100, 77), TW_ERR_OK);
    static struct ending ending;
    now_ms = UINT32_MAX - 120;  // it wraps meanwhile
    assert_int_equal(begin(worker, "trap", 0, &ending), TW_ERR_OK);
    tw_instance_stats_t stats;
    for (uint32_t i = 0; i < 3; i++) {
        poll(2);
        assert_int_equal(seen.reports, i + 1);
        assert_int_equal(tw_instance_state(worker), TW_INSTANCE_HALTED);
        now_ms += (100u << i) - 1;
        poll(1);
        assert_int_equal(tw_instance_state(worker), TW_INSTANCE_HALTED);
        now_ms += 1;
        poll(4);  // creation, start, the function
        tw_instance_get_stats(worker, &stats);
        assert_int_equal(stats.restarts, i + 1);
        assert_int_equal(stats.traps, i + 2);
        assert_int_equal(word(worker, 100), 0);
        assert_int_equal(word(worker, 12), 1);
    }
    now_ms += 10000;
    poll(3);
    assert_int_equal(seen.reports, 4);
    assert_int_equal(ending.times, 1);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

static void test_schedule_an_imported_instance_stays_halted(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "library");
    (void)worker;
    tw_instance_t *library = NULL;
    assert_int_equal(tw_instance_destroy(worker), TW_ERR_OK);
    library = create(load(library_wasm, sizeof library_wasm), "library");
    create(load(caller_wasm, sizeof caller_wasm), "caller");
    const tw_restart_t restart = {UINT32_MAX, 10};
    assert_int_equal(tw_instance_set_restart(library, &restart), TW_ERR_OK);
    static struct ending ending;
    assert_int_equal(begin(library, "trap", 0, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(seen.reported, TW_ERR_TRAP);
    now_ms += 10;
    poll(1);
    assert_int_equal(seen.reports, 2);
    assert_int_equal(seen.reported, TW_ERR_STATE);
    assert_non_null(strstr(seen.text, "caller"));
    assert_int_equal(tw_instance_state(library), TW_INSTANCE_HALTED);
    now_ms += 1000;
    poll(3);
    assert_int_equal(seen.reports, 2);
}

// ---- launches ----

static void test_schedule_a_launch_runs_start_and_then_the_entry(void **state) {
    (void)state;
    create(load(library_wasm, sizeof library_wasm), "library");
    tw_module_t *module = load(caller_wasm, sizeof caller_wasm);
    tw_instance_t *caller = NULL;
    static struct ending ending;
    ending.times = 0;
    assert_int_equal(tw_instance_launch(module, "caller", &limits, NULL, done, &ending, &caller),
                     TW_ERR_OK);
    assert_int_equal(tw_instance_state(caller), TW_INSTANCE_READY);
    while (poll(1)) {
        assert_int_equal(ending.times, 0);
    }
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.err, TW_ERR_OK);
    tw_value_t value;
    tw_instance_t *library = tw_engine_find_instance(engine, "library");
    assert_int_equal(tw_instance_call(library, find(library, "sum"), NULL, 0, &value, 1),
                     TW_ERR_OK);
    assert_int_equal(value.of.i32, 1000);
    tw_module_t *worker_module = load(worker_wasm, sizeof worker_wasm);
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_instance_t *worker = NULL;
    assert_int_equal(
        tw_instance_launch(worker_module, "w", &limits, "work", done, &ending, &worker),
        TW_ERR_INVAL);
    assert_int_equal(
        tw_instance_launch(worker_module, "w", &limits, "none", done, &ending, &worker),
        TW_ERR_NOENT);
    assert_null(worker);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    assert_int_equal(tw_instance_launch(worker_module, "w", &limits, "", done, &ending, &worker),
                     TW_ERR_OK);
    poll(3);
    assert_int_equal(ending.times, 2);
    assert_int_equal(word(worker, 12), 1);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_IDLE);
}

// ---- events ----

static void test_event_reaches_all_that_export_its_handler(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_instance_t *first = create(module, "first");
    tw_instance_t *second = create(module, "second");
    create(load(library_wasm, sizeof library_wasm), "library");
    assert_int_equal(post("on_event", 1, 7, 0), TW_ERR_OK);
    assert_int_equal(post("on_event", 1, 8, tw_instance_id(second)), TW_ERR_OK);
    assert_int_equal(post("wrong", 1, 8, 0), TW_ERR_OK);        // another type
    assert_int_equal(post("nothing", 1, 8, 0), TW_ERR_OK);      // nobody has it
    assert_int_equal(post("on_event", 1, 9, 1000), TW_ERR_OK);  // nobody is it
    settle();
    assert_int_equal(word(first, 4), 1);
    assert_int_equal(word(first, 8), 7);
    assert_int_equal(word(second, 4), 2);
    assert_int_equal(word(second, 8), 8);
    assert_int_equal(seen.reports, 0);
}

static void test_event_queue_and_inbox_are_bounded_and_counted(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    assert_int_equal(begin(worker, "ask", 0, &ending), TW_ERR_OK);
    poll(1);  // it pends in a function that handlers do not interrupt
    for (int32_t i = 0; i < 8; i++) {
        assert_int_equal(post("on_event", 0, i, 0), TW_ERR_OK);
    }
    assert_int_equal(post("on_event", 0, 8, 0), TW_ERR_LIMIT);
    assert_int_equal(post("on_event", 0, 9, 0), TW_ERR_LIMIT);
    assert_int_equal(tw_engine_events_dropped(engine), 2);
    assert_false(poll(1));
    assert_int_equal(word(worker, 4), 0);
    tw_instance_stats_t stats;
    tw_instance_get_stats(worker, &stats);
    assert_int_equal(stats.events_dropped, 8 - TW_INBOX_EVENTS);
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 0), TW_ERR_OK);
    settle();
    assert_int_equal(ending.times, 1);
    assert_int_equal(word(worker, 4), TW_INBOX_EVENTS);
    assert_int_equal(word(worker, 8), TW_INBOX_EVENTS - 1);  // in their order
    assert_int_equal(post("on_event", 0, 5, 0), TW_ERR_OK);
}

static void test_event_handler_runs_while_a_host_function_waits(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    assert_int_equal(begin(worker, "deep", 5, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_WAITING);
    for (int32_t i = 1; i <= 3; i++) {
        assert_int_equal(post("on_event", 0, i, 0), TW_ERR_OK);
        while (poll(1)) {
        }
        assert_int_equal(word(worker, 4), i);
        assert_int_equal(word(worker, 8), i);
        assert_int_equal(ending.times, 0);
        assert_int_equal(tw_instance_state(worker), TW_INSTANCE_WAITING);
    }
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 41), TW_ERR_OK);
    poll(1);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.first.of.i32, 42);
}

// The answer may come while the handler runs, and the handler may wait itself.
static void test_event_handler_may_wait_over_what_waits(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    assert_int_equal(begin(worker, "sleep", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(post("on_ask", 0, 3, 0), TW_ERR_OK);
    poll(1);
    assert_int_equal(seen.pending_count, 2);
    assert_int_equal(tw_pending_complete(engine, seen.pending[0], 9), TW_ERR_OK);
    assert_false(poll(2));
    assert_int_equal(ending.times, 0);  // the handler comes first
    assert_int_equal(tw_pending_complete(engine, seen.pending[1], 55), TW_ERR_OK);
    settle();
    assert_int_equal(word(worker, 20), 55);
    assert_int_equal(ending.times, 1);
    assert_int_equal(ending.first.of.i32, 10);
    // Both are given up with the instance.
    assert_int_equal(begin(worker, "sleep", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(post("on_ask", 0, 3, 0), TW_ERR_OK);
    poll(1);
    assert_int_equal(seen.cancelled, 0);
    assert_int_equal(tw_instance_destroy(worker), TW_ERR_OK);
    assert_int_equal(seen.cancelled, 2);
    assert_int_equal(tw_pending_complete(engine, seen.pending[2], 1), TW_ERR_NOENT);
    assert_int_equal(tw_pending_complete(engine, seen.pending[3], 1), TW_ERR_NOENT);
}

static void test_event_handler_that_fails_ends_what_it_runs_over(void **state) {
    (void)state;
    limits.fuel = 20 * SLICE;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    assert_int_equal(begin(worker, "sleep", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(post("on_spin", 0, 0, 0), TW_ERR_OK);
    settle();
    assert_int_equal(ending.err, TW_ERR_FUEL);
    assert_int_equal(seen.cancelled, 1);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_IDLE);
    assert_int_equal(begin(worker, "sleep", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(post("on_trap", 0, 0, 0), TW_ERR_OK);
    poll(1);
    assert_int_equal(ending.err, TW_ERR_TRAP);
    assert_int_equal(seen.cancelled, 2);
    assert_int_equal(tw_instance_state(worker), TW_INSTANCE_HALTED);
    assert_int_equal(post("on_event", 0, 0, 0), TW_ERR_OK);
    assert_false(poll(1));
    assert_int_equal(word(worker, 4), 0);
}

// An interrupt while a handler runs over a wait ends both.
static void test_event_interrupt_ends_handler_and_execution(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    assert_int_equal(begin(worker, "sleep", 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(post("on_spin", 0, 0, 0), TW_ERR_OK);
    assert_true(poll(3));
    tw_instance_interrupt(worker);
    assert_false(poll(1));
    assert_int_equal(ending.err, TW_ERR_INTERRUPTED);
    assert_int_equal(seen.cancelled, 1);
    assert_int_equal(begin(worker, "work", 2, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(ending.first.of.i32, 4);
}

// No room for a handler on the stack of what waits: that is a trap.
static void test_event_handler_needs_room_on_the_stack(void **state) {
    (void)state;
    limits.stack_bytes = 256;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    static struct ending ending;
    int32_t depth = 0;
    do {  // as deep as there is room to wait
        depth++;
        assert_int_equal(begin(worker, "deep", depth, &ending), TW_ERR_OK);
        poll(2);
        tw_instance_interrupt(worker);
        poll(1);
    } while (ending.err == TW_ERR_INTERRUPTED);
    assert_int_equal(ending.err, TW_ERR_TRAP);
    tw_instance_t *other = create(tw_instance_module(worker), "other");
    seen.pending_count = 0;
    assert_int_equal(begin(other, "deep", depth - 1, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_state(other), TW_INSTANCE_WAITING);
    assert_int_equal(post("on_event", 0, 0, tw_instance_id(other)), TW_ERR_OK);
    poll(1);
    assert_int_equal(ending.err, TW_ERR_TRAP);
    assert_non_null(strstr(seen.text, "call stack exhausted"));
}

#define POSTERS 4
#define POSTS 5000
static atomic_uint posted;
static int post_many(void *ctx) {
    (void)ctx;
    for (int32_t i = 0; i < POSTS; i++) {
        if (post("on_event", 0, i, 0) == TW_ERR_OK) {
            atomic_fetch_add(&posted, 1);
        }
    }
    return 0;
}

// What is posted from several threads while the engine runs is handled, or counted as dropped.
static void test_event_may_be_posted_from_other_threads(void **state) {
    (void)state;
    tw_instance_t *worker = create(load(worker_wasm, sizeof worker_wasm), "worker");
    thrd_t threads[POSTERS];
    atomic_store(&posted, 0);
    for (uint32_t i = 0; i < POSTERS; i++) {
        assert_int_equal(thrd_create(&threads[i], post_many, NULL), thrd_success);
    }
    poll(2000);
    for (uint32_t i = 0; i < POSTERS; i++) {
        thrd_join(threads[i], NULL);
    }
    settle();
    tw_instance_stats_t stats;
    tw_instance_get_stats(worker, &stats);
    assert_int_equal(atomic_load(&posted) + tw_engine_events_dropped(engine), POSTERS * POSTS);
    assert_int_equal(word(worker, 4) + stats.events_dropped, atomic_load(&posted));
    assert_int_equal(post("on_event", 0, 77, 0), TW_ERR_OK);
    settle();
    assert_int_equal(word(worker, 8), 77);
}

static void test_list_gives_modules_and_instances_by_number_and_name(void **state) {
    (void)state;
    tw_module_t *module = load(worker_wasm, sizeof worker_wasm);
    tw_module_set_name(module, "worker.wasm");
    tw_module_t *library = load(library_wasm, sizeof library_wasm);
    tw_instance_t *first = create(module, "first");
    tw_instance_t *second = create(module, NULL);
    assert_ptr_equal(tw_engine_module_at(engine, 0), module);
    assert_ptr_equal(tw_engine_module_at(engine, 1), library);
    assert_null(tw_engine_module_at(engine, 2));
    assert_ptr_equal(tw_engine_instance_at(engine, 0), first);
    assert_ptr_equal(tw_engine_instance_at(engine, 1), second);
    assert_null(tw_engine_instance_at(engine, 2));
    assert_ptr_equal(tw_engine_find_module(engine, "worker.wasm"), module);
    assert_null(tw_engine_find_module(engine, "w"));
    assert_null(tw_engine_find_module(engine, ""));
    assert_ptr_equal(tw_engine_find_instance(engine, "first"), first);
    assert_null(tw_engine_find_instance(engine, "second"));
    assert_null(tw_engine_find_instance(engine, ""));
    assert_string_equal(tw_module_name(module), "worker.wasm");
    assert_string_equal(tw_module_name(library), "");
    assert_string_equal(tw_instance_name(first), "first");
    assert_string_equal(tw_instance_name(second), "");
    assert_ptr_equal(tw_instance_module(second), module);
    assert_string_equal(tw_instance_state_name(TW_INSTANCE_HALTED), "halted");
    assert_string_equal(tw_instance_state_name((tw_instance_state_t)17), "?");
    assert_ptr_equal(tw_engine_instance_of(engine, tw_instance_id(second)), second);
    assert_null(tw_engine_instance_of(engine, 0));
    uint32_t id = tw_instance_id(second);
    assert_int_equal(tw_instance_destroy(second), TW_ERR_OK);
    assert_null(tw_engine_instance_of(engine, id));
    assert_true(tw_instance_id(create(module, NULL)) > id);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_schedule_results_come_when_the_execution_is_over),
        TEST(test_schedule_an_endless_one_leaves_room_for_the_others),
        TEST(test_schedule_the_watchdog_is_fed_once_a_turn),
        TEST(test_schedule_the_budget_of_an_execution_ends_it),
        TEST(test_schedule_a_step_dearer_than_a_slice_is_saved_for),
        TEST(test_schedule_refuses_what_it_cannot_run),
        TEST(test_schedule_nothing_is_begun_without_a_scheduler),
        TEST(test_schedule_a_pending_function_lets_the_others_run),
        TEST(test_schedule_an_interrupt_ends_an_execution),
        TEST(test_schedule_destroying_ends_an_execution),
        TEST(test_schedule_an_end_may_begin_and_destroy),
        TEST(test_schedule_two_executions_take_turns_in_a_library),
        TEST(test_schedule_a_library_is_free_between_calls),
        TEST(test_schedule_destroying_a_caller_frees_the_library),
        TEST(test_schedule_a_trap_halts_one_and_leaves_the_rest),
        TEST(test_schedule_a_restart_waits_twice_as_long_each_time),
        TEST(test_schedule_an_imported_instance_stays_halted),
        TEST(test_schedule_a_launch_runs_start_and_then_the_entry),
        TEST(test_event_reaches_all_that_export_its_handler),
        TEST(test_event_queue_and_inbox_are_bounded_and_counted),
        TEST(test_event_handler_runs_while_a_host_function_waits),
        TEST(test_event_handler_may_wait_over_what_waits),
        TEST(test_event_handler_that_fails_ends_what_it_runs_over),
        TEST(test_event_interrupt_ends_handler_and_execution),
        TEST(test_event_handler_needs_room_on_the_stack),
        TEST(test_event_may_be_posted_from_other_threads),
        TEST(test_list_gives_modules_and_instances_by_number_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
