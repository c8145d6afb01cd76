// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Buttons and what modules export for them.

#include "tinywasm/bridge.h"
#include "tinywasm/buttons.h"

const char *tw_button_export(tw_button_t button) {
    static const char *const names[TW_BUTTON_COUNT] = {
        "button_a",    "button_b",     "button_up",     "button_down",
        "button_left", "button_right", "button_select", "button_start"};
    return (uint32_t)button < TW_BUTTON_COUNT ? names[button] : "";
}

tw_err_t tw_button_call(tw_instance_t *instance, tw_button_t button) {
    tw_err_t err = tw_call_export(instance, tw_button_export(button), NULL, 0, NULL);
    return err == TW_ERR_NOENT ? TW_ERR_OK : err;
}

tw_err_t tw_button_post(tw_engine_t *engine, const tw_instance_t *instance, tw_button_t button,
                        bool is_pressed) {
    const tw_event_t event = {"on_button",
                              {(int32_t)button, is_pressed},
                              instance == NULL ? 0 : tw_instance_id(instance)};
    return tw_event_post(engine, &event);
}
