// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the board's LED, for the application and for modules: what it takes more is what
// that costs, with the part of the port below it.

#include "../simple_with.h"
#include "tinywasm/board_devices.h"

static tw_led_t *led;

static tw_err_t own_pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    (void)(tw_led_set(led, !tw_led_get(led)) == TW_ERR_OK);
    return TW_ERR_OK;
}

static const tw_host_func_t own_funcs[] = {{"pong", "()", own_pong}};
static const tw_host_module_t own = {"hosted", own_funcs, 1, NULL};

int main(void) {
    tw_engine_config_t config;
    configure(&config);
    make_engine(&config, &own);
    check(tw_board_led(&led));
    check(tw_engine_add_device(engine, tw_led_device(led)));
    run_ping();
}
