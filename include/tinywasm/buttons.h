// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BUTTONS_H
#define TINYWASM_BUTTONS_H

// Buttons on pins, debounced: a button is pressed, or let go, when its pin has had that level for
// so many milliseconds without a break. For the application and, with tw_buttons_device, for
// modules: the host module `buttons` of bridge/buttons.wit, over the same functions.
//
//     static const tw_buttons_config_t config = {
//         .pins = {14, 15, TW_BUTTON_NONE, ...},
//         .is_low_pressed = true,
//         .debounce_ms = TW_BUTTONS_DEBOUNCE_MS,
//     };
//     static tw_buttons_t buttons;
//     tw_err_t err = tw_buttons_init(&buttons, &config);
//     err = err == TW_ERR_OK ? tw_engine_add_device(engine, tw_buttons_device(&buttons)) : err;
//
// The engine polls the device. In its main loop the application takes what happened, one by one,
// and here gives it to a module that exports button_a, button_b, button_up ... (() -> ()):
//
//     while (tw_buttons_next(&buttons, &button, &is_pressed)) {
//         err = is_pressed ? tw_button_call(instance, button) : TW_ERR_OK;
//     }
//
// A module that has called buttons.watch gets the event on_button (i32 button, i32 is_pressed)
// without it; for one that has not, tw_button_post. Events need a scheduler.
//
// The board's own buttons are tw_board_buttons (tinywasm/board_devices.h). Link tinywasm::hardware.
// Not from an ISR.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tw_button {
    TW_BUTTON_A,
    TW_BUTTON_B,
    TW_BUTTON_UP,
    TW_BUTTON_DOWN,
    TW_BUTTON_LEFT,
    TW_BUTTON_RIGHT,
    TW_BUTTON_SELECT,
    TW_BUTTON_START
} tw_button_t;

#define TW_BUTTON_COUNT 8
#define TW_BUTTON_NONE (-1)        // a pin: there is no such button
#define TW_BUTTONS_DEBOUNCE_MS 20  // fits most switches, and nobody notices it
#define TW_BUTTONS_KEPT 16    // changes that tw_buttons_next gives; of more the oldest are gone
#define TW_BUTTONS_WATCHES 8  // instances that may watch; buttons.watch traps beyond

typedef struct tw_buttons_config {
    int16_t pins[TW_BUTTON_COUNT];  // by tw_button_t: the chip's number, or TW_BUTTON_NONE
    bool is_low_pressed;   // pressed is low, with the chip's pull-up where it has one; else
                           // high, with its pull-down
    uint16_t debounce_ms;  // 0: each change counts at once
} tw_buttons_config_t;

typedef struct tw_buttons {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_engine_t *engine;
    tw_buttons_config_t config;
    uint32_t since_ms[TW_BUTTON_COUNT];  // its pin has had the level that it has
    uint8_t seen;                        // bits by tw_button_t: pressed, as the pins were last
    uint8_t pressed;                     // the same, debounced
    uint8_t held;                        // since before tw_buttons_init
    uint8_t kept_first;
    uint8_t kept_count;
    uint8_t kept[TW_BUTTONS_KEPT];         // button, and 80h if it was pressed
    uint32_t watches[TW_BUTTONS_WATCHES];  // tw_instance_id; 0: free
} tw_buttons_t;

// config is copied; buttons belongs to the caller and outlives the engine that it is added to. A
// button that is held down now counts as let go until it was let go once. UNSUPPORTED if the chip
// has no pins, INVAL if one of these is not free.
TW_MUST_CHECK tw_err_t tw_buttons_init(tw_buttons_t *buttons, const tw_buttons_config_t *config);

// Looks at the pins: once a millisecond is best, and what is shorter than the time between two
// calls is not seen. The engine does it, if the buttons were added as a device.
void tw_buttons_poll(tw_buttons_t *buttons, uint32_t now_ms);
// As of the last poll. False for a button that is not there.
bool tw_buttons_is_pressed(const tw_buttons_t *buttons, tw_button_t button);
// Takes the oldest change; false if there is none.
bool tw_buttons_next(tw_buttons_t *buttons, tw_button_t *button, bool *is_pressed);

// "button_a", "button_start": what a module exports that wants to be called.
const char *tw_button_export(tw_button_t button);
// Calls that export, as tw_instance_call; OK as well if the instance does not have it.
TW_MUST_CHECK tw_err_t tw_button_call(tw_instance_t *instance, tw_button_t button);
// Posts on_button to the instance, or with NULL to all that export it, as tw_event_post.
tw_err_t tw_button_post(tw_engine_t *engine, const tw_instance_t *instance, tw_button_t button,
                        bool is_pressed);

// For tw_engine_add_device: it is polled with the engine, and modules may import `buttons`.
tw_device_t *tw_buttons_device(tw_buttons_t *buttons);

#ifdef __cplusplus
}
#endif
#endif
