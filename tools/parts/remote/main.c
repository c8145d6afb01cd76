// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the shell of tools/parts/shell behind a seal, and no other: what it takes more
// than that is what the seal and the sessions of a remote shell cost, without the network.

#include "../simple_with.h"
#include "tinywasm/shell_remote.h"

static uint32_t packet[TW_SHELL_PACKET_1K_BYTES / 4];
static char history[256];
static tw_shell_remote_t remote;

static tw_err_t own_pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&remote.shell, "pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t own_funcs[] = {{"pong", "()", own_pong}};
static const tw_host_module_t own = {"hosted", own_funcs, 1, NULL};
static const tw_shell_table_t *const tables[] = {&tw_shell_files, &tw_shell_ymodem,
                                                 &tw_shell_system, &tw_shell_device};

// The console plays the network: there is one connection, which nobody closes.
static bool is_taken;

static tw_err_t open(void *ctx) {
    (void)ctx;
    return TW_ERR_OK;
}

static void shut(void *ctx) {
    (void)ctx;
}

static int32_t accept(void *ctx) {
    (void)ctx;
    int32_t connection = is_taken ? -1 : 0;
    is_taken = true;
    return connection;
}

static int32_t receive(void *ctx, int32_t connection, void *bytes, uint32_t size) {
    (void)ctx;
    (void)connection;
    return (int32_t)hal_console_read(bytes, size);
}

static int32_t send(void *ctx, int32_t connection, const void *bytes, uint32_t size) {
    (void)ctx;
    (void)connection;
    hal_console_write(bytes, size);
    return (int32_t)size;
}

static void close(void *ctx, int32_t connection) {
    (void)ctx;
    (void)connection;
    is_taken = false;
}

static const tw_carrier_ops_t carrier = {"console", open, shut, accept, receive, send, close};

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK;
}

static void add_remote(void) {
    tw_shell_remote_config_t config;
    tw_shell_remote_config_init(&config);
    config.shell.tables = tables;
    config.shell.table_count = sizeof tables / sizeof tables[0];
    config.shell.history = history;
    config.shell.history_size = sizeof history;
    config.shell.packet = (uint8_t *)packet;
    config.shell.packet_size = sizeof packet;
    config.carrier = &carrier;
    config.random = random_bytes;
    tw_shell_remote_init(&remote, &config);
    check(tw_engine_add_device(engine, &remote.device));
}

int main(void) {
    tw_engine_config_t config;
    configure(&config);
    make_engine(&config, &own);
    add_remote();
    check(tw_engine_start(engine));
    tw_module_t *module = load_ping();
    for (uint32_t i = 0; i < 10; i++) {
        (void)tw_engine_poll(engine, hal_ticks_ms());
    }
    (void)call_ping(module);
    return 0;
}
