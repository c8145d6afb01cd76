// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Loads the module ping.wasm and calls its function `ping` once a second; the module calls back
// the host's function `pong`. The same file on every board.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

// A step that failed prints its error and stops. A build without texts has names of errors only.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

int main(void) {
    hal_console_print("TinyWASM engine starting...\n");
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;

    hal_console_print("Using interpreter...\n");
    config.interp = &tw_interp_core;

    hal_console_print("Initializing engine...\n");
    check(tw_engine_init(&engine, &config));

    hal_console_print("Defining func...\n");
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    hal_console_print("Loading module...\n");
    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);

    hal_console_print("Running module...\n");
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));

    for (;;) {
        hal_console_print("Calling ping...\n");
        check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
        hal_sleep_ms(1000);
    }
}
