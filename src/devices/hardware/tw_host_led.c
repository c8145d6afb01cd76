// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.
#include "tw_host_led.h"

static tw_err_t glue_tw_host_led_set(tw_call_t *call) {
    tw_lift_t lift = {call, "\001is-lit\000", TW_ERR_OK};
    bool is_lit = tw_lift_below(&lift, 0, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_led_set(call, is_lit);
}

static tw_err_t glue_tw_host_led_get(tw_call_t *call) {
    bool result = false;
    tw_err_t err = tw_host_led_get(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_led_funcs[] = {
    {"set", "(i)", glue_tw_host_led_set},
    {"get", "()i", glue_tw_host_led_get},
};
// clang-format on
const tw_host_module_t tw_host_led = {"led", tw_host_led_funcs, 2, NULL};
