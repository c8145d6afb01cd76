// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_INPUT_H
#define APPS_INPUT_H

// What the applications with buttons share: a press is one of the board's buttons, or a key on the
// console in its stead: a b u(p) d(own) l(eft) r(ight), e for SELECT, s for START.

#include "tinywasm/buttons.h"

#include "hal.h"

// The button that a key stands for; false if it stands for none.
static inline bool input_button_of(char key, tw_button_t *button) {
    static const char keys[TW_BUTTON_COUNT] = {'a', 'b', 'u', 'd', 'l', 'r', 'e', 's'};
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        if (keys[i] == key) {
            *button = (tw_button_t)i;
            return true;
        }
    }
    return false;
}

// The oldest press of the board's own; false if there is none. buttons may be NULL: the board has
// none.
static inline bool input_pressed(tw_buttons_t *buttons, tw_button_t *button) {
    bool is_pressed = false;
    while (!is_pressed && buttons != NULL && tw_buttons_next(buttons, button, &is_pressed)) {
    }
    return is_pressed;
}

// Takes the oldest press; false if there is none. The engine that the buttons were added to is
// polled meanwhile.
static inline bool input_next(tw_buttons_t *buttons, tw_button_t *button) {
    char key = 0;
    if (input_pressed(buttons, button)) {
        return true;
    }
    while (hal_console_read(&key, 1) != 0) {
        if (input_button_of(key, button)) {
            return true;
        }
    }
    return false;
}

#endif
