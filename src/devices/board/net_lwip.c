// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's Ethernet, with the chip's own address and what DHCP gives.

#include "tinywasm/board_net.h"
#include "tinywasm/net_lwip.h"

tw_net_t *tw_board_net(void) {
    static const tw_net_lwip_config_t config = {.name = "tinywasm"};
    static tw_net_t *net;
    net = net == NULL ? tw_net_lwip_init(&config) : net;
    return net;
}
