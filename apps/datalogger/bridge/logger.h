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

// What modules export, as tw_instance_call: NOENT if one does not.

// Called once a second.
tw_err_t logger_module_sample(tw_instance_t *instance);

#ifdef __cplusplus
}
#endif
#endif
