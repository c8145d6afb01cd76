// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from net.wit: change that instead.
// clang-format off
#ifndef GUEST_NET_H
#define GUEST_NET_H

#include <stdbool.h>
#include <stdint.h>

#ifndef TW_GUEST_TYPES
#define TW_GUEST_TYPES
// Text: UTF-8, not terminated.
typedef struct tw_str {
    const char *chars;
    uint32_t size;
} tw_str_t;
// A list of numbers: an array of count elements.
typedef struct tw_list {
    const void *items;
    uint32_t count;
} tw_list_t;
// An array of count bytes that the host writes into.
typedef struct tw_buffer {
    void *items;
    uint32_t count;
} tw_buffer_t;
// The text of a C string.
static inline tw_str_t tw_str(const char *chars) {
    tw_str_t str = {chars, (uint32_t)__builtin_strlen(chars)};
    return str;
}
static inline uint16_t tw_load_u16(const uint8_t *from) {
    uint16_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_load_u32(const uint8_t *from) {
    uint32_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint64_t tw_load_u64(const uint8_t *from) {
    uint64_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline float tw_load_f32(const uint8_t *from) {
    float value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline double tw_load_f64(const uint8_t *from) {
    double value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_f32_bits(float from) {
    uint32_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline uint64_t tw_f64_bits(double from) {
    uint64_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline float tw_f32_of(uint32_t from) {
    float value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline double tw_f64_of(uint64_t from) {
    double value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
#endif

// Sockets: UDP, and TCP as client and server, over IPv4. A host is a name or an address, as
// "broker.local" or "10.0.2.2". Grants say which hosts, and which ports of its own, a module may
// use, and how many bytes a second. A socket is a number, and the module's until it closes it or
// goes. Functions answer 0 or more; else -2 that is no socket of this module, no host or no port,
// -3 not for this socket now, -4 every socket is taken, or the datagram is too large, -22 the time
// that set-timeout gave is over, -30 nobody has that name, -31 somebody has the port, -34 the
// connection has failed, or there is no network. What waits lets other modules and the handlers of
// this one run; meanwhile its bytes stay where they are.

__attribute__((import_module("net"), import_name("resolve")))
int64_t core_net_resolve(int32_t a0, int32_t a1);
// The address of a host: a.b.c.d is a << 24 | b << 16 | c << 8 | d.
static inline int64_t net_resolve(tw_str_t host) {
    return (int64_t)core_net_resolve((int32_t)host.chars, (int32_t)host.size);
}

__attribute__((import_module("net"), import_name("udp")))
int32_t core_net_udp(int32_t a0);
// A socket for datagrams, on this port; 0: on any.
static inline int32_t net_udp(uint16_t port) {
    return (int32_t)core_net_udp((int32_t)port);
}

__attribute__((import_module("net"), import_name("tcp")))
int32_t core_net_tcp(void);
// A socket for a connection.
static inline int32_t net_tcp(void) {
    return (int32_t)core_net_tcp();
}

__attribute__((import_module("net"), import_name("listen")))
int32_t core_net_listen(int32_t a0);
// A socket that takes connections on this port.
static inline int32_t net_listen(uint16_t port) {
    return (int32_t)core_net_listen((int32_t)port);
}

__attribute__((import_module("net"), import_name("accept")))
int32_t core_net_accept(int32_t a0);
// Waits for a connection, and gives it as a socket of its own.
static inline int32_t net_accept(uint32_t socket) {
    return (int32_t)core_net_accept((int32_t)socket);
}

__attribute__((import_module("net"), import_name("connect")))
int32_t core_net_connect(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Waits for the connection. For datagrams: says where `send` sends them to.
static inline int32_t net_connect(uint32_t socket, tw_str_t host, uint16_t port) {
    return (int32_t)core_net_connect((int32_t)socket, (int32_t)host.chars, (int32_t)host.size,
                                     (int32_t)port);
}

__attribute__((import_module("net"), import_name("send")))
int32_t core_net_send(int32_t a0, int32_t a1, int32_t a2);
// Waits until all bytes are taken, and gives how many: fewer if the time is over. Datagrams are
// sent whole.
static inline int32_t net_send(uint32_t socket, tw_list_t data) {
    return (int32_t)core_net_send((int32_t)socket, (int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("net"), import_name("send_to")))
int32_t core_net_send_to(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5);
// Sends a datagram.
static inline int32_t net_send_to(uint32_t socket, tw_str_t host, uint16_t port, tw_list_t data) {
    return (int32_t)core_net_send_to((int32_t)socket, (int32_t)host.chars, (int32_t)host.size,
                                     (int32_t)port, (int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("net"), import_name("end")))
int32_t core_net_end(int32_t a0);
// Sends no more: the peer sees the end.
static inline int32_t net_end(uint32_t socket) {
    return (int32_t)core_net_end((int32_t)socket);
}

__attribute__((import_module("net"), import_name("receive")))
int32_t core_net_receive(int32_t a0, int32_t a1, int32_t a2);
// Waits for bytes, and gives how many have come; 0: the peer sends no more. Of a datagram that is
// longer than the buffer the rest is lost.
static inline int32_t net_receive(uint32_t socket, tw_buffer_t buffer) {
    return (int32_t)core_net_receive((int32_t)socket, (int32_t)buffer.items, (int32_t)buffer.count);
}

__attribute__((import_module("net"), import_name("local")))
int64_t core_net_local(int32_t a0);
// Its own address, as resolve gives it, and port: address << 16 | port.
static inline int64_t net_local(uint32_t socket) {
    return (int64_t)core_net_local((int32_t)socket);
}

__attribute__((import_module("net"), import_name("peer")))
int64_t core_net_peer(int32_t a0);
// The same of the peer: of the connection, or who sent the last datagram.
static inline int64_t net_peer(uint32_t socket) {
    return (int64_t)core_net_peer((int32_t)socket);
}

__attribute__((import_module("net"), import_name("set_timeout")))
int32_t core_net_set_timeout(int32_t a0, int32_t a1);
// What waits for this socket waits so long at most; 0: for ever.
static inline int32_t net_set_timeout(uint32_t socket, uint32_t ms) {
    return (int32_t)core_net_set_timeout((int32_t)socket, (int32_t)ms);
}

__attribute__((import_module("net"), import_name("watch")))
int32_t core_net_watch(int32_t a0, int32_t a1);
// From now on the module's export `on_net (socket i32, what i32)` is called when receive or
// accept would not wait (what is 1), or the connection has failed (2), and again after 100 ms
// while nothing is done about it; or no more.
static inline int32_t net_watch(uint32_t socket, bool is_on) {
    return (int32_t)core_net_watch((int32_t)socket, (int32_t)is_on);
}

__attribute__((import_module("net"), import_name("close")))
int32_t core_net_close(int32_t a0);
// What was sent still goes out. Calls that wait for it end with -2.
static inline int32_t net_close(uint32_t socket) {
    return (int32_t)core_net_close((int32_t)socket);
}

#endif
