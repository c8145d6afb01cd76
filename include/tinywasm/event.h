// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_EVENT_H
#define TINYWASM_EVENT_H

// Events: what interrupts and devices tell modules. An event names a handler, an export of type
// (i32, i32) -> (). It is posted from anywhere, also from an ISR, into a queue of
// config.max_events; tw_engine_poll moves it to the inbox of each instance it is for, which has
// room for TW_INBOX_EVENTS, and runs the handler in slices, with limits.fuel of its own, when the
// instance has no unfinished execution. While its execution waits in a host function that returned
// tw_call_wait, the handler runs too, on that execution's stack and fuel. Handlers of one instance
// run one after another, in the order in which the events were posted. A handler that traps halts
// its instance.

#include "tinywasm/instance.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_INBOX_EVENTS 4

typedef struct tw_event {
    const char *handler;  // borrowed for ever: a constant
    int32_t args[2];
    uint32_t instance;    // tw_instance_id of the one it is for; 0: all that export the handler
} tw_event_t;

// ISR-safe, and safe from other threads. LIMIT when the queue is full; STATE without a scheduler
// (tinywasm/schedule.h). Neither is a fault: it is counted.
tw_err_t tw_event_post(tw_engine_t *engine, const tw_event_t *event);
// Events that found the queue full. What did not fit an inbox is in the statistics of the instance.
uint32_t tw_engine_events_dropped(const tw_engine_t *engine);

// A number that no other instance of the engine ever has; 0 without a scheduler.
uint32_t tw_instance_id(const tw_instance_t *instance);
// NULL once it is gone.
tw_instance_t *tw_engine_instance_of(const tw_engine_t *engine, uint32_t id);

// As tw_call_pend, for host functions that wait: until it is answered, handlers of the instance may
// run. The host function has nothing of guest memory in use meanwhile that a handler must not
// change.
TW_MUST_CHECK tw_err_t tw_call_wait(tw_call_t *call, tw_cancel_fn_t cancel, tw_pending_t *pending);

#ifdef __cplusplus
}
#endif
#endif
