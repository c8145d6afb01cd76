// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Modules come over the serial line, stay in flash, are loaded, run, replaced and halted by
// commands while others go on, and start again after power-on. The same file on every board.

#include "tinywasm/autostart.h"
#include "tinywasm/clock.h"

#include "../terminal.h"

static uint64_t arena[TERMINAL_ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_shell_t shell;
static tw_clock_t clock;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&shell, "pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

// Prints who counts, and how far it has come.
static tw_err_t count(tw_call_t *call) {
    tw_shell_printf(&shell, "%s %u\n", tw_instance_name(tw_call_instance(call)),
                    (uint32_t)tw_arg_i32(call, 0));
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}, {"count", "(i)", count}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};

// How far the command ping has come.
static uint32_t pings_left;
static bool is_pinging;
static tw_err_t ping_err;

static void end_ping(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                     uint32_t result_count) {
    (void)ctx;
    (void)instance;
    (void)results;
    (void)result_count;
    is_pinging = false;
    ping_err = err;
}

static tw_err_t begin_ping(tw_shell_t *of) {
    tw_func_t func;
    tw_instance_t *instance = tw_engine_find_instance(engine, "ping");
    if (instance == NULL) {
        return tw_shell_fail(of, "ping", TW_ERR_NOENT);
    }
    tw_err_t err = tw_instance_find_func(instance, "ping", &func);
    err = err == TW_ERR_OK ? tw_instance_begin(instance, func, NULL, 0, end_ping, NULL) : err;
    is_pinging = err == TW_ERR_OK;
    return is_pinging ? TW_ERR_PENDING : err;
}

// ping [COUNT]: runs what the instance ping exports as ping, beside all else, COUNT times.
static tw_err_t ping(tw_shell_t *of, int argc, char *const *argv) {
    if (tw_shell_turn(of) == 0) {
        pings_left = 1;
        is_pinging = false;
        ping_err = TW_ERR_OK;
        if (argc > 2 || (argc == 2 && !tw_shell_parse_number(argv[1], 1000, &pings_left))) {
            return tw_shell_fail_usage(of);
        }
    }
    if (is_pinging) {
        return TW_ERR_PENDING;
    }
    if (ping_err != TW_ERR_OK || pings_left == 0) {
        return ping_err;
    }
    pings_left--;
    return begin_ping(of);
}

static const tw_shell_command_t commands[] = {{"ping", "[COUNT]", "calls ping of ping", ping}};
static const tw_shell_table_t own_table = {commands, 1, NULL};
static const tw_shell_table_t *const tables[] = {&own_table, TERMINAL_TABLES};

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_text(err));
        hal_console_print("\r\n");
        hal_exit(1);
    }
}

static void start_engine(tw_filestore_t *store) {
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
    tw_clock_init(&clock, hal_ticks_ms);
    check(tw_engine_add_device(engine, &clock.device));
    check(tw_engine_start(engine));
}

int main(void) {
    hal_console_print("TinyWASM filestore: type help\r\n");
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
    tw_err_t err = tw_autostart_run(engine);
    if (err != TW_ERR_OK) {
        tw_shell_report(&shell, NULL, tw_engine_fault(engine));
    }
    for (;;) {
        terminal_turn(engine, &shell);
    }
}
