// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from hostile.wit: change that instead.
#ifndef BRIDGE_HOSTILE_H
#define BRIDGE_HOSTILE_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Something of each kind, for modules that give what they must not.

typedef enum hostile_mood {
    HOSTILE_MOOD_HAPPY = 0,
    // Neither of the others.
    HOSTILE_MOOD_ODD = 1,
    HOSTILE_MOOD_SAD = 2,
} hostile_mood_t;

typedef uint32_t hostile_bits_t;
#define HOSTILE_BITS_A (UINT32_C(1) << 0)
#define HOSTILE_BITS_B (UINT32_C(1) << 1)
#define HOSTILE_BITS_C (UINT32_C(1) << 2)

typedef struct hostile_point {
    int32_t x;
    int32_t y;
} hostile_point_t;

typedef enum hostile_shape_tag {
    HOSTILE_SHAPE_NOTHING = 0,
    HOSTILE_SHAPE_SIDES = 1,
    HOSTILE_SHAPE_NAME = 2,
    HOSTILE_SHAPE_WIDTH = 3,
} hostile_shape_tag_t;
typedef struct hostile_shape {
    hostile_shape_tag_t tag;
    union {
        uint32_t sides;
        tw_str_t name;
        double width;
    } of;
} hostile_shape_t;

// An object of the host.
typedef struct hostile_thing hostile_thing_t;

// An object that modules refer to.
typedef struct hostile_token hostile_token_t;

typedef struct hostile_result_thing_mood {
    bool is_err;
    union {
        hostile_thing_t *ok;
        hostile_mood_t err_;
    } of;
} hostile_result_thing_mood_t;

typedef struct hostile_option_string {
    bool is_some;
    tw_str_t some;
} hostile_option_string_t;

typedef struct hostile_option_list_u16 {
    bool is_some;
    tw_list_t some;
} hostile_option_list_u16_t;

// Before tw_engine_start: gives thing room for count handles (tinywasm/bridge.h).
void hostile_thing_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count);
extern tw_handles_t hostile_thing_handles;
// The application's: the last handle of self is gone.
void hostile_thing_destroy(hostile_thing_t *self);

// Before tw_engine_start: gives token room for count handles (tinywasm/bridge.h).
void hostile_token_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count);
extern tw_handles_t hostile_token_handles;
// The application's: the last handle of self is gone.
void hostile_token_destroy(hostile_token_t *self);

// What modules import as "hostile", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t hostile;

tw_err_t hostile_thing_new(tw_call_t *call, uint32_t number, hostile_thing_t **result);

tw_err_t hostile_thing_value(tw_call_t *call, hostile_thing_t *self, uint32_t *result);

// Takes both.
tw_err_t hostile_thing_merge(tw_call_t *call, hostile_thing_t *a, hostile_thing_t *b,
                             uint32_t *result);

// Takes the first and looks at the second.
tw_err_t hostile_thing_eat(tw_call_t *call, hostile_thing_t *a, hostile_thing_t *b,
                           uint32_t *result);

// One more, or none if the number is 0.
tw_err_t hostile_thing_make(tw_call_t *call, uint32_t number, hostile_result_thing_mood_t *result);

tw_err_t hostile_token_new(tw_call_t *call, uint32_t number, hostile_token_t **result);

tw_err_t hostile_token_value(tw_call_t *call, hostile_token_t *self, uint32_t *result);

tw_err_t hostile_text(tw_call_t *call, tw_str_t label, uint32_t *result);

tw_err_t hostile_bytes(tw_call_t *call, tw_list_t data, uint32_t *result);

// Turns the bits over that the test names.
tw_err_t hostile_fill(tw_call_t *call, tw_buffer_t data, uint32_t *result);

tw_err_t hostile_words(tw_call_t *call, tw_list_t data, uint32_t *result);

tw_err_t hostile_longs(tw_call_t *call, tw_list_t data, uint64_t *result);

tw_err_t hostile_floats(tw_call_t *call, tw_list_t data, float *result);

tw_err_t hostile_feel(tw_call_t *call, hostile_mood_t how, hostile_mood_t *result);

tw_err_t hostile_set(tw_call_t *call, hostile_bits_t which, hostile_bits_t *result);

tw_err_t hostile_yes(tw_call_t *call, bool is_so, bool *result);

tw_err_t hostile_letter(tw_call_t *call, uint32_t which, uint32_t *result);

tw_err_t hostile_small(tw_call_t *call, uint8_t a, int8_t b, uint16_t c, int16_t d,
                       int32_t *result);

tw_err_t hostile_wide(tw_call_t *call, int64_t a, double b, float c, double *result);

tw_err_t hostile_move(tw_call_t *call, const hostile_point_t *from, hostile_point_t *result);

tw_err_t hostile_maybe(tw_call_t *call, const hostile_option_string_t *label, uint32_t *result);

tw_err_t hostile_draw(tw_call_t *call, const hostile_shape_t *what, uint32_t *result);

tw_err_t hostile_two(tw_call_t *call, uint32_t count, tw_str_t label, tw_list_t data,
                     uint32_t *result);

// Gives a text back.
tw_err_t hostile_echo(tw_call_t *call, tw_str_t label, const tw_room_t *room, tw_str_t *result);

// The numbers below count, or none above 8.
tw_err_t hostile_count(tw_call_t *call, uint32_t count, const tw_room_t *room,
                       hostile_option_list_u16_t *result);

// Is answered later.
tw_err_t hostile_later(tw_call_t *call, uint32_t number, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void hostile_later_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t hostile_later_complete(tw_engine_t *engine, tw_pending_t pending,
                                              uint32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// What the module exports.

typedef struct hostile_module_answer {
    tw_str_t name;
    hostile_mood_t how;
    bool is_so;
    uint32_t letter;
    hostile_bits_t which;
    tw_list_t words;
    hostile_shape_t what;
} hostile_module_answer_t;

typedef struct hostile_module_result_none_none {
    bool is_err;
} hostile_module_result_none_none_t;

// What modules export, as tw_instance_call: NOENT if one does not. NAME_begin runs it
// in slices, as tw_instance_begin; done makes its result with NAME_result.

tw_err_t hostile_module_add(tw_instance_t *instance, const hostile_point_t *a, int32_t *result);
tw_err_t hostile_module_add_begin(tw_instance_t *instance, const hostile_point_t *a,
                                  tw_done_fn_t done, void *ctx);
tw_err_t hostile_module_add_result(tw_instance_t *instance, const tw_value_t *value,
                                   int32_t *result);

tw_err_t hostile_module_hear(tw_instance_t *instance, tw_str_t label, tw_list_t data,
                             uint32_t *result);
tw_err_t hostile_module_hear_begin(tw_instance_t *instance, tw_str_t label, tw_list_t data,
                                   tw_done_fn_t done, void *ctx);
tw_err_t hostile_module_hear_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result);

tw_err_t hostile_module_choose(tw_instance_t *instance, hostile_mood_t how, bool is_so,
                               hostile_mood_t *result);
tw_err_t hostile_module_choose_begin(tw_instance_t *instance, hostile_mood_t how, bool is_so,
                                     tw_done_fn_t done, void *ctx);
tw_err_t hostile_module_choose_result(tw_instance_t *instance, const tw_value_t *value,
                                      hostile_mood_t *result);

tw_err_t hostile_module_look(tw_instance_t *instance, const hostile_shape_t *what,
                             uint32_t *result);
tw_err_t hostile_module_look_begin(tw_instance_t *instance, const hostile_shape_t *what,
                                   tw_done_fn_t done, void *ctx);
tw_err_t hostile_module_look_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result);

// What lies there.
tw_err_t hostile_module_tell(tw_instance_t *instance, uint32_t where, tw_space_t *space,
                             hostile_module_answer_t *result);
tw_err_t hostile_module_tell_begin(tw_instance_t *instance, uint32_t where, tw_done_fn_t done,
                                   void *ctx);
tw_err_t hostile_module_tell_result(tw_instance_t *instance, const tw_value_t *value,
                                    tw_space_t *space, hostile_module_answer_t *result);

tw_err_t hostile_module_like(tw_instance_t *instance, uint32_t number,
                             hostile_module_result_none_none_t *result);
tw_err_t hostile_module_like_begin(tw_instance_t *instance, uint32_t number, tw_done_fn_t done,
                                   void *ctx);
tw_err_t hostile_module_like_result(tw_instance_t *instance, const tw_value_t *value,
                                    hostile_module_result_none_none_t *result);

tw_err_t hostile_module_sign(tw_instance_t *instance, uint32_t number, uint32_t *result);
tw_err_t hostile_module_sign_begin(tw_instance_t *instance, uint32_t number, tw_done_fn_t done,
                                   void *ctx);
tw_err_t hostile_module_sign_result(tw_instance_t *instance, const tw_value_t *value,
                                    uint32_t *result);

#ifdef __cplusplus
}
#endif
#endif
