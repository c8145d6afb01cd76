// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/grant.h"
#include "tinywasm/led.h"
#include "tw_host_led.h"

#define NUMBER 0u  // for grants and holds

static tw_err_t may_use(tw_call_t *call) {
    return tw_call_allowed(call, "led", NUMBER, TW_GRANT_NONE);
}

tw_err_t tw_host_led_set(tw_call_t *call, bool is_lit) {
    tw_err_t err = may_use(call);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (tw_led_set((tw_led_t *)tw_call_ctx(call), is_lit) != TW_ERR_OK) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "the LED's pin serves something else: give it another pin");
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_led_get(tw_call_t *call, bool *result) {
    *result = tw_led_get((const tw_led_t *)tw_call_ctx(call));
    return may_use(call);
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_led_t *)device)->module;
}

tw_device_t *tw_led_device(tw_led_t *led) {
    static const tw_device_ops_t ops = {"led", NULL, NULL, NULL, host_module};
    led->device.ops = &ops;
    led->module = tw_host_led;
    led->module.ctx = led;
    return &led->device;
}
