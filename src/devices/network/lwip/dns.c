// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip/dns.h"

#include "lwip.h"

#define USUAL_PORT 53u

uint16_t tw__lwip_dns_port;

static void found(const char *name, const ip_addr_t *ip, void *arg) {
    (void)name;
    tw__lwip_name_found((uint32_t)(uintptr_t)arg, ip);
}

tw_err_t tw__lwip_ask_name(const char *name, uint32_t number, ip_addr_t *ip) {
    if (ip_addr_isany(dns_getserver(0)) || !tw__lwip_has_addr()) {
        return TW_ERR_STATE;
    }
    switch (dns_gethostbyname(name, ip, found, (void *)(uintptr_t)number)) {
        case ERR_OK:
            return TW_ERR_OK;
        case ERR_INPROGRESS:
            return TW_ERR_PENDING;
        case ERR_ARG:
            return TW_ERR_INVAL;
        default:
            return TW_ERR_BUSY;
    }
}

void tw__lwip_set_name_server(const uint8_t ip[4], uint16_t port) {
    ip_addr_t server = tw__lwip_ip(ip);
    tw__lwip_dns_port = port == 0 ? USUAL_PORT : port;
    dns_setserver(0, &server);
}

void tw__lwip_name_server(uint8_t ip[4]) {
    tw__lwip_put_ip(ip, dns_getserver(0));
}
