// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.
#ifndef BRIDGE_BADGE_H
#define BRIDGE_BADGE_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// A badge: a heading and four lines of text. What is set stays until it is set again.

// What modules import as "badge", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t badge;

tw_err_t badge_heading(tw_call_t *call, tw_str_t text);

tw_err_t badge_set_text1(tw_call_t *call, tw_str_t text);

tw_err_t badge_set_text2(tw_call_t *call, tw_str_t text);

tw_err_t badge_set_text3(tw_call_t *call, tw_str_t text);

tw_err_t badge_set_text4(tw_call_t *call, tw_str_t text);

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

// Called once, when the badge shows the module.
tw_err_t badge_module_start(tw_instance_t *instance);
tw_err_t badge_module_start_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

// Called once a second from then on.
tw_err_t badge_module_update(tw_instance_t *instance);
tw_err_t badge_module_update_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
