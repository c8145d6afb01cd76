// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For builds without DHCP: the configuration gives an address.

#include "lwip.h"

bool tw__lwip_dhcp_start(const char *name) {
    (void)name;
    return false;
}

void tw__lwip_dhcp_stop(void) {}
