// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.
#include "tw_host_http.h"

static tw_err_t glue_tw_host_http_request(tw_call_t *call) {
    tw_lift_t lift = {call, "\002method\000\002url\000\002headers\000\002body\000", TW_ERR_OK};
    tw_str_t method = tw_lift_str(&lift, 0);
    tw_str_t url = tw_lift_str(&lift, 2);
    tw_str_t headers = tw_lift_str(&lift, 4);
    tw_list_t body = tw_lift_list(&lift, 6, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_http_request_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_http_request(call, method, url, headers, body, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_http_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\002buffer\000", TW_ERR_OK};
    tw_buffer_t buffer = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_http_read_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_http_read(call, buffer, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_http_header(tw_call_t *call) {
    tw_lift_t lift = {call, "\002name\000\002value\000", TW_ERR_OK};
    tw_str_t name = tw_lift_str(&lift, 0);
    tw_buffer_t value_ = tw_lift_buffer(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_http_header(call, name, value_, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_http_set_timeout(tw_call_t *call) {
    tw_lift_t lift = {call, "\001ms\000", TW_ERR_OK};
    uint32_t ms = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_http_set_timeout(call, ms, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_http_close(tw_call_t *call) {
    int32_t result = 0;
    tw_err_t err = tw_host_http_close(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_http_problem(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_buffer_t text = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = tw_host_http_problem(call, text, &result);
    tw_lower_u32(call, result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_http_funcs[] = {
    {"request", "(iiiiiiii)i", glue_tw_host_http_request},
    {"read", "(ii)i", glue_tw_host_http_read},
    {"header", "(iiii)i", glue_tw_host_http_header},
    {"set_timeout", "(i)i", glue_tw_host_http_set_timeout},
    {"close", "()i", glue_tw_host_http_close},
    {"problem", "(ii)i", glue_tw_host_http_problem},
};
// clang-format on
const tw_host_module_t tw_host_http = {"http", tw_host_http_funcs, 6, NULL};
