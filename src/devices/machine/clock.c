// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/clock.h"

// Sleeping calls lie at the number of their token, of which there are so many as calls can pend.

static bool is_due(uint32_t now_ms, uint32_t due_ms) {
    return (int32_t)(now_ms - due_ms) >= 0;
}

// ---- host functions -----------------------------------------------------------------------------

static tw_err_t host_now_ms(tw_call_t *call) {
    const tw_clock_t *clock = (const tw_clock_t *)tw_call_ctx(call);
    tw_ret_i32(call, (int32_t)clock->now_ms());
    return TW_ERR_OK;
}

static void cancel_sleep(void *ctx, tw_pending_t pending) {
    tw_clock_t *clock = (tw_clock_t *)ctx;
    clock->sleeps[pending.slot].is_used = false;
}

static tw_err_t host_sleep_ms(tw_call_t *call) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    int32_t ms = tw_arg_i32(call, 0);
    tw_pending_t pending;
    tw_err_t err = tw_call_wait(call, cancel_sleep, &pending);
    if (err == TW_ERR_PENDING) {
        struct tw_clock_sleep *sleep = &clock->sleeps[pending.slot];
        sleep->pending = pending;
        sleep->until_ms = clock->now_ms() + (ms > 0 ? (uint32_t)ms : 0);
        sleep->is_used = true;
    }
    return err;
}

// The timer of an instance, or a free one; NULL if there is neither.
static struct tw_clock_timer *find_timer(tw_clock_t *clock, uint32_t instance) {
    struct tw_clock_timer *found = NULL;
    for (uint32_t i = 0; i < TW_CLOCK_TIMERS; i++) {
        struct tw_clock_timer *timer = &clock->timers[i];
        if (timer->instance == instance) {
            return timer;
        }
        bool is_free = tw_engine_instance_of(clock->engine, timer->instance) == NULL;
        found = found == NULL && is_free ? timer : found;
    }
    return found;
}

static tw_err_t host_every_ms(tw_call_t *call) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    int32_t ms = tw_arg_i32(call, 0);
    uint32_t instance = tw_instance_id(tw_call_instance(call));
    struct tw_clock_timer *timer = find_timer(clock, instance);
    if (instance == 0 || (timer == NULL && ms > 0)) {
        return tw_call_trap(call, TW_TRAP_HOST,
                            "every timer is taken, or there is no scheduler: use sleep_ms");
    }
    if (timer != NULL) {
        timer->instance = ms > 0 ? instance : 0;
        timer->period_ms = (uint32_t)ms;
        timer->due_ms = clock->now_ms() + (uint32_t)ms;
        timer->count = 0;
    }
    return TW_ERR_OK;
}

static const tw_host_func_t clock_funcs[] = {
    {"now_ms", "()i", host_now_ms},
    {"sleep_ms", "(i)", host_sleep_ms},
    {"every_ms", "(i)", host_every_ms},
};

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
    uint32_t periods = (now_ms - timer->due_ms) / timer->period_ms + 1;
    timer->count += periods;
    timer->due_ms += periods * timer->period_ms;
    const tw_event_t event = {
        "on_timer", {(int32_t)timer->period_ms, (int32_t)timer->count}, timer->instance};
    (void)tw_event_post(clock->engine, &event);  // what is dropped is counted there, and here
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_clock_t *clock = (tw_clock_t *)device;
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        struct tw_clock_sleep *sleep = &clock->sleeps[i];
        if (sleep->is_used && is_due(now_ms, sleep->until_ms)) {
            sleep->is_used = false;
            (void)tw_pending_complete(clock->engine, sleep->pending, 0);
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
    clock->module.name = "clock";
    clock->module.funcs = clock_funcs;
    clock->module.func_count = sizeof clock_funcs / sizeof clock_funcs[0];
    clock->module.ctx = clock;
}
