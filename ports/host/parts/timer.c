// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Timers of a PC that has none: rows of what is due at a time.

#include "hal.h"
#include "sim.h"

#define TIMERS 3u

static struct timer {
    sim_event_t event;
    uint64_t period_us;  // 0: once
    hal_isr_t isr;
    void *ctx;
} timers[TIMERS];

// A period that is over already is not made up for: the next one comes at its time.
static void expire(void *ctx) {
    struct timer *timer = ctx;
    if (timer->period_us != 0) {
        sim_at(&timer->event, timer->event.at_us + timer->period_us, expire, timer);
    }
    timer->isr(timer->ctx);
}

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    sim_cancel(&timers[timer].event);
    return HAL_OK;
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    struct timer *started = &timers[timer];
    started->period_us = is_periodic ? period_us : 0;
    started->isr = isr;
    started->ctx = ctx;
    sim_at(&started->event, sim_now_us() + period_us, expire, started);
    return HAL_OK;
}
