// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from errand.wit: change that instead.
#ifndef BRIDGE_ERRAND_H
#define BRIDGE_ERRAND_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a module of the test of TLS is sent for, and what it says when it is back.

// What modules import as "errand", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t errand;

// A URL, or a broker's host; its size, 0 if there is nothing to do.
tw_err_t errand_next(tw_call_t *call, tw_buffer_t what, uint32_t *result);

// The broker's port; 0 for a URL.
tw_err_t errand_port(tw_call_t *call, uint16_t *result);

// What it was answered, how many bytes came, a sum of them, and what was wrong.
tw_err_t errand_done(tw_call_t *call, int32_t answer, uint32_t count, uint32_t sum,
                     tw_str_t problem);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

tw_err_t errand_module_run(tw_instance_t *instance);
tw_err_t errand_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
