// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from logger.wit: change that instead.
#include "logger.h"

static tw_err_t glue_logger_line(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return logger_line(call, text);
}

// clang-format off
static const tw_host_func_t logger_funcs[] = {
    {"line", "(ii)", glue_logger_line},
};
// clang-format on
const tw_host_module_t logger = {"logger", logger_funcs, 1, NULL};

tw_err_t logger_module_sample(tw_instance_t *instance) {
    return tw_call_export(instance, "sample", NULL, 0, NULL);
}

tw_err_t logger_module_sample_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "sample", NULL, 0, done, ctx);
}
