// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/keep.h"

tw_engine_t *engine;
int32_t engine_mode;
bool engine_keeps;
static tw_filestore_ram_t ram;
tw_filestore_t *store = &ram.base;
static _Alignas(16) uint8_t arena[256u * 1024u];
static _Alignas(4) uint8_t files[64u * 1024u];
static char log_lines[256];

#define ANSWER_MS 100000u
#define SLICE 1000u

static const tw_shell_table_t *const tables[] = {
    &tw_shell_files,  &tw_shell_ymodem,    &tw_shell_modules, &tw_shell_info, &tw_shell_swap,
    &tw_shell_system, &tw_shell_autostart, &tw_shell_device,  &tw_shell_kept};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

// ---- what modules may import ----

static tw_err_t host_pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&terminal.shell, "pong\n");
    return TW_ERR_OK;
}

static tw_err_t host_count(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

// Nobody ever completes it.
static void on_cancel(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
}

static tw_err_t host_wait(tw_call_t *call) {
    tw_pending_t pending;
    return tw_call_wait(call, on_cancel, &pending);
}

static tw_err_t host_mode(tw_call_t *call) {
    tw_ret_i32(call, engine_mode);
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", host_pong},
                                              {"count", "(i)", host_count}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};
static const tw_host_func_t test_funcs[] = {
    {"wait", "(i)i", host_wait}, {"doze", "(i)i", host_wait}, {"mode", "()i", host_mode}};
static const tw_host_module_t test_module = {"test", test_funcs, 3, NULL};

// ---- beginning and end ----

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void start_engine(const void *table, size_t size) {
    static tw_grants_t grants;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = SLICE;
    config.keeper = engine_keeps ? &tw_keeper : NULL;
    config.report = tw_shell_report;
    config.report_ctx = &terminal.shell;
    if (table != NULL) {
        tw_grants_init(&grants, table, size);
        config.grants = &grants;
    }
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_host_module(engine, &hosted));
    ok(tw_engine_add_host_module(engine, &test_module));
    ok(tw_engine_start(engine));
}

void engine_begin(const void *grants, size_t size) {
    tw_filestore_ram_init(&ram, files, sizeof files);
    ok(tw_filestore_mount(store));
    terminal_init(tables, TABLE_COUNT);
    engine_mode = 0;
    start_engine(grants, size);
    terminal.config.engine = engine;
    terminal.config.filestore = store;
    terminal.config.log = log_lines;
    terminal.config.log_size = sizeof log_lines;
    terminal_start();
    tw_log_set_sink(tw_shell_log, &terminal.shell);
}

void engine_end(void) {
    tw_log_set_sink(NULL, NULL);
    tw_engine_stop(engine);
    tw_filestore_unmount(store);
}

void engine_save(const char *name, const void *bytes, size_t size) {
    ok(tw_filestore_save(store, name, bytes, (uint32_t)size));
}

// ---- the line ----

void engine_run(uint32_t ms) {
    for (uint32_t turns = 0; turns < 10000000; turns++) {
        bool is_busy = tw_engine_poll(engine, terminal.now_ms);
        is_busy |= tw_shell_poll(&terminal.shell, terminal.now_ms);
        if (terminal.typed_size > 0 || (is_busy && turns % 8 != 7)) {
            continue;  // what never rests must not hold time up
        }
        if (ms == 0) {
            return;
        }
        ms--;
        terminal.now_ms++;
    }
    fail_msg("it never rests");
}

// What is on the line, without carriage returns and escapes.
static const char *written(void) {
    static char text[sizeof terminal.raw + 1];
    size_t used = 0;
    for (size_t i = 0; i < terminal.raw_size; i++) {
        if (terminal.raw[i] == '\x1b') {
            while (i < terminal.raw_size && (terminal.raw[i] < 'A' || terminal.raw[i] == '[')) {
                i++;
            }
        } else if (terminal.raw[i] != '\r') {
            text[used++] = terminal.raw[i];
        }
    }
    text[used] = '\0';
    return text;
}

static void put(const char *bytes, size_t size) {
    terminal.raw_size = 0;
    terminal.typed = bytes;
    terminal.typed_size = size;
    engine_run(1);
}

const char *engine_type(const char *bytes, size_t size, uint32_t ms) {
    put(bytes, size);
    engine_run(ms);
    return written();
}

const char *engine_do(const char *line) {
    static char answer[sizeof terminal.raw + 1];
    char typed[TW_SHELL_LINE_BYTES + 400];
    int size = snprintf(typed, sizeof typed, "%s\r", line);
    put(typed, (size_t)size);
    for (uint32_t ms = 0; ms < ANSWER_MS && !terminal.shell.is_line_shown; ms++) {
        engine_run(1);
    }
    const char *text = written();
    const char *first = strchr(text, '\n');
    const char *end = strrchr(text, '\n');
    if (first == NULL) {
        return text;
    }
    snprintf(answer, sizeof answer, "%.*s", (int)(end - first), first + 1);
    return answer;
}
