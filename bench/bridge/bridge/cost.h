// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from cost.wit: change that instead.
#ifndef BRIDGE_COST_H
#define BRIDGE_COST_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// A function of each kind, whose glue is counted.

typedef enum cost_mood {
    COST_MOOD_HAPPY = 0,
    COST_MOOD_ODD = 1,
    COST_MOOD_SAD = 2,
} cost_mood_t;

typedef struct cost_point {
    int32_t x;
    int32_t y;
} cost_point_t;

typedef struct cost_thing cost_thing_t;

// Before tw_engine_start: gives thing room for count handles (tinywasm/bridge.h).
void cost_thing_handles_init(tw_engine_t *engine, tw_handle_slot_t *slots, uint32_t count);
extern tw_handles_t cost_thing_handles;
// The application's: the last handle of self is gone.
void cost_thing_destroy(cost_thing_t *self);

// What modules import as "cost", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t cost;

tw_err_t cost_thing_new(tw_call_t *call, uint32_t number, cost_thing_t **result);

tw_err_t cost_thing_value(tw_call_t *call, cost_thing_t *self, uint32_t *result);

tw_err_t cost_none(tw_call_t *call);

tw_err_t cost_one(tw_call_t *call, uint32_t a);

tw_err_t cost_two(tw_call_t *call, int32_t a, int32_t b, int32_t *result);

tw_err_t cost_six(tw_call_t *call, uint32_t a, uint8_t b, int16_t c, int32_t d, uint32_t e,
                  uint32_t f, uint32_t *result);

tw_err_t cost_wide(tw_call_t *call, uint64_t a, float b, double c, uint64_t *result);

tw_err_t cost_checked(tw_call_t *call, bool a, cost_mood_t b, uint32_t c, bool *result);

tw_err_t cost_text(tw_call_t *call, tw_str_t text);

tw_err_t cost_words(tw_call_t *call, tw_list_t words);

tw_err_t cost_move(tw_call_t *call, const cost_point_t *to);

tw_err_t cost_place(tw_call_t *call, cost_point_t *result);

tw_err_t cost_name(tw_call_t *call, const tw_room_t *room, tw_str_t *result);

#ifdef __cplusplus
}
#endif
#endif
