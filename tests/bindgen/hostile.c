// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from hostile.wit: change that instead.
#include "hostile.h"

tw_handles_t hostile_thing_handles;

static void destroy_hostile_thing(void *object) {
    hostile_thing_destroy((hostile_thing_t *)object);
}

void hostile_thing_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count) {
    tw_handles_init(&hostile_thing_handles, engine, slots, count, destroy_hostile_thing);
}

tw_handles_t hostile_token_handles;

static void destroy_hostile_token(void *object) {
    hostile_token_destroy((hostile_token_t *)object);
}

void hostile_token_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count) {
    tw_handles_init(&hostile_token_handles, engine, slots, count, destroy_hostile_token);
}

static tw_err_t glue_hostile_thing_new(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    hostile_thing_t *result = NULL;
    tw_err_t err = hostile_thing_new(call, number, &result);
    uint32_t handle = 0;
    if (err == TW_ERR_OK) {
        err = tw_lower_handle(call, &hostile_thing_handles, result, &handle);
    }
    tw_lower_u32(call, handle);
    return err;
}

static tw_err_t glue_hostile_thing_value(tw_call_t *call) {
    tw_lift_t lift = {call, "\001self\000", TW_ERR_OK};
    hostile_thing_t *self = tw_lift_handle(&lift, 0, &hostile_thing_handles, false);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_thing_value(call, self, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_thing_merge(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000", TW_ERR_OK};
    hostile_thing_t *a = tw_lift_handle(&lift, 0, &hostile_thing_handles, false);
    hostile_thing_t *b = tw_lift_handle(&lift, 1, &hostile_thing_handles, false);
    tw_lift_differ(&lift, 0, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_lift_take(&lift, 0, &hostile_thing_handles);
    tw_lift_take(&lift, 1, &hostile_thing_handles);
    uint32_t result = 0;
    tw_err_t err = hostile_thing_merge(call, a, b, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_thing_eat(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000", TW_ERR_OK};
    hostile_thing_t *a = tw_lift_handle(&lift, 0, &hostile_thing_handles, false);
    hostile_thing_t *b = tw_lift_handle(&lift, 1, &hostile_thing_handles, false);
    tw_lift_differ(&lift, 0, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_lift_take(&lift, 0, &hostile_thing_handles);
    uint32_t result = 0;
    tw_err_t err = hostile_thing_eat(call, a, b, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_thing_make(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    uint32_t address = tw_lift_address(&lift, 1, 8, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    hostile_result_thing_mood_t result = {0};
    tw_err_t err = hostile_thing_make(call, number, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[8] = {0};
    image[0] = (uint8_t)result.is_err;
    if (result.is_err) {
        image[4] = (uint8_t)result.of.err_;
    } else {
        if (err == TW_ERR_OK) {
            uint32_t handle = 0;
            err = tw_lower_handle(call, &hostile_thing_handles, result.of.ok, &handle);
            tw_put_u32(&image[4], 0, handle);
        }
    }
    if (err == TW_ERR_OK) {
        err = tw_lower_image(call, address, image, 8);
    }
    return err;
}

static tw_err_t glue_hostile_token_new(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    hostile_token_t *result = NULL;
    tw_err_t err = hostile_token_new(call, number, &result);
    uint32_t handle = 0;
    if (err == TW_ERR_OK) {
        err = tw_lower_handle(call, &hostile_token_handles, result, &handle);
    }
    tw_lower_u32(call, handle);
    return err;
}

static tw_err_t glue_hostile_token_value(tw_call_t *call) {
    tw_lift_t lift = {call, "\001self\000", TW_ERR_OK};
    hostile_token_t *self = tw_lift_handle(&lift, 0, &hostile_token_handles, true);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_token_value(call, self, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_text(tw_call_t *call) {
    tw_lift_t lift = {call, "\002label\000", TW_ERR_OK};
    tw_str_t label = tw_lift_str(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_text(call, label, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_bytes(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_list_t data = tw_lift_list(&lift, 0, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_bytes(call, data, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_fill(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_buffer_t data = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_fill(call, data, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_words(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_list_t data = tw_lift_list(&lift, 0, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_words(call, data, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_longs(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_list_t data = tw_lift_list(&lift, 0, 8);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint64_t result = 0;
    tw_err_t err = hostile_longs(call, data, &result);
    tw_lower_u64(call, result);
    return err;
}

static tw_err_t glue_hostile_floats(tw_call_t *call) {
    tw_lift_t lift = {call, "\002data\000", TW_ERR_OK};
    tw_list_t data = tw_lift_list(&lift, 0, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    float result = 0;
    tw_err_t err = hostile_floats(call, data, &result);
    tw_lower_f32(call, result);
    return err;
}

static tw_err_t glue_hostile_feel(tw_call_t *call) {
    tw_lift_t lift = {call, "\001how\000", TW_ERR_OK};
    hostile_mood_t how = (hostile_mood_t)tw_lift_below(&lift, 0, 3);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    hostile_mood_t result = HOSTILE_MOOD_HAPPY;
    tw_err_t err = hostile_feel(call, how, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_hostile_set(tw_call_t *call) {
    tw_lift_t lift = {call, "\001which\000", TW_ERR_OK};
    hostile_bits_t which = tw_lift_flags(&lift, 0, 0x7u);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    hostile_bits_t result = 0;
    tw_err_t err = hostile_set(call, which, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_yes(tw_call_t *call) {
    tw_lift_t lift = {call, "\001is-so\000", TW_ERR_OK};
    bool is_so = tw_lift_below(&lift, 0, 2) != 0;
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    bool result = false;
    tw_err_t err = hostile_yes(call, is_so, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_hostile_letter(tw_call_t *call) {
    tw_lift_t lift = {call, "\001which\000", TW_ERR_OK};
    uint32_t which = tw_lift_char(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_letter(call, which, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_small(tw_call_t *call) {
    tw_lift_t lift = {call, "\001a\000\001b\000\001c\000\001d\000", TW_ERR_OK};
    uint8_t a = (uint8_t)tw_lift_u32(&lift, 0);
    int8_t b = (int8_t)tw_lift_u32(&lift, 1);
    uint16_t c = (uint16_t)tw_lift_u32(&lift, 2);
    int16_t d = (int16_t)tw_lift_u32(&lift, 3);
    int32_t result = 0;
    tw_err_t err = hostile_small(call, a, b, c, d, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_hostile_wide(tw_call_t *call) {
    tw_lift_t lift = {call, "\002a\000\002b\000\001c\000", TW_ERR_OK};
    int64_t a = (int64_t)tw_lift_u64(&lift, 0);
    double b = tw_lift_f64(&lift, 2);
    float c = tw_lift_f32(&lift, 4);
    double result = 0;
    tw_err_t err = hostile_wide(call, a, b, c, &result);
    tw_lower_f64(call, result);
    return err;
}

static tw_err_t glue_hostile_move(tw_call_t *call) {
    tw_lift_t lift = {call, "\002from\000", TW_ERR_OK};
    hostile_point_t from;
    from.x = (int32_t)tw_lift_u32(&lift, 0);
    from.y = (int32_t)tw_lift_u32(&lift, 1);
    uint32_t address = tw_lift_address(&lift, 2, 8, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    hostile_point_t result = {0};
    tw_err_t err = hostile_move(call, &from, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[8] = {0};
    tw_put_u32(&image[0], 0, (uint32_t)result.x);
    tw_put_u32(&image[4], 0, (uint32_t)result.y);
    return tw_lower_image(call, address, image, 8);
}

static tw_err_t glue_hostile_maybe(tw_call_t *call) {
    tw_lift_t lift = {call, "\003label\000", TW_ERR_OK};
    hostile_option_string_t label;
    label.is_some = tw_lift_below(&lift, 0, 2) != 0;
    if (label.is_some) {
        label.some = tw_lift_str(&lift, 1);
    }
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_maybe(call, &label, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_draw(tw_call_t *call) {
    tw_lift_t lift = {call, "\004what\000", TW_ERR_OK};
    hostile_shape_t what;
    what.tag = (hostile_shape_tag_t)tw_lift_below(&lift, 0, 4);
    switch (what.tag) {
        case HOSTILE_SHAPE_SIDES:
            what.of.sides = tw_lift_u32(&lift, 1);
            break;
        case HOSTILE_SHAPE_NAME:
            what.of.name = tw_lift_str_of(&lift, 1, 3);
            break;
        case HOSTILE_SHAPE_WIDTH:
            what.of.width = tw_lift_f64(&lift, 1);
            break;
        default:
            break;
    }
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_draw(call, &what, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_hostile_two(tw_call_t *call) {
    tw_lift_t lift = {call, "\001count\000\002label\000\002data\000", TW_ERR_OK};
    uint32_t count = tw_lift_u32(&lift, 0);
    tw_str_t label = tw_lift_str(&lift, 1);
    tw_list_t data = tw_lift_list(&lift, 3, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = hostile_two(call, count, label, data, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t moved_hostile_echo(tw_call_t *call) {
    return tw_room_moved(call, 2, 0);
}

static tw_err_t glue_hostile_echo(tw_call_t *call) {
    tw_lift_t lift = {call, "\002label\000", TW_ERR_OK};
    tw_str_t label = tw_lift_str(&lift, 0);
    uint32_t address = tw_lift_address(&lift, 2, 8, 4);
    tw_room_t room;
    tw_err_t err = lift.err;
    if (!tw_room_has(&lift, &room, 16, 1, glue_hostile_echo, &err)) {
        return err;
    }
    tw_str_t result = {0};
    err = hostile_echo(call, label, &room, &result);
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
        err = tw_room_end(call, &room, moved_hostile_echo);
    }
    return err;
}

static tw_err_t moved_hostile_count(tw_call_t *call) {
    return tw_room_moved(call, 1, 4);
}

static tw_err_t glue_hostile_count(tw_call_t *call) {
    tw_lift_t lift = {call, "\001count\000", TW_ERR_OK};
    uint32_t count = tw_lift_u32(&lift, 0);
    uint32_t address = tw_lift_address(&lift, 1, 12, 4);
    tw_room_t room;
    tw_err_t err = lift.err;
    if (!tw_room_has(&lift, &room, 16, 2, glue_hostile_count, &err)) {
        return err;
    }
    hostile_option_list_u16_t result = {0};
    err = hostile_count(call, count, &room, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[12] = {0};
    image[0] = (uint8_t)result.is_some;
    if (result.is_some) {
        err = tw_room_take(call, &room, result.some.bytes, (uint64_t)result.some.count * 2,
                           &image[4]);
        tw_put_u32(&image[8], 0, result.some.count);
    }
    if (err == TW_ERR_OK) {
        err = tw_lower_image(call, address, image, 12);
    }
    if (err == TW_ERR_OK) {
        err = tw_room_end(call, &room, moved_hostile_count);
    }
    return err;
}

static tw_err_t glue_hostile_later(tw_call_t *call) {
    tw_lift_t lift = {call, "\001number\000", TW_ERR_OK};
    uint32_t number = tw_lift_u32(&lift, 0);
    tw_pending_t pending;
    tw_err_t err = tw_call_pend(call, hostile_later_cancel, &pending);
    if (err != TW_ERR_PENDING) {
        return err;
    }
    err = hostile_later(call, number, pending);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

static tw_err_t glue_hostile_thing_drop(tw_call_t *call) {
    return tw_handle_drop(call, &hostile_thing_handles);
}

// clang-format off
static const tw_host_func_t hostile_funcs[] = {
    {"thing_new", "(i)i", glue_hostile_thing_new},
    {"thing_value", "(i)i", glue_hostile_thing_value},
    {"thing_merge", "(ii)i", glue_hostile_thing_merge},
    {"thing_eat", "(ii)i", glue_hostile_thing_eat},
    {"thing_make", "(ii)", glue_hostile_thing_make},
    {"token_new", "(i)r", glue_hostile_token_new},
    {"token_value", "(r)i", glue_hostile_token_value},
    {"text", "(ii)i", glue_hostile_text},
    {"bytes", "(ii)i", glue_hostile_bytes},
    {"fill", "(ii)i", glue_hostile_fill},
    {"words", "(ii)i", glue_hostile_words},
    {"longs", "(ii)I", glue_hostile_longs},
    {"floats", "(ii)f", glue_hostile_floats},
    {"feel", "(i)i", glue_hostile_feel},
    {"set", "(i)i", glue_hostile_set},
    {"yes", "(i)i", glue_hostile_yes},
    {"letter", "(i)i", glue_hostile_letter},
    {"small", "(iiii)i", glue_hostile_small},
    {"wide", "(IFf)F", glue_hostile_wide},
    {"move", "(iii)", glue_hostile_move},
    {"maybe", "(iii)i", glue_hostile_maybe},
    {"draw", "(iIi)i", glue_hostile_draw},
    {"two", "(iiiii)i", glue_hostile_two},
    {"echo", "(iii)", glue_hostile_echo},
    {"count", "(ii)", glue_hostile_count},
    {"later", "(i)i", glue_hostile_later},
    {"thing_drop", "(i)", glue_hostile_thing_drop},
};
// clang-format on
const tw_host_module_t hostile = {"hostile", hostile_funcs, 27, NULL};

tw_err_t hostile_module_add_result(tw_instance_t *instance, const tw_value_t *value,
                                   int32_t *result) {
    (void)instance;
    *result = value->of.i32;
    return TW_ERR_OK;
}

tw_err_t hostile_module_add(tw_instance_t *instance, const hostile_point_t *a, int32_t *result) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)a->x);
    args[1] = tw_value_i32((int32_t)a->y);
    tw_value_t value;
    tw_err_t err = tw_call_export(instance, "add", args, 2, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_add_result(instance, &value, result);
}

tw_err_t hostile_module_add_begin(tw_instance_t *instance, const hostile_point_t *a,
                                  tw_done_fn_t done, void *ctx) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)a->x);
    args[1] = tw_value_i32((int32_t)a->y);
    return tw_begin_export(instance, "add", args, 2, done, ctx);
}

tw_err_t hostile_module_hear_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result) {
    (void)instance;
    *result = (uint32_t)value->of.i32;
    return TW_ERR_OK;
}

tw_err_t hostile_module_hear(tw_instance_t *instance, tw_str_t label, tw_list_t data,
                             uint32_t *result) {
    uint32_t addr = 0;
    tw_err_t err = TW_ERR_OK;
    tw_value_t args[4];
    err = tw_give(instance, label.chars, label.size, 1, &addr);
    if (err != TW_ERR_OK) {
        return err;
    }
    args[0] = tw_value_i32((int32_t)addr);
    args[1] = tw_value_i32((int32_t)label.size);
    err = tw_give(instance, data.bytes, (uint64_t)data.count * 2, 2, &addr);
    if (err != TW_ERR_OK) {
        return err;
    }
    args[2] = tw_value_i32((int32_t)addr);
    args[3] = tw_value_i32((int32_t)data.count);
    tw_value_t value;
    err = tw_call_export(instance, "hear", args, 4, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_hear_result(instance, &value, result);
}

tw_err_t hostile_module_hear_begin(tw_instance_t *instance, tw_str_t label, tw_list_t data,
                                   tw_done_fn_t done, void *ctx) {
    uint32_t addr = 0;
    tw_err_t err = TW_ERR_OK;
    tw_value_t args[4];
    err = tw_give(instance, label.chars, label.size, 1, &addr);
    if (err != TW_ERR_OK) {
        return err;
    }
    args[0] = tw_value_i32((int32_t)addr);
    args[1] = tw_value_i32((int32_t)label.size);
    err = tw_give(instance, data.bytes, (uint64_t)data.count * 2, 2, &addr);
    if (err != TW_ERR_OK) {
        return err;
    }
    args[2] = tw_value_i32((int32_t)addr);
    args[3] = tw_value_i32((int32_t)data.count);
    return tw_begin_export(instance, "hear", args, 4, done, ctx);
}

tw_err_t hostile_module_choose_result(tw_instance_t *instance, const tw_value_t *value,
                                      hostile_mood_t *result) {
    (void)instance;
    if ((uint32_t)value->of.i32 >= 3) {
        return TW_ERR_CORRUPT;
    }
    *result = (hostile_mood_t)value->of.i32;
    return TW_ERR_OK;
}

tw_err_t hostile_module_choose(tw_instance_t *instance, hostile_mood_t how, bool is_so,
                               hostile_mood_t *result) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)how);
    args[1] = tw_value_i32((int32_t)is_so);
    tw_value_t value;
    tw_err_t err = tw_call_export(instance, "choose", args, 2, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_choose_result(instance, &value, result);
}

tw_err_t hostile_module_choose_begin(tw_instance_t *instance, hostile_mood_t how, bool is_so,
                                     tw_done_fn_t done, void *ctx) {
    tw_value_t args[2];
    args[0] = tw_value_i32((int32_t)how);
    args[1] = tw_value_i32((int32_t)is_so);
    return tw_begin_export(instance, "choose", args, 2, done, ctx);
}

tw_err_t hostile_module_look_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result) {
    (void)instance;
    *result = (uint32_t)value->of.i32;
    return TW_ERR_OK;
}

tw_err_t hostile_module_look(tw_instance_t *instance, const hostile_shape_t *what,
                             uint32_t *result) {
    uint32_t addr = 0;
    tw_err_t err = TW_ERR_OK;
    tw_value_t args[3];
    args[0] = tw_value_i32((int32_t)what->tag);
    args[1] = tw_value_i64(0);
    args[2] = tw_value_i32(0);
    switch (what->tag) {
        case HOSTILE_SHAPE_SIDES:
            args[1] = tw_value_i64((int64_t)(uint32_t)what->of.sides);
            break;
        case HOSTILE_SHAPE_NAME:
            err = tw_give(instance, what->of.name.chars, what->of.name.size, 1, &addr);
            if (err != TW_ERR_OK) {
                return err;
            }
            args[1] = tw_value_i64((int64_t)addr);
            args[2] = tw_value_i32((int32_t)what->of.name.size);
            break;
        case HOSTILE_SHAPE_WIDTH:
            args[1] = tw_value_i64((int64_t)tw_bits_f64(what->of.width));
            break;
        default:
            break;
    }
    tw_value_t value;
    err = tw_call_export(instance, "look", args, 3, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_look_result(instance, &value, result);
}

tw_err_t hostile_module_look_begin(tw_instance_t *instance, const hostile_shape_t *what,
                                   tw_done_fn_t done, void *ctx) {
    uint32_t addr = 0;
    tw_err_t err = TW_ERR_OK;
    tw_value_t args[3];
    args[0] = tw_value_i32((int32_t)what->tag);
    args[1] = tw_value_i64(0);
    args[2] = tw_value_i32(0);
    switch (what->tag) {
        case HOSTILE_SHAPE_SIDES:
            args[1] = tw_value_i64((int64_t)(uint32_t)what->of.sides);
            break;
        case HOSTILE_SHAPE_NAME:
            err = tw_give(instance, what->of.name.chars, what->of.name.size, 1, &addr);
            if (err != TW_ERR_OK) {
                return err;
            }
            args[1] = tw_value_i64((int64_t)addr);
            args[2] = tw_value_i32((int32_t)what->of.name.size);
            break;
        case HOSTILE_SHAPE_WIDTH:
            args[1] = tw_value_i64((int64_t)tw_bits_f64(what->of.width));
            break;
        default:
            break;
    }
    return tw_begin_export(instance, "look", args, 3, done, ctx);
}

tw_err_t hostile_module_tell_result(tw_instance_t *instance, const tw_value_t *value,
                                    tw_space_t *space, hostile_module_answer_t *result) {
    uint8_t image[48];
    tw_fetch_t fetch = tw_fetch_begin(instance, space, value, image, sizeof image, 8);
    result->name = tw_fetch_str(&fetch, 0);
    result->how = (hostile_mood_t)tw_fetch_below(&fetch, 8, 1, 3);
    result->is_so = tw_fetch_below(&fetch, 9, 1, 2) != 0;
    result->letter = tw_fetch_char(&fetch, 12);
    result->which = tw_fetch_flags(&fetch, 16, 1, 0x7u);
    result->words = tw_fetch_list(&fetch, 20, 4);
    result->what.tag = (hostile_shape_tag_t)tw_fetch_below(&fetch, 32, 1, 4);
    switch (result->what.tag) {
        case HOSTILE_SHAPE_SIDES:
            result->what.of.sides = (uint32_t)tw_fetch(&fetch, 40, 4);
            break;
        case HOSTILE_SHAPE_NAME:
            result->what.of.name = tw_fetch_str(&fetch, 40);
            break;
        case HOSTILE_SHAPE_WIDTH:
            result->what.of.width = tw_f64_of(tw_fetch(&fetch, 40, 8));
            break;
        default:
            break;
    }
    return fetch.err;
}

tw_err_t hostile_module_tell(tw_instance_t *instance, uint32_t where, tw_space_t *space,
                             hostile_module_answer_t *result) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)where);
    tw_value_t value;
    tw_err_t err = tw_call_export(instance, "tell", args, 1, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_tell_result(instance, &value, space, result);
}

tw_err_t hostile_module_tell_begin(tw_instance_t *instance, uint32_t where, tw_done_fn_t done,
                                   void *ctx) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)where);
    return tw_begin_export(instance, "tell", args, 1, done, ctx);
}

tw_err_t hostile_module_like_result(tw_instance_t *instance, const tw_value_t *value,
                                    hostile_module_result_none_none_t *result) {
    (void)instance;
    if ((uint32_t)value->of.i32 >= 2) {
        return TW_ERR_CORRUPT;
    }
    result->is_err = value->of.i32 != 0;
    return TW_ERR_OK;
}

tw_err_t hostile_module_like(tw_instance_t *instance, uint32_t number,
                             hostile_module_result_none_none_t *result) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)number);
    tw_value_t value;
    tw_err_t err = tw_call_export(instance, "like", args, 1, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_like_result(instance, &value, result);
}

tw_err_t hostile_module_like_begin(tw_instance_t *instance, uint32_t number, tw_done_fn_t done,
                                   void *ctx) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)number);
    return tw_begin_export(instance, "like", args, 1, done, ctx);
}

tw_err_t hostile_module_sign_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result) {
    (void)instance;
    if (!tw_is_char((uint32_t)value->of.i32)) {
        return TW_ERR_CORRUPT;
    }
    *result = (uint32_t)value->of.i32;
    return TW_ERR_OK;
}

tw_err_t hostile_module_sign(tw_instance_t *instance, uint32_t number, uint32_t *result) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)number);
    tw_value_t value;
    tw_err_t err = tw_call_export(instance, "sign", args, 1, &value);
    if (err != TW_ERR_OK) {
        return err;
    }
    return hostile_module_sign_result(instance, &value, result);
}

tw_err_t hostile_module_sign_begin(tw_instance_t *instance, uint32_t number, tw_done_fn_t done,
                                   void *ctx) {
    tw_value_t args[1];
    args[0] = tw_value_i32((int32_t)number);
    return tw_begin_export(instance, "sign", args, 1, done, ctx);
}
