// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/buttons.h"

#include "hal.h"

#define PRESSED 0x80u

static tw_err_t configure(uint32_t pin, hal_gpio_mode_t mode) {
    hal_result_t result = hal_gpio_configure(pin, mode);
    if (result == HAL_INVALID) {  // the chip may lack the resistor
        result = hal_gpio_configure(pin, HAL_GPIO_INPUT);
    }
    if (result == HAL_OK) {
        return TW_ERR_OK;
    }
    return result == HAL_ABSENT ? TW_ERR_UNSUPPORTED : TW_ERR_INVAL;
}

// As the pin is now; a pin that is not there, or taken away, is not pressed.
static bool is_down(const tw_buttons_t *buttons, uint32_t i) {
    int pin = buttons->config.pins[i];
    int pressed_level = buttons->config.is_low_pressed ? 0 : 1;
    return pin >= 0 && hal_gpio_read((uint32_t)pin) == pressed_level;
}

tw_err_t tw_buttons_init(tw_buttons_t *buttons, const tw_buttons_config_t *config) {
    hal_gpio_mode_t mode =
        config->is_low_pressed ? HAL_GPIO_INPUT_PULL_UP : HAL_GPIO_INPUT_PULL_DOWN;
    *buttons = (tw_buttons_t){.config = *config};
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        int pin = config->pins[i];
        tw_err_t err = pin >= 0 ? configure((uint32_t)pin, mode) : TW_ERR_OK;
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    uint32_t now_ms = hal_ticks_ms();
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        buttons->since_ms[i] = now_ms;
        buttons->held |= (uint8_t)(is_down(buttons, i) ? 1u << i : 0);
    }
    buttons->seen = buttons->held;
    return TW_ERR_OK;
}

static void keep(tw_buttons_t *buttons, uint32_t i, bool is_pressed) {
    if (buttons->kept_count == TW_BUTTONS_KEPT) {
        buttons->kept_first = (uint8_t)((buttons->kept_first + 1u) % TW_BUTTONS_KEPT);
        buttons->kept_count--;
    }
    uint32_t at = (uint32_t)(buttons->kept_first + buttons->kept_count) % TW_BUTTONS_KEPT;
    buttons->kept[at] = (uint8_t)(i | (is_pressed ? PRESSED : 0));
    buttons->kept_count++;
}

static void tell_watches(tw_buttons_t *buttons, uint32_t i, bool is_pressed) {
    for (uint32_t k = 0; k < TW_BUTTONS_WATCHES; k++) {
        const tw_event_t event = {"on_button", {(int32_t)i, is_pressed}, buttons->watches[k]};
        if (event.instance != 0) {
            (void)tw_event_post(buttons->engine, &event);  // what is dropped is counted there
        }
    }
}

// A level that has lasted long enough.
static void settle(tw_buttons_t *buttons, uint32_t i, bool is_pressed) {
    uint8_t bit = (uint8_t)(1u << i);
    if ((buttons->held & bit) != 0) {
        buttons->held = (uint8_t)(is_pressed ? buttons->held : buttons->held & ~bit);
    } else if (((buttons->pressed & bit) != 0) != is_pressed) {
        buttons->pressed ^= bit;
        keep(buttons, i, is_pressed);
        tell_watches(buttons, i, is_pressed);
    }
}

void tw_buttons_poll(tw_buttons_t *buttons, uint32_t now_ms) {
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        uint8_t bit = (uint8_t)(1u << i);
        bool is_pressed = is_down(buttons, i);
        if (((buttons->seen & bit) != 0) != is_pressed) {
            buttons->seen ^= bit;
            buttons->since_ms[i] = now_ms;
        }
        if (now_ms - buttons->since_ms[i] >= buttons->config.debounce_ms) {
            settle(buttons, i, is_pressed);
        }
    }
}

bool tw_buttons_is_pressed(const tw_buttons_t *buttons, tw_button_t button) {
    return (uint32_t)button < TW_BUTTON_COUNT && (buttons->pressed >> (uint32_t)button & 1u) != 0;
}

bool tw_buttons_next(tw_buttons_t *buttons, tw_button_t *button, bool *is_pressed) {
    if (buttons->kept_count == 0) {
        return false;
    }
    uint8_t kept = buttons->kept[buttons->kept_first];
    buttons->kept_first = (uint8_t)((buttons->kept_first + 1u) % TW_BUTTONS_KEPT);
    buttons->kept_count--;
    *button = (tw_button_t)(kept & ~PRESSED);
    *is_pressed = (kept & PRESSED) != 0;
    return true;
}
