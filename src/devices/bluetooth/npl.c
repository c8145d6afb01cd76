// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// NimBLE's operating system without one. Everything runs in tw__nimble_poll, one after the other,
// so nothing needs to be locked. The one wait is for the controller's answer to a command: it reads
// what the controller sends, and only answers are given on; the rest stands in the queue.

#include "nimble.h"

#include "hal.h"
#include "nimble/nimble_npl.h"
#include "nimble/nimble_port.h"

static struct ble_npl_eventq queue;
static struct ble_npl_callout *callouts;

// ---- events ----

bool ble_npl_os_started(void) {
    return true;
}

void *ble_npl_get_current_task_id(void) {
    return &queue;  // the only one
}

struct ble_npl_eventq *nimble_port_get_dflt_eventq(void) {
    return &queue;
}

void ble_npl_eventq_init(struct ble_npl_eventq *evq) {
    evq->first = NULL;
    evq->last = NULL;
}

void ble_npl_eventq_put(struct ble_npl_eventq *evq, struct ble_npl_event *ev) {
    if (ev->is_queued) {
        return;
    }
    ev->is_queued = true;
    ev->next = NULL;
    if (evq->first == NULL) {
        evq->first = ev;
    } else {
        evq->last->next = ev;
    }
    evq->last = ev;
}

struct ble_npl_event *ble_npl_eventq_get(struct ble_npl_eventq *evq, ble_npl_time_t tmo) {
    struct ble_npl_event *ev = evq->first;
    (void)tmo;
    if (ev != NULL) {
        evq->first = ev->next;
        ev->is_queued = false;
    }
    return ev;
}

void ble_npl_eventq_remove(struct ble_npl_eventq *evq, struct ble_npl_event *ev) {
    struct ble_npl_event **link = &evq->first;
    struct ble_npl_event *before = NULL;
    while (*link != NULL && *link != ev) {
        before = *link;
        link = &before->next;
    }
    if (*link == NULL) {
        return;
    }
    *link = ev->next;
    evq->last = evq->last == ev ? before : evq->last;
    ev->is_queued = false;
}

void ble_npl_event_init(struct ble_npl_event *ev, ble_npl_event_fn *fn, void *arg) {
    *ev = (struct ble_npl_event){.fn = fn, .arg = arg};
}

bool ble_npl_event_is_queued(struct ble_npl_event *ev) {
    return ev->is_queued;
}

void *ble_npl_event_get_arg(struct ble_npl_event *ev) {
    return ev->arg;
}

void ble_npl_event_set_arg(struct ble_npl_event *ev, void *arg) {
    ev->arg = arg;
}

bool ble_npl_eventq_is_empty(struct ble_npl_eventq *evq) {
    return evq->first == NULL;
}

void ble_npl_event_run(struct ble_npl_event *ev) {
    ev->fn(ev);
}

// ---- locks ----

ble_npl_error_t ble_npl_mutex_init(struct ble_npl_mutex *mu) {
    mu->depth = 0;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_mutex_pend(struct ble_npl_mutex *mu, ble_npl_time_t timeout) {
    (void)timeout;
    mu->depth++;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_mutex_release(struct ble_npl_mutex *mu) {
    mu->depth--;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_sem_init(struct ble_npl_sem *sem, uint16_t tokens) {
    sem->tokens = tokens;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_sem_pend(struct ble_npl_sem *sem, ble_npl_time_t timeout) {
    uint32_t began_ms = hal_ticks_ms();
    uint32_t most_ms = timeout < TW__NIMBLE_ANSWER_MS ? timeout : TW__NIMBLE_ANSWER_MS;
    while (sem->tokens == 0 && hal_ticks_ms() - began_ms <= most_ms) {
        if (!tw__nimble_receive(true)) {
            hal_sleep_until_interrupt();
        }
    }
    if (sem->tokens == 0) {
        tw__nimble_silent();
        return BLE_NPL_TIMEOUT;
    }
    sem->tokens--;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_sem_release(struct ble_npl_sem *sem) {
    sem->tokens++;
    return BLE_NPL_OK;
}

uint16_t ble_npl_sem_get_count(struct ble_npl_sem *sem) {
    return sem->tokens;
}

uint32_t ble_npl_hw_enter_critical(void) {
    return 0;
}

void ble_npl_hw_exit_critical(uint32_t ctx) {
    (void)ctx;
}

bool ble_npl_hw_is_in_critical(void) {
    return false;
}

// ---- time: a tick is a millisecond ----

void ble_npl_callout_init(struct ble_npl_callout *co, struct ble_npl_eventq *evq,
                          ble_npl_event_fn *ev_cb, void *ev_arg) {
    bool is_known = co->is_known;
    struct ble_npl_callout *next = co->next;
    *co = (struct ble_npl_callout){.queue = evq, .is_known = true, .next = next};
    ble_npl_event_init(&co->event, ev_cb, ev_arg);
    if (!is_known) {
        co->next = callouts;
        callouts = co;
    }
}

ble_npl_error_t ble_npl_callout_reset(struct ble_npl_callout *co, ble_npl_time_t ticks) {
    co->due = hal_ticks_ms() + ticks;
    co->is_active = true;
    return BLE_NPL_OK;
}

void ble_npl_callout_stop(struct ble_npl_callout *co) {
    co->is_active = false;
}

bool ble_npl_callout_is_active(struct ble_npl_callout *co) {
    return co->is_active;
}

ble_npl_time_t ble_npl_callout_get_ticks(struct ble_npl_callout *co) {
    return co->due;
}

ble_npl_time_t ble_npl_callout_remaining_ticks(struct ble_npl_callout *co, ble_npl_time_t time) {
    ble_npl_stime_t left = (ble_npl_stime_t)(co->due - time);
    return left > 0 ? (ble_npl_time_t)left : 0;
}

void ble_npl_callout_set_arg(struct ble_npl_callout *co, void *arg) {
    co->event.arg = arg;
}

ble_npl_time_t ble_npl_time_get(void) {
    return hal_ticks_ms();
}

ble_npl_error_t ble_npl_time_ms_to_ticks(uint32_t ms, ble_npl_time_t *out_ticks) {
    *out_ticks = ms;
    return BLE_NPL_OK;
}

ble_npl_error_t ble_npl_time_ticks_to_ms(ble_npl_time_t ticks, uint32_t *out_ms) {
    *out_ms = ticks;
    return BLE_NPL_OK;
}

ble_npl_time_t ble_npl_time_ms_to_ticks32(uint32_t ms) {
    return ms;
}

uint32_t ble_npl_time_ticks_to_ms32(ble_npl_time_t ticks) {
    return ticks;
}

void ble_npl_time_delay(ble_npl_time_t ticks) {
    hal_sleep_ms(ticks);
}

// ---- the program's side ----

void tw__nimble_forget(void) {
    ble_npl_eventq_init(&queue);
    for (struct ble_npl_callout *co = callouts; co != NULL; co = co->next) {
        co->is_active = false;
        co->event.is_queued = false;
    }
}

static void queue_due_callouts(void) {
    uint32_t now_ms = hal_ticks_ms();
    for (struct ble_npl_callout *co = callouts; co != NULL; co = co->next) {
        if (co->is_active && (ble_npl_stime_t)(now_ms - co->due) >= 0) {
            co->is_active = false;
            ble_npl_eventq_put(co->queue, &co->event);
        }
    }
}

void tw__nimble_run(uint32_t most) {
    queue_due_callouts();
    for (uint32_t i = 0; i < most; i++) {
        struct ble_npl_event *ev = ble_npl_eventq_get(&queue, 0);
        if (ev == NULL) {
            return;
        }
        ble_npl_event_run(ev);
    }
}

bool tw__nimble_is_idle(void) {
    return queue.first == NULL;
}
