// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.
#include "tw_host_bluetooth.h"

static tw_err_t glue_tw_host_bluetooth_is_ready(tw_call_t *call) {
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_is_ready(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_service(tw_call_t *call) {
    tw_lift_t lift = {call, "\002uuid\000", TW_ERR_OK};
    tw_str_t uuid = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_service(call, uuid, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_characteristic(tw_call_t *call) {
    tw_lift_t lift = {call, "\001service\000\002uuid\000\001properties\000", TW_ERR_OK};
    uint32_t service = tw_lift_u32(&lift, 0);
    tw_str_t uuid = tw_lift_str(&lift, 1);
    uint32_t properties = tw_lift_u32(&lift, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_characteristic(call, service, uuid, properties, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_publish(tw_call_t *call) {
    tw_lift_t lift = {call, "\001service\000", TW_ERR_OK};
    uint32_t service = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_publish(call, service, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_set(tw_call_t *call) {
    tw_lift_t lift = {call, "\001characteristic\000\002value\000", TW_ERR_OK};
    uint32_t characteristic = tw_lift_u32(&lift, 0);
    tw_list_t value_ = tw_lift_list(&lift, 1, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_set(call, characteristic, value_, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_get(tw_call_t *call) {
    tw_lift_t lift = {call, "\001characteristic\000\002buffer\000", TW_ERR_OK};
    uint32_t characteristic = tw_lift_u32(&lift, 0);
    tw_buffer_t buffer = tw_lift_buffer(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_get(call, characteristic, buffer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_advertise(tw_call_t *call) {
    tw_lift_t lift = {call, "\002name\000\001interval-ms\000", TW_ERR_OK};
    tw_str_t name = tw_lift_str(&lift, 0);
    uint32_t interval_ms = tw_lift_u32(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_advertise(call, name, interval_ms, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_scan(tw_call_t *call) {
    tw_lift_t lift = {call, "\001ms\000", TW_ERR_OK};
    uint32_t ms = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_scan(call, ms, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_found(tw_call_t *call) {
    tw_lift_t lift = {call, "\002buffer\000", TW_ERR_OK};
    tw_buffer_t buffer = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_found(call, buffer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_connect(tw_call_t *call) {
    tw_lift_t lift = {call, "\002name\000\001ms\000", TW_ERR_OK};
    tw_str_t name = tw_lift_str(&lift, 0);
    uint32_t ms = tw_lift_u32(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_connect_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_connect(call, name, ms, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_disconnect(tw_call_t *call) {
    tw_lift_t lift = {call, "\001link\000", TW_ERR_OK};
    uint32_t link = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_disconnect(call, link, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_find(tw_call_t *call) {
    tw_lift_t lift = {call, "\001link\000\002service\000\002characteristic\000", TW_ERR_OK};
    uint32_t link = tw_lift_u32(&lift, 0);
    tw_str_t service = tw_lift_str(&lift, 1);
    tw_str_t characteristic = tw_lift_str(&lift, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_find_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_find(call, link, service, characteristic, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\001remote\000\002buffer\000", TW_ERR_OK};
    uint32_t remote = tw_lift_u32(&lift, 0);
    tw_buffer_t buffer = tw_lift_buffer(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_read_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_read(call, remote, buffer, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_write(tw_call_t *call) {
    tw_lift_t lift = {call, "\001remote\000\002value\000", TW_ERR_OK};
    uint32_t remote = tw_lift_u32(&lift, 0);
    tw_list_t value_ = tw_lift_list(&lift, 1, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_write_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_write(call, remote, value_, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001remote\000\001is-on\000", TW_ERR_OK};
    uint32_t remote = tw_lift_u32(&lift, 0);
    bool is_on = tw_lift_below(&lift, 1, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_watch_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_watch(call, remote, is_on, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_told(tw_call_t *call) {
    tw_lift_t lift = {call, "\001remote\000\002buffer\000", TW_ERR_OK};
    uint32_t remote = tw_lift_u32(&lift, 0);
    tw_buffer_t buffer = tw_lift_buffer(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_told(call, remote, buffer, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_pair(tw_call_t *call) {
    tw_lift_t lift = {call, "\001link\000", TW_ERR_OK};
    uint32_t link = tw_lift_u32(&lift, 0);
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_bluetooth_pair_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_bluetooth_pair(call, link, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_bluetooth_number(tw_call_t *call) {
    tw_lift_t lift = {call, "\001link\000", TW_ERR_OK};
    uint32_t link = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_number(call, link, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_bluetooth_confirm(tw_call_t *call) {
    tw_lift_t lift = {call, "\001link\000\001is-same\000", TW_ERR_OK};
    uint32_t link = tw_lift_u32(&lift, 0);
    bool is_same = tw_lift_below(&lift, 1, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_bluetooth_confirm(call, link, is_same, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_bluetooth_funcs[] = {
    {"is_ready", "()i", glue_tw_host_bluetooth_is_ready},
    {"service", "(ii)i", glue_tw_host_bluetooth_service},
    {"characteristic", "(iiii)i", glue_tw_host_bluetooth_characteristic},
    {"publish", "(i)i", glue_tw_host_bluetooth_publish},
    {"set", "(iii)i", glue_tw_host_bluetooth_set},
    {"get", "(iii)i", glue_tw_host_bluetooth_get},
    {"advertise", "(iii)i", glue_tw_host_bluetooth_advertise},
    {"scan", "(i)i", glue_tw_host_bluetooth_scan},
    {"found", "(ii)i", glue_tw_host_bluetooth_found},
    {"connect", "(iii)i", glue_tw_host_bluetooth_connect},
    {"disconnect", "(i)i", glue_tw_host_bluetooth_disconnect},
    {"find", "(iiiii)i", glue_tw_host_bluetooth_find},
    {"read", "(iii)i", glue_tw_host_bluetooth_read},
    {"write", "(iii)i", glue_tw_host_bluetooth_write},
    {"watch", "(ii)i", glue_tw_host_bluetooth_watch},
    {"told", "(iii)i", glue_tw_host_bluetooth_told},
    {"pair", "(i)i", glue_tw_host_bluetooth_pair},
    {"number", "(i)i", glue_tw_host_bluetooth_number},
    {"confirm", "(ii)i", glue_tw_host_bluetooth_confirm},
};
// clang-format on
const tw_host_module_t tw_host_bluetooth = {"bluetooth", tw_host_bluetooth_funcs, 19, NULL};
