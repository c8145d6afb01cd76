// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.
#include "tw_host_display.h"

static tw_err_t glue_tw_host_display_width(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = tw_host_display_width(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_tw_host_display_height(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = tw_host_display_height(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_tw_host_display_pixel(tw_call_t *call) {
    tw_lift_t lift = {call, "\001x\000\001y\000\001color\000", TW_ERR_OK};
    int32_t x = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y = (int32_t)tw_lift_u32(&lift, 1);
    uint32_t color = tw_lift_u32(&lift, 2);
    return tw_host_display_pixel(call, x, y, color);
}

static tw_err_t glue_tw_host_display_line(tw_call_t *call) {
    tw_lift_t lift = {call, "\001x0\000\001y0\000\001x1\000\001y1\000\001color\000", TW_ERR_OK};
    int32_t x0 = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y0 = (int32_t)tw_lift_u32(&lift, 1);
    int32_t x1 = (int32_t)tw_lift_u32(&lift, 2);
    int32_t y1 = (int32_t)tw_lift_u32(&lift, 3);
    uint32_t color = tw_lift_u32(&lift, 4);
    return tw_host_display_line(call, x0, y0, x1, y1, color);
}

static tw_err_t glue_tw_host_display_rect(tw_call_t *call) {
    tw_lift_t lift = {call,
                      "\001x\000"
                      "\001y\000"
                      "\001width\000"
                      "\001height\000"
                      "\001color\000",
                      TW_ERR_OK};
    int32_t x = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y = (int32_t)tw_lift_u32(&lift, 1);
    int32_t width = (int32_t)tw_lift_u32(&lift, 2);
    int32_t height = (int32_t)tw_lift_u32(&lift, 3);
    uint32_t color = tw_lift_u32(&lift, 4);
    return tw_host_display_rect(call, x, y, width, height, color);
}

static tw_err_t glue_tw_host_display_fill_rect(tw_call_t *call) {
    tw_lift_t lift = {call,
                      "\001x\000"
                      "\001y\000"
                      "\001width\000"
                      "\001height\000"
                      "\001color\000",
                      TW_ERR_OK};
    int32_t x = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y = (int32_t)tw_lift_u32(&lift, 1);
    int32_t width = (int32_t)tw_lift_u32(&lift, 2);
    int32_t height = (int32_t)tw_lift_u32(&lift, 3);
    uint32_t color = tw_lift_u32(&lift, 4);
    return tw_host_display_fill_rect(call, x, y, width, height, color);
}

static tw_err_t glue_tw_host_display_bitmap(tw_call_t *call) {
    tw_lift_t lift = {call,
                      "\001x\000"
                      "\001y\000"
                      "\001width\000"
                      "\001height\000"
                      "\002bits\000"
                      "\001color\000",
                      TW_ERR_OK};
    int32_t x = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y = (int32_t)tw_lift_u32(&lift, 1);
    uint32_t width = tw_lift_u32(&lift, 2);
    uint32_t height = tw_lift_u32(&lift, 3);
    tw_list_t bits = tw_lift_list(&lift, 4, 1);
    uint32_t color = tw_lift_u32(&lift, 6);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_display_bitmap(call, x, y, width, height, bits, color);
}

static tw_err_t glue_tw_host_display_text(tw_call_t *call) {
    tw_lift_t lift = {call, "\001x\000\001y\000\001size\000\002text\000\001color\000", TW_ERR_OK};
    int32_t x = (int32_t)tw_lift_u32(&lift, 0);
    int32_t y = (int32_t)tw_lift_u32(&lift, 1);
    uint32_t size = tw_lift_u32(&lift, 2);
    tw_str_t text = tw_lift_str(&lift, 3);
    uint32_t color = tw_lift_u32(&lift, 5);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_display_text(call, x, y, size, text, color);
}

static tw_err_t glue_tw_host_display_show(tw_call_t *call) {
    bool result = false;
    tw_err_t err = tw_host_display_show(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_tw_host_display_message(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_display_message(call, text);
}

static tw_err_t glue_tw_host_display_message1(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return tw_host_display_message1(call, text);
}

// clang-format off
static const tw_host_func_t tw_host_display_funcs[] = {
    {"width", "()i", glue_tw_host_display_width},
    {"height", "()i", glue_tw_host_display_height},
    {"clear", "()", tw_host_display_clear},
    {"pixel", "(iii)", glue_tw_host_display_pixel},
    {"line", "(iiiii)", glue_tw_host_display_line},
    {"rect", "(iiiii)", glue_tw_host_display_rect},
    {"fill_rect", "(iiiii)", glue_tw_host_display_fill_rect},
    {"bitmap", "(iiiiiii)", glue_tw_host_display_bitmap},
    {"text", "(iiiiii)", glue_tw_host_display_text},
    {"show", "()i", glue_tw_host_display_show},
    {"message", "(ii)", glue_tw_host_display_message},
    {"message1", "(ii)", glue_tw_host_display_message1},
};
// clang-format on
const tw_host_module_t tw_host_display = {"display", tw_host_display_funcs, 12, NULL};
