// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from fetcher.wit: change that instead.
#ifndef BRIDGE_FETCHER_H
#define BRIDGE_FETCHER_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// What the module of the test that fetches is told, and says.

// What modules import as "fetcher", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t fetcher;

// A URL's beginning up to the path; its size.
tw_err_t fetcher_server(tw_call_t *call, tw_buffer_t text, uint32_t *result);

// Prints a line: what, and two numbers.
tw_err_t fetcher_say(tw_call_t *call, tw_str_t what, uint32_t first, uint32_t second);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

tw_err_t fetcher_module_run(tw_instance_t *instance);
tw_err_t fetcher_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
