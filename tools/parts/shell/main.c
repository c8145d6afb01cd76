// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with a shell of the commands that need no scheduler, without a filestore: what it
// takes more is what the shell costs, its buffers included.

#include "../simple_with.h"
#include "tinywasm/shell.h"

static uint32_t packet[TW_SHELL_PACKET_1K_BYTES / 4];
static char history[256];
static tw_shell_t shell;

static tw_err_t own_pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&shell, "pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t own_funcs[] = {{"pong", "()", own_pong}};
static const tw_host_module_t own = {"hosted", own_funcs, 1, NULL};
static const tw_shell_table_t *const tables[] = {&tw_shell_files, &tw_shell_ymodem,
                                                 &tw_shell_system, &tw_shell_device};

static size_t read_line(void *ctx, void *bytes, size_t size) {
    (void)ctx;
    return hal_console_read(bytes, size);
}

static size_t write_line(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    hal_console_write(bytes, size);
    return size;
}

static void start_shell(void) {
    tw_shell_config_t config;
    tw_shell_config_init(&config);
    config.engine = engine;
    config.read = read_line;
    config.write = write_line;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    config.history = history;
    config.history_size = sizeof history;
    config.packet = (uint8_t *)packet;
    config.packet_size = sizeof packet;
    tw_shell_init(&shell, &config);
}

int main(void) {
    tw_engine_config_t config;
    configure(&config);
    make_engine(&config, &own);
    check(tw_engine_start(engine));
    tw_module_t *module = load_ping();
    start_shell();
    (void)call_ping(module);
    while (tw_shell_poll(&shell, hal_ticks_ms())) {
    }
    hal_exit(0);
}
