// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

static tw_err_t host_configure(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    tw_err_t err = tw_call_allowed(call, "i2c", bus, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_i2c_configure(bus, (uint32_t)tw_arg_i32(call, 1)));
    }
    return err;
}

static tw_err_t host_transfer(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    uint32_t address = (uint32_t)tw_arg_i32(call, 1);
    uint8_t *out = NULL;
    uint8_t *in = NULL;
    uint32_t out_size = 0;
    uint32_t in_size = 0;
    tw_err_t err = tw_call_allowed(call, "i2c", bus, address);
    err = err == TW_ERR_OK ? tw_arg_bytes(call, 2, &out, &out_size) : err;
    err = err == TW_ERR_OK ? tw_arg_bytes(call, 4, &in, &in_size) : err;
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_i2c_transfer(bus, address, out, out_size, in, in_size));
    }
    return err;
}

static const tw_host_func_t funcs[] = {
    {"configure", "(ii)i", host_configure},
    {"transfer", "(ii*~*~)i", host_transfer},
};
const tw_host_module_t tw_machine_i2c = {"i2c", funcs, 2, NULL};
