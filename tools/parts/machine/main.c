// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the machine for modules: what it takes more is what pins with their events, ADC,
// PWM, I2C, SPI, entropy and the names of TinyGo cost, with the parts of the port below them.

#include "../simple_with.h"
#include "tinywasm/gpio.h"
#include "tinywasm/machine.h"

static tw_gpio_t gpio;

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
    configure(&config);
    config.max_host_modules = 16;
    make_engine(&config, &hosted);
    add_machine();
    run_ping();
}
