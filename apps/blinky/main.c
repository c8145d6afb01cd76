// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The LED blinks, and a module does it, by the names that TinyGo's package `machine` imports:
// `setup` once, `loop` twice a second. After ten loops it is the next module's turn; tw.toml has
// both numbers. The same file on every board.

#include "tinywasm/machine.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void call(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    check(tw_instance_find_func(instance, name, &func));
    check(tw_instance_call(instance, func, NULL, 0, NULL, 0));
}

// Which pin the LED is at. A module that does not ask has a pin of its own.
static void tell_pin(tw_instance_t *instance) {
    tw_func_t led;
    if (tw_instance_find_func(instance, "led", &led) == TW_ERR_OK) {
        const tw_value_t pin = tw_value_i32((int32_t)BOARD_LED_PIN);
        check(tw_instance_call(instance, led, &pin, 1, NULL, 0));
    }
}

static void run_module(const tw_app_module_t *of) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    hal_console_print("== ");
    hal_console_print(of->name);
    hal_console_print("\n");
    check(tw_module_load(engine, of->bytes, of->size, &module));
    tw_module_set_name(module, of->name);
    check(tw_instance_create(module, NULL, &limits, &instance));
    tell_pin(instance);
    call(instance, "setup");
    for (uint32_t i = 0; i < APP_LOOPS; i++) {
        call(instance, "loop");
        hal_sleep_ms(APP_LOOP_MS);
    }
    check(tw_instance_destroy(instance));
    check(tw_module_unload(module));
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &tw_machine_tinygo_env));
    check(tw_engine_start(engine));
    for (uint32_t i = 0;; i = (i + 1) % (sizeof app_modules / sizeof app_modules[0])) {
        run_module(&app_modules[i]);
    }
}
