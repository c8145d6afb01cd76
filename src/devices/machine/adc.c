// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_adc.h"

tw_err_t tw_host_adc_read(tw_call_t *call, uint32_t channel, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "adc", channel, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        *result = hal_adc_read(channel);
    }
    return err;
}
