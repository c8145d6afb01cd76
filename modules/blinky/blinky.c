// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Blinks: each `loop` turns the LED that `led` named.
#define ENV(name) __attribute__((import_module("env"), import_name(#name))) name
#define EXPORT(name) __attribute__((export_name(#name))) name
#define OUTPUT 1

void ENV(__tinygo_gpio_configure)(int pin, int mode);
void ENV(__tinygo_gpio_set)(int pin, int level);
int ENV(__tinygo_gpio_get)(int pin);

static int led_pin;

void EXPORT(_initialize)(void) {
    led_pin = 0;
}

void EXPORT(led)(int pin) {
    led_pin = pin;
}

void EXPORT(setup)(void) {
    __tinygo_gpio_configure(led_pin, OUTPUT);
}

void EXPORT(loop)(void) {
    __tinygo_gpio_set(led_pin, !__tinygo_gpio_get(led_pin));
}
