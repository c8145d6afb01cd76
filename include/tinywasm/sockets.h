// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SOCKETS_H
#define TINYWASM_SOCKETS_H

// Sockets for modules: a device with the host module `net` over a carrier (tinywasm/net.h). What a
// module may reach is said in tinywasm/net_use.h; each function in bridge/net.wit, of which the
// bindings are made.
//
//     static tw_net_use_t use;
//     static tw_sockets_t sockets;
//     tw_net_use_init(&use, net);
//     tw_sockets_init(&sockets, &use);
//     tw_engine_add_device(engine, &net->device);
//     tw_engine_add_device(engine, &sockets.device);
//
// What waits in net.connect, send, receive ... is taken on at each poll, so that other modules and
// the handlers of its own run meanwhile. A socket belongs to the instance that opened it, and is
// closed when that goes. Bytes go between the carrier and the module's memory without a copy where
// the memory's prefix has them, else through TW_SOCKETS_BYTES here, which is then the most of a
// datagram. Link tinywasm::network_modules.

#include "tinywasm/event.h"
#include "tinywasm/net_use.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SOCKETS 8          // of all modules; opening answers -4 beyond
#define TW_SOCKETS_BYTES 512  // of a piece

typedef struct tw_sockets {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_net_use_t *use;
    struct tw_socket {
        const tw_instance_t *owner;  // NULL: free
        struct tw_net_user *user;
        uint32_t id;      // of the owner
        uint32_t socket;  // the carrier's
        uint32_t timeout_ms;
        uint32_t told_ms;
        tw_net_addr_t peer;  // of datagrams
        uint8_t kind;
        bool has_peer;
        bool is_watched;
        uint8_t told;
    } sockets[TW_SOCKETS];
    struct tw_socket_wait {
        uint8_t what;  // 0: free
        uint8_t socket;
        uint16_t port;
        tw_pending_t pending;
        tw_instance_t *caller;
        uint32_t question;
        uint32_t addr;
        uint32_t size;
        uint32_t done;
        uint32_t begin_ms;
        tw_net_addr_t peer;
    } waits[TW_CFG_PENDING_CALLS];
    uint8_t bytes[TW_SOCKETS_BYTES];
} tw_sockets_t;

// use outlives sockets, and sockets the engine.
void tw_sockets_init(tw_sockets_t *sockets, tw_net_use_t *use);

#ifdef __cplusplus
}
#endif
#endif
