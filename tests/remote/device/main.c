// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A device with two shells: one on the console, and one behind TCP for who has the key. What
// modules print comes on the console. The same file on every board that has a network.

#include "tinywasm/carrier_net.h"

#include "../../../apps/terminal.h"
#include "net.h"

// The network has its part of the RAM.
#if defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x20000
#define ARENA_BYTES 0x4800
#else
#define ARENA_BYTES TERMINAL_ARENA_BYTES
#endif

static uint64_t arena[ARENA_BYTES / 8];
static tw_engine_t *engine;
static tw_shell_t shell;
static tw_shell_remote_t remote;
static tw_carrier_net_t carrier;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&shell, "pong\n");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

// The port that it listens at; 0: none.
static tw_err_t where(tw_shell_t *of, int argc, char *const *argv) {
    tw_net_addr_t addr = {{0}, 0};
    (void)argc;
    (void)argv;
    (void)tw_carrier_net_where(&carrier, &addr);
    tw_shell_printf(of, "port %u\n", (uint32_t)addr.port);
    return TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {{"where", "", "the port of the remote shell", where}};
static const tw_shell_table_t own_table = {commands, 1, NULL};
static const tw_shell_table_t *const tables[] = {&own_table, TERMINAL_TABLES, &tw_shell_netkey};

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK;
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_text(err));
        hal_console_print("\r\n");
        hal_exit(1);
    }
}

static void set_remote(tw_net_t *net, tw_filestore_t *store) {
    static uint32_t packet[TERMINAL_PACKET_BYTES / 4];
    tw_shell_remote_config_t config;
    tw_shell_remote_config_init(&config);
    config.shell.filestore = store;
    config.shell.tables = tables;
    config.shell.table_count = sizeof tables / sizeof tables[0];
    config.shell.packet = (uint8_t *)packet;
    config.shell.packet_size = sizeof packet;
    config.carrier = &tw_carrier_net;
    config.carrier_ctx = &carrier;
    config.random = random_bytes;
    tw_carrier_net_init(&carrier, net, TW_SHELL_REMOTE_PORT);
    carrier.may_move = true;
    tw_shell_remote_init(&remote, &config);
}

static void start_engine(tw_filestore_t *store) {
    tw_net_t *net = make_net();
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    config.report = tw_shell_report;
    config.report_ctx = &shell;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    set_remote(net, store);
    check(tw_engine_add_device(engine, &net->device));
    check(tw_engine_add_device(engine, &remote.device));
    check(tw_engine_start(engine));
}

int main(void) {
    tw_filestore_t *store = NULL;
    check(tw_board_store(&store));
    tw_shell_config_t config;
    terminal_config_init(&config, store);
    check(terminal_mount(&shell, &config));
    start_engine(store);
    config.engine = engine;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    tw_shell_init(&shell, &config);
    for (;;) {
        terminal_turn(engine, &shell);
    }
}
