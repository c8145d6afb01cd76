// needs: base core interp engine bridge
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Handles of resources as externrefs (tinywasm/bridge.h) in the hands of a guest, of every slot and
// of many generations. Built with a collector, for which a reference must be what it says, and
// without.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "things_wasm.h"
#include "tinywasm/bridge.h"
#include "tinywasm/tinywasm.h"

#define ARENA_BYTES (1024u * 1024u)

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_module_t *module;
static tw_instance_t *guest;
static tw_handles_t handles;
static tw_handle_slot_t slots[TW_HANDLES_MAX];
static int32_t things[TW_HANDLES_MAX];  // what is behind the handles
static unsigned destroyed;
static tw_value_t result;

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static void destroy(void *thing) {
    *(int32_t *)thing = -1;
    destroyed++;
}

static tw_err_t host_open(tw_call_t *call) {
    int32_t id = tw_arg_i32(call, 0);
    uint32_t handle;
    things[id] = id;
    tw_err_t err = tw_lower_handle(call, &handles, &things[id], &handle);
    tw_lower_u32(call, handle);
    return err;
}

static tw_err_t host_id(tw_call_t *call) {
    tw_lift_t lift = {call, "\001self\000", TW_ERR_OK};
    const int32_t *thing = tw_lift_handle(&lift, 0, &handles, true);
    tw_lower_u32(call, thing == NULL ? 0 : (uint32_t)*thing);
    return lift.err;
}

static tw_err_t host_close(tw_call_t *call) {
    tw_err_t err = tw_handle_drop(call, &handles);
    tw_lower_u32(call, 0);
    return err;
}

static const tw_host_func_t funcs[] = {
    {"open", "(i)r", host_open}, {"id", "(r)i", host_id}, {"close", "(r)i", host_close}};
static const tw_host_module_t host = {"h", funcs, 3, NULL};

static int setup(void **state) {
    (void)state;
    tw_engine_config_t config;
    tw_limits_t limits;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &host), TW_ERR_OK);
    tw_handles_init(&handles, engine, slots, TW_HANDLES_MAX, destroy);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, things_wasm, sizeof things_wasm, &module), TW_ERR_OK);
    tw_limits_init(&limits);
    limits.link_lazily = true;
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    destroyed = 0;
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_err_t call(const char *name, uint32_t count, int32_t arg) {
    tw_func_t func;
    tw_value_t args[] = {tw_value_i32(arg)};
    assert_int_equal(tw_instance_find_func(guest, name, &func), TW_ERR_OK);
    return tw_instance_call(guest, func, args, count, &result, tw_functype_result_count(func.type));
}

// Each lies in a global, which a collector looks at, and comes back as it was.
static void test_objects_handles_of_all_slots_are_references(void **state) {
    (void)state;
    for (int32_t id = 0; id < (int32_t)TW_HANDLES_MAX; id++) {
        assert_int_equal(call("open_global", 1, id), TW_ERR_OK);
        assert_int_equal(call("global_id", 0, 0), TW_ERR_OK);
        assert_int_equal(result.of.i32, id);
    }
    assert_int_equal(tw_handles_used(&handles), TW_HANDLES_MAX);
    assert_int_equal(call("open_global", 1, 0), TW_ERR_TRAP);
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    assert_int_equal(destroyed, TW_HANDLES_MAX + 1);
}

static void test_objects_handles_of_a_slot_differ(void **state) {
    (void)state;
    for (int32_t i = 0; i < 3000; i++) {
        assert_int_equal(call("open_table", 1, 5), TW_ERR_OK);
        assert_int_equal(call("open_global", 1, 6), TW_ERR_OK);
        assert_int_equal(call("global_id", 0, 0), TW_ERR_OK);
        assert_int_equal(result.of.i32, 6);
        assert_int_equal(call("close_global", 0, 0), TW_ERR_OK);
        assert_int_equal(call("global_id", 0, 0), TW_ERR_TRAP);
        assert_int_equal(call("table_id", 0, 0), TW_ERR_OK);
        assert_int_equal(result.of.i32, 5);
        slots[0] = (tw_handle_slot_t){NULL, NULL, (uint32_t)i * 1409u & 0x3fffffu};
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_objects_handles_of_all_slots_are_references),
        TEST(test_objects_handles_of_a_slot_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
