// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_ENGINE_SCHEDULE_H
#define TW_ENGINE_SCHEDULE_H

// What the files of the scheduler share.

#include "engine/state.h"

struct tw__schedule {
    uint32_t slice_fuel;
    uint32_t turn;    // counts the polls, from 1
    uint32_t now_ms;  // of the last poll
    bool is_turning;
    void (*feed_watchdog)(void *ctx);
    void *watchdog_ctx;
    void (*report)(void *ctx, tw_instance_t *instance, const tw_fault_t *fault);
    void *report_ctx;
};

// STATE without a scheduler.
tw_err_t tw__schedule_check(tw_engine_t *engine);
// Makes func_idx what the instance runs next, with a fresh budget. The instance has nothing begun.
void tw__schedule_call(tw_instance_t *instance, uint32_t func_idx, uint32_t result_count);

#endif
