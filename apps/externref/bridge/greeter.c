// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.
#include "greeter.h"

tw_handles_t greeter_greeting_handles;

static void destroy_greeter_greeting(void *object) {
    greeter_greeting_destroy((greeter_greeting_t *)object);
}

void greeter_greeting_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count) {
    tw_handles_init(&greeter_greeting_handles, engine, slots, count, destroy_greeter_greeting);
}

static tw_err_t glue_greeter_new(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    greeter_greeting_t *result = NULL;
    tw_err_t err = greeter_new(call, text, &result);
    uint32_t handle = 0;
    if (err == TW_ERR_OK) {
        err = tw_lower_handle(call, &greeter_greeting_handles, result, &handle);
    }
    tw_lower_u32(call, handle);
    return err;
}

static tw_err_t glue_greeter_hello(tw_call_t *call) {
    tw_lift_t lift = {call, "\001self\000\002name\000", TW_ERR_OK};
    greeter_greeting_t *self = tw_lift_handle(&lift, 0, &greeter_greeting_handles, false);
    tw_str_t name = tw_lift_str(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return greeter_hello(call, self, name);
}

static tw_err_t glue_greeter_print_u32(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    return greeter_print_u32(call, number);
}

static tw_err_t glue_greeter_drop(tw_call_t *call) {
    return tw_handle_drop(call, &greeter_greeting_handles);
}

// clang-format off
static const tw_host_func_t greeter_funcs[] = {
    {"new", "(ii)i", glue_greeter_new},
    {"hello", "(iii)", glue_greeter_hello},
    {"print_u32", "(i)", glue_greeter_print_u32},
    {"drop", "(i)", glue_greeter_drop},
};
// clang-format on
const tw_host_module_t greeter = {"greeter", greeter_funcs, 4, NULL};

tw_err_t greeter_module_start(tw_instance_t *instance) {
    return tw_call_export(instance, "start", NULL, 0, NULL);
}

tw_err_t greeter_module_start_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "start", NULL, 0, done, ctx);
}

tw_err_t greeter_module_update(tw_instance_t *instance) {
    return tw_call_export(instance, "update", NULL, 0, NULL);
}

tw_err_t greeter_module_update_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "update", NULL, 0, done, ctx);
}
