// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.
#include "tw_host_clock.h"

static tw_err_t glue_tw_host_clock_now_ms(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = tw_host_clock_now_ms(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_tw_host_clock_now_us(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = tw_host_clock_now_us(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_tw_host_clock_sleep_ms(tw_call_t *call) {
    tw_lift_t lift = {call, "\001ms\000", TW_ERR_OK};
    int32_t ms = (int32_t)tw_lift_u32(&lift, 0);
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_clock_sleep_ms_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_clock_sleep_ms(call, ms, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_clock_every_ms(tw_call_t *call) {
    tw_lift_t lift = {call, "\001period-ms\000", TW_ERR_OK};
    int32_t period_ms = (int32_t)tw_lift_u32(&lift, 0);
    return tw_host_clock_every_ms(call, period_ms);
}

// clang-format off
static const tw_host_func_t tw_host_clock_funcs[] = {
    {"now_ms", "()i", glue_tw_host_clock_now_ms},
    {"now_us", "()i", glue_tw_host_clock_now_us},
    {"sleep_ms", "(i)", glue_tw_host_clock_sleep_ms},
    {"every_ms", "(i)", glue_tw_host_clock_every_ms},
};
// clang-format on
const tw_host_module_t tw_host_clock = {"clock", tw_host_clock_funcs, 4, NULL};
