// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from logger.wit: change that instead.
#ifndef BRIDGE_LOGGER_H
#define BRIDGE_LOGGER_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a logger keeps.

// What modules import as "logger", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t logger;

// Adds a line to what is kept.
tw_err_t logger_line(tw_call_t *call, tw_str_t text);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

// Called once a second.
tw_err_t logger_module_sample(tw_instance_t *instance);
tw_err_t logger_module_sample_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
