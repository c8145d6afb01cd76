// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TOOLS_PARTS_SIMPLE_WITH_H
#define TOOLS_PARTS_SIMPLE_WITH_H

// apps/simple in steps that a part can be put between: what the programs of this folder have in
// common. What each takes more than apps/simple is what its part costs.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;

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

static inline void configure(tw_engine_config_t *config) {
    tw_engine_config_init(config);
    config->arena = arena;
    config->arena_size = sizeof arena;
}

// The engine, to which devices and host modules can be added. functions: that of ping's host.
static inline void make_engine(const tw_engine_config_t *config,
                               const tw_host_module_t *functions) {
    check(tw_engine_init(&engine, config));
    check(tw_engine_add_host_module(engine, functions));
}

static inline void make_simple_engine(void) {
    tw_engine_config_t config;
    configure(&config);
    make_engine(&config, &hosted);
}

static inline tw_module_t *load_ping(void) {
    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);
    return module;
}

static inline tw_instance_t *call_ping(tw_module_t *module) {
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    return instance;
}

// With all that was added to the engine.
static inline HAL_NORETURN void run_ping(void) {
    check(tw_engine_start(engine));
    (void)call_ping(load_ping());
    hal_exit(0);
}

#endif
