// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from pwm.wit: change that instead.
#ifndef BRIDGE_TW_HOST_PWM_H
#define BRIDGE_TW_HOST_PWM_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Outputs that are high for a part of each period, by the chip's numbers of channels. Functions
// answer 0, else -1 there is no such channel, -2 it cannot do that, -3 it failed.

// What modules import as "pwm", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_pwm;

// A channel that runs goes on with the new figures at the end of its period.
tw_err_t tw_host_pwm_start(tw_call_t *call, uint32_t channel, uint32_t period_ns, uint32_t high_ns,
                           int32_t *result);

// The output stays low.
tw_err_t tw_host_pwm_stop(tw_call_t *call, uint32_t channel, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
