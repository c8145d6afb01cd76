// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.
#ifndef BRIDGE_TW_HOST_CLOCK_H
#define BRIDGE_TW_HOST_CLOCK_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// Time since some moment.

// What modules import as "clock", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_clock;

// Milliseconds; wraps.
tw_err_t tw_host_clock_now_ms(tw_call_t *call, uint32_t *result);

// Microseconds; wraps after 71 minutes.
tw_err_t tw_host_clock_now_us(tw_call_t *call, uint32_t *result);

// Comes back after so many; below 0 is 0, which lets the others have a turn.
tw_err_t tw_host_clock_sleep_ms(tw_call_t *call, int32_t ms, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_clock_sleep_ms_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_clock_sleep_ms_complete(tw_engine_t *engine, tw_pending_t pending) {
    return tw_pending_complete(engine, pending, 0);
}

// From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
// count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
// no more.
tw_err_t tw_host_clock_every_ms(tw_call_t *call, int32_t period_ms);

#ifdef __cplusplus
}
#endif
#endif
