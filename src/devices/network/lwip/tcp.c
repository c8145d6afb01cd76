// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip/tcp.h"

#include "lwip.h"

// A socket lets go of its pcb where lwIP frees it (an error), where it may do so unsaid (both ends
// have ended), and at close: what is left to be done is lwIP's.

#define WAITING_MOST 2  // connections that nobody has accepted, of a listener

static void let_go(struct tw__lwip_socket *at) {
    struct tcp_pcb *pcb = at->pcb.tcp;
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_err(pcb, NULL);
    at->pcb.tcp = NULL;
}

static tw_net_cause_t cause_of(err_t err, tw_net_state_t state) {
    switch (err) {
        case ERR_RST:
            return state == TW_NET_CONNECTING ? TW_NET_REFUSED : TW_NET_RESET;
        case ERR_ABRT:
        case ERR_TIMEOUT:
            return TW_NET_TIMEOUT;
        case ERR_RTE:
            return TW_NET_UNREACHABLE;
        default:
            return TW_NET_LOST;
    }
}

static void fail(struct tw__lwip_socket *at, err_t err) {
    at->cause = cause_of(err, at->state);
    at->state = TW_NET_FAILED;
}

// lwIP has freed the pcb.
static void failed(void *arg, err_t err) {
    struct tw__lwip_socket *at = arg;
    at->pcb.tcp = NULL;
    if (at->is_waiting) {
        at->is_used = false;
    } else if (err == ERR_CLSD) {
        at->peer_ended = true;
    } else {
        fail(at, err);
    }
}

static err_t arrived(void *arg, struct tcp_pcb *pcb, struct pbuf *packet, err_t err) {
    struct tw__lwip_socket *at = arg;
    (void)pcb;
    (void)err;
    if (packet != NULL) {
        tw__lwip_room_put_packet(at, packet);
        (void)pbuf_free(packet);
        return ERR_OK;
    }
    at->peer_ended = true;
    if (at->has_ended) {
        let_go(at);
    }
    return ERR_OK;
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t err) {
    struct tw__lwip_socket *at = arg;
    (void)pcb;
    (void)err;
    at->state = TW_NET_OPEN;
    return ERR_OK;
}

static void take_pcb(struct tw__lwip_socket *at, struct tcp_pcb *pcb) {
    at->kind = TW_NET_TCP;
    at->pcb.tcp = pcb;
    tcp_nagle_disable(pcb);
    tcp_arg(pcb, at);
    tcp_recv(pcb, arrived);
    tcp_err(pcb, failed);
}

static err_t came(void *arg, struct tcp_pcb *pcb, err_t err) {
    struct tw__lwip_socket *at = err == ERR_OK ? tw__lwip_take_socket() : NULL;
    if (at == NULL) {
        tw__lwip_count_drop();
        return ERR_MEM;
    }
    take_pcb(at, pcb);
    tcp_backlog_delayed(pcb);
    at->is_waiting = true;
    at->listener = arg;
    at->state = TW_NET_OPEN;
    at->peer.port = pcb->remote_port;
    tw__lwip_put_ip(at->peer.ip, &pcb->remote_ip);
    return ERR_OK;
}

// ---- open and close -----------------------------------------------------------------------------

// A pcb with that port of its own, if it is not 0.
static tw_err_t make_pcb(struct tcp_pcb **pcb, uint16_t port, bool is_listener) {
    *pcb = tcp_new();
    if (*pcb == NULL) {
        return TW_ERR_LIMIT;
    }
    ip_set_option(*pcb, SOF_REUSEADDR);
    err_t err = port == 0 && !is_listener ? ERR_OK : tcp_bind(*pcb, IP_ANY_TYPE, port);
    if (err != ERR_OK) {
        tcp_abort(*pcb);
    }
    return tw__lwip_err(err);
}

tw_err_t tw__lwip_tcp_open(struct tw__lwip_socket *at, uint16_t port) {
    struct tcp_pcb *pcb = NULL;
    tw_err_t err = make_pcb(&pcb, port, false);
    if (err == TW_ERR_OK) {
        take_pcb(at, pcb);
        at->state = TW_NET_IDLE;
    }
    return err;
}

tw_err_t tw__lwip_tcp_listen(struct tw__lwip_socket *at, uint16_t port) {
    struct tcp_pcb *pcb = NULL;
    tw_err_t err = make_pcb(&pcb, port, true);
    if (err != TW_ERR_OK) {
        return err;
    }
    err_t why = ERR_OK;
    at->pcb.tcp = tcp_listen_with_backlog_and_err(pcb, WAITING_MOST, &why);
    if (at->pcb.tcp == NULL) {
        tcp_abort(pcb);
        return tw__lwip_err(why);
    }
    tcp_arg(at->pcb.tcp, at);
    tcp_accept(at->pcb.tcp, came);
    at->state = TW_NET_OPEN;
    return TW_ERR_OK;
}

static void break_off(struct tw__lwip_socket *at) {
    struct tcp_pcb *pcb = at->pcb.tcp;
    let_go(at);
    tcp_abort(pcb);
}

static void close_listener(struct tw__lwip_socket *listener) {
    for (uint32_t i = 0; i < BOARD_NET_SOCKETS; i++) {
        struct tw__lwip_socket *at = tw__lwip_socket_of(i);
        if (at->is_used && at->is_waiting && at->listener == listener) {
            break_off(at);
            at->is_used = false;
        }
    }
    (void)tcp_close(listener->pcb.tcp);
}

void tw__lwip_tcp_close(struct tw__lwip_socket *at, bool is_abort) {
    struct tcp_pcb *pcb = at->pcb.tcp;
    if (at->kind == TW_NET_LISTENER) {
        close_listener(at);
    } else if (pcb != NULL && is_abort) {
        break_off(at);
    } else if (pcb != NULL) {
        let_go(at);
        (void)tcp_close(pcb);  // lwIP tries again if it has no memory now
    }
}

// ---- connections --------------------------------------------------------------------------------

tw_err_t tw__lwip_tcp_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    struct tw__lwip_socket *at = tw__lwip_socket_of(socket);
    ip_addr_t ip = tw__lwip_ip(peer->ip);
    (void)net;
    if (!tw__lwip_has_addr()) {
        return TW_ERR_STATE;
    }
    at->peer = *peer;
    at->state = TW_NET_CONNECTING;
    err_t err = tcp_connect(at->pcb.tcp, &ip, peer->port, connected);
    if (err != ERR_OK) {
        fail(at, err);
        return TW_ERR_IO;
    }
    return TW_ERR_OK;
}

tw_err_t tw__lwip_tcp_accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    (void)net;
    for (uint32_t i = 0; i < BOARD_NET_SOCKETS; i++) {
        struct tw__lwip_socket *at = tw__lwip_socket_of(i);
        if (at->is_used && at->is_waiting && at->listener == tw__lwip_socket_of(listener)) {
            tcp_backlog_accepted(at->pcb.tcp);
            at->is_waiting = false;
            *socket = i;
            return TW_ERR_OK;
        }
    }
    return TW_ERR_NOENT;
}

// Less where lwIP has no block for all.
static uint32_t write_some(struct tcp_pcb *pcb, const void *bytes, uint32_t size) {
    uint32_t part = size < tcp_sndbuf(pcb) ? size : tcp_sndbuf(pcb);
    while (part > 0 && tcp_write(pcb, bytes, (u16_t)part, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        part = part > TCP_MSS ? part / 2u : 0;
    }
    return part;
}

tw_err_t tw__lwip_tcp_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                           size_t *sent) {
    struct tw__lwip_socket *at = tw__lwip_socket_of(socket);
    (void)net;
    if (at->has_ended || at->pcb.tcp == NULL) {
        return TW_ERR_STATE;
    }
    *sent = write_some(at->pcb.tcp, bytes, size < UINT16_MAX ? (uint32_t)size : UINT16_MAX);
    (void)tcp_output(at->pcb.tcp);  // what does not go now is sent again
    return TW_ERR_OK;
}

tw_err_t tw__lwip_tcp_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                              size_t *received) {
    struct tw__lwip_socket *at = tw__lwip_socket_of(socket);
    (void)net;
    uint32_t most = size < ROOM_BYTES ? (uint32_t)size : ROOM_BYTES;
    *received = tw__lwip_room_take(at, bytes, most);
    if (at->pcb.tcp != NULL && *received > 0) {
        tcp_recved(at->pcb.tcp, (u16_t)*received);
    }
    return TW_ERR_OK;
}

tw_err_t tw__lwip_tcp_end(tw_net_t *net, uint32_t socket) {
    struct tw__lwip_socket *at = tw__lwip_socket_of(socket);
    struct tcp_pcb *pcb = at->pcb.tcp;
    (void)net;
    if (at->has_ended || pcb == NULL) {
        return TW_ERR_OK;
    }
    at->has_ended = true;
    if (at->peer_ended) {
        let_go(at);
    }
    return tw__lwip_err(tcp_shutdown(pcb, 0, 1));
}

void tw__lwip_tcp_status(struct tw__lwip_socket *at, tw_net_status_t *status) {
    const struct tcp_pcb *pcb = at->pcb.tcp;
    if (at->kind == TW_NET_LISTENER) {
        status->local.port = ((const struct tcp_pcb_listen *)(const void *)pcb)->local_port;
        for (uint32_t i = 0; i < BOARD_NET_SOCKETS; i++) {
            const struct tw__lwip_socket *other = tw__lwip_socket_of(i);
            status->can_receive |= other->is_used && other->is_waiting && other->listener == at;
        }
        return;
    }
    if (at->state == TW_NET_OPEN && at->peer_ended && at->count == 0) {
        at->state = TW_NET_ENDED;
        status->state = TW_NET_ENDED;
    }
    status->local.port = pcb == NULL ? 0 : pcb->local_port;
    status->can_receive = at->count > 0 || at->state == TW_NET_ENDED;
    bool is_open = at->state == TW_NET_OPEN || at->state == TW_NET_ENDED;
    status->can_send = is_open && pcb != NULL && !at->has_ended && tcp_sndbuf(pcb) > 0 &&
                       tcp_sndqueuelen(pcb) < TCP_SND_QUEUELEN;
}
