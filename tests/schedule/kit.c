// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "kit.h"

_Alignas(16) uint8_t arena[256u * 1024u];
tw_engine_t *engine;
tw_limits_t limits;
uint32_t now_ms;

struct seen seen;

static void on_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
    seen.cancelled++;
}

static tw_err_t host_wait(tw_call_t *call) {
    return tw_call_pend(call, on_cancel, &seen.pending[seen.pending_count++ % 8]);
}

static tw_err_t host_doze(tw_call_t *call) {
    return tw_call_wait(call, on_cancel, &seen.pending[seen.pending_count++ % 8]);
}

static tw_err_t host_mode(tw_call_t *call) {
    tw_ret_i32(call, seen.mode);
    return TW_ERR_OK;
}

static const tw_host_func_t test_funcs[] = {
    {"wait", "(i)i", host_wait}, {"doze", "(i)i", host_doze}, {"mode", "()i", host_mode}};
const tw_host_module_t test_module = {"test", test_funcs, 3, NULL};

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

void done(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
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

int setup(void **state) {
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

int teardown(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

tw_module_t *load(const uint8_t *bytes, size_t size) {
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    return module;
}

tw_instance_t *create(tw_module_t *module, const char *name) {
    tw_instance_t *instance = NULL;
    assert_int_equal(tw_instance_create(module, name, &limits, &instance), TW_ERR_OK);
    return instance;
}

tw_func_t find(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    return func;
}

tw_err_t begin(tw_instance_t *instance, const char *name, int32_t arg, struct ending *ending) {
    tw_func_t func = find(instance, name);
    tw_value_t value = tw_value_i32(arg);
    memset(ending, 0, sizeof *ending);
    return tw_instance_begin(instance, func, &value, tw_functype_param_count(func.type), done,
                             ending);
}

bool poll(uint32_t times) {
    bool is_ready = false;
    for (uint32_t i = 0; i < times; i++) {
        is_ready = tw_engine_poll(engine, now_ms);
    }
    return is_ready;
}

void settle(void) {
    uint32_t turns = 0;
    while (poll(1)) {
        turns++;
        assert_in_range(turns, 0, 10000);
    }
}

uint32_t word(tw_instance_t *instance, uint32_t addr) {
    uint32_t value = 0;
    assert_int_equal(tw_memory_read_u32(instance, addr, &value), TW_ERR_OK);
    return value;
}

tw_err_t post(const char *handler, int32_t first, int32_t second, uint32_t id) {
    tw_event_t event = {handler, {first, second}, id};
    return tw_event_post(engine, &event);
}
