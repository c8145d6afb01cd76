// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with ping.wasm in a rom store and kept code looked for beside it: what keeping and
// taking code costs, the rom store and loads of files included.

#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_filestore_rom_t store;
static const tw_rom_file_t files[] = {{PING_WASM_NAME, ping_wasm, sizeof ping_wasm}};

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    tw_filestore_rom_init(&store, files, 1);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = &store.base;
    config.keeper = &tw_keeper;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    check(tw_module_load_file(engine, PING_WASM_NAME, &module));
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    hal_exit(0);
}
