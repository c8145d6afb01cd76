// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.
#include "tw_host_adc.h"

static tw_err_t glue_tw_host_adc_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\001channel\000", TW_ERR_OK};
    uint32_t channel = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_adc_read(call, channel, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_adc_funcs[] = {
    {"read", "(i)i", glue_tw_host_adc_read},
};
// clang-format on
const tw_host_module_t tw_host_adc = {"adc", tw_host_adc_funcs, 1, NULL};
