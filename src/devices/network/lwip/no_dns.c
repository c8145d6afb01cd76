// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For builds without DNS.

#include "lwip.h"

tw_err_t tw__lwip_ask_name(const char *name, uint32_t number, ip_addr_t *ip) {
    (void)name;
    (void)number;
    (void)ip;
    return TW_ERR_UNSUPPORTED;
}

void tw__lwip_set_name_server(const uint8_t ip[4], uint16_t port) {
    (void)ip;
    (void)port;
}

void tw__lwip_name_server(uint8_t ip[4]) {
    (void)ip;
}
