// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_ENGINE_SCHEDULE_H
#define TW_ENGINE_SCHEDULE_H

// What the files of the scheduler share.

#include "engine/state.h"

struct tw__event_slot {
    tw_event_t event;
    _Atomic uint32_t number;     // rises with each event posted
    _Atomic uint8_t is_claimed;  // somebody is filling it
    _Atomic uint8_t state;
};

struct tw__schedule {
    uint32_t slice_fuel;
    uint32_t turn;    // counts the polls, from 1
    uint32_t now_ms;  // of the last poll
    bool is_turning;
    void (*feed_watchdog)(void *ctx);
    void *watchdog_ctx;
    void (*report)(void *ctx, tw_instance_t *instance, const tw_fault_t *fault);
    void *report_ctx;
    uint32_t last_id;       // of an instance
    struct tw__swap *swap;  // under way, and what it does each turn and when an instance goes
    const tw_instance_t *swap_old;  // while swap is set: whose place is to be taken
    void (*swap_turn)(tw_engine_t *engine);
    void (*swap_forget)(const tw_instance_t *instance);
    _Atomic uint32_t events_dropped;
    uint32_t max_events;
    struct tw__event_slot events[];
};

// STATE without a scheduler.
tw_err_t tw__schedule_check(tw_engine_t *engine);
// Makes func_idx what the instance runs next, with a fresh budget. The instance has nothing begun.
void tw__schedule_call(tw_instance_t *instance, uint32_t func_idx, uint32_t result_count);
// Lets the instance go through its creation, in slices.
void tw__schedule_create(tw_instance_t *instance, tw_done_fn_t done, void *ctx);
// True if a function may run on the instance: nothing of it is unfinished, or its execution waits
// in a host function that handlers may interrupt.
bool tw__schedule_is_safe(const tw_instance_t *instance);

// Makes a function of two i32 run next, which is safe now. over and fuel matter if a host function
// waits below it (struct tw__task).
void tw__schedule_put(tw_instance_t *instance, const struct tw__put *put,
                      void (*over)(tw_instance_t *, const tw_call_t *), uint64_t fuel);

// Ends that, or else all that is begun, and tells nobody. What waits below it goes on waiting.
void tw__schedule_take_back(tw_instance_t *instance);

// event.c
// Moves what has been posted to the inboxes.
void tw__event_sort(tw_engine_t *engine);
// Takes the oldest event of an inbox that is not empty; false: the instance has no such handler, as
// one that was moved over may not.
bool tw__event_take(tw_instance_t *instance, struct tw__put *put);

#endif
