// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip/udp.h"

#include "lwip.h"

// In a room each datagram is behind its head.
struct head {
    tw_net_addr_t peer;
    uint16_t size;
};

#define DATAGRAM_MOST 1472u

static void arrived(void *arg, struct udp_pcb *pcb, struct pbuf *packet, const ip_addr_t *ip,
                    u16_t port) {
    struct tw__lwip_socket *at = arg;
    struct head head = {{{0}, port}, packet->tot_len};
    (void)pcb;
    tw__lwip_put_ip(head.peer.ip, ip);
    uint32_t room = ROOM_BYTES - at->count;
    if (room < sizeof head || packet->tot_len > room - sizeof head) {
        tw__lwip_count_drop();
    } else {
        tw__lwip_room_put(at, &head, sizeof head);
        tw__lwip_room_put_packet(at, packet);
    }
    (void)pbuf_free(packet);
}

tw_err_t tw__lwip_udp_open(struct tw__lwip_socket *at, uint16_t port) {
    at->pcb.udp = udp_new();
    if (at->pcb.udp == NULL) {
        return TW_ERR_LIMIT;
    }
    err_t err = udp_bind(at->pcb.udp, IP_ANY_TYPE, port);
    if (err != ERR_OK) {
        udp_remove(at->pcb.udp);
        return tw__lwip_err(err);
    }
    udp_recv(at->pcb.udp, arrived, at);
    at->state = TW_NET_OPEN;
    return TW_ERR_OK;
}

tw_err_t tw__lwip_udp_send(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                           const void *bytes, size_t size) {
    (void)net;
    if (size > DATAGRAM_MOST) {
        return TW_ERR_LIMIT;
    }
    if (!tw__lwip_has_addr()) {
        return TW_ERR_STATE;
    }
    struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)size, PBUF_RAM);
    if (packet == NULL) {
        return TW_ERR_BUSY;
    }
    ip_addr_t ip = tw__lwip_ip(peer->ip);
    (void)pbuf_take(packet, bytes, (u16_t)size);
    err_t err = udp_sendto(tw__lwip_socket_of(socket)->pcb.udp, packet, &ip, peer->port);
    (void)pbuf_free(packet);
    return tw__lwip_err(err);
}

tw_err_t tw__lwip_udp_receive(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                              size_t size, size_t *received) {
    struct tw__lwip_socket *at = tw__lwip_socket_of(socket);
    struct head head;
    (void)net;
    if (tw__lwip_room_take(at, &head, sizeof head) == 0) {
        return TW_ERR_NOENT;
    }
    *peer = head.peer;
    *received = tw__lwip_room_take(at, bytes, size < head.size ? (uint32_t)size : head.size);
    (void)tw__lwip_room_take(at, NULL, head.size - (uint32_t)*received);
    return *received < head.size ? TW_ERR_LIMIT : TW_ERR_OK;
}

void tw__lwip_udp_close(struct tw__lwip_socket *at) {
    udp_remove(at->pcb.udp);
}

void tw__lwip_udp_status(const struct tw__lwip_socket *at, tw_net_status_t *status) {
    status->local.port = at->pcb.udp->local_port;
    status->can_receive = at->count > 0;
    status->can_send = tw__lwip_has_addr();
}
