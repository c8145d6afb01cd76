// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.
#include "tw_host_gpio.h"

static tw_err_t glue_tw_host_gpio_configure(tw_call_t *call) {
    tw_lift_t lift = {call, "\001pin\000\001mode\000", TW_ERR_OK};
    uint32_t pin = tw_lift_u32(&lift, 0);
    tw_host_gpio_mode_t mode = (tw_host_gpio_mode_t)tw_lift_below(&lift, 1, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_gpio_configure(call, pin, mode, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_gpio_write(tw_call_t *call) {
    tw_lift_t lift = {call, "\001pin\000\001is-high\000", TW_ERR_OK};
    uint32_t pin = tw_lift_u32(&lift, 0);
    bool is_high = tw_lift_below(&lift, 1, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_gpio_write(call, pin, is_high, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_gpio_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\001pin\000", TW_ERR_OK};
    uint32_t pin = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_gpio_read(call, pin, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_gpio_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001pin\000\001edges\000", TW_ERR_OK};
    uint32_t pin = tw_lift_u32(&lift, 0);
    tw_host_gpio_edges_t edges = tw_lift_flags(&lift, 1, 0x3u);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_gpio_watch(call, pin, edges, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_gpio_funcs[] = {
    {"configure", "(ii)i", glue_tw_host_gpio_configure},
    {"write", "(ii)i", glue_tw_host_gpio_write},
    {"read", "(i)i", glue_tw_host_gpio_read},
    {"watch", "(ii)i", glue_tw_host_gpio_watch},
};
// clang-format on
const tw_host_module_t tw_host_gpio = {"gpio", tw_host_gpio_funcs, 4, NULL};
