// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.
#include "tw_host_entropy.h"

static tw_err_t glue_tw_host_entropy_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\002buffer\000", TW_ERR_OK};
    tw_buffer_t buffer = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_entropy_read(call, buffer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_entropy_funcs[] = {
    {"read", "(ii)i", glue_tw_host_entropy_read},
};
// clang-format on
const tw_host_module_t tw_host_entropy = {"entropy", tw_host_entropy_funcs, 1, NULL};
