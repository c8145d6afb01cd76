// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

static tw_err_t host_start(tw_call_t *call) {
    uint32_t channel = (uint32_t)tw_arg_i32(call, 0);
    tw_err_t err = tw_call_allowed(call, "pwm", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_pwm_start(channel, (uint32_t)tw_arg_i32(call, 1),
                                       (uint32_t)tw_arg_i32(call, 2)));
    }
    return err;
}

static tw_err_t host_stop(tw_call_t *call) {
    uint32_t channel = (uint32_t)tw_arg_i32(call, 0);
    tw_err_t err = tw_call_allowed(call, "pwm", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_pwm_stop(channel));
    }
    return err;
}

static const tw_host_func_t funcs[] = {{"start", "(iii)i", host_start},
                                       {"stop", "(i)i", host_stop}};
const tw_host_module_t tw_machine_pwm = {"pwm", funcs, 2, NULL};
