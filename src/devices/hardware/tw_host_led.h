// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from led.wit: change that instead.
#ifndef BRIDGE_TW_HOST_LED_H
#define BRIDGE_TW_HOST_LED_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// A LED: the board's own, as a rule.

// What modules import as "led", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_led;

// Lights it, or lets it go dark.
tw_err_t tw_host_led_set(tw_call_t *call, bool is_lit);

// Whether it lights.
tw_err_t tw_host_led_get(tw_call_t *call, bool *result);

#ifdef __cplusplus
}
#endif
#endif
