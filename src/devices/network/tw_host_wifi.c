// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.
#include "tw_host_wifi.h"

static tw_err_t glue_tw_host_wifi_scan(tw_call_t *call) {
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_wifi_scan_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_wifi_scan(call, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_wifi_found(tw_call_t *call) {
    tw_lift_t lift = {call, "\001i\000\002ssid\000", TW_ERR_OK};
    uint32_t i = tw_lift_u32(&lift, 0);
    tw_buffer_t ssid = tw_lift_buffer(&lift, 1);
    uint32_t address = tw_lift_address(&lift, 3, 20, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_host_wifi_option_network_t result = {0};
    tw_err_t err = tw_host_wifi_found(call, i, ssid, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[20] = {0};
    image[0] = (uint8_t)result.is_some;
    if (result.is_some) {
        tw_put_u32(&image[4], 0, result.some.size);
        tw_put_u32(&image[8], 0, (uint32_t)result.some.signal);
        tw_put_u32(&image[12], 0, result.some.channel);
        image[16] = (uint8_t)result.some.security;
    }
    return tw_lower_image(call, address, image, 20);
}

static tw_err_t glue_tw_host_wifi_join(tw_call_t *call) {
    tw_lift_t lift = {call, "\002ssid\000\002key\000", TW_ERR_OK};
    tw_str_t ssid = tw_lift_str(&lift, 0);
    tw_str_t key = tw_lift_str(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_wifi_join_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_wifi_join(call, ssid, key, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_wifi_leave(tw_call_t *call) {
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_wifi_leave_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_wifi_leave(call, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_wifi_status(tw_call_t *call) {
    tw_host_wifi_state_t result = TW_HOST_WIFI_STATE_NONE;
    tw_err_t err = tw_host_wifi_status(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_wifi_signal(tw_call_t *call) {
    int32_t result = 0;
    tw_err_t err = tw_host_wifi_signal(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_wifi_funcs[] = {
    {"scan", "()i", glue_tw_host_wifi_scan},
    {"found", "(iiii)", glue_tw_host_wifi_found},
    {"join", "(iiii)i", glue_tw_host_wifi_join},
    {"leave", "()i", glue_tw_host_wifi_leave},
    {"status", "()i", glue_tw_host_wifi_status},
    {"signal", "()i", glue_tw_host_wifi_signal},
};
// clang-format on
const tw_host_module_t tw_host_wifi = {"wifi", tw_host_wifi_funcs, 6, NULL};
