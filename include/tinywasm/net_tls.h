// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_NET_TLS_H
#define TINYWASM_NET_TLS_H

// A carrier of tinywasm/net.h whose TCP sockets speak TLS 1.2, over another carrier: what connects
// through it gets a stream that nobody else can read or change, to a peer that a certificate names.
// Clients only; UDP and listeners are the carrier's below. By Mbed TLS; link tinywasm::net_tls, of
// which there is one in an image.
//
//     static uint64_t memory[TW_NET_TLS_MEMORY_BYTES / 8];
//     static tw_net_tls_t tls;
//     tw_net_tls_config_t config;
//     tw_net_tls_config_init(&config);
//     config.net = net;
//     config.authorities = ca_pem;
//     config.authorities_size = sizeof ca_pem;
//     config.random = random;
//     config.unix_time = unix_time;
//     config.memory = memory;
//     config.memory_size = sizeof memory;
//     tw_net_tls_init(&tls, &config);
//     tw_engine_add_device(engine, &net->device);  // before: it is stopped last
//     tw_engine_add_device(engine, &tls.base.device);
//     ... tw_net_open(&tls.base, TW_NET_TCP, 0, &socket);
//     tw_net_expect(&tls.base, socket, "broker.example", 14);
//     tw_net_connect(&tls.base, socket, &addr);
//
// Modules get it by tw_net_use_secure (tinywasm/net_use.h): then they may ask for https:// and for
// MQTT over TLS.
//
// A connection is OPEN only when the peer has shown a certificate that one of the authorities
// signed (over others, if the peer sends them), that is for the name expected, and whose time it
// is. Else it is FAILED with UNTRUSTED, and tw_net_problem says why. What may be left out is the
// time, where there is no clock, and, by config.takes_anybody, all of it. Certificates are not
// looked up in lists of revoked ones. A stream that ends without TLS's own end is FAILED with
// RESET: it may have been cut.
//
// Keys on the curves P-256 and P-384 and of RSA up to 4,096 bits; ECDHE and AES-GCM. Each poll does
// one step of a handshake: with keys on curves a bounded piece of one, with RSA a step may take as
// long as an exponentiation.

#include "tinywasm/net.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_NET_TLS_SOCKETS 2
#define TW_NET_TLS_MEMORY_BYTES 49152  // for one connection at a time, with some authorities
#define TW_NET_TLS_OUT_BYTES 1280      // of a socket: a record that is on its way

typedef struct tw_net_tls_config {
    tw_net_t *net;              // below; outlives this one
    const void *authorities;    // certificates, PEM (with a NUL at the end, which counts) or DER
    uint32_t authorities_size;  // copied into memory
    // Fills bytes with random ones that nobody can tell; false if it gives none.
    bool (*random)(void *bytes, size_t size);
    // Seconds since 1970, from a source that the network cannot set at will; 0: not known yet, then
    // nothing connects. NULL: there is no clock: a certificate may be expired or not valid yet, and
    // one whose key was stolen is good for ever.
    int64_t (*unix_time)(void);
    // True: no certificate is checked, and authorities may be NULL. Whoever sits on the wire may be
    // the peer: for networks in which there is nobody else, and to find out what is wrong with one.
    bool takes_anybody;
    void *memory;  // aligned to 8: all that Mbed TLS takes; outlives the carrier
    uint32_t memory_size;
} tw_net_tls_config_t;

typedef struct tw_net_tls {
    tw_net_t base;
    // The rest is the carrier's.
    tw_net_tls_config_t config;
    void *shared;  // Mbed TLS's configuration and authorities
    bool is_started;
    struct tw_net_tls_socket {
        struct tw_net_tls *tls;
        void *session;  // Mbed TLS's; NULL: none
        uint32_t below;
        tw_net_state_t state;
        tw_net_cause_t cause;
        const char *problem;  // why it is not trusted; "": nothing is known
        bool is_ending;       // TLS's own end is on its way, or sent
        bool is_lingering;    // closed, but what is in out still goes
        uint16_t out_first;
        uint16_t out_count;
        char name[TW_NET_NAME_BYTES + 1];
        uint8_t out[TW_NET_TLS_OUT_BYTES];
    } sockets[TW_NET_TLS_SOCKETS];
} tw_net_tls_t;

void tw_net_tls_config_init(tw_net_tls_config_t *config);
// tls must stay where it is. What is wrong with the configuration its start answers: INVAL the
// authorities, NOMEM the memory.
void tw_net_tls_init(tw_net_tls_t *tls, const tw_net_tls_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
