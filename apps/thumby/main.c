// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/display on a panel of 72 x 40 pixels, like the Thumby's: how often the application called
// `ping`, and how often the module called back `pong`. The same file on every board.

#include "tinywasm/tinywasm.h"

#include "../counters.h"
#include "../panel.h"
#include "app.h"
#include "board.h"
#include "hal.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static counters_t counters;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    counters.pongs++;
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));

    tw_display_t *display = NULL;
    check(panel_init(&display));
    for (;;) {
        counters.pings++;
        check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
        check(counters_show(&counters, display));
        hal_sleep_ms(1000);
    }
}
