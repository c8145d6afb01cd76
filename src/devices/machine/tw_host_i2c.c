// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.
#include "tw_host_i2c.h"

static tw_err_t glue_tw_host_i2c_configure(tw_call_t *call) {
    tw_lift_t lift = {call, "\001bus\000\001hz\000", TW_ERR_OK};
    uint32_t bus = tw_lift_u32(&lift, 0);
    uint32_t hz = tw_lift_u32(&lift, 1);
    int32_t result = 0;
    tw_err_t err = tw_host_i2c_configure(call, bus, hz, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_i2c_transfer(tw_call_t *call) {
    tw_lift_t lift = {call, "\001bus\000\001address\000\002data\000\002answer\000", TW_ERR_OK};
    uint32_t bus = tw_lift_u32(&lift, 0);
    uint32_t address_ = tw_lift_u32(&lift, 1);
    tw_list_t data = tw_lift_list(&lift, 2, 1);
    tw_buffer_t answer = tw_lift_buffer(&lift, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_i2c_transfer(call, bus, address_, data, answer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_i2c_funcs[] = {
    {"configure", "(ii)i", glue_tw_host_i2c_configure},
    {"transfer", "(iiiiii)i", glue_tw_host_i2c_transfer},
};
// clang-format on
const tw_host_module_t tw_host_i2c = {"i2c", tw_host_i2c_funcs, 2, NULL};
