// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.
#include "tw_host_serial.h"

static tw_err_t glue_tw_host_serial_open(tw_call_t *call) {
    tw_lift_t lift = {call, "\001line\000\001baud\000", TW_ERR_OK};
    uint32_t line = tw_lift_u32(&lift, 0);
    uint32_t baud = tw_lift_u32(&lift, 1);
    int32_t result = 0;
    tw_err_t err = tw_host_serial_open(call, line, baud, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_serial_write(tw_call_t *call) {
    tw_lift_t lift = {call, "\001line\000\002data\000", TW_ERR_OK};
    uint32_t line = tw_lift_u32(&lift, 0);
    tw_list_t data = tw_lift_list(&lift, 1, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_serial_write(call, line, data, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_serial_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\001line\000\002buffer\000", TW_ERR_OK};
    uint32_t line = tw_lift_u32(&lift, 0);
    tw_buffer_t buffer = tw_lift_buffer(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_serial_read(call, line, buffer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_serial_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001line\000\001is-on\000", TW_ERR_OK};
    uint32_t line = tw_lift_u32(&lift, 0);
    bool is_on = tw_lift_below(&lift, 1, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_serial_watch(call, line, is_on, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_serial_funcs[] = {
    {"open", "(ii)i", glue_tw_host_serial_open},
    {"write", "(iii)i", glue_tw_host_serial_write},
    {"read", "(iii)i", glue_tw_host_serial_read},
    {"watch", "(ii)i", glue_tw_host_serial_watch},
};
// clang-format on
const tw_host_module_t tw_host_serial = {"serial", tw_host_serial_funcs, 4, NULL};
