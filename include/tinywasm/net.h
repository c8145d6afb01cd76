// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_NET_H
#define TINYWASM_NET_H

// The network: sockets over a carrier, which is one of
//
//     tinywasm/net_posix.h    the PC's own sockets (tinywasm::net, BOARD=host)
//     tinywasm/net_lwip.h     lwIP on the Ethernet of hal.h (tinywasm::net_lwip)
//
// or a radio's. Whoever sends and receives knows a tw_net_t alone. Nothing here waits: a call does
// what can be done at once, and tw_net_poll lets the carrier go on. All rooms are fixed: a carrier
// has a table of sockets, and buffers of its configuration. IPv4.
//
//     tw_engine_add_device(engine, &net->device);  // which then polls it; or call tw_net_poll
//     uint32_t socket;
//     if (tw_net_open(net, TW_NET_TCP, 0, &socket) == TW_ERR_OK) {
//         err = tw_net_connect(net, socket, &addr);
//     }
//     ... at each poll:
//     tw_net_status(net, socket, &status);
//     if (status.state == TW_NET_OPEN) {
//         err = tw_net_send(net, socket, bytes, size, &sent);
//     }
//
// Called from the engine's thread, never from an ISR. Writing a carrier: fill tw_net_ops_t, and run
// tests/net/kit.h over it. The functions below check what they are given, so that a carrier gets
// sockets of the right kind only.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_NET_NAME_BYTES 127  // of a host's name at most

typedef struct tw_net_addr {
    uint8_t ip[4];  // 192.168.0.1 is {192, 168, 0, 1}
    uint16_t port;  // in the host's byte order
} tw_net_addr_t;

typedef enum tw_net_kind {
    TW_NET_UDP,
    TW_NET_TCP,
    TW_NET_LISTENER,  // takes TCP connections that others begin
} tw_net_kind_t;

typedef enum tw_net_state {
    TW_NET_FREE,        // there is no such socket
    TW_NET_IDLE,        // TCP: not connected yet
    TW_NET_CONNECTING,  // TCP
    TW_NET_OPEN,        // TCP: connected. UDP: always. Listener: it listens
    TW_NET_ENDED,       // TCP: the peer sends no more, and all that came has been received; sending
                        // is still possible
    TW_NET_FAILED,      // TCP: see cause; close it
} tw_net_state_t;

// Why a TCP socket FAILED.
typedef enum tw_net_cause {
    TW_NET_NO_CAUSE,
    TW_NET_REFUSED,      // nobody listens there
    TW_NET_RESET,        // the peer broke it off
    TW_NET_TIMEOUT,      // the peer did not answer in time
    TW_NET_UNREACHABLE,  // no way to that address
    TW_NET_LOST,         // the carrier lost it: no memory, or its link is gone
    TW_NET_UNTRUSTED,    // TLS: the peer does not prove who it is, or speaks nothing that we do
} tw_net_cause_t;

typedef struct tw_net_status {
    tw_net_kind_t kind;
    tw_net_state_t state;
    tw_net_cause_t cause;
    tw_net_addr_t local;  // ip 0.0.0.0: any
    tw_net_addr_t peer;   // TCP; zeros before connect
    bool can_receive;     // bytes, a datagram, a connection to accept, or the end is there
    bool can_send;        // send and send_to would take something
} tw_net_status_t;

// What the carrier is and has done; what one does not know is 0.
typedef struct tw_net_info {
    const char *carrier;  // "posix", "lwip" ...
    bool is_up;           // frames can go in and out
    bool has_addr;        // there is an address: sockets may connect and send
    uint8_t mac[6];
    uint8_t ip[4];
    uint8_t mask[4];
    uint8_t gateway[4];
    uint8_t dns[4];
    uint32_t sockets;    // in use
    uint32_t frames_in;  // of the link; all counters wrap
    uint32_t frames_out;
    uint32_t bytes_in;
    uint32_t bytes_out;
    uint32_t dropped_in;  // not understood, damaged, or no buffer was free
    uint32_t dropped_out;
    uint32_t memory;       // bytes of the carrier's own that are in use now
    uint32_t memory_most;  // that each of its rooms had in use at worst
    uint32_t memory_there;
} tw_net_info_t;

// The answer to a question (tw_net_resolve, tw_net_ping).
typedef struct tw_net_answer {
    uint8_t ip[4];  // the host's
    uint32_t us;    // ping: there and back, in microseconds
} tw_net_answer_t;

typedef struct tw_net tw_net_t;

// What a carrier does. sockets are in use and of the right kind, sizes are not 0 unless said; what
// each does and answers is written at the functions below.
typedef struct tw_net_ops {
    tw_err_t (*open)(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket);
    tw_err_t (*connect)(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer);
    tw_err_t (*accept)(tw_net_t *net, uint32_t listener, uint32_t *socket);
    tw_err_t (*send)(tw_net_t *net, uint32_t socket, const void *bytes, size_t size, size_t *sent);
    tw_err_t (*receive)(tw_net_t *net, uint32_t socket, void *bytes, size_t size, size_t *received);
    tw_err_t (*send_to)(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                        const void *bytes, size_t size);  // size may be 0
    tw_err_t (*receive_from)(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                             size_t size, size_t *received);
    tw_err_t (*end)(tw_net_t *net, uint32_t socket);
    void (*close)(tw_net_t *net, uint32_t socket, bool is_abort);
    void (*status)(tw_net_t *net, uint32_t socket, tw_net_status_t *status);  // FREE ones too
    tw_err_t (*resolve)(tw_net_t *net, const char *name, uint32_t *question);
    tw_err_t (*ping)(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms, uint32_t *question);
    tw_err_t (*answer)(tw_net_t *net, uint32_t question, tw_net_answer_t *answer);
    void (*forget)(tw_net_t *net, uint32_t question);
    void (*info)(tw_net_t *net, tw_net_info_t *info);  // info is zeroed
    // Of carriers that know their peers; NULL: it is none.
    tw_err_t (*expect)(tw_net_t *net, uint32_t socket, const char *name, size_t size);
    const char *(*problem)(tw_net_t *net, uint32_t socket);
} tw_net_ops_t;

// A carrier's structure begins with this, and its _init fills it.
struct tw_net {
    tw_device_t device;  // start, stop and poll of the carrier
    const tw_net_ops_t *ops;
    uint32_t socket_count;    // sockets are numbered 0 to socket_count - 1
    uint32_t question_count;  // so are questions
};

// ---- sockets ------------------------------------------------------------------------------------
//
// All answer INVAL for a socket that is not open or of the wrong kind, and for a pointer or size
// that they do not take. A number is given out again after close: keep it to yourself.

// port: the local one; 0 is any free one, of a listener too (status tells). EXIST: somebody has the
// port. LIMIT: every socket is in use. UNSUPPORTED: the carrier has no such kind.
TW_MUST_CHECK tw_err_t tw_net_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port,
                                   uint32_t *socket);

// TCP: begins to connect; the state is then CONNECTING, and in the end OPEN or FAILED. STATE: it is
// not IDLE, or the carrier has no address yet. IO: it cannot be begun; the state is FAILED.
TW_MUST_CHECK tw_err_t tw_net_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer);

// Listener: a connection that has come, as a TCP socket of its own, OPEN. NOENT: none has come.
// LIMIT: one has come, and every socket is in use; a carrier that cannot let it wait breaks it off,
// and answers NOENT.
TW_MUST_CHECK tw_err_t tw_net_accept(tw_net_t *net, uint32_t listener, uint32_t *socket);

// TCP, IDLE, over a carrier that knows its peers (tinywasm/net_tls.h): who has to be there, a
// host's name or an IP address, size bytes; without it such a carrier does not connect.
// UNSUPPORTED: another carrier. INVAL: no name.
TW_MUST_CHECK tw_err_t tw_net_expect(tw_net_t *net, uint32_t socket, const char *name, size_t size);
// Over the same: why a TCP socket is not connected, and what to do, as "the certificate has
// expired: check the clock, and renew it on the server"; "" if nothing more is known than its
// cause. A constant.
const char *tw_net_problem(tw_net_t *net, uint32_t socket);

// TCP: gives bytes to the carrier, which copies them; *sent is how many it took, 0 to size: poll
// and go on with the rest. What it took arrives, in order, unless the connection fails. Give it as
// much at once as you have: each call may be a packet of its own. STATE: not connected, or ended by
// tw_net_end. IO: FAILED.
TW_MUST_CHECK tw_err_t tw_net_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                                   size_t *sent);

// TCP: takes up to size bytes that have come; *received is 0 when there are none now. What nobody
// takes makes the peer wait. STATE: not connected, or ENDED. IO: FAILED.
TW_MUST_CHECK tw_err_t tw_net_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                                      size_t *received);

// UDP: sends a datagram, which may get lost. BUSY: no room now, nothing was sent. LIMIT: it is
// larger than the carrier can send. STATE: no address yet. IO: it cannot go there.
TW_MUST_CHECK tw_err_t tw_net_send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                                      const void *bytes, size_t size);

// UDP: takes the oldest datagram that has come. NOENT: none. LIMIT: it was longer than size; the
// first size bytes of it are there, the rest is gone. peer may be NULL.
TW_MUST_CHECK tw_err_t tw_net_receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer,
                                           void *bytes, size_t size, size_t *received);

// TCP: sends no more; the peer sees the end behind all that was sent. Receiving goes on. STATE: not
// connected. IO: FAILED.
TW_MUST_CHECK tw_err_t tw_net_end(tw_net_t *net, uint32_t socket);

// Gives the socket back; what was sent still goes out, by the carrier. What a listener has not
// given out by accept is broken off. Does nothing for one that is not open.
void tw_net_close(tw_net_t *net, uint32_t socket);
// Gives the socket back and breaks the connection off.
void tw_net_abort(tw_net_t *net, uint32_t socket);

// state FREE for a number that is not in use or there is not: a loop over 0 to
// net->socket_count - 1 lists all.
void tw_net_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status);

// ---- questions ----------------------------------------------------------------------------------

// Begins to look a host's address up; a name that is an address ("10.0.2.2") is answered as that.
// INVAL: no name, or more than TW_NET_NAME_BYTES. BUSY: too many questions are open. STATE: the
// carrier has no address or knows no name server yet.
TW_MUST_CHECK tw_err_t tw_net_resolve(tw_net_t *net, const char *name, uint32_t *question);
// Sends an ICMP echo request. BUSY and STATE as tw_net_resolve; UNSUPPORTED: the carrier cannot.
TW_MUST_CHECK tw_err_t tw_net_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                                   uint32_t *question);
// OK, NOENT (there is no such name) and IO (nobody answered in time) end the question: its number
// is free again. PENDING: not yet. INVAL: there is no such question.
TW_MUST_CHECK tw_err_t tw_net_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer);
// Ends a question whose answer nobody wants any more; nothing for one that there is not.
void tw_net_forget(tw_net_t *net, uint32_t question);

// ---- the carrier --------------------------------------------------------------------------------

void tw_net_info(tw_net_t *net, tw_net_info_t *info);
// What the engine does for its devices, for who has none: start before all else, poll often, stop
// in the end, which closes all sockets.
TW_MUST_CHECK tw_err_t tw_net_start(tw_net_t *net);
void tw_net_poll(tw_net_t *net, uint32_t now_ms);
void tw_net_stop(tw_net_t *net);

// ---- texts --------------------------------------------------------------------------------------

#define TW_NET_ADDR_BYTES 22  // "255.255.255.255:65535" and NUL

// "10.0.2.15"; false if text is none, and ip is as it was.
bool tw_net_parse_ip(const char *text, uint8_t ip[4]);
// Writes "10.0.2.15" or, with a port other than 0, "10.0.2.15:80".
void tw_net_format_addr(const tw_net_addr_t *addr, char text[TW_NET_ADDR_BYTES]);
// "refused", "reset" ...; "" for no cause.
const char *tw_net_cause_name(tw_net_cause_t cause);
// "connecting", "open" ...
const char *tw_net_state_name(tw_net_state_t state);

#ifdef __cplusplus
}
#endif
#endif
