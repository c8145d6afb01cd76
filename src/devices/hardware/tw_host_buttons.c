// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.
#include "tw_host_buttons.h"

static tw_err_t glue_tw_host_buttons_is_pressed(tw_call_t *call) {
    tw_lift_t lift = {call, "\001button\000", TW_ERR_OK};
    tw_host_buttons_button_t button = (tw_host_buttons_button_t)tw_lift_below(&lift, 0, 8);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    bool result = false;
    tw_err_t err = tw_host_buttons_is_pressed(call, button, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_buttons_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001is-on\000", TW_ERR_OK};
    bool is_on = tw_lift_below(&lift, 0, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_buttons_watch(call, is_on);
}

// clang-format off
static const tw_host_func_t tw_host_buttons_funcs[] = {
    {"is_pressed", "(i)i", glue_tw_host_buttons_is_pressed},
    {"watch", "(i)", glue_tw_host_buttons_watch},
};
// clang-format on
const tw_host_module_t tw_host_buttons = {"buttons", tw_host_buttons_funcs, 2, NULL};

tw_err_t tw_host_button_handler_on_button(tw_instance_t *instance, tw_host_buttons_button_t button,
                                          bool is_pressed) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)button);
    args[1] = tw_value_i32((int32_t)is_pressed);
    return tw_call_export(instance, "on_button", args, 2, NULL);
}

tw_err_t tw_host_button_handler_on_button_begin(tw_instance_t *instance,
                                                tw_host_buttons_button_t button, bool is_pressed,
                                                tw_done_fn_t done, void *ctx) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)button);
    args[1] = tw_value_i32((int32_t)is_pressed);
    return tw_begin_export(instance, "on_button", args, 2, done, ctx);
}
