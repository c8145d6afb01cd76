// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What a board does at each power-on with a module in its filestore, for tests/kept/run_kept.py:
// it loads the module with kept code and lets it compute, and says what that took. A store that
// was never formatted is formatted, a file that is not there is saved. Then it stays on.

#include "board.h"
#include "hal.h"
#include "kept_wasm.h"
#include "tinywasm/board_store.h"
#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"

#define STACK_BYTES 512u
#define MEMORY_BYTES 1024u
#define ARG 100
#define ARENA_BYTES 9216u

static const char name[] = "kept.wasm";
static uint64_t arena[ARENA_BYTES / 8];
static tw_filestore_t *store;

static tw_err_t host_add(tw_call_t *call) {
    tw_ret_i32(call, tw_arg_i32(call, 0) + tw_arg_i32(call, 1));
    return TW_ERR_OK;
}
static const tw_host_func_t host_funcs[] = {{"add", "(ii)i", host_add}};
static const tw_host_module_t host = {"host", host_funcs, 1, NULL};

static void print_number(const char *title, uint64_t value) {
    char digits[21];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(" ");
    hal_console_print(title);
    hal_console_print(" ");
    hal_console_print(&digits[at]);
}

static void stop(const char *what, tw_err_t err) {
    hal_console_print("fail ");
    hal_console_print(what);
    hal_console_print(" ");
    hal_console_print(tw_err_name(err));
    hal_console_print("\n");
    for (;;) {
        hal_sleep_until_interrupt();
    }
}

static void check(const char *what, tw_err_t err) {
    if (err != TW_ERR_OK) {
        stop(what, err);
    }
}

static void open_store(void) {
    tw_fileinfo_t info = {NULL, 0};
    check("store", tw_board_store(&store));
    tw_err_t err = tw_filestore_mount(store);
    if (err == TW_ERR_CORRUPT) {
        check("format", tw_filestore_format(store));
        err = tw_filestore_mount(store);
    }
    check("mount", err);
    err = tw_filestore_stat(store, name, &info);
    if (err == TW_ERR_NOENT) {
        err = tw_filestore_save(store, name, kept_wasm, sizeof kept_wasm);
    }
    check("save", err);
}

static tw_engine_t *start(void) {
    tw_engine_config_t config;
    tw_engine_t *engine = NULL;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.keeper = &tw_keeper;
    check("init", tw_engine_init(&engine, &config));
    check("add", tw_engine_add_host_module(engine, &host));
    check("start", tw_engine_start(engine));
    return engine;
}

static void print_load(tw_engine_t *engine, const tw_module_t *module, uint32_t us) {
    uint32_t size = 0;
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    check("size", tw_keep_size(engine, name, &size));
    hal_console_print("load");
    print_number("us", us);
    print_number("arena_bytes", stats.arena_bytes);
    print_number("register_code_bytes", stats.register_code_bytes);
    print_number("kept_bytes", stats.kept_bytes);
    print_number("size", size);
}

static uint32_t mix(tw_module_t *module) {
    tw_limits_t limits;
    tw_instance_t *instance = NULL;
    tw_func_t func;
    tw_value_t arg = tw_value_i32(ARG);
    tw_value_t result = tw_value_i32(0);
    tw_limits_init(&limits);
    limits.stack_bytes = STACK_BYTES;
    limits.memory_bytes = MEMORY_BYTES;
    check("create", tw_instance_create(module, NULL, &limits, &instance));
    check("find", tw_instance_find_func(instance, "mix", &func));
    check("call", tw_instance_call(instance, func, &arg, 1, &result, 1));
    return (uint32_t)result.of.i32;
}

int main(void) {
    open_store();
    tw_engine_t *engine = start();
    tw_module_t *module = NULL;
    uint64_t begun = hal_ticks_us();
    check("load", tw_module_load_file(engine, name, &module));
    print_load(engine, module, (uint32_t)(hal_ticks_us() - begun));
    print_number("mix", mix(module));
    hal_console_print("\n");
    for (;;) {
        hal_sleep_until_interrupt();
    }
}
