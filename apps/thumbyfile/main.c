// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/filestore with a panel of 72 x 40 pixels, like the Thumby's: modules come over the serial
// line and stay in the filestore; `ping` calls the one that runs as ping, and the panel counts. The
// same file on every board.

#include "../counters.h"
#include "../panel.h"
#include "../terminal.h"

static uint64_t arena[TERMINAL_ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_shell_t shell;
static tw_display_t *display;
static counters_t counters;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    counters.pongs++;
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

// ping: calls what the instance ping exports as ping, and shows how often that was.
static tw_err_t ping(tw_shell_t *of, int argc, char *const *argv) {
    tw_func_t func;
    tw_instance_t *instance = tw_engine_find_instance(engine, "ping");
    (void)argv;
    if (argc > 1) {
        return tw_shell_fail_usage(of);
    }
    if (instance == NULL) {
        return tw_shell_fail(of, "ping", TW_ERR_NOENT);
    }
    tw_err_t err = tw_instance_find_func(instance, "ping", &func);
    if (err == TW_ERR_OK) {
        counters.pings++;
        err = tw_instance_call(instance, func, NULL, 0, NULL, 0);
    }
    tw_err_t shown = counters_show(&counters, display);
    return err == TW_ERR_OK ? shown : err;
}

static const tw_shell_command_t commands[] = {{"ping", "", "calls ping of ping", ping}};
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
    check(tw_engine_start(engine));
}

int main(void) {
    hal_console_print("TinyWASM thumbyfile: type help\r\n");
    tw_filestore_t *store = NULL;
    tw_shell_config_t config;
    check(panel_init(&display));
    check(tw_board_store(&store));
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
