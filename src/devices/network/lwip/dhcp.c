// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip/dhcp.h"

#include <string.h>

#include "lwip.h"

static struct dhcp dhcp;

bool tw__lwip_dhcp_start(const char *name) {
    memset(&dhcp, 0, sizeof dhcp);
    netif_set_hostname(&tw__lwip_netif, name);
    dhcp_set_struct(&tw__lwip_netif, &dhcp);
    return dhcp_start(&tw__lwip_netif) == ERR_OK;
}

void tw__lwip_dhcp_stop(void) {
    if (netif_dhcp_data(&tw__lwip_netif) != NULL) {
        dhcp_release_and_stop(&tw__lwip_netif);
    }
}
