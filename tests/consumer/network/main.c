// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An engine with everything for the network, which starts and says so.

#include "tinywasm/board_net.h"
#include "tinywasm/carrier_net.h"
#include "tinywasm/http.h"
#include "tinywasm/mqtt.h"
#include "tinywasm/net_tls.h"
#include "tinywasm/shell.h"
#include "tinywasm/sockets.h"
#include "tinywasm/tinywasm.h"

#include "hal.h"

static uint64_t arena[1024];
static uint64_t memory[TW_NET_TLS_MEMORY_BYTES / 8];
static tw_engine_t *engine;
static tw_net_use_t use;
static tw_net_tls_t tls;
static tw_sockets_t sockets;
static tw_mqtt_t mqtt;
static tw_mqtt_client_t mqtt_client;
static tw_http_t http;
static tw_http_client_t http_client;
static tw_carrier_net_t remote;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(tw_err_text(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK;
}

static void start_network(tw_net_t *net) {
    tw_net_tls_config_t config;
    tw_net_tls_config_init(&config);
    config.net = net;
    config.takes_anybody = true;
    config.random = random_bytes;
    config.memory = memory;
    config.memory_size = sizeof memory;
    tw_net_tls_init(&tls, &config);
    tw_net_use_init(&use, net);
    tw_net_use_secure(&use, &tls.base);
    tw_sockets_init(&sockets, &use);
    tw_mqtt_init(&mqtt, &use, &mqtt_client, 1);
    tw_http_init(&http, &use, &http_client, 1);
    check(tw_engine_add_device(engine, &net->device));
    check(tw_engine_add_device(engine, &tls.base.device));
    check(tw_engine_add_device(engine, &sockets.device));
    check(tw_engine_add_device(engine, &mqtt.device));
    check(tw_engine_add_device(engine, &http.device));
    check(tw_engine_start(engine));
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    start_network(tw_board_net());
    tw_carrier_net_init(&remote, tw_board_net(), 7000);
    (void)tw_engine_poll(engine, hal_ticks_ms());
    tw_engine_stop(engine);
    bool has_all = tw_carrier_net.name != NULL && tw_shell_net.command_count > 0;
    hal_console_print(has_all ? "the network is up\n" : "something is missing\n");
    hal_exit(0);
}
