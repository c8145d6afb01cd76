// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from spi.wit: change that instead.
#include "tw_host_spi.h"

static tw_err_t glue_tw_host_spi_configure(tw_call_t *call) {
    tw_lift_t lift = {call, "\001bus\000\001hz\000\001mode\000", TW_ERR_OK};
    uint32_t bus = tw_lift_u32(&lift, 0);
    uint32_t hz = tw_lift_u32(&lift, 1);
    uint32_t mode = tw_lift_u32(&lift, 2);
    int32_t result = 0;
    tw_err_t err = tw_host_spi_configure(call, bus, hz, mode, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_spi_transfer(tw_call_t *call) {
    tw_lift_t lift = {call, "\001bus\000\001select\000\002data\000\002answer\000", TW_ERR_OK};
    uint32_t bus = tw_lift_u32(&lift, 0);
    uint32_t select = tw_lift_u32(&lift, 1);
    tw_list_t data = tw_lift_list(&lift, 2, 1);
    tw_buffer_t answer = tw_lift_buffer(&lift, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_spi_transfer(call, bus, select, data, answer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_spi_exchange(tw_call_t *call) {
    tw_lift_t lift = {call, "\001bus\000\001select\000\002data\000\002answer\000", TW_ERR_OK};
    uint32_t bus = tw_lift_u32(&lift, 0);
    uint32_t select = tw_lift_u32(&lift, 1);
    tw_list_t data = tw_lift_list(&lift, 2, 1);
    tw_buffer_t answer = tw_lift_buffer(&lift, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_spi_exchange(call, bus, select, data, answer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_spi_funcs[] = {
    {"configure", "(iii)i", glue_tw_host_spi_configure},
    {"transfer", "(iiiiii)i", glue_tw_host_spi_transfer},
    {"exchange", "(iiiiii)i", glue_tw_host_spi_exchange},
};
// clang-format on
const tw_host_module_t tw_host_spi = {"spi", tw_host_spi_funcs, 3, NULL};
