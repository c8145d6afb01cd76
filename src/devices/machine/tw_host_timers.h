// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.
#ifndef BRIDGE_TW_HOST_TIMERS_H
#define BRIDGE_TW_HOST_TIMERS_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Timers of a module's own, by numbers that it chooses.

// What modules import as "timers", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_timers;

// Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
// by, once or each time; count is the periods so far, those that were missed too. A timer that
// runs starts anew. -2 for 0 ms; -3 when every timer is taken.
tw_err_t tw_host_timers_start(tw_call_t *call, uint32_t id, uint32_t ms, bool is_periodic,
                              int32_t *result);

// 0, also if it does not run.
tw_err_t tw_host_timers_stop(tw_call_t *call, uint32_t id, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
