// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tw_host_i2c.h"

tw_err_t tw_host_i2c_configure(tw_call_t *call, uint32_t bus, uint32_t hz, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "i2c", bus, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        *result = hal_i2c_configure(bus, hz);
    }
    return err;
}

tw_err_t tw_host_i2c_transfer(tw_call_t *call, uint32_t bus, uint32_t address, tw_list_t data,
                              tw_buffer_t answer, int32_t *result) {
    tw_err_t err = tw_call_allowed(call, "i2c", bus, address);
    if (err == TW_ERR_OK) {
        *result =
            hal_i2c_transfer(bus, address, data.bytes, data.count, answer.bytes, answer.count);
    }
    return err;
}
