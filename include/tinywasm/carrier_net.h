// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_CARRIER_NET_H
#define TINYWASM_CARRIER_NET_H

// The remote shell over TCP: a carrier of tinywasm/shell_remote.h on the sockets of tinywasm/net.h.
// It takes a listener and at most two connections of these. Link tinywasm::remote.
//
//     static tw_carrier_net_t carrier;
//     tw_carrier_net_init(&carrier, net, TW_SHELL_REMOTE_PORT);
//     config.carrier = &tw_carrier_net;
//     config.carrier_ctx = &carrier;
//     tw_engine_add_device(engine, &net->device);  // before the remote shell: stopped last
//     tw_engine_add_device(engine, &remote.device);

#include "tinywasm/net.h"
#include "tinywasm/shell_remote.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_carrier_net {
    tw_net_t *net;
    uint16_t port;
    bool may_move;  // where another program has the port, any free one will do
    // The rest is the carrier's.
    bool is_open;
    uint32_t listener;
} tw_carrier_net_t;

extern const tw_carrier_ops_t tw_carrier_net;

// net must outlive the engine.
void tw_carrier_net_init(tw_carrier_net_t *carrier, tw_net_t *net, uint16_t port);
// Where it listens; false: it does not.
bool tw_carrier_net_where(const tw_carrier_net_t *carrier, tw_net_addr_t *addr);

#ifdef __cplusplus
}
#endif
#endif
