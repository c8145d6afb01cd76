// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_CLOCK_H
#define TINYWASM_CLOCK_H

// The clock, for modules: a device with the host module `clock`.
//
//     clock.now_ms () -> i32       milliseconds since some moment; wraps
//     clock.sleep_ms (i32)         comes back after so many, others and handlers run meanwhile
//                                  (tw_call_wait); below 0 is 0, which lets the others have a turn
//     clock.every_ms (i32)         from now on, each time so many have gone by, the instance gets
//                                  the event on_timer (i32 period_ms, i32 count), count the periods
//                                  so far; what it misses is counted, too. 0 or less: no more
//
//     static tw_clock_t clock;
//     tw_clock_init(&clock, hal_ticks_ms);
//     tw_engine_add_device(engine, &clock.device);
//
// Link tinywasm::machine. Needs a scheduler (tinywasm/schedule.h), or an application that resumes.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_CLOCK_TIMERS 8  // instances that may have a timer; every_ms traps beyond

typedef struct tw_clock {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_engine_t *engine;
    uint32_t (*now_ms)(void);
    struct tw_clock_sleep {
        tw_pending_t pending;
        uint32_t until_ms;
        bool is_used;
    } sleeps[TW_CFG_PENDING_CALLS];
    struct tw_clock_timer {
        uint32_t instance;  // tw_instance_id; 0: free
        uint32_t period_ms;
        uint32_t due_ms;
        uint32_t count;
    } timers[TW_CLOCK_TIMERS];
} tw_clock_t;

// now_ms is what tw_engine_poll is given, too: hal_ticks_ms. clock must outlive the engine.
void tw_clock_init(tw_clock_t *clock, uint32_t (*now_ms)(void));

#ifdef __cplusplus
}
#endif
#endif
