// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/buttons.h"
#include "tw_host_buttons.h"

tw_err_t tw_host_buttons_is_pressed(tw_call_t *call, tw_host_buttons_button_t button,
                                    bool *result) {
    *result = tw_buttons_is_pressed((const tw_buttons_t *)tw_call_ctx(call), (tw_button_t)button);
    return TW_ERR_OK;
}

// The watch of an instance, or a free one (an instance's that is gone is free); NULL if there is
// neither.
static uint32_t *find_watch(tw_buttons_t *buttons, uint32_t instance) {
    uint32_t *found = NULL;
    for (uint32_t i = 0; i < TW_BUTTONS_WATCHES; i++) {
        uint32_t *watch = &buttons->watches[i];
        if (*watch == instance) {
            return watch;
        }
        bool is_free = *watch == 0 || tw_engine_instance_of(buttons->engine, *watch) == NULL;
        found = found == NULL && is_free ? watch : found;
    }
    return found;
}

tw_err_t tw_host_buttons_watch(tw_call_t *call, bool is_on) {
    tw_buttons_t *buttons = (tw_buttons_t *)tw_call_ctx(call);
    uint32_t instance = tw_instance_id(tw_call_instance(call));
    uint32_t *watch = instance == 0 ? NULL : find_watch(buttons, instance);
    if (watch == NULL && is_on) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "too many watch the buttons, or there is no scheduler: ask is_pressed");
    }
    if (watch != NULL) {
        *watch = is_on ? instance : 0;
    }
    return TW_ERR_OK;
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    ((tw_buttons_t *)device)->engine = engine;
    return TW_ERR_OK;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_buttons_poll((tw_buttons_t *)device, now_ms);
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_buttons_t *)device)->module;
}

tw_device_t *tw_buttons_device(tw_buttons_t *buttons) {
    static const tw_device_ops_t ops = {"buttons", start, NULL, poll, host_module};
    buttons->device.ops = &ops;
    buttons->module = tw_host_buttons;
    buttons->module.ctx = buttons;
    return &buttons->device;
}
