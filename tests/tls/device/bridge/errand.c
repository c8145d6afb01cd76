// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from errand.wit: change that instead.
#include "errand.h"

static tw_err_t glue_errand_next(tw_call_t *call) {
    tw_lift_t lift = {call, "\002what\000", TW_ERR_OK};
    tw_buffer_t what = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = errand_next(call, what, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_errand_port(tw_call_t *call) {
    uint16_t result = 0;
    tw_err_t err = errand_port(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_errand_done(tw_call_t *call) {
    tw_lift_t lift = {call, "\001answer\000\001count\000\001sum\000\002problem\000", TW_ERR_OK};
    int32_t answer = (int32_t)tw_lift_u32(&lift, 0);
    uint32_t count = tw_lift_u32(&lift, 1);
    uint32_t sum = tw_lift_u32(&lift, 2);
    tw_str_t problem = tw_lift_str(&lift, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return errand_done(call, answer, count, sum, problem);
}

// clang-format off
static const tw_host_func_t errand_funcs[] = {
    {"next", "(ii)i", glue_errand_next},
    {"port", "()i", glue_errand_port},
    {"done", "(iiiii)", glue_errand_done},
};
// clang-format on
const tw_host_module_t errand = {"errand", errand_funcs, 3, NULL};

tw_err_t errand_module_run(tw_instance_t *instance) {
    return tw_call_export(instance, "run", NULL, 0, NULL);
}

tw_err_t errand_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "run", NULL, 0, done, ctx);
}
