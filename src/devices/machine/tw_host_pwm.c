// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.
#include "tw_host_pwm.h"

static tw_err_t glue_tw_host_pwm_start(tw_call_t *call) {
    tw_lift_t lift = {call, "\001channel\000\001period-ns\000\001high-ns\000", TW_ERR_OK};
    uint32_t channel = tw_lift_u32(&lift, 0);
    uint32_t period_ns = tw_lift_u32(&lift, 1);
    uint32_t high_ns = tw_lift_u32(&lift, 2);
    int32_t result = 0;
    tw_err_t err = tw_host_pwm_start(call, channel, period_ns, high_ns, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_pwm_stop(tw_call_t *call) {
    tw_lift_t lift = {call, "\001channel\000", TW_ERR_OK};
    uint32_t channel = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_pwm_stop(call, channel, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_pwm_funcs[] = {
    {"start", "(iii)i", glue_tw_host_pwm_start},
    {"stop", "(i)i", glue_tw_host_pwm_stop},
};
// clang-format on
const tw_host_module_t tw_host_pwm = {"pwm", tw_host_pwm_funcs, 2, NULL};
