// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TOOLS_PARTS_SIMPLE_WITH_NET_H
#define TOOLS_PARTS_SIMPLE_WITH_NET_H

// apps/simple with lwIP, in which a socket of each kind that there is sends and receives.

#include "simple_with.h"
#include "tinywasm/net_lwip.h"

static tw_net_t *net;

static void check_io(tw_err_t err) {
    check(err == TW_ERR_NOENT || err == TW_ERR_STATE || err == TW_ERR_BUSY ? TW_ERR_OK : err);
}

static void start_net(const tw_net_lwip_config_t *config) {
    net = tw_net_lwip_init(config);
    make_simple_engine();
    check(tw_engine_add_device(engine, &net->device));
    check(tw_engine_start(engine));
}

static void use_udp(void) {
    uint8_t bytes[16] = {0};
    size_t size = 0;
    uint32_t socket = 0;
    tw_net_addr_t peer = {{10, 0, 2, 2}, 9};
    check(tw_net_open(net, TW_NET_UDP, 9, &socket));
    check_io(tw_net_send_to(net, socket, &peer, bytes, sizeof bytes));
    check_io(tw_net_receive_from(net, socket, &peer, bytes, sizeof bytes, &size));
}

static inline void use_tcp(void) {
    uint8_t bytes[16] = {0};
    size_t size = 0;
    uint32_t listener = 0;
    uint32_t socket = 0;
    tw_net_addr_t peer = {{10, 0, 2, 2}, 9};
    check(tw_net_open(net, TW_NET_LISTENER, 9, &listener));
    check_io(tw_net_accept(net, listener, &socket));
    check(tw_net_open(net, TW_NET_TCP, 0, &socket));
    check_io(tw_net_connect(net, socket, &peer));
    check_io(tw_net_send(net, socket, bytes, sizeof bytes, &size));
    check_io(tw_net_receive(net, socket, bytes, sizeof bytes, &size));
    tw_net_close(net, socket);
}

static inline HAL_NORETURN void run_with_net(void) {
    (void)tw_engine_poll(engine, hal_ticks_ms());
    (void)call_ping(load_ping());
    hal_exit(0);
}

#endif
