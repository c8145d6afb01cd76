// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from cost.wit: change that instead.
#include "cost.h"

tw_handles_t cost_thing_handles;

static void destroy_cost_thing(void *object) {
    cost_thing_destroy((cost_thing_t *)object);
}

void cost_thing_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count) {
    tw_handles_init(&cost_thing_handles, engine, slots, count, destroy_cost_thing);
}

static tw_err_t glue_cost_thing_new(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    cost_thing_t *result = NULL;
    tw_err_t err = cost_thing_new(call, number, &result);
    uint32_t handle = 0;
    if (err == TW_ERR_OK) {
        err = tw_lower_handle(call, &cost_thing_handles, result, &handle);
    }
    tw_lower_u32(call, handle);
    return err;
}

static tw_err_t glue_cost_thing_value(tw_call_t *call) {
    tw_lift_t lift = {call, "\001self\000", TW_ERR_OK};
    cost_thing_t *self = tw_lift_handle(&lift, 0, &cost_thing_handles, false);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = cost_thing_value(call, self, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_cost_one(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000", TW_ERR_OK};
    uint32_t a = tw_lift_u32(&lift, 0);
    return cost_one(call, a);
}

static tw_err_t glue_cost_two(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000", TW_ERR_OK};
    int32_t a = (int32_t)tw_lift_u32(&lift, 0);
    int32_t b = (int32_t)tw_lift_u32(&lift, 1);
    int32_t result = 0;
    tw_err_t err = cost_two(call, a, b, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_cost_six(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000\001c\000\001d\000\001e\000\001f\000", TW_ERR_OK};
    uint32_t a = tw_lift_u32(&lift, 0);
    uint8_t b = (uint8_t)tw_lift_u32(&lift, 1);
    int16_t c = (int16_t)tw_lift_u32(&lift, 2);
    int32_t d = (int32_t)tw_lift_u32(&lift, 3);
    uint32_t e = tw_lift_u32(&lift, 4);
    uint32_t f = tw_lift_u32(&lift, 5);
    uint32_t result = 0;
    tw_err_t err = cost_six(call, a, b, c, d, e, f, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_cost_wide(tw_call_t *call) {
    tw_lift_t lift = {call, "\002a\000\001b\000\002c\000", TW_ERR_OK};
    uint64_t a = tw_lift_u64(&lift, 0);
    float b = tw_lift_f32(&lift, 2);
    double c = tw_lift_f64(&lift, 3);
    uint64_t result = 0;
    tw_err_t err = cost_wide(call, a, b, c, &result);
    tw_lower_u64(call, result);
    return err;
}

static tw_err_t glue_cost_checked(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000\001c\000", TW_ERR_OK};
    bool a = tw_lift_below(&lift, 0, 2) != 0;
    cost_mood_t b = (cost_mood_t)tw_lift_below(&lift, 1, 3);
    uint32_t c = tw_lift_char(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    bool result = false;
    tw_err_t err = cost_checked(call, a, b, c, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_cost_text(tw_call_t *call) {
    tw_lift_t lift = {call, "\002text\000", TW_ERR_OK};
    tw_str_t text = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return cost_text(call, text);
}

static tw_err_t glue_cost_words(tw_call_t *call) {
    tw_lift_t lift = {call, "\002words\000", TW_ERR_OK};
    tw_list_t words = tw_lift_list(&lift, 0, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return cost_words(call, words);
}

static tw_err_t glue_cost_move(tw_call_t *call) {
    tw_lift_t lift = {call, "\002to\000", TW_ERR_OK};
    cost_point_t to;
    to.x = (int32_t)tw_lift_u32(&lift, 0);
    to.y = (int32_t)tw_lift_u32(&lift, 1);
    return cost_move(call, &to);
}

static tw_err_t glue_cost_place(tw_call_t *call) {
    tw_lift_t lift = {call, "", TW_ERR_OK};
    uint32_t address = tw_lift_address(&lift, 0, 8, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    cost_point_t result = {0};
    tw_err_t err = cost_place(call, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[8] = {0};
    tw_put_u32(&image[0], 0, (uint32_t)result.x);
    tw_put_u32(&image[4], 0, (uint32_t)result.y);
    return tw_lower_image(call, address, image, 8);
}

static tw_err_t moved_cost_name(tw_call_t *call) {
    return tw_room_moved(call, 0, 0);
}

static tw_err_t glue_cost_name(tw_call_t *call) {
    tw_lift_t lift = {call, "", TW_ERR_OK};
    uint32_t address = tw_lift_address(&lift, 0, 8, 4);
    tw_room_t room;
    tw_err_t err = lift.err;
    if (!tw_room_has(&lift, &room, 16, 1, glue_cost_name, &err)) {
        return err;
    }
    tw_str_t result = {0};
    err = cost_name(call, &room, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[8] = {0};
    err = tw_room_take(call, &room, result.chars, result.size, &image[0]);
    tw_put_u32(&image[4], 0, result.size);
    if (err == TW_ERR_OK) {
        err = tw_lower_image(call, address, image, 8);
    }
    if (err == TW_ERR_OK) {
        err = tw_room_end(call, &room, moved_cost_name);
    }
    return err;
}

static tw_err_t glue_cost_thing_drop(tw_call_t *call) {
    return tw_handle_drop(call, &cost_thing_handles);
}

// clang-format off
static const tw_host_func_t cost_funcs[] = {
    {"thing_new", "(i)i", glue_cost_thing_new},
    {"thing_value", "(i)i", glue_cost_thing_value},
    {"none", "()", cost_none},
    {"one", "(i)", glue_cost_one},
    {"two", "(ii)i", glue_cost_two},
    {"six", "(iiiiii)i", glue_cost_six},
    {"wide", "(IfF)I", glue_cost_wide},
    {"checked", "(iii)i", glue_cost_checked},
    {"text", "(ii)", glue_cost_text},
    {"words", "(ii)", glue_cost_words},
    {"move", "(ii)", glue_cost_move},
    {"place", "(i)", glue_cost_place},
    {"name", "(i)", glue_cost_name},
    {"thing_drop", "(i)", glue_cost_thing_drop},
};
// clang-format on
const tw_host_module_t cost = {"cost", cost_funcs, 14, NULL};
