// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef NETWORK_H
#define NETWORK_H

// The network that leads to the drone: the board's radio; or, where none answers, its wire, if it
// has one.

#include "settings.h"
#include "tinywasm/net.h"
#include "tinywasm/wifi.h"

typedef struct network {
    tw_net_t *net;        // in use
    tw_net_t *wire;       // NULL: the board has none
    tw_wifi_t *wifi;      // NULL: so of the radio
    const settings_t *settings;
    uint8_t said;         // of the radio's states, the one that was told last
    bool has_answered;    // the radio, ever
    bool is_wired;
    bool is_asked;        // a request to join is under way
    bool is_given_up;     // until there are other settings
    uint32_t again_ms;
    uint32_t begin_ms;
} network_t;

// Before tw_engine_start. UNSUPPORTED: the board has neither.
tw_err_t network_add(network_t *network, tw_engine_t *engine);
// Joins, and leaves what was joined before; settings stay the caller's.
void network_join(network_t *network, const settings_t *settings);
// Goes on, and tells on the console what happens. True while the network is there.
bool network_poll(network_t *network);

#endif
