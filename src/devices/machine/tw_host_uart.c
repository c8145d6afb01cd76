// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.
#include "tw_host_uart.h"

static tw_err_t glue_tw_host_uart_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\002buffer\000", TW_ERR_OK};
    tw_buffer_t buffer = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_uart_read_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_uart_read(call, buffer, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_uart_write(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_list_t data = tw_lift_list(&lift, 0, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_uart_write(call, data);
}

// clang-format off
static const tw_host_func_t tw_host_uart_funcs[] = {
    {"read", "(ii)i", glue_tw_host_uart_read},
    {"write", "(ii)", glue_tw_host_uart_write},
};
// clang-format on
const tw_host_module_t tw_host_uart = {"uart", tw_host_uart_funcs, 2, NULL};
