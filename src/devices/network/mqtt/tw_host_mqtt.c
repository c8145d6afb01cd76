// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.
#include "tw_host_mqtt.h"

static tw_err_t glue_tw_host_mqtt_connect(tw_call_t *call) {
    tw_lift_t lift = {call,
                      "\002host\000"
                      "\001port\000"
                      "\002client\000"
                      "\002user\000"
                      "\002password\000",
                      TW_ERR_OK};
    tw_str_t host = tw_lift_str(&lift, 0);
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 2);
    tw_str_t client = tw_lift_str(&lift, 3);
    tw_str_t user = tw_lift_str(&lift, 5);
    tw_str_t password = tw_lift_str(&lift, 7);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_connect_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_connect(call, host, port, client, user, password, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_publish(tw_call_t *call) {
    tw_lift_t lift = {call, "\002topic\000\002payload\000\001quality\000\001retain\000", TW_ERR_OK};
    tw_str_t topic = tw_lift_str(&lift, 0);
    tw_list_t payload = tw_lift_list(&lift, 2, 1);
    uint8_t quality = (uint8_t)tw_lift_u32(&lift, 4);
    bool retain = tw_lift_below(&lift, 5, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_publish_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_publish(call, topic, payload, quality, retain, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_subscribe(tw_call_t *call) {
    tw_lift_t lift = {call, "\002topic\000\001quality\000", TW_ERR_OK};
    tw_str_t topic = tw_lift_str(&lift, 0);
    uint8_t quality = (uint8_t)tw_lift_u32(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_subscribe_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_subscribe(call, topic, quality, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_unsubscribe(tw_call_t *call) {
    tw_lift_t lift = {call, "\002topic\000", TW_ERR_OK};
    tw_str_t topic = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_unsubscribe_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_unsubscribe(call, topic, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_receive(tw_call_t *call) {
    tw_lift_t lift = {call, "\002payload\000", TW_ERR_OK};
    tw_buffer_t payload = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_receive_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_receive(call, payload, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_topic(tw_call_t *call) {
    tw_lift_t lift = {call, "\002topic\000", TW_ERR_OK};
    tw_buffer_t topic = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_mqtt_topic(call, topic, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_mqtt_lost(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = tw_host_mqtt_lost(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_tw_host_mqtt_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001is-on\000", TW_ERR_OK};
    bool is_on = tw_lift_below(&lift, 0, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_mqtt_watch(call, is_on, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_mqtt_disconnect(tw_call_t *call) {
    int32_t result = 0;
    tw_err_t err = tw_host_mqtt_disconnect(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_mqtt_connect_secure(tw_call_t *call) {
    tw_lift_t lift = {call,
                      "\002host\000"
                      "\001port\000"
                      "\002client\000"
                      "\002user\000"
                      "\002password\000",
                      TW_ERR_OK};
    tw_str_t host = tw_lift_str(&lift, 0);
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 2);
    tw_str_t client = tw_lift_str(&lift, 3);
    tw_str_t user = tw_lift_str(&lift, 5);
    tw_str_t password = tw_lift_str(&lift, 7);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_mqtt_connect_secure_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_mqtt_connect_secure(call, host, port, client, user, password, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_mqtt_problem(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_buffer_t text = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = tw_host_mqtt_problem(call, text, &result);
    tw_lower_u32(call, result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_mqtt_funcs[] = {
    {"connect", "(iiiiiiiii)i", glue_tw_host_mqtt_connect},
    {"publish", "(iiiiii)i", glue_tw_host_mqtt_publish},
    {"subscribe", "(iii)i", glue_tw_host_mqtt_subscribe},
    {"unsubscribe", "(ii)i", glue_tw_host_mqtt_unsubscribe},
    {"receive", "(ii)i", glue_tw_host_mqtt_receive},
    {"topic", "(ii)i", glue_tw_host_mqtt_topic},
    {"lost", "()i", glue_tw_host_mqtt_lost},
    {"watch", "(i)i", glue_tw_host_mqtt_watch},
    {"disconnect", "()i", glue_tw_host_mqtt_disconnect},
    {"connect_secure", "(iiiiiiiii)i", glue_tw_host_mqtt_connect_secure},
    {"problem", "(ii)i", glue_tw_host_mqtt_problem},
};
// clang-format on
const tw_host_module_t tw_host_mqtt = {"mqtt", tw_host_mqtt_funcs, 11, NULL};
