// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.
#ifndef BRIDGE_TW_HOST_BUTTONS_H
#define BRIDGE_TW_HOST_BUTTONS_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Buttons, debounced.

typedef enum tw_host_buttons_button {
    TW_HOST_BUTTONS_BUTTON_A = 0,
    TW_HOST_BUTTONS_BUTTON_B = 1,
    TW_HOST_BUTTONS_BUTTON_UP = 2,
    TW_HOST_BUTTONS_BUTTON_DOWN = 3,
    TW_HOST_BUTTONS_BUTTON_LEFT = 4,
    TW_HOST_BUTTONS_BUTTON_RIGHT = 5,
    TW_HOST_BUTTONS_BUTTON_SELECT = 6,
    TW_HOST_BUTTONS_BUTTON_START = 7,
} tw_host_buttons_button_t;

// What modules import as "buttons", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_buttons;

// Whether it is pressed; not, if there is no such button.
tw_err_t tw_host_buttons_is_pressed(tw_call_t *call, tw_host_buttons_button_t button, bool *result);

// From now on each press and each release of a button calls the module's on-button; or no more.
tw_err_t tw_host_buttons_watch(tw_call_t *call, bool is_on);

// What a module exports that watches.

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

// A button was pressed, or let go.
tw_err_t tw_host_button_handler_on_button(tw_instance_t *instance, tw_host_buttons_button_t button,
                                          bool is_pressed);
tw_err_t tw_host_button_handler_on_button_begin(tw_instance_t *instance,
                                                tw_host_buttons_button_t button, bool is_pressed,
                                                tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
