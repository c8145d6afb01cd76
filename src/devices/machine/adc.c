// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

static tw_err_t host_read(tw_call_t *call) {
    uint32_t channel = (uint32_t)tw_arg_i32(call, 0);
    tw_err_t err = tw_call_allowed(call, "adc", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_adc_read(channel));
    }
    return err;
}

static const tw_host_func_t funcs[] = {{"read", "(i)i", host_read}};
const tw_host_module_t tw_machine_adc = {"adc", funcs, 1, NULL};
