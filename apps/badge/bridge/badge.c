// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from badge.wit: change that instead.
#include "badge.h"

static tw_err_t glue_badge_heading(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return badge_heading(call, text);
}

static tw_err_t glue_badge_set_text1(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return badge_set_text1(call, text);
}

static tw_err_t glue_badge_set_text2(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return badge_set_text2(call, text);
}

static tw_err_t glue_badge_set_text3(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return badge_set_text3(call, text);
}

static tw_err_t glue_badge_set_text4(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return badge_set_text4(call, text);
}

// clang-format off
static const tw_host_func_t badge_funcs[] = {
    {"heading", "(ii)", glue_badge_heading},
    {"set_text1", "(ii)", glue_badge_set_text1},
    {"set_text2", "(ii)", glue_badge_set_text2},
    {"set_text3", "(ii)", glue_badge_set_text3},
    {"set_text4", "(ii)", glue_badge_set_text4},
};
// clang-format on
const tw_host_module_t badge = {"badge", badge_funcs, 5, NULL};

tw_err_t badge_module_start(tw_instance_t *instance) {
    return tw_call_export(instance, "start", NULL, 0, NULL);
}

tw_err_t badge_module_start_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "start", NULL, 0, done, ctx);
}

tw_err_t badge_module_update(tw_instance_t *instance) {
    return tw_call_export(instance, "update", NULL, 0, NULL);
}

tw_err_t badge_module_update_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "update", NULL, 0, done, ctx);
}
