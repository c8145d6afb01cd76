// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/led.h"

#include "hal.h"

static tw_err_t err_of(hal_result_t result) {
    if (result == HAL_OK) {
        return TW_ERR_OK;
    }
    return result == HAL_ABSENT ? TW_ERR_UNSUPPORTED : TW_ERR_INVAL;
}

tw_err_t tw_led_init(tw_led_t *led, uint32_t pin, bool is_low_lit) {
    *led = (tw_led_t){.pin = pin, .is_low_lit = is_low_lit};
    hal_result_t result = hal_gpio_configure(pin, HAL_GPIO_OUTPUT);
    return result == HAL_OK ? tw_led_set(led, false) : err_of(result);
}

tw_err_t tw_led_set(tw_led_t *led, bool is_lit) {
    hal_result_t result = hal_gpio_write(led->pin, is_lit != led->is_low_lit);
    led->is_lit = result == HAL_OK ? is_lit : led->is_lit;
    return err_of(result);
}

bool tw_led_get(const tw_led_t *led) {
    return led->is_lit;
}
