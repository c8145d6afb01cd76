// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For builds without TCP: no such socket is ever open.

#include "lwip.h"

tw_err_t tw__lwip_tcp_open(struct tw__lwip_socket *at, uint16_t port) {
    (void)at;
    (void)port;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_listen(struct tw__lwip_socket *at, uint16_t port) {
    (void)at;
    (void)port;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    (void)net;
    (void)socket;
    (void)peer;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    (void)net;
    (void)listener;
    (void)socket;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                           size_t *sent) {
    (void)net;
    (void)socket;
    (void)bytes;
    (void)size;
    (void)sent;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                              size_t *received) {
    (void)net;
    (void)socket;
    (void)bytes;
    (void)size;
    (void)received;
    return TW_ERR_UNSUPPORTED;
}

tw_err_t tw__lwip_tcp_end(tw_net_t *net, uint32_t socket) {
    (void)net;
    (void)socket;
    return TW_ERR_UNSUPPORTED;
}

void tw__lwip_tcp_close(struct tw__lwip_socket *at, bool is_abort) {
    (void)at;
    (void)is_abort;
}

void tw__lwip_tcp_status(struct tw__lwip_socket *at, tw_net_status_t *status) {
    (void)at;
    (void)status;
}
