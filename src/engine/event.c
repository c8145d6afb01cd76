// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/event.h"

#include "engine/schedule.h"

// The queue of events. Who posts takes a free slot, fills it and marks it full; the engine's thread
// empties it. On one core, who interrupts another that posts comes to its end before that goes on,
// so a slot is claimed safely with loads and stores alone, which is all that some cores have: the
// claim is set before the state is looked at, and whoever finds one set goes on to the next slot.
// Elsewhere two may claim at the same time, and it takes one atomic exchange.

#define EVENT_FREE 0u
#define EVENT_FULL 1u

#if ATOMIC_CHAR_LOCK_FREE == 2
static bool claim(struct tw__event_slot *slot) {
    return atomic_exchange_explicit(&slot->is_claimed, 1, memory_order_acquire) == 0;
}
static void count_dropped(struct tw__schedule *schedule) {
    atomic_fetch_add_explicit(&schedule->events_dropped, 1, memory_order_relaxed);
}
#else
static bool claim(struct tw__event_slot *slot) {
    if (atomic_load_explicit(&slot->is_claimed, memory_order_acquire) != 0) {
        return false;
    }
    atomic_store_explicit(&slot->is_claimed, 1, memory_order_seq_cst);
    return true;
}
// Misses one if it is interrupted by another that is dropped.
static void count_dropped(struct tw__schedule *schedule) {
    uint32_t count = atomic_load_explicit(&schedule->events_dropped, memory_order_relaxed);
    atomic_store_explicit(&schedule->events_dropped, count + 1, memory_order_relaxed);
}
#endif

static uint32_t number_of(struct tw__event_slot *slot) {
    return atomic_load_explicit(&slot->number, memory_order_relaxed);
}

// One more than any event so far: slots keep the number of the last they held.
static uint32_t next_number(struct tw__schedule *schedule) {
    uint32_t last = number_of(&schedule->events[0]);
    for (uint32_t i = 1; i < schedule->max_events; i++) {
        uint32_t number = number_of(&schedule->events[i]);
        last = (int32_t)(number - last) > 0 ? number : last;
    }
    return last + 1;
}

static bool put(struct tw__schedule *schedule, struct tw__event_slot *slot,
                const tw_event_t *event) {
    if (!claim(slot)) {
        return false;
    }
    bool is_free = atomic_load_explicit(&slot->state, memory_order_seq_cst) == EVENT_FREE;
    if (is_free) {
        slot->event = *event;
        atomic_store_explicit(&slot->number, next_number(schedule), memory_order_relaxed);
        atomic_store_explicit(&slot->state, EVENT_FULL, memory_order_release);
    }
    atomic_store_explicit(&slot->is_claimed, 0, memory_order_release);
    return is_free;
}

tw_err_t tw_event_post(tw_engine_t *engine, const tw_event_t *event) {
    struct tw__schedule *schedule = engine->schedule;
    if (schedule == NULL) {
        return TW_ERR_STATE;
    }
    for (uint32_t i = 0; i < schedule->max_events; i++) {
        if (put(schedule, &schedule->events[i], event)) {
            return TW_ERR_OK;
        }
    }
    count_dropped(schedule);
    return TW_ERR_LIMIT;
}

uint32_t tw_engine_events_dropped(const tw_engine_t *engine) {
    return engine->schedule == NULL
               ? 0
               : atomic_load_explicit(&engine->schedule->events_dropped, memory_order_relaxed);
}

uint32_t tw_instance_id(const tw_instance_t *instance) {
    return instance->task == NULL ? 0 : instance->task->id;
}

tw_instance_t *tw_engine_instance_of(const tw_engine_t *engine, uint32_t id) {
    tw_instance_t *at = engine->instances;
    while (at != NULL && (id == 0 || tw_instance_id(at) != id)) {
        at = at->next;
    }
    return at;
}

tw_err_t tw_call_wait(tw_call_t *call, tw_cancel_fn_t cancel, tw_pending_t *pending) {
    tw_err_t err = tw_call_pend(call, cancel, pending);
    if (err == TW_ERR_PENDING) {
        call->instance->engine->pending[pending->slot].waits = true;
    }
    return err;
}

// ---- inboxes ------------------------------------------------------------------------------------

static bool find_handler(tw_instance_t *instance, const char *name, struct tw__put *put) {
    tw_func_t func;
    tw_engine_t *engine = instance->engine;
    tw__engine_enter(engine, tw__instance_where(instance));
    tw_err_t err = engine->interp->find_func(instance->state, name, &func);
    tw__engine_enter(engine, tw__instance_where(instance));  // none is no fault
    if (err != TW_ERR_OK) {
        return false;
    }
    const tw_functype_t *type = func.type;
    put->type = type;
    put->func_idx = func.idx;
    return type->param_count == 2 && type->result_count == 0 && type->types[0] == TW_I32 &&
           type->types[1] == TW_I32;
}

static void give(tw_instance_t *instance, const tw_event_t *event) {
    struct tw__task *task = instance->task;
    struct tw__put put;
    bool is_for_it = !task->is_candidate && (event->instance == 0 || event->instance == task->id) &&
                     find_handler(instance, event->handler, &put);
    if (!is_for_it) {
        return;
    }
    if (task->inbox_count == TW_INBOX_EVENTS) {
        task->events_dropped++;
        return;
    }
    struct tw__inbox_event *entry = &task->inbox[task->inbox_count];
    entry->handler = event->handler;
    entry->args[0] = event->args[0];
    entry->args[1] = event->args[1];
    task->inbox_count++;
}

bool tw__event_take(tw_instance_t *instance, struct tw__put *put) {
    struct tw__task *task = instance->task;
    struct tw__inbox_event first = task->inbox[0];
    TW_ASSERT(task->inbox_count > 0);
    task->inbox_count--;
    memmove(task->inbox, task->inbox + 1, task->inbox_count * sizeof first);
    memcpy(put->args, first.args, sizeof put->args);
    return find_handler(instance, first.handler, put);
}

// The full slot whose event was posted first; NULL if there is none.
static struct tw__event_slot *first_full(struct tw__schedule *schedule) {
    struct tw__event_slot *first = NULL;
    for (uint32_t i = 0; i < schedule->max_events; i++) {
        struct tw__event_slot *slot = &schedule->events[i];
        bool is_full = atomic_load_explicit(&slot->state, memory_order_acquire) == EVENT_FULL;
        if (is_full && (first == NULL || (int32_t)(number_of(slot) - number_of(first)) < 0)) {
            first = slot;
        }
    }
    return first;
}

void tw__event_sort(tw_engine_t *engine) {
    struct tw__schedule *schedule = engine->schedule;
    for (uint32_t i = 0; i < schedule->max_events; i++) {  // an ISR may post on and on
        struct tw__event_slot *slot = first_full(schedule);
        if (slot == NULL) {
            return;
        }
        tw_event_t event = slot->event;
        atomic_store_explicit(&slot->state, EVENT_FREE, memory_order_release);
        for (tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
            give(at, &event);
        }
    }
}
