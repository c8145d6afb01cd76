// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_NET_USE_H
#define TINYWASM_NET_USE_H

// What modules may do with the network, and how much of it they use. The host modules for it
// (tinywasm/sockets.h, mqtt.h, http.h) share one of these:
//
//     static tw_net_use_t use;
//     tw_net_use_init(&use, net);
//
// Three keys of the grants (tinywasm/grant.h) decide:
//
//     hosts = ["tcp://broker.local:1883", "10.0.2.0/24:8000-8999", "*.example.org"]
//     listen = ["tcp:80", "udp:5000-5010"]
//     bytes_per_second = 2000
//
// A host is a name, an address, addresses that begin with so many bits, "*.NAME" for all names
// below it (not itself), or "*" for all; names are compared without regard to case. Before it may
// stand the protocol: udp, tcp, dns (nothing but look its address up), or that of a host module, as
// mqtt and http, and mqtts and https over TLS; without it all are meant. Behind it may stand a port
// or a range; without it, and with "*", all are meant. Whoever may reach a name by some protocol
// may look it up.
//
// bytes_per_second counts what a module's instance sends and receives of its own bytes, and allows
// those of one second at once. What is beyond waits; a datagram goes whole, and the debt is waited
// for after it.

#include "tinywasm/net.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_NET_USERS 4  // instances that use the network at once; more are answered -4 (LIMIT)

typedef struct tw_net_use {
    tw_net_t *net;
    tw_net_t *secure;  // for TLS; NULL: modules have none
    // The rest is its own.
    tw_watch_t watch;
    tw_engine_t *engine;
    uint32_t now_ms;
    struct tw_net_user {
        const tw_instance_t *instance;  // NULL: free
        bool is_limited;
        uint32_t rate;     // bytes per second
        uint32_t then_ms;  // when credit was counted
        int64_t credit;    // thousandths of bytes
    } users[TW_NET_USERS];
} tw_net_use_t;

// net and use must outlive the engine that the devices are added to; one engine.
void tw_net_use_init(tw_net_use_t *use, tw_net_t *net);

// The carrier for what modules ask to be TLS, as tinywasm/net_tls.h over net: its checks are
// theirs, and none of them can leave one out. Without it they are answered -12 (UNSUPPORTED).
void tw_net_use_secure(tw_net_use_t *use, tw_net_t *secure);

// For tools: what is wrong with a text under `hosts` or `listen`, not terminated; NULL: nothing.
const char *tw_net_hosts_flaw(const char *text, uint32_t size);
const char *tw_net_listen_flaw(const char *text, uint32_t size);

#ifdef __cplusplus
}
#endif
#endif
