// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_CLOCK_H
#define TINYWASM_CLOCK_H

// The clock, for modules: a device with the host module `clock`, and timers of their own.
//
//     clock.now_ms () -> i32       milliseconds since some moment; wraps
//     clock.now_us () -> i32       microseconds; wraps after 71 minutes
//     clock.sleep_ms (i32)         comes back after so many, others and handlers run meanwhile
//                                  (tw_call_wait); below 0 is 0, which lets the others have a turn
//     clock.every_ms (i32)         from now on, each time so many have gone by, the instance gets
//                                  the event on_timer (i32 period_ms, i32 count), count the periods
//                                  so far; what it misses is counted, too. 0 or less: no more
//
//     timers.start (id i32, ms i32, is_periodic i32) -> i32
//                                  the event on_timer (i32 id, i32 count), once or each time; a
//                                  timer of the module's that runs starts anew. 0; -2 for 0 ms; -3
//                                  where there is no scheduler or no timer left
//     timers.stop (id i32) -> i32  0
//
//     static tw_clock_t clock;
//     tw_clock_init(&clock, hal_ticks_ms);
//     tw_engine_add_device(engine, &clock.device);
//     tw_engine_add_host_module(engine, tw_clock_timers(&clock));    // if modules may have timers
//
// Bindings and reference: bridge/clock.wit, bridge/timers.wit. Link tinywasm::machine. Needs a
// scheduler (tinywasm/schedule.h), or an application that resumes.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_CLOCK_TIMERS 8  // of all instances; every_ms traps beyond

typedef struct tw_clock {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_host_module_t timers_module;
    tw_engine_t *engine;
    uint32_t (*now_ms)(void);
    struct tw_clock_sleep {
        tw_pending_t pending;
        uint32_t until_ms;
        bool is_used;
    } sleeps[TW_CFG_PENDING_CALLS];
    struct tw_clock_timer {
        uint32_t instance;  // tw_instance_id; 0: free
        uint32_t id;
        uint32_t period_ms;
        uint32_t due_ms;
        uint32_t count;
        bool is_once;
        bool is_every;  // that of clock.every_ms
    } timers[TW_CLOCK_TIMERS];
} tw_clock_t;

// now_ms is what tw_engine_poll is given, too: hal_ticks_ms. clock must outlive the engine.
void tw_clock_init(tw_clock_t *clock, uint32_t (*now_ms)(void));
// The host module `timers` on the same clock, for tw_engine_add_host_module.
const tw_host_module_t *tw_clock_timers(tw_clock_t *clock);

#ifdef __cplusplus
}
#endif
#endif
