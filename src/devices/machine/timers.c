// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "clock_timers.h"
#include "hal.h"
#include "tw_host_timers.h"

tw_err_t tw_host_timers_start(tw_call_t *call, uint32_t id, uint32_t ms, bool is_periodic,
                              int32_t *result) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    uint32_t instance = tw_instance_id(tw_call_instance(call));
    struct tw_clock_timer *timer = tw__clock_find(clock, instance, id, false);
    if (instance == 0 || timer == NULL || ms == 0) {
        *result = ms == 0 ? HAL_INVALID : HAL_FAILED;
        return TW_ERR_OK;
    }
    const struct tw_clock_timer wanted = {
        .instance = instance, .id = id, .period_ms = ms, .is_once = !is_periodic};
    tw__clock_start(clock, timer, &wanted);
    return TW_ERR_OK;
}

tw_err_t tw_host_timers_stop(tw_call_t *call, uint32_t id, int32_t *result) {
    tw_clock_t *clock = (tw_clock_t *)tw_call_ctx(call);
    uint32_t instance = tw_instance_id(tw_call_instance(call));
    struct tw_clock_timer *timer = tw__clock_find(clock, instance, id, false);
    if (timer != NULL) {
        timer->instance = 0;
    }
    *result = HAL_OK;
    return TW_ERR_OK;
}

const tw_host_module_t *tw_clock_timers(tw_clock_t *clock) {
    clock->timers_module = tw_host_timers;
    clock->timers_module.ctx = clock;
    return &clock->timers_module;
}
