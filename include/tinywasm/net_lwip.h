// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_NET_LWIP_H
#define TINYWASM_NET_LWIP_H

// A carrier of tinywasm/net.h: lwIP over the Ethernet of hal.h. Link tinywasm::net_lwip; there is
// one in an image. How many sockets there are and what they keep, board.h says (docs/NETWORK.md).
//
//     static const tw_net_lwip_config_t config = {0};  // the chip's own MAC, and DHCP
//     tw_net_t *net = tw_net_lwip_init(&config);
//     tw_engine_add_device(engine, &net->device);
//
// Where it differs from others: a connection that finds every socket in use is broken off at once;
// a closed connection is remembered for ten seconds more, and four such at most; a datagram has
// 1,472 bytes at most, and packets in fragments are dropped.

#include "tinywasm/net.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_net_lwip_config {
    uint8_t mac[6];   // zeros: the chip's own
    uint8_t ip[4];    // zeros: by DHCP, and with it all below
    uint8_t mask[4];  // zeros: 255.255.255.0
    uint8_t gateway[4];
    uint8_t dns[4];
    uint16_t dns_port;  // 0: 53
    const char *name;  // that DHCP servers are told; NULL: none. Outlives the carrier
} tw_net_lwip_config_t;

// Again after tw_net_stop: another configuration. The carrier's start answers UNSUPPORTED on a
// board without Ethernet, INVAL when the chip has no address of its own and none is given, IO when
// it does not answer.
tw_net_t *tw_net_lwip_init(const tw_net_lwip_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
