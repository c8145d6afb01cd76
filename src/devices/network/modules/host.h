// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_HOST_H
#define TW_DEVICES_NETWORK_HOST_H

// Hosts as modules name them and grants permit them.

#include "tinywasm/bridge.h"
#include "tinywasm/net_use.h"

#define TW__SCHEME_BYTES 8u  // of a protocol's name

// What is asked for: "tcp://broker.local:1883". The name begins behind "://" and, once
// tw__host_name has been asked for, ends the text.
typedef struct tw__host {
    char text[TW__SCHEME_BYTES + 3 + TW_NET_NAME_BYTES + 7];
    uint16_t name;  // where it begins
    uint16_t end;   // where it ends
} tw__host_t;

// False: name is none that a host can have, nor an address. port 0: none.
bool tw__host_set(tw__host_t *host, const char *scheme, tw_str_t name, uint16_t port);
// Whether the caller is granted it; a trap that names the line if not.
TW_MUST_CHECK tw_err_t tw__host_allowed(tw_call_t *call, const tw__host_t *host);
// The name alone, for tw_net_resolve.
const char *tw__host_name(tw__host_t *host);
// Whether the caller may take this port: scheme "tcp" or "udp".
TW_MUST_CHECK tw_err_t tw__port_allowed(tw_call_t *call, const char *scheme, uint16_t port);

// Whether a text of `hosts` permits what is asked for, and one of `listen`.
bool tw__hosts_match(const char *pattern, uint32_t size, const char *asked);
bool tw__listen_match(const char *pattern, uint32_t size, const char *asked);

#endif
