// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from fetcher.wit: change that instead.
#include "fetcher.h"

static tw_err_t glue_fetcher_server(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_buffer_t text = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = fetcher_server(call, text, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_fetcher_say(tw_call_t *call) {
    tw_lift_t lift = {call, "\002what\000\001first\000\001second\000", TW_ERR_OK};
    tw_str_t what = tw_lift_str(&lift, 0);
    uint32_t first = tw_lift_u32(&lift, 2);
    uint32_t second = tw_lift_u32(&lift, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return fetcher_say(call, what, first, second);
}

// clang-format off
static const tw_host_func_t fetcher_funcs[] = {
    {"server", "(ii)i", glue_fetcher_server},
    {"say", "(iiii)", glue_fetcher_say},
};
// clang-format on
const tw_host_module_t fetcher = {"fetcher", fetcher_funcs, 2, NULL};

tw_err_t fetcher_module_run(tw_instance_t *instance) {
    return tw_call_export(instance, "run", NULL, 0, NULL);
}

tw_err_t fetcher_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "run", NULL, 0, done, ctx);
}
