// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TOOLS_PARTS_SIMPLE_WITH_H
#define TOOLS_PARTS_SIMPLE_WITH_H

// apps/simple with a display, which a text is shown on: what the parts of displays have in common.

#include "tinywasm/display.h"
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

// The board need not have the display: what matters is that it is linked.
static void write_on(tw_err_t err, tw_display_t *display) {
    if (err == TW_ERR_OK) {
        tw_display_text(display, 0, 0, 1, "pong", 4, TW_COLOR_WHITE);
        check(tw_display_show(display));
    }
}

// display: for modules; NULL: there is none for them.
static HAL_NORETURN void run_ping(tw_device_t *display) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    if (display != NULL) {
        check(tw_engine_add_device(engine, display));
    }
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    hal_exit(0);
}

#endif
