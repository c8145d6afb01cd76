// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef LWIP_CARRIER_H
#define LWIP_CARRIER_H

// What the files of the carrier share. There is one carrier, as there is one lwIP.
//
// A frame is worked off where it lies, before the next one is taken: what it brings is copied into
// its socket's room. A socket's room is as large as the window that the peer is told, so that it
// always takes what comes.

#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "tinywasm/net_lwip.h"

#define QUESTIONS 4u
#define ROOM_BYTES ((uint32_t)BOARD_NET_WINDOW)

struct udp_pcb;
struct tcp_pcb;

struct tw__lwip_socket {
    bool is_used;
    bool is_waiting;  // for accept
    bool has_ended;   // by tw_net_end
    bool peer_ended;
    tw_net_kind_t kind;
    tw_net_state_t state;
    tw_net_cause_t cause;
    const struct tw__lwip_socket *listener;  // whose accept it waits for
    union {
        struct udp_pcb *udp;
        struct tcp_pcb *tcp;  // NULL: the connection is over, or lwIP ends it alone
    } pcb;
    tw_net_addr_t peer;
    uint32_t first;  // of what is in the room
    uint32_t count;
    uint8_t room[ROOM_BYTES];
};

// The carrier (lwip.c).
extern struct netif tw__lwip_netif;
struct tw__lwip_socket *tw__lwip_socket_of(uint32_t socket);
// A free one, cleared; NULL.
struct tw__lwip_socket *tw__lwip_take_socket(void);
uint32_t tw__lwip_number_of(const struct tw__lwip_socket *at);
bool tw__lwip_has_addr(void);
void tw__lwip_count_drop(void);
ip_addr_t tw__lwip_ip(const uint8_t ip[4]);
void tw__lwip_put_ip(uint8_t ip[4], const ip_addr_t *from);
tw_err_t tw__lwip_err(err_t err);

// Rooms (room.c). What is put in must fit.
void tw__lwip_room_put(struct tw__lwip_socket *at, const void *bytes, uint32_t size);
void tw__lwip_room_put_packet(struct tw__lwip_socket *at, const struct pbuf *packet);
// Takes up to size bytes; bytes may be NULL: they are dropped.
uint32_t tw__lwip_room_take(struct tw__lwip_socket *at, void *bytes, uint32_t size);

// UDP (udp.c).
tw_err_t tw__lwip_udp_open(struct tw__lwip_socket *at, uint16_t port);
tw_err_t tw__lwip_udp_send(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                           const void *bytes, size_t size);
tw_err_t tw__lwip_udp_receive(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                              size_t size, size_t *received);
void tw__lwip_udp_close(struct tw__lwip_socket *at);
void tw__lwip_udp_status(const struct tw__lwip_socket *at, tw_net_status_t *status);

// TCP (tcp.c or no_tcp.c).
tw_err_t tw__lwip_tcp_open(struct tw__lwip_socket *at, uint16_t port);
tw_err_t tw__lwip_tcp_listen(struct tw__lwip_socket *at, uint16_t port);
tw_err_t tw__lwip_tcp_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer);
tw_err_t tw__lwip_tcp_accept(tw_net_t *net, uint32_t listener, uint32_t *socket);
tw_err_t tw__lwip_tcp_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                           size_t *sent);
tw_err_t tw__lwip_tcp_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                              size_t *received);
tw_err_t tw__lwip_tcp_end(tw_net_t *net, uint32_t socket);
void tw__lwip_tcp_close(struct tw__lwip_socket *at, bool is_abort);
void tw__lwip_tcp_status(struct tw__lwip_socket *at, tw_net_status_t *status);

// Questions (question.c). What a name is asked for is a number, given back with the answer; ip is
// NULL when there is none.
void tw__lwip_questions_start(void);
void tw__lwip_questions_stop(void);
tw_err_t tw__lwip_resolve(tw_net_t *net, const char *name, uint32_t *question);
tw_err_t tw__lwip_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms, uint32_t *question);
tw_err_t tw__lwip_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer);
void tw__lwip_forget(tw_net_t *net, uint32_t question);
void tw__lwip_name_found(uint32_t number, const ip_addr_t *ip);

// Names (dns.c or no_dns.c). Asks: OK, the answer is in *ip; PENDING, it will come.
tw_err_t tw__lwip_ask_name(const char *name, uint32_t number, ip_addr_t *ip);
void tw__lwip_set_name_server(const uint8_t ip[4], uint16_t port);
void tw__lwip_name_server(uint8_t ip[4]);

// Addresses (dhcp.c or no_dhcp.c).
bool tw__lwip_dhcp_start(const char *name);
void tw__lwip_dhcp_stop(void);

#endif
