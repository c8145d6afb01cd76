// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.
#include "tw_host_net.h"

static tw_err_t glue_tw_host_net_resolve(tw_call_t *call) {
    tw_lift_t lift = {call, "\002host\000", TW_ERR_OK};
    tw_str_t host = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_resolve_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_resolve(call, host, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_udp(tw_call_t *call) {
    tw_lift_t lift = {call, "\001port\000", TW_ERR_OK};
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_net_udp(call, port, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_tcp(tw_call_t *call) {
    int32_t result = 0;
    tw_err_t err = tw_host_net_tcp(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_listen(tw_call_t *call) {
    tw_lift_t lift = {call, "\001port\000", TW_ERR_OK};
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_net_listen(call, port, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_accept(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_accept_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_accept(call, socket, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_connect(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\002host\000\001port\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    tw_str_t host = tw_lift_str(&lift, 1);
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_connect_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_connect(call, socket, host, port, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_send(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\002data\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    tw_list_t data = tw_lift_list(&lift, 1, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_send_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_send(call, socket, data, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_send_to(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\002host\000\001port\000\002data\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    tw_str_t host = tw_lift_str(&lift, 1);
    uint16_t port = (uint16_t)tw_lift_u32(&lift, 3);
    tw_list_t data = tw_lift_list(&lift, 4, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_send_to_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_send_to(call, socket, host, port, data, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_end(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_net_end(call, socket, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_receive(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\002buffer\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    tw_buffer_t buffer = tw_lift_buffer(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, tw_host_net_receive_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = tw_host_net_receive(call, socket, buffer, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_tw_host_net_local(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    int64_t result = 0;
    tw_err_t err = tw_host_net_local(call, socket, &result);
    tw_lower_u64(call, (uint64_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_peer(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    int64_t result = 0;
    tw_err_t err = tw_host_net_peer(call, socket, &result);
    tw_lower_u64(call, (uint64_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_set_timeout(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\001ms\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    uint32_t ms = tw_lift_u32(&lift, 1);
    int32_t result = 0;
    tw_err_t err = tw_host_net_set_timeout(call, socket, ms, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_watch(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000\001is-on\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    bool is_on = tw_lift_below(&lift, 1, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    int32_t result = 0;
    tw_err_t err = tw_host_net_watch(call, socket, is_on, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_net_close(tw_call_t *call) {
    tw_lift_t lift = {call, "\001socket\000", TW_ERR_OK};
    uint32_t socket = tw_lift_u32(&lift, 0);
    int32_t result = 0;
    tw_err_t err = tw_host_net_close(call, socket, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

// clang-format off
static const tw_host_func_t tw_host_net_funcs[] = {
    {"resolve", "(ii)I", glue_tw_host_net_resolve},
    {"udp", "(i)i", glue_tw_host_net_udp},
    {"tcp", "()i", glue_tw_host_net_tcp},
    {"listen", "(i)i", glue_tw_host_net_listen},
    {"accept", "(i)i", glue_tw_host_net_accept},
    {"connect", "(iiii)i", glue_tw_host_net_connect},
    {"send", "(iii)i", glue_tw_host_net_send},
    {"send_to", "(iiiiii)i", glue_tw_host_net_send_to},
    {"end", "(i)i", glue_tw_host_net_end},
    {"receive", "(iii)i", glue_tw_host_net_receive},
    {"local", "(i)I", glue_tw_host_net_local},
    {"peer", "(i)I", glue_tw_host_net_peer},
    {"set_timeout", "(ii)i", glue_tw_host_net_set_timeout},
    {"watch", "(ii)i", glue_tw_host_net_watch},
    {"close", "(i)i", glue_tw_host_net_close},
};
// clang-format on
const tw_host_module_t tw_host_net = {"net", tw_host_net_funcs, 15, NULL};
