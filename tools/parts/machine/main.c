// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the machine for modules: what it takes more is what pins with their events, ADC,
// PWM, I2C, SPI, entropy and the names of TinyGo cost, with the parts of the port below them.

#include "tinywasm/gpio.h"
#include "tinywasm/machine.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_gpio_t gpio;

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

static void add_machine(void) {
    static const tw_host_module_t *const modules[] = {&tw_host_adc,
                                                      &tw_host_pwm,
                                                      &tw_host_i2c,
                                                      &tw_host_spi,
                                                      &tw_host_entropy,
                                                      &tw_machine_tinygo_env,
                                                      &tw_machine_tinygo_machine};
    tw_gpio_init(&gpio);
    check(tw_engine_add_device(engine, &gpio.device));
    for (uint32_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        check(tw_engine_add_host_module(engine, modules[i]));
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.max_host_modules = 16;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    add_machine();
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
