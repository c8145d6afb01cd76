// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/clock.h"

#include "clock_timers.h"
#include "hal.h"
#include "tw_host_clock.h"

// Sleeping calls lie at the number of their token, of which there are so many as calls can pend.

static bool is_due(uint32_t now_ms, uint32_t due_ms) {
    return (int32_t)(now_ms - due_ms) >= 0;
}

// ---- host functions -----------------------------------------------------------------------------

tw_err_t tw_host_clock_now_ms(tw_call_t *call, uint32_t *result) {
    *result = ((const tw_clock_t *)tw_call_ctx(call))->now_ms();
    return TW_ERR_OK;
}

tw_err_t tw_host_clock_now_us(tw_call_t *call, uint32_t *result) {
    (void)call;
    *result = hal_ticks_us();
    return TW_ERR_OK;
}

void tw_host_clock_sleep_ms_cancel(void *ctx, tw_pending_t pending) {
    ((tw_clock_t *)ctx)->sleeps[pending.slot].is_used = false;
}

tw_err_t tw_host_clock_sleep_ms(tw_call_t *call, int32_t ms, tw_pending_t pending) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    struct tw_clock_sleep *sleep = &clock->sleeps[pending.slot];
    sleep->pending = pending;
    sleep->until_ms = clock->now_ms() + (ms > 0 ? (uint32_t)ms : 0);
    sleep->is_used = true;
    return TW_ERR_OK;
}

tw_err_t tw_host_clock_every_ms(tw_call_t *call, int32_t period_ms) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    uint32_t instance = tw_instance_id(tw_call_instance(call));
    struct tw_clock_timer *timer = tw__clock_find(clock, instance, 0, true);
    if (instance == 0 || (timer == NULL && period_ms > 0)) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "every timer is taken, or there is no scheduler: use sleep_ms");
    }
    if (timer != NULL) {
        const struct tw_clock_timer wanted = {.instance = period_ms > 0 ? instance : 0,
                                              .period_ms = (uint32_t)period_ms,
                                              .is_every = true};
        tw__clock_start(clock, timer, &wanted);
    }
    return TW_ERR_OK;
}

// ---- timers -------------------------------------------------------------------------------------

struct tw_clock_timer *tw__clock_find(tw_clock_t *clock, uint32_t instance, uint32_t id,
                                      bool is_every) {
    struct tw_clock_timer *found = NULL;
    for (uint32_t i = 0; i < TW_CLOCK_TIMERS; i++) {
        struct tw_clock_timer *timer = &clock->timers[i];
        if (timer->instance == instance && timer->id == id && timer->is_every == is_every) {
            return timer;
        }
        bool is_free = tw_engine_instance_of(clock->engine, timer->instance) == NULL;
        found = found == NULL && is_free ? timer : found;
    }
    return found;
}

void tw__clock_start(tw_clock_t *clock, struct tw_clock_timer *timer,
                     const struct tw_clock_timer *wanted) {
    *timer = *wanted;
    timer->due_ms = clock->now_ms() + timer->period_ms;
}

// ---- the device ---------------------------------------------------------------------------------

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    ((tw_clock_t *)device)->engine = engine;
    return TW_ERR_OK;
}

static void ring(tw_clock_t *clock, struct tw_clock_timer *timer, uint32_t now_ms) {
    if (tw_engine_instance_of(clock->engine, timer->instance) == NULL) {
        timer->instance = 0;
        return;
    }
    uint32_t periods = timer->is_once ? 1 : (now_ms - timer->due_ms) / timer->period_ms + 1;
    timer->count += periods;
    timer->due_ms += periods * timer->period_ms;
    uint32_t which = timer->is_every ? timer->period_ms : timer->id;
    const tw_event_t event = {"on_timer", {(int32_t)which, (int32_t)timer->count}, timer->instance};
    (void)tw_event_post(clock->engine, &event);  // what is dropped is counted there, and here
    timer->instance = timer->is_once ? 0 : timer->instance;
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_clock_t *clock = (tw_clock_t *)device;
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        struct tw_clock_sleep *sleep = &clock->sleeps[i];
        if (sleep->is_used && is_due(now_ms, sleep->until_ms)) {
            sleep->is_used = false;
            (void)tw_host_clock_sleep_ms_complete(clock->engine, sleep->pending);
        }
    }
    for (uint32_t i = 0; i < TW_CLOCK_TIMERS; i++) {
        struct tw_clock_timer *timer = &clock->timers[i];
        if (timer->instance != 0 && is_due(now_ms, timer->due_ms)) {
            ring(clock, timer, now_ms);
        }
    }
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_clock_t *)device)->module;
}

static const tw_device_ops_t clock_ops = {"clock", start, NULL, poll, host_module};

void tw_clock_init(tw_clock_t *clock, uint32_t (*now_ms)(void)) {
    *clock = (tw_clock_t){.device = {.ops = &clock_ops}, .now_ms = now_ms};
    clock->module = tw_host_clock;
    clock->module.ctx = clock;
}
