// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.
#include "tw_host_timers.h"

static tw_err_t glue_tw_host_timers_start(tw_call_t *call) {
    tw_lift_t lift = {call, "\001id\000\001ms\000\001is-periodic\000", TW_ERR_OK};
    uint32_t id = tw_lift_u32(&lift, 0);
    uint32_t ms = tw_lift_u32(&lift, 1);
    bool is_periodic = tw_lift_below(&lift, 2, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_timers_start(call, id, ms, is_periodic, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_timers_stop(tw_call_t *call) {
    tw_lift_t lift = {call, "\001id\000", TW_ERR_OK};
    uint32_t id = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_timers_stop(call, id, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_timers_funcs[] = {
    {"start", "(iii)i", glue_tw_host_timers_start},
    {"stop", "(i)i", glue_tw_host_timers_stop},
};
// clang-format on
const tw_host_module_t tw_host_timers = {"timers", tw_host_timers_funcs, 2, NULL};
