// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tinywasm/grant.h"
#include "tinywasm/machine.h"

struct buffers {
    uint8_t *out;
    uint8_t *in;
    uint32_t out_size;
    uint32_t in_size;
};

static tw_err_t host_configure(tw_call_t *call) {
    uint32_t bus = (uint32_t)tw_arg_i32(call, 0);
    tw_err_t err = tw_call_allowed(call, "spi", bus, TW_GRANT_NONE);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, hal_spi_configure(bus, (uint32_t)tw_arg_i32(call, 1),
                                           (uint32_t)tw_arg_i32(call, 2)));
    }
    return err;
}

static tw_err_t get_buffers(tw_call_t *call, struct buffers *buffers) {
    tw_err_t err =
        tw_call_allowed(call, "spi", (uint32_t)tw_arg_i32(call, 0), (uint32_t)tw_arg_i32(call, 1));
    err = err == TW_ERR_OK ? tw_arg_bytes(call, 2, &buffers->out, &buffers->out_size) : err;
    return err == TW_ERR_OK ? tw_arg_bytes(call, 4, &buffers->in, &buffers->in_size) : err;
}

static void transfer(tw_call_t *call, const hal_spi_part_t *parts, uint32_t part_count) {
    tw_ret_i32(call, hal_spi_transfer((uint32_t)tw_arg_i32(call, 0), (uint32_t)tw_arg_i32(call, 1),
                                      parts, part_count));
}

static tw_err_t host_transfer(tw_call_t *call) {
    struct buffers buffers;
    tw_err_t err = get_buffers(call, &buffers);
    if (err == TW_ERR_OK) {
        const hal_spi_part_t parts[] = {{buffers.out, NULL, buffers.out_size},
                                        {NULL, buffers.in, buffers.in_size}};
        transfer(call, parts, 2);
    }
    return err;
}

static tw_err_t host_exchange(tw_call_t *call) {
    struct buffers buffers;
    tw_err_t err = get_buffers(call, &buffers);
    if (err == TW_ERR_OK && buffers.out_size != buffers.in_size) {
        tw_ret_i32(call, HAL_INVALID);
    } else if (err == TW_ERR_OK) {
        const hal_spi_part_t part = {buffers.out, buffers.in, buffers.in_size};
        transfer(call, &part, 1);
    }
    return err;
}

static const tw_host_func_t funcs[] = {
    {"configure", "(iii)i", host_configure},
    {"transfer", "(ii*~*~)i", host_transfer},
    {"exchange", "(ii*~*~)i", host_exchange},
};
const tw_host_module_t tw_machine_spi = {"spi", funcs, 3, NULL};
