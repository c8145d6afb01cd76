// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The LED, at a pin: lit while that is high.

#include "board.h"
#include "hal.h"
#include "models.h"

void hal_led_toggle(void) {
    bool is_lit = sim_pin_level(BOARD_LED_PIN);
    (void)hal_gpio_write(BOARD_LED_PIN, !is_lit);
    (void)hal_gpio_configure(BOARD_LED_PIN, HAL_GPIO_OUTPUT);
}

static void show(sim_pin_watch_t *watch, bool is_high) {
    static sim_signal_t lit = {.name = "led", .bits = 1};
    (void)watch;
    sim_signal_set(&lit, is_high);
}

void sim_led_attach(void) {
    static sim_pin_watch_t watch = {.pin = BOARD_LED_PIN, .changed = show};
    sim_pin_watch(&watch);
}
