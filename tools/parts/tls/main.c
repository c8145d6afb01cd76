// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with TLS over a carrier that has no socket, and memory for a connection.

#include "../simple_with_modules.h"
#include "tinywasm/net_tls.h"

#define MEMORY_BYTES 24576u  // the least in which tests/tls/run_tls.py connects on a board

static uint64_t memory[MEMORY_BYTES / 8];

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK;
}

int main(void) {
    static tw_net_tls_t tls;
    tw_net_tls_config_t config;
    uint32_t socket = 0;
    tw_net_tls_config_init(&config);
    config.net = no_net();
    config.takes_anybody = true;  // without a certificate to read
    config.random = random_bytes;
    config.memory = memory;
    config.memory_size = sizeof memory;
    tw_net_tls_init(&tls, &config);
    make_simple_engine();
    check(tw_engine_add_device(engine, &tls.base.device));
    print_number("connection", sizeof memory + sizeof tls.sockets[0]);
    check(tw_engine_start(engine));
    check(tw_net_open(&tls.base, TW_NET_UDP, 0, &socket) == TW_ERR_UNSUPPORTED ? TW_ERR_OK
                                                                               : TW_ERR_STATE);
    (void)call_ping(load_ping());
    hal_exit(0);
}
