// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.
#ifndef BRIDGE_TW_HOST_NET_H
#define BRIDGE_TW_HOST_NET_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sockets: UDP, and TCP as client and server, over IPv4. A host is a name or an address, as
// "broker.local" or "10.0.2.2". Grants say which hosts, and which ports of its own, a module may
// use, and how many bytes a second. A socket is a number, and the module's until it closes it or
// goes. Functions answer 0 or more; else -2 that is no socket of this module, no host or no port,
// -3 not for this socket now, -4 every socket is taken, or the datagram is too large, -22 the time
// that set-timeout gave is over, -30 nobody has that name, -31 somebody has the port, -34 the
// connection has failed, or there is no network. What waits lets other modules and the handlers of
// this one run; meanwhile its bytes stay where they are.

// What modules import as "net", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_net;

// The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
tw_err_t tw_host_net_resolve(tw_call_t *call, tw_str_t host, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_resolve_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_resolve_complete(tw_engine_t *engine, tw_pending_t pending,
                                                    int64_t result) {
    return tw_pending_complete(engine, pending, (uint64_t)result);
}

// A socket for datagrams, on this port; 0: on any.
tw_err_t tw_host_net_udp(tw_call_t *call, uint16_t port, int32_t *result);

// A socket for a connection.
tw_err_t tw_host_net_tcp(tw_call_t *call, int32_t *result);

// A socket that takes connections on this port.
tw_err_t tw_host_net_listen(tw_call_t *call, uint16_t port, int32_t *result);

// Waits for a connection, and gives it as a socket of its own.
tw_err_t tw_host_net_accept(tw_call_t *call, uint32_t socket, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_accept_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_accept_complete(tw_engine_t *engine, tw_pending_t pending,
                                                   int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits for the connection. For datagrams: says where `send` sends them to.
tw_err_t tw_host_net_connect(tw_call_t *call, uint32_t socket, tw_str_t host, uint16_t port,
                             tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_connect_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_connect_complete(tw_engine_t *engine, tw_pending_t pending,
                                                    int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
// sent whole.
tw_err_t tw_host_net_send(tw_call_t *call, uint32_t socket, tw_list_t data, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_send_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_send_complete(tw_engine_t *engine, tw_pending_t pending,
                                                 int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Sends a datagram.
tw_err_t tw_host_net_send_to(tw_call_t *call, uint32_t socket, tw_str_t host, uint16_t port,
                             tw_list_t data, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_send_to_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_send_to_complete(tw_engine_t *engine, tw_pending_t pending,
                                                    int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Sends no more: the peer sees the end.
tw_err_t tw_host_net_end(tw_call_t *call, uint32_t socket, int32_t *result);

// Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
// longer than the buffer the rest is lost.
tw_err_t tw_host_net_receive(tw_call_t *call, uint32_t socket, tw_buffer_t buffer,
                             tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_net_receive_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_net_receive_complete(tw_engine_t *engine, tw_pending_t pending,
                                                    int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Its own address, as resolve gives it, and port: address << 16 | port.
tw_err_t tw_host_net_local(tw_call_t *call, uint32_t socket, int64_t *result);

// The same of the peer: of the connection, or who sent the last datagram.
tw_err_t tw_host_net_peer(tw_call_t *call, uint32_t socket, int64_t *result);

// What waits for this socket waits so long at most; 0: for ever.
tw_err_t tw_host_net_set_timeout(tw_call_t *call, uint32_t socket, uint32_t ms, int32_t *result);

// From now on the module's export `on_net (socket i32, what i32)` is called when receive or
// accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
// while nothing is done about it; or no more.
tw_err_t tw_host_net_watch(tw_call_t *call, uint32_t socket, bool is_on, int32_t *result);

// What was sent still goes out. Calls that wait for it end with -2.
tw_err_t tw_host_net_close(tw_call_t *call, uint32_t socket, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
