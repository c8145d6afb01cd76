// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from weather.wit: change that instead.
#ifndef BRIDGE_WEATHER_H
#define BRIDGE_WEATHER_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// What modules of apps/weather are told, and say.

// What modules import as "weather", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t weather;

// The broker's address; its size.
tw_err_t weather_broker(tw_call_t *call, tw_buffer_t host, uint32_t *result);

tw_err_t weather_port(tw_call_t *call, uint16_t *result);

// Milliseconds between two reports.
tw_err_t weather_period_ms(tw_call_t *call, uint32_t *result);

// Prints a line on the console: what, and its value, which may be empty.
tw_err_t weather_say(tw_call_t *call, tw_str_t what, tw_str_t value_);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

// Called once, and does not come back.
tw_err_t weather_module_run(tw_instance_t *instance);
tw_err_t weather_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
