// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_INPUT_H
#define APPS_INPUT_H

// What the applications with buttons share: a press is one of the board's buttons, or a key on the
// console in its stead: a b u(p) d(own) l(eft) r(ight), e for SELECT, s for START.

#include "tinywasm/buttons.h"

#include "hal.h"

// Takes the oldest press; false if there is none. buttons may be NULL: the board has none. The
// engine that they were added to is polled meanwhile.
static inline bool input_next(tw_buttons_t *buttons, tw_button_t *button) {
    static const char keys[TW_BUTTON_COUNT] = {'a', 'b', 'u', 'd', 'l', 'r', 'e', 's'};
    bool is_pressed = false;
    char key = 0;
    while (buttons != NULL && tw_buttons_next(buttons, button, &is_pressed)) {
        if (is_pressed) {
            return true;
        }
    }
    while (hal_console_read(&key, 1) != 0) {
        for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
            if (keys[i] == key) {
                *button = (tw_button_t)i;
                return true;
            }
        }
    }
    return false;
}

#endif
