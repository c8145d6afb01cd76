// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/net.h"

// What all carriers have in common: whoever calls is checked here, so that a carrier gets sockets
// that are open and of the right kind.

static bool is_kind(tw_net_t *net, uint32_t socket, tw_net_kind_t kind) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    return status.state != TW_NET_FREE && status.kind == kind;
}

tw_err_t tw_net_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    bool is_known = kind == TW_NET_UDP || kind == TW_NET_TCP || kind == TW_NET_LISTENER;
    return is_known && socket != NULL ? net->ops->open(net, kind, port, socket) : TW_ERR_INVAL;
}

tw_err_t tw_net_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    if (!is_kind(net, socket, TW_NET_TCP) || peer == NULL || peer->port == 0) {
        return TW_ERR_INVAL;
    }
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    return status.state == TW_NET_IDLE ? net->ops->connect(net, socket, peer) : TW_ERR_STATE;
}

tw_err_t tw_net_accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    bool is_fine = is_kind(net, listener, TW_NET_LISTENER) && socket != NULL;
    return is_fine ? net->ops->accept(net, listener, socket) : TW_ERR_INVAL;
}

tw_err_t tw_net_expect(tw_net_t *net, uint32_t socket, const char *name, size_t size) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    if (status.kind != TW_NET_TCP || status.state != TW_NET_IDLE || name == NULL || size == 0 ||
        size > TW_NET_NAME_BYTES) {
        return TW_ERR_INVAL;
    }
    return net->ops->expect != NULL ? net->ops->expect(net, socket, name, size)
                                    : TW_ERR_UNSUPPORTED;
}

const char *tw_net_problem(tw_net_t *net, uint32_t socket) {
    bool is_known = net->ops->problem != NULL && is_kind(net, socket, TW_NET_TCP);
    return is_known ? net->ops->problem(net, socket) : "";
}

// Of a TCP socket that sends or receives.
static tw_err_t check_stream(tw_net_t *net, uint32_t socket, tw_net_state_t other) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    if (status.state == TW_NET_FREE || status.kind != TW_NET_TCP) {
        return TW_ERR_INVAL;
    }
    if (status.state == TW_NET_FAILED) {
        return TW_ERR_IO;
    }
    return status.state == TW_NET_OPEN || status.state == other ? TW_ERR_OK : TW_ERR_STATE;
}

tw_err_t tw_net_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size, size_t *sent) {
    if (sent == NULL || (bytes == NULL && size > 0)) {
        return TW_ERR_INVAL;
    }
    *sent = 0;
    tw_err_t err = check_stream(net, socket, TW_NET_ENDED);
    return err != TW_ERR_OK || size == 0 ? err : net->ops->send(net, socket, bytes, size, sent);
}

tw_err_t tw_net_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                        size_t *received) {
    if (received == NULL || (bytes == NULL && size > 0)) {
        return TW_ERR_INVAL;
    }
    *received = 0;
    tw_err_t err = check_stream(net, socket, TW_NET_OPEN);
    return err != TW_ERR_OK || size == 0 ? err
                                         : net->ops->receive(net, socket, bytes, size, received);
}

tw_err_t tw_net_send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                        const void *bytes, size_t size) {
    if (!is_kind(net, socket, TW_NET_UDP) || peer == NULL || peer->port == 0 ||
        (bytes == NULL && size > 0)) {
        return TW_ERR_INVAL;
    }
    return net->ops->send_to(net, socket, peer, bytes, size);
}

tw_err_t tw_net_receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                             size_t size, size_t *received) {
    if (!is_kind(net, socket, TW_NET_UDP) || bytes == NULL || size == 0 || received == NULL) {
        return TW_ERR_INVAL;
    }
    tw_net_addr_t from = {{0}, 0};
    *received = 0;
    tw_err_t err = net->ops->receive_from(net, socket, &from, bytes, size, received);
    if (peer != NULL) {
        *peer = from;
    }
    return err;
}

tw_err_t tw_net_end(tw_net_t *net, uint32_t socket) {
    tw_err_t err = check_stream(net, socket, TW_NET_ENDED);
    return err != TW_ERR_OK ? err : net->ops->end(net, socket);
}

static void close_socket(tw_net_t *net, uint32_t socket, bool is_abort) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    if (status.state != TW_NET_FREE) {
        net->ops->close(net, socket, is_abort);
    }
}

void tw_net_close(tw_net_t *net, uint32_t socket) {
    close_socket(net, socket, false);
}

void tw_net_abort(tw_net_t *net, uint32_t socket) {
    close_socket(net, socket, true);
}

void tw_net_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    *status = (tw_net_status_t){.state = TW_NET_FREE};
    if (socket < net->socket_count) {
        net->ops->status(net, socket, status);
    }
}

// ---- questions ----------------------------------------------------------------------------------

tw_err_t tw_net_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    size_t size = 0;
    while (name != NULL && size <= TW_NET_NAME_BYTES && name[size] != '\0') {
        size++;
    }
    bool is_fine = size > 0 && size <= TW_NET_NAME_BYTES && question != NULL;
    return is_fine ? net->ops->resolve(net, name, question) : TW_ERR_INVAL;
}

tw_err_t tw_net_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms, uint32_t *question) {
    bool is_fine = ip != NULL && question != NULL;
    return is_fine ? net->ops->ping(net, ip, timeout_ms, question) : TW_ERR_INVAL;
}

tw_err_t tw_net_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    bool is_fine = question < net->question_count && answer != NULL;
    return is_fine ? net->ops->answer(net, question, answer) : TW_ERR_INVAL;
}

void tw_net_forget(tw_net_t *net, uint32_t question) {
    if (question < net->question_count) {
        net->ops->forget(net, question);
    }
}

// ---- the carrier --------------------------------------------------------------------------------

void tw_net_info(tw_net_t *net, tw_net_info_t *info) {
    *info = (tw_net_info_t){.carrier = net->device.ops->name};
    for (uint32_t i = 0; i < net->socket_count; i++) {
        tw_net_status_t status;
        tw_net_status(net, i, &status);
        info->sockets += status.state != TW_NET_FREE;
    }
    net->ops->info(net, info);
}

tw_err_t tw_net_start(tw_net_t *net) {
    return net->device.ops->start != NULL ? net->device.ops->start(&net->device, NULL) : TW_ERR_OK;
}

void tw_net_poll(tw_net_t *net, uint32_t now_ms) {
    if (net->device.ops->poll != NULL) {
        net->device.ops->poll(&net->device, now_ms);
    }
}

void tw_net_stop(tw_net_t *net) {
    if (net->device.ops->stop != NULL) {
        net->device.ops->stop(&net->device);
    }
}
