// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/carrier_net.h"

static tw_err_t open(void *ctx) {
    tw_carrier_net_t *carrier = ctx;
    tw_err_t err = tw_net_open(carrier->net, TW_NET_LISTENER, carrier->port, &carrier->listener);
    if (err == TW_ERR_EXIST && carrier->may_move) {
        err = tw_net_open(carrier->net, TW_NET_LISTENER, 0, &carrier->listener);
    }
    carrier->is_open = err == TW_ERR_OK;
    return err;
}

static void shut(void *ctx) {
    tw_carrier_net_t *carrier = ctx;
    if (carrier->is_open) {
        tw_net_close(carrier->net, carrier->listener);
        carrier->is_open = false;
    }
}

static int32_t accept(void *ctx) {
    tw_carrier_net_t *carrier = ctx;
    uint32_t socket = 0;
    bool has_one =
        carrier->is_open && tw_net_accept(carrier->net, carrier->listener, &socket) == TW_ERR_OK;
    return has_one ? (int32_t)socket : -1;
}

static int32_t receive(void *ctx, int32_t connection, void *bytes, uint32_t size) {
    const tw_carrier_net_t *carrier = ctx;
    size_t count = 0;
    tw_err_t err = tw_net_receive(carrier->net, (uint32_t)connection, bytes, size, &count);
    return err == TW_ERR_OK ? (int32_t)count : -1;
}

static int32_t send(void *ctx, int32_t connection, const void *bytes, uint32_t size) {
    const tw_carrier_net_t *carrier = ctx;
    size_t count = 0;
    tw_err_t err = tw_net_send(carrier->net, (uint32_t)connection, bytes, size, &count);
    return err == TW_ERR_OK ? (int32_t)count : -1;
}

static void close(void *ctx, int32_t connection) {
    const tw_carrier_net_t *carrier = ctx;
    tw_net_close(carrier->net, (uint32_t)connection);
}

const tw_carrier_ops_t tw_carrier_net = {"tcp", open, shut, accept, receive, send, close};

void tw_carrier_net_init(tw_carrier_net_t *carrier, tw_net_t *net, uint16_t port) {
    carrier->net = net;
    carrier->port = port;
    carrier->may_move = false;
    carrier->is_open = false;
    carrier->listener = 0;
}

bool tw_carrier_net_where(const tw_carrier_net_t *carrier, tw_net_addr_t *addr) {
    tw_net_status_t status;
    if (!carrier->is_open) {
        return false;
    }
    tw_net_status(carrier->net, carrier->listener, &status);
    *addr = status.local;
    return status.state == TW_NET_OPEN;
}
