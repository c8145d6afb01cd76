// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the host module http and one client.

#include "../simple_with_modules.h"
#include "tinywasm/http.h"

int main(void) {
    static tw_http_t http;
    static tw_http_client_t clients[1];
    static tw_net_use_t use;
    tw_net_use_init(&use, no_net());
    tw_http_init(&http, &use, clients, 1);
    run_with_module(&http.device, sizeof clients[0]);
}
