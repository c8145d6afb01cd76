// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "../net.h"

#include "tinywasm/net_lwip.h"

tw_net_t *make_net(void) {
    static const tw_net_lwip_config_t config = {0};  // by DHCP
    return tw_net_lwip_init(&config);
}
