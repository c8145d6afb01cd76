// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/machine.h"

static tw_err_t host_read(tw_call_t *call) {
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &size);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_entropy_read(bytes, size));
    }
    return err;
}

static const tw_host_func_t funcs[] = {{"read", "(*~)i", host_read}};
const tw_host_module_t tw_machine_entropy = {"entropy", funcs, 1, NULL};
