// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_pwm.h"

tw_err_t tw_host_pwm_start(tw_call_t *call, uint32_t channel, uint32_t period_ns, uint32_t high_ns,
                           int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "pwm", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        *result = hal_pwm_start(channel, period_ns, high_ns);
    }
    return err;
}

tw_err_t tw_host_pwm_stop(tw_call_t *call, uint32_t channel, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "pwm", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        *result = hal_pwm_stop(channel);
    }
    return err;
}
